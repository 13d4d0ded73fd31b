"""The page after signing up: the same for everyone, and it corrects a mistyped address."""

import re
import time
from datetime import timedelta

import pytest
from factories import make_registration, make_seminar
from itsdangerous import TimestampSigner
from visitors import csrf, everything_stored, headline, manage_page, rows, set_all, sign_up

from seminars import clock, tokens
from seminars.domain.people.sign_up import Person
from seminars.mail.sending import delivery
from seminars.models import (
    CalendarMethod,
    Message,
    MessageKind,
    MessageState,
    Registration,
    Seminar,
    Status,
    Submission,
)
from seminars.public.sign_up import receipts

pytestmark = pytest.mark.usefixtures("quick_fingers")
RIGHT = "ada.k@example.org"


def correct(client, receipt: str, address: str):
    return client.post(f"{receipt}/address", data={**csrf(client), "email": address})


def mails(app) -> list[tuple[MessageKind, str, MessageState]]:
    return [(each.kind, each.to, each.state) for each in rows(app, Message)]


@pytest.mark.usefixtures("seminar")
def test_a_receipt_is_the_ticket_without_its_code_which_the_mail_alone_tells(app, client):
    shown = client.get(sign_up(client).location).text
    (ada,) = rows(app, Registration)
    assert (ada.code in shown, "QR code" in shown, "<svg" in shown) == (False, False, False)
    assert re.search(r">in 2[01] days<", shown)
    (step, *further) = re.findall("<li>(.+?)</li>", shown.split('class="steps"')[1].split("</ol>")[0])
    assert "goes to ada@example.org, usually within a minute." in step
    assert len(further) == 2


@pytest.mark.parametrize(
    ("needs_approval", "address"), [(False, "/en/seminars/klichev.ics"), (True, "/en/seminars/klichev")]
)
def test_a_receipt_has_one_filled_button(app, client, needs_approval, address):
    with app.app_context():
        make_seminar(needs_approval=needs_approval)
    shown = client.get(sign_up(client).location).text
    assert re.findall(r'class="button button--main" href="([^"]+)"', shown) == [address]


@pytest.mark.usefixtures("seminar")
def test_a_corrected_address_takes_the_registration_and_its_mail_along(app, client):
    receipt = sign_up(client).location
    answer = correct(client, receipt, RIGHT)
    assert (answer.status_code, answer.location) == (303, f"{receipt}?done=corrected")
    assert RIGHT in client.get(answer.location).text
    (registration,) = rows(app, Registration)
    assert (registration.email, registration.email_key, registration.token_version) == (RIGHT, RIGHT, 2)
    assert client.get(manage_page(app)).status_code == 404
    assert client.get(manage_page(app, version=2)).status_code == 200
    with app.app_context():
        assert delivery.deliver_due() == 1
    assert mails(app) == [
        (MessageKind.CONFIRMED, "ada@example.org", MessageState.SUPERSEDED),
        (MessageKind.CONFIRMED, RIGHT, MessageState.SENT),
    ]
    assert [each.calendar_method for each in rows(app, Message)] == [CalendarMethod.REQUEST] * 2


@pytest.mark.usefixtures("seminar")
def test_the_same_address_written_differently_changes_nothing(app, client):
    receipt = sign_up(client).location
    assert correct(client, receipt, "ADA@example.ORG").status_code == 303
    assert [each.token_version for each in rows(app, Registration)] == [1]
    assert len(mails(app)) == 1


@pytest.mark.usefixtures("ada")
def test_mallorys_correction_signs_a_namesake_up_and_leaves_ada_alone(app, client):
    receipt = sign_up(client).location
    answer = correct(client, receipt, "mallory@example.org")
    assert (answer.status_code, answer.location) == (303, f"{receipt}?done=corrected")
    ada, namesake = rows(app, Registration)
    assert (ada.email, ada.token_version, ada.status) == ("ada@example.org", 1, Status.CONFIRMED)
    assert (namesake.email, namesake.status) == ("mallory@example.org", Status.CONFIRMED)
    assert mails(app) == [
        (MessageKind.CONFIRMED, "ada@example.org", MessageState.QUEUED),
        (MessageKind.REPEATED, "ada@example.org", MessageState.QUEUED),
        (MessageKind.CONFIRMED, "mallory@example.org", MessageState.QUEUED),
    ]


def test_an_address_that_is_registered_already_keeps_its_one_place(app, client):
    with app.app_context():
        make_registration(make_seminar(), Person(given_name="Ada", surname="Klichevskaya", email=RIGHT))
    receipt = sign_up(client).location
    assert correct(client, receipt, RIGHT).status_code == 303
    assert [(each.email, each.status) for each in rows(app, Registration)] == [
        (RIGHT, Status.CONFIRMED),
        (RIGHT, Status.CANCELLED),
    ]
    assert mails(app)[-1] == (MessageKind.REPEATED, RIGHT, MessageState.QUEUED)
    (submission,) = [each for each in rows(app, Submission) if each.corrections]
    assert (submission.created, submission.registration_id) == (False, 1)


@pytest.mark.usefixtures("seminar")
def test_a_fourth_correction_is_refused_with_what_was_typed(app, client):
    receipt = sign_up(client).location
    for number in range(3):
        assert correct(client, receipt, f"ada{number}@example.org").status_code == 303
    before = everything_stored(app)
    answer = correct(client, receipt, "fourth@example.org")
    assert (answer.status_code, everything_stored(app)) == (422, before)
    assert 'value="fourth@example.org"' in answer.text
    assert "several times" in answer.text


def test_in_a_full_seminar_a_repeated_sign_up_finds_no_place_and_nobody_can_tell(app, client):
    with app.app_context():
        seminar = make_seminar(capacity=3, queue_closed=True)
        make_registration(seminar)
    repeated, created = sign_up(client).location, sign_up(client, given_name="Bela").location
    sign_up(client, given_name="Cela")
    assert correct(client, created, RIGHT).status_code == 303
    before = everything_stored(app)
    assert correct(client, repeated, "mallory@example.org").status_code == 303
    after = everything_stored(app)
    assert {table for table in after if after[table] != before[table]} == {"submission", "seminar", "throttle"}


def test_after_the_start_a_correction_is_a_clear_refusal(app, client):
    with app.app_context():
        make_registration(make_seminar(), Person(given_name="Ada", surname="Klichevskaya", email=RIGHT))
    receipt = sign_up(client).location
    set_all(app, Seminar, starts_at=clock.now() - timedelta(minutes=1))
    before = everything_stored(app)
    answer = correct(client, receipt, RIGHT)
    assert (answer.status_code, everything_stored(app)) == (422, before)


@pytest.mark.usefixtures("seminar")
def test_a_cancelled_registrations_receipt_signs_up_afresh(app, client):
    receipt = sign_up(client).location
    client.post(f"{manage_page(app)}/cancellation", data=csrf(client))
    assert correct(client, receipt, RIGHT).status_code == 303
    assert [(each.email, each.status) for each in rows(app, Registration)] == [
        ("ada@example.org", Status.CANCELLED),
        (RIGHT, Status.CONFIRMED),
    ]


@pytest.mark.usefixtures("seminar")
def test_the_mail_of_a_receipt_is_sent_again_within_limits(app, client):
    receipt = sign_up(client).location
    for _attempt in range(5):
        answer = client.post(f"{receipt}/message", data=csrf(client))
        assert (answer.status_code, answer.location) == (303, f"{receipt}?done=sent")
    assert [kind for kind, _to, _state in mails(app)] == [MessageKind.CONFIRMED, *[MessageKind.REPEATED] * 3]


@pytest.mark.usefixtures("seminar")
def test_forged_receipts_do_not_exist(app, client):
    receipt = sign_up(client).location
    before = everything_stored(app)
    form_token = (
        client.get("/en/seminars/klichev/registrations/new").text.split('name="token" value="')[1].split('"')[0]
    )
    forged = (f"{receipt}x", receipt[:-1], f"/en/registrations/received/{form_token}")
    for address in forged:
        assert client.get(address).status_code == 404
        assert correct(client, address, RIGHT).status_code == 404
    assert everything_stored(app) == before


@pytest.mark.usefixtures("seminar")
def test_after_its_hour_every_receipt_says_the_same_and_names_nobody(app, client, monkeypatch):
    assert receipts.LIFETIME == 3600
    with app.app_context():
        erased, unknown = (tokens.timed_token("receipt", number) for number in (2, 3))
    received = [sign_up(client).location, sign_up(client, email="bela@example.org", given_name="Bela").location]
    set_all(app, Submission, typed={})
    monkeypatch.setattr(TimestampSigner, "get_timestamp", lambda _signer: int(time.time()) + 3601)
    every = [*received, *(f"/en/registrations/received/{each}" for each in (erased, unknown))]
    pages = [client.get(each) for each in every]
    assert [page.status_code for page in pages] == [410] * 4
    assert len({re.sub(r"received/[^\"/]+", "", page.text) for page in pages}) == 1
    assert headline(pages[0].text) == "What stood here still holds"
    assert 'href="/en/registrations/find">Send me my links</a>' in pages[0].text
    assert "Klichev" not in pages[0].text
    assert pages[0].headers["Cache-Control"] == "no-store"
    forged = every[0][:-1]
    assert (client.get(forged).status_code, correct(client, forged, RIGHT).status_code) == (404, 404)


@pytest.mark.usefixtures("seminar")
@pytest.mark.parametrize("address", [RIGHT, "ada@gmial.com", "", None])
def test_what_is_asked_of_a_receipt_after_its_hour_is_not_done_and_the_page_says_so(app, client, monkeypatch, address):
    receipt = sign_up(client).location
    before, protection = everything_stored(app), csrf(client)
    monkeypatch.setattr(TimestampSigner, "get_timestamp", lambda _signer: int(time.time()) + 3601)
    path, more = ("message", {}) if address is None else ("address", {"email": address})
    answer = client.post(f"{receipt}/{path}", data={**protection, **more})
    assert (answer.status_code, "This was not done" in answer.text) == (410, True)
    assert 'href="/en/registrations/find">Send me my links</a>' in answer.text
    assert everything_stored(app) == before
