"""Which calendar somebody wants to subscribe to, and the ways into calendar programs."""

from dataclasses import dataclass
from urllib.parse import quote, urlencode

from flask import abort, request

from seminars import links
from seminars.domain.programme import listings
from seminars.i18n import LANGUAGES, Texts, chosen_language
from seminars.places import current_places
from seminars.web.templating import site_name, words

# From the narrowest to the widest. A list of seminars may be filtered by several at once, a calendar holds one of them.
KINDS = ("speaker", "town", "region", "series")


@dataclass(frozen=True)
class Part:
    """What a calendar holds: everything (`kind` is ""), or the seminars of one speaker, town, region or series."""

    kind: str
    code: str
    name: Texts

    @property
    def choice(self) -> dict[str, str]:
        """The part as the address of a page names it behind the question mark."""
        return {self.kind: self.code} if self.kind else {}

    @property
    def feed_url(self) -> str:
        return links.feed(chosen_language(), f"{self.kind}/{self.code}" if self.kind else "all")

    @property
    def page_url(self) -> str:
        """The page that tells how to subscribe to this part."""
        return links.calendar(chosen_language()) + (f"?{urlencode(self.choice)}" if self.kind else "")


EVERYTHING = Part("", "", Texts())


def chosen_part() -> Part:
    """The narrowest part that the page's address names; one that names what is not there leads nowhere."""
    named = [_get_part(kind, request.args[kind]) for kind in KINDS if request.args.get(kind)]
    return named[0] if named else EVERYTHING


def _get_part(kind: str, code: str) -> Part:
    finders = {
        "speaker": listings.find_speaker,
        "town": current_places().find_town,
        "region": current_places().find_region,
        "series": listings.find_series,
    }
    name = (finders[kind](code) or abort(404)).name
    return Part(kind, code, name if isinstance(name, Texts) else Texts(dict.fromkeys(LANGUAGES, name)))


def ways_into_calendars(part: Part) -> dict[str, str]:
    """Addresses that hand the feed to a calendar program. Google takes webcal: alone."""
    webcal = "webcal://" + part.feed_url.partition("://")[2]
    name = f"{site_name()}: {words(part.name)}" if part.kind else site_name()
    by_url = f"calendar/0/addfromweb?url={quote(part.feed_url, safe='')}&name={quote(name, safe='')}"
    return {
        "webcal": webcal,
        "google": f"https://calendar.google.com/calendar/r?cid={quote(webcal, safe='')}",
        "outlook": f"https://outlook.live.com/{by_url}",
        "office": f"https://outlook.office.com/{by_url}",
    }
