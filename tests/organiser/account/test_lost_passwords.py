"""A forgotten password: the answer tells nobody which accounts there are; the mailed link works once, for an hour."""

import re
from datetime import timedelta

import pytest
from factories import PASSWORD, make_organiser
from visitors import letters

from seminars import clock
from seminars.database.units import write_unit
from seminars.domain.organisers import lost_passwords
from seminars.extensions import db
from seminars.mail.sending.delivery import deliver_due
from seminars.models import Message, MessageKind, MessageState, Organiser

OLIVE, NEW = "olive@example.org", "горад над ракой"
FORM = "/organiser/lost-password"
ENGLISH = {"headers": {"Accept-Language": "en"}}


@pytest.fixture(autouse=True)
def accounts_of_two(app) -> None:
    with app.app_context():
        make_organiser(OLIVE, language="en")
        make_organiser("closed@example.org", active=False)


def ask(visitor, email: str = OLIVE):
    return visitor.post(FORM, {"email": email}, **ENGLISH)


def mailed(app) -> list[Message]:
    with app.app_context():
        return db.session.query(Message).filter_by(kind=MessageKind.SIGN_IN_LINK).order_by(Message.id).all()


def link_in_mail(app) -> str:
    with app.app_context():
        deliver_due()
    return re.search(r"https://seminars\.example\.org(/organiser/sign-in/\S+)", letters(app)[0])[1]


def test_the_answer_is_the_same_for_every_address(app, visitor):
    assert f'href="{FORM}"' in visitor.get("/organiser/sign-in").text
    answers = []
    for email in (OLIVE, "nobody@example.org", "closed@example.org"):
        sent = ask(visitor, email)
        page = visitor.get(sent.location, **ENGLISH).text
        answers.append((sent.status_code, sent.location, "a link is on the way there" in page))
    assert set(answers) == {(303, f"{FORM}?sent=1", True)}
    assert [message.to for message in mailed(app)] == [OLIVE]
    for bad in ("", "olive", "a" * 300 + "@example.org", "x@y@z"):
        assert ask(visitor, bad).status_code == 422


def test_the_link_signs_in_once_and_a_password_is_set_without_the_present_one(app, visitor, make_visitor):
    ask(visitor)
    (message,) = mailed(app)
    assert message.facts == {}
    link = link_in_mail(app)
    assert "UTC+3" in letters(app)[0]
    assert "This link signs in" in visitor.get(link, **ENGLISH).text
    form = re.search(r'<form class="form" method="post" action="([^"]+)"', visitor.get(link).text)[1]
    answer = visitor.post(form.replace("&amp;", "&"))
    assert (answer.status_code, answer.location) == (303, "/organiser/account#set-password")
    assert 'name="present"' not in visitor.get("/organiser/account").text
    assert visitor.post("/organiser/account/password", {"password": NEW, "again": NEW}).status_code == 303
    second = make_visitor()
    assert second.post(link).status_code == 404
    assert "lost-password" in second.get(link).text
    assert (second.sign_in(OLIVE, PASSWORD).status_code, second.sign_in(OLIVE, NEW).status_code) == (422, 303)


def test_the_link_works_for_an_hour_from_when_it_was_asked_for(app, visitor, monkeypatch):
    ask(visitor)
    link, now = link_in_mail(app), clock.now()
    for minutes, status in ((59, 200), (61, 404)):
        monkeypatch.setattr(clock, "now", lambda later=now + timedelta(minutes=minutes): later)
        assert (minutes, visitor.get(link).status_code) == (minutes, status)


def test_nobody_is_bombed_by_it(app):
    start = clock.now()

    def ask_at(minutes: int, address: str = OLIVE) -> None:
        with app.app_context(), write_unit():
            lost_passwords.send_link(address, now=start + timedelta(minutes=minutes))
            db.session.commit()

    for minute in range(5):
        ask_at(minute, "O.live@example.org" if minute % 2 else OLIVE)
    for minute in range(2):
        ask_at(minute + 5)
    assert len(mailed(app)) == 3
    for hour in range(1, 20):
        for minute in range(4):
            ask_at(60 * hour + minute)
    assert len(mailed(app)) == 10


def test_somebody_who_asks_again_and_again_makes_no_link_of_the_operator_worthless(app, visitor, link_for):
    with app.app_context():
        token = link_for(OLIVE)
    ask(visitor)
    assert visitor.get(f"/organiser/sign-in/{token}").status_code == 200


def test_a_mail_whose_link_opens_nothing_any_more_is_not_sent(app, visitor):
    ask(visitor)
    with app.app_context(), write_unit():
        db.session.query(Organiser).filter_by(email=OLIVE).update({"link_nonce": None})
        db.session.commit()
    with app.app_context():
        deliver_due()
    assert [message.state for message in mailed(app)] == [MessageState.SUPERSEDED]
