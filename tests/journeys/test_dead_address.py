"""A hall of one seat, an address with a slip, and the right one: the organiser's press gives the seat to its owner."""

import csv
import re
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import Message as Letter
from io import StringIO

import pytest
from factories import make_organiser, make_seminar
from post_office import Post, serving
from visitors import hidden_fields, sign_up

from seminars.database.units import write_unit
from seminars.domain.organisers import accounts
from seminars.extensions import db
from seminars.mail.sending.delivery import deliver_due
from seminars.models import Message, MessageState, Organiser, Registration
from seminars.public.sign_up import form_tokens

DEAD, RIGHT = "ada@exampel.example.org", "ada@example.org"
LIST = "/organiser/seminars/klichev/registrations"


class PostWithoutAda(Post):
    """A mail server that knows nobody of the mistyped address."""

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802 - aiosmtpd finds it by this name
        if address == DEAD:
            return "550 5.1.1 no such mailbox"
        return await super().handle_RCPT(server, session, envelope, address, options)


@pytest.mark.usefixtures("sound")
def test_whoever_waits_behind_their_own_ghost_gets_the_seat_and_one_invitation(app, client, monkeypatch):
    monkeypatch.setattr(form_tokens, "SHORTEST_TYPING", -1)
    post = PostWithoutAda()
    with serving(post) as way:
        mailer = app.extensions["mail"]
        mailer.server, mailer.port = way["MAIL_SERVER"], way["MAIL_PORT"]
        app.config.update(way)
        with app.app_context():
            make_seminar(capacity=1)
        sign_up(client, email=DEAD)
        deliver(app)
        sign_up(client, email=RIGHT)
        deliver(app)
        assert told(post) == [(RIGHT, "You are on the waiting list", None)]
        ghost, second = codes(app)
        olive = sign_in(app)
        failed = olive.get("/organiser/messages?state=failed").text
        assert f'href="{LIST}/{ghost}/address"' in failed
        page = olive.get(f"{LIST}/{ghost}").text
        union = re.search(r'href="([^"]*/union/[^"]*)"', page)[1]
        both = olive.get(union).text
        answer = olive.post(union, data=hidden_fields(both))
        assert answer.headers["Location"] == f"{LIST}/{ghost}"
        deliver(app)
        assert olive.post(union, data=hidden_fields(both)).status_code == 303
        deliver(app)
    assert told(post)[1:] == [(RIGHT, "You have a place", "REQUEST")]
    pages = [client.get(manage_link(letter)).text for letter in letters(post)]
    assert [headline(page) for page in pages] == ["Your two registrations are one now.", "You have a place."]
    assert listed(olive) == [(ghost, RIGHT, "Confirmed", "Sent"), (second, RIGHT, "Cancelled", "Sent")]
    assert "<dt>Mails undelivered</dt><dd>0</dd>" in olive.get(LIST).text
    assert states(app) == [MessageState.SUPERSEDED, MessageState.SENT, MessageState.SENT]


def deliver(app) -> None:
    with app.app_context():
        deliver_due()


def sign_in(app):
    with app.app_context():
        make_organiser()
        with write_unit():
            token = accounts.new_sign_in_link(db.session.query(Organiser).one())
            db.session.commit()
    olive = app.test_client()
    page = olive.get(f"/organiser/sign-in/{token}").text
    assert olive.post(f"/organiser/sign-in/{token}", data=hidden_fields(page)).status_code == 303
    return olive


def letters(post: Post) -> list[Letter]:
    return [message_from_bytes(each.content) for each in post.envelopes]


def plain(letter: Letter) -> str:
    [text] = [part for part in letter.walk() if part.get_content_type() == "text/plain"]
    return text.get_payload(decode=True).decode()


def manage_link(letter: Letter) -> str:
    return re.search(r"https://[^/]+(/en/registrations/[^\s#]+)", plain(letter))[1]


def headline(page: str) -> str:
    return re.search("<h1[^>]*>(.*?)</h1>", page)[1]


def told(post: Post) -> list[tuple[str, str, str | None]]:
    """To whom, how the subject begins, and the method of the calendar part of each mail that was taken."""
    rows = []
    for envelope, letter in zip(post.envelopes, letters(post), strict=True):
        subject = str(make_header(decode_header(letter["Subject"])))
        methods = [part.get_param("method") for part in letter.walk() if part.get_content_type() == "text/calendar"]
        rows.append((*envelope.rcpt_tos, subject.partition(":")[0], next(iter(methods), None)))
    return rows


def codes(app) -> list[str]:
    with app.app_context():
        return [each.code for each in db.session.query(Registration).order_by(Registration.id)]


def states(app) -> list[MessageState]:
    with app.app_context():
        return [each.state for each in db.session.query(Message).order_by(Message.id)]


def listed(olive) -> list[tuple[str, ...]]:
    """Code, address, state and delivery in the list to take away."""
    text = olive.get(f"{LIST}.csv").data.decode("utf-8-sig")
    heads, *rows = csv.reader(StringIO(text, newline=""))
    return [tuple(row[heads.index(head)] for head in ("Code", "E-mail", "Status", "Delivery")) for row in rows]
