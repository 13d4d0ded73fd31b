"""A real web process while somebody else holds the seats: readers are served, writers are sent away in time with all
they typed, and the same form sent once more gives one place."""

import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from time import monotonic, sleep
from urllib.parse import urlencode

import pytest
from commands import fetch, running
from factories import make_seminar
from flask import Flask
from post_office import free_port
from sqlalchemy import func, select
from visitors import ANSWERS, FORM, SIGN_UP, hidden_fields

from seminars.database import gate
from seminars.database.units import database_now, write_unit
from seminars.domain.checks.invariants import find_violations
from seminars.domain.seating import seats
from seminars.extensions import db
from seminars.models import Registration, Seminar
from seminars.public.sign_up.form_tokens import SHORTEST_TYPING

PEOPLE = 30


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    text: str
    seconds: float


class Visitor:
    """One browser, whose cookie all tabs share."""

    def __init__(self, port: int) -> None:
        self.port, self.cookie = port, ""

    def ask(self, method: str, path: str, **fields: str) -> Answer:
        began_at = monotonic()
        connection = HTTPConnection("localhost", self.port, timeout=30)
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": self.cookie}
        connection.request(method, path, body=urlencode(fields) if fields else None, headers=headers)
        answer = connection.getresponse()
        text = answer.read().decode()
        connection.close()
        self.cookie = (answer.headers["Set-Cookie"] or self.cookie).partition(";")[0]
        return Answer(answer.status, dict(answer.headers), text, monotonic() - began_at)


@pytest.fixture
def port(app: Flask) -> Iterator[int]:
    """A web process of its own, with a seminar of 100 seats."""
    with app.app_context():
        make_seminar(capacity=100)
        db.session.remove()
    number = free_port()
    settings = {name: app.config[name] for name in ("SECRET_KEY", "SQLALCHEMY_DATABASE_URI", "INSTANCE")}
    environ = {f"SEMINARS_{name}": value for name, value in settings.items()}
    environ["SEMINARS_PUBLIC_BASE_URL"] = f"http://localhost:{number}"
    with running(app.config["INSTANCE"], "serve", "--port", str(number), **environ):
        fetch(f"http://localhost:{number}/healthz")
        yield number


@contextmanager
def held_seats(app: Flask) -> Iterator[None]:
    """Somebody in another process is inside a write unit that has locked the seminar."""
    holds, may_go = threading.Event(), threading.Event()

    def hold() -> None:
        with app.app_context(), write_unit():
            seats.hold(db.session.scalars(select(Seminar)).one())
            holds.set()
            may_go.wait(30)

    thread = threading.Thread(target=hold)
    thread.start()
    assert holds.wait(10)
    try:
        yield
    finally:
        may_go.set()
        thread.join(10)


def forms(visitor: Visitor) -> list[dict[str, str]]:
    """As many forms as people, taken first and old enough to be sent."""
    visitor.ask("GET", FORM)
    # Each under a domain of their own: thirty of one firm, sent twice, would be asked for a proof.
    people = [
        {**hidden_fields(visitor.ask("GET", FORM).text), **ANSWERS, "email": f"ada@firm{number}.example.org"}
        for number in range(PEOPLE)
    ]
    sleep(SHORTEST_TYPING + 1)
    return people


@pytest.mark.long
def test_writers_are_sent_away_in_time_while_readers_are_served_and_nothing_is_lost(app: Flask, port: int):
    visitor = Visitor(port)
    people = forms(visitor)
    with ThreadPoolExecutor(PEOPLE) as crowd:
        with held_seats(app):
            sent = [crowd.submit(visitor.ask, "POST", SIGN_UP, **person) for person in people]
            sleep(0.2)
            read = [Visitor(port).ask("GET", "/be/") for _ in range(5)]
            answers = [each.result() for each in sent]
        assert [each.status for each in read] == [200] * 5
        assert max(each.seconds for each in read) < 2
        assert Counter(each.status for each in answers) == {503: PEOPLE}
        assert max(each.seconds for each in answers) < 2 * gate.LONGEST_WAIT
        for person, answer in zip(people, answers, strict=True):
            assert gate.SOONEST <= int(answer.headers["Retry-After"]) <= gate.LATEST
            assert f'value="{person["email"]}"' in answer.text
            assert hidden_fields(answer.text)["token"] == person["token"]
        assert places(app) == 0
        twice = [crowd.submit(sent_until_taken, visitor, each) for each in people * 2]
        assert {each.result() for each in twice} == {303}
    assert places(app) == PEOPLE
    with app.app_context():
        assert find_violations(now=database_now()) == []


def sent_until_taken(visitor: Visitor, person: dict[str, str]) -> int:
    """As often as a slow machine needs it."""
    for _ in range(30):
        answer = visitor.ask("POST", SIGN_UP, **person)
        if answer.status != 503:
            break
        sleep(int(answer.headers["Retry-After"]) / 4)
    return answer.status


def places(app: Flask) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(Registration))
