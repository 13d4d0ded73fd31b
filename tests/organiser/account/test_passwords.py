"""A new password: which is taken, who may set it, and who is told."""

import pytest
from factories import PASSWORD, make_organiser
from visitors import letters

from seminars.domain.guard import throttle
from seminars.extensions import db
from seminars.mail.sending.delivery import deliver_due
from seminars.models import Message, MessageKind, Organiser
from seminars.organiser.account import sessions

OLIVE = "olive@example.org"
NEW = "горад над ракой"
ADDRESS = "/organiser/account/password"


@pytest.fixture
def at_the_desk(app, visitor):
    """Olive signed in with her password and left the browser open."""
    with app.app_context():
        make_organiser(OLIVE)
    assert visitor.sign_in(OLIVE, PASSWORD).status_code == 303
    return visitor


def change(visitor, password: str = NEW, **more: str):
    return visitor.post(ADDRESS, {"password": password, "again": password, **more})


def test_passwords_that_are_guessed_first_are_refused_at_the_field(olive):
    for weak in ("1234567890", OLIVE, "Olive12345", "12.05.1987 10", "abcabcabcabc", "asdfghjkl;'"):
        answer = change(olive, weak)
        assert (answer.status_code, 'id="password-error"' in answer.text) == (422, True), weak
        assert "choose another, a few words are good" in answer.text
        assert answer.text.count(f'value="{weak}"') == (weak == OLIVE)  # it names the account
    assert change(olive).status_code == 303


def test_the_present_password_is_asked(app, at_the_desk):
    assert 'name="present"' in at_the_desk.get("/organiser/account").text
    for present in ({}, {"present": ""}, {"present": "wrong wrong wrong"}):
        answer = change(at_the_desk, **present)
        assert (answer.status_code, 'id="present-error"' in answer.text) == (422, True)
    assert change(at_the_desk, present=PASSWORD).status_code == 303
    assert at_the_desk.get("/organiser/seminars").status_code == 200
    assert change(at_the_desk, present=PASSWORD).status_code == 422
    assert change(at_the_desk, present=NEW).status_code == 303


def test_whoever_came_by_a_sign_in_link_just_now_is_not_asked_once(olive):
    assert 'name="present"' not in olive.get("/organiser/account").text
    assert change(olive).status_code == 303
    assert change(olive, "another good one").status_code == 422


def test_later_they_are_asked_too(olive, monkeypatch):
    monkeypatch.setattr(sessions, "FRESH", -1)
    assert change(olive).status_code == 422
    assert 'name="present"' in olive.get("/organiser/account").text


def test_an_account_without_a_password_sets_its_first_one(app, visitor, link_for, monkeypatch):
    with app.app_context():
        make_organiser(OLIVE, password=None)
        token = link_for(OLIVE)
    assert visitor.post(f"/organiser/sign-in/{token}").status_code == 303
    monkeypatch.setattr(sessions, "FRESH", -1)
    assert change(visitor).status_code == 303


def test_an_open_browser_is_no_place_to_guess_the_password(at_the_desk, monkeypatch):
    monkeypatch.setattr(throttle, "SIGN_IN", ((2, throttle.SIGN_IN[0][1]),))
    for _ in range(2):
        assert change(at_the_desk, present="wrong wrong wrong").status_code == 422
    answer = change(at_the_desk, present=PASSWORD)
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "900")


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("be", "У вашага ўліковага запісу новы пароль"),
        ("en", "Your account has a new password"),
        ("pl", "Twoje konto ma nowe hasło"),
        ("ru", "У вашей учётной записи новый пароль"),
    ],
)
def test_the_holder_of_the_account_is_told_by_mail(app, olive, language, words):
    with app.app_context():
        make_organiser("mallory@example.org", is_owner=False)
    assert olive.post("/organiser/account", {"language": language}).status_code == 303
    assert change(olive).status_code == 303
    with app.app_context():
        (message,) = db.session.query(Message).filter_by(kind=MessageKind.PASSWORD_SET)
        assert (message.to, message.language) == (OLIVE, language)
        deliver_due()
    (plain, html) = letters(app)
    assert words in plain
    assert words in html
    assert OLIVE in plain
    assert NEW not in plain + html


def test_a_refused_change_tells_nobody_and_changes_nothing(app, at_the_desk):
    with app.app_context():
        before = db.session.query(Organiser).one().password
    for present, new in (("wrong wrong wrong", NEW), (PASSWORD, "1234567890"), (PASSWORD, "short")):
        assert change(at_the_desk, new, present=present).status_code == 422
    with app.app_context():
        assert db.session.query(Organiser).one().password == before
        assert db.session.query(Message).count() == 0
