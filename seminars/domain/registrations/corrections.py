"""An address that was mistyped, corrected from the receipt page by whoever sent the form."""

from datetime import datetime

from sqlalchemy import select, update

from seminars.domain import openings
from seminars.domain.errors import (
    PartlyFits,
    PartyTooLarge,
    RegistrationClosed,
    SeminarFull,
    TooLate,
    TooManyCorrections,
)
from seminars.domain.people import identity
from seminars.domain.people.sign_up import Person, SignUp, WhenShort
from seminars.domain.programme import personal_feeds
from seminars.domain.registrations import addresses, signing_up
from seminars.domain.seating import parties, seats
from seminars.extensions import db
from seminars.models import (
    NOT_YET_SENT,
    ActivityKind,
    ConsentKind,
    Message,
    MessageState,
    Party,
    Registration,
    Submission,
)

MAX_CORRECTIONS = 3


def correct_address(submission: Submission, address: str, *, network: str = "", now: datetime | None = None) -> None:
    """Correct a mistyped address. What the receipt made moves to the new address, and links that went to the wrong one
    stop working; if it made nothing, or its owner has acted from the mail since, this is a fresh sign-up.

    To the person both look alike, so a fresh sign-up that finds no seat changes nothing and says nothing. `network` is
    a keyed hash of where the correction came from. Raises TooLate after the start, whether anybody is registered or
    not, and TooManyCorrections.
    """
    held = seats.hold(submission.seminar, now=now)
    db.session.refresh(submission)
    if openings.has_begun(submission.seminar, now=held.now):
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
        _sign_up_afresh(submission, held, network)


def _still_to_be_corrected(submission: Submission) -> list[Party]:
    """What the receipt made and is active; nothing once somebody has acted from a mailed link, for then the address
    was right, and what is under it is its owner's."""
    ids = submission.made or [number for number in (submission.registration_id,) if number]
    found = db.session.scalars(select(Registration.party_id).where(Registration.id.in_(ids)).distinct())
    made = [parties.under_lock(party_id) for party_id in sorted(found)]
    is_proven = any(member.email_proven_at for party in made for member in party.members)
    return [] if is_proven else [party for party in made if party.active_members]


def _correct(party: Party, submission: Submission, address: str, held: seats.Hold) -> None:
    wrong_key = party.contact.email_key
    gave_way = addresses.give_way(party, address, held)
    for member, known in gave_way:
        if submission.registration_id == member.id:
            submission.registration = known
    # The right address is reminded of the place that it has; that this one has ended would frighten it.
    _supersede_unsent([member.id for member, _known in gave_way])
    if party.active_members:
        addresses.take_along(party, address, kind=ActivityKind.ADDRESS_CORRECTED, held=held)
    else:
        addresses.leave_old_address(party, address)
        personal_feeds.note_departure(wrong_key, now=held.now)


def _supersede_unsent(registration_ids: list[int]) -> None:
    unsent = Message.registration_id.in_(registration_ids), Message.state.in_(NOT_YET_SENT)
    db.session.execute(update(Message).where(*unsent).values(state=MessageState.SUPERSEDED))


def _stand_for_who_is_left(submission: Submission, made: list[Party]) -> None:
    """Like a form sent from the right address: it stands for those whom it made, if anybody, and else for those whom it
    repeats."""
    left = [member for party in made for member in party.active_members]
    submission.created = bool(left)
    if left and submission.registration not in left:
        submission.registration = left[0]


def _sign_up_afresh(submission: Submission, held: seats.Hold, network: str) -> None:
    sign_up = SignUp(
        person=Person(**submission.typed),
        companions=tuple(Person(**each) for each in submission.companions),
        # Whoever was not to be split up comes together or waits together.
        when_short=WhenShort.SPLIT if submission.outcome.get("confirmed") else WhenShort.TOGETHER,
        consents={ConsentKind(kind): given for kind, given in submission.consents.items()},
        language=submission.language,
        network=network,
    )
    seminar = submission.seminar
    try:
        signing_up.refuse_if_closed(seminar, now=held.now)
        enrolled = signing_up.enrol_newcomers(seminar, held, sign_up)
    except (RegistrationClosed, SeminarFull, PartlyFits, PartyTooLarge):
        return
    # What anybody would get now, so that it does not tell who is registered already.
    submission.outcome = enrolled.outcome.counts
    if made := enrolled.made:
        submission.made, submission.created = [each.id for each in made], True
        submission.registration = made[0]
