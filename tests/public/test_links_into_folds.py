"""No link leads into a fold that is closed: Safari of some years ago stays where it was, and shows nothing."""

import re
from datetime import timedelta

import pytest
from acts import write
from every_letter import OLIVE, write_every_kind
from every_route import address, rules
from factories import make_registration, make_seminar, texts
from folds import leads_into_folds, missing, read
from sqlalchemy import select
from visitors import manage_page

from seminars.domain.seminars import changes
from seminars.extensions import db
from seminars.i18n import Texts
from seminars.mail.render import as_mail
from seminars.models import Message, Seminar


def test_a_fold_hides_what_lies_in_it_unless_it_is_open_but_never_its_summary():
    page = (
        '<a href="#a"></a><a href="#b"></a><a href="#c"></a><a href="#d"></a><a href="#e"></a>'
        '<details id="a"><summary id="b">More</summary><p id="c"></p></details><details open><p id="d"></p></details>'
    )
    assert leads_into_folds(page) == {"c"}
    assert missing(page) == {"e"}


def test_no_link_of_a_page_leads_into_a_fold_or_nowhere(app, client):
    with app.app_context():
        make_seminar()
        make_registration(make_seminar(slug="over", recap=Texts(texts("It was good"))))
    ways = [rule for rule in rules(app, "GET") if "lang" in rule.arguments]
    answers = {rule.rule: client.get(address(app, rule), follow_redirects=True) for rule in ways}
    pages = {way: answer.text for way, answer in answers.items() if answer.mimetype == "text/html"}
    assert len(pages) > 15
    assert {way: both for way, page in pages.items() if any(both := (leads_into_folds(page), missing(page)))} == {}


def test_what_mails_lead_to_is_there_and_not_in_a_fold(app, client):
    """A state may have gone by the time that somebody reads the mail; then the page begins at its top."""
    with app.app_context():
        write_every_kind()
        for message in db.session.scalars(select(Message).where(Message.to != "")):
            mail = as_mail(message)
            for path, name in re.findall(r"https://seminars\.example\.org(/\S+?)#([\w-]+)", mail.body + mail.html):
                assert (message.kind, name in read(client.get(path).text).folded) == (message.kind, False)
        db.session.rollback()


@pytest.mark.usefixtures("ada")
@pytest.mark.parametrize("name", ["cancel", "not-me", "my-data"])
def test_links_of_mails_that_are_out_already_find_what_they_name(app, client, name):
    assert name in read(client.get(manage_page(app)).text).shown


@pytest.mark.usefixtures("ada")
def test_who_is_asked_whether_they_come_finds_that_name_once(app, client):
    with app.app_context():
        seminar = db.session.query(Seminar).one()
        write(lambda: changes.move(seminar, starts_at=seminar.starts_at + timedelta(days=1), actor=OLIVE))
    assert "Can you still come?" in client.get(manage_page(app)).text
    assert client.get(manage_page(app)).text.count('id="cancel"') == 1
