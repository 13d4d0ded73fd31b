"""I16: whatever is logged, at the most talkative level and when things break, tells no secret that was planted."""

import logging
import threading
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.error import HTTPError

import pytest
from factories import ADA, PASSWORD, make_organiser, make_registration, make_seminar
from flask import Flask
from installations import settings
from post_office import free_port
from werkzeug.serving import make_server

from seminars import create_app, logs, tokens
from seminars.database.units import database_now, write_unit
from seminars.domain.organisers import accounts
from seminars.domain.programme import personal_feeds
from seminars.domain.registrations import addresses, self_service
from seminars.extensions import db
from seminars.worker import jobs, running

KEY, MAIL_PASSWORD = "key-that-was-planted-here", "mail-password-that-was-planted"


class Written(logging.Handler):
    """Every line as the application's own handlers would write it."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


@pytest.fixture
def app(database: str, tmp_path: Path) -> Iterator[Flask]:
    """A site whose mail server is away."""
    away = {"MAIL_SERVER": "localhost", "MAIL_PORT": str(free_port()), "MAIL_USERNAME": "seminars"}
    planted = {"SECRET_KEY": KEY, "MAIL_PASSWORD": MAIL_PASSWORD, **away}
    environ = {f"SEMINARS_{name}": value for name, value in planted.items()}
    app = create_app(settings(tmp_path, database, **environ))
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def written(app: Flask) -> Iterator[list[str]]:
    root, handler = logging.getLogger(), Written()
    handler.setFormatter(next(each.formatter for each in root.handlers if isinstance(each.formatter, logs.MaskTokens)))
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield handler.lines
    root.setLevel(level)
    root.removeHandler(handler)


def places_with_secrets() -> dict[str, str]:
    """Where each link that only a mail or one browser knows leads, with its secret."""
    seminar, olive = make_seminar(), make_organiser()
    ada = make_registration(seminar)
    with write_unit():
        feed = personal_feeds.get_or_create(ada.email_key, now=database_now())
        self_service.send_links(ADA.email, language="en", now=database_now())
        addresses.ask_for_change(ada, "new@example.org", now=database_now())
        sign_in = accounts.new_sign_in_link(db.session.merge(olive))
        db.session.commit()
    return {
        "/en/registrations/": tokens.manage_token(ada.id, ada.token_version),
        "/en/registrations/received/": tokens.timed_token("receipt", 1),
        "/en/registrations/new-address/": tokens.timed_token("new-address", [ada.id, 1, "new@example.org"]),
        "/en/calendar/mine/": tokens.feed_token(feed.id, feed.version) + ".ics",
        "/organiser/sign-in/": sign_in,
        "/organiser/digest/": tokens.digest_token(olive.id),
    }


def live(app: Flask, monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """People open their links, through a server that logs each request; then everything breaks, and they try again.
    Returns what nobody may read."""
    with app.app_context():
        links = places_with_secrets()
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        for is_broken in (False, True):
            if is_broken:
                break_every_page(app, monkeypatch)
            for place, secret in links.items():
                fetch(f"http://127.0.0.1:{server.port}{place}{secret}")
            fetch(f"http://127.0.0.1:{server.port}/organiser/sign-in", f"email=olive@example.org&password={PASSWORD}")
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
    for rhythm, job in jobs.JOBS:
        running._run_once(app, rhythm, job, threading.Event())
    return {KEY, MAIL_PASSWORD, PASSWORD, *(secret.removesuffix(".ics") for secret in links.values())}


def break_every_page(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_args, **values):
        raise RuntimeError("out of order")

    for endpoint in app.view_functions:
        if endpoint != "static":
            monkeypatch.setitem(app.view_functions, endpoint, fail)


def fetch(url: str, body: str | None = None) -> None:
    request = urllib.request.Request(url, data=body.encode() if body else None)  # noqa: S310 - our own server
    try:
        with urllib.request.urlopen(request) as answer:  # noqa: S310 - the same
            answer.read()
    except HTTPError as error:
        error.close()


@pytest.mark.long
def test_no_planted_secret_is_in_any_line(app, written, monkeypatch):
    planted = live(app, monkeypatch)
    log = "\n".join(written)
    assert [secret for secret in planted if secret in log] == []
    for what in ("GET /en/registrations/***", "GET /organiser/digest/***", "out of order", "is put off for"):
        assert what in log


@pytest.mark.long
def test_a_log_that_is_not_masked_is_found(app, written, monkeypatch):
    """Without this the test above would prove nothing."""
    monkeypatch.setattr(logs, "mask", lambda text: text)
    planted = live(app, monkeypatch)
    log = "\n".join(written)
    assert len([secret for secret in planted if secret in log]) == len(planted) - 3  # all but keys and passwords
