"""A real PgBouncer between the site and PostgreSQL: in session mode everything works, and the limits hold."""

import threading
from collections import Counter
from pathlib import Path

import pytest
from away import Away
from click.testing import CliRunner, Result
from factories import make_seminar
from flask import Flask
from installations import BASE_URL, settings
from pooler import PROGRAM, pooler
from sqlalchemy import func, select, text
from visitors import ANSWERS, FORM, SIGN_UP, hidden_fields

from seminars import create_app
from seminars.cli import main
from seminars.database.units import database_now
from seminars.domain.checks.invariants import find_violations
from seminars.extensions import db
from seminars.mail.sending.delivery import deliver_due
from seminars.models import Message, MessageState, Registration
from seminars.public.sign_up import form_tokens

PEOPLE, ROUNDS = 4, 8  # a statement that comes often is prepared in its session

pytestmark = pytest.mark.long


@pytest.fixture
def away(postgresql) -> Away:
    if PROGRAM is None:
        pytest.skip("NOT TESTED: a pooler before PostgreSQL; install pgbouncer")
    return Away(postgresql)


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    return settings(tmp_path)


def test_people_sign_up_and_get_their_mails_through_a_pooler_in_session_mode(away, tmp_path, monkeypatch):
    monkeypatch.setattr(form_tokens, "SHORTEST_TYPING", -1)
    with pooler(away.uri, "session", size=PEOPLE + 2) as address:
        app = create_app(settings(tmp_path, address))
        with app.app_context():
            make_seminar(capacity=100)
            db.session.remove()
        statuses: Counter[int] = Counter()
        people = [threading.Thread(target=come_and_go, args=(app, number, statuses)) for number in range(PEOPLE)]
        for person in people:
            person.start()
        for person in people:
            person.join()
        assert statuses == {200: PEOPLE * ROUNDS, 303: PEOPLE * ROUNDS}
        with app.app_context():
            assert deliver_due() == PEOPLE * ROUNDS
            assert db.session.scalar(select(func.count(Registration.id))) == PEOPLE * ROUNDS
            assert set(db.session.scalars(select(Message.state))) == {MessageState.SENT}
            assert find_violations(now=database_now()) == []
            assert limits(app) == {"30s"}
            db.session.remove()
            db.engine.dispose()


def come_and_go(app: Flask, number: int, statuses: Counter[int]) -> None:
    client = app.test_client()
    client.environ_base |= {"HTTP_REFERER": f"{BASE_URL}/", "REMOTE_ADDR": f"10.0.0.{number}"}
    for time in range(ROUNDS):
        who = {"given_name": "Ada " + "x" * time, "email": f"ada{time}@town{number}.example.org"}
        form = {**hidden_fields(client.get(FORM, base_url=BASE_URL).text), **ANSWERS, **who}
        for answer in (client.get("/en/", base_url=BASE_URL), client.post(SIGN_UP, base_url=BASE_URL, data=form)):
            statuses[answer.status_code] += 1


def limits(app: Flask) -> set[str]:
    """How long a statement may last, in as many sessions as there are."""
    with app.app_context():
        connections = [db.engine.connect() for _ in range(PEOPLE)]
        found = {connection.scalar(text("SHOW statement_timeout")) for connection in connections}
        for connection in connections:
            connection.close()
    return found


def test_a_pooler_in_statement_mode_is_refused_in_one_line(away, environment):
    with pooler(away.uri, "statement") as address:
        environment["SEMINARS_SQLALCHEMY_DATABASE_URI"] = address
        refused = CliRunner().invoke(main, ["init-db"], env=environment, prog_name="seminars")
    assert (refused.exit_code, refused.stderr.count("\n")) == (1, 1)
    assert "not allowed in statement pooling mode" in refused.stderr


def test_restore_wants_the_pooler_stopped_since_it_keeps_sessions_open(away, environment, tmp_path):
    def run(address: str, *arguments: str) -> Result:
        environment["SEMINARS_SQLALCHEMY_DATABASE_URI"] = address
        return CliRunner().invoke(main, arguments, env=environment, prog_name="seminars")

    file = str(tmp_path / "backup.sqlite")
    with pooler(away.uri, "session") as address:
        assert run(address, "init-db").exit_code == run(address, "backup", file).exit_code == 0
        with create_app(environment).app_context():
            make_seminar()
            db.session.remove()
            db.engine.dispose()
        refused = run(away.uri, "restore", file, "--replace", "--yes")
        assert (refused.exit_code, "The database is in use" in refused.stderr) == (1, True)
    assert run(away.uri, "restore", file, "--replace", "--yes").exit_code == 0
