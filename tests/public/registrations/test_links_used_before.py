"""The link that confirms a new address works once; whoever opens it again reads what is the case."""

import re

import pytest
from visitors import letters, manage_page, post

from seminars.mail.sending import delivery

GONE = "This link was used already or is too old. If you confirmed the address, your new link is in your mail."


@pytest.fixture
def used(app, client, ada) -> str:
    """The link with which Ada has confirmed her new address."""
    post(client, f"{manage_page(app)}/address", email="ada@new.example.org")
    with app.app_context():
        delivery.deliver_due()
    link = re.search(r"https://seminars\.example\.org(/en/registrations/new-address/\S+)", "".join(letters(app)))[1]
    assert post(client, link).status_code == 200
    return link


def test_a_link_that_was_used_says_so_and_a_forged_one_says_the_same(client, used):
    for link in (used, f"{used[:-1]}", "/en/registrations/new-address/forged"):
        for answer in (client.get(link), post(client, link)):
            assert (answer.status_code, GONE in answer.text) == (404, True)
            assert answer.headers["Cache-Control"] == "no-store"
