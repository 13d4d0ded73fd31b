"""Those for whom a seminar has ended without a place: whoever still awaited approval or waited then."""

from datetime import datetime

from sqlalchemy import ColumnElement, Exists, Select, and_, exists, func, select
from sqlalchemy.orm import aliased

from seminars.domain.guard import mailboxes
from seminars.domain.people.sign_up import FROM_OUR_FORM
from seminars.extensions import db
from seminars.models import KINDS, Mailbox, Message, MessageKind, Registration, Seminar


def contacts(seminar: Seminar, *, now: datetime) -> Select[Registration]:
    """Whom to tell of it: one contact for each address that was not told yet, however many people were signed up under
    it. Nobody who was let in at the door, or whom organisers added and tell themselves; and none whose owner has said
    that they know nothing of a sign-up, and who wants to be left in peace at this instant."""
    without_place = and_(
        Registration.seminar_id == seminar.id,
        Registration.status.in_(KINDS[MessageKind.NO_PLACE].still_true_in),
        Registration.is_contact,
        Registration.email != "",
        Registration.source == FROM_OUR_FORM,
        ~_has_somebody_who_came(),
    )
    is_quiet = Registration.email.in_(_quiet_among(without_place, now=now))
    firsts = select(func.min(Registration.id)).where(without_place, ~is_quiet).group_by(Registration.email_key)
    return select(Registration).where(Registration.id.in_(firsts), ~_was_told(seminar).correlate(Registration))


def _has_somebody_who_came() -> Exists:
    member = aliased(Registration)
    return exists().where(member.party_id == Registration.party_id, member.checked_in_at.is_not(None))


def _quiet_among(these: ColumnElement[bool], *, now: datetime) -> list[str]:
    """Those of their addresses whose mailbox is quiet. The database knows mailboxes by keyed hashes alone."""
    quiet = set(db.session.scalars(select(Mailbox.key).where(Mailbox.quiet_until > now)))
    addresses = db.session.scalars(select(Registration.email).where(these).distinct()) if quiet else ()
    return [address for address in addresses if not quiet.isdisjoint(mailboxes.keys_of(address))]


def _was_told(seminar: Seminar) -> Exists:
    """Whether somebody of the same address was, who may have left since."""
    told = aliased(Registration)
    same = Message.registration_id == told.id, told.email_key == Registration.email_key
    return exists().where(Message.seminar_id == seminar.id, Message.kind == MessageKind.NO_PLACE, *same)
