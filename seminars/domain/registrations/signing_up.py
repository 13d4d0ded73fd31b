"""Signing up: one form, one to five people, and for each a place, a place in the queue, or a wait for approval."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import exists, select

from seminars.domain import change_log
from seminars.domain.errors import ChangedMeanwhile, RegistrationClosed, SeminarFull, SentAlready
from seminars.domain.notices import participants
from seminars.domain.openings import why_closed
from seminars.domain.people import identity
from seminars.domain.people.sign_up import Person, SignUp, find_active
from seminars.domain.registrations import outcomes, waiting_list
from seminars.domain.registrations.enrolment import enrol
from seminars.domain.seating import seats
from seminars.extensions import db
from seminars.models import Registration, Seminar, Status, Submission


@dataclass(frozen=True)
class Seen:
    """What a form showed of the seminar: the last change of it until then, None before the first."""

    change_id: int | None


@dataclass(frozen=True)
class Enrolled:
    """What a first sign-up like this gets, the registrations made now, and those of it that there were before."""

    outcome: outcomes.Outcome
    made: list[Registration]
    known: list[Registration]


def register(
    seminar: Seminar,
    sign_up: SignUp,
    *,
    form_id: str,
    body_hash: str,
    seen: Seen | None = None,
    now: datetime | None = None,
) -> Submission:
    """Sign people up and return the receipt's submission; the same form gets its first answer again.

    Those who are registered already keep what they have and are told so by mail alone; the submission says what a first
    sign-up would have got. Raises SentAlready for the same form with other answers, RegistrationClosed,
    ChangedMeanwhile where `seen` is out of date, PartlyFits, PartyTooLarge, and SeminarFull (commit even then).
    """
    held = seats.hold(seminar, now=now)
    if earlier := db.session.scalar(select(Submission).filter_by(form_id=form_id)):
        return _first_answer(earlier, body_hash)
    refuse_if_closed(seminar, now=held.now)
    _refuse_if_changed(seminar, seen)
    submission = _submission(seminar, sign_up, enrol_newcomers(seminar, held, sign_up), held)
    submission.form_id, submission.body_hash = form_id, body_hash
    db.session.add(submission)
    db.session.flush()
    return submission


def enrol_newcomers(seminar: Seminar, held: seats.Hold, sign_up: SignUp) -> Enrolled:
    """Register those who are not registered yet, and remind the others. The caller holds the seats. Raises PartlyFits,
    PartyTooLarge and SeminarFull."""
    outcome = outcomes.share_out(seminar, sign_up)
    known, newcomers = _sorted_out(seminar, sign_up)
    for contact in dict.fromkeys(registration.party.contact for registration in known):
        participants.remind(contact, now=held.now)
    if outcome is None:
        raise SeminarFull
    return Enrolled(outcome, _register(seminar, held, sign_up, newcomers, outcome), known)


def was_accepted(form_id: str) -> bool:
    """Whether this form signed somebody up before."""
    return bool(db.session.scalar(select(exists().where(Submission.form_id == form_id))))


def refuse_if_closed(seminar: Seminar, *, now: datetime) -> None:
    """Raises RegistrationClosed."""
    why = why_closed(seminar, now=now)
    if why:
        raise RegistrationClosed(why, seminar.registration_opens_at)


def _refuse_if_changed(seminar: Seminar, seen: Seen | None) -> None:
    """Asked under the lock, or a move could come between the question and the place. Raises ChangedMeanwhile."""
    if seen is not None and seen.change_id != change_log.last_change_id(seminar):
        raise ChangedMeanwhile


def _first_answer(submission: Submission, body_hash: str) -> Submission:
    if submission.body_hash != body_hash:
        raise SentAlready(submission)
    return submission


def _sorted_out(seminar: Seminar, sign_up: SignUp) -> tuple[list[Registration], list[Person]]:
    """Those who are registered already under this address, and the others, in the order of the form."""
    key = identity.email_key(sign_up.person.email) if sign_up.person.email else ""
    known: list[Registration] = []
    newcomers: dict[str, Person] = {}
    for person in sign_up.people:
        name = {"surname": person.surname, "given_name": person.given_name}
        if registration := find_active(seminar.id, email_key=key, **name):
            known.append(registration)
        else:
            # A form that is kept may hold two names which are one by now.
            newcomers.setdefault(identity.name_key(**name), person)
    return known, list(newcomers.values())


def _register(
    seminar: Seminar, held: seats.Hold, sign_up: SignUp, people: Sequence[Person], outcome: outcomes.Outcome
) -> list[Registration]:
    """Those who get a place are one party, those who wait another one, both with the same contact's address."""
    placed = len(people) if outcome.pending else min(outcome.confirmed, len(people))
    waiting = people[placed:] if outcome.waiting else []
    made: list[Registration] = []
    at_once = Status.PENDING if outcome.pending else Status.CONFIRMED
    for status, group in ((at_once, people[:placed]), (Status.WAITING, waiting)):
        if group:
            number = seats.another_number(seminar.id) if made else held.number
            made += enrol(seminar, sign_up, group, status, queue_no=number, held=held)
    if waiting:
        waiting_list.serve_waiting_list(seminar, held)
    return made


def _submission(seminar: Seminar, sign_up: SignUp, enrolled: Enrolled, held: seats.Hold) -> Submission:
    return Submission(
        seminar_id=seminar.id,
        registration=(enrolled.made or enrolled.known)[0],
        created=bool(enrolled.made),
        made=[each.id for each in enrolled.made],
        typed=asdict(sign_up.person),
        companions=sign_up.companions_named,
        outcome=enrolled.outcome.counts,
        consents={kind.value: given for kind, given in sign_up.consents.items()},
        consent_versions={kind.value: version for kind, version in sign_up.consent_versions.items()},
        language=sign_up.language,
        created_at=held.now,
    )
