"""Who signs up for which seminar of the sample, and how long ago."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import islice

from sqlalchemy import exists, select

from seminars.domain.activity import PERSON
from seminars.domain.loading.sample.people import invented
from seminars.domain.people.sign_up import Person, SignUp
from seminars.domain.registrations import signing_up
from seminars.domain.seating import seats
from seminars.extensions import db
from seminars.models import ConsentKind, Registration, Seminar, Series

SAMPLE = "sample"  # the `source` of registrations that were invented here
FULL, APPROVAL, MOVED = (
    "small-towns-and-clusters-klichev",
    "managing-cluster-initiatives-gomel",
    "good-and-bad-examples-pinsk",
)
POSTPONED, OVER, DRAFT = (
    "cross-border-cooperation-grodno",
    "local-food-one-brand-slutsk",
    "clusters-and-colleges-lida",
)
BESIDE_A_CONFERENCE, NEXT = "clusters-in-metalworking-mogilev", "cluster-first-steps-novopolotsk"


@dataclass(frozen=True)
class Interest:
    """So many forms came in, one after another with this pause. `from_paper` were typed in by organisers, without an
    address."""

    forms: int
    pause: timedelta
    from_paper: bool = False


INTEREST = {
    NEXT: Interest(22, timedelta(hours=15, minutes=23)),
    BESIDE_A_CONFERENCE: Interest(24, timedelta(hours=11, minutes=7)),
    FULL: Interest(24, timedelta(hours=16, minutes=41)),
    APPROVAL: Interest(11, timedelta(hours=19, minutes=13)),
    MOVED: Interest(17, timedelta(hours=13, minutes=37)),
    POSTPONED: Interest(8, timedelta(hours=21, minutes=11)),
    OVER: Interest(23, timedelta(hours=9, minutes=17), from_paper=True),
}
EACH_SO_MANY_BRINGS = 5  # one of so many forms is of two people


def has_people() -> bool:
    """Whether anybody who was not invented here is registered."""
    return bool(db.session.scalar(select(exists().where(Registration.source != SAMPLE))))


def has_invented_people() -> bool:
    return bool(db.session.scalar(select(exists().where(Registration.source == SAMPLE))))


def add_people(*, actor: str, now: datetime) -> dict[str, int]:
    """Sign invented people up for the sample seminars in which nobody is yet, so that their last form came a little
    before `now`; returns how many they are, by the seminar's slug. A second call adds nobody."""
    empty = ~exists().where(Registration.seminar_id == Seminar.id)
    found = select(Seminar).join(Series).where(Series.is_sample, Seminar.slug.in_(INTEREST), empty)
    added = {}
    for number, seminar in enumerate(db.session.scalars(found.order_by(Seminar.starts_at, Seminar.id)).all()):
        added[seminar.slug] = _sign_up(seminar, number, actor=actor, now=now)
    return added


def _sign_up(seminar: Seminar, number: int, *, actor: str, now: datetime) -> int:
    interest, people = INTEREST[seminar.slug], 0
    last_at = min(now, seminar.starts_at)
    for place, sign_up in enumerate(islice(_forms(number, interest, actor), interest.forms)):
        at = last_at - interest.pause * (interest.forms - place)
        signing_up.enrol_newcomers(seminar, seats.hold(seminar, now=at), sign_up)
        people += len(sign_up.people)
    return people


def _forms(number: int, interest: Interest, actor: str) -> Iterator[SignUp]:
    """The same people in the same order each time."""
    people = invented(number)
    for place, (person, language) in enumerate(people):
        brings_one = place % EACH_SO_MANY_BRINGS == EACH_SO_MANY_BRINGS - 2
        others = [each for each, spoken in islice(people, 4) if spoken == language][:1] if brings_one else []
        yield SignUp(
            person=replace(person, email="", phone="") if interest.from_paper else person,
            companions=tuple(Person(surname=each.surname, given_name=each.given_name) for each in others),
            consents=_consents(place),
            language=language,
            source=SAMPLE,
            actor=actor if interest.from_paper else PERSON,
        )


def _consents(place: int) -> dict[ConsentKind, bool]:
    return {
        ConsentKind.PROCESSING: True,
        ConsentKind.PHOTO: place % 4 != 1,
        ConsentKind.SHARING: place % 3 != 0,
        ConsentKind.NEWS: place % 5 == 0,
    }
