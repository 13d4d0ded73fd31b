"""How a sign-up, or another address for it, is admitted that comes from outside: the same at every door.

A door turns what it was sent into values, and a refusal into words. What is counted, what has to prove itself and what
is refused is decided here.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from seminars.database.units import database_now
from seminars.domain.errors import RegistrationClosed
from seminars.domain.guard import groups, spent_proofs, suspicion
from seminars.domain.people.sign_up import SignUp
from seminars.domain.registrations import addresses, corrections, signing_up
from seminars.models import Registration, Seminar, Submission


@dataclass(frozen=True, kw_only=True)
class SentForm:
    """What a door tells of a form that came back.

    Its one-time id, a hash of its answers, and what it showed of the seminar; whether it came back sooner than people
    type, or was asked for a proof before; and the signature under which the proof that it brings is known, "" if it
    brings none that holds.
    """

    form_id: str
    body_hash: str
    seen: signing_up.Seen
    is_too_quick: bool = False
    was_asked: bool = False
    proof: str = ""


def admit(
    seminar: Seminar, sign_up: SignUp, form: SentForm, *, network: str, now: datetime | None = None
) -> Submission:
    """Sign people up and return the receipt's submission; a form that was accepted gets its first answer again.

    Raises ProofNeeded, TooManySignUps and ProofSpent before the seats are locked, and what signing_up.register() raises
    under the lock. Commit also after a refusal that `keeps_what_was_written`.
    """
    counted_at, email = now or database_now(), sign_up.person.email
    refuse_unproven(form, network=network, email=email, now=counted_at)
    suspicion.note_sign_up(network=network, email=email, people=len(sign_up.people), now=counted_at)
    # Asked after the count, for which the same form sent twice at once has to wait until the other one is done.
    if form.proof and not signing_up.was_accepted(form.form_id):
        spent_proofs.spend(form.proof, now=counted_at)
    sign_up = replace(sign_up, network=groups.hashed(network))
    return signing_up.register(
        seminar, sign_up, form_id=form.form_id, body_hash=form.body_hash, seen=form.seen, now=now
    )


def correct_address(submission: Submission, address: str, *, network: str, now: datetime | None = None) -> None:
    """Correct the address of a receipt, which counts like a sign-up of all its people. Raises TooManySignUps, and what
    corrections.correct_address() raises."""
    people = 1 + len(submission.companions)
    suspicion.note_sign_up(network=network, email=address, people=people, now=now or database_now())
    corrections.correct_address(submission, address, network=groups.hashed(network), now=now)


def ask_for_address(registration: Registration, address: str, *, network: str, now: datetime) -> None:
    """Send a link to another address, which counts like a sign-up. Raises TooManySignUps, and what
    addresses.ask_for_change() raises."""
    suspicion.note_sign_up(network=network, email=address, now=now)
    addresses.ask_for_change(registration, address, now=now)


def refuse_in_vain(seminar: Seminar, form_id: str | None, *, now: datetime) -> None:
    """For a door that looks at the fields first: raises RegistrationClosed if correcting them would change nothing.

    A form that came before registration opens can be sent again then, and one that was accepted has its answer.
    """
    try:
        signing_up.refuse_if_closed(seminar, now=now)
    except RegistrationClosed as refusal:
        if not refusal.will_open and not (form_id and signing_up.was_accepted(form_id)):
            raise


def refuse_unproven(form: SentForm, *, network: str, email: str, now: datetime) -> None:
    """Raise ProofNeeded unless the form brings a proof, needs none, or was accepted before. It only reads: a door asks
    it before it takes its turn to write, so that programs do not stand in the way of those who may."""
    if form.proof or signing_up.was_accepted(form.form_id):
        return
    if form.is_too_quick or form.was_asked or suspicion.looks_odd(network=network, email=email, now=now):
        raise suspicion.ProofNeeded
