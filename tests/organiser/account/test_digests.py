"""Ending the organisers' daily mail from the mail itself: by a press, or by the mail program (RFC 8058)."""

import pytest
from factories import make_organiser
from installations import BASE_URL

from seminars import tokens
from seminars.extensions import db
from seminars.models import Organiser

ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture
def address(app) -> str:
    """Where Olive ends her daily mail; Mallory has an account, too."""
    with app.app_context():
        olive = make_organiser()
        make_organiser("mallory@example.org", is_owner=False)
        return f"/organiser/digest/{tokens.digest_token(olive.id)}"


def wanting(app) -> set[str]:
    with app.app_context():
        return {each.email for each in db.session.query(Organiser).filter_by(wants_digest=True)}


BOTH = {"olive@example.org", "mallory@example.org"}


def test_looking_at_the_page_ends_nothing(app, client, address):
    for method in (client.get, client.head):
        answer = method(address)
        assert answer.status_code == 200
    assert wanting(app) == BOTH
    assert "End the daily mail?" in client.get(address).text


def test_a_mail_program_ends_it_without_cookie_token_or_referrer(app, client, address):
    program = {"base_url": BASE_URL, "headers": {"Referer": "", "Origin": "null"}}
    answer = app.test_client(use_cookies=False).post(address, data=ONE_CLICK, **program)
    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers
    assert wanting(app) == {"mallory@example.org"}
    assert client.post(address, data=ONE_CLICK).status_code == 200
    assert "You get no daily mail any more." in client.get(address).text


def test_a_press_on_the_page_ends_it(app, client, address):
    assert "You get no daily mail any more." in client.post(address).text
    assert wanting(app) == {"mallory@example.org"}


def test_the_account_brings_it_back(app, olive, client):
    with app.app_context():
        olives = f"/organiser/digest/{tokens.digest_token(db.session.query(Organiser).one().id)}"
    client.post(olives)
    assert wanting(app) == set()
    assert olive.post("/organiser/account", {"language": "en", "wants_digest": "y"}).status_code in (200, 303)
    assert wanting(app) == {"olive@example.org"}


def test_a_link_that_nobody_was_sent_is_not_found_and_changes_nothing(app, client, address):
    with app.app_context():
        strange = [tokens.manage_token(1, 1), tokens.feed_token(1, 1), tokens.digest_token(99), "1-1~x", "1"]
    for token in (*strange, address.rpartition("/")[2][:-1], address.rpartition("/")[2].replace("1-", "2-", 1)):
        for method in (client.get, client.post):
            assert method(f"/organiser/digest/{token}").status_code == 404, token
    assert wanting(app) == BOTH


def test_its_page_is_kept_from_caches_and_search_engines(client, address):
    answer = client.get(address)
    assert "no-store" in answer.headers["Cache-Control"]
    assert "noindex" in answer.headers["X-Robots-Tag"]
