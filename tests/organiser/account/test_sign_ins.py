"""Sign-ins are rows: each is ended by itself, and a cookie of one that has ended is worth nothing."""

import re
from collections.abc import Callable
from contextlib import contextmanager
from datetime import timedelta

import pytest
from factories import PASSWORD, make_organiser
from rotation import rotate
from sqlalchemy.exc import OperationalError
from visitors import letters

from seminars import clock
from seminars.database.gate import Busy
from seminars.database.units import write_unit
from seminars.domain.organisers import accounts, sign_ins
from seminars.extensions import db
from seminars.mail.sending.delivery import deliver_due
from seminars.models import Message, MessageKind, Organiser, SignIn
from seminars.organiser.account import sessions

OLIVE = "olive@example.org"
HOME = "/organiser/account"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
SAFARI = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) Version/18.5 Mobile/15E148 Safari/604.1"
SIGN_IN = "/organiser/sign-in"


@pytest.fixture
def two_browsers(app, make_visitor):
    """Olive, who is signed in at her desk and on her phone."""
    with app.app_context():
        make_organiser(OLIVE, language="en")
    desk, phone = make_visitor(), make_visitor()
    for browser, name in ((desk, FIREFOX), (phone, SAFARI)):
        assert browser.sign_in(OLIVE, PASSWORD, headers={"User-Agent": name}).status_code == 303
    return desk, phone


@pytest.fixture
def copy_of(make_visitor) -> Callable:
    """Somebody who comes with the cookie that a browser has now."""

    def copy(visitor):
        cookie = visitor.client.get_cookie("__Host-seminars", domain="seminars.example.org").value
        thief = make_visitor()

        def is_in() -> bool:
            # Each answer could replace it.
            thief.client.set_cookie("__Host-seminars", cookie, domain="seminars.example.org", secure=True)
            return thief.get(HOME).status_code == 200

        return is_in

    return copy


def is_in(visitor) -> bool:
    return visitor.get(HOME).status_code == 200


def act(app, verb: Callable[[Organiser], object]) -> None:
    with app.app_context(), write_unit():
        verb(db.session.query(Organiser).filter_by(email=OLIVE).one())
        db.session.commit()


def set_all(app, **values) -> None:
    with app.app_context(), write_unit():
        db.session.query(SignIn).update(values)
        db.session.commit()


def rows(page: str) -> list[str]:
    """What the account's page says of each sign-in."""
    table = page.partition('aria-labelledby="sign-ins"')[2].partition("<tbody>")[2].partition("</table>")[0]
    found = [re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", each)).strip() for each in table.split("<tr>")[1:]]
    return [re.sub(r"\d+ \w+, \d\d:\d\d", "WHEN", each) for each in found]


def test_signing_out_ends_this_sign_in_alone(two_browsers, copy_of):
    desk, phone = two_browsers
    copied = copy_of(desk)
    assert copied()
    assert desk.post("/organiser/sign-out").status_code == 303
    assert (copied(), is_in(desk), is_in(phone)) == (False, False, True)


def test_the_account_lists_its_sign_ins_and_ends_one_or_all_others(two_browsers, copy_of):
    desk, phone = two_browsers
    copied, page = copy_of(phone), desk.get(HOME).text
    assert rows(page) == ["Safari, iPhone WHEN WHEN End it", "Firefox, Windows WHEN now, in this browser"]
    (way,) = re.findall(r'action="(/organiser/account/sign-ins/\d+/end)"', page)
    for _ in range(2):  # a second press changes nothing
        assert desk.post(way).location == "/organiser/account#sign-ins"
    assert (copied(), is_in(phone), is_in(desk)) == (False, False, True)
    phone.sign_in(OLIVE, PASSWORD)
    copied = copy_of(phone)
    assert desk.post("/organiser/account/sign-ins/others/end").status_code == 303
    assert (copied(), is_in(phone), is_in(desk)) == (False, False, True)
    assert "End all others" not in desk.get(HOME).text


def test_mallory_ends_no_sign_in_of_others(app, two_browsers, mallory):
    desk, _phone = two_browsers
    way = re.search(r"/organiser/account/sign-ins/\d+/end", desk.get(HOME).text)[0]
    assert mallory.post(way).status_code == 404
    assert mallory.post("/organiser/account/sign-ins/others/end").status_code == 303
    assert [is_in(each) for each in two_browsers] == [True, True]


def test_a_new_password_ends_all_but_the_browser_in_which_it_was_set(two_browsers, copy_of):
    desk, phone = two_browsers
    copies = [copy_of(each) for each in two_browsers]
    new = {"present": PASSWORD, "password": "горад над ракой", "again": "горад над ракой"}
    assert desk.post(f"{HOME}/password", new).status_code == 303
    assert [copied() for copied in copies] == [False, False]
    assert (is_in(desk), is_in(phone)) == (True, False)


@pytest.mark.parametrize(
    "verb",
    [lambda olive: accounts.end_sessions(olive, now=clock.now()), lambda olive: setattr(olive, "active", False)],
    ids=["all are ended, as a changed role does", "the account is closed"],
)
def test_what_ends_all_sign_ins_leaves_no_cookie_of_any_worth(app, two_browsers, copy_of, verb):
    copies = [copy_of(each) for each in two_browsers]
    act(app, verb)
    assert [copied() for copied in copies] == [False, False]
    assert [is_in(each) for each in two_browsers] == [False, False]


def test_an_end_that_the_version_before_brought_counts_too(app, two_browsers):
    act(app, lambda olive: setattr(olive, "fs_uniquifier", "renewed by a process of the version before"))
    assert [is_in(each) for each in two_browsers] == [False, False]


def test_a_session_without_a_sign_in_is_asked_to_sign_in_and_loses_nothing(two_browsers):
    desk, _phone = two_browsers
    with desk.client.session_transaction(HOME, base_url="https://seminars.example.org") as session:
        del session["sign_in"]
    answer = desk.get("/organiser/messages")
    assert answer.location == "/organiser/sign-in?next=/organiser/messages"
    ours = {"Sec-Fetch-Site": "same-origin"}
    typed = desk.post(HOME, {"name": "Olive Woźniak", "language": "en"}, headers=ours)
    assert (typed.status_code, "Olive Woźniak" in typed.text) == (422, True)


def test_nothing_in_the_database_is_a_key(app, two_browsers):
    desk, phone = two_browsers
    with app.app_context():
        dumped = db.session.query(SignIn.key).order_by(SignIn.id).first()[0]
    with desk.client.session_transaction(HOME, base_url="https://seminars.example.org") as session:
        assert len(session["sign_in"]) >= 32
        session["sign_in"] = dumped
    assert not is_in(desk)
    rotate(app)
    assert is_in(phone)


def test_who_is_there_is_noted_once_an_hour_and_no_page_waits_or_fails_for_it(app, two_browsers, monkeypatch):
    desk, _phone = two_browsers
    noted = []
    monkeypatch.setattr(sign_ins, "note_seen", lambda *_, **__: noted.append(1))
    assert (is_in(desk), noted) == (True, [])
    set_all(app, seen_at=clock.now() - timedelta(hours=1))
    assert (is_in(desk), noted) == (True, [1])
    monkeypatch.undo()

    for trouble in (Busy(), OperationalError("UPDATE", {}, Exception("database or disk is full")), OSError()):

        @contextmanager
        def refused(*, patience, trouble=trouble):
            assert patience < 1
            raise trouble
            yield

        with monkeypatch.context() as away:
            away.setattr(sessions, "write_unit", refused)
            assert is_in(desk)
    before = clock.now()
    assert is_in(desk)
    with app.app_context():
        seen = [each.seen_at for each in db.session.query(SignIn).order_by(SignIn.id)]
    assert [moment > before - timedelta(minutes=1) for moment in seen] == [True, False]


def test_whoever_is_not_seen_for_two_weeks_is_signed_out(app, two_browsers):
    desk, phone = two_browsers
    set_all(app, seen_at=clock.now() - timedelta(days=14))
    assert not is_in(desk)
    desk.sign_in(OLIVE, PASSWORD)
    assert (len(rows(desk.get(HOME).text)), is_in(phone)) == (1, False)


def test_rows_go_ninety_days_after_their_end_but_for_the_last_one(app, two_browsers):
    with app.app_context(), write_unit():
        first, last = db.session.query(SignIn).order_by(SignIn.id)
        for row in (first, last):
            sign_ins.end(row, now=clock.now())
        db.session.commit()
    for days, left in ((89, 2), (90, 1), (900, 1)):
        with app.app_context(), write_unit():
            sign_ins.forget_old(now=clock.now() + timedelta(days=days, minutes=1))
            db.session.commit()
            assert (days, db.session.query(SignIn).count()) == (days, left)


def mails_of_sign_ins(app) -> list[str]:
    with app.app_context():
        found = db.session.query(Message).filter_by(kind=MessageKind.SIGNED_IN_ANEW).order_by(Message.id)
        return [each.facts["browser"] for each in found]


def test_a_sign_in_from_an_unknown_browser_is_told_by_mail_once_an_hour(app, two_browsers, make_visitor, link_for):
    desk, _phone = two_browsers
    # At the desk the account was opened for the first time of all.
    assert mails_of_sign_ins(app) == ["Safari, iPhone"]
    desk.post("/organiser/sign-out")
    desk.sign_in(OLIVE, PASSWORD, headers={"User-Agent": FIREFOX})
    for _ in range(3):
        make_visitor().sign_in(OLIVE, PASSWORD, headers={"User-Agent": SAFARI})
    make_visitor().sign_in(OLIVE, "wrong wrong wrong", headers={"User-Agent": FIREFOX})
    assert mails_of_sign_ins(app) == ["Safari, iPhone"]
    with app.app_context():
        token = link_for(OLIVE)
    odd = {"headers": {"User-Agent": "<b>Evil</b> https://evil.example"}}
    assert make_visitor().post(f"{SIGN_IN}/{token}", **odd).status_code == 303
    assert mails_of_sign_ins(app) == ["Safari, iPhone", ""]
    with app.app_context():
        deliver_due()
    told = " ".join(letters(app)).split()
    for words in (
        "Safari, iPhone",
        "a browser that we cannot name",
        "UTC+3",
        "open your account, end all other sign-ins",
    ):
        assert words in " ".join(told)
    assert "evil" not in " ".join(told).lower()


def test_an_account_that_was_used_before_sign_ins_were_rows_is_not_new(app, two_browsers, make_visitor):
    with app.app_context(), write_unit():
        db.session.query(SignIn).delete()
        db.session.query(Message).delete()
        db.session.commit()
    make_visitor().sign_in(OLIVE, PASSWORD, headers={"User-Agent": FIREFOX})
    assert mails_of_sign_ins(app) == ["Firefox, Windows"]


def test_the_name_that_colleagues_see_is_a_name(app, two_browsers):
    desk, _phone = two_browsers
    assert desk.post(HOME, {"name": "  Olive   Woźniak ", "language": "en"}).status_code == 303
    for bad in ("vk.com/olive", "Olive 24", "a" * 101, "@olive", "\u200b."):
        answer = desk.post(HOME, {"name": bad, "language": "en"})
        assert (bad, answer.status_code, 'id="name-error"' in answer.text) == (bad, 422, True)
    with app.app_context():
        assert db.session.query(Organiser).one().name == "Olive Woźniak"
