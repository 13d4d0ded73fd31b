"""Very many come at one moment, most of them before it: nobody loses what they typed, and nobody waits for long."""

import re
import threading
from datetime import datetime, timedelta
from http.client import HTTPConnection
from time import monotonic, sleep

import pytest
from factories import make_seminar
from flask import Flask, request
from flask.testing import FlaskClient
from post_office import free_port
from visitors import (
    ANSWERS,
    FORM,
    SIGN_UP,
    Counted,
    everything_stored,
    hidden_fields,
    manage_page,
    rows,
    set_all,
    sign_up,
)
from waitress import wasyncore
from werkzeug.test import TestResponse

from seminars import clock, serving
from seminars.database import gate
from seminars.models import Registration, Seminar
from seminars.public.sign_up import form_tokens

TRICKY = {"organisation": '"Agro" <b>&amp; sons</b>', "needs": "first\r\nsecond", "photo": "y"}


@pytest.fixture(autouse=True)
def _nobody_types(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(form_tokens, "SHORTEST_TYPING", -1)


def late(client: FlaskClient, path: str, *, seconds: float, **answers: str) -> TestResponse:
    """Send a form that has waited so long already when a thread takes it."""
    return client.post(path, data=answers, environ_overrides={gate.ARRIVED_AT: monotonic() - seconds})


def open_at(app: Flask, moment: datetime) -> None:
    set_all(app, Seminar, registration_opens_at=moment)


def test_a_form_that_lay_unseen_for_too_long_is_given_back_whole_without_the_database(app, client):
    with app.app_context():
        make_seminar()
    sent = {**hidden_fields(client.get(FORM).text), **ANSWERS, **TRICKY}
    before = everything_stored(app)
    with Counted(app) as statements:
        answer = late(client, SIGN_UP.replace("/en/", "/pl/"), seconds=gate.LONGEST_UNSEEN + 0.1, **sent)
    assert (answer.status_code, statements) == (503, [])
    assert gate.SOONEST <= int(answer.headers["Retry-After"]) <= gate.LATEST
    assert ('<html lang="pl"' in answer.text, answer.headers["Cache-Control"]) == (True, "no-store")
    assert "&#34;Agro&#34; &lt;b&gt;&amp;amp; sons&lt;/b&gt;" in answer.text
    assert {name: sent[name] for name in ("token", "csrf_token")}.items() <= hidden_fields(answer.text).items()
    assert everything_stored(app) == before
    assert hidden_fields(answer.text).keys() == {*sent, "sent_away"}
    assert client.post(SIGN_UP, data=sent).status_code == 303
    assert [(each.surname, each.organisation) for each in rows(app, Registration)] == [
        (ANSWERS["surname"], TRICKY["organisation"])
    ]


def test_what_no_form_of_ours_has_does_not_come_back_from_a_rush(app, client):
    with app.app_context():
        make_seminar()
    typed = {**hidden_fields(client.get(FORM).text), **ANSWERS, "companions-4-surname": "Kupala"}
    strange = {"companions-²-surname": "x", "companions-4-x": "x", "constructor": "x", "needs": ["Ramp"] + ["x"] * 50}
    answer = late(client, SIGN_UP, seconds=gate.LONGEST_UNSEEN + 0.1, **typed, **strange)
    assert answer.status_code == 503
    names = re.findall(r'<input type="hidden" name="([^"]+)"', answer.text)
    assert sorted(names) == sorted({*typed, "needs", "sent_away"})
    assert 'name="needs" value="Ramp"' in answer.text


def test_of_endless_companions_as_many_come_back_from_a_rush_as_the_form_shows(app, client):
    with app.app_context():
        make_seminar()
    endless = {f"companions-{row}-{name}": "x" for row in range(400) for name in ("given_name", "surname")}
    page = late(client, SIGN_UP, seconds=30, **endless, organisation="Agro").text
    assert page.count('name="companions-') == 60
    assert 'name="organisation" value="Agro"' in page


def test_who_was_sent_away_before_is_looked_at_sooner_than_who_comes_first(app, client, monkeypatch):
    with app.app_context():
        make_seminar()
    mine, theirs = ({**hidden_fields(client.get(FORM).text), **ANSWERS} for _ in range(2))
    for name, seconds in {"LONGEST_UNSEEN": 10, "LONGEST_UNSEEN_AGAIN": 90, "A_WHILE": 1}.items():
        monkeypatch.setattr(gate, name, seconds)
    waited = 40
    first = hidden_fields(late(client, SIGN_UP, seconds=waited, **mine).text)["sent_away"]
    sleep(1.1)
    second = late(client, SIGN_UP, seconds=91, **mine, sent_away=first)
    assert (second.status_code, hidden_fields(second.text)["sent_away"]) == (503, first)
    assert late(client, SIGN_UP, seconds=waited, **theirs, sent_away=first).status_code == 503
    assert late(client, SIGN_UP, seconds=waited, **mine, sent_away="nonsense").status_code == 503
    assert late(client, SIGN_UP, seconds=waited, **mine, sent_away=first).status_code == 303


def test_one_that_came_just_in_time_is_taken_and_late_readers_are_served(app, client, monkeypatch):
    monkeypatch.setattr(gate, "LONGEST_UNSEEN", 60)
    with app.app_context():
        make_seminar()
    sent = {**hidden_fields(client.get(FORM).text), **ANSWERS}
    assert late(client, SIGN_UP, seconds=30, **sent).status_code == 303
    long_ago = {gate.ARRIVED_AT: monotonic() - 60}
    assert [client.get(path, environ_overrides=long_ago).status_code for path in ("/en/", FORM)] == [200, 200]


def test_somebody_who_gives_a_place_back_late_still_gets_their_turn(app, client):
    with app.app_context():
        make_seminar()
    sign_up(client)
    protected = hidden_fields(client.get(manage_page(app)).text)
    assert late(client, f"{manage_page(app)}/cancellation", seconds=60, **protected).status_code == 303
    assert [each.status for each in rows(app, Registration)] == ["cancelled"]


def test_a_form_sent_before_registration_opens_keeps_what_was_typed_and_is_taken_then(app, client):
    with app.app_context():
        make_seminar()
    sent = {**hidden_fields(client.get(FORM).text), **ANSWERS}
    open_at(app, clock.now() + timedelta(hours=1))
    early = client.post(SIGN_UP, data=sent)
    assert (early.status_code, rows(app, Registration)) == (409, [])
    assert "Registration opens on" in early.text
    assert 'value="ada@example.org"' in early.text
    assert hidden_fields(early.text)["token"] == sent["token"]
    open_at(app, clock.now())
    assert client.post(SIGN_UP, data=sent).status_code == 303


def test_the_form_is_there_from_the_very_moment_and_before_it_the_page_says_when(app, client, monkeypatch):
    opens_at = clock.now() + timedelta(hours=1)
    with app.app_context():
        make_seminar(registration_opens_at=opens_at)
    found = []
    for moment in (opens_at - timedelta(microseconds=1), opens_at):
        monkeypatch.setattr(clock, "now", lambda moment=moment: moment)
        page = client.get(FORM).text
        found.append(("Registration opens on" in page, "token" in hidden_fields(page)))
    assert found == [(True, False), (False, True)]


@pytest.mark.own_application
def test_the_web_server_notes_when_a_request_was_there_as_a_whole(app):
    noted = []
    app.before_request(lambda: noted.append(request.environ[gate.ARRIVED_AT]))
    port = free_port()
    sockets, over = serving.listen(app, host="127.0.0.1", port=port), threading.Event()
    thread = threading.Thread(target=_serve, args=(sockets, over))
    thread.start()
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    connection.putrequest("POST", "/healthz")
    connection.putheader("Content-Length", "2")
    connection.endheaders(b"a")
    sleep(0.2)
    whole_at = monotonic()
    connection.send(b"b")
    connection.getresponse().read()
    connection.close()
    over.set()
    thread.join(10)
    assert whole_at <= noted[0] <= monotonic()


def _serve(sockets: serving.Sockets, over: threading.Event) -> None:
    while not over.is_set():
        wasyncore.loop(timeout=0.05, use_poll=True, map=sockets, count=1)
    for each in list(sockets.values()):
        each.close()
