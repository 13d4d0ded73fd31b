"""Those for whom a seminar has ended without a place: whoever still awaited approval or waited then."""

from datetime import datetime

from sqlalchemy import Exists, Select, exists, func, select
from sqlalchemy.orm import aliased

from seminars.domain.people.sign_up import FROM_OUR_FORM
from seminars.models import KINDS, Mailbox, Message, MessageKind, Registration, Seminar


def contacts(seminar: Seminar, *, now: datetime) -> Select[Registration]:
    """Whom to tell of it: one contact for each address that was not told yet, however many people were signed up under
    it. Nobody who was let in at the door, or whom organisers added and tell themselves; and none whose owner has said
    that they know nothing of a sign-up, and who wants to be left in peace at this instant."""
    without_place = (
        Registration.seminar_id == seminar.id,
        Registration.status.in_(KINDS[MessageKind.NO_PLACE].still_true_in),
        Registration.is_contact,
        Registration.email != "",
        Registration.source == FROM_OUR_FORM,
        ~_has_somebody_who_came(),
        ~_is_quiet(now),
    )
    firsts = select(func.min(Registration.id)).where(*without_place).group_by(Registration.email_key)
    return select(Registration).where(Registration.id.in_(firsts), ~_was_told(seminar).correlate(Registration))


def _has_somebody_who_came() -> Exists:
    member = aliased(Registration)
    return exists().where(member.party_id == Registration.party_id, member.checked_in_at.is_not(None))


def _is_quiet(now: datetime) -> Exists:
    """Whether the mailbox is quiet into which the answer to the sign-up went."""
    answer = Message.registration_id == Registration.id, Message.mailbox == Mailbox.key
    return exists().where(*answer, Mailbox.quiet_until > now)


def _was_told(seminar: Seminar) -> Exists:
    """Whether somebody of the same address was, who may have left since."""
    told = aliased(Registration)
    same = Message.registration_id == told.id, told.email_key == Registration.email_key
    return exists().where(Message.seminar_id == seminar.id, Message.kind == MessageKind.NO_PLACE, *same)
