"""Answers to sign-ups that one mail carries together."""

from sqlalchemy import select

from seminars.extensions import db
from seminars.models import KINDS, Message, Registration


def carried_by(message: Message) -> list[Registration]:
    """Everybody whom a mail tells of, with those whom they bring along: of whom it is still true, and whose own mail
    still has their address. It may be another one than the mail goes to, that leads into the same mailbox."""
    addresses: dict[int, set[str]] = {}
    carried = select(Registration.party_id, Message.to).join(Message, Message.registration_id == Registration.id)
    for party_id, address in db.session.execute(carried.where(Message.merged_into_id == message.id)):
        addresses.setdefault(party_id, set()).add(address)
    people = select(Registration).where(
        Registration.party_id.in_(addresses), Registration.status.in_(KINDS[message.kind].still_true_in)
    )
    found = db.session.scalars(people.order_by(Registration.id))
    return [each for each in found if each.mail_address and each.mail_address in addresses[each.party_id]]


def is_anybody_left(message: Message) -> bool:
    """Whether it is still true of somebody, and their mail still goes where it did."""
    return bool(carried_by(message))
