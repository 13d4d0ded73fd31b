"""The one rule of where a registration stands now, for whatever speaks of it."""

from datetime import datetime

from seminars.domain.registrations.leaving import state_before_end
from seminars.models import Registration, Status
from seminars.models.registrations.situation import Situation, as_planned, given, outlook_of


def situation_of(registration: Registration, *, now: datetime) -> Situation:
    was_cancelled = registration.status == Status.CANCELLED
    had_place = was_cancelled and state_before_end(registration) == Status.CONFIRMED
    return given(as_planned(registration, had_place=had_place), outlook_of(registration.seminar, now=now))
