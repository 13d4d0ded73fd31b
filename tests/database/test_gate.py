"""How long somebody waits for their turn to write: a request shortly, the worker and commands as long as it takes."""

import fcntl
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from time import monotonic, sleep

import pytest
from factories import make_registration, make_seminar
from flask import Flask
from sqlalchemy import select
from visitors import csrf, manage_page

from seminars.database import gate
from seminars.database.units import write_unit
from seminars.domain.seating import seats
from seminars.extensions import db
from seminars.models import Seminar


@pytest.fixture
def short_wait(monkeypatch) -> None:
    monkeypatch.setattr(gate, "LONGEST_WAIT", 0.4)


@contextmanager
def held_seats(app: Flask) -> Iterator[threading.Event]:
    """A worker is inside its write unit and holds the seats of the only seminar until the event is set."""
    holds, may_go = threading.Event(), threading.Event()

    def hold() -> None:
        with app.app_context(), write_unit():
            seats.hold(db.session.scalars(select(Seminar)).one())
            holds.set()
            may_go.wait(20)

    thread = threading.Thread(target=hold)
    thread.start()
    assert holds.wait(10)
    try:
        yield may_go
    finally:
        may_go.set()
        thread.join(10)


def write(app: Flask) -> None:
    with write_unit():
        seats.hold(db.session.scalars(select(Seminar)).one())
        db.session.commit()


def write_in_request(app: Flask) -> str:
    with app.test_request_context():
        try:
            write(app)
        except gate.Busy:
            return "busy"
    return "written"


@pytest.mark.usefixtures("short_wait")
def test_a_request_gives_up_in_time_and_the_next_one_gets_its_turn(app):
    with app.app_context():
        make_seminar()
    with held_seats(app):
        began_at = monotonic()
        assert write_in_request(app) == "busy"
        assert monotonic() - began_at < 2
    assert write_in_request(app) == "written"


@pytest.mark.usefixtures("short_wait")
def test_the_worker_and_commands_wait_as_long_as_it_takes(app):
    with app.app_context():
        make_seminar()
        with held_seats(app) as may_go:
            threading.Timer(3 * gate.LONGEST_WAIT, may_go.set).start()
            began_at = monotonic()
            write(app)
        assert monotonic() - began_at > 2 * gate.LONGEST_WAIT


@pytest.mark.usefixtures("short_wait")
def test_another_process_at_the_gate_is_waited_for_only_as_long_and_a_turn_that_comes_too_late_is_passed_on(tmp_path):
    path = str(tmp_path / "some.sqlite")
    with open(f"{path}.gate", "w") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        for _ in range(2):
            began_at = monotonic()
            with pytest.raises(gate.Busy), gate.passed(path, began_at + gate.LONGEST_WAIT):
                pass
            assert monotonic() - began_at < 2
        threading.Timer(0.2, lambda: fcntl.flock(other, fcntl.LOCK_UN)).start()
        with gate.passed(path, monotonic() + 5):
            pass
        with gate.passed(path, None):
            pass


def test_more_requests_wait_while_the_queue_moves_and_are_sent_away_when_it_is_stuck():
    door, answers, go = gate._Door(), [], threading.Event()

    def enter(held_for: float) -> str:
        try:
            with door.passed(monotonic() + 2):
                go.wait(held_for)
                return "in"
        except gate.Busy:
            return "away"

    with ThreadPoolExecutor(4 * gate.AT_THE_DOOR) as crowd:
        answers = list(crowd.map(enter, [gate.STUCK_AFTER / 5] * 4 * gate.AT_THE_DOOR))
        assert answers == ["in"] * 4 * gate.AT_THE_DOOR
        stuck = [crowd.submit(enter, 5) for _ in range(gate.AT_THE_DOOR)]
        sleep(0.05)
        began_at = monotonic()
        assert [crowd.submit(enter, 0).result() for _ in range(3)] == ["away"] * 3
        assert monotonic() - began_at < 2 * gate.STUCK_AFTER
        go.set()
        assert [each.result() for each in stuck] == ["in"] * gate.AT_THE_DOOR


@pytest.mark.usefixtures("short_wait")
def test_any_other_form_is_answered_503_in_the_readers_language(app, client):
    with app.app_context():
        make_registration(make_seminar())
    protected, address = csrf(client), manage_page(app, language="pl")
    with held_seats(app):
        answer = client.post(f"{address}/cancellation", data=protected)
    assert answer.status_code == 503
    assert gate.SOONEST <= int(answer.headers["Retry-After"]) <= gate.LATEST
    assert '<html lang="pl"' in answer.text
    assert client.post(f"{address}/cancellation", data=protected).status_code == 303
