"""Very many sign in at once: few of them are looked at, and everybody else is served as ever."""

import re
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from http.client import HTTPConnection
from urllib.parse import urlencode

import pytest
from factories import PASSWORD, make_organiser
from post_office import free_port
from waitress import wasyncore

from seminars import clock, serving
from seminars.database.units import write_unit
from seminars.domain.organisers import accounts
from seminars.extensions import db
from seminars.models import Organiser
from seminars.web import passwords

CROWD = 100
COMPUTING, WAITING = 2, 1
LONG = 60  # seconds; by then something hangs
WRONG = "wrong wrong wrong"

Comes = Callable[..., tuple[int, str, str]]


class SlowHash:
    """Stands for argon2 on a slow machine: it is done when the test lets it."""

    def __init__(self) -> None:
        self.may_end = threading.Event()
        self.computing = threading.Semaphore(0)

    def matches(self, password: str, _stored: str) -> bool:
        self.computing.release()
        assert self.may_end.wait(LONG)
        return password == PASSWORD

    def wait_for(self, number: int) -> None:
        for _ in range(number):
            assert self.computing.acquire(timeout=LONG)


@pytest.fixture
def slow_hash(monkeypatch) -> Iterator[SlowHash]:
    slow = SlowHash()
    monkeypatch.setattr(passwords, "matches", slow.matches)
    yield slow
    slow.may_end.set()


@pytest.fixture
def comes(app, client) -> Comes:
    """Somebody sends the sign-in form from a network: (status, Retry-After, page)."""
    with app.app_context():
        make_organiser()
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/organiser/sign-in").text)[1]
    cookie = client.get_cookie("__Host-seminars", domain="seminars.example.org").value

    def come(network: str, *, email: str = "olive@example.org", password: str = WRONG) -> tuple[int, str, str]:
        visitor = app.test_client()
        visitor.set_cookie("__Host-seminars", cookie, domain="seminars.example.org", secure=True)
        data = {"email": email, "password": password, "csrf_token": token}
        answer = visitor.post(
            "/organiser/sign-in",
            data=data,
            environ_base={"REMOTE_ADDR": network},
            headers={"Accept-Language": "en"},
        )
        return answer.status_code, answer.headers.get("Retry-After", ""), answer.text

    return come


@pytest.mark.own_application
def test_a_hundred_sign_ins_occupy_three_threads_of_the_web_server_and_pages_are_answered_meanwhile(app, slow_hash):
    with app.app_context():
        make_organiser()
    port = free_port()
    sockets, over = serving.listen(app, host="127.0.0.1", port=port), threading.Event()
    server = threading.Thread(target=_serve, args=(sockets, over))
    server.start()
    cookie, token = _form(port)
    try:
        with ThreadPoolExecutor(CROWD) as crowd:
            tries = [crowd.submit(_send, port, f"127.0.1.{number}", cookie, token) for number in range(1, CROWD + 1)]
            answered = _first(tries, CROWD - COMPUTING - WAITING)
            assert {status for status, _page in answered} == {503}
            assert [_get(port, page) for page in ("/healthz", "/en/", "/organiser/sign-in")] == [200] * 3
            assert sum(each.done() for each in tries) == CROWD - COMPUTING - WAITING
            slow_hash.may_end.set()
            assert sorted(each.result(LONG)[0] for each in tries)[:3] == [422] * 3
    finally:
        slow_hash.may_end.set()
        over.set()
        server.join(LONG)


def _serve(sockets: serving.Sockets, over: threading.Event) -> None:
    while not over.is_set():
        wasyncore.loop(timeout=0.05, use_poll=True, map=sockets, count=1)
    for each in list(sockets.values()):
        each.close()


def _form(port: int) -> tuple[str, str]:
    connection = HTTPConnection("127.0.0.1", port, timeout=LONG)
    connection.request("GET", "/organiser/sign-in", headers={"Host": "seminars.example.org"})
    answer = connection.getresponse()
    cookie, page = answer.headers["Set-Cookie"].partition(";")[0], answer.read().decode()
    connection.close()
    return cookie, re.search(r'name="csrf_token" value="([^"]+)"', page)[1]


def _send(port: int, source: str, cookie: str, token: str) -> tuple[int, str]:
    connection = HTTPConnection("127.0.0.1", port, timeout=LONG, source_address=(source, 0))
    body = urlencode({"email": "olive@example.org", "password": WRONG, "csrf_token": token})
    headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded", "Host": "seminars.example.org"}
    connection.request("POST", "/organiser/sign-in", body=body, headers=headers)
    answer = connection.getresponse()
    found = answer.status, answer.read().decode()
    connection.close()
    return found


def _get(port: int, page: str) -> int:
    connection = HTTPConnection("127.0.0.1", port, timeout=LONG)
    connection.request("GET", page, headers={"Host": "seminars.example.org"})
    status = connection.getresponse().status
    connection.close()
    return status


def _first(tries: list, number: int) -> list:
    """What the first so many brought; fails if they are not that many."""
    done: set = set()
    while len(done) < number:
        more = wait(set(tries) - done, timeout=LONG / 4, return_when="FIRST_COMPLETED").done
        assert more, f"{len(done)} of {number} were answered while the hash was computed"
        done |= more
    return [each.result() for each in done]


def test_one_network_never_has_two_places_and_another_finds_the_free_one(comes, slow_hash):
    with ThreadPoolExecutor(CROWD) as crowd:
        tries = [crowd.submit(comes, f"2001:db8:1:2::{number:x}") for number in range(CROWD)]
        refused = _first(tries, CROWD - 1)
        assert {status for status, _after, _page in refused} == {503}
        slow_hash.wait_for(1)
        olive = crowd.submit(comes, "198.51.100.7", password=PASSWORD)
        slow_hash.wait_for(1)
        assert not olive.done()
        slow_hash.may_end.set()
        assert olive.result(LONG)[0] == 303
        assert sorted(each.result(LONG)[0] for each in tries) == [422] + [503] * (CROWD - 1)


def test_who_is_sent_away_is_told_when_to_come_back_and_loses_the_password_alone(comes, slow_hash):
    with ThreadPoolExecutor(CROWD) as crowd:
        crowd.submit(comes, "192.0.2.1")
        slow_hash.wait_for(1)
        status, retry_after, page = comes("192.0.2.1", email="bela@example.org")
        slow_hash.may_end.set()
    assert (status, retry_after.isdecimal(), int(retry_after) > 0) == (503, True, True)
    assert 'value="bela@example.org"' in page
    assert "Very many people are signing in" in page
    assert WRONG not in page


def test_places_are_free_again_after_whatever_happened(comes, monkeypatch):
    def fail(*_: str) -> bool:
        raise RuntimeError

    with monkeypatch.context() as failing:
        failing.setattr(passwords, "matches", fail)
        for _ in range(4):
            with pytest.raises(RuntimeError):
                comes("192.0.2.1")
    assert comes("192.0.2.1")[0] == 422


def test_a_password_that_is_changed_while_it_is_compared_lets_nobody_in(app, comes, slow_hash):
    with ThreadPoolExecutor(1) as somebody:
        tried = somebody.submit(comes, "192.0.2.1", password=PASSWORD)
        slow_hash.wait_for(1)
        with app.app_context(), write_unit():
            accounts.set_password(db.session.query(Organiser).one(), "another hash", now=clock.now())
            db.session.commit()
        slow_hash.may_end.set()
        assert tried.result(LONG)[0] == 422
