"""A telephone number is nobody's duty, so what stands beside it is no reason to refuse a form."""

import pytest
from factories import make_seminar
from visitors import rows, set_all, sign_up

from seminars.models import Registration, Seminar

pytestmark = pytest.mark.usefixtures("quick_fingers", "sound")

TAKEN = {
    "+375 29 123–45–67": "+375 29 123-45-67",
    "+375 29 123‑45−67": "+375 29 123-45-67",
    "+375 29 123-45-67, +375 33 765-43-21": "+375 29 123-45-67, +375 33 765-43-21",
    "8 (017) 200-00-00 доб. 12": "8 (017) 200-00-00 доб. 12",
    "+375 29 123-45-67 (Viber)": "+375 29 123-45-67 (Viber)",
    "тел. 2000000": "тел. 2000000",
    "12345": "12345",
    "5" * 60: "5" * 60,
}


@pytest.mark.usefixtures("seminar")
def test_what_people_write_beside_their_number_is_taken_and_dashes_are_made_alike(app, client):
    answers = [sign_up(client, phone=phone, email=f"p{number}@example.org") for number, phone in enumerate(TAKEN)]
    assert [answer.status_code for answer in answers] == [303] * len(TAKEN)
    assert [each.phone for each in rows(app, Registration)] == list(TAKEN.values())


@pytest.mark.usefixtures("seminar")
@pytest.mark.parametrize(
    ("phone", "words"),
    [("1234", "Write a phone number here"), ("call me", "Write a phone number here"), ("5" * 61, "60 characters fit")],
)
def test_only_what_holds_no_number_or_is_endless_is_refused(app, client, phone, words):
    answer = sign_up(client, phone=phone)
    assert (answer.status_code, words in answer.text, f'value="{phone}"' in answer.text) == (422, True, True)
    assert rows(app, Registration) == []


def test_the_link_of_the_hosts_telephone_dials_one_number(app, client):
    with app.app_context():
        make_seminar(host_phone="+375 29 000-00-01, доб. 12 (Viber)")
    page = client.get("/en/seminars/klichev").text
    assert '<a href="tel:+375290000001">+375 29 000-00-01, доб. 12 (Viber)</a>' in page
    set_all(app, Seminar, host_phone="12 ab 34")
    assert 'href="tel:' not in client.get("/en/seminars/klichev").text
