"""News of all seminars as an Atom feed, one in each language."""

from flask import Blueprint, Response

from seminars import clock, links
from seminars.domain.programme import announcements
from seminars.domain.programme.announcements import Announcement
from seminars.formats.news import atom, entries
from seminars.i18n import chosen_language, gettext
from seminars.public.caching import cached
from seminars.public.calendars.answers import FEED_SECONDS
from seminars.web.templating import site_name

blueprint = Blueprint("news", __name__)


@blueprint.get("/news.atom")
def index() -> Response:
    language = chosen_language()
    body = atom.feed(
        [_entry(each, language) for each in announcements.latest(now=clock.now())],
        language=language,
        title=f"{site_name()}: {gettext('News')}",
        author=site_name(),
        address=links.news(language),
        page=links.site(language),
    )
    response = Response(body, content_type="application/atom+xml; charset=utf-8")
    response.headers["Access-Control-Allow-Origin"] = "*"
    # Without Last-Modified: an edited title or organisation changes old entries, and no stored time tells when.
    return cached(response, seconds=FEED_SECONDS)


def _entry(announcement: Announcement, language: str) -> atom.Entry:
    seminar, at = announcement.seminar, announcement.at
    if announcement.change is not None:
        return entries.change_of(seminar, announcement.change, language)
    if announcement.is_recap:
        return entries.recap(seminar, at, language)
    return entries.publication(seminar, at, language)
