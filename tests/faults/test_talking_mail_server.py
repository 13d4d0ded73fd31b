"""A worker as a process of its own, and a mail server that never comes to the point."""

import os
import signal
import threading
from dataclasses import replace
from datetime import timedelta
from time import monotonic

import pytest
from factories import ADA, make_registration, make_seminar
from running_site import site_on, wait_until
from slow_server import drip, scripted
from sqlalchemy import select

from seminars.extensions import db
from seminars.mail.sending.claims import LEASE
from seminars.mail.sending.transport import GOOD_BYE, LONGEST_PATIENCE
from seminars.models import Message, MessageState


@pytest.mark.long
def test_a_worker_that_is_told_to_end_leaves_a_talking_server_within_twenty_seconds(database, tmp_path):
    talks = threading.Event()

    def greets_for_ever(connection) -> None:
        talks.set()
        drip(connection, b"220-one moment please\r\n", every=1)

    with scripted(greets_for_ever) as server:
        mail = {f"SEMINARS_{name}": str(value) for name, value in server.items()}
        with site_on(tmp_path, database, **mail) as site:
            with site.app.app_context():
                make_registration(make_seminar(), replace(ADA, email="ada@example.org"))
            worker = site.start_worker()
            wait_until(talks.is_set, "the worker did not connect")
            os.kill(worker.pid, signal.SIGTERM)
            told_at = monotonic()
            assert worker.wait(timeout=60) == 0
            assert monotonic() - told_at < 20
            with site.app.app_context():
                message = db.session.scalars(select(Message)).one()
                assert (message.state, message.lease_by) == (MessageState.QUEUED, None)


def test_connecting_one_mail_and_the_good_bye_stay_under_the_lease():
    assert timedelta(seconds=2 * LONGEST_PATIENCE + GOOD_BYE) < LEASE
