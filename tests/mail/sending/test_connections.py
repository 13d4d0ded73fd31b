"""One connection to the mail server carries many mails; what happens to it happens to none of them."""

from collections import Counter
from dataclasses import replace
from time import monotonic

import pytest
from factories import ADA, make_registration, make_seminar
from flask import Flask
from post_office import Post, free_port, serving
from sqlalchemy import select
from waiting_mails import let_wait

from seminars.extensions import db
from seminars.mail.sending import connections, delivery
from seminars.mail.sending.transport import mailer
from seminars.models import Message, MessageKind, MessageState

pytestmark = pytest.mark.usefixtures("inside")
# What a server may do after it has taken a mail.
CUTS = (
    "closes at once",
    "closes and says so",
    "closes at the next mail",
    "takes no more here",
    "takes no more for now",
)


class Counting(Post):
    """Counts connections, and does one of CUTS after each `every` mails of one of them."""

    def __init__(self, cut: str = "", every: int = 0, **answers: str) -> None:
        super().__init__(**answers)
        self.cut, self.every, self.ended = cut, every, 0
        self.of_session: Counter[int] = Counter()
        self.opened: list[object] = []

    async def handle_EHLO(self, server, session, envelope, hostname, responses):  # noqa: N802 - aiosmtpd finds it by this name
        session.host_name = hostname
        self.opened.append(session)
        return responses

    def _is_at_its_end(self, session: object) -> bool:
        return bool(self.every) and self.of_session[id(session)] >= self.every

    async def handle_MAIL(self, server, session, envelope, address, options):  # noqa: N802 - aiosmtpd finds it by this name
        if self._is_at_its_end(session):
            if self.cut == "closes at the next mail":
                server.transport.abort()
            if self.cut == "takes no more here":
                return "421 4.7.0 too many mails on one connection"
            if self.cut == "takes no more for now":
                return "452 4.5.3 too many mails on one connection"
        return await super().handle_MAIL(server, session, envelope, address, options)

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 - aiosmtpd finds it by this name
        answer = await super().handle_DATA(server, session, envelope)
        self.of_session[id(session)] += 1
        if self._is_at_its_end(session) and self.cut.startswith("closes a") and "next" not in self.cut:
            await server.push(f"{answer}\r\n421 4.4.2 idle" if "says" in self.cut else answer)
            server.transport.close()
        return answer

    async def handle_QUIT(self, server, session, envelope):  # noqa: N802 - aiosmtpd finds it by this name
        self.ended += 1
        return "221 Bye"


@pytest.fixture
def many() -> int:
    return _people(30)


def _people(number: int) -> int:
    """So many have a confirmation in the outbox, each under an address of their own."""
    seminar = make_seminar(capacity=number)
    for each in range(number):
        make_registration(seminar, replace(ADA, email=f"ada{each}@example.org"))
    return number


def deliver(app: Flask, post: Post) -> int:
    with serving(post) as settings:
        state = app.extensions["mail"]
        state.server, state.port = settings["MAIL_SERVER"], settings["MAIL_PORT"]
        return delivery.deliver_due()


def fates() -> Counter[tuple[MessageState, int]]:
    db.session.rollback()
    return Counter((state, attempts) for state, attempts in db.session.execute(select(Message.state, Message.attempts)))


def test_many_mails_leave_over_one_connection_which_is_not_kept_when_none_is_due(app, many):
    post = Counting()
    assert deliver(app, post) == many
    assert (len(post.opened), post.ended) == (1, 1)
    assert fates() == {(MessageState.SENT, 1): many}


def test_a_connection_is_kept_for_so_many_mails_and_for_so_long(app, many, monkeypatch):
    monkeypatch.setattr(connections, "MOST_MAILS", 12)
    post = Counting()
    deliver(app, post)
    assert (sorted(post.of_session.values()), post.ended) == ([6, 12, 12], 3)


def test_a_connection_that_is_old_is_opened_anew(app, many, monkeypatch):
    monkeypatch.setattr(connections, "LONGEST", 0)
    post = Counting()
    deliver(app, post)
    assert len(post.opened) == post.ended == many


@pytest.mark.parametrize("cut", CUTS)
def test_a_server_that_ends_a_connection_between_two_mails_delays_and_loses_none(app, many, cut):
    post = Counting(cut, every=7)
    assert deliver(app, post) == many
    assert fates() == {(MessageState.SENT, 1): many}
    arrived = Counter(envelope.rcpt_tos[0] for envelope in post.envelopes)
    assert set(arrived.values()) == {1}
    assert len(arrived) == many
    assert len(post.opened) == 5


class Deaf(Counting):
    """Has gone away after the first mail, and nobody listens any more."""

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 - aiosmtpd finds it by this name
        answer = await super().handle_DATA(server, session, envelope)
        self.app.extensions["mail"].port = free_port()
        return answer


def test_a_server_that_has_gone_away_counts_as_one_try(app, monkeypatch):
    _people(3)
    post = Deaf("closes at once", every=1)
    post.app = app
    assert deliver(app, post) == 1
    assert fates() == {(MessageState.SENT, 1): 1, (MessageState.QUEUED, 1): 2}


class Moody(Counting):
    """Refuses or cuts some mails, by the number in their address."""

    REFUSED, UNFIT, CUT = 2, 4, 6

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802 - aiosmtpd finds it by this name
        if address.startswith(f"ada{self.REFUSED}@"):
            return "550 5.1.1 no such user"
        return await super().handle_RCPT(server, session, envelope, address, options)

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 - aiosmtpd finds it by this name
        if envelope.rcpt_tos[0].startswith(f"ada{self.UNFIT}@"):
            return "451 4.7.1 try again later"
        answer = await super().handle_DATA(server, session, envelope)
        if envelope.rcpt_tos[0].startswith(f"ada{self.CUT}@"):
            server.transport.abort()
        return answer


def test_trouble_with_one_mail_is_no_trouble_for_the_next(app):
    _people(9)
    post = Moody()
    assert deliver(app, post) == 6
    states = dict(db.session.execute(select(Message.to, Message.state)).all())
    assert {address: state for address, state in states.items() if state != MessageState.SENT} == {
        "ada2@example.org": MessageState.FAILED,
        "ada4@example.org": MessageState.QUEUED,
        # It may have arrived, so that it is not sent again at once.
        "ada6@example.org": MessageState.QUEUED,
    }
    assert {attempts for _state, attempts in fates()} == {1}
    assert [envelope.rcpt_tos[0] for envelope in post.envelopes].count("ada6@example.org") == 1


def test_a_mail_that_cannot_be_written_harms_no_other(app, many):
    let_wait({"kind": MessageKind.LINKS, "to": "ада@example.org"}, ago=600)
    post = Counting()
    assert deliver(app, post) == many


def test_without_a_mail_server_nothing_is_kept(app, many, monkeypatch):
    sent = []
    monkeypatch.setattr(mailer, "send", sent.append)
    monkeypatch.setattr(connections.KeptConnection, "_send", None)
    assert delivery.deliver_due() == len(sent) == many


@pytest.mark.long
def test_250_mails_take_three_connections(app):
    _people(250)
    post, began = Counting(), monotonic()
    sent = 0
    while (more := deliver(app, post)) > 0:
        sent += more
    assert sent == 250
    assert sorted(post.of_session.values())[-1] <= 100
    # Each turn of a worker ends after 30 seconds, and a machine that has much else to do needs several.
    assert len(post.opened) <= 3 + (monotonic() - began) // connections.LONGEST
