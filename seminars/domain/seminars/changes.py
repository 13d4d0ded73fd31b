"""Moving, extending, postponing and cancelling a published seminar. That everyone who is registered is to be told, in
their language, is written in the same transaction; the worker does it, some people at a time (notices/telling.py)."""

from datetime import datetime
from typing import cast

from seminars.domain import activity, change_log
from seminars.domain.notices import telling
from seminars.domain.registrations import offers, waiting_list
from seminars.domain.seating import seats
from seminars.domain.seminars import decisions
from seminars.domain.seminars.content import NOTHING, VenueText
from seminars.domain.seminars.plan import Plan, public_plan, write_plan
from seminars.i18n import Texts
from seminars.models import Change, ChangeKind, Seminar


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
    ends a postponement. Another town needs a hall; `VenueText()` says that there is none yet.

    Raises EditedMeanwhile unless `version` is the stored one, and ChangeRefused where it is impossible: see its kinds.
    """
    held, known = _hold(seminar, version, now)
    at = held.now
    moved = decisions.move(
        known, starts_at=starts_at, ends_at=ends_at, hours_known=hours_known, town_code=town_code, venue=venue, now=at
    )
    write_plan(seminar, moved, now=at)
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
    write_plan(seminar, decisions.extend(known, ends_at=ends_at, now=held.now), now=held.now)
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
    write_plan(seminar, decisions.postpone(known, now=held.now), now=held.now)
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
    write_plan(seminar, decisions.cancel(known, now=held.now), now=held.now)
    seminar.cancel_reason = reason
    return _tell(seminar, known, "seminar_cancelled", reason=reason, actor=actor, held=held)


def correct_venue(
    seminar: Seminar, *, venue: VenueText, actor: str, version: int | None = None, now: datetime | None = None
) -> None:
    """Write the same place differently: calendars follow, and nobody is written to. Raises what `move` raises."""
    held, known = _hold(seminar, version, now)
    write_plan(seminar, decisions.correct_venue(known, venue=venue, now=held.now), now=held.now)
    change_log.note_change(seminar, known.appointment, now=held.now, is_correction=True)
    seminar.version += 1
    activity.record("venue_corrected", actor=actor, at=held.now, seminar=seminar)


def _hold(seminar: Seminar, version: int | None, now: datetime | None) -> tuple[seats.Hold, Plan]:
    """The lock on the seats, and what people know of the seminar until now."""
    held = seats.hold(seminar, now=now)
    return held, public_plan(seminar, version=version)


def _tell(seminar: Seminar, known: Plan, kind: str, *, reason: Texts, actor: str, held: seats.Hold) -> Change:
    # What would leave no row in the log has been refused: it changes nothing.
    change = cast(Change, change_log.note_change(seminar, known.appointment, now=held.now, reason=reason))
    seminar.version += 1
    if change.kind == ChangeKind.MOVED:
        offers.give_new_deadlines(seminar, held)
    telling.begin(seminar, change, now=held.now)
    activity.record(kind, actor=actor, at=held.now, seminar=seminar, change=change.id)
    waiting_list.serve_waiting_list(seminar, held)
    return change
