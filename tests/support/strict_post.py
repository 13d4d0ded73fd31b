"""A mail server that refuses as it is told, and an application whose mails go there."""

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

from factories import ADA, make_registration
from flask import Flask
from post_office import Post, serving
from sqlalchemy import select

from seminars.extensions import db
from seminars.models import Message, MessageState, Seminar

Rule = Callable[[str, str], str | None]
SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)


class StrictPost(Post):
    """`rule(phase, address)` is its answer at MAIL, RCPT and DATA, or None if it agrees. Keeps in `asked` for whom it
    was asked to take a mail, and in `taken` for whom it took one."""

    def __init__(self, rule: Rule) -> None:
        super().__init__()
        self.rule, self.asked, self.taken = rule, [], []

    async def handle_MAIL(self, server, session, envelope, address, options):  # noqa: N802 - aiosmtpd finds it by this name
        if refusal := self.rule("MAIL", address):
            self.asked.append("")
            return refusal
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802 - the same
        self.asked.append(address)
        if refusal := self.rule("RCPT", address):
            return refusal
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 - the same
        if refusal := self.rule("DATA", envelope.rcpt_tos[0]):
            return refusal
        self.taken.append(envelope.rcpt_tos[0])
        return "250 OK"

    def is_well(self) -> None:
        self.rule = agrees


def agrees(_phase: str, _address: str) -> None:
    """It takes each mail."""


@contextlib.contextmanager
def sending_to(app: Flask, post: Post, *, username: str = "", **settings) -> Iterator[None]:
    """The application's mails go to this server."""
    with serving(post, **settings) as where, led_to(app, where, username=username):
        yield


@contextlib.contextmanager
def led_to(app: Flask, where: dict, *, username: str = "") -> Iterator[None]:
    """The application's mails go where these settings lead."""
    state = app.extensions["mail"]
    before = {name: getattr(state, name) for name in ("server", "port", "username", "password")}
    signed_in = {"username": username, "password": "secret" if username else ""}
    vars(state).update(server=where["MAIL_SERVER"], port=where["MAIL_PORT"], **signed_in)
    try:
        yield
    finally:
        vars(state).update(before)


def sign_up_all(seminar: Seminar, *addresses: str, **values) -> None:
    """A confirmation waits for each of them."""
    for number, address in enumerate(addresses):
        name = "".join(chr(ord("a") + int(digit)) for digit in str(number))
        make_registration(seminar, replace(ADA, given_name=f"Ada {name}", email=address), **values)


def states() -> list[MessageState]:
    db.session.rollback()
    return list(db.session.scalars(select(Message.state).order_by(Message.id)))
