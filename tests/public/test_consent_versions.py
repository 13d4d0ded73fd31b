"""Each tick is stored with the words that stood beside it, also when the site is upgraded while a form is open."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from visitors import hidden_fields, manage_page, rows

from seminars import tokens
from seminars.mail.sending import delivery
from seminars.models import Consent, ConsentKind

pytestmark = pytest.mark.usefixtures("quick_fingers", "seminar")

ADA = {"given_name": "Ada", "surname": "Klichevskaya", "email": "ada@example.org", "processing": "y"}
FORM = "/en/seminars/klichev/registrations/new"


def sign_up(client: FlaskClient, **changed: str) -> None:
    hidden = hidden_fields(client.get(FORM).text) | changed
    answer = client.post("/en/seminars/klichev/registrations", data={**hidden, **ADA, "sharing": "y"})
    assert answer.status_code == 303


def sharing(app: Flask) -> tuple[bool, int]:
    return next((each.given, each.text_version) for each in rows(app, Consent) if each.kind == ConsentKind.SHARING)


def test_each_kind_is_stored_in_its_own_version(app, client):
    sign_up(client)
    assert {each.kind: each.text_version for each in rows(app, Consent)} == {
        ConsentKind.PROCESSING: 3,
        ConsentKind.PHOTO: 3,
        ConsentKind.SHARING: 2,
        ConsentKind.NEWS: 3,
    }


def test_a_form_that_was_open_while_the_site_was_upgraded_told_of_the_name_alone(app, client):
    with app.app_context():
        old = tokens.timed_token("form", [1, "written-by-0.8", None])
    sign_up(client, token=old)
    assert sharing(app) == (True, 1)


@pytest.mark.parametrize("told", [[[3, 3]], [{"sharing": 2}], [[3, 3, 2, 3], "more"]])
def test_a_form_of_a_version_that_tells_otherwise_told_of_the_name_alone(app, client, told):
    with app.app_context():
        other = tokens.timed_token("form", [1, "written-by-another", None, *told])
    sign_up(client, token=other)
    assert sharing(app) == (True, 1)


def test_ones_own_page_asks_for_the_organisation_in_a_tick_of_its_own(app, client):
    with app.app_context():
        old = tokens.timed_token("form", [1, "written-by-0.8", None])
    sign_up(client, token=old)
    with app.app_context():
        assert delivery.deliver_due() == 1
    own = manage_page(app)
    page = client.get(f"{own}/answers/edit").text
    assert "The host may see my name on the list of participants." in page
    assert is_ticked(page, "sharing")
    assert not is_ticked(page, "shares_organisation")
    told = hidden_fields(page) | ADA
    saved = client.post(f"{own}/answers", data={**told, "sharing": "y", "shares_organisation": "y"})
    assert "<dt>The host may see my organisation, too.</dt><dd><s>No</s> → Yes</dd>" in " ".join(saved.text.split())
    assert sharing(app) == (True, 2)
    again = client.post(f"{own}/answers", data={**hidden_fields(saved.text), **ADA, "sharing": "y"})
    assert "<dt>The host may see my organisation, too.</dt><dd><s>Yes</s> → No</dd>" in " ".join(again.text.split())
    assert sharing(app) == (True, 1)
    # Of the organisation alone nobody is asked: without the name there is nothing to show.
    client.post(f"{own}/answers", data={**hidden_fields(again.text), **ADA, "shares_organisation": "y"})
    assert sharing(app)[0] is False


def is_ticked(page: str, name: str) -> bool:
    tag = next(part for part in page.split("<input")[1:] if f'name="{name}"' in part.partition(">")[0])
    return "checked" in tag.partition(">")[0]
