"""The one place that decides what a change of a seminar means to calendars, caches and its readers."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import func, select

from seminars.extensions import db
from seminars.formats.appointments import appointment
from seminars.i18n import Texts
from seminars.mail.contents import news
from seminars.models import Appointment, Change, ChangeKind, Registration, Seminar, Standing, Status

_KINDS = {
    Standing.TAKES_PLACE: ChangeKind.MOVED,
    Standing.POSTPONED: ChangeKind.POSTPONED,
    Standing.CANCELLED: ChangeKind.CANCELLED,
}


def as_known(seminar: Seminar) -> Appointment | None:
    """What people know of it before a change: its appointment, or None for a draft, of which nobody knows."""
    return appointment(seminar) if seminar.is_public else None


def note_change(
    seminar: Seminar,
    known: Appointment | None,
    *,
    now: datetime,
    reason: Texts | None = None,
    is_correction: bool = False,
) -> Change | None:
    """Call after anything visible changed; `known` is `as_known(seminar)` from before. Writes to nobody.

    `changed_at` always rises, and SEQUENCE if time, place line or standing changed (RFC 5546 section 2.1.4). Such a
    change gets a dated row, which is returned, unless a correction only wrote the same place differently.
    """
    seminar.touch(now)
    note_recap(seminar, now=now)
    present = appointment(seminar)
    if known is None or known == present:
        return None
    seminar.ical_sequence += 1
    if is_correction and (known.time, known.standing) == (present.time, present.standing):
        return None
    return _log(seminar, known, present, reason=reason or Texts(), now=now)


def _log(seminar: Seminar, known: Appointment, present: Appointment, *, reason: Texts, now: datetime) -> Change:
    change = Change(
        seminar_id=seminar.id, kind=kind_of(known, present), at=now, before=known, after=present, reason=reason, told=0
    )
    db.session.add(change)
    db.session.flush()
    return change


def kind_of(before: Appointment, after: Appointment) -> ChangeKind:
    return ChangeKind.MOVED if before.standing == after.standing else _KINDS[after.standing]


def note_recap(seminar: Seminar, *, now: datetime) -> None:
    """Remember when the recap appeared, for those who follow the news."""
    if seminar.recap and seminar.recap_at is None:
        seminar.recap_at = now


def last_change_id(seminar: Seminar) -> int | None:
    """What a reader of the seminar's page knows now; None before the first change."""
    return db.session.scalar(select(func.max(Change.id)).where(Change.seminar_id == seminar.id))


@dataclass(frozen=True)
class Move:
    """How it was and is, the last reason given, and the id of the last change."""

    before: Appointment
    after: Appointment
    reason: Texts
    change_id: int


def find_unanswered_move(registration: Registration) -> Move | None:
    """What has moved since somebody with a place signed up or last said that they come."""
    seminar, since = registration.seminar, registration.reconfirmed_at or registration.registered_at
    if registration.status != Status.CONFIRMED or not seminar.takes_place:
        return None
    changes = [change for change in reversed(changes_of(seminar)) if change.at > since]
    moved = news.between(changes, appointment(seminar))
    # A date that was taken away in between is a new one, even if it is the same.
    if any(change.before.standing == Standing.POSTPONED for change in changes):
        moved = replace(moved, old=replace(moved.old, standing=Standing.POSTPONED))
    return Move(moved.old, moved.new, changes[-1].reason, changes[-1].id) if moved.is_anything else None


def find_end_of_date(seminar: Seminar) -> Change | None:
    """The change that put it off or called it off, while that holds."""
    return end_of_date(changes_of(seminar))


def end_of_date(changes: list[Change]) -> Change | None:
    """The same, given its whole log as `changes_of` returns it."""
    last = next(iter(changes), None)
    return last if last and last.after.standing != Standing.TAKES_PLACE else None


def changes_of(seminar: Seminar) -> list[Change]:
    """The public log, the latest first."""
    return list(db.session.scalars(select(Change).filter_by(seminar_id=seminar.id).order_by(Change.id.desc())))
