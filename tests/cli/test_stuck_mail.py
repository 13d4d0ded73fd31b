"""send-failed and try-mail: the operator's way to mails that did not leave."""

from datetime import timedelta

import pytest
from acts import set_all, write
from factories import make_registration, make_seminar
from flask import Flask
from sqlalchemy import select

from seminars import clock
from seminars.extensions import db
from seminars.models import THE_ONE, Message, MessageState, SenderVerdict


@pytest.fixture(autouse=True)
def _two_mails_did_not_leave(app: Flask):
    with app.app_context():
        for slug in ("klichev", "gomel"):
            make_registration(make_seminar(slug=slug))
        later = clock.now() + timedelta(hours=2)
        set_all(Message, state=MessageState.FAILED, first_tried_at=clock.now(), attempts=8, due_at=later)


def found(app: Flask) -> list[tuple[MessageState, bool]]:
    """State of each, and whether it is due."""
    with app.app_context():
        rows = db.session.execute(select(Message.state, Message.due_at).order_by(Message.id))
        return [(state, due_at <= clock.now()) for state, due_at in rows]


def test_failed_mails_of_one_seminar_are_sent_again_and_then_the_others(run, app: Flask):
    failed, again = (MessageState.FAILED, False), (MessageState.QUEUED, True)
    assert run("send-failed", "--seminar", "gomel").stdout == "1 mail will be sent again by the worker.\n"
    assert found(app) == [failed, again]
    assert run("send-failed").stdout == "1 mail will be sent again by the worker.\n"
    assert found(app) == [again, again]
    assert run("send-failed").stdout == "No mail failed.\n"


def test_what_was_put_off_is_tried_now(run, app: Flask):
    assert run("try-mail").stdout == "No mail waits for another try.\n"
    with app.app_context():
        set_all(Message, state=MessageState.QUEUED)
    assert run("try-mail", "--seminar", "klichev").stdout == "1 mail will be tried by the worker now.\n"
    assert [is_due for _state, is_due in found(app)] == [True, False]


def test_a_server_that_refuses_all_is_asked_at_once(run, app: Flask):
    with app.app_context():
        values = {"began_at": clock.now(), "tried_at": clock.now(), "words": "535 no", "likeness": "535 - no"}
        write(lambda: db.session.add(SenderVerdict(id=THE_ONE, **values)))
    told = run("try-mail").stdout
    assert told.splitlines() == [
        "The mail server refuses whatever is sent: 535 no",
        "The worker tries one mail now. Once it leaves, the others follow.",
    ]
    with app.app_context():
        assert db.session.get_one(SenderVerdict, THE_ONE).tried_at is None


def test_a_mistyped_seminar_sends_nothing(run, app: Flask):
    for command in ("send-failed", "try-mail"):
        refused = run(command, "--seminar", "gomell")
        assert (refused.exit_code, "Did you mean gomel?" in refused.stderr) == (2, True)
    assert [state for state, _is_due in found(app)] == [MessageState.FAILED] * 2
