"""How full a seminar is, in words and as the parts of a bar; organisers see the true numbers."""

from dataclasses import dataclass

from seminars.domain.today.tour import Facts
from seminars.i18n import gettext, ngettext
from seminars.models import ACTIVE, Status


@dataclass(frozen=True)
class Bar:
    """Parts of a whole of `capacity`; what exceeds it has no room in the bar."""

    capacity: int
    confirmed: int
    offered: int


def in_words(facts: Facts) -> str:
    """ "" where nobody could have signed up."""
    taken, capacity = facts.entry.taken, facts.seminar.capacity
    if facts.seminar.is_postponed and taken:
        return ngettext("%(num)d keeps their place", "%(num)d keep their places", taken)
    if facts.seminar.is_cancelled or facts.seminar.is_postponed or capacity is None:
        signed_up = sum(facts.counts.get(status, 0) for status in ACTIVE)
        return gettext("%(number)s signed up", number=signed_up) if signed_up else ""
    if not facts.seminar.is_public:
        return ngettext("%(num)d place", "%(num)d places", capacity)
    return ngettext("%(taken)s of %(num)d place taken", "%(taken)s of %(num)d places taken", capacity, taken=taken)


def bar(facts: Facts) -> Bar | None:
    """None where the number of places says nothing: before anybody may come, and when nobody may any more."""
    capacity = facts.seminar.capacity
    if not capacity or not facts.seminar.takes_place:
        return None
    offered = facts.counts.get(Status.OFFERED, 0)
    confirmed = min(facts.entry.taken - offered, capacity)
    return Bar(capacity, confirmed, min(offered, capacity - confirmed))
