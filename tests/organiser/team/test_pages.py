"""Who helps where: what each organiser sees of it, and may do about it."""

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape

import pytest
from acts import messages, write
from factories import PASSWORD, make_organiser, make_seminar
from flask import Flask
from role_givers import BELA, account, give, offer, roles_of
from visitors import Counted, everything_stored, headline
from werkzeug.test import TestResponse

from seminars import clock
from seminars.domain.organisers.giving.scopes import Scope
from seminars.extensions import db
from seminars.mail.render import render
from seminars.models import Membership, Role, RoleOffer, Seminar

TEAM, OFFERS = "/organiser/team", "/organiser/team/offers"
VIEWER = {"email": BELA, "role": "viewer", "place": "site", "language": "en"}


def mailed_link(app: Flask) -> str:
    """The path in the latest mail that offers a role."""
    with app.app_context():
        text = render([each for each in messages() if each.kind == "role_offered"][-1]).text
    return re.search(r"https://seminars\.example\.org(/organiser/role-offers/\S+)", text)[1]


def problem(answer: TestResponse) -> str:
    found = re.search(r'<div class="errors".*?</div>', answer.text, re.DOTALL)
    return " ".join(unescape(re.sub("<[^>]+>", " ", found[0])).split()) if found else ""


def said(visitor, page: str = TEAM) -> list[str]:
    return [unescape(words) for words in re.findall(r'role="status"><p>(.*?)</p>', visitor.get(page).text)]


@pytest.fixture
def bela(make_visitor: Callable) -> Callable:
    """Bela's browser; nobody is signed in there."""
    return make_visitor()


def test_a_role_is_offered_by_mail_and_taken_by_a_press_that_signs_in(app, olive, bela):
    assert olive.post(OFFERS, VIEWER).status_code == 303
    assert said(olive) == ["The offer is on its way to bela@example.org. It can be taken for seven days."]
    assert "Offered to bela@example.org" in olive.get(TEAM).text
    link = mailed_link(app)
    before = everything_stored(app)
    for _ in range(2):
        page = bela.get(link)
        assert (page.status_code, headline(page.text)) == (200, "You are asked to help")
        assert "To see everything, including people" in page.text
    assert everything_stored(app) == before
    answer = bela.post(link)
    assert (answer.status_code, answer.location) == (303, "/organiser/")
    assert said(bela, "/organiser/seminars") == ["The role is yours: Viewer."]
    assert bela.get(TEAM).status_code == 403
    again = bela.post(link)
    assert (again.status_code, headline(again.text)) == (410, "This role was taken already")
    page = olive.get(TEAM).text
    assert "Offered to" not in page
    assert len(re.findall(r'<th scope="row"[^>]*>bela@example.org', page)) == 2  # who helps, and an account


def shown(answer: TestResponse) -> tuple[int, str]:
    return answer.status_code, headline(answer.text)


def test_each_link_that_works_no_more_says_why(app, olive, visitor):
    olive.post(OFFERS, VIEWER)
    first = mailed_link(app)
    olive.post(f"{OFFERS}/1/repetition")
    latest = mailed_link(app)
    assert shown(visitor.get(first)) == (410, "There is a newer mail with this offer")
    with app.app_context():
        write(lambda: setattr(db.session.get_one(RoleOffer, 1), "ends_at", clock.now() - timedelta(seconds=1)))
    assert shown(visitor.post(latest)) == (410, "This offer has ended")
    assert "It was not taken in time." in olive.get(TEAM).text
    olive.post(f"{OFFERS}/1/revocation")
    for ask in (visitor.get, visitor.post):
        assert shown(ask(latest)) == (410, "This offer was taken back")
    olive.get(TEAM)
    for verb in ("repetition", "revocation"):
        assert olive.post(f"{OFFERS}/1/{verb}").status_code == 303
        assert "Nothing was changed: the offer has already been taken, or taken back." in olive.get(TEAM).text
    for forged in ("none", "1-n~x"):
        page = visitor.get(f"/organiser/role-offers/{forged}", headers={"Accept-Language": "en"})
        assert shown(page) == (404, "This link leads to no offer")


def test_nobody_takes_what_was_offered_to_another_address(app, olive, mallory, visitor):
    olive.post(OFFERS, VIEWER)
    link = mailed_link(app)
    before = everything_stored(app)
    for answer, status in ((mallory.get(link), 200), (mallory.post(link), 409)):
        assert answer.status_code == status
        assert "You are signed in as mallory@example.org." in answer.text
        assert "Take the role" not in answer.text
    assert everything_stored(app) == before
    mallory.post("/organiser/sign-out")
    assert mallory.post(link).status_code == 303  # whoever reads the mailbox
    with app.app_context():
        assert roles_of(BELA) == [(Role.VIEWER, True)]
        assert account("mallory@example.org").memberships == []


def test_whoever_has_a_password_types_it_and_whoever_is_signed_in_stays_so(app, olive, mallory, visitor):
    with app.app_context():
        make_organiser(BELA, is_owner=False)
    olive.post(OFFERS, VIEWER)
    answer = visitor.post(mailed_link(app))
    assert (answer.status_code, answer.location) == (303, "/organiser/sign-in")
    assert said(visitor, "/organiser/sign-in") == ["The role is yours: Viewer. Sign in to use it."]
    assert visitor.sign_in(BELA, PASSWORD).status_code == 303
    olive.post(OFFERS, VIEWER | {"email": "mallory@example.org", "role": "host"})
    assert mallory.post(mailed_link(app)).location == "/organiser/"
    assert said(mallory, "/organiser/seminars") == ["The role is yours: Host of the seminar."]


@pytest.fixture
def places(app, olive) -> dict[str, int]:
    """Numbers of roles: Mallory organises one seminar, in which Bela helps and Dana owns; Cyd helps with another."""
    with app.app_context():
        mine, other = Scope(seminar=make_seminar(slug="mine")), Scope(seminar=make_seminar(slug="other"))
        write(lambda: setattr(account("olive@example.org"), "name", "Olive Orlova"))
        return {
            "mallory": give(Role.ORGANISER, to="mallory@example.org", scope=mine).id,
            "bela": give(Role.VIEWER, scope=mine).id,
            "dana": give(Role.OWNER, to="dana@example.org", scope=mine).id,
            "cyd": give(Role.VIEWER, to="cyd@example.org", scope=other).id,
            "olive": db.session.query(Membership).order_by(Membership.id).first().id,
        }


@pytest.fixture
def organiser(app, places, visitor, link_for):
    """Mallory's browser."""
    with app.app_context():
        token = link_for("mallory@example.org")
    visitor.post(f"/organiser/sign-in/{token}")
    return visitor


def test_an_organiser_sees_and_changes_who_helps_in_their_own_seminar(app, places, organiser):
    page = organiser.get(TEAM).text
    assert [each in page for each in (BELA, "dana@", "cyd@", "olive@")] == [True, False, False, False]
    assert "mallory@example.org (you)" in page
    assert "Olive Orlova" in page  # who invited them
    assert re.findall(r'name="role" value="(\w+)"', page) == ["viewer", "host"]
    assert (page.count("/ending"), "Accounts" in page) == (1, False)
    before = everything_stored(app)
    for name, status in {"cyd": 404, "olive": 404, "dana": 403, "mallory": 403}.items():
        for way in ("", "/ending"):
            role = f"{TEAM}/roles/{places[name]}{way}"
            answers = organiser.get(role), organiser.post(role, {"role": "viewer"})
            assert [each.status_code for each in answers] == [status, status], role
            assert all("@example.org" not in each.text.partition("<main")[2] for each in answers)
    assert organiser.get(f"{TEAM}/accounts/1/ending").status_code == 404
    assert organiser.post(f"{TEAM}/accounts/1/ending").status_code == 404
    assert organiser.get(f"{TEAM}/roles/{2**31 - 1}").status_code == 404
    for wrong in ({"role": "owner"}, {"role": "organiser"}, {"place": "site"}, {"place": "seminar-2"}, {"place": "x"}):
        answer = organiser.post(OFFERS, {**VIEWER, "email": "eva@example.org", "place": "seminar-1"} | wrong)
        assert answer.status_code == 422, wrong
    assert organiser.post(f"{TEAM}/roles/{places['bela']}", {"role": "organiser"}).status_code == 422
    assert everything_stored(app) == before
    assert organiser.post(f"{TEAM}/roles/{places['bela']}", {"role": "host"}).status_code == 303
    with app.app_context():
        assert roles_of(BELA) == [(Role.VIEWER, False), (Role.HOST, True)]


def test_offers_of_others_are_found_and_taken_back_only_by_whoever_could_make_them(app, olive, places, organiser):
    with app.app_context():
        mine, other = (Scope(seminar=each) for each in seminars())
        theirs = offer(Role.HOST, to="eva@example.org", scope=mine).id
        not_theirs = offer(Role.OWNER, to="fay@example.org", scope=mine).id
        elsewhere = offer(Role.VIEWER, to="gia@example.org", scope=other).id
    page = organiser.get(TEAM).text
    assert [each in page for each in ("eva@", "fay@", "gia@", "Offered to somebody")] == [True, False, False, True]
    for number, status in ((elsewhere, 404), (not_theirs, 403), (theirs, 303)):
        for verb in ("repetition", "revocation"):
            assert organiser.post(f"{OFFERS}/{number}/{verb}").status_code == status, (number, verb)
    with app.app_context():
        untaken = db.session.query(RoleOffer).filter_by(taken_at=None, revoked_at=None)
        assert sorted(each.email for each in untaken) == ["fay@example.org", "gia@example.org"]


def seminars() -> list[Seminar]:
    return list(db.session.query(Seminar).order_by(Seminar.id))


def test_the_last_owner_is_told_why_they_stay(app, olive, places):
    own = f"{TEAM}/roles/{places['olive']}"
    for way, data in ((own, {"role": "viewer"}), (f"{own}/ending", {}), (f"{TEAM}/accounts/1/ending", {})):
        answer = olive.post(way, data)
        assert answer.status_code == 422
        assert problem(answer).startswith("Nothing was changed Nobody else owns the whole site")
    with app.app_context():
        assert roles_of("olive@example.org") == [(Role.OWNER, True)]
        give(Role.OWNER, to="eva@example.org")
    assert olive.post(f"{own}/ending").status_code == 303
    assert olive.get(TEAM).location.startswith("/organiser/sign-in")  # the role ended all sign-ins


def test_an_owner_ends_an_account_and_lets_it_in_again(app, olive, places, organiser):
    number = places["mallory"]
    with app.app_context():
        mallorys = account("mallory@example.org").id
    assert "Close the account of mallory@example.org?" in olive.get(f"{TEAM}/accounts/{mallorys}/ending").text
    assert olive.post(f"{TEAM}/accounts/{mallorys}/ending").status_code == 303
    assert organiser.get(TEAM).status_code == 303
    olive.post(f"{TEAM}/roles/{number}/ending")
    assert "has already ended, or has been changed" in said(olive)[-1]
    assert olive.get(f"{TEAM}/roles/{number}").status_code == 303
    olive.post(OFFERS, VIEWER | {"email": "mallory@example.org"})
    assert organiser.post(mailed_link(app)).status_code == 303
    assert organiser.get("/organiser/seminars").status_code == 200


def test_what_is_wrong_stands_at_its_field_and_nothing_is_lost(app, olive):
    empty = olive.post(OFFERS, {})
    assert problem(empty) == (
        "Correct 4 fields: Write the e-mail address Choose what they may do Choose where it holds "
        "Choose one of the languages"
    )
    slip = olive.post(OFFERS, VIEWER | {"email": "bela@gmial.com"})
    assert (slip.status_code, "Is this the address?" in slip.text) == (422, True)
    assert re.findall(r'type="hidden" name="(role|place|language)" value="(\w+)"', slip.text) == [
        ("role", "viewer"),
        ("place", "site"),
        ("language", "en"),
    ]
    assert olive.post(OFFERS, VIEWER | {"email": "bela@gmial.com", "asked_about": "bela@gmial.com"}).status_code == 303
    twice = olive.post(OFFERS, VIEWER | {"email": "bela@gmial.com", "asked_about": "bela@gmial.com"})
    assert "E-mail: this person has already been offered a role there" in problem(twice)
    assert 'id="role-viewer" name="role" value="viewer" checked' in twice.text


def test_one_and_many_people_cost_equally_many_queries(app, olive):
    counts = []
    for number in (1, 6):
        with app.app_context():
            for each in range(number):
                place = Scope(seminar=make_seminar(slug=f"s{number}-{each}"))
                give(Role.VIEWER, to=f"helper{number}-{each}@example.org", scope=place)
                offer(Role.VIEWER, to=f"asked{number}-{each}@example.org", scope=place)
        with Counted(app) as statements:
            assert olive.get(TEAM).status_code == 200
        counts.append(len(statements))
    assert counts[0] == counts[1] <= 25
