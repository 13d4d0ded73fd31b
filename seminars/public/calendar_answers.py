"""A calendar as an answer over HTTP: the same address gives the same bytes to everyone."""

from collections.abc import Sequence
from urllib.parse import quote, urlsplit

from flask import Response, current_app, request

from seminars import links
from seminars.compression import compressed
from seminars.formats import ical
from seminars.formats.seminar_event import calendar_event
from seminars.i18n import chosen_language, gettext
from seminars.models import Seminar

FEED_SECONDS = 300


def calendar_answer(
    seminars: Sequence[Seminar], *, name: str, filename: str, source_url: str | None = None, attachment: bool = False
) -> Response:
    """A calendar file with its ETag; a repeated fetch of unchanged bytes is answered 304 (RFC 9110 section 13)."""
    response = Response(_written(seminars, name, source_url), content_type="text/calendar; charset=utf-8")
    disposition = "attachment" if attachment else "inline"
    response.headers["Content-Disposition"] = f'{disposition}; filename="{quote(filename)}"'
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.cache_control.public = True
    response.cache_control.max_age = FEED_SECONDS
    response.add_etag()
    return compressed(response).make_conditional(request)


def _written(seminars: Sequence[Seminar], name: str, source_url: str | None) -> bytes:
    language = chosen_language()
    return ical.feed(
        [calendar_event(seminar, language) for seminar in seminars],
        language=language,
        name=name,
        description=gettext("Free regional seminars; moved and cancelled ones show as such."),
        domain=urlsplit(current_app.config["PUBLIC_BASE_URL"]).hostname,
        url=links.calendar(language),
        source_url=source_url,
    )
