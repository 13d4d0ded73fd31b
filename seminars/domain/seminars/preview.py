"""What a change would do, for everyone who asks before it is done. It decides on the plan alone and counts by query: it
writes nothing, posts no message and locks no seats, and costs as many statements for one contact as for 20,000."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import partial
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import Select, func, select

from seminars.domain.notices.telling import concerned
from seminars.domain.seminars import changes, decisions
from seminars.domain.seminars.content import NOTHING
from seminars.domain.seminars.plan import Plan, public_plan
from seminars.extensions import db
from seminars.i18n import Texts
from seminars.local_times import on_the_clock
from seminars.models import Appointment, Change, Registration, Seminar, Standing, Status

Act = partial[Change | None]  # a verb of `changes`, with all that it is told but the seminar, the actor and the version
Key = TypeVar("Key")
NAMED = 10
_DECISIONS: dict[Callable[..., Any], Callable[..., Plan]] = {
    changes.move: decisions.move,
    changes.extend: decisions.extend,
    changes.postpone: decisions.postpone,
    changes.cancel: decisions.cancel,
    changes.correct_venue: decisions.correct_venue,
}


class Contact(NamedTuple):
    """Somebody whom a change concerns, in the state in which they are told of it."""

    name: str
    email: str
    phone: str
    status: Status


@dataclass(frozen=True)
class Recipients:
    """How many are written to, by the state in which they are told and the language that they read; `first` are the
    NAMED of them who registered first. Those who are `unreachable` have no e-mail address and are to be told by
    hand."""

    groups: Mapping[tuple[Status, str], int]
    first: tuple[Contact, ...]
    unreachable: tuple[Contact, ...]

    @property
    def told(self) -> int:
        return sum(self.groups.values())

    @property
    def by_status(self) -> Counter[Status]:
        return _summed((status, number) for (status, _language), number in self.groups.items())

    @property
    def by_language(self) -> Counter[str]:
        return _summed((language, number) for (_status, language), number in self.groups.items())


_NOBODY = Recipients({}, (), ())


def _summed(numbers: Iterable[tuple[Key, int]]) -> Counter[Key]:
    total = Counter[Key]()
    for key, number in numbers:
        total[key] += number
    return total


class Unwritten(NamedTuple):
    """A language that people read and in which a text is not written: they see it in the language `found`."""

    language: str
    readers: int
    found: str


@dataclass(frozen=True)
class Preview:
    """Of the seminar as it is in this version. A correction is told to nobody, whoever is registered."""

    version: int
    before: Plan
    after: Plan
    reason: Texts
    is_correction: bool
    recipients: Recipients

    @property
    def brings_back(self) -> bool:
        """Whether a postponed seminar gets its new date."""
        return self._standings == (Standing.POSTPONED, Standing.TAKES_PLACE)

    @property
    def is_called_off(self) -> bool:
        """Whether its date falls away, for now or for good."""
        was, will_be = self._standings
        return was == Standing.TAKES_PLACE and will_be != Standing.TAKES_PLACE

    @property
    def is_elsewhere(self) -> bool:
        return self.before.appointment.place != self.after.appointment.place

    @property
    def unwritten(self) -> list[Unwritten]:
        """The languages in which the reason is missing for somebody; none if there is no reason at all."""
        readers = self.recipients.by_language.items() if self.reason else ()
        shown = (Unwritten(language, number, self.reason.in_language(language)[1]) for language, number in readers)
        return [each for each in shown if each.found != each.language]

    @property
    def agenda_stays(self) -> bool:
        """Whether it begins or ends at another hour while the hours of the agenda stay."""
        old, new = (_begin_and_length(each.appointment) for each in (self.before, self.after))
        return old != new and any(self.after.hours) and self.before.hours == self.after.hours

    @property
    def _standings(self) -> tuple[Standing, Standing]:
        return self.before.appointment.standing, self.after.appointment.standing


def languages_read(seminar: Seminar) -> Counter[str]:
    """How many of those whom a change would write to read each language, the most read one first."""
    written_to = *concerned(seminar.id), Registration.email != ""
    counted = select(Registration.language, func.count()).where(*written_to).group_by(Registration.language)
    return Counter(dict(db.session.execute(counted.order_by(func.count().desc(), Registration.language)).all()))


def _begin_and_length(appointment: Appointment) -> tuple[time, timedelta]:
    """By the clocks in the town."""
    instants = (appointment.starts_at, appointment.ends_at)
    starts, ends = (on_the_clock(each, appointment.timezone) for each in instants)
    return starts.time(), ends - starts


def preview_of(seminar: Seminar, act: Act, *, version: int, now: datetime) -> Preview:
    """What `act` would do at this instant. Raises what its verb does."""
    before = public_plan(seminar, version=version)
    wish = {name: value for name, value in act.keywords.items() if name != "reason"}
    after = _DECISIONS[act.func](before, **wish, now=now)
    is_correction = act.func is changes.correct_venue
    recipients = _NOBODY if is_correction else _recipients(seminar, after)
    return Preview(version, before, after, act.keywords.get("reason", NOTHING), is_correction, recipients)


def _recipients(seminar: Seminar, after: Plan) -> Recipients:
    written_to, by_hand = Registration.email != "", Registration.email == ""
    by_both = Counter[tuple[Status, str]]()
    counted = select(Registration.status, Registration.language, func.count()).where(*concerned(seminar.id), written_to)
    groups = counted.group_by(Registration.status, Registration.language).order_by(func.min(Registration.id))
    for status, language, number in db.session.execute(groups):
        by_both[_when_told(status, after), language] += number
    contacts = select(Registration).where(*concerned(seminar.id)).order_by(Registration.id)
    first = _contacts(contacts.where(written_to).limit(NAMED), after)
    return Recipients(by_both, first, _contacts(contacts.where(by_hand), after))


def _contacts(statement: Select[Registration], after: Plan) -> tuple[Contact, ...]:
    found = db.session.scalars(statement)
    return tuple(Contact(one.full_name, one.email, one.phone, _when_told(one.status, after)) for one in found)


def _when_told(status: Status, after: Plan) -> Status:
    """A postponement takes offers back before it tells of itself: those who had one wait again."""
    is_taken_back = status == Status.OFFERED and after.appointment.standing == Standing.POSTPONED
    return Status.WAITING if is_taken_back else status
