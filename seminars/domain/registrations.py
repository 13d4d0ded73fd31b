"""Signing up and leaving: one person, one seat."""

from dataclasses import asdict
from datetime import datetime

from sqlalchemy import exists, select

from seminars.domain import activity, consequences, identity, notices, seats
from seminars.domain.errors import EditedMeanwhile, NotActive, RegistrationClosed, SeminarFull, SentAlready, TooLate
from seminars.domain.people import SignUp, find_active
from seminars.extensions import db
from seminars.models import Consent, Party, Registration, RegistrationMode, Seminar, Status, Submission

CONSENT_TEXT_VERSION = 1


def why_closed(seminar: Seminar, *, now: datetime) -> str | None:
    """Why nobody can sign up here now (see RegistrationClosed), or None. Says nothing about seats."""
    if seminar.is_cancelled or seminar.is_postponed:
        return "cancelled" if seminar.is_cancelled else "postponed"
    if seminar.starts_at <= now:
        return "over"
    if seminar.registration_mode == RegistrationMode.THEIRS or seminar.capacity is None:
        return "elsewhere"
    if seminar.registration_opens_at and now < seminar.registration_opens_at:
        return "not_open"
    if seminar.registration_closes_at and now >= seminar.registration_closes_at:
        return "closed"
    return None


def has_begun(seminar: Seminar, *, now: datetime) -> bool:
    """Whether it is too late to give a place back; a postponed seminar has no date that could have come."""
    return seminar.starts_at <= now and not seminar.is_postponed


def register(
    seminar: Seminar, sign_up: SignUp, *, form_id: str, body_hash: str, now: datetime | None = None
) -> Submission:
    """Sign one person up and return the receipt's submission; the same form gets its first answer again.

    Somebody who is registered already changes nothing and is told so by mail alone. Raises SentAlready for the same
    form with other answers, RegistrationClosed, and SeminarFull (after posting that mail, so commit even then).
    """
    held = seats.hold(seminar, now=now)
    earlier = db.session.scalar(select(Submission).filter_by(form_id=form_id))
    if earlier:
        return _first_answer(earlier, body_hash)
    refuse_if_closed(seminar, now=held.now)
    known = find_active(seminar, sign_up.person)
    if known:
        notices.remind(known, now=held.now)
    refuse_if_full(seminar)
    registration = known or confirm(seminar, held, sign_up)
    return _accepted(registration, sign_up, held.now, created=not known, form_id=form_id, body_hash=body_hash)


def was_accepted(form_id: str) -> bool:
    """Whether this form signed somebody up before."""
    return bool(db.session.scalar(select(exists().where(Submission.form_id == form_id))))


def _first_answer(submission: Submission, body_hash: str) -> Submission:
    if submission.body_hash != body_hash:
        raise SentAlready(submission)
    return submission


def _accepted(
    registration: Registration, sign_up: SignUp, now: datetime, *, created: bool, form_id: str, body_hash: str
) -> Submission:
    submission = Submission(
        form_id=form_id,
        body_hash=body_hash,
        seminar_id=registration.seminar_id,
        registration=registration,
        created=created,
        typed=asdict(sign_up.person),
        consents={kind.value: given for kind, given in sign_up.consents.items()},
        language=sign_up.language,
        created_at=now,
    )
    db.session.add(submission)
    db.session.flush()
    return submission


def refuse_if_closed(seminar: Seminar, *, now: datetime) -> None:
    """Raises RegistrationClosed."""
    why = why_closed(seminar, now=now)
    if why:
        raise RegistrationClosed(why, seminar.registration_opens_at)


def refuse_if_full(seminar: Seminar) -> None:
    """Count the seats, which the caller holds; raises SeminarFull."""
    if seats.seats_left(seminar, seats.seats_taken(seminar.id)) == 0:
        raise SeminarFull


def confirm(seminar: Seminar, held: seats.Hold, sign_up: SignUp) -> Registration:
    """Give a seat to a new registration and post its confirmation. The caller holds the seats and has counted them."""
    person = sign_up.person
    registration = Registration(
        **asdict(person),
        seminar=seminar,
        party=Party(seminar_id=seminar.id, queue_no=held.number),
        status=Status.CONFIRMED,
        code=identity.new_code(),
        email_key=identity.email_key(person.email) if person.email else "",
        name_key=identity.name_key(person.surname, person.given_name),
        key_version=identity.KEY_VERSION,
        language=sign_up.language,
        source=sign_up.source,
        registered_at=held.now,
        changed_at=held.now,
        told_change_id=consequences.last_change_id(seminar),
        consents=_consents(sign_up, held.now),
    )
    db.session.add(registration)
    db.session.flush()
    change_id = _record("registered", registration, None, actor=sign_up.actor, at=held.now)
    notices.tell_confirmed(registration, change_id=change_id, now=held.now)
    return registration


def _consents(sign_up: SignUp, now: datetime) -> list[Consent]:
    return [
        Consent(kind=kind, given=given, at=now, text_version=CONSENT_TEXT_VERSION)
        for kind, given in sign_up.consents.items()
    ]


def cancel(
    registration: Registration, *, by: str, actor: str = activity.PERSON, reason: str = "", now: datetime | None = None
) -> None:
    """End an active registration. `by` is "person" (until the start) or "organiser" (with a reason, at any time).

    Raises NotActive if it has ended already, TooLate for a person after the start.
    """
    held = seats.hold(registration.seminar, now=now)
    db.session.refresh(registration)
    if not registration.is_active:
        raise NotActive
    if by == activity.PERSON and has_begun(registration.seminar, now=held.now):
        raise TooLate
    was = registration.status
    registration.status = Status.CANCELLED
    registration.cancelled_at = registration.changed_at = held.now
    registration.cancelled_by, registration.cancel_reason = by, reason
    change_id = _record("cancelled", registration, was, actor=actor, at=held.now)
    notices.tell_cancelled(registration, was, change_id=change_id, now=held.now)


def reconfirm(registration: Registration, *, seen: int, now: datetime | None = None) -> None:
    """Note that somebody with a place still comes, who has seen the change with this id.

    Raises NotActive without a place, TooLate after the start, EditedMeanwhile if it has changed once more.
    """
    held = seats.hold(registration.seminar, now=now)
    db.session.refresh(registration)
    seminar = registration.seminar
    if registration.status != Status.CONFIRMED or seminar.is_cancelled or seminar.is_postponed:
        raise NotActive
    if has_begun(seminar, now=held.now):
        raise TooLate
    if seen != consequences.last_change_id(seminar):
        raise EditedMeanwhile
    registration.reconfirmed_at = registration.changed_at = held.now
    activity.record("reconfirmed", actor=activity.PERSON, at=held.now, seminar=seminar, registration=registration)


def _record(kind: str, registration: Registration, was: Status | None, *, actor: str, at: datetime) -> int:
    return activity.record(
        kind,
        actor=actor,
        at=at,
        seminar=registration.seminar,
        registration=registration,
        from_status=was,
        to_status=registration.status,
    ).id
