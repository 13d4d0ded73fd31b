"""What comes by itself at one seminar, and when; what has come already is left out."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time
from zoneinfo import ZoneInfo

from seminars.domain.notices import reminders
from seminars.domain.privacy import retention
from seminars.domain.seating import queue
from seminars.domain.today.tour import Facts
from seminars.formats.times import short
from seminars.i18n import chosen_language, gettext, local_date, ngettext
from seminars.models import KINDS, MessageKind, Seminar, Status


@dataclass(frozen=True)
class Due:
    """`when` is in words, `at` the instant; of what has a day and no hour it is the beginning of that day."""

    at: datetime
    when: str
    words: str


def what_is_due(facts: Facts) -> list[Due]:
    """Soonest first."""
    found = [*_dates(facts), *_offers(facts), *_mails(facts), *_end_of_data(facts)]
    return sorted((each for each in found if each.at > facts.now), key=lambda each: each.at)


def _dates(facts: Facts) -> Iterator[Due]:
    seminar = facts.seminar
    if not seminar.takes_place:
        return
    opens, closes, begins = seminar.registration_opens_at, seminar.registration_closes_at, gettext("The seminar begins")
    takes_people = facts.entry.takes_registrations or facts.entry.state == "not_open"
    if opens and takes_people:
        yield _due(facts, opens, gettext("Registration opens"))
    if closes and takes_people:
        yield _due(facts, closes, gettext("Registration closes"))
    elif takes_people:
        begins = gettext("The seminar begins, and registration closes")
    yield _due(facts, seminar.starts_at, begins, has_hour=seminar.hours_known)


def _offers(facts: Facts) -> Iterator[Due]:
    if not facts.number(Status.OFFERED):
        return
    for ends_at, number in queue.ends_of_offers(facts.seminar).items():
        yield _due(facts, ends_at, ngettext("%(num)d offer ends", "%(num)d offers end", number))


def _mails(facts: Facts) -> Iterator[Due]:
    without_place = facts.number(Status.WAITING) + facts.number(Status.PENDING) + facts.number(Status.OFFERED)
    for each in reminders.coming(facts.seminar, now=facts.now):
        if each.kind != MessageKind.NO_PLACE or without_place:
            yield _due(facts, each.due_at, str(KINDS[each.kind].name))


def _end_of_data(facts: Facts) -> Iterator[Due]:
    seminar = facts.seminar
    if seminar.is_public and not seminar.is_postponed and not retention.has_expired(seminar, now=facts.now):
        last = datetime.combine(seminar.personal_data_until, time(0), ZoneInfo(seminar.timezone))
        yield _due(facts, last, gettext("Last day on which personal data is kept"), has_hour=False)


def _due(facts: Facts, at: datetime, words: str, *, has_hour: bool = True) -> Due:
    return Due(at, _in_words(facts.seminar, at, facts.now, has_hour=has_hour), words)


def _in_words(seminar: Seminar, at: datetime, now: datetime, *, has_hour: bool) -> str:
    day, language = local_date(at, seminar.timezone), chosen_language()
    if has_hour:
        written = short.moment(at, seminar.timezone, language, now=now)
    else:
        written = short.day(day, language, today=local_date(now, seminar.timezone))
    return f"{short.weekdays(day, day, language)} {written}"
