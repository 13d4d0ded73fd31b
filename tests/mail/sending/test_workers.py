"""Several workers as real processes, killed at any instant: every mail leaves, and none of them twice without need."""

import multiprocessing
import os
import signal
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes

import pytest
from factories import ADA, make_registration, make_seminar
from flask import Flask
from post_office import Post, serving
from sqlalchemy import func, select, update
from worker_processes import environment, until, work

from seminars.database.units import database_now, write_unit
from seminars.domain.checks.invariants import find_violations
from seminars.extensions import db
from seminars.mail.render import message_id
from seminars.mail.sending import claims
from seminars.models import Message, MessageState

MAILS, KILLS = 200, 3
spawn = multiprocessing.get_context("spawn")


@pytest.fixture
def outbox(app: Flask) -> Flask:
    """The application with a confirmation in the outbox for each of MAILS people."""
    with app.app_context():
        seminar = make_seminar(capacity=MAILS)
        for number in range(MAILS):
            make_registration(seminar, replace(ADA, email=f"ada{number}@example.org"))
        db.session.remove()
        db.engine.dispose()
    return app


def waiting(app: Flask) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).where(Message.state != MessageState.SENT))


def run_two(app: Flask, post: Post, holds: Callable[[], bool], *, lease: timedelta = claims.LEASE) -> None:
    """Let two workers begin at the same instant and work until something holds."""
    stop, start = spawn.Event(), spawn.Barrier(2)
    with serving(post) as mail:
        pair = [spawn.Process(target=work, args=(environment(app, mail), stop, start, lease)) for _ in range(2)]
        for process in pair:
            process.start()
        try:
            until(holds)
        finally:
            stop.set()
            for process in pair:
                process.join(timeout=30)
    assert [process.exitcode for process in pair] == [0, 0]


def sent(post: Post) -> Counter[tuple[str, str]]:
    """How often each mail arrived, as (recipient, Message-ID)."""
    return Counter(
        (envelope.rcpt_tos[0], message_from_bytes(envelope.content)["Message-ID"]) for envelope in post.envelopes
    )


def promised(app: Flask) -> set[tuple[str, str]]:
    with app.app_context():
        return {(message.to, message_id(message.dedup)) for message in db.session.scalars(select(Message))}


@pytest.mark.long
def test_two_workers_send_each_mail_once(outbox):
    post = Post()
    run_two(outbox, post, lambda: waiting(outbox) == 0)
    assert sent(post) == Counter(promised(outbox))
    with outbox.app_context():
        assert find_violations(now=database_now()) == []


@pytest.mark.long
def test_with_a_lease_that_ends_too_early_two_workers_send_twice(outbox):
    """Without this the test above would prove nothing."""
    post = Post(pause=0.01)
    run_two(outbox, post, lambda: max(sent(post).values(), default=0) > 1, lease=timedelta(seconds=-1))


@pytest.mark.long
def test_killed_workers_lose_nothing_and_repeat_only_the_mail_they_were_at(outbox):
    post, stop = Post(), spawn.Event()
    with serving(post) as mail:
        for _ in range(KILLS):
            _kill_at_work(outbox, post, mail)
        last = spawn.Process(target=work, args=(environment(outbox, mail), stop, None, claims.LEASE))
        last.start()
        try:
            until(lambda: waiting(outbox) == 0)
        finally:
            stop.set()
            last.join(timeout=30)
    assert last.exitcode == 0
    assert set(sent(post)) == promised(outbox)
    assert sent(post).total() <= MAILS + KILLS
    with outbox.app_context():
        assert find_violations(now=database_now()) == []


def _kill_at_work(app: Flask, post: Post, mail: dict) -> None:
    before, never = len(post.envelopes), spawn.Event()
    process = spawn.Process(target=work, args=(environment(app, mail), never, None, claims.LEASE))
    process.start()
    until(lambda: len(post.envelopes) >= before + MAILS // 10)
    os.kill(process.pid, signal.SIGKILL)
    process.join(timeout=10)
    assert process.exitcode == -signal.SIGKILL
    with app.app_context(), write_unit():
        leases = update(Message).where(Message.lease_until.is_not(None))
        # As if the minute of the lease were over.
        db.session.execute(leases.values(lease_until=database_now() - timedelta(seconds=1)))
        db.session.commit()
