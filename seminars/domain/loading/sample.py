"""Invented people for the sample series, so that a newcomer sees seminars that fill. They get no mail."""

from collections.abc import Iterator
from datetime import datetime
from itertools import product

from sqlalchemy import exists, func, select

from seminars.domain.people.sign_up import Person, SignUp
from seminars.domain.registrations import signing_up
from seminars.domain.seating import seats
from seminars.extensions import db
from seminars.models import ConsentKind, Registration, Seminar, Series

SAMPLE = "sample"  # the `source` of registrations that were invented here
# How many people sign up in each town of the sample; Klichev has 20 seats and becomes nearly full.
PEOPLE = {"novopolotsk": 23, "mogilev": 41, "klichev": 18, "gomel": 9, "pinsk": 31, "grodno": 4}
GIVEN_NAMES = (
    "Алеся",
    "Андрей",
    "Barbara",
    "Святлана",
    "Міхась",
    "Tomasz",
    "Ирина",
    "Янка",
    "Hanna",
    "Павел",
)
SURNAMES = ("Прыкладная", "Узорны", "Пример", "Sample", "Przykład", "Вымышленный")
ORGANISATIONS = ("", "Узорны завод (прыклад)", "Техникум (пример)", "Przykładowa spółka (przykład)")
LANGUAGES_SPOKEN = ("be", "ru", "ru", "pl", "en")
_SIGNED_UP = {ConsentKind.PROCESSING: True, ConsentKind.PHOTO: True, ConsentKind.SHARING: False}


def has_people() -> bool:
    """Whether anybody who was not invented here is registered."""
    return bool(db.session.scalar(select(exists().where(Registration.source != SAMPLE))))


def add_people(*, actor: str, now: datetime) -> dict[str, int]:
    """Sign invented people up for the coming sample seminars; returns how many, by the seminar's slug.

    Whoever is there already counts, so a second call adds nobody.
    """
    coming = select(Seminar).join(Series).where(Series.is_sample, Seminar.starts_at > now)
    added = {}
    for seminar in db.session.scalars(coming.order_by(Seminar.starts_at, Seminar.id)).all():
        added[seminar.slug] = _fill(seminar, PEOPLE.get(seminar.town_code, 0), actor, now)
    return {slug: number for slug, number in added.items() if number}


def _fill(seminar: Seminar, wanted: int, actor: str, now: datetime) -> int:
    held = seats.hold(seminar, now=now)
    counting = select(func.count()).where(Registration.seminar_id == seminar.id)
    there = db.session.execute(counting).scalar_one()
    free = seats.seats_left(seminar, seats.seats_taken(seminar.id)) or 0
    missing = min(max(0, wanted - there), free)
    for number, person in zip(range(missing), _invented(seminar.town_code), strict=False):
        sign_up = SignUp(
            person=person,
            consents=_SIGNED_UP,
            language=LANGUAGES_SPOKEN[number % len(LANGUAGES_SPOKEN)],
            source=SAMPLE,
            actor=actor,
        )
        signing_up.enrol_newcomers(seminar, held if number == 0 else seats.hold(seminar, now=now), sign_up)
    return missing


def _invented(town: str) -> Iterator[Person]:
    # The offset gives each town another order of the same names.
    offset = sum(town.encode())
    pairs = list(product(SURNAMES, GIVEN_NAMES))
    for number in range(len(pairs)):
        surname, given_name = pairs[(offset + 7 * number) % len(pairs)]
        yield Person(
            surname=surname,
            given_name=given_name,
            organisation=ORGANISATIONS[number % len(ORGANISATIONS)],
            position="прыклад / sample" if number % 3 == 0 else "",
        )
