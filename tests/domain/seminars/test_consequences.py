"""Each mail that is shown before a change is the mail that then leaves; showing it stores nothing."""

import re
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import product

import pytest
from acts import write
from factories import make_seminar, texts
from sqlalchemy.orm.attributes import flag_modified, set_committed_value
from visitors import Counted, everything_stored

from seminars.database.units import write_unit
from seminars.domain.notices import telling
from seminars.domain.seminars import changes
from seminars.domain.seminars.consequences import Consequences, look_ahead
from seminars.domain.seminars.content import VenueText
from seminars.domain.seminars.preview import preview_of
from seminars.extensions import db
from seminars.i18n import LANGUAGES, Texts
from seminars.mail.render import render
from seminars.models import Message, Party, Registration, Seminar, Session, Speaker, Status

pytestmark = pytest.mark.usefixtures("inside")

NOW = datetime(2026, 12, 1, 12, 0, tzinfo=UTC)
START = datetime(2027, 3, 12, 7, 0, tzinfo=UTC)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
LIBRARY = VenueText(name=Texts({"ru": "Библиотека"}), directions=texts("From the yard"))
WORDS = Texts({"ru": "Лёд", "en": "Ice\n\nand snow"})
ACTS = {
    "another day": partial(changes.move, starts_at=START + 9 * DAY, reason=WORDS),
    "another town": partial(changes.move, town_code="bialystok", venue=LIBRARY, starts_at=START + HOUR),
    "no hours": partial(changes.move, starts_at=START - 10 * HOUR, ends_at=START + 14 * HOUR, hours_known=False),
    "a later end": partial(changes.extend, ends_at=START + 6 * HOUR),
    "no date": partial(changes.postpone, reason=WORDS),
    "no seminar": partial(changes.cancel, reason=WORDS),
}
STATES = (Status.CONFIRMED, Status.WAITING, Status.PENDING, Status.OFFERED)


@pytest.fixture
def seminar(inside: None) -> Seminar:
    """In each language there is somebody in each state, and nobody moves on by themselves."""
    speakers = [Speaker(slug=name.lower(), name=name) for name in ("Boris", "Anna")]
    sessions = [Session(position=n, title=texts("Talk"), speakers=speakers[:n]) for n in (1, 2)]
    when = {"starts_at": START, "created_at": NOW - DAY, "changed_at": NOW}
    seminar = make_seminar(**when, sessions=sessions, capacity=8, queue_closed=True, seat_counter=16)
    people = [(status, language) for language, status in product(LANGUAGES, STATES)]
    write(lambda: [_add(seminar.id, number, *each) for number, each in enumerate(people, 1)])
    return seminar


def _add(seminar_id: int, number: int, status: Status, language: str) -> None:
    name = f"{status.value}-{language}-{number}"
    offer = {"offered_at": NOW, "offer_ends_at": NOW + DAY} if status == Status.OFFERED else {}
    person = Registration(
        seminar_id=seminar_id,
        party=Party(seminar_id=seminar_id, queue_no=number, **offer),
        code=f"CODE{number:02}",
        surname="Test",
        given_name=name,
        email=f"{name}@example.org",
        email_key=f"{name}@example.org",
        name_key=name,
        language=language,
        registered_at=NOW,
        changed_at=NOW,
    )
    set_committed_value(person, "status", status)
    flag_modified(person, "status")
    db.session.add(person)


def _stored() -> Seminar:
    db.session.rollback()
    return db.session.query(Seminar).populate_existing().one()


def _look(wish: partial, *, now: datetime = NOW) -> Consequences:
    seminar = _stored()
    return look_ahead(seminar, preview_of(seminar, wish, version=seminar.version, now=now), now=now)


def _as_shown(message: Message) -> tuple[str, str]:
    """The mail, but for what is each person's own."""
    rendered, person = render(message), message.registration
    text = rendered.text.replace(person.full_name, "Ada Example").replace(person.code, "ABC234")
    return rendered.subject, re.sub(r"(/registrations/)[^/#\s]+", r"\1…", text)


def test_the_mails_that_are_shown_are_those_that_leave_and_showing_them_stores_nothing(app, seminar):
    before = everything_stored(app)
    shown = {name: _look(wish) for name, wish in ACTS.items()}
    assert everything_stored(app) == before
    for name, wish in ACTS.items():
        mails = {(each.status, each.language): (each.subject, each.text) for each in shown[name].mails}
        assert mails == _mails_of(wish), name
        assert [each.number for each in shown[name].mails].count(2) == (4 if name == "no date" else 0)
        assert shown[name].speakers == ("Anna", "Boris")
    assert not any("/registrations/1" in each.text for looked in shown.values() for each in looked.mails)


def _mails_of(wish: partial) -> dict[tuple[Status, str], tuple[str, str]]:
    """What is posted if it is done, in a unit that is undone at once."""
    with write_unit():
        seminar = db.session.query(Seminar).one()
        wish(seminar, actor="olive@example.org", now=NOW)
        telling.go_on(seminar, now=NOW)
        left = db.session.query(Message).all()
        assert len(left) == 16
        return {(each.get_registration().status, each.language): _as_shown(each) for each in left}


def test_the_reminders_that_are_shown_are_those_that_leave_for_the_new_date(seminar):
    minsk = timedelta(hours=3)
    week, eve = (datetime(2027, 3, day, hour, tzinfo=UTC) - minsk for day, hour in ((11, 10), (17, 12)))
    moved = partial(changes.move, starts_at=datetime(2027, 3, 18, 7, 0, tzinfo=UTC))
    assert [each.due_at for each in _look(moved).reminders] == [week, eve]
    # Whoever hears of the new date so shortly before needs no other mail about it.
    shortly = week - timedelta(hours=12)
    assert [each.due_at for each in _look(moved, now=shortly).reminders] == [week, eve]
    assert [each.due_at for each in _look(moved, now=shortly + timedelta(seconds=1)).reminders] == [eve]
    assert [_look(ACTS[name]).reminders for name in ("no date", "no seminar")] == [(), ()]


def test_looking_ahead_costs_the_same_for_one_and_for_many(app, seminar):
    def statements() -> int:
        _stored()
        with Counted(app) as seen:
            _look(ACTS["another day"])
        return len(seen)

    before = statements()
    write(lambda: [_add(seminar.id, number, Status.CONFIRMED, "ru") for number in range(17, 47)])
    assert statements() == before


def test_a_language_without_the_words_is_named_with_its_readers_and_what_they_see(seminar):
    stored = _stored()
    preview = preview_of(stored, ACTS["no date"], version=1, now=NOW)
    assert sorted(preview.unwritten) == [("be", 4, "ru"), ("pl", 4, "en")]
    assert preview_of(stored, ACTS["a later end"], version=1, now=NOW).unwritten == []
