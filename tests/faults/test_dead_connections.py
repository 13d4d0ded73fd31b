"""A connection to PostgreSQL dies at any moment: whoever reads does not notice, whoever writes is told the truth, what
was finished stays finished, and the worker loses neither a turn nor a try."""

import random
import re
import threading
from collections import Counter
from datetime import timedelta
from time import monotonic, sleep

import pytest
from away import Away, Moments
from factories import PASSWORD, make_organiser, make_registration, make_seminar
from flask import Flask
from flask.testing import FlaskClient
from people import Browser
from running_site import site_on
from sqlalchemy import Engine, select, update
from sqlalchemy.exc import OperationalError
from visitors import ANSWERS, FORM, SIGN_UP, hidden_fields, manage_page
from werkzeug.test import TestResponse

from seminars.database.units import database_now, write_unit
from seminars.domain.checks.invariants import find_violations
from seminars.extensions import db
from seminars.mail.sending.delivery import deliver_due
from seminars.models import JobRun, Message, MessageState, Registration
from seminars.public.sign_up import form_tokens
from seminars.worker import running
from seminars.worker.jobs import SHARED, Job, note_groups

ALWAYS = range(1_000)


@pytest.fixture
def away(postgresql) -> Away:
    return Away(postgresql)


@pytest.fixture
def database(away: Away) -> str:
    """On PostgreSQL alone: a file does not go away."""
    return away.uri


@pytest.fixture
def engine(app: Flask) -> Engine:
    app.testing = False
    with app.app_context():
        make_registration(make_seminar(capacity=100))
        return db.engine


@pytest.fixture
def quick_fingers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(form_tokens, "SHORTEST_TYPING", -1)


def sign_in(client: FlaskClient) -> None:
    form = hidden_fields(client.get("/organiser/sign-in").text)
    answer = client.post("/organiser/sign-in", data={**form, "email": "olive@example.org", "password": PASSWORD})
    assert answer.status_code == 303


def without_secrets(answer: TestResponse) -> str:
    """What an answer says, but for the tokens that each form gets anew."""
    return re.sub(r'(value|content)="[^"]{20,}"', "", answer.text)


def test_whoever_reads_the_programme_does_not_notice_that_the_connection_dies(client, away, engine):
    same_at_each_moment(client, "/en/", engine, away)
    assert engine.pool.checkedout() == 0


@pytest.mark.long
def test_whoever_reads_does_not_notice_at_whatever_moment_the_connection_dies(app, client, away, engine):
    with app.app_context():
        make_organiser(is_owner=True)
    sign_in(client)
    public = ("/en/seminars/klichev", FORM, "/en/calendar/all.ics", "/en/news.atom", manage_page(app))
    for address in (*public, "/organiser/seminars", "/organiser/seminars/klichev/registrations"):
        same_at_each_moment(client, address, engine, away)
    assert engine.pool.checkedout() == 0


def same_at_each_moment(client: FlaskClient, address: str, engine: Engine, away: Away) -> None:
    page = without_secrets(client.get(address))
    with Moments(engine, away) as moments:
        client.get(address)
    assert moments.seen[-1] == "ROLLBACK"
    for number, moment in enumerate(moments.seen):
        with Moments(engine, away, fatal=range(number, number + 1)):
            answer = client.get(address)
        assert (address, moment, answer.status_code) == (address, moment, 200)
        assert without_secrets(answer) == page


@pytest.mark.long
# A cursor that was cut off in the middle of its rows has nothing left to close.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_list_that_organisers_take_away_is_whole_at_whatever_moment_the_connection_dies(app, client, away, engine):
    with app.app_context():
        make_organiser(is_owner=True)
    sign_in(client)
    address = "/organiser/seminars/klichev/registrations.csv"
    with Moments(engine, away) as moments:
        whole = client.get(address).text
    assert "Klichevskaya" in whole
    for number, moment in enumerate(moments.seen):
        with Moments(engine, away, fatal=range(number, number + 1)):
            answer = client.get(address)
        assert (moment, answer.status_code, answer.text) == (moment, 200, whole)


def test_a_page_whose_connection_dies_again_and_again_is_tried_twice_and_then_says_later(client, away, engine):
    for method in ("GET", "HEAD"):
        with Moments(engine, away, fatal=ALWAYS) as moments:
            answer = client.open("/en/", method=method)
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
        assert [each.partition(" ")[0] for each in moments.seen] == ["SELECT", "ROLLBACK"] * 2
    assert client.get("/en/").status_code == 200


@pytest.mark.long
@pytest.mark.usefixtures("quick_fingers")
def test_whoever_signs_up_is_told_what_is_true_at_whatever_moment_the_connection_dies(app, client, away, engine):
    form = filled_in(client, 0)
    with Moments(engine, away) as moments:
        assert client.post(SIGN_UP, data=form).status_code == 303
    for number, moment in enumerate(moments.seen):
        form = filled_in(client, number + 1)
        with Moments(engine, away, fatal=range(number, number + 1)):
            first = client.post(SIGN_UP, data=form)
        # A form is not sent again by itself, since nobody knows whether a commit arrived; nothing is lost with the
        # connection that only read before, or only had to be given back.
        assert (moment, first.status_code) == (moment, 303 if moment == "ROLLBACK" else 503)
        answer = first if first.status_code == 303 else client.post(SIGN_UP, data=form)
        assert "You have a place" in client.get(answer.location).text
    with app.app_context():
        everybody = db.session.scalars(select(Registration.email).where(Registration.id > 1)).all()
        assert sorted(everybody) == sorted(f"ada@town{each}.example.org" for each in range(len(moments.seen) + 1))
        assert find_violations(now=database_now()) == []


def filled_in(client: FlaskClient, number: int) -> dict[str, str]:
    """The sign-up form of another person for each number."""
    who = {"given_name": "Ada " + "x" * number, "email": f"ada@town{number}.example.org"}
    return {**hidden_fields(client.get(FORM).text), **ANSWERS, **who}


@pytest.mark.long
def test_no_mail_loses_a_try_when_a_connection_dies(app, away, engine):
    with app.app_context():
        deliver_due()
        number, moment = 0, ""
        while moment != "end":
            send_again()
            with Moments(engine, away, fatal=range(number, number + 1)) as moments:
                moment = "died" if has_died(deliver_due) else "end" if number >= len(moments.seen) else "unseen"
            with write_unit():
                db.session.execute(update(Message).values(lease_until=database_now() - timedelta(seconds=1)))
                db.session.commit()
            deliver_due()
            message = db.session.scalars(select(Message)).one()
            assert (message.state, message.attempts, message.last_error) == (MessageState.SENT, 1, "")
            number += 1
    assert number > 10


def send_again() -> None:
    with write_unit():
        values = {"state": MessageState.QUEUED, "attempts": 0, "sent_at": None, "due_at": database_now()}
        db.session.execute(update(Message).values(**values))
        db.session.commit()


def has_died(act) -> bool:
    try:
        act()
    except OperationalError:
        db.session.rollback()
        return True
    return False


def test_no_job_loses_its_turn_for_good_when_a_connection_dies(app, away, engine):
    done: list[int] = []

    def job(stop: threading.Event) -> None:
        note_groups(stop)
        done.append(number)

    number, known = 0, 1
    while number < known:
        let_a_day_pass(app)
        with Moments(engine, away, fatal=range(number, number + 1)) as moments:
            look(app, job)
        let_a_day_pass(app)
        look(app, job)
        assert number in done
        number, known = number + 1, max(known, len(moments.seen))
    assert number > 5


def test_no_worker_loses_its_life_when_a_connection_dies(app, away, engine):
    for job in SHARED:
        with Moments(engine, away) as moments:
            look(app, job)
        for number in range(len(moments.seen)):
            with Moments(engine, away, fatal=range(number, number + 1)):
                look(app, job)


def look(app: Flask, job: Job) -> None:
    """What a worker does each time that it looks whether the job is due."""
    running._run_once(app, timedelta(minutes=1), job, threading.Event())


def let_a_day_pass(app: Flask) -> None:
    with app.app_context(), write_unit():
        db.session.execute(update(JobRun).values(began_at=database_now() - timedelta(days=1)))
        db.session.commit()


@pytest.mark.long
def test_of_very_many_readers_hardly_one_is_told_later_while_connections_die_all_the_time(away, tmp_path):
    with site_on(tmp_path, away.uri, webs=1) as site:
        with site.app.app_context():
            make_registration(make_seminar())
            db.session.remove()
            db.engine.dispose()
        site.start_web(site.ports[0])
        worker = site.start_worker()
        statuses, deaths, ends_at = Counter(), 0, monotonic() + 30
        readers = [threading.Thread(target=read, args=(site.ports, statuses, ends_at)) for _ in range(4)]
        for reader in readers:
            reader.start()
        while monotonic() < ends_at:
            sleep(random.uniform(0.1, 0.6))  # noqa: S311 - nothing secret hangs on it
            away.end_sessions()
            deaths += 1
        for reader in readers:
            reader.join()
        print(statuses, deaths)
        assert set(statuses) <= {200, 503}
        assert statuses[503] <= deaths / 20
        assert worker.poll() is None
        assert "Traceback" not in site.log
        assert site.stop() == [0, 0]


def read(ports: tuple[int, ...], statuses: Counter, ends_at: float) -> None:
    browser = Browser(ports)
    while monotonic() < ends_at:
        for address in ("/en/", "/en/seminars/klichev", FORM, "/en/calendar/all.ics", "/en/news.atom"):
            answer = browser.ask("GET", address)
            assert answer.status != 503 or answer.headers["Retry-After"]
            statuses[answer.status] += 1
