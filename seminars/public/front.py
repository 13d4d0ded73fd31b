"""The root address, and what machines ask to learn whether the site is well."""

from flask import Blueprint, Response, current_app, redirect, request, url_for
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from seminars.database import opened_file
from seminars.extensions import db
from seminars.web import watching

blueprint = Blueprint("front", __name__)


@blueprint.get("/")
def index() -> Response:
    languages = current_app.config["LANGUAGES"]
    language = request.accept_languages.best_match(languages, languages[0])
    response = redirect(url_for("public.programme.index", lang=language))
    response.headers["Vary"] = "Accept-Language"
    return response


@blueprint.get("/healthz")
def healthz() -> Response:
    """The process answers."""
    return _plain("ok", 200)


@blueprint.get("/readyz")
def readyz() -> Response:
    """This process may be given visitors: it reads the database, which is still the one that it opened, and its own
    worker lives if it should have one. Nothing is written for it, since whoever only reads is served by a full disk."""
    try:
        db.session.execute(text("SELECT 1 FROM seminar LIMIT 1"))
    except SQLAlchemyError:
        return _plain("the database does not answer", 503)
    if not opened_file.is_still_there(db.engine):
        return _plain("the database's file was replaced", 503)
    is_alive = current_app.extensions.get("worker_is_alive")
    if is_alive and not is_alive():
        return _plain("the mail worker is down", 503)
    return _plain("ok", 200)


@blueprint.get("/watchz")
def watchz() -> Response:
    """For monitors, not for balancers: whether all is well with the installation, or a line with a word for each thing
    that is not. Other processes would say the same, so to take this one out of service would help nobody."""
    found = watching.wrong_now()
    return _plain("\n".join(each.wrong for each in found) or "ok", 503 if found else 200)


def _plain(words: str, status: int) -> Response:
    response = Response(words + "\n", status=status, mimetype="text/plain")
    response.headers["Cache-Control"] = "no-store"
    return response
