"""What a change would do, taken out of a unit of work that is left without a commit."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import NamedTuple

from seminars.domain.notices import participants
from seminars.domain.seminars.content import SessionText, VenueText, as_written, venue_of
from seminars.formats import change_words
from seminars.formats.appointments import appointment
from seminars.i18n import LANGUAGES, gettext, language_name
from seminars.local_times import on_the_clock
from seminars.models import Appointment, Change, Registration, Seminar, Standing, Status


@dataclass(frozen=True)
class Facts:
    """A seminar as its page shows it: what a change may take along."""

    appointment: Appointment
    venue: VenueText
    opens: datetime | None
    closes: datetime | None
    agenda: tuple[SessionText, ...]

    @property
    def hours(self) -> list[tuple[time | None, time | None]]:
        """Begin and end of each item that has an hour."""
        return [(each.starts, each.ends) for each in self.agenda if each.starts]

    def hall(self, language: str) -> tuple[str, str]:
        """The venue's name and address as they are written in this very language; empty where they are not."""
        return self.venue.name.get(language, ""), self.venue.address.get(language, "")


class Row(NamedTuple):
    """One thing that is otherwise, in the words of a language; `stays` if the hall is left as it was in this one."""

    language: str
    label: str
    old: str
    new: str
    stays: bool = False


class Unreachable(NamedTuple):
    """Somebody without an e-mail address, to be told by hand."""

    name: str
    phone: str
    status: Status


@dataclass(frozen=True)
class Preview:
    """`told` is how many are written to, and the counts are of these people alone; None if nobody is told of this."""

    before: Facts
    after: Facts
    told: int | None
    by_status: dict[Status, int]
    by_language: dict[str, int]
    unreachable: tuple[Unreachable, ...]

    def differences(self, language: str) -> list[Row]:
        """Time and place, old and new: the place in every language, also where its hall was left as it was."""
        old, new = self._appointments
        times = change_words.what_changed(old, replace(new, place=old.place), language)
        places = [self._place(language, gettext("Where"))]
        for other in (each for each in LANGUAGES if each != language):
            places.append(self._place(other, gettext("Where, in %(language)s", language=language_name(other))))
        return [*(Row(language, *each) for each in times), *(row for row in places if row.stays or row.old != row.new)]

    def _place(self, language: str, label: str) -> Row:
        was, will_be = (each.place.in_language(language)[0] for each in self._appointments)
        hall = self.after.hall(language)
        is_kept = any(hall) and hall == self.before.hall(language)
        # A hall that only is written otherwise is the same one, so that its other names go on fitting.
        return Row(language, label, was, will_be, stays=is_kept and self.is_elsewhere and self.told is not None)

    @property
    def brings_back(self) -> bool:
        """Whether a postponed seminar gets its new date."""
        old, new = self._appointments
        return (old.standing, new.standing) == (Standing.POSTPONED, Standing.TAKES_PLACE)

    @property
    def is_called_off(self) -> bool:
        """Whether its date falls away, for now or for good."""
        old, new = self._appointments
        return old.standing == Standing.TAKES_PLACE and new.standing != Standing.TAKES_PLACE

    @property
    def is_elsewhere(self) -> bool:
        old, new = self._appointments
        return old.place != new.place

    @property
    def directions(self) -> list[tuple[str, str, str]]:
        """(language, old, new) in each language that tells otherwise how to get there."""
        old, new = self.before.venue.directions, self.after.venue.directions
        both = [(language, old.get(language, ""), new.get(language, "")) for language in LANGUAGES]
        return [(language, was, will_be) for language, was, will_be in both if was != will_be]

    @property
    def agenda_stays(self) -> bool:
        """Whether it begins or ends at another hour while the hours of the agenda stay."""
        old, new = (_begin_and_length(each) for each in self._appointments)
        return old != new and any(self.after.hours) and self.before.hours == self.after.hours

    @property
    def _appointments(self) -> tuple[Appointment, Appointment]:
        return self.before.appointment, self.after.appointment


def preview_of(seminar: Seminar, before: Facts, change: Change | None) -> Preview:
    """What became of the seminar inside the unit; `change` is None where it only is written otherwise."""
    contacts = participants.contacts_of(seminar) if change else []
    told = [person for person in contacts if person.email]
    return Preview(
        before=before,
        after=facts_of(seminar),
        told=change.told if change else None,
        by_status=Counter(person.status for person in told),
        by_language=Counter(person.language for person in told),
        unreachable=tuple(_as_unreachable(person) for person in contacts if not person.email),
    )


def _begin_and_length(appointment: Appointment) -> tuple[time, timedelta]:
    """By the clocks in the town."""
    instants = (appointment.starts_at, appointment.ends_at)
    starts, ends = (on_the_clock(each, appointment.timezone) for each in instants)
    return starts.time(), ends - starts


def _as_unreachable(person: Registration) -> Unreachable:
    return Unreachable(person.full_name, person.phone, person.status)


def facts_of(seminar: Seminar) -> Facts:
    return Facts(
        appointment=appointment(seminar),
        venue=venue_of(seminar),
        opens=seminar.registration_opens_at,
        closes=seminar.registration_closes_at,
        agenda=as_written(seminar).sessions,
    )
