"""What moves along with a seminar's start."""

from datetime import UTC, datetime, time, timedelta

import pytest
from acts import act
from factories import make_seminar, texts

from seminars.domain.seminars import changes
from seminars.domain.seminars.content import VenueText
from seminars.extensions import db
from seminars.models import Seminar, Session

pytestmark = pytest.mark.usefixtures("inside")

NOW = datetime(2027, 2, 1, 12, 0, tzinfo=UTC)
START = datetime(2027, 3, 12, 7, 0, tzinfo=UTC)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def _moved(seminar: Seminar, starts_at: datetime, now: datetime = NOW) -> Seminar:
    act(changes.move, seminar, starts_at=starts_at, now=now)
    return db.session.get_one(Seminar, seminar.id, populate_existing=True)


CLOSING = [
    # (closes before, start moves by, now) -> closes
    (START - 2 * DAY, 7 * DAY, NOW, START + 5 * DAY),
    (START - 2 * DAY, 2 * HOUR, NOW, START - 2 * DAY),
    (START - 2 * DAY, -10 * DAY, NOW, START - 12 * DAY),
    # It would be shut although it stands open: then it stays open as announced, until the start at most.
    (START - 20 * DAY, -19 * DAY, START - 30 * DAY, START - 20 * DAY),
    (START - 2 * DAY, -30 * DAY, START - 31 * DAY, None),
    (START - HOUR, -2 * HOUR, NOW, None),
    (None, 7 * DAY, NOW, None),
]


@pytest.mark.parametrize(("closes", "by", "now", "expected"), CLOSING)
def test_registration_closes_as_many_days_before_the_start(closes, by, now, expected):
    seminar = make_seminar(starts_at=START, registration_closes_at=closes)
    assert _moved(seminar, START + by, now).registration_closes_at == expected


def test_registration_that_would_open_too_late_opens_at_once():
    seminar = make_seminar(starts_at=START, registration_opens_at=START - 10 * DAY)
    assert _moved(seminar, START + DAY).registration_opens_at == START - 10 * DAY
    assert _moved(seminar, START - 11 * DAY).registration_opens_at is None


def _agenda(seminar: Seminar) -> list[tuple[time | None, time | None]]:
    return [(session.starts, session.ends) for session in seminar.sessions]


def test_the_agenda_moves_with_the_clock_of_the_start_but_never_over_midnight():
    sessions = [
        Session(position=1, starts=time(10), ends=time(11, 30), title=texts("One")),
        Session(position=2, starts=time(11, 30), ends=None, title=texts("Two")),
        Session(position=3, starts=None, ends=None, title=texts("Three")),
    ]
    seminar = make_seminar(starts_at=START, sessions=sessions)
    as_written = [(time(10), time(11, 30)), (time(11, 30), None), (None, None)]
    assert _agenda(_moved(seminar, START + 7 * DAY)) == as_written
    later = [(time(11, 45), time(13, 15)), (time(13, 15), None), (None, None)]
    assert _agenda(_moved(seminar, START + 7 * DAY + 1.75 * HOUR)) == later
    assert _agenda(_moved(seminar, START + 7 * DAY + 13 * HOUR)) == later


def test_in_another_zone_agenda_and_closing_keep_their_clock_times():
    """10:00 in Minsk is 08:00 in Warsaw, where the seminar begins at 10:00 too."""
    sessions = [Session(position=1, starts=time(10), ends=None, title=texts("One"))]
    seminar = make_seminar(starts_at=START, registration_closes_at=START - 2 * DAY, sessions=sessions)
    palace = VenueText(name=texts("Palace"))
    act(changes.move, seminar, town_code="bialystok", venue=palace, starts_at=START + 2 * HOUR, now=NOW)
    stored = db.session.get_one(Seminar, seminar.id, populate_existing=True)
    assert (_agenda(stored), stored.registration_closes_at) == ([(time(10), None)], START - 2 * DAY + 2 * HOUR)
