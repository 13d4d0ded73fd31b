"""Ending the daily mail from the mail itself, without signing in: by a press, or by the mail program (RFC 8058)."""

from flask import Blueprint, abort, g, render_template

from seminars import tokens
from seminars.database.units import write_unit
from seminars.extensions import db
from seminars.models import Organiser

blueprint = Blueprint("digests", __name__, url_prefix="/digest/<token>")


@blueprint.get("")
def show(token: str) -> str:
    return render_template("organiser/digests/show.html", organiser=_organiser(token))


@blueprint.post("")
def end(token: str) -> str:
    with write_unit():
        organiser = _organiser(token)
        organiser.wants_digest = False
        db.session.commit()
    return render_template("organiser/digests/show.html", organiser=organiser)


def _organiser(token: str) -> Organiser:
    number = tokens.read_digest_token(token)
    organiser = db.session.get(Organiser, number) if number else None
    if organiser is None:
        abort(404)
    g.language = organiser.language  # like the mail that led here
    return organiser
