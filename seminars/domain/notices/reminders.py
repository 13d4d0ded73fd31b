"""Mails that come by the calendar: a week before, a day before, and afterwards thanks, or that there was no place. Each
is posted when its moment has come, so that a seminar which moves takes its reminders along; what comes too late is
missed and not sent. A sample series sends none: nothing will take place."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Exists, Select, SQLColumnExpression, String, cast, exists, func, literal, select

from seminars import mail
from seminars.domain import change_log
from seminars.domain.notices import placeless, telling
from seminars.domain.openings import has_begun
from seminars.domain.seating.deadlines import EVENING, MORNING
from seminars.extensions import db
from seminars.models import Activity, Change, Message, MessageKind, Registration, Seminar, Series, Status

DAY = timedelta(days=1)
PORTION = 100
AFTERWARDS = (MessageKind.NO_PLACE, MessageKind.THANKS)
# Whoever was given a place, or told of a new date, so shortly before a reminder has that mail before their eyes.
FRESH = timedelta(hours=12)


@dataclass(frozen=True)
class Moment:
    """When a mail is due and until when it makes sense, both instants."""

    kind: MessageKind
    due_at: datetime
    useless_after: datetime


def seminars_with_moments(*, now: datetime) -> list[int]:
    """Ids of the seminars of which something could be due."""
    near = Seminar.starts_at < now + 9 * DAY, Seminar.ends_at > now - 9 * DAY
    found = select(Seminar.id).join(Series).where(*near, Seminar.takes_place, ~Series.is_sample)
    return list(db.session.scalars(found.order_by(Seminar.id)))


def post_due(seminar: Seminar, *, now: datetime) -> int:
    """Post what is due, of each kind to PORTION people, once for each date of the seminar; returns how many mails. Call
    it until there are none, each time in a unit of its own, so that nobody waits while thousands are written to."""
    if not seminar.takes_place or seminar.series.is_sample:
        return 0
    return sum(_post(seminar, moment, now=now) for moment in _moments(seminar) if _has_come(moment, seminar, now))


def reminds_on_the_eve(seminar: Seminar, *, now: datetime) -> bool:
    """Whether those who get a place now are reminded of it the day before."""
    return any(each.kind == MessageKind.REMINDER_DAY for each in reminders_of_news(seminar, now=now))


def reminders_of_news(seminar: Seminar, *, now: datetime) -> list[Moment]:
    """The reminders of those who hear at this instant that they have a place, or of the seminar's present date."""
    if not seminar.takes_place or seminar.series.is_sample:
        return []
    before = (each for each in _moments(seminar) if each.kind not in AFTERWARDS)
    return [each for each in before if now <= each.due_at - FRESH]


def coming(seminar: Seminar, *, now: datetime) -> list[Moment]:
    """What will still be posted if the seminar stays as it is, soonest first."""
    if not seminar.takes_place or seminar.series.is_sample:
        return []
    later = (each for each in _moments(seminar) if now < each.due_at)
    tells = [each for each in later if each.kind in AFTERWARDS or not _is_news(seminar, each.due_at)]
    return sorted(tells, key=lambda each: each.due_at)


def _moments(seminar: Seminar) -> Iterator[Moment]:
    """By the calendar of the place: days are counted on it, as an hour may be lost or gained in between."""
    first_day, zone = seminar.in_zone(seminar.starts_at).date(), ZoneInfo(seminar.timezone)
    week, eve = _at(first_day - 7 * DAY, time(10), zone), _at(first_day - DAY, time(12), zone)
    yield Moment(MessageKind.REMINDER_WEEK, week, week + 2 * DAY)
    # It says "tomorrow".
    yield Moment(MessageKind.REMINDER_DAY, eve, _at(first_day, time(0), zone))
    end = _by_day(seminar.ends_at, zone)
    yield Moment(MessageKind.NO_PLACE, end, end + 7 * DAY)
    thanks = _at(seminar.last_day + DAY, time(12), zone)
    yield Moment(MessageKind.THANKS, thanks, thanks + 7 * DAY)


def _at(day: date, clock_time: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, clock_time, zone).astimezone(UTC)


def _by_day(instant: datetime, zone: ZoneInfo) -> datetime:
    """Then, or in the morning if that is in the night."""
    local = instant.astimezone(zone)
    if MORNING <= local.time() <= EVENING:
        return instant
    return _at(local.date() + (DAY if local.time() > EVENING else timedelta(0)), MORNING, zone)


def _has_come(moment: Moment, seminar: Seminar, now: datetime) -> bool:
    """A reminder is not posted any more once the seminar has begun; until then a late one is, to be seen as missed."""
    if moment.kind in AFTERWARDS:
        return moment.due_at <= now < moment.useless_after
    return moment.due_at <= now < seminar.starts_at and not _is_news(seminar, moment.due_at)


def _is_news(seminar: Seminar, moment: datetime) -> bool:
    """Whether people heard of the present date so late that a reminder at that moment tells them nothing."""
    told_at = db.session.scalar(select(func.max(Change.at)).where(Change.seminar_id == seminar.id))
    return told_at is not None and told_at > moment - FRESH


def _post(seminar: Seminar, moment: Moment, *, now: datetime) -> int:
    starts_at = seminar.starts_at.isoformat()
    untold = _whom(seminar, moment).where(~exists().where(Message.dedup == _dedup(moment, starts_at)))
    people = db.session.scalars(untold.order_by(Registration.id).limit(PORTION)).all()
    telling.tell_first(seminar, [person.party_id for person in people], now=now)
    for person in people:
        mail.post(
            moment.kind,
            to=person.email,
            language=person.language,
            registration=person,
            dedup=f"{moment.kind}-{person.party_id}-{starts_at}",
            now=now,
            useless_after=moment.useless_after,
            facts={"starts_at": starts_at},
        )
    return len(people)


def _dedup(moment: Moment, starts_at: str) -> SQLColumnExpression[str]:
    """By party: whoever becomes its contact later has the same address."""
    return literal(f"{moment.kind}-") + cast(Registration.party_id, String) + literal(f"-{starts_at}")


def _whom(seminar: Seminar, moment: Moment) -> Select[Registration]:
    """Contacts with an address; thanks go to those who came, where that was noted."""
    if moment.kind == MessageKind.NO_PLACE:
        return placeless.contacts(seminar, now=moment.due_at)
    with_a_place = select(Registration).where(
        Registration.seminar_id == seminar.id,
        Registration.status == Status.CONFIRMED,
        Registration.is_contact,
        Registration.email != "",
        ~_has_it_since(moment.due_at - FRESH).correlate(Registration),
    )
    came = with_a_place.where(Registration.checked_in_at.is_not(None))
    is_noted = moment.kind == MessageKind.THANKS and db.session.scalar(came.limit(1))
    return came if is_noted else with_a_place


def _has_it_since(instant: datetime) -> Exists:
    """Whether a registration has got its place, in whatever way, after this instant."""
    return exists().where(
        Activity.registration_id == Registration.id, Activity.to_status == Status.CONFIRMED, Activity.at > instant
    )


def find_question(registration: Registration, *, now: datetime) -> int | None:
    """Whether somebody is still to say that they come, as the reminder a week before asked: the id of the last change
    of the seminar that they then know of (0 if there was none), or None if there is nothing to say."""
    seminar = registration.seminar
    if registration.status != Status.CONFIRMED or not seminar.takes_place:
        return None
    asked_at = next(_moments(seminar)).due_at
    if not asked_at <= now or has_begun(seminar, now=now) or _is_news(seminar, asked_at):
        return None
    is_fresh = select(_has_it_since(asked_at - FRESH)).where(Registration.id == registration.id)
    if db.session.scalar(is_fresh):
        return None
    if registration.reconfirmed_at and registration.reconfirmed_at >= asked_at:
        return None
    return change_log.last_change_id(seminar) or 0
