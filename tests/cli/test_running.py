"""serve and worker as real processes: they begin, say where to look, and end in good order."""

import os
import signal
import socket
import subprocess
import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from time import monotonic, sleep

import pytest
from commands import COMMAND, fetch, running
from flask import Flask

from seminars import create_app, serving
from seminars.cli.demo import WORTH_A_LOOK

EVERYWHERE = {"SEMINARS_HOST": "0.0.0.0"}  # noqa: S104 - that this is warned of is the point


@pytest.fixture
def port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def test_the_first_start_makes_a_whole_site_and_ends_cleanly(tmp_path: Path, port: int):
    with running(tmp_path, "serve", "--with-worker", "--welcome", "--port", str(port)) as server:
        assert fetch(f"http://127.0.0.1:{port}/readyz") == "ok\n"
        assert "Klichev" in fetch(f"http://127.0.0.1:{port}/en/")
        asked_at = monotonic()
        server.send_signal(signal.SIGINT)
        said, logged = server.communicate(timeout=25)
    assert server.returncode == 0
    assert monotonic() - asked_at < 5
    lines = said.splitlines()
    assert len(lines) <= 12
    assert f"The site:   http://localhost:{port}/" in lines
    assert any(f"http://localhost:{port}/organiser/sign-in/" in line for line in lines)
    assert any(str(tmp_path / "mail") in line for line in lines)
    assert set(WORTH_A_LOOK) <= set(lines)
    assert "database: sqlite 3." in logged


@pytest.mark.long
def test_monitors_are_told_that_a_site_with_its_worker_is_well(tmp_path: Path, port: int):
    with running(tmp_path, "serve", "--with-worker", "--welcome", "--port", str(port)):
        assert fetch(f"http://127.0.0.1:{port}/watchz") == "ok\n"


@pytest.mark.parametrize("way", ["setting", "option"])
def test_a_site_that_listens_on_ipv6_is_answered_at_the_address_that_it_prints(tmp_path: Path, port: int, way: str):
    option, setting = (("--host", "::1"), {}) if way == "option" else ((), {"SEMINARS_HOST": "::1"})
    with running(tmp_path, "serve", "--welcome", "--port", str(port), *option, **setting) as server:
        assert fetch(f"http://[::1]:{port}/readyz") == "ok\n"
        assert f"http://[::1]:{port}/en/calendar/all.ics" in fetch(f"http://[::1]:{port}/en/calendar")
        server.terminate()
        said, _logged = server.communicate(timeout=25)
    assert f"The site:   http://[::1]:{port}/" in said.splitlines()


def test_a_host_that_is_none_of_this_machine_is_said_in_one_line(tmp_path: Path):
    subprocess.run([*COMMAND, "init-db"], env=os.environ | {"SEMINARS_INSTANCE": str(tmp_path)}, check=True)
    with running(tmp_path, "serve", "--host", "nowhere.invalid") as server:
        said, logged = server.communicate(timeout=25)
    assert (server.returncode, said) == (1, "")
    assert logged.splitlines()[-1].startswith("Error: Cannot listen on nowhere.invalid, port 5000")


@pytest.mark.long
def test_later_starts_name_the_command_for_a_link(tmp_path: Path, port: int):
    for expected in ("/organiser/sign-in/", "create-organiser olive@example.org --link"):
        with running(tmp_path, "serve", "--welcome", "--port", str(port)) as server:
            fetch(f"http://127.0.0.1:{port}/healthz")
            server.send_signal(signal.SIGTERM)
            said, _logged = server.communicate(timeout=25)
        assert expected in said


@pytest.mark.long
def test_a_port_in_use_is_said_in_one_line(tmp_path: Path, port: int):
    subprocess.run([*COMMAND, "init-db"], env=os.environ | {"SEMINARS_INSTANCE": str(tmp_path)}, check=True)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", port))
        taken.listen()
        with running(tmp_path, "serve", "--port", str(port)) as server:
            said, logged = server.communicate(timeout=25)
    assert (server.returncode, said) == (1, "")
    assert logged.splitlines()[-1].startswith(f"Error: Port {port} is in use.")
    assert "Traceback" not in logged


@pytest.mark.parametrize(
    ("settings", "is_warned"),
    [
        ({"SEMINARS_PUBLIC_BASE_URL": "https://seminars.example.org"}, True),
        pytest.param(EVERYWHERE, True, marks=pytest.mark.long),
        pytest.param({**EVERYWHERE, "SEMINARS_PROXY_HOPS": "1"}, False, marks=pytest.mark.long),
        pytest.param({}, False, marks=pytest.mark.long),
    ],
    ids=["https", "everywhere", "behind a proxy", "here"],
)
def test_a_public_site_without_a_proxy_is_told_so_in_one_line(tmp_path: Path, port: int, settings, is_warned):
    subprocess.run([*COMMAND, "init-db"], env=os.environ | {"SEMINARS_INSTANCE": str(tmp_path)}, check=True)
    with running(tmp_path, "serve", "--port", str(port), **settings) as server:
        fetch(f"http://127.0.0.1:{port}/healthz")
        server.terminate()
        _said, logged = server.communicate(timeout=25)
    told = [line for line in logged.splitlines() if "proxy" in line]
    assert len(told) == is_warned
    assert all("SEMINARS_PROXY_HOPS" in line and '"Behind a proxy"' in line for line in told)


@pytest.mark.long
def test_a_public_site_without_mail_server_is_warned_about(tmp_path: Path, port: int):
    public = {"SEMINARS_PUBLIC_BASE_URL": "https://seminars.example.org"}
    with running(tmp_path, "serve", "--welcome", "--port", str(port), **public) as server:
        fetch(f"http://localhost:{port}/healthz")
        server.terminate()
        _said, logged = server.communicate(timeout=25)
    assert "No mail server is set" in logged
    # Each series of the demo names its organisation, so somebody answers for the data.
    assert "CONTROLLER" not in logged


@pytest.mark.parametrize(
    ("settings", "is_warned"),
    [
        ({"SEMINARS_PUBLIC_BASE_URL": "https://seminars.example.org"}, True),
        pytest.param(
            {"SEMINARS_PUBLIC_BASE_URL": "https://seminars.example.org", "SEMINARS_CONTROLLER_NAME": "Foundation"},
            False,
            marks=pytest.mark.long,
        ),
        pytest.param({}, False, marks=pytest.mark.long),
    ],
    ids=["public", "named", "here"],
)
def test_a_public_site_is_told_that_nobody_answers_for_its_data(tmp_path: Path, port: int, settings, is_warned):
    subprocess.run([*COMMAND, "init-db"], env=os.environ | {"SEMINARS_INSTANCE": str(tmp_path)}, check=True)
    with running(tmp_path, "serve", "--port", str(port), **settings) as server:
        fetch(f"http://127.0.0.1:{port}/healthz")
        server.terminate()
        _said, logged = server.communicate(timeout=25)
    assert logged.count("Set SEMINARS_CONTROLLER_NAME.") == is_warned


def test_the_worker_ends_at_sigterm(tmp_path: Path):
    subprocess.run([*COMMAND, "init-db"], env=os.environ | {"SEMINARS_INSTANCE": str(tmp_path)}, check=True)
    with running(tmp_path, "worker") as process:
        assert process.stdout.readline() == "The worker is running. Stop with Ctrl-C.\n"
        process.terminate()
        said, _logged = process.communicate(timeout=25)
    assert (process.returncode, said) == (0, "Stopped.\n")


def test_a_request_that_has_begun_is_answered_before_the_end(tmp_path: Path, port: int):
    slow = threading.Event()
    app = create_app({"SEMINARS_INSTANCE": str(tmp_path), "SEMINARS_PORT": str(port)})

    @app.get("/slow")
    def answer_slowly() -> str:
        slow.set()
        sleep(1)
        return "whole"

    answers: list[str] = []
    sockets = serving.listen(app, host="127.0.0.1", port=port)
    client = threading.Thread(target=lambda: answers.append(fetch(f"http://127.0.0.1:{port}/slow")))
    _stop_when(slow, client)
    before = signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGINT)
    try:
        serving.serve(app, sockets, with_worker=False)
    finally:
        signal.signal(signal.SIGTERM, before[0])
        signal.signal(signal.SIGINT, before[1])
    client.join(5)
    assert answers == ["whole"]


def _stop_when(happened: threading.Event, client: threading.Thread) -> None:
    client.start()
    threading.Thread(target=lambda: happened.wait(10) and os.kill(os.getpid(), signal.SIGTERM)).start()


def test_a_worker_that_dies_is_logged_and_starts_again(tmp_path: Path, monkeypatch, caplog):
    app = create_app({"SEMINARS_INSTANCE": str(tmp_path)})
    stop, lives = threading.Event(), []
    monkeypatch.setattr(serving, "RESTART_AFTER", 0.2)
    monkeypatch.setattr(serving.running, "run", dying_once(lives))
    thread = serving.WorkerThread(app, stop)
    assert not app.extensions["worker_is_alive"]()
    thread.start()
    until(lambda: len(lives) == 2)
    assert app.extensions["worker_is_alive"]()
    assert "the worker died; it starts again" in caplog.text
    stop.set()
    thread.join(5)
    assert not app.extensions["worker_is_alive"]()


def dying_once(lives: list[int]) -> Callable[[Flask, threading.Event], None]:
    def run(_app: Flask, stop: threading.Event) -> None:
        lives.append(1)
        if len(lives) == 1:
            raise RuntimeError("the worker's first life ends")
        stop.wait()

    return run


def until(holds: Callable[[], bool], within: float = 10) -> None:
    give_up_at = monotonic() + within
    while not holds():
        assert monotonic() < give_up_at
        sleep(0.02)


def test_a_worker_that_hangs_is_told_by_readyz(app: Flask, monkeypatch: pytest.MonkeyPatch):
    stop, hung = threading.Event(), threading.Event()
    monkeypatch.setattr(serving.running, "JOBS", [(timedelta(seconds=1), lambda _stop: hung.wait(20))])
    monkeypatch.setattr(serving, "HUNG_AFTER", 0.5)
    thread = serving.WorkerThread(app, stop)
    thread.start()
    try:
        assert app.test_client().get("/readyz").text == "ok\n"
        until(lambda: app.test_client().get("/readyz").status_code == 503)
        assert "the mail worker is down" in app.test_client().get("/readyz").text
        monkeypatch.setattr(serving, "HUNG_AFTER", 30)
        assert app.test_client().get("/readyz").status_code == 200
    finally:
        stop.set()
        hung.set()
        thread.join(10)
