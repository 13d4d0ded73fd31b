"""The pages of one seminar, one beside the other: of each its endpoint, its name, the act that opens it, and the rooms
whose pages belong to it."""

from dataclasses import dataclass

from flask import request, url_for
from flask_babel.speaklater import LazyString

from seminars.domain.organisers.roles import Act
from seminars.i18n import lazy_gettext
from seminars.models import Seminar
from seminars.organiser.access import may


@dataclass(frozen=True)
class Tab:
    """`rooms` are names of blueprints; `only_without` is an act that shows more than this page, so that it is left out
    for whoever may do that."""

    endpoint: str
    label: LazyString
    act: Act
    rooms: tuple[str, ...]
    only_without: Act | None = None


@dataclass(frozen=True)
class Shown:
    """A tab for somebody; `current` is what `aria-current` says, "" where they are elsewhere."""

    label: str
    address: str
    current: str


PEOPLE = ("registrations", "cancellations", "decisions", "addresses", "unions")
TABS = (
    Tab("organiser.overviews.show", lazy_gettext("Overview"), Act.SEE_FIGURES, ("overviews",)),
    Tab("organiser.seminars.edit", lazy_gettext("Page"), Act.EDIT, ("seminars",)),
    Tab("organiser.registrations.index", lazy_gettext("People"), Act.PEOPLE, PEOPLE),
    Tab("organiser.host_list.show", lazy_gettext("Host list"), Act.HOST_LIST, ("host_list",), Act.PEOPLE),
    Tab("organiser.seminar_messages.index", lazy_gettext("Messages"), Act.PEOPLE, ("seminar_messages", "messages")),
    Tab("organiser.changes.index", lazy_gettext("Changes"), Act.PEOPLE, ("changes", "told_by_hand")),
    Tab("organiser.log.index", lazy_gettext("Log"), Act.PEOPLE, ("log",)),
)


def tabs_of(seminar: Seminar) -> list[Shown]:
    """Those that the organiser may open."""
    return [
        Shown(str(tab.label), url_for(tab.endpoint, slug=seminar.slug), _current(tab))
        for tab in TABS
        if _is_theirs(tab, seminar)
    ]


def _is_theirs(tab: Tab, seminar: Seminar) -> bool:
    shows_less = tab.only_without is not None and may(tab.only_without, seminar)
    return may(tab.act, seminar) and not shows_less


def _current(tab: Tab) -> str:
    if request.endpoint == tab.endpoint:
        return "page"
    return "true" if (request.blueprint or "").rpartition(".")[2] in tab.rooms else ""
