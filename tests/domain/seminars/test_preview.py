"""What is shown before a change is what the change then does; showing it writes nothing and locks nobody out."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from functools import partial

import pytest
from acts import act, messages
from factories import make_registration, make_seminar, texts
from visitors import Counted, everything_stored

from seminars.database.units import write_unit
from seminars.domain.errors import (
    CancelledAlready,
    ChangeRefused,
    EditedMeanwhile,
    EndsBeforeStart,
    EndsNoLater,
    HasEnded,
    InThePast,
    NeedsEnd,
    NeedsHall,
    NeedsNewDate,
    NothingChanged,
    NotPublished,
    PostponedAlready,
    TooFarAway,
)
from seminars.domain.people.sign_up import Person
from seminars.domain.registrations import leaving
from seminars.domain.seminars import changes
from seminars.domain.seminars.content import VenueText
from seminars.domain.seminars.plan import public_plan
from seminars.domain.seminars.preview import NAMED, Contact, Preview, preview_of
from seminars.extensions import db
from seminars.models import Change, Party, Registration, Seminar, SeminarStatus, Session, Status

pytestmark = pytest.mark.usefixtures("inside")

NOW = datetime(2026, 12, 1, 12, 0, tzinfo=UTC)
START = datetime(2027, 3, 12, 7, 0, tzinfo=UTC)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
LIBRARY = VenueText(name=texts("Library"), latitude=53.1, longitude=29.1)
ICE = texts("Ice")
ACTS = {
    "another day": partial(changes.move, starts_at=START + 9 * DAY, reason=ICE),
    "another town": partial(changes.move, town_code="bialystok", venue=VenueText(), starts_at=START + HOUR),
    "another hall": partial(changes.move, venue=LIBRARY),
    "no hours": partial(changes.move, starts_at=START - 10 * HOUR, ends_at=START + 14 * HOUR, hours_known=False),
    "a later end": partial(changes.extend, ends_at=START + 6 * HOUR),
    "no date": partial(changes.postpone, reason=ICE),
    "no seminar": partial(changes.cancel, reason=ICE),
    "another name": partial(changes.correct_venue, venue=replace(LIBRARY, name=texts("Hall 3a"))),
}


@pytest.fixture
def seminar(inside: None) -> Seminar:
    return make_seminar(
        starts_at=START,
        capacity=5,
        registration_opens_at=NOW - DAY,
        registration_closes_at=START - 2 * DAY,
        sessions=[Session(position=1, starts=time(10), ends=time(11, 30), title=texts("Greeting"))],
        created_at=NOW - DAY,
        changed_at=NOW - DAY,
    )


def _sign_up(seminar: Seminar, name: str, *, email: str | None = None, language: str = "en", **values) -> Registration:
    person = Person(surname="Test", given_name=name, email=f"{name}@example.org" if email is None else email)
    return make_registration(seminar, replace(person, phone="+375 29 1"), language=language, now=NOW, **values)


@pytest.fixture
def crowd(seminar: Seminar) -> None:
    """Ada with Bo and Cyd (Polish) have places; Dana, who gave no address, and Eva are offered one; Fay waits."""
    _sign_up(seminar, "Ada", companions=(Person(surname="Test", given_name="Bo"),))
    gone = _sign_up(seminar, "Gone"), _sign_up(seminar, "Gone2")
    _sign_up(seminar, "Cyd", language="pl")
    for name in ("Dana", "Eva", "Fay"):
        _sign_up(seminar, name, email="" if name == "Dana" else None, language="be")
    for registration in gone:
        with write_unit():
            leaving.cancel(db.session.get_one(Registration, registration.id), by="person", now=NOW)
            db.session.commit()


def _stored() -> Seminar:
    db.session.rollback()
    return db.session.query(Seminar).populate_existing().one()


def _preview(wish: partial, *, version: int = 1, now: datetime = NOW) -> Preview:
    return preview_of(_stored(), wish, version=version, now=now)


@pytest.mark.parametrize("name", ACTS)
@pytest.mark.usefixtures("crowd")
def test_a_preview_is_what_the_change_then_does(seminar, name):
    preview, before = _preview(ACTS[name]), public_plan(_stored(), version=1)
    posted = len(messages())
    change = act(ACTS[name], seminar, version=preview.version, now=NOW)
    assert (preview.before, preview.after) == (before, public_plan(_stored(), version=2))
    assert preview.before != preview.after
    told = messages()[posted:]
    if preview.is_correction:
        assert (change, told, preview.recipients.told, preview.recipients.unreachable) == (None, [], 0, ())
        return
    assert (change.before, change.after) == (preview.before.appointment, preview.after.appointment)
    assert (change.told, change.reason) == (preview.recipients.told, preview.reason)
    people = [db.session.get_one(Registration, message.registration_id) for message in told]
    assert Counter(person.status for person in people) == preview.recipients.by_status
    assert Counter(message.language for message in told) == preview.recipients.by_language
    assert [(one.email, one.status) for one in preview.recipients.first] == [(one.email, one.status) for one in people]
    dana = db.session.query(Registration).filter_by(given_name="Dana").one()
    assert preview.recipients.unreachable == (Contact("Dana Test", "", "+375 29 1", dana.status),)


@pytest.mark.usefixtures("crowd")
def test_offers_are_taken_back_by_a_postponement_alone():
    confirmed = {Status.CONFIRMED: 2}
    for name, states in {
        "another day": {Status.OFFERED: 1, Status.WAITING: 1},
        "no seminar": {Status.OFFERED: 1, Status.WAITING: 1},
        "no date": {Status.WAITING: 2},
    }.items():
        recipients = _preview(ACTS[name]).recipients
        assert recipients.by_status == confirmed | states
        assert recipients.by_language == {"en": 1, "pl": 1, "be": 2}
        expected = Status.WAITING if name == "no date" else Status.OFFERED
        assert [one.status for one in recipients.unreachable] == [expected]
    assert db.session.query(Party).filter(Party.offer_ends_at.is_not(None)).count() == 2


STATES = {
    "draft": ({"status": SeminarStatus.DRAFT}, NOW, {NotPublished}),
    "called off": ({"status": SeminarStatus.CANCELLED}, NOW, {CancelledAlready}),
    "over": ({}, START + 6 * HOUR, {HasEnded}),
    "postponed": (
        {"postponed_at": NOW},
        NOW,
        {None, NeedsNewDate, PostponedAlready, NeedsHall, NeedsEnd, EndsBeforeStart, InThePast, TooFarAway},
    ),
    "running": (
        {},
        START + HOUR,
        {None, NothingChanged, NeedsHall, NeedsEnd, EndsNoLater, EndsBeforeStart, InThePast, TooFarAway},
    ),
    "to come": (
        {},
        NOW,
        {None, NothingChanged, NeedsHall, NeedsEnd, EndsNoLater, EndsBeforeStart, InThePast, TooFarAway},
    ),
}
TRIED = [
    *ACTS.values(),
    partial(changes.move),
    partial(changes.move, starts_at=START, town_code="klichev"),
    partial(changes.move, starts_at=START + DAY, town_code="pinsk"),
    partial(changes.move, starts_at=START + DAY, ends_at=START),
    partial(changes.move, starts_at=NOW - DAY),
    partial(changes.move, starts_at=START.replace(year=2100)),
    partial(changes.move, starts_at=START + DAY, hours_known=False),
    partial(changes.extend, ends_at=START + HOUR),
    partial(changes.correct_venue, venue=VenueText()),
]


@pytest.mark.parametrize("state", STATES)
def test_a_preview_refuses_what_the_change_would_refuse(state):
    """Each act is tried in each state, and undone."""
    values, now, expected = STATES[state]
    seminar, found = make_seminar(starts_at=START, **values), set()
    for wish in TRIED:
        outcome = _refusal_of(lambda wish=wish: _preview(wish, now=now))
        with write_unit():
            done = _refusal_of(lambda wish=wish: wish(_again(seminar), actor="olive@example.org", now=now))
        assert (wish, outcome) == (wish, done)
        found.add(outcome)
    assert found == expected
    assert _refusal_of(lambda: _preview(ACTS["no date"], version=7)) == EditedMeanwhile


def _again(seminar: Seminar) -> Seminar:
    return db.session.get_one(Seminar, seminar.id, populate_existing=True)


def _refusal_of(tried) -> type[Exception] | None:
    try:
        tried()
    except (ChangeRefused, EditedMeanwhile) as refusal:
        return type(refusal)
    return None


@pytest.mark.usefixtures("crowd")
def test_a_preview_writes_nothing_and_locks_no_seats(app):
    before = everything_stored(app)
    with Counted(app) as statements:
        for wish in ACTS.values():
            _preview(wish)
            assert [*db.session.new, *db.session.dirty, *db.session.deleted] == []
        with pytest.raises(NothingChanged):
            _preview(partial(changes.move))
    # On SQLite, to lock is to begin at once as a writer.
    assert [each for each in statements if not each.startswith("SELECT") and each != "BEGIN"] == []
    assert [each for each in statements if "FOR UPDATE" in each] == []
    assert everything_stored(app) == before
    assert db.session.query(Change).count() == 0


def test_a_preview_costs_as_much_for_thirty_people_as_for_one(app, seminar):
    spent, signed_up = [], 0
    for people in (1, 30):
        for number in range(signed_up, people):
            _sign_up(seminar, f"No{number}", email="" if number % 3 == 2 else None)
        signed_up = people
        with Counted(app) as statements:
            preview = _preview(ACTS["another day"])
        spent.append(len(statements))
        recipients = preview.recipients
        assert recipients.told + len(recipients.unreachable) == people
        assert len(recipients.first) == min(recipients.told, NAMED)
    assert spent[0] == spent[1]


def test_an_agenda_that_does_not_move_along_is_told(seminar):
    asked = {name: _preview(wish).agenda_stays for name, wish in ACTS.items()}
    assert [name for name, stays in asked.items() if stays] == ["no hours", "a later end"]


def test_what_happens_to_the_date_is_told(seminar):
    previews = {name: _preview(wish) for name, wish in ACTS.items()}
    assert [name for name, each in previews.items() if each.is_called_off] == ["no date", "no seminar"]
    assert [name for name, each in previews.items() if each.is_elsewhere] == [
        "another town", "another hall", "another name",
    ]  # fmt: skip
    assert not any(each.brings_back for each in previews.values())
    act(changes.postpone, seminar, now=NOW)
    assert _preview(partial(changes.move, starts_at=START), version=2).brings_back
    assert not _preview(ACTS["no seminar"], version=2).is_called_off
