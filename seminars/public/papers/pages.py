"""The share picture and the posters of one seminar."""

from pathlib import Path

from flask import Blueprint, Response, abort, current_app, request

from seminars import clock
from seminars.domain.files import kept_papers
from seminars.domain.files.kept_papers import Paper, PressBusy
from seminars.domain.programme import tours
from seminars.extensions import db
from seminars.formats.papers.posters import poster as one_poster
from seminars.formats.papers.posters import poster_in_all_languages as joint_poster
from seminars.formats.papers.share_picture import share_picture
from seminars.formats.papers.typesetting import Manuscript
from seminars.i18n import chosen_language
from seminars.places import current_places
from seminars.public.seminars import get_public

A_WHILE, A_DAY = 300, 86400  # seconds

blueprint = Blueprint("papers", __name__, url_prefix="/seminars")


@blueprint.get("/<slug>.png")
def picture(slug: str) -> Response:
    seminar = get_public(slug, whole=False)
    # For a day and no longer: the map shows the other towns too, whose dates change.
    is_of_now = request.args.get("v") == str(int(seminar.changed_at.timestamp()))
    stops = tours.tour_of([seminar.series_id], now=clock.now())
    capital = current_places().find_town("minsk")
    try:
        content = _made(slug, share_picture(seminar, chosen_language(), stops=stops, capital=capital))
    except PressBusy:
        return _site_picture()
    return _answer(content, "image/png", seconds=A_DAY if is_of_now else A_WHILE)


def _site_picture() -> Response:
    """The site's own picture instead, which nobody should keep for the seminar's."""
    response = current_app.send_static_file("share.png")
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.get("/<slug>/poster.pdf")
def poster(slug: str) -> Response:
    seminar = get_public(slug, whole=False)
    return _sheet(slug, one_poster(seminar, chosen_language(), now=clock.now()))


@blueprint.get("/<slug>/poster-all.pdf")
def poster_in_all_languages(slug: str) -> Response:
    seminar = get_public(slug, whole=False)
    languages = dict.fromkeys((chosen_language(), *current_app.config["LANGUAGES"]))
    return _sheet(slug, joint_poster(seminar, tuple(languages), now=clock.now()))


def _sheet(slug: str, manuscript: Manuscript) -> Response:
    try:
        content = _made(slug, manuscript)
    except PressBusy:
        return abort(503)
    response = _answer(content, "application/pdf", seconds=A_WHILE)
    name = f"{slug}-{manuscript.template.replace('_', '-')}-{chosen_language()}.pdf"
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return response


def _made(slug: str, manuscript: Manuscript) -> bytes:
    paper = Paper(f"{slug}.{chosen_language()}.{manuscript.template}", manuscript.edition, manuscript.form)
    # All values are read, so others may have the connection while this one waits and typst works.
    db.session.rollback()
    return kept_papers.get(Path(current_app.config["INSTANCE"]) / "papers", paper, manuscript.typeset)


def _answer(content: bytes, mimetype: str, *, seconds: int) -> Response:
    response = Response(content, mimetype=mimetype)
    response.cache_control.public = True
    response.cache_control.max_age = seconds
    response.add_etag()
    response.make_conditional(request)
    return response
