"""Confirmations that one mail carries together."""

from sqlalchemy import select

from seminars.extensions import db
from seminars.models import Message, Party, Registration, Status


def carried_by(message: Message) -> list[Registration]:
    """Everybody whose place a mail confirms and who still has it, with those whom they bring along."""
    contacts = select(Registration.party_id).join(Message, Message.registration_id == Registration.id)
    people = select(Registration).join(Party, Party.id == Registration.party_id)
    return list(
        db.session.scalars(
            people.where(
                Party.id.in_(contacts.where(Message.merged_into_id == message.id)),
                Registration.status == Status.CONFIRMED,
            ).order_by(Registration.id)
        )
    )


def is_anybody_left(message: Message) -> bool:
    """Whether somebody whom it tells of has their place still, and their mail still goes to its address."""
    return any(person.mail_address == message.to for person in carried_by(message))
