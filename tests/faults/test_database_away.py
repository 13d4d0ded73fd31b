"""The database goes away and comes back: people see one friendly page at most, and nothing they were told is lost."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from away import Away
from factories import PASSWORD, make_organiser, make_seminar
from flask import Flask
from installations import BASE_URL, settings
from lossy_wire import LossyWire
from sqlalchemy import func, select
from sqlalchemy.engine import make_url
from visitors import ANSWERS, FORM, SIGN_UP, hidden_fields

from seminars import create_app
from seminars.database.units import database_now
from seminars.domain.checks.invariants import find_violations
from seminars.extensions import db
from seminars.models import Message, Registration
from seminars.public.programme import pages as programme
from seminars.public.sign_up import form_tokens


@pytest.fixture
def quick_fingers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(form_tokens, "SHORTEST_TYPING", -1)


@contextmanager
def connections_taken(app: Flask) -> Iterator[None]:
    """All connections that the pool may open are in other hands."""
    with app.app_context():
        pool = db.engine.pool
        taken = [db.engine.connect() for _ in range(pool.size() + pool._max_overflow)]
    try:
        yield
    finally:
        for connection in taken:
            connection.close()


@pytest.mark.own_application
def test_without_a_free_connection_pages_say_so_and_the_process_still_tells_that_it_lives(app, client):
    with app.app_context():
        make_seminar()
        db.session.remove()
        assert db.engine.pool._timeout <= 3
        db.engine.pool._timeout = 0.1
    with connections_taken(app):
        answer = client.get("/pl/")
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
        assert client.get("/healthz").status_code == 200
        assert client.get("/readyz").status_code == 503
    assert client.get("/pl/").status_code == 200


@pytest.fixture
def away(postgresql) -> Away:
    return Away(postgresql)


@pytest.fixture
def database(away: Away) -> str:
    """On PostgreSQL alone: a file does not go away."""
    return away.uri


def test_a_connection_that_died_in_the_pool_is_replaced_unseen(app, client, away):
    with app.app_context():
        make_seminar()
    for _ in range(3):
        away.end_sessions()
        assert client.get("/en/").status_code == 200


def test_a_connection_that_dies_in_a_request_ends_in_a_friendly_page(app, client, away, monkeypatch):
    app.testing = False
    upcoming = programme.listings.upcoming

    def die_first(*arguments, **values):
        db.session.connection()
        away.end_sessions()
        return upcoming(*arguments, **values)

    monkeypatch.setattr(programme.listings, "upcoming", die_first)
    answer = client.get("/en/")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
    assert "Nothing is lost" in answer.text
    monkeypatch.undo()
    assert client.get("/en/").status_code == 200


def test_while_the_database_is_away_everybody_gets_the_friendly_page(app, client, away):
    app.testing = False
    with app.app_context():
        make_seminar()
        make_organiser()
    form = hidden_fields(client.get("/organiser/sign-in").text)
    signed_in = client.post("/organiser/sign-in", data={**form, "email": "olive@example.org", "password": PASSWORD})
    assert signed_in.status_code == 303
    sign_up = {**hidden_fields(client.get(FORM).text), **ANSWERS}
    with away.closed():
        for address in ("/organiser/seminars", "/pl/", FORM, "/en/calendar/all.ics", "/readyz"):
            assert (address, client.get(address).status_code) == (address, 503)
        assert client.post(SIGN_UP, data=sign_up).status_code == 503
        assert client.get("/en/nowhere").status_code == 404
        assert client.get("/healthz").status_code == 200
    assert client.get("/organiser/seminars").status_code == 200
    with app.app_context():
        assert db.session.scalar(select(func.count(Registration.id))) == 0


@pytest.mark.usefixtures("quick_fingers")
def test_when_the_answer_of_the_commit_gets_lost_the_same_form_is_told_what_it_got(away, tmp_path):
    with LossyWire(make_url(away.uri).query["host"]) as wire:
        app = create_app(settings(tmp_path, f"postgresql://postgres@127.0.0.1:{wire.port}/away"))
        with app.app_context():
            make_seminar()
        client = app.test_client()
        client.environ_base |= {"HTTP_REFERER": f"{BASE_URL}/"}
        form = {**hidden_fields(client.get(FORM, base_url=BASE_URL).text), **ANSWERS}
        wire.loses_the_answer_to(b"COMMIT")
        answers = [client.post(SIGN_UP, base_url=BASE_URL, data=form) for _ in range(3)]
        assert wire.has_lost
        assert [answer.status_code for answer in answers] == [503, 303, 303]
        assert "You have a place" in client.get(answers[1].location, base_url=BASE_URL).text
        with app.app_context():
            assert db.session.scalar(select(func.count(Registration.id))) == 1
            assert db.session.scalar(select(func.count(Message.id))) == 1
            assert find_violations(now=database_now()) == []
            db.session.remove()
            db.engine.dispose()
