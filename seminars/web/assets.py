"""Stylesheets, one small file per component, joined into one answer per audience; scripts, one per behaviour."""

import hashlib
from pathlib import Path

from flask import Blueprint, Flask, Response, current_app, request, url_for

from seminars.web.compression import compressed

blueprint = Blueprint("assets", __name__)

SHARED = ("tokens", "base", "layout", "band", "header", "chips")
FORMS = ("tiles", "facts", "card", "button", "form", "states", "notice")
VISITED = ("rail", "seminar", "agenda", "map", "next")
LISTED = ("table", "rows", "seminars")
TODAY = ("needs", "today", "fold")
OF_ONE = ("fill", "counts", "calls", "log", "place", "overview", "chart", "steps", "progress")
BUNDLES = {
    "public": (*SHARED, *VISITED, *FORMS, "fill", "ticket", "members", "fold", "strip", "prose", "subscribe", "print"),
    "organiser": (*SHARED, *FORMS, "ticket", "prose", *LISTED, *TODAY, *OF_ONE, "organiser", "print"),
}
SCRIPTS = ("copy", "half_typed", "progress", "proof")


def init_app(app: Flask) -> None:
    folder = Path(app.static_folder or "static")
    app.register_blueprint(blueprint)
    app.extensions["stylesheets"] = {name: _joined(folder, files) for name, files in BUNDLES.items()}
    app.extensions["scripts"] = {name: (folder / "js" / f"{name}.js").read_bytes() for name in SCRIPTS}
    app.jinja_env.globals |= {"stylesheet_url": stylesheet_url, "script_url": script_url}


def _joined(folder: Path, files: tuple[str, ...]) -> bytes:
    return b"".join((folder / "css" / f"{name}.css").read_bytes() for name in files)


def stylesheet_url(bundle: str) -> str:
    """The address of a bundle; it changes with its content, so that browsers may keep it for a year."""
    return url_for("assets.stylesheet", bundle=bundle, v=_fingerprint(current_app.extensions["stylesheets"][bundle]))


def script_url(script: str) -> str:
    """The address of a script, which changes with its content likewise."""
    return url_for("assets.script", script=script, v=_fingerprint(current_app.extensions["scripts"][script]))


def _fingerprint(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:12]


@blueprint.get("/static/<any(public, organiser):bundle>.css")
def stylesheet(bundle: str) -> Response:
    return _kept_for_a_year(current_app.extensions["stylesheets"][bundle], "text/css")


@blueprint.get(f"/static/<any({', '.join(SCRIPTS)}):script>.js")
def script(script: str) -> Response:
    return _kept_for_a_year(current_app.extensions["scripts"][script], "text/javascript")


def _kept_for_a_year(content: bytes, mimetype: str) -> Response:
    response = Response(content, mimetype=mimetype)
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    response.add_etag()
    answer = compressed(response)
    answer.make_conditional(request)
    return answer
