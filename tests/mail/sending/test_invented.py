"""Mail to people who were made up: a folder keeps it like any other, and no mail server ever hears of them."""

from email import message_from_bytes

import pytest
from acts import messages
from factories import make_organiser, make_registration, make_seminar
from flask import Flask
from flask_mail import Message as Mail
from post_office import Post
from sqlalchemy import func, select
from strict_post import led_to, sending_to
from waiting_mails import let_wait

from seminars.domain.organisers import alerts
from seminars.domain.people.addresses import reading
from seminars.domain.people.sign_up import Person
from seminars.extensions import db
from seminars.mail import maildir
from seminars.mail.sending import delivery, invented
from seminars.mail.sending.transport import mailer
from seminars.models import (
    INVENTED_ADDRESS,
    Departure,
    Message,
    MessageKind,
    MessageState,
    Refusal,
    SenderVerdict,
)

pytestmark = pytest.mark.usefixtures("inside")
MADE_UP = ("ada@post.invalid", "ada@Invalid", "ada@a.b.INVALID.")
REAL = ("ada@example.org", "invalid@example.org", "ada@invalid.example.org", "ada@notinvalid", "ada@mail.test")


@pytest.mark.parametrize(("address", "is_so"), [*((each, True) for each in MADE_UP), *((each, False) for each in REAL)])
def test_who_was_made_up_is_told_by_the_last_label_of_the_domain(address: str, is_so: bool):
    assert invented.is_invented(address) == is_so


def test_a_server_is_asked_for_no_invented_address_whatever_the_mail(app: Flask):
    app.config["MAIL_PER_MINUTE"] = 2
    let_wait(*[{"kind": kind, "to": address} for kind in MessageKind for address in MADE_UP])
    post = Post()
    with sending_to(app, post):
        assert delivery.deliver_due() == 0
    fates = select(Message.state, Message.last_error, Message.sent_at, func.count()).group_by(
        Message.state, Message.last_error, Message.sent_at
    )
    assert db.session.execute(fates).all() == [
        (MessageState.MISSED, INVENTED_ADDRESS, None, len(MessageKind) * len(MADE_UP))
    ]
    assert post.envelopes == []
    # The places of a minute are free for others, nothing was refused, and nobody hears of it.
    assert set(db.session.scalars(select(Departure.message_id))) <= {None}
    assert [db.session.scalar(select(func.count()).select_from(each)) for each in (Refusal, SenderVerdict)] == [0, 0]
    make_organiser()
    assert alerts.untold(now=delivery.database_now()) == []


def test_others_get_their_mail_meanwhile(app: Flask):
    seminar = make_seminar()
    for address in ("ada@post.invalid", "bela@example.org"):
        make_registration(seminar, _named(address))
    post = Post()
    with sending_to(app, post):
        assert delivery.deliver_due() == 1
    assert [envelope.rcpt_tos for envelope in post.envelopes] == [["bela@example.org"]]


def test_a_server_that_is_away_changes_nothing_for_them(app: Flask):
    make_registration(make_seminar(), _named("ada@post.invalid"))
    with led_to(app, {"MAIL_SERVER": "localhost", "MAIL_PORT": 1}):
        delivery.deliver_due()
    assert [(each.state, each.first_tried_at) for each in messages()] == [(MessageState.MISSED, None)]


def test_without_a_server_it_is_kept_on_disk():
    make_registration(make_seminar(), _named("ada@post.invalid"))
    assert delivery.deliver_due() == 1
    (file, _name), *others = maildir.files()
    assert (message_from_bytes(file.read_bytes())["To"], others) == ('"A ada" <ada@post.invalid>', [])
    assert [each.state for each in messages()] == [MessageState.SENT]


def test_whoever_sends_past_the_outbox_is_refused(app: Flask):
    post = Post()
    with sending_to(app, post), pytest.raises(invented.InventedAddress):
        mailer.send(Mail("x", recipients=["Ada <ada@post.invalid>"], body="x", sender="a@example.org"))
    assert post.envelopes == []


def test_nobody_signs_up_with_an_invented_address():
    assert [reading.well_formed(address) for address in MADE_UP] == [None] * len(MADE_UP)


def _named(address: str) -> Person:
    return Person(surname=address.partition("@")[0], given_name="A", email=address)
