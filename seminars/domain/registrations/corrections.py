"""An address that was mistyped, corrected from the receipt page by whoever sent the form."""

from datetime import datetime

from sqlalchemy import select

from seminars.domain import activity, openings
from seminars.domain.errors import (
    PartlyFits,
    PartyTooLarge,
    RegistrationClosed,
    SeminarFull,
    TooLate,
    TooManyCorrections,
)
from seminars.domain.people import consents, identity
from seminars.domain.people.sign_up import Person, SignUp, WhenShort
from seminars.domain.programme import personal_feeds
from seminars.domain.registrations import addresses, leaving, signing_up
from seminars.domain.seating import parties, queue, seats
from seminars.extensions import db
from seminars.models import (
    ActivityKind,
    ConsentKind,
    Party,
    Registration,
    Seminar,
    Submission,
)

MAX_CORRECTIONS = 3


def correct_address(submission: Submission, address: str, *, network: str = "", now: datetime | None = None) -> None:
    """Correct a mistyped address. What the receipt made moves to the new address, and links that went to the wrong one
    stop working; if it did not make all of them, or its owner has acted from the mail since, this is a fresh sign-up.

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
    is_another = identity.email_key(address) != identity.email_key(submission.typed.get("email", ""))
    submission.typed = {**submission.typed, "email": address}
    if not is_another:
        return
    submission.corrections += 1
    if submission.registration is None:
        return  # a program's form, see record_bot()
    if not _has_moved(submission, address, held):
        _sign_up_afresh(submission, held, network)


def _has_moved(submission: Submission, address: str, held: seats.Hold) -> bool:
    """Whether all whom the form brought have the new address now; else none of them has it, but who was known there."""
    made = _still_to_be_corrected(submission) if submission.created else []
    missing = _number_missing(submission, made)
    is_whole = bool(made) and not (missing and _may_begin_anew(submission.seminar, held, missing))
    for party in made:
        if is_whole:
            _correct(party, submission, address, held)
        else:
            _withdraw(party, address, held)
    if is_whole:
        _stand_for_who_is_left(submission, made)
    return is_whole


def _still_to_be_corrected(submission: Submission) -> list[Party]:
    """What the receipt made and is active; nothing once somebody has acted from a mailed link, for then the address
    was right, and what is under it is its owner's."""
    ids = submission.made or [number for number in (submission.registration_id,) if number]
    found = db.session.scalars(select(Registration.party_id).where(Registration.id.in_(ids)).distinct())
    made = [parties.under_lock(party_id) for party_id in sorted(found)]
    is_proven = any(member.email_proven_at for party in made for member in party.members)
    return [] if is_proven else [party for party in made if party.active_members]


def _number_missing(submission: Submission, made: list[Party]) -> int:
    """How many of the form another address had registered. The new one has not, and would read of the others alone."""
    members = [member for party in made for member in party.members]
    keys = {each.name_key for each in members if each.is_active or each.cancelled_by == "organiser"}
    names = [submission.typed, *submission.companions][: sum(submission.outcome.values()) or None]
    return sum(identity.name_keys(each["surname"], each["given_name"]).isdisjoint(keys) for each in names)


def _may_begin_anew(seminar: Seminar, held: seats.Hold, missing: int) -> bool:
    """Whether nobody loses a place if all of them are signed up afresh, together with so many more."""
    if openings.why_closed(seminar, now=held.now) or queue.somebody_waits(seminar):
        return False
    left = seats.seats_left(seminar, seats.seats_taken(seminar.id)) or 0
    return seminar.needs_approval or missing <= left


def _withdraw(party: Party, address: str, held: seats.Hold) -> None:
    """End what is about to be signed up afresh, and tell nobody of it."""
    wrong_key, ids = party.contact.email_key, [member.id for member in party.active_members]
    leaving.cancel(party.contact, by=activity.PERSON, whole_party=True, now=held.now)
    addresses.supersede_unsent(ids)
    addresses.leave_old_address(party, address)
    personal_feeds.note_departure(wrong_key, now=held.now)


def _correct(party: Party, submission: Submission, address: str, held: seats.Hold) -> None:
    wrong_key = party.contact.email_key
    gave_way = addresses.give_way(party, address, held)
    for member, known in gave_way:
        if submission.registration_id == member.id:
            submission.registration = known
    # The right address is reminded of the place that it has; that this one has ended would frighten it.
    addresses.supersede_unsent([member.id for member, _known in gave_way])
    if party.active_members:
        addresses.take_along(party, address, addresses.note(ActivityKind.ADDRESS_CORRECTED, party, held), held)
    else:
        addresses.leave_old_address(party, address)
        personal_feeds.note_departure(wrong_key, now=held.now)


def _stand_for_who_is_left(submission: Submission, made: list[Party]) -> None:
    """Like a form sent from the right address: it stands for those whom it made, if anybody, and else for those whom it
    repeats."""
    left = [member for party in made for member in party.active_members]
    submission.created = bool(left)
    if left and submission.registration not in left:
        submission.registration = left[0]


def _sign_up_afresh(submission: Submission, held: seats.Hold, network: str) -> None:
    before = consents.SHOWN_BEFORE
    sign_up = SignUp(
        person=Person(**submission.typed),
        companions=tuple(Person(**each) for each in submission.companions),
        # Whoever was not to be split up comes together or waits together.
        when_short=WhenShort.SPLIT if submission.outcome.get("confirmed") else WhenShort.TOGETHER,
        consents={ConsentKind(kind): given for kind, given in submission.consents.items()},
        consent_versions={kind: submission.consent_versions.get(kind, shown) for kind, shown in before.items()},
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
    for each in made:
        each.token_version += submission.corrections  # as of one that moved so often
