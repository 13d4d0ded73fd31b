"""Answers to sign-ups that one mail carries together."""

from sqlalchemy import select

from seminars.extensions import db
from seminars.models import KINDS, Message, Party, Registration


def carried_by(message: Message) -> list[Registration]:
    """Everybody whom a mail tells of and of whom it is still true, with those whom they bring along."""
    contacts = select(Registration.party_id).join(Message, Message.registration_id == Registration.id)
    people = select(Registration).join(Party, Party.id == Registration.party_id)
    return list(
        db.session.scalars(
            people.where(
                Party.id.in_(contacts.where(Message.merged_into_id == message.id)),
                Registration.status.in_(KINDS[message.kind].still_true_in),
            ).order_by(Registration.id)
        )
    )


def is_anybody_left(message: Message) -> bool:
    """Whether it is still true of somebody, and their mail still goes to its address."""
    return any(person.mail_address == message.to for person in carried_by(message))
