"""release-mail: the operator's way to decide about mails that a restore holds back."""

import pytest
from factories import make_registration, make_seminar
from flask import Flask
from sqlalchemy import select

from seminars.database.units import write_unit
from seminars.domain.outbox import held
from seminars.extensions import db
from seminars.models import Message, MessageState


@pytest.fixture(autouse=True)
def _two_mails_are_held(app: Flask):
    with app.app_context():
        for slug in ("klichev", "gomel"):
            make_registration(make_seminar(slug=slug))
        with write_unit():
            held.hold_all(add_to_sequence=0)
            db.session.commit()


def states(app: Flask) -> list[MessageState]:
    with app.app_context():
        return list(db.session.scalars(select(Message.state).order_by(Message.id)))


def test_mails_of_one_seminar_are_sent_and_the_others_dropped(run, app: Flask):
    assert run("release-mail", "--seminar", "gomel").stdout == "1 mail will be sent by the worker.\n"
    assert states(app) == [MessageState.HELD, MessageState.QUEUED]
    assert run("release-mail", "--discard").stdout == "1 mail will never be sent.\n"
    assert states(app) == [MessageState.SUPERSEDED, MessageState.QUEUED]
    assert run("release-mail").stdout == "No mail is held back.\n"


def test_a_mistyped_seminar_releases_nothing(run, app: Flask):
    refused = run("release-mail", "--seminar", "gomell")
    assert (refused.exit_code, "Did you mean gomel?" in refused.stderr) == (2, True)
    assert states(app) == [MessageState.HELD] * 2
