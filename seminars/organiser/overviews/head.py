"""The head that stands on every page of one seminar: how it stands and how full it is, in three queries."""

from dataclasses import dataclass
from datetime import datetime

from seminars import clock
from seminars.domain.lists import counts
from seminars.domain.programme import listings
from seminars.domain.today.tour import Facts
from seminars.i18n import gettext, ngettext
from seminars.models import Seminar, Status
from seminars.organiser import access, words
from seminars.organiser.seminars import fullness
from seminars.organiser.seminars.fullness import Bar
from seminars.organiser.tabs import Shown, tabs_of
from seminars.organiser.words import Toned


@dataclass(frozen=True)
class Head:
    """`beside` tells in words of those who are too many, or have no place yet."""

    seminar: Seminar
    state: Toned
    places: str
    bar: Bar | None
    beside: list[str]
    tabs: list[Shown]


def head_of(seminar: Seminar) -> Head:
    facts = facts_of(seminar, now=clock.now())
    return Head(
        seminar=seminar,
        state=words.seminar_state(facts.entry),
        places=fullness.in_words(facts),
        bar=fullness.bar(facts),
        beside=_beside(facts),
        tabs=tabs_of(seminar),
    )


def facts_of(seminar: Seminar, *, now: datetime) -> Facts:
    """Without what waits for somebody: only the overview tells of that."""
    entry = listings.as_listed(seminar, now=now)
    return Facts(entry=entry, acts=access.acts_with(seminar), counts=counts.counts_by_status(seminar), now=now)


def _beside(facts: Facts) -> list[str]:
    offered, waiting, pending = map(facts.number, (Status.OFFERED, Status.WAITING, Status.PENDING))
    excess = facts.entry.taken - (facts.seminar.capacity or facts.entry.taken)
    found = (
        gettext("over by %(number)s", number=excess) if excess > 0 and facts.may_be_decided else "",
        gettext("%(number)s offered", number=offered) if offered else "",
        gettext("%(number)s waiting", number=waiting) if waiting else "",
        ngettext("%(num)d awaits approval", "%(num)d await approval", pending) if pending else "",
    )
    return [each for each in found if each]
