"""The one rule of where a registration stands now, for whatever speaks of it."""

from datetime import datetime

from seminars.domain.openings import has_begun
from seminars.domain.registrations.leaving import state_before_end
from seminars.models import Registration, Seminar, Status
from seminars.models.registrations.situation import Outlook, Situation, as_planned, given, outlook_of_plan


def situation_of(registration: Registration, *, now: datetime) -> Situation:
    was_cancelled = registration.status == Status.CANCELLED
    had_place = was_cancelled and state_before_end(registration) == Status.CONFIRMED
    return given(as_planned(registration, had_place=had_place), outlook_of(registration.seminar, now=now))


def outlook_of(seminar: Seminar, *, now: datetime) -> Outlook:
    planned = outlook_of_plan(seminar)
    if planned != Outlook.COMING or not has_begun(seminar, now=now):
        return planned
    return Outlook.OVER if seminar.is_over(now) else Outlook.BEGUN
