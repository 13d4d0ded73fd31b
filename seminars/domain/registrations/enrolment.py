"""The rows of people who sign up together."""

from collections.abc import Sequence
from dataclasses import asdict

from seminars.crash import crash_point
from seminars.domain import change_log
from seminars.domain.notices import participants
from seminars.domain.people import identity
from seminars.domain.people.sign_up import Person, SignUp
from seminars.domain.seating import parties, seats
from seminars.extensions import db
from seminars.models import ActivityKind, Consent, ConsentKind, Detail, Party, Registration, Seminar, Status


def enrol(
    seminar: Seminar, sign_up: SignUp, people: Sequence[Person], status: Status, *, queue_no: int, held: seats.Hold
) -> list[Registration]:
    """Make one party of these people and tell its contact; the first of them is it. The caller holds the seats and has
    counted them."""
    party = Party(seminar_id=seminar.id, queue_no=queue_no)
    told = change_log.last_change_id(seminar)
    members: list[Registration] = []
    for person in people:
        member = _registration(seminar, sign_up, person, is_contact=not members, held=held)
        member.party, member.status, member.told_change_id = party, status, told
        members.append(member)
    crash_point("before-insert")
    db.session.add_all(members)
    db.session.flush()
    crash_point("after-insert")
    number = {Detail.QUEUE_NO: queue_no} if status == Status.WAITING else {}
    change = parties.record(ActivityKind.REGISTERED, members, None, actor=sign_up.actor, at=held.now, **number)
    participants.tell(change, members, now=held.now)
    return members


def _registration(
    seminar: Seminar, sign_up: SignUp, person: Person, *, is_contact: bool, held: seats.Hold
) -> Registration:
    contact = sign_up.person
    return Registration(
        **{**asdict(person), "email": contact.email if is_contact else ""},
        seminar=seminar,
        is_contact=is_contact,
        code=identity.new_code(),
        email_key=identity.email_key(contact.email) if contact.email else "",
        name_key=identity.name_key(person.surname, person.given_name),
        key_version=identity.KEY_VERSION,
        language=sign_up.language,
        source=sign_up.source,
        network=sign_up.network,
        registered_at=held.now,
        changed_at=held.now,
        consents=_consents(sign_up, held, of_contact=person is contact),
    )


def _consents(sign_up: SignUp, held: seats.Hold, *, of_contact: bool) -> list[Consent]:
    """The contact answers for those they bring along that their names may be used, and nothing else."""
    return [
        Consent(
            kind=kind,
            given=given and (of_contact or kind == ConsentKind.PROCESSING),
            at=held.now,
            text_version=sign_up.consent_versions[kind],
        )
        for kind, given in sign_up.consents.items()
    ]
