"""A mail server that refuses whatever we send is told apart from one that refuses a mail: a real server answers as it
is told, and the clock stands where the test puts it."""

import logging
import smtplib
import threading
from datetime import UTC, datetime

import pytest
from aiosmtpd.smtp import AuthResult
from factories import make_seminar
from slow_server import line, scripted
from sqlalchemy import delete, select
from standing_clock import StandingClock
from strict_post import HOUR, MINUTE, SECOND, StrictPost, agrees, led_to, sending_to, sign_up_all, states

from seminars.database.units import database_now, write_unit
from seminars.domain.checks.invariants import find_violations
from seminars.extensions import db
from seminars.mail.sending import delivery, marks
from seminars.mail.sending.refusals import probes, verdicts
from seminars.models import THE_ONE, Message, MessageState, Refusal, SenderVerdict

BEGAN = datetime(2027, 3, 1, 9, tzinfo=UTC)
QUEUED, SENT, FAILED = MessageState.QUEUED, MessageState.SENT, MessageState.FAILED
# Two at each of four domains.
MANY = tuple(f"ada{number}@{domain}.example" for number in range(2) for domain in ("a", "b", "c", "d"))


@pytest.fixture
def clock(app, monkeypatch) -> StandingClock:
    with app.app_context():
        yield StandingClock(monkeypatch, BEGAN)


@pytest.fixture
def seminar(clock):
    return make_seminar(starts_at=BEGAN + 480 * HOUR, created_at=BEGAN - HOUR, capacity=50)


def errors(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.levelno == logging.ERROR]


REFUSALS = ["554 relay access denied", "550 relaying denied", "554 5.7.1 <{0}>: Relay access denied, id 4F{1}"]


@pytest.mark.parametrize("said", REFUSALS)
def test_words_that_are_said_to_all_fail_no_mail_and_the_first_success_ends_it(app, clock, seminar, caplog, said):
    def denies(phase: str, address: str) -> str | None:
        return said.format(address, len(post.asked)) if phase == "RCPT" else None

    post = StrictPost(denies)
    sign_up_all(seminar, *MANY, now=clock.now)
    with sending_to(app, post):
        assert delivery.deliver_due() == 0
        assert (states(), len(post.asked)) == ([QUEUED] * 8, 5)
        assert verdicts.standing().began_at == BEGAN
        clock.now += 59 * SECOND
        delivery.deliver_due()
        assert len(post.asked) == 5
        for tries in (6, 7, 8):
            clock.now += MINUTE
            delivery.deliver_due()
            delivery.deliver_due()
            assert (states(), len(post.asked)) == ([QUEUED] * 8, tries)
        assert sorted(post.asked) == sorted(MANY)
        assert len(errors(caplog)) == 1
        post.is_well()
        clock.now += MINUTE
        assert delivery.deliver_due() == 8
        assert (states(), verdicts.standing()) == ([SENT] * 8, None)
    db.session.rollback()
    assert find_violations(now=clock.now) == []


def test_a_mail_that_was_tried_meanwhile_is_afterwards_put_off_no_longer_than_a_new_one(app, clock, seminar):
    busy = "ada@busy.example"
    post = StrictPost(lambda phase, _address: "550 not from you" if phase == "MAIL" else None)
    sign_up_all(seminar, busy, now=clock.now)
    with sending_to(app, post):
        for _ in range(12):
            delivery.deliver_due()
            clock.now += MINUTE
        sign_up_all(seminar, MANY[0], now=clock.now)
        post.rule = lambda phase, address: "451 later" if (phase, address) == ("RCPT", busy) else None
        assert (delivery.deliver_due(), verdicts.standing()) == (1, None)
        db.session.rollback()
        waits = db.session.scalars(select(Message).filter_by(to=busy)).one()
        assert waits.due_at - clock.now == 30 * SECOND


def test_those_that_failed_by_these_words_are_queued_again_and_others_are_not(app, clock, seminar):
    said = {"dead@a.example": "550 5.1.1 no such user", "full@b.example": "552 5.2.2 full"}
    post = StrictPost(lambda phase, address: said.get(address, "550 not from you") if phase == "RCPT" else None)
    sign_up_all(seminar, *said, *MANY[:4], now=clock.now)
    with sending_to(app, post):
        delivery.deliver_due()
        assert states() == [FAILED] * 6
        sign_up_all(seminar, MANY[5], now=clock.now)
        delivery.deliver_due()
        assert states() == [FAILED] * 2 + [QUEUED] * 5


@pytest.mark.parametrize("addresses", [MANY[:4], [f"ada{number}@a.example" for number in range(5)] + [MANY[1]]])
def test_fewer_than_five_mails_or_three_domains_are_no_verdict(app, clock, seminar, addresses):
    post = StrictPost(lambda phase, _address: "554 no" if phase == "DATA" else None)
    sign_up_all(seminar, *addresses, now=clock.now)
    with sending_to(app, post):
        delivery.deliver_due()
        assert (verdicts.standing(), set(states())) == (None, {QUEUED})


def test_a_success_in_between_lets_the_words_count_anew(app, clock, seminar):
    well = ["ada@well.example"]
    post = StrictPost(lambda phase, address: "554 no" if phase == "RCPT" and address not in well else None)
    sign_up_all(seminar, *MANY[:4], *well, *MANY[4:], now=clock.now)
    with sending_to(app, post):
        assert delivery.deliver_due() == 1
        assert verdicts.standing() is None
        assert states() == [QUEUED] * 4 + [SENT] + [QUEUED] * 4


def test_one_mail_that_is_always_refused_delays_no_other_and_fails_at_its_third_refusal(app, clock, seminar):
    bad = "ada5@example.org"
    post = StrictPost(lambda phase, address: "554 5.7.1 spam" if (phase, address) == ("DATA", bad) else None)
    sign_up_all(seminar, *(f"ada{number}@example.org" for number in range(20)), now=clock.now)
    with sending_to(app, post):
        assert delivery.deliver_due() == 19
        found = []
        while True:
            message = db.session.scalars(
                select(Message).filter_by(to=bad).execution_options(populate_existing=True)
            ).one()
            found.append((message.state, message.attempts))
            if message.state == FAILED:
                break
            clock.now = message.due_at
            delivery.deliver_due()
        assert found == [(QUEUED, 1), (QUEUED, 2), (FAILED, 3)]
        assert message.last_error == "554 5.7.1 spam"
        assert verdicts.standing() is None


@pytest.mark.long
def test_a_mail_that_is_refused_while_no_other_leaves_is_not_given_up(app, clock, seminar):
    post = StrictPost(lambda phase, _address: "554 5.7.1 spam" if phase == "DATA" else None)
    sign_up_all(seminar, "ada@example.org", now=clock.now)
    with sending_to(app, post):
        for _ in range(5):
            delivery.deliver_due()
            clock.now += 2 * HOUR
        assert states() == [QUEUED]


@pytest.mark.long
def test_twenty_dead_addresses_of_one_domain_fail_at_once_and_delay_nobody(app, clock, seminar):
    def knows(phase: str, address: str) -> str | None:
        is_dead = phase == "RCPT" and address.endswith("@dead.example")
        return f"550 5.1.1 <{address}>: user unknown" if is_dead else None

    post = StrictPost(knows)
    sign_up_all(seminar, *(f"ada{number}@dead.example" for number in range(20)), *MANY, now=clock.now)
    with sending_to(app, post):
        assert delivery.deliver_due() == 8
        assert (states(), verdicts.standing()) == ([FAILED] * 20 + [SENT] * 8, None)
        assert set(db.session.scalars(select(Message.last_error))) == {"550 5.1.1 …: user unknown", ""}


@pytest.mark.long
def test_a_refused_sender_is_a_verdict_at_once_and_nothing_fails_however_long_it_takes(app, clock, seminar, caplog):
    post = StrictPost(lambda phase, address: f"550 <{address}>: not with us" if phase == "MAIL" else None)
    sign_up_all(seminar, *MANY[:3], now=clock.now)
    with sending_to(app, post):
        delivery.deliver_due()
        assert (len(post.asked), verdicts.standing().words) == (1, "550 …: not with us")
        for _ in range(40):
            clock.now += 2 * HOUR
            delivery.deliver_due()
        assert (states(), len(post.asked)) == ([QUEUED] * 3, 41)
        assert len(errors(caplog)) == 41
        assert find_violations(now=clock.now) == []  # which monitors hear of, and the data is sound
        # Each in its turn.
        assert [each.attempts for each in db.session.scalars(select(Message).order_by(Message.id))] == [14, 14, 13]
        post.is_well()
        clock.now += MINUTE
        assert delivery.deliver_due() == 3
    assert find_violations(now=clock.now) == []


@pytest.mark.long
def test_after_a_verdict_a_mail_has_its_whole_time(app, clock, seminar):
    post = StrictPost(lambda phase, _address: "550 no" if phase == "MAIL" else None)
    sign_up_all(seminar, *MANY[:2], now=clock.now)
    with sending_to(app, post):
        for _ in range(40):
            delivery.deliver_due()
            clock.now += 2 * HOUR
        busy = MANY[1]
        post.rule = lambda phase, address: "451 busy" if (phase, address) == ("RCPT", busy) else None
        for _ in range(3):
            delivery.deliver_due()
            clock.now += MINUTE
        assert states() == [SENT, QUEUED]
        assert find_violations(now=clock.now) == []


def test_a_password_that_is_refused_is_a_verdict(app, clock, seminar):
    post, accepts = StrictPost(agrees), [False]

    def knows(_server, _session, _envelope, _mechanism, _login) -> AuthResult:
        return AuthResult(success=accepts[0], handled=False)

    sign_up_all(seminar, *MANY[:3], now=clock.now)
    with sending_to(app, post, username="office", authenticator=knows, auth_require_tls=False):
        delivery.deliver_due()
        assert states() == [QUEUED] * 3
        assert verdicts.standing().words.startswith("535 5.7.8 ")
        accepts[0] = True
        clock.now += MINUTE
        assert delivery.deliver_due() == 3


@pytest.mark.parametrize(("greeting", "words"), [(b"220 here", "550 not"), (b"554 no service", "554 no")])
def test_a_greeting_that_is_refused_is_a_verdict(app, clock, seminar, greeting, words):
    def refuses(connection) -> None:
        connection.sendall(greeting + b"\r\n")
        while line(connection):
            connection.sendall(b"550 not you\r\n")

    sign_up_all(seminar, *MANY[:2], now=clock.now)
    with scripted(refuses) as where, led_to(app, where):
        delivery.deliver_due()
    assert states() == [QUEUED] * 2
    assert verdicts.standing().words.startswith(words)


def test_what_is_not_true_any_more_takes_no_turn_of_another(app, clock, seminar):
    post = StrictPost(lambda phase, _address: "550 no" if phase == "MAIL" else None)
    sign_up_all(seminar, *MANY[:3], now=clock.now)
    with sending_to(app, post):
        delivery.deliver_due()
        with write_unit():
            useless = db.session.scalars(select(Message).filter_by(attempts=0).order_by(Message.id).limit(1)).one()
            useless.useless_after = clock.now
            db.session.commit()
        clock.now += MINUTE
        delivery.deliver_due()
        assert sorted(states()) == ["missed", "queued", "queued"]
        assert len(post.asked) == 2


@pytest.mark.long
def test_what_is_urgent_is_tried_first_and_then_the_oldest(app, clock, seminar):
    post = StrictPost(lambda phase, _address: "550 no" if phase == "MAIL" else None)
    sign_up_all(seminar, *MANY[:5], now=clock.now)
    with write_unit():
        for message, urgency in zip(
            db.session.scalars(select(Message).order_by(Message.id)), ("now", "bulk", "soon", "now", "now"), strict=True
        ):
            message.urgency = urgency
        db.session.commit()
    with sending_to(app, post):
        order = []
        delivery.deliver_due()
        for _ in range(4):
            clock.now += MINUTE
            order.append(probes.claim_one("me"))
            marks.put_off(order[-1], "me", ConnectionError())
        db.session.rollback()
        first = db.session.scalars(select(Message.id).order_by(Message.id)).first()
        assert [number - first for number in order] == [3, 4, 2, 1]


def test_a_clock_that_was_years_ahead_does_not_stop_the_tries(app, clock, seminar):
    post = StrictPost(lambda phase, _address: "550 no" if phase == "MAIL" else None)
    sign_up_all(seminar, *MANY[:2], now=clock.now)
    with sending_to(app, post):
        delivery.deliver_due()
        with write_unit():
            db.session.get_one(SenderVerdict, THE_ONE).tried_at = BEGAN + 20000 * HOUR
            db.session.commit()
        delivery.deliver_due()
        assert len(post.asked) == 2


@pytest.mark.long
def test_of_many_workers_one_tries_one_mail_a_minute(app):
    rounds, workers = 15, 4
    with app.app_context():
        seminar = make_seminar(capacity=50)
        sign_up_all(seminar, *MANY)
        with write_unit():
            now = database_now()
            db.session.add(SenderVerdict(id=THE_ONE, began_at=now, words="550 no", likeness="550 - no"))
            db.session.commit()
    for _ in range(rounds):
        found, start = [], threading.Barrier(workers)

        def works(name: int, found=found, start=start) -> None:
            with app.app_context():
                start.wait()
                found.append(probes.claim_one(f"worker {name}"))
                db.session.remove()

        threads = [threading.Thread(target=works, args=(number,)) for number in range(workers)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sum(each is not None for each in found) == 1
        with app.app_context(), write_unit():
            db.session.get_one(SenderVerdict, THE_ONE).tried_at = database_now() - MINUTE
            for message in db.session.scalars(select(Message)):
                message.state, message.lease_by, message.lease_until = QUEUED, None, None
            db.session.commit()


@pytest.mark.long
def test_workers_that_hear_the_same_at_one_instant_begin_one_verdict_and_wait_for_nobody(app, caplog):
    rounds, workers = 10, len(MANY)
    with app.app_context():
        sign_up_all(make_seminar(capacity=50), *MANY)
        ids = list(db.session.scalars(select(Message.id).order_by(Message.id)))
    refusal = smtplib.SMTPRecipientsRefused({"x@example.org": (554, b"relay access denied")})
    for _ in range(rounds):
        with app.app_context(), write_unit():
            for message in db.session.scalars(select(Message)):
                message.state, message.lease_by, message.attempts = MessageState.SENDING, f"worker {message.id}", 0
            db.session.execute(delete(SenderVerdict))
            db.session.execute(delete(Refusal))
            db.session.commit()
        caplog.clear()
        start, broken = threading.Barrier(workers), []

        def works(number: int, start=start, broken=broken) -> None:
            with app.app_context():
                start.wait()
                try:
                    marks.put_off(number, f"worker {number}", refusal)
                except Exception as error:
                    broken.append(error)
                db.session.remove()

        threads = [threading.Thread(target=works, args=(number,)) for number in ids]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=30)
        assert broken == []
        assert len(errors(caplog)) == 1
        with app.app_context():
            assert (set(states()), verdicts.standing() is None) == ({QUEUED}, False)


@pytest.mark.long
def test_successes_and_refusals_at_one_instant_wait_for_nobody(app):
    rounds, workers = 10, len(MANY)
    with app.app_context():
        sign_up_all(make_seminar(capacity=50), *MANY)
        ids = list(db.session.scalars(select(Message.id).order_by(Message.id)))
    refusal = smtplib.SMTPRecipientsRefused({"x@example.org": (550, b"relaying denied")})
    for turn in range(rounds):
        with app.app_context(), write_unit():
            for message in db.session.scalars(select(Message)):
                message.state, message.lease_by = MessageState.SENDING, f"worker {message.id}"
            db.session.commit()
        start, broken = threading.Barrier(workers), []

        def works(number: int, start=start, broken=broken, turn=turn) -> None:
            with app.app_context():
                start.wait()
                try:
                    if (number + turn) % 3:
                        marks.put_off(number, f"worker {number}", refusal)
                    else:
                        marks.mark(number, f"worker {number}", state=SENT, facts={}, last_error="")
                except Exception as error:
                    broken.append(error)
                db.session.remove()

        threads = [threading.Thread(target=works, args=(number,)) for number in ids]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=30)
        assert broken == []
        with app.app_context():
            assert sum(state == SENT for state in states()) == sum((number + turn) % 3 == 0 for number in ids)
