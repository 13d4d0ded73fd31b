"""/watchz for monitors: 503 and a word for each thing that is wrong, asked of the database once in ten seconds."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from time import sleep

import pytest
from flask import Flask
from sqlalchemy import delete, event, update
from sqlalchemy.exc import OperationalError
from standing_clock import StandingClock
from werkzeug.test import TestResponse

from seminars import mail
from seminars.database.units import write_unit
from seminars.domain.jobs import backups, beats
from seminars.extensions import db
from seminars.models import THE_ONE, Beat, JobRun, Message, MessageKind, SenderVerdict
from seminars.web import watching

NOON = datetime(2027, 3, 1, 12, tzinfo=UTC)
SECOND, MINUTE, HOUR, DAY = (timedelta(**{unit: 1}) for unit in ("seconds", "minutes", "hours", "days"))


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> StandingClock:
    return StandingClock(monkeypatch, NOON)


@pytest.fixture
def well(app: Flask, clock: StandingClock) -> None:
    """A worker has just beaten, and the database is looked at anew."""
    app.extensions[watching.KEPT] = {}
    note(app, Beat(worker="first", began_at=NOON, at=NOON))


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """No answer is kept."""
    monkeypatch.setattr(watching, "KEPT_FOR", 0)


def note(app: Flask, *rows: object) -> None:
    with app.app_context(), write_unit():
        db.session.add_all(rows)
        db.session.commit()


def said(app: Flask) -> tuple[int, list[str]]:
    answer: TestResponse = app.test_client().get("/watchz")
    return answer.status_code, answer.text.splitlines()


OK = (200, ["ok"])


@pytest.mark.usefixtures("well", "at_once")
def test_worker_and_writing_are_missed_and_are_back_with_the_next_beat(app: Flask, clock: StandingClock):
    assert said(app) == OK
    clock.now += 2 * MINUTE
    assert said(app) == (503, ["no-worker", "no-write"])
    note(app, JobRun(name="backup", began_at=clock.now))
    assert said(app) == (503, ["no-worker"])
    note(app, Beat(worker="second", began_at=clock.now, at=clock.now))
    assert said(app) == OK


@pytest.mark.usefixtures("well", "at_once")
def test_a_mail_server_that_refuses_all_has_its_word_until_one_mail_leaves(app: Flask):
    note(app, SenderVerdict(id=THE_ONE, began_at=NOON, words="550 no", likeness="550 no"))
    assert said(app) == (503, ["mail-refused"])
    with app.app_context(), write_unit():
        db.session.execute(update(SenderVerdict).values(began_at=None))
        db.session.commit()
    assert said(app) == OK


@pytest.mark.usefixtures("well", "at_once")
@pytest.mark.parametrize(
    ("kind", "word"),
    [
        (MessageKind.LINKS, "late-mail-now"),
        (MessageKind.REMINDER_DAY, "late-mail-soon"),
        (MessageKind.DIGEST, "late-mail-bulk"),
    ],
)
def test_late_mail_of_each_class_has_its_word(app: Flask, kind: MessageKind, word: str):
    with app.app_context(), write_unit():
        mail.post(kind, to="ada@example.org", language="en", dedup="late", now=NOON - 25 * HOUR)
        db.session.commit()
    assert said(app) == (503, [word])
    assert "ada@" not in app.test_client().get("/watchz").text
    with app.app_context(), write_unit():
        db.session.execute(delete(Message))
        db.session.commit()
    assert said(app) == OK


@pytest.mark.usefixtures("well", "at_once")
def test_a_late_job_of_the_schedule_and_a_missing_backup_have_their_words(app: Flask, clock: StandingClock):
    note(app, JobRun(name="remind", began_at=NOON, done_at=NOON - HOUR))
    app.config["BACKUP_EXPECTED"] = "1d"
    assert said(app) == (503, ["late-job", "no-backup"])
    with app.app_context(), write_unit():
        db.session.get_one(JobRun, "remind").done_at = NOON
        backups.note(began_at=NOON - DAY + SECOND, safe_at=NOON)
        db.session.commit()
    assert said(app) == OK
    app.config["BACKUP_EXPECTED"] = "1439m"
    assert said(app) == (503, ["no-backup"])


@pytest.mark.usefixtures("well", "at_once")
def test_a_database_that_does_not_answer_has_its_word(app: Flask, monkeypatch: pytest.MonkeyPatch):
    def away(**_values: object) -> None:
        raise OperationalError("SELECT", {}, Exception("away"))

    with monkeypatch.context() as patch:
        patch.setattr(beats, "last", away)
        assert said(app) == (503, ["no-database"])
    assert said(app) == OK


@pytest.fixture
def statements(app: Flask) -> Iterator[list[str]]:
    """What is asked of the database."""
    asked: list[str] = []

    def note_statement(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        asked.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note_statement)
    yield asked
    event.remove(engine, "before_cursor_execute", note_statement)


@pytest.mark.usefixtures("well")
def test_an_answer_is_kept_and_asks_nothing(app: Flask, clock: StandingClock, statements: list[str], monkeypatch):
    assert watching.KEPT_FOR == 10
    moment = 1000.0
    monkeypatch.setattr(watching, "monotonic", lambda: moment)
    assert said(app) == OK
    asked = len(statements)
    assert 0 < asked < 20
    clock.now += HOUR
    moment += 9.9
    assert [said(app) for _ in range(20)] == [OK] * 20
    assert len(statements) == asked
    moment += 0.1
    assert said(app) == (503, ["no-worker", "no-write"])
    assert len(statements) > asked
    asked = len(statements)
    assert said(app) == (503, ["no-worker", "no-write"])
    assert len(statements) == asked


@pytest.mark.usefixtures("well")
def test_nothing_is_written_to_find_out(app: Flask, statements: list[str]):
    assert said(app) == OK
    assert [each for each in statements if not each.startswith(("SELECT", "BEGIN", "SHOW"))] == []


@pytest.mark.usefixtures("well")
def test_while_one_asks_the_others_get_the_answer_from_before(app: Flask, monkeypatch: pytest.MonkeyPatch):
    assert said(app) == OK
    app.extensions[watching.KEPT]["until"] = 0
    asking, may_end = threading.Event(), threading.Event()
    asked = []

    def slowly() -> tuple[watching.Finding, ...]:
        asked.append(1)
        asking.set()
        assert may_end.wait(20)
        return (watching.Finding(watching.Wrong.NO_WORKER),)

    monkeypatch.setattr(watching, "ask", slowly)
    with ThreadPoolExecutor() as pool:
        first = pool.submit(said, app)
        assert asking.wait(20)
        assert [said(app) for _ in range(5)] == [OK] * 5
        may_end.set()
        assert first.result() == (503, ["no-worker"])
    assert said(app) == (503, ["no-worker"])
    assert len(asked) == 1


def test_those_who_come_first_all_at_once_ask_once(app: Flask, monkeypatch: pytest.MonkeyPatch):
    app.extensions[watching.KEPT] = {}
    asked = []

    def slowly() -> tuple[watching.Finding, ...]:
        asked.append(1)
        sleep(0.2)
        return ()

    monkeypatch.setattr(watching, "ask", slowly)
    with ThreadPoolExecutor(8) as pool:
        assert [*pool.map(lambda _number: said(app), range(8))] == [OK] * 8
    assert len(asked) == 1


@pytest.mark.usefixtures("well", "at_once")
def test_it_is_as_plain_as_readyz(app: Flask, clock: StandingClock):
    for clock.now in (NOON, NOON + HOUR):
        answers = [
            app.test_client().open(address, method=method)
            for address in ("/readyz", "/watchz")
            for method in ("GET", "HEAD")
        ]
        watched, head = answers[2:]
        assert (head.status_code, head.text) == (watched.status_code, "")
        assert {str(answer.headers["Cache-Control"]) for answer in answers} == {"no-store"}
        assert {answer.mimetype for answer in answers} == {"text/plain"}
        names = [set(answer.headers.keys()) for answer in answers]
        assert names == [names[0]] * 4
        assert "Set-Cookie" not in names[0]
