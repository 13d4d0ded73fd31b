"""release-mail: the operator's way to decide about mails that a restore holds back."""

from datetime import timedelta

import pytest
from acts import OLIVE, messages, tell_everybody, write
from factories import make_registration, make_seminar
from flask import Flask
from sqlalchemy import select

from seminars.database.units import write_unit
from seminars.domain.outbox import held
from seminars.domain.seminars import changes
from seminars.extensions import db
from seminars.models import Message, MessageState, Seminar


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


@pytest.fixture
def _klichev_moved(app: Flask):
    """And nobody was told of it yet when the backup was made."""
    with app.app_context():
        write(lambda: _move(db.session.query(Seminar).filter_by(slug="klichev").one()))
        write(held.hold_tellings)


def _move(seminar: Seminar) -> None:
    changes.move(seminar, starts_at=seminar.starts_at + timedelta(days=1), actor=OLIVE)


def told(app: Flask) -> int:
    with app.app_context():
        tell_everybody()
        return len([each for each in messages() if each.change_id])


@pytest.mark.usefixtures("_klichev_moved")
def test_people_who_were_to_be_told_of_a_change_are_told(run, app: Flask):
    assert told(app) == 0
    assert run("release-mail", "--seminar", "gomel").stdout == "1 mail will be sent by the worker.\n"
    assert told(app) == 0
    said = "1 mail will be sent by the worker.\nThe worker will tell the others of 1 change of a seminar.\n"
    assert run("release-mail").stdout == said
    assert told(app) == 1
    assert run("release-mail").stdout == "No mail is held back.\n"


@pytest.mark.usefixtures("_klichev_moved")
def test_people_who_were_to_be_told_of_a_change_are_left_in_peace(run, app: Flask):
    said = "2 mails will never be sent.\nNobody else will be told of 1 change of a seminar.\n"
    assert run("release-mail", "--discard").stdout == said
    assert told(app) == 0
