"""One machine cannot take the connections of everybody else, and a request has a time within which it is whole."""

import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from http.client import HTTPResponse
from pathlib import Path
from time import monotonic, process_time, sleep

import pytest
from flask import Flask
from live_site import WebServer
from post_office import free_port

from seminars import create_app, serving
from seminars.serving import channels

WHOLE = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"
HALF, REST = WHOLE[:20], WHOLE[20:]
ONE_MACHINE, ANOTHER = "127.0.0.1", "127.0.0.2"


@contextmanager
def running(app: Flask) -> Iterator[int]:
    """The product's own server; its port."""
    port = free_port()
    server = WebServer(app, port)
    server.start()
    try:
        yield port
    finally:
        server.end()


@pytest.fixture
def site(tmp_path: Path) -> Iterator[int]:
    with running(create_app({"SEMINARS_INSTANCE": str(tmp_path)})) as port:
        yield port


@pytest.fixture
def wires() -> Iterator[ExitStack]:
    """Keeps connections open until the test ends."""
    with ExitStack() as stack:
        yield stack


def connect(wires: ExitStack, port: int, *, source: str = ONE_MACHINE, sent: bytes = b"") -> socket.socket:
    wire = socket.create_connection(("127.0.0.1", port), timeout=10, source_address=(source, 0))
    wire.sendall(sent)
    return wires.enter_context(wire)


def answer(wire: socket.socket, sent: bytes = b"") -> int:
    """The status of the answer; 0 if the server has closed the connection."""
    response = HTTPResponse(wire)
    try:
        wire.sendall(sent)
        response.begin()
        response.read()
    except ConnectionError:
        return 0
    return response.status


@pytest.mark.parametrize(
    "sent",
    [HALF, b"", WHOLE, b"POST /en/ HTTP/1.1\r\nContent-Length: 99\r\n\r\nhalf"],
    ids=["half a request", "nothing", "a whole request and then nothing", "half a form"],
)
def test_520_connections_of_one_machine_leave_room_for_others(site: int, wires: ExitStack, sent: bytes):
    for _ in range(520):
        connect(wires, site, sent=sent)
    for source in (ANOTHER, ONE_MACHINE, "127.0.0.3"):
        assert (source, answer(connect(wires, site, source=source), WHOLE)) == (source, 200)


def test_a_hundred_unfinished_requests_of_one_machine_are_all_answered_in_the_end(site: int, wires: ExitStack):
    halves = [connect(wires, site, sent=HALF) for _ in range(100)]
    sleep(0.5)
    assert [answer(each, REST) for each in halves] == [200] * 100


def test_beyond_its_share_a_machine_loses_its_own_oldest_unfinished_request(
    tmp_path: Path, wires: ExitStack, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(channels, "MOST_UNFINISHED", 3)
    with running(create_app({"SEMINARS_INSTANCE": str(tmp_path)})) as site:
        theirs = connect(wires, site, source=ANOTHER, sent=HALF)
        idle, mine = [], []
        for _ in range(5):
            idle.append(connect(wires, site))
            assert answer(idle[-1], WHOLE) == 200
        for _ in range(5):
            mine.append(connect(wires, site, sent=HALF))
            sleep(0.1)
        assert [answer(each, REST) for each in mine] == [0, 0, 200, 200, 200]
        # Who only keeps a connection for later owes nothing, and loses nothing.
        assert [answer(each, WHOLE) for each in idle] == [200] * 5
        assert answer(theirs, REST) == 200


def test_who_waits_for_an_answer_owes_nothing(tmp_path: Path, wires: ExitStack, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(channels, "MOST_UNFINISHED", 3)
    app = create_app({"SEMINARS_INSTANCE": str(tmp_path)})
    app.add_url_rule("/slow", view_func=lambda: sleep(0.5) or "whole")
    with running(app) as site:
        waiting = [connect(wires, site, sent=WHOLE.replace(b"healthz", b"slow")) for _ in range(2 * serving.THREADS)]
        assert [answer(each) for each in waiting] == [200] * len(waiting)


def test_behind_a_proxy_which_speaks_for_everybody_nobody_is_counted(
    tmp_path: Path, wires: ExitStack, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(channels, "MOST_UNFINISHED", 3)
    with running(create_app({"SEMINARS_INSTANCE": str(tmp_path), "SEMINARS_PROXY_HOPS": "1"})) as site:
        halves = [connect(wires, site, sent=HALF) for _ in range(10)]
        sleep(0.5)
        assert [answer(each, REST) for each in halves] == [200] * 10


def test_a_request_that_comes_byte_by_byte_is_cut_when_its_time_is_over(
    site: int, wires: ExitStack, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(channels, "WHOLE_WITHIN", 1)
    wire = connect(wires, site)
    assert answer(wire, WHOLE) == 200
    sleep(1.5)  # a pause between two requests is not part of the second one
    assert answer(wire, WHOLE) == 200
    began_at = monotonic()
    with suppress(ConnectionError):
        while monotonic() - began_at < 10:
            wire.sendall(b"G")
            sleep(0.1)
    assert 1 < monotonic() - began_at < 4


def test_a_connection_on_which_nothing_comes_is_cut_as_well(
    site: int, wires: ExitStack, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(channels, "WHOLE_WITHIN", 1)
    assert connect(wires, site).recv(1) == b""


def test_a_household_with_ipv6_counts_as_one():
    kept, given_up = channels.Peers(are_visitors=True), []
    owing = [Owing(f"2001:db8::{number:x}", given_up) for number in range(101)]
    other = Owing("2001:db8:0:1::1", given_up)
    for each in (other, *owing):
        kept.begin(each)
    assert given_up == [owing[0]]


class Owing:
    """What a connection is to those who count it."""

    def __init__(self, address: str, given_up: list["Owing"]) -> None:
        self.peer, self.given_up = channels.throttle.network(address), given_up

    def give_up(self) -> None:
        self.given_up.append(self)


HEAD = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nAccept:"


@pytest.mark.parametrize(
    ("head", "status"),
    [
        (b"GET a://" + b"9" * 20_000 + b" BAD\r\nHost: localhost", 400),
        (HEAD + b" " * 20_000 + b"text/html", 200),
        (HEAD + b" " * 20_000 + b"\x01", 400),
        (HEAD + b"\r\n" + b" " * 20_000 + b"\r\n text/html", 200),
    ],
    ids=["first line of another form", "blanks before a value", "blanks before none", "blanks in folds"],
)
def test_no_head_holds_the_one_thread_that_all_connections_have(site: int, wires: ExitStack, head: bytes, status: int):
    assert answer(connect(wires, site), WHOLE) == 200
    began = process_time()
    assert answer(connect(wires, site), head + b"\r\n\r\n") == status
    assert process_time() - began < 0.5


@pytest.mark.parametrize("head", [b"POST / HTTP/1.1\r\nContent-Length: " + b"9" * 5_000, b"GET http://[::1/ HTTP/1.1"])
def test_a_head_that_cannot_be_read_is_answered(site: int, wires: ExitStack, head: bytes):
    assert answer(connect(wires, site), head + b"\r\n\r\n") == 400
