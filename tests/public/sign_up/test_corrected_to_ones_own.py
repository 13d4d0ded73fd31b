"""A mailbox to which a receipt is corrected reads the same whether somebody was registered under the address before."""

import re
from dataclasses import replace

import pytest
from factories import ADA, make_registration, make_seminar
from flask import Flask
from flask.testing import FlaskClient
from visitors import manage_page, post, rows, sign_up

from seminars.mail.sending.delivery import deliver_due
from seminars.models import Message, MessageState, Registration, Status

pytestmark = pytest.mark.usefixtures("quick_fingers", "sound")
KNOWN, UNKNOWN = "known@example.org", "ghost@example.org"
OWN, ANOTHER = "mallory@example.net", "malonna@example.net"
TWO_MORE = {
    "companions-0-given_name": "Bela",
    "companions-0-surname": "Klichevskaya",
    "companions-1-given_name": "Cyril",
    "companions-1-surname": "Klichevskaya",
}


@pytest.mark.parametrize("others", [{}, TWO_MORE], ids=["alone", "a party"])
@pytest.mark.parametrize("first", [KNOWN, "mallory@example.com"])
def test_it_does_not_tell_whether_the_address_was_known_that_was_typed_first_or_in_between(app, client, first, others):
    with app.app_context():
        make_registration(make_seminar(capacity=30), replace(ADA, email=KNOWN))
    tried = [first, KNOWN.upper(), KNOWN]
    told = _read_at_home(app, client, [*tried, OWN], others)
    tried = [{KNOWN: UNKNOWN, KNOWN.upper(): UNKNOWN.upper()}.get(each, each) for each in tried]
    assert _read_at_home(app, client, [*tried, ANOTHER], others) == told


def test_where_they_would_lose_their_places_those_who_have_one_move_without_who_was_known(app, client):
    with app.app_context():
        make_registration(make_seminar(capacity=3), replace(ADA, email=KNOWN))
    receipt = sign_up(client, email=KNOWN, when_short="split", **TWO_MORE).location
    assert post(client, f"{receipt}/address", email=OWN).status_code == 303
    held = [(each.email_key, each.given_name, each.status) for each in rows(app, Registration)]
    assert held == [
        (KNOWN, "Ada", Status.CONFIRMED),
        (OWN, "Bela", Status.CONFIRMED),
        (OWN, "Cyril", Status.CONFIRMED),
    ]


def _read_at_home(app: Flask, client: FlaskClient, addresses: list[str], others: dict[str, str]) -> list[object]:
    """What the mailbox gets to which a receipt is corrected last, and what stands on its pages; then all is erased.
    Moments are told by when the others were."""
    typed, *corrected = addresses
    receipt = sign_up(client, email=typed, **others).location
    for address in corrected:
        assert post(client, f"{receipt}/address", email=address).status_code == 303
    (contact,) = [each for each in rows(app, Registration) if each.email == corrected[-1] and each.is_active]
    mails = [each for each in rows(app, Message) if each.to == corrected[-1] and each.state == MessageState.QUEUED]
    page = manage_page(app, contact.id, version=contact.token_version)
    own, kept = client.get(page).text, client.get(f"{page}/data.json").text
    assert post(client, f"{page}/erasure").status_code == 303
    with app.app_context():
        deliver_due()
    return [
        contact.token_version,
        [(each.kind, each.calendar) for each in mails],
        *(_alike(text.replace(corrected[-1], "")) for text in (own, kept)),
    ]


def _alike(text: str) -> str:
    """Without moments but for their order, and without what is new each time."""
    text = re.sub(
        r'name="csrf_token" value="[^"]+"|[0-9]+-[0-9]+~[^"/?]+|members/[0-9]+|"(code|queue_no)":[^,}]+', "", text
    )
    text = re.sub(r">[0-9A-Z]{6}<|<svg.*?</svg>", "", text)
    moments = sorted(set(re.findall(r"20\d\d-\d\d-\d\dT[^\"<]+", text)))
    for number, moment in enumerate(moments):
        text = text.replace(moment, f"moment {number}")
    return text
