"""What a mail about several people tells of each of them."""

import re

from factories import make_registration, make_seminar
from flask import Flask
from sqlalchemy import select

from seminars.domain.people.sign_up import Person
from seminars.extensions import db
from seminars.mail.render import Rendered, render
from seminars.models import Message, Registration

BELA = Person(given_name="Bela", surname="Klichevsky")


def first_mail(app: Flask, *companions: Person) -> tuple[Rendered, list[str]]:
    """The mail about Ada and whom she brings along, and the codes of all."""
    with app.app_context():
        make_registration(make_seminar(), companions=companions)
        mail = render(db.session.scalars(select(Message)).one())
        return mail, list(db.session.scalars(select(Registration.code).order_by(Registration.id)))


def test_each_of_a_party_has_their_own_code_in_the_mail(app):
    mail, (ada, bela) = first_mail(app, BELA)
    assert f"Ada Klichevskaya, {ada}\nBela Klichevsky, {bela}\n" in mail.text
    assert "Code:" not in mail.text
    shown = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", mail.html))
    assert f"Ada Klichevskaya, {ada} Bela Klichevsky, {bela}" in shown


def test_no_code_is_torn_apart_beside_a_name_that_runs_to_the_left(app):
    mail, (ada, sara) = first_mail(app, Person(given_name="שרה", surname="כהן"))
    assert f"Ada Klichevskaya, {ada}\nשרה כהן\u200e, {sara}\n" in mail.text
    assert "שרה כהן\u200e, <strong" in mail.html


def test_one_alone_finds_the_code_below_the_name(app):
    mail, (ada,) = first_mail(app)
    assert f"Ada Klichevskaya\nCode: {ada}\n" in mail.text
