"""Olive corrects a dead address beside the failed mail, and says that two registrations are one person's."""

import re
from dataclasses import replace

import pytest
from acts import cancel, messages, write
from factories import ADA, make_registration, make_seminar
from sqlalchemy import update

from seminars.domain.people.sign_up import Person
from seminars.extensions import db
from seminars.models import Message, MessageState, Registration, Status

LIST = "/organiser/seminars/klichev/registrations"
DEAD, RIGHT = "ada@dead.example.org", "ada@example.org"


@pytest.fixture
def codes(app, sound) -> list[str]:
    """Ada's codes: mistyped in the only seat, with a mail that failed, and once more behind it."""
    with app.app_context():
        seminar = make_seminar(capacity=1)
        ghost = make_registration(seminar, replace(ADA, email=DEAD))
        failed = update(Message).values(state=MessageState.FAILED, last_error="550 no such user")
        write(lambda: db.session.execute(failed))
        return [ghost.code, make_registration(seminar, replace(ADA, email=RIGHT)).code]


def people(app) -> list[tuple[str, Status, str]]:
    with app.app_context():
        rows = db.session.query(Registration).order_by(Registration.id)
        return [(each.code, each.status, each.email) for each in rows]


def test_the_address_is_corrected_where_the_failed_mail_shows(app, olive, codes):
    link = f'href="{LIST}/{codes[0]}/address"'
    failed = olive.get("/organiser/messages?state=failed").text
    number = re.search(r"/organiser/messages/(\d+)", failed)[1]
    pages = (failed, *(olive.get(page).text for page in (LIST, f"{LIST}/{codes[0]}", f"/organiser/messages/{number}")))
    assert [page.count(link) for page in pages] == [1, 1, 2, 1]
    page = olive.get(f"{LIST}/{codes[0]}/address").text
    assert f'value="{DEAD}"' in page
    answer = olive.post(f"{LIST}/{codes[0]}/address", {"email": "ada@example.net"}, follow_redirects=True)
    assert "A mail with a new link is on its way to ada@example.net." in answer.text
    assert people(app)[0] == (codes[0], Status.CONFIRMED, "ada@example.net")
    assert olive.get("/organiser/messages?state=failed").text.count(link) == 0


def test_a_doubtful_address_is_asked_back_once_and_may_be_right(app, olive, codes):
    answer = olive.post(f"{LIST}/{codes[0]}/address", {"email": "ada@gmial.com"})
    assert answer.status_code == 422
    assert 'name="email" value="ada@gmail.com"' in answer.text
    asked = {"email": "ada@gmial.com", "asked_about": "ada@gmial.com"}
    assert olive.post(f"{LIST}/{codes[0]}/address", asked).status_code == 303
    assert people(app)[0][2] == "ada@gmial.com"


@pytest.mark.parametrize("typed", ["", "ada", DEAD, RIGHT])
def test_what_cannot_be_is_refused_and_what_was_typed_stays(app, olive, codes, typed):
    before = people(app)
    answer = olive.post(f"{LIST}/{codes[0]}/address", {"email": typed})
    assert (answer.status_code, people(app)) == (422, before)
    assert f'value="{typed}"' in answer.text
    assert (f'href="{LIST}/{codes[0]}/union/{codes[1]}"' in answer.text) is (typed == RIGHT)


def test_the_list_and_both_pages_lead_to_the_two_side_by_side_and_one_press_makes_them_one(app, olive, codes):
    union, back = (f"{LIST}/{one}/union/{other}" for one, other in (codes, reversed(codes)))
    assert f'href="{union}"' in olive.get(LIST).text
    assert [
        f'href="{link}"' in olive.get(f"{LIST}/{code}").text for link, code in zip((union, back), codes, strict=True)
    ] == [True] * 2
    page = " ".join(olive.get(back).text.split())
    rows = re.findall('<td data-label="[^"]*" class="address-cell">(.*?)</td>' * 3, page)
    assert ("<strong>Confirmed</strong>", "Confirmed", "On the waiting list, No. 1") in rows
    assert (f"<strong>{RIGHT}</strong>", f"{DEAD} (mail to it has failed)", RIGHT) in rows
    assert people(app)[1] == (codes[1], Status.WAITING, RIGHT)
    answer = olive.post(back, follow_redirects=True)
    assert "These two are one person now." in answer.text
    assert people(app) == [(codes[0], Status.CONFIRMED, RIGHT), (codes[1], Status.CANCELLED, RIGHT)]
    assert olive.post(back).status_code == 303
    assert olive.get(back).headers["Location"] == f"{LIST}/{codes[0]}"
    with app.app_context():
        assert [each.state for each in messages()] == [*[MessageState.SUPERSEDED] * 2, MessageState.QUEUED]
    ended = olive.get(f"{LIST}/{codes[1]}").text
    assert "The same person as" in ended
    assert f'href="{LIST}/{codes[0]}"' in ended


def test_one_that_has_ended_or_is_the_same_is_not_compared(app, olive, codes):
    assert olive.get(f"{LIST}/{codes[0]}/union/{codes[0]}").status_code == 303
    with app.app_context():
        cancel(2)
    assert olive.get(f"{LIST}/{codes[0]}/union/{codes[1]}").status_code == 303
    answer = olive.post(f"{LIST}/{codes[0]}/union/{codes[1]}", follow_redirects=True)
    assert "Nothing was changed: one of the two has ended already" in answer.text


def test_a_third_one_in_the_way_is_shown_and_nothing_is_changed(app, olive, codes):
    boris = Person(given_name="Boris", surname="Klichevsky")
    with app.app_context():
        seminar = make_seminar(slug="pinsk")
        dead = make_registration(seminar, replace(ADA, email=DEAD), companions=(boris,))
        right = make_registration(seminar, replace(ADA, email=RIGHT))
        third = make_registration(seminar, replace(boris, email=RIGHT))
        address = f"/organiser/seminars/pinsk/registrations/{dead.code}/union/{right.code}"
        boris_code, third = dead.party.members[1].code, third.code
    before, answer = people(app), olive.post(address)
    assert (answer.status_code, people(app)) == (409, before)
    assert f'href="/organiser/seminars/pinsk/registrations/{boris_code}/union/{third}">Compare</a>' in answer.text


@pytest.mark.parametrize("page", ["address", "union/{other}"])
def test_what_mallory_may_not_manage_does_not_exist_for_her(app, mallory, codes, page):
    address, before = f"{LIST}/{codes[0]}/{page.format(other=codes[1])}", people(app)
    assert mallory.get(address).status_code == 404
    assert mallory.post(address, {"email": "mallory@example.org"}).status_code == 404
    assert people(app) == before
