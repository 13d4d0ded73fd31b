"""The address of a registration: mistyped and corrected from the receipt page, or changed from one's own page."""

from datetime import datetime

from sqlalchemy import and_, select, update

from seminars import mail
from seminars.domain import (
    activity,
    identity,
    notices,
    parties,
    personal_feeds,
    registrations,
    seats,
    signing_up,
    throttle,
)
from seminars.domain.errors import (
    NotActive,
    PartlyFits,
    PartyTooLarge,
    RegistrationClosed,
    SameAddress,
    SeminarFull,
    TooLate,
    TooManyCorrections,
)
from seminars.domain.people import Person, SignUp, WhenShort, find_active
from seminars.extensions import db
from seminars.models import (
    NOT_YET_SENT,
    ConsentKind,
    Message,
    MessageKind,
    MessageState,
    Party,
    Registration,
    Submission,
)

MAX_CORRECTIONS = 3
_TOLD_THERE_INSTEAD = (
    MessageKind.MOVED,
    MessageKind.POSTPONED,
    MessageKind.REMINDER_WEEK,
    MessageKind.REMINDER_DAY,
    MessageKind.THANKS,
    MessageKind.CANCELLED_BY_PERSON,
    MessageKind.CANCELLED_BY_ORGANISER,
)


def correct_address(submission: Submission, address: str, *, now: datetime | None = None) -> None:
    """Correct a mistyped address from the receipt page. What the receipt made moves to the new address, and links that
    went to the wrong one stop working; if it made nothing, or its owner has acted from the mail since, this is a fresh
    sign-up. To the person both look alike, so a
    fresh sign-up that finds no seat changes nothing and says nothing. Raises TooLate after the start, whoever is
    registered or not, and TooManyCorrections.
    """
    held = seats.hold(submission.seminar, now=now)
    db.session.refresh(submission)
    if registrations.has_begun(submission.seminar, now=held.now):
        raise TooLate
    if submission.corrections >= MAX_CORRECTIONS:
        raise TooManyCorrections
    submission.corrections += 1
    submission.typed = {**submission.typed, "email": address}
    if submission.registration is None:
        return  # a program's form, see record_bot()
    made = _still_to_be_corrected(submission) if submission.created else []
    for party in made:
        if party.contact.email_key != identity.email_key(address):
            _correct(party, submission, address, held)
    if made:
        _stand_for_who_is_left(submission, made)
    else:
        _sign_up_afresh(submission, held)


def _still_to_be_corrected(submission: Submission) -> list[Party]:
    """What the receipt made and is active; nothing once somebody has acted from a mailed link, for then the address
    was right, and what is under it is its owner's."""
    ids = submission.made or [submission.registration_id]
    found = db.session.scalars(select(Registration.party_id).where(Registration.id.in_(ids)).distinct())
    made = [parties.under_lock(party_id) for party_id in sorted(found)]
    is_proven = any(member.email_proven_at for party in made for member in party.members)
    return [] if is_proven else [party for party in made if party.active_members]


def _correct(party: Party, submission: Submission, address: str, held: seats.Hold) -> None:
    wrong_key = party.contact.email_key
    gave_way = _give_way(party, address, held)
    for member, known in gave_way:
        if submission.registration_id == member.id:
            submission.registration = known
    # The right address is reminded of the place that it has; that this one has ended would frighten it.
    _supersede_unsent([member.id for member, _known in gave_way])
    if party.active_members:
        take_along(party, address, kind="address_corrected", held=held)
    else:
        _leave_old_address(party, address)
        personal_feeds.note_departure(wrong_key, now=held.now)


def _supersede_unsent(registration_ids: list[int]) -> None:
    unsent = Message.registration_id.in_(registration_ids), Message.state.in_(NOT_YET_SENT)
    db.session.execute(update(Message).where(*unsent).values(state=MessageState.SUPERSEDED))


def _stand_for_who_is_left(submission: Submission, made: list[Party]) -> None:
    """Like a form sent from the right address: it stands for whom it made, if anybody, and else for whom it repeats."""
    left = [member for party in made for member in party.active_members]
    submission.created = bool(left)
    if left and submission.registration not in left:
        submission.registration = left[0]


def _give_way(party: Party, address: str, held: seats.Hold) -> list[tuple[Registration, Registration]]:
    """Cancel those of the party whom the new address has registered already; returns them with their other selves."""
    key, found = identity.email_key(address), []
    for member in party.active_members:
        known = find_active(member.seminar_id, email_key=key, name_key=member.name_key)
        if known:
            registrations.cancel(member, by=activity.PERSON, now=held.now)
            notices.remind(known.party.contact, now=held.now)
            found.append((member, known))
    return found


def ask_for_change(registration: Registration, address: str, *, now: datetime) -> None:
    """Send a link to the address that this registration shall have; opening it and saying yes changes it.

    Raises NotActive, SameAddress, and TooManyCorrections when this registration or that address had enough of these.
    """
    contact = registration.party.contact
    if not contact.is_active or contact.seminar.is_cancelled:
        raise NotActive
    key = identity.email_key(address)
    if key == contact.email_key:
        raise SameAddress
    whom = (str(contact.party_id), key)
    if not all(throttle.may("new-address", each, limits=throttle.TO_ONE_ADDRESS, now=now) for each in whom):
        raise TooManyCorrections
    dedup = f"new-address-{contact.id}-{now.timestamp():.6f}"
    mail.post(
        MessageKind.NEW_ADDRESS, to=address, language=contact.language, registration=contact, dedup=dedup, now=now
    )


def change_address(registration: Registration, address: str, *, now: datetime | None = None) -> None:
    """Give the registration and its party the address that was confirmed, and tell the old one.

    Raises NotActive if it has ended meanwhile, and TooLate if somebody would have to be cancelled after the start.
    """
    held = seats.hold(registration.seminar, now=now)
    party = parties.under_lock(registration.party_id)
    contact = party.contact
    if not contact.is_active or contact.seminar.is_cancelled:
        raise NotActive
    _give_way(party, address, held)
    if party.active_members:
        take_along(party, address, kind="address_changed", held=held)


def take_along(party: Party, address: str, *, kind: str, held: seats.Hold) -> None:
    """Give the party another address: its messages, links and calendar entry go there from now on. One that was theirs
    and not a slip is told so."""
    contact, old_address, old_key = party.contact, party.contact.email, party.contact.email_key
    _leave_old_address(party, address)
    contact.changed_at = held.now
    notices.hand_invitation_on(contact, email_key=old_key, now=held.now)
    personal_feeds.note_departure(old_key, now=held.now)
    _take_unsent_along(party, address)
    about = {"seminar": contact.seminar, "registration": contact}
    change = activity.record(kind, actor=activity.PERSON, at=held.now, **about)
    if kind == "address_changed":
        notices.tell_old_address(contact, old_address, old_key, change, now=held.now)
    notices.tell_address(contact, change, now=held.now)


def _leave_old_address(party: Party, address: str) -> None:
    """Whoever has left it was written to there as well, and could undo that: no link in the old mailbox works."""
    for member in party.members:
        member.email_key = identity.email_key(address)
        member.email = address if member.email else ""
        member.token_version += 1


def _take_unsent_along(party: Party, address: str) -> None:
    """What the new address is told of their state, and an invitation with it, replaces what was not sent yet; their
    other mails go there. An address of theirs before is still to hear that it is none any more."""
    about_them = Message.registration_id.in_([member.id for member in party.members])
    unsent = update(Message).where(about_them, Message.state.in_(NOT_YET_SENT))
    ends_another = and_(Message.kind == MessageKind.ADDRESS_CHANGED, Message.to != address)
    replaced = unsent.where(Message.kind.not_in(_TOLD_THERE_INSTEAD), ~ends_another)
    db.session.execute(replaced.values(state=MessageState.SUPERSEDED))
    told_there = unsent.where(Message.kind.in_(_TOLD_THERE_INSTEAD))
    db.session.execute(told_there.values(to=address, calendar_method=None, calendar_sequence=None))


def _sign_up_afresh(submission: Submission, held: seats.Hold) -> None:
    sign_up = SignUp(
        person=Person(**submission.typed),
        companions=tuple(Person(**each) for each in submission.companions),
        # Whoever was not to be split up comes together or waits together.
        when_short=WhenShort.SPLIT if submission.outcome.get("confirmed") else WhenShort.TOGETHER,
        consents={ConsentKind(kind): given for kind, given in submission.consents.items()},
        language=submission.language,
    )
    seminar = submission.seminar
    try:
        signing_up.refuse_if_closed(seminar, now=held.now)
        admission = signing_up.admit(seminar, held, sign_up)
    except (RegistrationClosed, SeminarFull, PartlyFits, PartyTooLarge):
        return
    # What anybody would get now, so that it does not tell who is registered already.
    submission.outcome = admission.outcome.counts
    if made := admission.made:
        submission.made, submission.created = [each.id for each in made], True
        submission.registration = made[0]
