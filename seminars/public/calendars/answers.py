"""A calendar as an answer over HTTP: the same address gives the same bytes to everyone."""

import gzip
import hashlib
import logging
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from urllib.parse import quote, urlsplit

from flask import Response, current_app, request

from seminars import links
from seminars.domain.programme import feeds
from seminars.domain.programme.feeds import Version
from seminars.formats.calendars import ical
from seminars.formats.calendars.seminar_event import calendar_event
from seminars.i18n import chosen_language, gettext

FEED_SECONDS = 300
MOST_BYTES = 980_000  # of events; some calendar programs take no more than 1 MB, and there is more in a calendar
CALENDARS_KEPT = 32  # of at most 1 MB each
PERSONAL_CALENDARS_KEPT = 256  # of a few events each; apart, so that they do not drive out what everybody fetches

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Written:
    """A calendar's bytes, the same gzipped (mtime 0, so that they are the same everywhere), their hash, and whether
    events were left out because there are too many."""

    body: bytes
    zipped: bytes
    etag: str
    is_cut: bool


def written(
    versions: tuple[Version, ...], *, name: str, source_url: str | None = None, is_personal: bool = False
) -> Written:
    """A calendar of these seminars, nearest first, in the reader's language. What is too much is left out from the
    end. What has not changed is taken from memory, and renders nothing."""
    write, description = _public, gettext("Free regional seminars; moved and cancelled ones show as such.")
    if is_personal:
        write, description = _personal, gettext("The seminars at which you have a place.")
    about = {"name": name, "description": description, "source_url": source_url}
    return write(versions, language=chosen_language(), site=current_app.config["PUBLIC_BASE_URL"], **about)


def calendar_answer(
    calendar: Written,
    *,
    filename: str,
    last_modified: datetime | None,
    is_attachment: bool = False,
    is_personal: bool = False,
) -> Response:
    """A calendar file with ETag and Last-Modified; a repeated fetch of what has not changed is answered 304
    (RFC 9110 section 13)."""
    takes_gzip = request.accept_encodings["gzip"] > 0
    response = Response(calendar.zipped if takes_gzip else calendar.body, content_type="text/calendar; charset=utf-8")
    if takes_gzip:
        response.headers["Content-Encoding"] = "gzip"
    response.set_etag(f"{calendar.etag}-gzip" if takes_gzip else calendar.etag)
    if last_modified:
        response.last_modified = last_modified
    response.vary.add("Accept-Encoding")
    disposition = "attachment" if is_attachment else "inline"
    response.headers["Content-Disposition"] = f'{disposition}; filename="{quote(filename)}"'
    (_keep_to_oneself if is_personal else _share)(response)
    return response.make_conditional(request)


def _share(response: Response) -> None:
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.cache_control.public = True
    response.cache_control.max_age = FEED_SECONDS


def _keep_to_oneself(response: Response) -> None:
    response.cache_control.private = True
    response.cache_control.no_cache = True
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Referrer-Policy"] = "no-referrer"


def _write(
    versions: tuple[Version, ...], *, language: str, name: str, description: str, source_url: str | None, site: str
) -> Written:
    found = feeds.with_uids([uid for uid, *_rest in versions[: feeds.MOST_EVENTS]])
    events = ical.fitting([calendar_event(seminar, language) for seminar in found], most_bytes=MOST_BYTES)
    body = ical.feed(
        events,
        language=language,
        name=name,
        description=description,
        domain=urlsplit(site).hostname,
        url=links.calendar(language),
        source_url=source_url,
    )
    is_cut = len(versions) > feeds.MOST_EVENTS or len(events) < len(found)
    if is_cut:
        facts = (source_url or name, len(events), len(body), len(versions) - len(events))
        log.warning("calendar %s is cut: it holds %d events in %d bytes, and at least %d more were left out", *facts)
    zipped = gzip.compress(body, compresslevel=6, mtime=0)
    return Written(body, zipped, hashlib.sha256(body).hexdigest()[:32], is_cut)


_public = lru_cache(maxsize=CALENDARS_KEPT)(_write)
_personal = lru_cache(maxsize=PERSONAL_CALENDARS_KEPT)(_write)
