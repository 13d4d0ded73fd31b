"""Real messages and the real feed before programs of others: mail and calendar readers that know nothing of us.

CALENDAR_CHECKS names the folder of the two checkers; a missing or skipped reader fails there.
"""

import os
import subprocess
import threading
import urllib.request
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from factories import ADA, make_registration, make_seminar, texts
from flask import Flask
from installations import BASE_URL, migrate, settings
from post_office import Post, serving
from sqlalchemy import select
from werkzeug.serving import make_server

from seminars import clock, create_app
from seminars.domain import notices, registrations, self_service
from seminars.domain.people import Person
from seminars.extensions import db
from seminars.mail.delivery import deliver_due
from seminars.models import Message, MessageKind, MessageState, Registration, SeminarStatus
from seminars.units import write_unit

CHECKS = os.environ.get("CALENDAR_CHECKS", "")
pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(not CHECKS, reason="CALENDAR_CHECKS does not name the folder of the outside checkers"),
]
LANGUAGES = ("be", "ru", "pl", "en")


def run(tool: str, *arguments: str) -> str:
    """What the checker says; it fails the test unless everything passed and nothing was left out."""
    done = subprocess.run([f"{CHECKS}/{tool}/{tool}.sh", *arguments], capture_output=True, text=True, check=False)
    said = done.stdout + done.stderr
    assert done.returncode == 0, said
    assert "SKIP" not in done.stdout, said
    return done.stdout


@pytest.fixture
def post() -> Post:
    return Post()


@pytest.fixture
def site(tmp_path: Path, post: Post) -> Iterator[Flask]:
    """A site that sends by real SMTP."""
    with serving(post) as server:
        mail = {f"SEMINARS_{name}": str(value) for name, value in server.items()}
        app = create_app(settings(tmp_path, **mail))
        migrate(app)
        yield app
        with app.app_context():
            db.engine.dispose()


def act(verb) -> None:
    with write_unit():
        verb()
        db.session.commit()


def every_message(app: Flask, language: str) -> None:
    """Each kind of message there is, posted by the verb that posts it in life."""
    with app.app_context():
        seminar = make_seminar(slug=f"klichev-{language}")
        ada = replace(ADA, email=f"ada-{language}@example.org")
        bela = Person(surname="Жук-Кавалеўская", given_name="Бэла; «Б»", email=f"bela-{language}@example.org")
        first = make_registration(seminar, ada, language=language).id
        second = make_registration(seminar, bela, language=language).id
        act(lambda: notices.remind(db.session.get_one(Registration, first), now=clock.now()))
        act(lambda: self_service.send_links(bela.email, language=language, now=clock.now()))
        deliver_due()
        act(lambda: registrations.cancel(db.session.get_one(Registration, first), by="person"))
        act(
            lambda: registrations.cancel(
                db.session.get_one(Registration, second), by="organiser", actor="olive@example.org", reason="Зала малая"
            )
        )
        deliver_due()


def test_every_message_in_every_language_passes(site, post, tmp_path):
    for language in LANGUAGES:
        every_message(site, language)
    with site.app_context():
        assert set(db.session.scalars(select(Message.state))) == {MessageState.SENT}
        assert set(db.session.scalars(select(Message.kind))) == set(MessageKind)
    files = []
    for number, envelope in enumerate(post.envelopes):
        files.append(tmp_path / f"{number}.eml")
        files[-1].write_bytes(envelope.content)
    assert len(files) == len(LANGUAGES) * 6
    said = run("check_mail", "--domain", "seminars.example.org", *map(str, files))
    print(said)
    assert said.count("OK ") == len(files)


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    """A site with seminars of every state, served over HTTP."""
    app = create_app(settings(tmp_path))
    migrate(app)
    with app.app_context():
        for town in ("novopolotsk", "mogilev", "klichev", "gomel", "pinsk", "grodno"):
            make_seminar(slug=town, town_code=town, title=texts("Коска, кропка; \\ «двукоссі» 🧭"))
        make_seminar(slug="off", status=SeminarStatus.CANCELLED)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()
    with app.app_context():
        db.engine.dispose()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_feed_passes_every_reader(address, language):
    options = [] if language == "be" else ["--quick"]
    print(run("check_ics", *options, f"{address}/{language}/calendar/all.ics"))


def test_one_seminars_file_passes_every_reader(address, tmp_path):
    file = tmp_path / "pinsk.ics"
    with urllib.request.urlopen(f"{address}/pl/seminars/pinsk.ics") as answer:  # noqa: S310 - our own server
        file.write_bytes(answer.read())
    print(run("check_ics", "--mode", "feed", str(file)))
    assert BASE_URL.encode() in file.read_bytes()
