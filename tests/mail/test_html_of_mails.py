"""How the page of a mail looks where a screen is narrow."""

import re

from factories import make_registration, make_seminar
from sqlalchemy import select

from seminars.domain.people.sign_up import Person
from seminars.extensions import db
from seminars.mail.render import render
from seminars.models import Message

LONG = Person(given_name="Б" * 50, surname="Klichevsky", email="b@example.org")


def test_hours_are_not_torn_and_a_long_name_widens_no_mail(app):
    with app.app_context():
        make_registration(make_seminar(), LONG)
        page = render(db.session.scalars(select(Message)).one()).html
    assert re.search(r'<span style="white-space:nowrap">\d\d:\d\d–\d\d:\d\d</span>', page)
    (card,) = re.findall(r'<table[^>]+class="card".*?<td class="ink" style="([^"]+)"', page, re.DOTALL)
    assert "overflow-wrap:anywhere" in card
