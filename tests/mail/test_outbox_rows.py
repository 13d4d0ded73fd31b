"""What a row of the outbox knows besides its words: how urgent it is, and of which row of the log it tells."""

from datetime import timedelta

import pytest
from every_letter import write_every_kind
from factories import make_registration, make_seminar
from sqlalchemy import select

from seminars import clock, mail
from seminars.database.units import write_unit
from seminars.domain import activity
from seminars.domain.checks.invariants import find_violations
from seminars.domain.outbox import held, messages
from seminars.domain.privacy import erasure, retention
from seminars.extensions import db
from seminars.mail.sending.delivery import deliver_due
from seminars.models import KINDS, Activity, Message, MessageKind, MessageState, Recipient

# They tell of what was asked for, of a change of the seminar, of a date, or to organisers; all others of a step.
OF_NO_STEP = {
    *(MessageKind.REPEATED, MessageKind.LINKS, MessageKind.NEW_ADDRESS),
    *(MessageKind.CONFIRMED_TOGETHER, MessageKind.PENDING_TOGETHER, MessageKind.WAITING_TOGETHER),
    *(MessageKind.MOVED, MessageKind.POSTPONED, MessageKind.SEMINAR_CANCELLED),
    *(MessageKind.REMINDER_WEEK, MessageKind.REMINDER_DAY, MessageKind.THANKS, MessageKind.NO_PLACE),
    *(MessageKind.NOTICE, MessageKind.DIGEST, MessageKind.PASSWORD_SET),
    *(MessageKind.ROLE_OFFERED, MessageKind.RIGHTS_CHANGED),
    *(MessageKind.SIGN_IN_LINK, MessageKind.SIGNED_IN_ANEW),
}


def test_each_message_is_as_urgent_as_its_kind_and_names_the_step_it_tells_of(app):
    with app.app_context():
        write_every_kind()
        rows = db.session.scalars(select(Message)).all()
        assert [row.kind for row in rows if row.urgency != KINDS[row.kind].urgency] == []
        assert {row.kind for row in rows if row.activity_id} == set(MessageKind) - OF_NO_STEP
        assert {row.kind for row in rows if not row.activity_id} == OF_NO_STEP
        steps = {step.id: step for step in db.session.scalars(select(Activity))}
        assert [row.dedup for row in rows if row.activity_id and steps[row.activity_id].registration_id is None] == []


def test_a_copy_names_the_row_that_says_who_asked_for_it(app):
    with app.app_context():
        make_registration(make_seminar())
    with app.app_context(), write_unit():
        first = db.session.scalars(select(Message)).one()
        first.state = MessageState.FAILED
        copy = messages.send_again(first, actor="olive@example.org", now=clock.now())
        db.session.flush()
        step = db.session.get_one(Activity, copy.activity_id)
        assert (step.kind, step.details["message"]) == ("message_sent_again", first.id)


@pytest.fixture
def to_an_address(app) -> None:
    """A message that names neither a registration nor a seminar nor an organiser."""
    kind = next(kind for kind, row in KINDS.items() if row.to == Recipient.ADDRESS)
    with app.app_context(), write_unit():
        mail.post(kind, to="zofia@example.org", language="pl", dedup="links-1-0", now=clock.now())
        db.session.commit()


@pytest.mark.usefixtures("to_an_address")
def test_a_message_to_an_address_alone_is_sent_like_any_other(app):
    with app.app_context():
        assert find_violations(now=clock.now()) == []
        assert deliver_due() == 1
        sent = db.session.scalars(select(Message)).one()
        assert (sent.state, sent.to, sent.language) == (MessageState.SENT, "zofia@example.org", "pl")
        assert (sent.registration, sent.seminar, sent.organiser, sent.activity_id) == (None, None, None, None)
        assert find_violations(now=clock.now()) == []


@pytest.mark.usefixtures("to_an_address")
def test_no_job_stumbles_over_a_message_to_an_address_alone(app):
    with app.app_context(), write_unit():
        later = clock.now() + timedelta(days=400)
        erasure.finish(now=later)
        retention.tidy_up(now=later)
        assert held.hold_all(add_to_sequence=100) == 1
        assert held.release(select(Message), actor=activity.SYSTEM, now=later) == 1
