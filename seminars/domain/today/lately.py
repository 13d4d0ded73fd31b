"""What happened since a moment, in numbers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from seminars.domain import activity
from seminars.domain.organisers.roles import Act
from seminars.domain.today.tour import Facts
from seminars.extensions import db
from seminars.models import Activity, ActivityKind, Message, MessageState, Status


@dataclass(frozen=True)
class Lately:
    """People who signed up, and who gave their place back themselves; mails that went out, and that failed for good."""

    signed_up: int
    gave_back: int
    sent: int
    failed: int


def happened(tour: Sequence[Facts], *, since: datetime) -> Lately:
    """In the seminars of a tour; mails only of those whose people the reader may see. In two queries."""
    seen = [facts.seminar.id for facts in tour]
    known = [facts.seminar.id for facts in tour if Act.PEOPLE in facts.acts]
    return Lately(*_people(seen, since), *_mails(known, since))


def _people(seminar_ids: Sequence[int], since: datetime) -> tuple[int, int]:
    is_new = Activity.kind == ActivityKind.REGISTERED
    was_theirs = Activity.kind == ActivityKind.CANCELLED, Activity.from_status == Status.CONFIRMED
    gives_back = (*was_theirs, Activity.actor == activity.PERSON)
    counted = select(func.count().filter(is_new), func.count().filter(*gives_back))
    of_people = Activity.seminar_id.in_(seminar_ids), Activity.registration_id.is_not(None)
    signed_up, gave_back = db.session.execute(counted.where(*of_people, Activity.at >= since)).one()
    return signed_up, gave_back


def _mails(seminar_ids: Sequence[int], since: datetime) -> tuple[int, int]:
    is_sent = Message.state == MessageState.SENT, Message.sent_at >= since
    # One that fails is not tried any more, so it failed when it was due last.
    has_failed = Message.state == MessageState.FAILED, Message.to != "", Message.due_at >= since
    counted = select(func.count().filter(*is_sent), func.count().filter(*has_failed))
    states = Message.state.in_((MessageState.SENT, MessageState.FAILED))
    sent, failed = db.session.execute(counted.where(Message.seminar_id.in_(seminar_ids), states)).one()
    return sent, failed
