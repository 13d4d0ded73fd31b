"""Confirmations beyond ten a day to one address leave together, and nobody's is lost."""

import multiprocessing
import re
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from acts import act, cancel
from factories import ADA, make_registration, make_seminar
from flask import Flask
from post_office import Post, serving
from sqlalchemy import func, select, update
from worker_processes import environment, until, work

from seminars import tokens
from seminars.database.units import database_now, write_unit
from seminars.domain.checks.invariants import find_violations
from seminars.domain.notices import together as merging
from seminars.domain.outbox import messages
from seminars.extensions import db
from seminars.mail import render
from seminars.mail.sending import claims, delivery
from seminars.models import UNTIL_GATHERED, CalendarMethod, Message, MessageKind, MessageState, Registration, Seminar
from seminars.worker import jobs

OFFICE = 25
spawn = multiprocessing.get_context("spawn")


def enrol(seminar: Seminar, number: int, *, email: str = ADA.email) -> Registration:
    return make_registration(seminar, replace(ADA, given_name=f"Ada{number:02}", email=email))


def enrol_office(seminar: Seminar) -> None:
    for number in range(1, OFFICE + 1):
        enrol(seminar, number)


def let_time_pass(passed: timedelta) -> None:
    """As if everything in the outbox had been written so much earlier."""
    with write_unit():
        for message in db.session.scalars(select(Message)):
            message.created_at -= passed
            if message.due_at != UNTIL_GATHERED:
                message.due_at -= passed
        db.session.commit()


def merge_all() -> None:
    jobs.merge_confirmations(None)


def states() -> dict[str, int]:
    rows = db.session.execute(select(Message.state, func.count()).group_by(Message.state))
    return {state.value: number for state, number in rows}


def together() -> Message:
    return db.session.scalars(select(Message).filter_by(kind=MessageKind.CONFIRMED_TOGETHER)).one()


def plain(mail: EmailMessage) -> str:
    return mail.get_body(("plain",)).get_content()


@pytest.mark.long
def test_a_secretary_who_enrols_her_office_of_25_gets_ten_mails_and_one_more(app: Flask):
    with app.app_context():
        enrol_office(make_seminar(capacity=OFFICE))
        db.session.remove()
    post = Post()
    stop = spawn.Event()
    with serving(post) as mail:
        pair = [spawn.Process(target=work, args=(environment(app, mail), stop, None, claims.LEASE)) for _ in range(2)]
        for process in pair:
            process.start()
        try:
            until(lambda: states_of(app) == {"sent": 10, "queued": 15}, within=60)
            with app.app_context():
                let_time_pass(merging.TOGETHER_AFTER)
                db.session.remove()
            until(lambda: len(post.envelopes) > 10)
            until(lambda: sent_all(app))
        finally:
            stop.set()
            for process in pair:
                process.join(timeout=30)
    assert [process.exitcode for process in pair] == [0, 0]
    mails = [message_from_bytes(each.content, policy=policy.default) for each in post.envelopes]
    assert len(mails) == 11
    with app.app_context():
        assert states() == {"sent": 11, "merged": 15}
        assert find_violations(now=database_now()) == []
        told = {code for each in mails for code in re.findall(r"\b[34679A-Z]{6}\b", plain(each))}
        assert told == set(db.session.scalars(select(Registration.code)))
        links = re.findall(r"/en/registrations/(\S+)", plain(mails[10]))
        last = db.session.scalars(select(Registration).order_by(Registration.id).offset(10))
        assert links == [tokens.manage_token(each.id, each.token_version) for each in last]
    assert mails[10]["Subject"].startswith("15 people have a place: Small towns and clusters (en), Klichev")


def states_of(app: Flask) -> dict[str, int]:
    with app.app_context():
        return states()


def sent_all(app: Flask) -> bool:
    return not {"queued", "sending"} & states_of(app).keys()


@pytest.fixture
def nearly_enough(app: Flask) -> None:
    """Ada had her ten mails of the day; all of them have left."""
    with app.app_context():
        seminar = make_seminar(slug="pinsk", capacity=50)
        for number in range(10):
            enrol(seminar, number)
        assert delivery.deliver_due() == 10


@pytest.mark.usefixtures("nearly_enough")
def test_nothing_is_merged_before_its_time_and_a_single_one_leaves_as_it_is(app):
    with app.app_context():
        enrol(make_seminar(), 1)
        merge_all()
        assert (delivery.deliver_due(), states()) == (0, {"sent": 10, "queued": 1})
        let_time_pass(merging.TOGETHER_AFTER)
        merge_all()
        assert (delivery.deliver_due(), states()) == (1, {"sent": 11})
        assert db.session.scalar(select(func.count()).where(Message.kind == MessageKind.CONFIRMED)) == 11


@pytest.mark.usefixtures("nearly_enough")
def test_each_seminar_and_each_address_has_a_mail_of_its_own_that_takes_over_the_calendar_entry(app):
    with app.app_context():
        seminars = [make_seminar(slug=slug) for slug in ("klichev", "gomel")]
        for seminar in seminars:
            for number in range(2):
                enrol(seminar, number)
        enrol(seminars[0], 1, email="bela@example.org")
        assert delivery.deliver_due() == 1
        let_time_pass(merging.TOGETHER_AFTER)
        merge_all()
        found = db.session.scalars(select(Message).filter_by(kind=MessageKind.CONFIRMED_TOGETHER).order_by(Message.id))
        assert [(each.seminar_id, each.calendar_method) for each in found] == [
            (seminar.id, CalendarMethod.REQUEST) for seminar in seminars
        ]
        assert delivery.deliver_due() == 2
        assert find_violations(now=database_now()) == []


@pytest.mark.usefixtures("nearly_enough")
def test_who_gave_the_place_back_meanwhile_is_left_out_and_with_nobody_left_no_mail_leaves(app):
    with app.app_context():
        seminar = make_seminar()
        people = [enrol(seminar, number) for number in range(4)]
        cancel(people[0])
        let_time_pass(merging.TOGETHER_AFTER)
        merge_all()
        assert [each.merged_into_id for each in confirmations(people)] == [None, *[together().id] * 3]
        cancel(people[1])
        assert delivery.still_true(together())
        for person in people[2:]:
            cancel(person)
        delivery.deliver_due()
        assert together().state == MessageState.SUPERSEDED
        assert find_violations(now=database_now()) == []


@pytest.mark.usefixtures("nearly_enough")
def test_what_was_sent_together_can_be_sent_again_together_or_alone(app):
    with app.app_context():
        seminar = make_seminar()
        people = [enrol(seminar, number) for number in range(2)]
        let_time_pass(merging.TOGETHER_AFTER)
        merge_all()
        delivery.deliver_due()
        for message in (together(), confirmations(people)[1]):
            act(messages.send_again, message, actor="olive@example.org")
        assert delivery.deliver_due() == 2
        last = db.session.scalars(select(Message).order_by(Message.id.desc()).limit(2)).all()
        assert [each.kind for each in last] == [MessageKind.CONFIRMED, MessageKind.CONFIRMED_TOGETHER]
        assert {each.merged_into_id for each in confirmations(people)} == {last[1].id}


@pytest.mark.usefixtures("nearly_enough")
def test_after_a_long_pause_of_the_worker_they_still_leave_together(app):
    with app.app_context():
        for number in range(3):
            enrol(db.session.get_one(Seminar, 1), 20 + number)
        let_time_pass(timedelta(hours=2))
        for _every, job in jobs.JOBS[:3]:
            job(None)
        assert states() == {"sent": 11, "merged": 3}


def confirmations(people: list[Registration]) -> list[Message]:
    ids = [person.id for person in people]
    found = select(Message).where(Message.registration_id.in_(ids), Message.kind == MessageKind.CONFIRMED)
    first = found.where(Message.dedup.startswith("confirmed-")).order_by(Message.id)
    return list(db.session.scalars(first.execution_options(populate_existing=True)))


@pytest.mark.usefixtures("nearly_enough")
def test_what_waited_for_others_until_the_seminar_was_over_is_missed(app):
    with app.app_context():
        seminar = make_seminar()
        for number in range(2):
            enrol(seminar, number)
        let_time_pass(merging.TOGETHER_AFTER)
        with write_unit():
            over = database_now() - timedelta(minutes=1)
            db.session.execute(update(Seminar).where(Seminar.id == seminar.id).values(ends_at=over))
            db.session.commit()
        merge_all()
        assert delivery.deliver_due() == 0
        assert states() == {"sent": 10, "missed": 2}


@pytest.mark.parametrize(
    ("seminar", "told"),
    [
        ({"capacity": 1}, "3 people are on the waiting list"),
        ({"needs_approval": True}, "3 people await approval"),
    ],
)
@pytest.mark.usefixtures("nearly_enough")
def test_who_gets_no_place_at_once_fills_no_mailbox_either(app, seminar, told):
    with app.app_context():
        office = make_seminar(**seminar)
        enrol(office, 0, email="first@example.org")
        people = [enrol(office, number) for number in range(3)]
        assert delivery.deliver_due() == 1
        let_time_pass(merging.TOGETHER_AFTER)
        merge_all()
        assert delivery.deliver_due() == 1
        assert states() == {"sent": 12, "merged": 3}
        carrier = db.session.scalars(select(Message).order_by(Message.id.desc()).limit(1)).one()
        mail = render.render(carrier)
        assert mail.subject.startswith(f"{told}: ")
        assert "It is not a place yet, please do not travel." in mail.text
        assert [person.code for person in people if person.code not in mail.text] == []
        assert carrier.calendar_method is None
        assert find_violations(now=database_now()) == []
