"""The wheel in an empty environment and an empty folder is a whole site: pages, a sign-up, its mail."""

import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from email import message_from_bytes, policy
from http.cookiejar import CookieJar
from pathlib import Path
from time import monotonic, sleep
from urllib.error import URLError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, Request, build_opener

import pytest

PROJECT = Path(__file__).parents[1]
OPEN_ONE = "cluster-first-steps-novopolotsk"
PEOPLE_TYPE_FOR = 4  # seconds; a form that comes back sooner is taken for a robot's

pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of commands of a fresh environment that holds the wheel and the locked requirements."""
    folder = tmp_path_factory.mktemp("wheel")
    pip = ["-m", "pip", "--quiet", "--disable-pip-version-check"]
    wheel = [sys.executable, *pip, "wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", folder, PROJECT]
    subprocess.run(wheel, check=True, cwd=folder)
    subprocess.run([sys.executable, "-m", "venv", folder / "env"], check=True)
    commands = folder / "env" / "bin"
    install = [commands / "python", *pip, "install"]
    subprocess.run([*install, "--require-hashes", "-r", PROJECT / "requirements" / "run.txt"], check=True)
    subprocess.run([*install, "--no-deps", *folder.glob("*.whl")], check=True)
    return commands


@pytest.fixture
def site(installed: Path, tmp_path: Path) -> Iterator[str]:
    """The address of a site with sample data that runs from the wheel in an empty folder."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environ = {"PATH": os.environ["PATH"], "SEMINARS_PORT": str(port)}
    for command in ("init-db", "demo"):
        subprocess.run([installed / "seminars", command], cwd=tmp_path, env=environ, check=True)
    server = subprocess.Popen([installed / "seminars", "serve", "--with-worker"], cwd=tmp_path, env=environ)
    try:
        yield f"http://localhost:{port}"
    finally:
        server.terminate()
        assert server.wait(25) == 0


def test_all_languages_a_sign_up_and_its_mail(site: str, tmp_path: Path):
    browser = build_opener(HTTPCookieProcessor(CookieJar()))
    wait_for(browser, f"{site}/readyz")
    titles = {language: read(browser, f"{site}/{language}/") for language in ("be", "ru", "pl", "en")}
    assert {re.search(r'<html lang="(\w+)"', page)[1] for page in titles.values()} == {"be", "ru", "pl", "en"}
    assert len({re.search(r"<h1>(.*?)</h1>", page)[1] for page in titles.values()}) == 4
    assert "layer" in read(browser, site + re.search(r'href="(/static/public\.css[^"]*)"', titles["en"])[1])

    for paper, beginning in ((".png", b"\x89PNG"), ("/poster.pdf", b"%PDF"), ("/poster-all.pdf", b"%PDF")):
        with browser.open(f"{site}/be/seminars/{OPEN_ONE}{paper}", timeout=10) as answer:
            assert answer.read(4) == beginning

    receipt = sign_ada_up(browser, f"{site}/pl/seminars/{OPEN_ONE}/registrations")
    assert "ada@example.org" in receipt
    letter = the_only_mail_to("ada@example.org", tmp_path / "instance" / "mail")
    assert {part.get_content_type() for part in letter.walk()} >= {"text/plain", "text/html", "text/calendar"}


def sign_ada_up(browser: OpenerDirector, address: str) -> str:
    form = read(browser, f"{address}/new")
    hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form))
    sleep(PEOPLE_TYPE_FOR)
    typed = {"given_name": "Ada", "surname": "Lovelace", "email": "ada@example.org", "processing": "y"}
    body = urlencode(hidden | typed | {"extra_note": ""}).encode()
    return read(browser, Request(address, body, headers={"Referer": f"{address}/new"}))  # noqa: S310 - our own site


def read(browser: OpenerDirector, address: str | Request) -> str:
    with browser.open(address, timeout=10) as answer:
        assert answer.status == 200
        return answer.read().decode()


def wait_for(browser: OpenerDirector, address: str) -> None:
    give_up_at = monotonic() + 30
    while monotonic() < give_up_at:
        try:
            read(browser, address)
        except (URLError, ConnectionError):
            sleep(0.2)
        else:
            return
    pytest.fail(f"{address} never answered")


def the_only_mail_to(address: str, folder: Path):
    """Among those of the sample's people."""
    give_up_at = monotonic() + 60
    while monotonic() < give_up_at:
        kept = [message_from_bytes(each.read_bytes(), policy=policy.default) for each in (folder / "new").glob("*")]
        theirs = [letter for letter in kept if letter["To"].addresses[0].addr_spec == address]
        if theirs:
            (letter,) = theirs
            return letter
        sleep(0.2)
    return pytest.fail("no mail came")
