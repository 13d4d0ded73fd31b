"""What somebody is told about their registration arrives in the order in which it was written, however many workers
send and however often a server puts one of them off."""

import multiprocessing
import smtplib
from collections import defaultdict
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from threading import Barrier, Thread

import pytest
from acts import act, let_mails_leave, set_all
from factories import ADA, make_registration, make_seminar
from flask import Flask
from post_office import Post, serving
from sqlalchemy import func, select
from waiting_mails import in_turn, let_wait, settle
from worker_processes import environment, until, work

from seminars import clock
from seminars.database.units import database_now, write_unit
from seminars.domain.checks.invariants import find_violations
from seminars.domain.seminars import changes
from seminars.extensions import db
from seminars.mail.render import message_id
from seminars.mail.sending import claims, delivery
from seminars.mail.sending.order import Blocked, Sibling, whose_turn
from seminars.mail.sending.refusals import probes
from seminars.mail.sending.transport import mailer
from seminars.models import (
    THE_ONE,
    UNTIL_GATHERED,
    Message,
    MessageKind,
    MessageState,
    Registration,
    Seminar,
    SenderVerdict,
    Status,
)

AT = datetime(2027, 3, 1, 9, tzinfo=UTC)
LONG_AGO, IN_AN_HOUR = AT - timedelta(hours=1), AT + timedelta(hours=1)
ADDRESS, OTHER = "ada@example.org", "ada@example.net"
OFFER = Sibling(9, MessageState.QUEUED, AT, ADDRESS)
SETTLED = set(MessageState) - {MessageState.QUEUED, MessageState.SENDING, MessageState.HELD}
QUEUED, SENDING, HELD = MessageState.QUEUED, MessageState.SENDING, MessageState.HELD
MERGED = MessageState.MERGED
LINKS = {"email_key": ADDRESS, "registrations": [2], "feed": 1, "is_new_link": False}
spawn = multiprocessing.get_context("spawn")


@pytest.mark.parametrize(
    ("what", "earlier", "turn"),
    [
        ("nothing was written before", [], 9),
        ("one waits", [Sibling(3, QUEUED, LONG_AGO, ADDRESS)], 3),
        ("two wait", [Sibling(5, QUEUED, LONG_AGO, ADDRESS), Sibling(3, QUEUED, AT, ADDRESS)], 3),
        ("one was put off", [Sibling(3, QUEUED, IN_AN_HOUR, ADDRESS)], 3),
        ("one to another address waits", [Sibling(3, QUEUED, LONG_AGO, OTHER)], 3),
        ("one to another address was put off", [Sibling(3, QUEUED, IN_AN_HOUR, OTHER)], 9),
        ("one waits to be gathered", [Sibling(3, QUEUED, UNTIL_GATHERED, ADDRESS)], 9),
        ("one is held", [Sibling(3, HELD, LONG_AGO, ADDRESS)], 9),
        ("all others are settled", [Sibling(3, state, LONG_AGO, ADDRESS) for state in SETTLED], 9),
        ("one is being sent", [Sibling(3, SENDING, LONG_AGO, ADDRESS)], None),
        ("one is being sent to another address", [Sibling(3, SENDING, LONG_AGO, OTHER)], None),
        ("two wait, one is sent", [Sibling(3, QUEUED, AT, ADDRESS), Sibling(4, SENDING, AT, ADDRESS)], None),
    ],
)  # fmt: skip
def test_what_was_written_before_leaves_before(what, earlier, turn):
    if turn is None:
        with pytest.raises(Blocked):
            whose_turn(OFFER, earlier, now=AT)
    else:
        assert whose_turn(OFFER, earlier, now=AT) == turn


@pytest.fixture
def ada(app: Flask) -> None:
    """Somebody has the only place, and Ada waits and knows it."""
    with app.app_context():
        seminar = make_seminar(capacity=1)
        make_registration(seminar, replace(ADA, email="first@example.org"))
        make_registration(seminar)
        let_mails_leave()
        yield


def told(kind: MessageKind, **values) -> int:
    return let_wait({"kind": kind, "registration_id": 2, "seminar_id": 1, **values})[0]


@pytest.mark.usefixtures("ada")
def test_an_offer_waits_for_the_move_that_explains_it_and_both_pass_by_all_others():
    let_wait(*[{"kind": MessageKind.MOVED, "seminar_id": 1}] * 20, ago=600)
    moved, offered = told(MessageKind.MOVED), told(MessageKind.OFFERED)
    assert in_turn(2) == [moved, offered]


@pytest.mark.usefixtures("ada")
def test_a_server_that_refuses_all_is_tried_with_no_mail_before_which_another_one_goes():
    moved, offered = told(MessageKind.MOVED, attempts=3), told(MessageKind.OFFERED)
    first, of_another = told(MessageKind.REPEATED, registration_id=1), let_wait({"kind": MessageKind.LINKS})[0]
    with write_unit():
        db.session.add(SenderVerdict(id=THE_ONE, began_at=clock.now()))
        db.session.commit()
    tried = []
    for _ in range(4):
        tried.append(probes.claim_one("a worker"))
        set_all(SenderVerdict, tried_at=None)
        if tried[-1]:
            settle(tried[-1])
    assert tried == [first, of_another, moved, offered]


@pytest.mark.usefixtures("ada")
def test_what_another_worker_is_sending_is_waited_for_and_others_pass():
    moved, offered = told(MessageKind.MOVED), told(MessageKind.OFFERED)
    of_others = let_wait({"kind": MessageKind.LINKS})
    assert claims.claim("one") == moved
    assert [claims.claim("another"), claims.claim("another")] == [*of_others, None]
    settle(moved)
    assert claims.claim("another") == offered


@pytest.mark.usefixtures("ada")
def test_two_workers_that_come_at_once_never_take_both(app: Flask):
    for _ in range(25):
        moved, offered = told(MessageKind.MOVED), told(MessageKind.OFFERED)
        start, taken = Barrier(2), []

        def come(start=start, taken=taken) -> None:
            with app.app_context():
                start.wait()
                taken.append(claims.claim("a worker"))

        pair = [Thread(target=come) for _ in range(2)]
        for each in pair:
            each.start()
        for each in pair:
            each.join()
        # Whoever came second may have seen that the first was about to take the move, and that there is nothing else.
        assert sorted(taken, key=str) == [moved, None], (moved, offered)
        set_all(Message, state=MessageState.SENT, sent_at=clock.now(), facts={})


@pytest.mark.usefixtures("ada")
def test_an_answer_that_was_gathered_into_a_mail_leaves_with_it_before_what_follows():
    carrier = let_wait({"kind": MessageKind.WAITING_TOGETHER, "registration_id": 1, "seminar_id": 1})[0]
    told(MessageKind.WAITING, state=MessageState.MERGED, merged_into_id=carrier)
    offered = told(MessageKind.OFFERED, due_at=clock.now() - timedelta(hours=1))
    assert in_turn(3) == [carrier, offered]


class Moody:
    """Takes the place of the mail server. It puts off what it is in no mood for."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.arrived, self.tried, self.is_well = [], [], False
        self.answer = smtplib.SMTPResponseException(451, b"greylisted, try again")
        monkeypatch.setattr(mailer, "send", self._send)

    def _send(self, mail) -> None:
        self.tried.append(mail.subject)
        if not self.is_well:
            raise self.answer
        self.arrived.append(mail.subject)


def move_and_offer() -> None:
    """The seminar is a day later. Whoever waits and gets a seat is offered it."""
    seminar = db.session.scalars(select(Seminar)).one()
    act(changes.move, seminar, starts_at=seminar.starts_at + timedelta(days=1))


def due_times() -> dict[MessageKind, datetime]:
    db.session.rollback()
    found = select(Message.kind, Message.due_at).where(Message.state == QUEUED, Message.registration_id == 2)
    return dict(db.session.execute(found).all())


@pytest.mark.usefixtures("ada")
def test_what_follows_a_mail_that_was_put_off_waits_with_it_and_leaves_with_it(monkeypatch):
    server = Moody(monkeypatch)
    move_and_offer()
    delivery.deliver_due()
    assert len(server.tried) == 2  # to both who were told of the move
    told(MessageKind.REPEATED, to=ADDRESS)
    delivery.deliver_due()
    # The move is tried once more, since there is something new to tell, and not again and again.
    assert len(server.tried) == 3
    times = due_times()
    assert times[MessageKind.MOVED] == times[MessageKind.REPEATED] > clock.now()
    delivery.deliver_due()
    assert len(server.tried) == 3
    server.is_well = True
    set_all(Message, due_at=clock.now() - timedelta(seconds=1))
    delivery.deliver_due()
    assert len(server.arrived) == 3
    assert due_times() == {}


@pytest.mark.usefixtures("ada")
def test_what_waits_for_a_mail_that_fails_for_good_waits_no_longer(monkeypatch):
    server, later = Moody(monkeypatch), clock.now() + timedelta(hours=1)
    server.answer = smtplib.SMTPRecipientsRefused({ADDRESS: (550, b"5.2.2 mailbox full")})
    first = told(MessageKind.WAITING, attempts=9)
    follows = told(MessageKind.REPEATED, due_at=later)
    delivery.deliver_due()
    assert db.session.get_one(Message, first, populate_existing=True).state == MessageState.FAILED
    assert db.session.get_one(Message, follows, populate_existing=True).due_at <= clock.now()


@pytest.mark.usefixtures("ada")
def test_what_waited_for_a_mail_that_a_wrong_clock_held_back_waits_no_longer_than_that(monkeypatch):
    monkeypatch.setattr(delivery.trusted_time, "is_settled", lambda *, now: False)
    late = told(MessageKind.REPEATED, useless_after=clock.now() - timedelta(seconds=1))
    follows = told(MessageKind.REPEATED)
    delivery.deliver_due()
    assert db.session.get_one(Message, follows).due_at == db.session.get_one(Message, late).due_at > clock.now()
    # The clock was an hour ahead, as it turns out.
    set_all(Message, due_at=clock.now() + timedelta(hours=1), useless_after=None)
    with write_unit():
        db.session.get_one(Message, late).due_at = clock.now() - timedelta(seconds=1)
        db.session.commit()
    assert delivery.deliver_due() == 2


@pytest.mark.usefixtures("ada")
def test_once_a_server_is_well_again_a_new_mail_takes_along_all_that_waits_before_it(monkeypatch):
    server = Moody(monkeypatch)
    move_and_offer()
    told(MessageKind.REPEATED, to=ADDRESS)
    delivery.deliver_due()
    assert all(at > clock.now() for at in due_times().values())
    server.is_well = True
    last = told(MessageKind.REPEATED, to=ADDRESS)
    assert delivery.deliver_due() == 3
    sent = select(Message.id).where(Message.state == MessageState.SENT, Message.registration_id == 2)
    order = db.session.scalars(sent.order_by(Message.sent_at.desc())).all()
    assert (order[0], due_times()) == (last, {})


@pytest.mark.usefixtures("ada")
def test_what_follows_a_put_off_mail_that_carries_it_waits_too_and_leaves_with_it(monkeypatch):
    server = Moody(monkeypatch)
    carrier = let_wait({"kind": MessageKind.CONFIRMED_TOGETHER, "registration_id": 1, "seminar_id": 1})[0]
    told(MessageKind.WAITING, state=MessageState.MERGED, merged_into_id=carrier)
    let_wait({"kind": MessageKind.CONFIRMED, "registration_id": 1, "state": MERGED, "merged_into_id": carrier})
    set_all(Registration, status=Status.CONFIRMED, email=ADDRESS)
    told(MessageKind.REPEATED)
    other = let_wait({"kind": MessageKind.LINKS, "facts": LINKS}, ago=1)[0]
    delivery.deliver_due()
    # The server is not asked for the same mail again and again, and others have their turn.
    assert sorted(server.tried) == sorted(set(server.tried))
    assert len(server.tried) == 2
    assert db.session.get_one(Message, other).attempts == 1
    assert db.session.get_one(Message, carrier).due_at == due_times()[MessageKind.REPEATED] > clock.now()
    server.is_well = True
    set_all(Message, due_at=clock.now() - timedelta(seconds=1))
    assert delivery.deliver_due() == 3


@pytest.mark.usefixtures("ada")
def test_what_is_about_no_registration_waits_for_no_other(monkeypatch):
    server = Moody(monkeypatch)
    first, second = let_wait(*[{"kind": MessageKind.LINKS, "facts": LINKS}] * 2)
    set_all(Message, attempts=9)
    assert delivery.deliver_due() == 0
    assert len(server.tried) == 2
    assert {db.session.get_one(Message, number).attempts for number in (first, second)} == {10}


@pytest.mark.long
def test_two_workers_send_what_belongs_together_in_its_order(app: Flask):
    """Thirty people wait, hear of a move, and of the seats that come free."""
    people = 30
    with app.app_context():
        seminar = make_seminar(capacity=1)
        for number in range(people + 1):
            make_registration(seminar, replace(ADA, email=f"ada{number}@example.org"))
        let_mails_leave()
        set_all(Seminar, capacity=people + 1)
        move_and_offer()
        kinds = dict(
            db.session.execute(
                select(Message.kind, func.count()).where(Message.state == QUEUED).group_by(Message.kind)
            ).all()
        )
        assert kinds == {MessageKind.MOVED: people + 1, MessageKind.OFFERED: people}
        db.session.remove()
        db.engine.dispose()
    post, stop, start = Post(pause=0.005), spawn.Event(), spawn.Barrier(2)
    with serving(post) as mail:
        pair = [spawn.Process(target=work, args=(environment(app, mail), stop, start, claims.LEASE)) for _ in range(2)]
        for process in pair:
            process.start()
        try:
            until(lambda: len(post.envelopes) >= 2 * people + 1, within=120)
        finally:
            stop.set()
            for process in pair:
                process.join(timeout=30)
    arrived = [message_from_bytes(envelope.content)["Message-ID"] for envelope in post.envelopes]
    with app.app_context():
        rows = {message_id(each.dedup): each for each in db.session.scalars(select(Message))}
        order = defaultdict(list)
        for each in arrived:
            order[rows[each].registration_id].append(rows[each].id)
        assert len(order) == people + 1
        assert [ids for ids in order.values() if ids != sorted(ids)] == []
        assert find_violations(now=database_now()) == []
