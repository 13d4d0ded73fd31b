"""A page that was open for too long, or whose cookie is gone: nothing of it is lost, and one more press does it."""

import re
import time
from collections.abc import Callable
from html import unescape

import pytest
from factories import PASSWORD, make_organiser, make_registration, make_seminar
from flask import Flask
from itsdangerous import TimestampSigner
from sqlalchemy import event
from sqlalchemy.exc import OperationalError
from visitors import ANSWERS, FORM, SIGN_UP, csrf, headline, hidden_fields, manage_page, rows
from werkzeug.datastructures import MultiDict

from seminars.domain.notices import by_hand
from seminars.extensions import db
from seminars.models import Registration, Seminar, Status
from seminars.public.sign_up import form_tokens
from seminars.web.protection.doors import Asks, Door, declare

OURS = {"Origin": "https://seminars.example.org"}
TOO_OLD = "This page was open for too long. Nothing is lost: send it once more."
NO_COOKIES = "Your browser seems to keep no cookies, so we cannot take this from it."
NOBODY_CAN_SIGN_IN = "Your browser seems to keep no cookies, and without them nobody can sign in."


@pytest.fixture
def fall_asleep(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Lets 13 hours pass for all that is signed."""
    return lambda: monkeypatch.setattr(TimestampSigner, "get_timestamp", lambda _signer: int(time.time()) + 13 * 3600)


@pytest.fixture
def ada(app: Flask) -> str:
    """The page of her registration."""
    with app.app_context():
        make_registration(make_seminar())
    return manage_page(app)


@pytest.fixture
def olive(app: Flask, client):
    """Signed in, with pages in Polish, in a browser that would rather have English ones."""
    with app.app_context():
        make_organiser("olive@example.org", language="pl")
        make_seminar()
    sign_in(client)
    assert client.get("/organiser/seminars").status_code == 200
    return client


def sign_in(client) -> None:
    data = {**csrf(client), "email": "olive@example.org", "password": PASSWORD}
    assert client.post("/organiser/sign-in", data=data).status_code == 303


@pytest.fixture
def nobody_types(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(form_tokens, "SHORTEST_TYPING", -1)


def test_who_has_a_link_gives_the_place_back_without_any_cookie(app, ada):
    assert app.test_client().post(f"{ada}/cancellation", headers=OURS).status_code == 303
    assert [each.status for each in rows(app, Registration)] == [Status.CANCELLED]


@pytest.mark.usefixtures("nobody_types")
def test_who_keeps_no_cookies_signs_up_all_the_same(app, client):
    with app.app_context():
        make_seminar()
    form = hidden_fields(client.get(FORM).text)["token"]
    answer = app.test_client().post(SIGN_UP, data={"token": form, **ANSWERS}, headers=OURS)
    assert answer.status_code == 303
    assert [each.email for each in rows(app, Registration)] == ["ada@example.org"]


@pytest.mark.usefixtures("nobody_types")
def test_a_sign_up_form_that_slept_is_given_back_with_a_new_id_even_without_cookies(app, client, fall_asleep):
    with app.app_context():
        make_seminar()
    form = hidden_fields(client.get(FORM).text)["token"]
    fall_asleep()
    page = app.test_client().post(SIGN_UP, data={"token": form, **ANSWERS}, headers=OURS)
    assert (page.status_code, page.text.count(TOO_OLD)) == (422, 1)
    form = hidden_fields(page.text)["token"]
    assert app.test_client().post(SIGN_UP, data={"token": form, **ANSWERS}, headers=OURS).status_code == 303


@pytest.mark.parametrize(
    ("door", "way_around"),
    [
        (SIGN_UP, "or call the host: +375 29 000-00-01."),
        ("{ada}/cancellation", "or call the host: +375 29 000-00-01."),
        ("{ada}/answers", "or call the host: +375 29 000-00-01."),
        ("/en/registrations/find", "or write to seminars@seminars.example.org."),
    ],
)
@pytest.mark.usefixtures("nobody_types")
def test_the_second_time_a_browser_that_says_nothing_is_told_another_way(app, client, ada, door, way_around):
    address = door.format(ada=ada)
    sent = {**hidden_fields(client.get(FORM).text), **ANSWERS, "email": "bela@example.org"}
    first = app.test_client().post(address, data=sent)
    assert (first.status_code, NO_COOKIES in first.text) == (422, False)
    second = app.test_client().post(address, data={**sent, **hidden_fields(first.text)})
    assert (second.status_code, NO_COOKIES in second.text) == (422, True)
    assert way_around in second.text
    assert [each.status for each in rows(app, Registration)] == [Status.CONFIRMED]


def test_a_made_up_link_gives_nothing_back(app, ada):
    answer = app.test_client().post(f"{ada}x/cancellation", data={"note": "Mallory was here"})
    assert (answer.status_code, "Mallory" in answer.text) == (404, False)


def test_no_more_is_kept_for_a_button_than_a_page_of_ours_would_have_given_it(app, ada):
    sent = {f"field-{number}": "x" * 100 for number in range(705)} | {"field-1": "y" * 2_001}
    answer = app.test_client().post(f"{ada}/cancellation", data=sent)
    assert answer.text.count("x" * 100) == 699
    assert "y" * 10 not in answer.text


def test_a_description_comes_back_from_a_page_that_slept_and_is_saved_by_one_more_press(app, olive, fall_asleep):
    edit = "/organiser/seminars/klichev/edit"
    page = olive.get(edit).text
    typed = fields_of(page) | {"description-en": "What Olive typed\n\nin the evening"}
    fall_asleep()
    answer = olive.post(edit, data=typed, headers=OURS)
    assert (answer.status_code, "What Olive typed\n\nin the evening</textarea>" in answer.text) == (422, True)
    assert "Strona była otwarta zbyt długo." in answer.text
    assert olive.post(edit, data=typed | fields_of(answer.text), headers=OURS).status_code == 303
    assert rows(app, Seminar)[0].description["en"] == "What Olive typed\n\nin the evening"


def test_a_confirmed_change_is_previewed_again_and_then_done(app, olive, fall_asleep):
    changes = "/organiser/seminars/klichev/changes"
    typed = {**csrf(olive), "kind": "cancel", "version": "1", "reason-en": "The hall burnt down", "confirmed": "y"}
    fall_asleep()
    preview = olive.post(changes, data=typed, headers=OURS)
    assert (preview.status_code, "The hall burnt down" in preview.text) == (422, True)
    assert rows(app, Seminar)[0].is_cancelled is False
    sent = hidden_fields(preview.text) | {"reason-en": "The hall burnt down", "confirmed": "y"}
    assert olive.post(changes, data=sent, headers=OURS).status_code == 303
    assert rows(app, Seminar)[0].is_cancelled is True


def test_who_was_signed_out_meanwhile_signs_in_elsewhere_and_sends_the_same_again(app, olive):
    edit = "/organiser/seminars/klichev/edit"
    typed = fields_of(olive.get(edit).text) | {"description-en": "What Olive typed"}
    olive.delete_cookie("__Host-seminars", domain="seminars.example.org", path="/")
    answer = olive.post(edit, data=typed, headers={**OURS, "Accept-Language": "en"})
    assert (answer.status_code, headline(answer.text)) == (422, "You are signed out")
    kept = fields_of(answer.text)
    assert kept["description-en"] == "What Olive typed"
    sign_in(olive)
    once_more = olive.post(edit, data=kept, headers=OURS)
    assert (once_more.status_code, "What Olive typed</textarea>" in once_more.text) == (422, True)
    assert olive.post(edit, data=typed | fields_of(once_more.text), headers=OURS).status_code == 303


def test_signing_in_without_cookies_says_the_second_time_that_it_cannot_be(app, client):
    with app.app_context():
        make_organiser("olive@example.org")
    sent = {"email": "olive@example.org", "password": PASSWORD}
    first = app.test_client().post("/organiser/sign-in", data=sent, headers={**OURS, "Accept-Language": "en"})
    assert "Nothing is lost but the password: type it once more." in first.text
    sent |= hidden_fields(first.text)
    second = app.test_client().post("/organiser/sign-in", data=sent, headers={**OURS, "Accept-Language": "en"})
    assert (second.status_code, NOBODY_CAN_SIGN_IN in second.text) == (422, True)
    assert PASSWORD not in first.text + second.text


def test_a_door_that_nobody_declared_asks_for_a_token_and_gives_nothing_back(app, client):
    with app.app_context():
        make_seminar()
    declare(app, {"public.registrations.send_links": Door(Asks.TOKEN)})
    answer = client.post("/en/registrations/find", data={"email": "ada@example.org"})
    assert (answer.status_code, "ada@example.org" in answer.text) == (400, False)


def test_the_page_behind_an_expired_form_is_in_the_language_of_the_account(olive):
    english = {"Accept-Language": "en"}
    refused = olive.post("/organiser/seminars/klichev/edit", headers=english)
    foreign = olive.post("/organiser/account", headers={**english, "Origin": "https://evil.example"})
    nowhere = olive.get("/organiser/nowhere", headers=english)
    assert [page.status_code for page in (refused, foreign, nowhere)] == [400, 403, 404]
    assert [page.text.count('<html lang="pl">') for page in (refused, foreign, nowhere)] == [1, 1, 1]


def test_so_it_is_when_the_database_is_away_and_follows_the_account(app, olive):
    olive.post("/organiser/account", data={**csrf(olive), "language": "be"})
    olive.get("/organiser/account")

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", be_away)
    page = olive.get("/organiser/seminars", headers={"Accept-Language": "en"})
    event.remove(engine, "before_cursor_execute", be_away)
    assert (page.status_code, '<html lang="be">' in page.text) == (503, True)


def be_away(*_values: object) -> None:
    raise OperationalError("select", {}, Exception("away"))


def fields_of(page: str) -> dict[str, str]:
    """What a browser would send of the page's main form."""
    form = page[page.index('<form class="form') :]
    fields = dict(re.findall(r'<input (?![^>]*type="checkbox")[^>]*?name="([^"]+)"[^>]*?value="([^"]*)"', form))
    fields |= dict(re.findall(r'<input type="checkbox"[^>]*?name="([^"]+)" value="(y)" checked', form))
    fields |= dict(re.findall(r'<textarea [^>]*?name="([^"]+)"[^>]*>\n?([^<]*)</textarea>', form))
    for name, options in re.findall(r'<select [^>]*?name="([^"]+)"[^>]*>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', options)
        fields[name] = chosen[1] if chosen else ""
    return {name: unescape(value) for name, value in fields.items()}


def test_the_longest_list_of_ticks_comes_back_whole(olive):
    """Else a tick that was taken away would stay for whoever is missing among those who had one."""
    codes = [f"A{number:03}" for number in range(2 * by_hand.MOST_SHOWN)]
    left, told = codes[: by_hand.MOST_SHOWN], codes[by_hand.MOST_SHOWN :]
    sent = [("told", code) for code in left] + [(name, code) for name in ("were_told", "told") for code in told]
    page = olive.post("/organiser/seminars/autumn/changes/1/told-by-hand", data=MultiDict(sent), headers=OURS)
    counts = [page.text.count(f'name="{name}"') for name in ("told", "were_told")]
    assert (page.status_code, counts) == (422, [400, 200])


def test_whoever_is_signed_out_learns_that_a_password_does_not_come_back(app):
    typed = {"password": "a new secret", "again": "a new secret"}
    english = {**OURS, "Accept-Language": "en"}
    page = app.test_client().post("/organiser/account/password", data=typed, headers=english)
    assert (page.status_code, "Nothing is lost but the password." in page.text) == (422, True)
    assert "a new secret" not in page.text
