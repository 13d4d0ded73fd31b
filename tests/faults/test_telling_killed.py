"""The worker is killed at every line while it tells hundreds of people of a change, and at any instant: everybody is
told once all the same."""

import signal
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes
from pathlib import Path
from random import Random
from time import sleep

import pytest
from acts import OLIVE, tell_everybody, write
from crash_lines import TELLING
from factories import make_seminar
from reckoning import end_leases_of
from running_site import Site, site_on, wait_until
from sqlalchemy import func, select
from throng import make_throng

from seminars import clock
from seminars.database.units import database_now
from seminars.domain.checks.invariants import find_violations
from seminars.domain.notices import telling
from seminars.domain.seminars import changes
from seminars.extensions import db
from seminars.models import Change, Message, MessageState, Seminar

PEOPLE = 2 * telling.PORTION + 30
LINES = (*TELLING, "before-lock", "after-lock", "before-outbox", "after-outbox", "before-commit", "after-commit")
AT_ANY_INSTANT = 2


@pytest.fixture
def site(database: str, tmp_path: Path) -> Iterator[Site]:
    with site_on(tmp_path, database, webs=1) as site:
        with site.app.app_context():
            make_throng(make_seminar(capacity=2 * PEOPLE).id, PEOPLE, now=clock.now())
        yield site


def move() -> int:
    def by_a_day() -> Change:
        seminar = db.session.query(Seminar).one()
        return changes.move(seminar, starts_at=seminar.starts_at + timedelta(days=1), actor=OLIVE)

    return write(by_a_day).id


def told_of(change_id: int) -> Counter[int]:
    """How many messages each registration has of this change."""
    rows = select(Message.registration_id, func.count()).filter_by(change_id=change_id)
    return Counter(dict(db.session.execute(rows.group_by(Message.registration_id)).all()))


def let_die(site: Site, line: str) -> int:
    """Kill a worker that tells people of a change, at this line or at any instant if it is ""; returns which change."""
    process = site.start_worker(CRASH_AT=line)
    with site.app.app_context():
        change_id = move()
        db.session.remove()
    if not line:
        sleep(Random(len(site.processes)).uniform(0.2, 2))  # noqa: S311 - a choice for a test, no secret
        process.send_signal(signal.SIGKILL)
    wait_until(lambda: process.poll() is not None, f"nobody came to {line}")
    assert process.returncode == -signal.SIGKILL
    end_leases_of(site, process.pid)
    return change_id


@pytest.mark.long
def test_everybody_is_told_once_wherever_a_worker_dies(site):
    # The second time that a line is passed is in another portion, or in another message.
    deaths = [line if line == "before-telling-ends" else f"{line}:2" for line in LINES]
    for line in [*deaths, *[""] * AT_ANY_INSTANT]:
        change_id = let_die(site, line)
        with site.app.app_context():
            assert max(told_of(change_id).values(), default=1) == 1, line
            assert find_violations(now=database_now()) == []
            tell_everybody()
            told = told_of(change_id)
            assert (len(told), set(told.values())) == (PEOPLE, {1}), line
            assert db.session.get_one(Change, change_id, populate_existing=True).told == PEOPLE
            assert find_violations(now=database_now()) == []
            db.session.remove()


@pytest.mark.long
def test_one_worker_goes_on_where_another_died_and_each_mail_arrives(site):
    change_id = let_die(site, "after-portion:2")
    site.start_worker(), site.start_worker()

    def is_done() -> bool:
        with site.app.app_context():
            sent = Message.change_id == change_id, Message.state == MessageState.SENT
            number = db.session.scalar(select(func.count()).where(*sent))
            db.session.remove()
            return number == PEOPLE

    wait_until(is_done, "not everybody was told", within=120)
    with site.app.app_context():
        assert told_of(change_id) == Counter(range(1, PEOPLE + 1))
        assert find_violations(now=database_now()) == []
    arrived = Counter(envelope.rcpt_tos[0] for envelope in site.post.envelopes)
    mails = {(each.rcpt_tos[0], message_from_bytes(each.content)["Message-ID"]) for each in site.post.envelopes}
    assert (len(arrived), len(mails)) == (PEOPLE, PEOPLE)
    assert site.stop() == [0, 0]
