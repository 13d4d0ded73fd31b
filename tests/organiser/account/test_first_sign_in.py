"""The first sign-in by a link: one language from the page of the link on, and the seminars at once."""

import re

import pytest
from factories import make_organiser

from seminars.cli.people import get_or_create
from seminars.database.units import write_unit
from seminars.domain.organisers import accounts
from seminars.extensions import db

OLIVE = "olive@example.org"
POLISH, RUSSIAN = {"headers": {"Accept-Language": "pl"}}, {"headers": {"Accept-Language": "ru"}}
HINT = "Konto nie ma jeszcze hasła"


@pytest.fixture
def make_account(app, link_for):
    """An account as the terminal makes it, and its link."""

    def make(language: str | None = None) -> str:
        with app.app_context():
            with write_unit():
                get_or_create(OLIVE, language)
                db.session.commit()
            return f"/organiser/sign-in/{link_for(OLIVE)}"

    return make


def languages_of_the_way_in(visitor, link: str, **browser) -> list[str]:
    """Of the page of the link, and of the page on which its press lands."""
    pages = [visitor.get(link, **browser), visitor.post(link, follow_redirects=True, **browser)]
    assert pages[1].request.path == "/organiser/"
    return [re.search(r'<html lang="(\w+)">', page.text)[1] for page in pages]


def test_the_account_takes_the_language_of_the_page_and_today_opens(visitor, make_account):
    assert languages_of_the_way_in(visitor, make_account(), **POLISH) == ["pl", "pl"]


def test_the_next_link_keeps_the_language_whatever_the_browser_reads(
    visitor, make_visitor, make_account, app, link_for
):
    languages_of_the_way_in(visitor, make_account(), **POLISH)
    with app.app_context():
        again = f"/organiser/sign-in/{link_for(OLIVE)}"
    assert languages_of_the_way_in(make_visitor(), again, **RUSSIAN) == ["pl", "pl"]


def test_a_language_chosen_at_the_terminal_stays(visitor, make_account):
    assert languages_of_the_way_in(visitor, make_account("be"), **POLISH) == ["be", "be"]


def test_a_language_chosen_later_at_the_terminal_stays(visitor, make_account):
    make_account()
    assert languages_of_the_way_in(visitor, make_account("be"), **POLISH) == ["be", "be"]


def test_an_account_with_a_password_keeps_its_language(app, visitor, link_for):
    with app.app_context():
        make_organiser(OLIVE, language="en")
        link = f"/organiser/sign-in/{link_for(OLIVE)}"
    assert languages_of_the_way_in(visitor, link, **POLISH) == ["en", "en"]


def test_opening_the_link_alone_changes_nothing(app, visitor, make_account):
    visitor.get(make_account(), **POLISH)
    with app.app_context():
        assert accounts.find_by_address(OLIVE).language == "be"


def test_today_says_where_a_password_is_set_until_there_is_one(visitor, make_account):
    link = make_account()
    assert HINT in visitor.post(link, follow_redirects=True, **POLISH).text
    page = visitor.get("/organiser/").text
    (address,) = re.findall(rf'{HINT}[^<]*<a href="([^"]+)">', page)
    assert f'id="{address.partition("#")[2]}"' in visitor.get(address).text
    words = "ein neues langes Kennwort"
    visitor.post("/organiser/account/password", {"password": words, "again": words})
    assert HINT not in visitor.get("/organiser/").text
