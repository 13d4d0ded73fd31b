"""Moving, extending, postponing and cancelling a published seminar: everyone who is registered is told, in their
language, in the same transaction."""

from datetime import datetime

from seminars.domain import activity, change_log
from seminars.domain.errors import (
    CancelledAlready,
    EditedMeanwhile,
    EndsNoLater,
    HasEnded,
    NeedsNewDate,
    NothingChanged,
    NotPublished,
    PostponedAlready,
)
from seminars.domain.notices import participants
from seminars.domain.registrations import offers, waiting_list
from seminars.domain.seating import seats
from seminars.domain.seminars.content import NOTHING, VenueText, venue_of
from seminars.domain.seminars.timetable import write_time
from seminars.i18n import Texts
from seminars.models import Appointment, Change, ChangeKind, Seminar, SeminarStatus, Venue
from seminars.places import current_places


def move(
    seminar: Seminar,
    *,
    starts_at: datetime | None = None,
    ends_at: datetime | None = None,
    hours_known: bool | None = None,
    town_code: str | None = None,
    venue: VenueText | None = None,
    reason: Texts = NOTHING,
    actor: str,
    version: int | None = None,
    now: datetime | None = None,
) -> Change:
    """Give the seminar another time or place; what is None stays, and without `ends_at` its length does. A new start
    ends a postponement. `version` is the one the organiser saw.

    Raises EditedMeanwhile, and ChangeRefused where it cannot be: see its kinds.
    """
    held, known = _hold(seminar, version, now)
    if seminar.is_postponed and starts_at is None:
        raise NeedsNewDate
    _write_place(seminar, town_code, venue)
    write_time(seminar, known, starts_at, ends_at, hours_known, now=held.now)
    seminar.postponed_at = None
    return _tell(seminar, known, "seminar_moved", reason=reason, actor=actor, held=held)


def extend(
    seminar: Seminar,
    *,
    ends_at: datetime,
    reason: Texts = NOTHING,
    actor: str,
    version: int | None = None,
    now: datetime | None = None,
) -> Change:
    """Let the seminar end later. Raises EndsNoLater, and what `move` raises."""
    held, known = _hold(seminar, version, now)
    if seminar.is_postponed:
        raise NeedsNewDate
    if ends_at <= seminar.ends_at:
        raise EndsNoLater
    write_time(seminar, known, None, ends_at, None, now=held.now)
    return _tell(seminar, known, "seminar_extended", reason=reason, actor=actor, held=held)


def postpone(
    seminar: Seminar,
    *,
    reason: Texts = NOTHING,
    actor: str,
    version: int | None = None,
    now: datetime | None = None,
) -> Change:
    """Take the date away until `move` gives a new one: registration closes, places and queue are kept.

    Raises PostponedAlready, and what `move` raises.
    """
    held, known = _hold(seminar, version, now)
    if seminar.is_postponed:
        raise PostponedAlready
    seminar.postponed_at = held.now
    offers.take_offers_back(seminar, held, actor=actor)
    return _tell(seminar, known, "seminar_postponed", reason=reason, actor=actor, held=held)


def cancel(
    seminar: Seminar,
    *,
    reason: Texts,
    actor: str,
    version: int | None = None,
    now: datetime | None = None,
) -> Change:
    """Call the seminar off for good; registrations keep their states. Raises what `move` raises."""
    held, known = _hold(seminar, version, now)
    seminar.status = SeminarStatus.CANCELLED
    seminar.cancelled_at, seminar.cancel_reason = held.now, reason
    seminar.postponed_at = None
    return _tell(seminar, known, "seminar_cancelled", reason=reason, actor=actor, held=held)


def correct_venue(
    seminar: Seminar, *, venue: VenueText, actor: str, version: int | None = None, now: datetime | None = None
) -> None:
    """Write the same place otherwise: calendars follow, nobody is written to. Raises what `move` raises."""
    held, known = _hold(seminar, version, now)
    if venue == venue_of(seminar):
        raise NothingChanged
    _write_place(seminar, None, venue)
    change_log.note_change(seminar, known, now=held.now, is_correction=True)
    seminar.version += 1
    activity.record("venue_corrected", actor=actor, at=held.now, seminar=seminar)


def _hold(seminar: Seminar, version: int | None, now: datetime | None) -> tuple[seats.Hold, Appointment]:
    """The lock on the seats, and what people know of the seminar until now."""
    held = seats.hold(seminar, now=now)
    if version is not None and seminar.version != version:
        raise EditedMeanwhile
    known = change_log.as_known(seminar)
    if known is None:
        raise NotPublished
    if seminar.is_cancelled:
        raise CancelledAlready
    if seminar.is_over(held.now):
        raise HasEnded
    return held, known


def _write_place(seminar: Seminar, town_code: str | None, venue: VenueText | None) -> None:
    if town_code is not None:
        town = current_places().get_town(town_code)
        seminar.town_code, seminar.timezone = town.code, town.timezone
    if venue is not None:
        # Another seminar may take place in the same hall; its page must not change.
        seminar.venue = Venue(**vars(venue))


def _tell(seminar: Seminar, known: Appointment, kind: str, *, reason: Texts, actor: str, held: seats.Hold) -> Change:
    change = change_log.note_change(seminar, known, now=held.now, reason=reason)
    if change is None:
        raise NothingChanged
    seminar.version += 1
    if change.kind == ChangeKind.MOVED:
        offers.give_new_deadlines(seminar, held)
    participants.tell_change(seminar, change, now=held.now)
    activity.record(kind, actor=actor, at=held.now, seminar=seminar, change=change.id, told=change.told)
    waiting_list.serve_waiting_list(seminar, held)
    return change
