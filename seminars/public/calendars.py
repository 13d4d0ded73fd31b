"""Calendar feeds and how to subscribe to them. The same address gives the same bytes to everyone."""

from collections.abc import Sequence
from urllib.parse import quote, urlsplit

from flask import Blueprint, Response, current_app, make_response, render_template, request

from seminars import clock, links
from seminars.compression import compressed
from seminars.domain import listings
from seminars.formats import ical
from seminars.formats.seminar_event import calendar_event
from seminars.i18n import chosen_language, gettext
from seminars.models import Seminar
from seminars.public.caching import cached
from seminars.templating import site_name

blueprint = Blueprint("calendars", __name__, url_prefix="/calendar")

FEED_SECONDS = 300


@blueprint.get("")
def index() -> Response:
    return cached(make_response(render_template("public/calendars/index.html", feed_url=links.feed(chosen_language()))))


@blueprint.get("/all.ics")
def everything() -> Response:
    return calendar_answer(
        listings.in_feed(now=clock.now()),
        name=site_name(),
        filename="seminars.ics",
        source_url=links.feed(chosen_language()),
    )


def calendar_answer(
    seminars: Sequence[Seminar], *, name: str, filename: str, source_url: str | None = None, attachment: bool = False
) -> Response:
    """A calendar file with its ETag; a repeated fetch of unchanged bytes is answered 304."""
    language = chosen_language()
    body = ical.feed(
        [calendar_event(seminar, language) for seminar in seminars],
        language=language,
        name=name,
        description=gettext("Free regional seminars; moved and cancelled ones show as such."),
        domain=urlsplit(current_app.config["PUBLIC_BASE_URL"]).hostname,
        url=links.calendar(language),
        source_url=source_url,
    )
    response = Response(body, content_type="text/calendar; charset=utf-8")
    disposition = "attachment" if attachment else "inline"
    response.headers["Content-Disposition"] = f'{disposition}; filename="{quote(filename)}"'
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.cache_control.public = True
    response.cache_control.max_age = FEED_SECONDS
    response.add_etag()
    return compressed(response).make_conditional(request)
