"""Whether a seminar takes sign-ups, and whether it has begun: asked of the seminar and an instant alone."""

from datetime import datetime

from seminars.models import RegistrationMode, Seminar


def why_closed(seminar: Seminar, *, now: datetime) -> str | None:
    """Why nobody can sign up here now (see RegistrationClosed), or None. Says nothing about seats."""
    if seminar.is_cancelled or seminar.is_postponed:
        return "cancelled" if seminar.is_cancelled else "postponed"
    if seminar.starts_at <= now:
        return "over"
    if seminar.registration_mode == RegistrationMode.THEIRS or seminar.capacity is None:
        return "elsewhere"
    if seminar.registration_opens_at and now < seminar.registration_opens_at:
        return "not_open"
    if seminar.registration_closes_at and now >= seminar.registration_closes_at:
        return "closed"
    return None


def has_begun(seminar: Seminar, *, now: datetime) -> bool:
    """Whether it is too late to give a place back; a postponed seminar has no date that could have come."""
    return seminar.starts_at <= now and not seminar.is_postponed
