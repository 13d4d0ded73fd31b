"""What organisers do with messages: send one again."""

from datetime import datetime

from sqlalchemy import Select, func, select, update
from sqlalchemy.orm import selectinload

from seminars import mail
from seminars.domain import activity
from seminars.domain.errors import NotSendable
from seminars.domain.notices import invitations, telling
from seminars.domain.registrations.leaving import may_return, state_before_end
from seminars.domain.seating import seats
from seminars.extensions import db
from seminars.mail.still_true import still_true
from seminars.models import (
    KINDS,
    Activity,
    ActivityKind,
    CalendarMethod,
    Message,
    MessageKind,
    MessageState,
    Registration,
    Status,
)

ON_ITS_WAY = (MessageState.QUEUED, MessageState.SENDING)


def send_again(message: Message, *, actor: str, now: datetime | None = None) -> Message:
    """Queue the same message once more, after it was sent, merged or failed, and return the new one.

    Raises NotSendable if what it says is no longer true or one like it is on its way. A failed one is superseded.
    """
    if message.registration is None:
        raise NotSendable
    person, seminar = message.registration, message.get_seminar()
    # Whoever else changes the calendar entry of the address holds the seats too.
    at = seats.hold(seminar, now=now).now
    db.session.refresh(person)
    if not is_sendable(message):
        raise NotSendable
    telling.tell_first(seminar, [person.party_id], now=at)
    recorded = activity.record(
        ActivityKind.MESSAGE_SENT_AGAIN, actor=actor, at=at, seminar=seminar, registration=person, message=message.id
    )
    if message.state == MessageState.FAILED:
        message.state = MessageState.SUPERSEDED
    copy = _post_again(message, person, recorded, now=at)
    _carry_over(message, copy)
    return copy


def _carry_over(message: Message, copy: Message) -> None:
    """Let the copy of a mail that tells of several people tell of the same ones."""
    db.session.flush()
    carried = update(Message).where(Message.merged_into_id == message.id)
    db.session.execute(carried.values(merged_into_id=copy.id).execution_options(synchronize_session=False))


def _post_again(message: Message, person: Registration, recorded: Activity, *, now: datetime) -> Message:
    return mail.post(
        message.kind,
        to=person.mail_address,
        language=person.language,
        registration=person,
        activity=recorded,
        change_id=message.change_id,
        dedup=f"again-{message.id}-{recorded.id}",
        calendar=_calendar_part(message),
        now=now,
        useless_after=message.useless_after,
        facts=_facts(message),
    )


def is_sendable(message: Message) -> bool:
    """Whether it was sent, merged or failed, tells of a registration, is still true, and none like it is on its way."""
    return message.registration is not None and message.id in sendable(about(message.registration))


def about(registration: Registration) -> list[Message]:
    """All messages about one registration, the latest first."""
    return list(
        db.session.scalars(
            select(Message)
            .filter_by(registration_id=registration.id)
            .order_by(Message.id.desc())
            .options(selectinload(Message.change))
            .execution_options(populate_existing=True)
        )
    )


def sendable(messages: list[Message]) -> set[int]:
    """Ids of those that can be sent again; `messages` are all messages about one registration."""
    on_their_way = {message.kind for message in messages if message.state in ON_ITS_WAY}
    return {
        message.id
        for message in messages
        if message.state in (MessageState.SENT, MessageState.FAILED, MessageState.MERGED)
        and message.kind not in on_their_way
        and not message.get_registration().erased_at
        and still_true(message)
    }


def last_of(registration_ids: list[int]) -> dict[int, Message]:
    """The latest message about each of these registrations, in one query."""
    found = db.session.scalars(
        select(Message).where(Message.registration_id.in_(registration_ids)).order_by(Message.id)
    )
    return {message.get_registration().id: message for message in found}


def undelivered(seminar_ids: list[int]) -> dict[int, int]:
    """How many messages failed for good, by seminar, in one query; seminars without any are left out. Those to people
    whose personal data was removed do not count: nobody could do anything about them."""
    rows = db.session.execute(
        select(Message.seminar_id, func.count())
        .where(Message.seminar_id.in_(seminar_ids), Message.state == MessageState.FAILED, Message.to != "")
        .group_by(Message.seminar_id)
    )
    return {seminar_id: number for seminar_id, number in rows if seminar_id}


def counts_by_state(statement: Select[Message]) -> dict[MessageState, int]:
    """How many of the messages of a statement are in each state that occurs."""
    rows = db.session.execute(statement.with_only_columns(Message.state, func.count()).group_by(Message.state))
    return dict(rows.all())


def _facts(message: Message) -> dict[str, str | bool]:
    """Facts are cleared once a message is sent; what this kind needs is kept with the registration."""
    registration = message.get_registration()
    if message.kind == MessageKind.DECLINED:
        return {"reason": registration.cancel_reason}
    if KINDS[message.kind].ends_a_place:
        facts = {"reason": registration.cancel_reason, "was": state_before_end(registration) or ""}
        by_person = message.kind == MessageKind.CANCELLED_BY_PERSON
        return facts | ({"may_return": may_return(registration)} if by_person else {})
    return {}


def _calendar_part(message: Message) -> invitations.CalendarPart | None:
    """The same part with a higher SEQUENCE, or none if the family's entry must stay as it is."""
    if message.calendar_method is None:
        return None
    if message.change_id is not None:
        return _part_of_change(message)
    posted = invitations.withdraw if message.calendar_method == CalendarMethod.CANCEL else invitations.invite_again
    return posted(message.get_seminar(), email_key=message.get_registration().email_key)


def _part_of_change(message: Message) -> invitations.CalendarPart | None:
    """What a change did to the seminar it did to the entry of everybody with a place, whoever shares the address."""
    registration, method = message.get_registration(), message.calendar_method
    if registration.status != Status.CONFIRMED or method is None:
        return None
    key = registration.email_key
    return method, invitations.for_change(message.get_seminar(), email_keys={key})[key]
