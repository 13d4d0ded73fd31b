"""The registrations of one address, as the mail with all its links lists them."""

from collections.abc import Iterable
from datetime import datetime

from seminars.formats.registration_states import STATES
from seminars.formats.sentences import in_words
from seminars.models import Registration
from seminars.models.registrations.situation import as_planned


def told_apart(found: Iterable[Registration], *, now: datetime) -> tuple[list[Registration], list[Registration]]:
    """Those of which something is to come, soonest first; and those of which only the data is left, latest first."""
    in_order = sorted(found, key=lambda each: (each.seminar.starts_at, each.id))
    coming = [each for each in in_order if _is_coming(each, now)]
    return coming, [each for each in reversed(in_order) if each not in coming]


def _is_coming(registration: Registration, now: datetime) -> bool:
    seminar = registration.seminar
    return registration.is_active and not (seminar.is_cancelled or seminar.is_over(now))


def what_became_of(registration: Registration) -> str:
    """In a word, if it has ended; what became of its seminar stands at the date."""
    if registration.is_active:
        return ""
    return in_words(STATES[as_planned(registration, had_place=True)].member)
