"""A calendar as an answer over HTTP: the same address gives the same bytes to everyone."""

import gzip
import hashlib
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import quote, urlsplit

from flask import Response, current_app, request

from seminars import links
from seminars.domain import listings
from seminars.domain.listings import Version
from seminars.formats import ical
from seminars.formats.seminar_event import calendar_event
from seminars.i18n import chosen_language, gettext

FEED_SECONDS = 300
CALENDARS_KEPT = 32  # of at most 1 MB each, as calendar programs take no more


@dataclass(frozen=True)
class Written:
    """A calendar's bytes, the same gzipped (mtime 0, so that they are the same everywhere), and their hash."""

    body: bytes
    zipped: bytes
    etag: str


def calendar_answer(
    versions: tuple[Version, ...], *, name: str, filename: str, source_url: str | None = None, attachment: bool = False
) -> Response:
    """A calendar file with its ETag; a repeated fetch of what has not changed is answered 304 (RFC 9110 section 13)
    and renders nothing."""
    language, site = chosen_language(), current_app.config["PUBLIC_BASE_URL"]
    written = _written(versions, language=language, name=name, source_url=source_url, site=site)
    takes_gzip = request.accept_encodings["gzip"] > 0
    response = Response(written.zipped if takes_gzip else written.body, content_type="text/calendar; charset=utf-8")
    if takes_gzip:
        response.headers["Content-Encoding"] = "gzip"
    response.set_etag(f"{written.etag}-gzip" if takes_gzip else written.etag)
    response.vary.add("Accept-Encoding")
    disposition = "attachment" if attachment else "inline"
    response.headers["Content-Disposition"] = f'{disposition}; filename="{quote(filename)}"'
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.cache_control.public = True
    response.cache_control.max_age = FEED_SECONDS
    return response.make_conditional(request)


@lru_cache(maxsize=CALENDARS_KEPT)
def _written(versions: tuple[Version, ...], *, language: str, name: str, source_url: str | None, site: str) -> Written:
    body = ical.feed(
        [calendar_event(seminar, language) for seminar in listings.with_uids([uid for uid, *_rest in versions])],
        language=language,
        name=name,
        description=gettext("Free regional seminars; moved and cancelled ones show as such."),
        domain=urlsplit(site).hostname,
        url=links.calendar(language),
        source_url=source_url,
    )
    return Written(body, gzip.compress(body, compresslevel=6, mtime=0), hashlib.sha256(body).hexdigest()[:32])
