"""People in every state that a registration can be in, each with an address to look at."""

from dataclasses import replace
from datetime import timedelta

from acts import write
from factories import make_registration, make_seminar
from full_rows import LONG, LONG_PERSON, PARAGRAPHS
from sqlalchemy import select, update

from seminars import clock, tokens
from seminars.database.units import write_unit
from seminars.domain.people.sign_up import Person, WhenShort
from seminars.domain.registrations import approvals, leaving, offers
from seminars.domain.registrations.by_organisers import same_person
from seminars.domain.seminars import changes
from seminars.extensions import db
from seminars.models import Message, Party, Registration, Seminar, Submission

OLIVE = "olive@example.org"
NAMES = ("Бэла", "Кірыл", "Дана", "Ева")
OTHERS = tuple(Person(given_name=name, surname=LONG_PERSON.surname) for name in NAMES)

Codes = dict[str, int]  # what one looks at → id of the registration


def make_queue_rows(language: str) -> Codes:
    """Registrations by the state they are in."""
    made = {**_of_a_queue(language), **_of_approval(language), **_of_a_party(language), **_of_dates(language)}
    with write_unit():
        for message in db.session.query(Message):
            # So the worker of the test leaves them as they are.
            message.due_at = message.lease_until = message.due_at + timedelta(days=1)
        db.session.commit()
    return made


def addresses_of_states(made: Codes, language: str) -> list[str]:
    """The pages of these registrations, and the receipts of those who are new."""
    people = [db.session.get_one(Registration, number) for number in made.values()]
    pages = [f"/{language}/registrations/{tokens.manage_token(each.id, each.token_version)}" for each in people]
    receipts = db.session.scalars(select(Submission.id).where(Submission.registration_id.in_(made.values())))
    return pages + [f"/{language}/registrations/received/{tokens.timed_token('receipt', each)}" for each in receipts]


def organisers_addresses_of_states(made: Codes) -> list[str]:
    acts = {"approval": "refusal", "waiting": "offer", "party": "cancellation"}
    rows = [db.session.get_one(Registration, made[name]) for name in acts]
    lists = [f"/organiser/seminars/{row.seminar.slug}/registrations" for row in rows]
    pages = [f"{where}/{row.code}" for where, row in zip(lists, rows, strict=True)]
    return [*lists, *pages, *(f"{page}/{act}" for page, act in zip(pages, acts.values(), strict=True))]


def _of_a_queue(language: str) -> Codes:
    """Two seats. Five people, and time enough for offers to go round until one has ended for good."""
    seminar = _seminar("queue", capacity=2)
    left, _stays, expired, offered, waiting, double = [_one(seminar, language, number) for number in range(6)]
    write(lambda: same_person.unite(_get(waiting), _get(double), actor=OLIVE))
    write(lambda: leaving.cancel(_get(left), by="person"))
    for _ in range(4):
        write(lambda: _let_the_offer_end(seminar.id))
    return {"left": left, "expired": expired, "offered": offered, "waiting": waiting, "united": double}


def _let_the_offer_end(seminar_id: int) -> None:
    ended = update(Party).where(Party.seminar_id == seminar_id, Party.offer_ends_at.is_not(None))
    db.session.execute(ended.values(offer_ends_at=clock.now()))
    offers.lapse_offers(db.session.get_one(Seminar, seminar_id))


def _of_approval(language: str) -> Codes:
    seminar = _seminar("approval", capacity=20, needs_approval=True)
    pending, declined = [_one(seminar, language, number) for number in range(2)]
    write(lambda: approvals.decline(_get(declined), reason=LONG[language], actor=OLIVE))
    return {"approval": pending, "declined": declined}


def _of_a_party(language: str) -> Codes:
    """Five together, of whom one has left; three more of whom two have to wait."""
    seminar = _seminar("party", capacity=6)
    party = _one(seminar, language, 0, companions=OTHERS)
    split = _one(seminar, language, 1, companions=OTHERS[:2], when_short=WhenShort.SPLIT)
    write(lambda: leaving.cancel(_get(party).party.members[1], by="person"))
    return {"party": party, "split": split}


def _of_dates(language: str) -> Codes:
    now = clock.now()
    week = _one(_seminar("week", starts_at=now + timedelta(days=5)), language, 0, now=now - timedelta(days=10))
    put_off, off = (_one(_seminar(slug), language, 0) for slug in ("put-off", "off"))
    write(lambda: changes.postpone(_get(put_off).seminar, reason=PARAGRAPHS, actor=OLIVE))
    write(lambda: changes.cancel(_get(off).seminar, reason=PARAGRAPHS, actor=OLIVE))
    return {"week": week, "postponed": put_off, "called-off": off}


def _seminar(slug: str, **values) -> Seminar:
    texts = {"title": LONG, "description": PARAGRAPHS, "host": LONG}
    return make_seminar(**{"slug": slug, "town_code": "novopolotsk", **texts, **values})


def _one(seminar: Seminar, language: str, number: int, **values) -> int:
    person = replace(LONG_PERSON, email=f"{number}.{LONG_PERSON.email}")
    return make_registration(seminar, person, language=language, **values).id


def _get(number: int) -> Registration:
    return db.session.get_one(Registration, number)
