"""Whatever a visitor sends, the log of the real server holds no secret link and no line that the visitor wrote."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import site_that_breaks
from attacks_on_logs import FORGED, attacks, leaks, secret_links, send
from commands import COMMAND, fetch
from post_office import free_port

from seminars import create_app

A_LINE_OF_OURS = re.compile(
    r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} [A-Z]+ [\w.]+: |Traceback \(most recent call last\):$|  |\w+Error: "
)


@pytest.fixture
def secrets(tmp_path: Path) -> dict[str, str]:
    return secret_links(create_app({"SEMINARS_INSTANCE": str(tmp_path)}))


@pytest.fixture(params=["sound", "broken"])
def site(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[int, Path]]:
    """Port and log of a server process with a worker, and the same of one in which every page fails."""
    command = COMMAND if request.param == "sound" else (sys.executable, site_that_breaks.__file__)
    port, log = free_port(), tmp_path / "log"
    environ = os.environ | {"SEMINARS_INSTANCE": str(tmp_path), "PYTHONPATH": os.pathsep.join(sys.path)}
    arguments = ("serve", "--with-worker", "--welcome", "--port", str(port))
    with (
        log.open("wb") as file,
        subprocess.Popen([*command, *arguments], env=environ, stdout=subprocess.DEVNULL, stderr=file) as server,
    ):
        try:
            fetch(f"http://127.0.0.1:{port}/static/favicon.svg")
            yield port, log
        finally:
            server.terminate()
            server.wait(timeout=30)


@pytest.mark.long
def test_no_secret_and_no_line_of_a_visitor_is_in_the_servers_log(secrets: dict[str, str], site: tuple[int, Path]):
    port, path = site
    statuses = {send(port, attack) for place, secret in secrets.items() for attack in attacks(place, secret)}
    assert {404, 405, 413, 431} < statuses
    log = path.read_text(encoding="utf-8", errors="surrogateescape")
    assert [place for place, secret in secrets.items() if leaks(secret, log)] == []
    lines = re.split("[\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029]", log.rstrip("\n"))
    assert [line for line in lines if not A_LINE_OF_OURS.match(line) or line.startswith(FORGED[:10])] == []
    assert "\x1b" not in log
    route = "'GET' /<any(be, ru, pl, en):lang>/registrations/<token>"
    assert f"answered {500 if 500 in statuses else 404} to {route} (reference " in log
