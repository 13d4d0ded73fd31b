"""The stylesheets: one small file per component, joined into one answer per audience."""

import hashlib
from pathlib import Path

from flask import Blueprint, Flask, Response, current_app, request, url_for

from seminars.compression import compressed

blueprint = Blueprint("assets", __name__)

SHARED = ("tokens", "base", "layout", "band", "header", "chips")
FORMS = ("facts", "card", "button", "form", "states", "notice")
BUNDLES = {
    "public": (*SHARED, "rail", "agenda", *FORMS, "ticket", "fold", "prose", "print"),
    "organiser": (*SHARED, *FORMS, "ticket", "prose", "table", "organiser", "print"),
}


def init_app(app: Flask) -> None:
    app.register_blueprint(blueprint)
    app.extensions["stylesheets"] = {name: _joined(Path(app.static_folder), files) for name, files in BUNDLES.items()}
    app.jinja_env.globals["stylesheet_url"] = stylesheet_url


def _joined(folder: Path, files: tuple[str, ...]) -> bytes:
    return b"".join((folder / "css" / f"{name}.css").read_bytes() for name in files)


def stylesheet_url(bundle: str) -> str:
    """The address of a bundle; it changes with its content, so that browsers may keep it for a year."""
    content = current_app.extensions["stylesheets"][bundle]
    return url_for("assets.stylesheet", bundle=bundle, v=hashlib.sha256(content).hexdigest()[:12])


@blueprint.get("/static/<any(public, organiser):bundle>.css")
def stylesheet(bundle: str) -> Response:
    response = Response(current_app.extensions["stylesheets"][bundle], mimetype="text/css")
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    response.add_etag()
    return compressed(response).make_conditional(request)
