"""What docs/operating.md tells of a grown-up site is so: PostgreSQL, nginx in front, several processes of each kind."""

import re
import shutil
import subprocess
import sys
from email import message_from_bytes, policy
from http.client import HTTPConnection
from pathlib import Path
from ssl import create_default_context
from time import monotonic, sleep

import psycopg
import pytest
from attacks_on_logs import request_bytes, send
from factories import make_seminar
from grown_up import COMMAND, DOCS, FROM, Visitor, nginx, running
from installations import settings
from post_office import CERTIFICATE, Post, free_port, serving

from seminars import create_app
from seminars.database.units import database_now
from seminars.domain.checks.invariants import find_violations
from seminars.domain.guard import throttle
from seminars.domain.guard.suspicion import TEN_MINUTES
from seminars.domain.guard.throttle import Tally
from seminars.extensions import db

pytestmark = pytest.mark.long
PEOPLE_TYPE_FOR = 4  # seconds; a form that comes back sooner has to prove itself
ADA = {"given_name": "Ada", "surname": "Klichevskaya", "email": "ada@example.org", "processing": "y"}


def test_a_sign_up_through_nginx_two_sites_and_two_workers(postgresql, tmp_path: Path):
    with psycopg.connect(postgresql.get_uri(), autocommit=True) as connection:
        connection.execute("DROP DATABASE IF EXISTS grown_up WITH (FORCE)")
        connection.execute("CREATE DATABASE grown_up TEMPLATE empty_copy")
    web, http, https = (free_port(), free_port()), free_port(), free_port()
    address, post = f"https://localhost:{https}", Post()
    with serving(post) as mail:
        environ = settings(
            tmp_path,
            postgresql.get_uri(database="grown_up"),
            SEMINARS_PUBLIC_BASE_URL=address,
            SEMINARS_PROXY_HOPS="1",
            SEMINARS_MAIL_SERVER=mail["MAIL_SERVER"],
            SEMINARS_MAIL_PORT=str(mail["MAIL_PORT"]),
        )
        app = create_app(environ)
        with app.app_context():
            make_seminar()
        sites = [[*COMMAND, "serve", "--port", str(port)] for port in web]
        workers = [[*COMMAND, "worker"]] * 2
        proxy = nginx(tmp_path, web=web, http=http, https=https)
        with running(*sites, *workers, proxy, environ=environ, log=tmp_path / "log") as processes:
            ada = Visitor(address)
            assert ada.wait_for("/readyz") == "ok\n"
            link = _sign_up(ada, post)
            assert "You have a place" in ada.get(link).read().decode()
            _look_at_what_the_proxy_adds(app, tmp_path, link, web)
            _ask_in_clear(http, address)
            _ask_for_the_host_in_other_letters(https)
            processes[0].kill()
            # Whoever asks meanwhile is given to the other one.
            assert [ada.get("/en/").status for _ in range(6)] == [200] * 6
        with app.app_context():
            assert find_violations(now=database_now()) == []
            db.session.remove()
            db.engine.dispose()


def _sign_up(ada: Visitor, post: Post) -> str:
    """Ada signs up; returns the path of her page from the one mail that she gets."""
    page = ada.get("/en/seminars/klichev/registrations/new").read().decode()
    sleep(PEOPLE_TYPE_FOR)
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))
    answer = ada.post("/en/seminars/klichev/registrations", **hidden, **ADA)
    assert (answer.status, "/registrations/received/" in answer.url) == (200, True)
    give_up_at = monotonic() + 30
    while not post.envelopes:
        assert monotonic() < give_up_at
        sleep(0.1)
    # The other worker has had its turns too by then.
    sleep(3)
    (envelope,) = post.envelopes
    text = message_from_bytes(envelope.content, policy=policy.default).get_body(("plain",)).get_content()
    start = f"{ada.address}/en/registrations/"
    paths = {word.partition("#")[0].removeprefix(ada.address) for word in text.split() if word.startswith(start)}
    return min(paths, key=len)  # below it are the pages of what she may do


def _look_at_what_the_proxy_adds(app, folder: Path, link: str, web: tuple[int, int]) -> None:
    with app.app_context():
        networks = (FROM, "127.0.0.1", "9.9.9.9")
        now = database_now()
        counts = [throttle.counted(Tally("sign-up", network, TEN_MINUTES), now=now)[0] for network in networks]
        assert counts == [1, 0, 0]
    log = (folder / "seminars.log").read_text()
    assert {f"127.0.0.1:{port}" for port in web} <= set(log.split())
    assert '"GET /en/registrations/***"' in log
    assert link.rpartition("/")[2] not in log
    assert '"GET /en/seminars/klichev/registrations/new"' in log


def _ask_in_clear(port: int, address: str) -> None:
    answers = []
    for path in ("/en/", "/en/calendar/mine/a-secret-of-somebody.ics"):
        connection = HTTPConnection("localhost", port, timeout=10)
        connection.request("GET", path)
        answer = connection.getresponse()
        answers.append((answer.status, answer.getheader("Location")))
        connection.close()
    host = address.rpartition(":")[0]
    assert answers == [(301, f"{host}/en/"), (403, None)]


def _ask_for_the_host_in_other_letters(port: int) -> None:
    tls = create_default_context(cafile=str(CERTIFICATE))
    for host in ("LOCALHOST", f"LocalHost.:{port}", "localhost."):
        for page in ("/en/", "/en/calendar/all.ics", "/readyz"):
            assert (host, page, send(port, request_bytes("GET", page, Host=host), tls=tls)) == (host, page, 200)


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd-analyze is not installed")
def test_systemd_understands_the_units(tmp_path: Path):
    units = sorted((DOCS / "systemd").iterdir())
    assert len(units) == 4
    program = tmp_path / "seminars"
    program.write_text(f"#!{sys.executable}\n")
    program.chmod(0o755)
    for unit in units:
        written = unit.read_text()
        (tmp_path / unit.name).write_text(written.replace("/opt/seminars/bin/seminars", str(program)))
    verify = ["systemd-analyze", "verify", *(tmp_path / unit.name for unit in units)]
    checked = subprocess.run(verify, check=False, capture_output=True, text=True)
    said = [line for line in checked.stderr.splitlines() if "seminars" in line]
    assert (checked.returncode, said) == (0, [])
