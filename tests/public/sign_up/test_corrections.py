"""Whoever corrects the address of a receipt learns of nobody, and nobody else keeps what was sent to a wrong one."""

from dataclasses import replace
from datetime import timedelta

import pytest
from acts import cancel
from factories import ADA, make_registration, make_seminar
from visitors import everything_stored, manage_page, post, rows, set_all, sign_up

from seminars import clock
from seminars.domain.checks.invariants import find_violations
from seminars.mail.sending import delivery
from seminars.models import Message, MessageKind, MessageState, Registration, Seminar, Status

pytestmark = pytest.mark.usefixtures("quick_fingers")
RIGHT, WRONG = "ada@example.org", "stranger@example.org"
BELA = {"companions-0-given_name": "Bela", "companions-0-surname": "Klichevskaya"}


def correct(client, receipt: str, address: str):
    return post(client, f"{receipt}/address", email=address)


def states(app) -> list[tuple[str, Status]]:
    return [(each.given_name, each.status) for each in rows(app, Registration)]


@pytest.fixture
def corrected(app, client):
    """Ada has a place. She signs up again under a stranger's address and corrects it; all mails are sent."""
    with app.app_context():
        make_seminar()
    sign_up(client, email=RIGHT)

    def signed_up(**others: str) -> None:
        receipt = sign_up(client, email=WRONG, needs="epilepsy", **others).location
        with app.app_context():
            delivery.deliver_due()
        assert correct(client, receipt, RIGHT).status_code == 303
        with app.app_context():
            delivery.deliver_due()

    return signed_up


def test_a_stranger_keeps_no_link_to_somebody_who_was_registered_already(app, client, corrected):
    corrected()
    old = manage_page(app, 2)
    assert [client.get(f"{old}{page}").status_code for page in ("", "/data.json")] == [404, 404]
    assert post(client, f"{old}/restoration").status_code == 404
    assert states(app) == [("Ada", Status.CONFIRMED), ("Ada", Status.CANCELLED)]


def test_nor_to_those_whom_they_bring_along(app, client, corrected):
    corrected(**BELA)
    for old in (manage_page(app, 2), manage_page(app, 3)):
        assert [client.get(f"{old}{page}").status_code for page in ("", "/data.json")] == [404, 404]
    assert states(app) == [("Ada", Status.CONFIRMED), ("Ada", Status.CANCELLED), ("Bela", Status.CONFIRMED)]
    told = [each.kind for each in rows(app, Message) if (each.to, each.state) == (RIGHT, MessageState.SENT)]
    assert told == [MessageKind.CONFIRMED, MessageKind.REPEATED, MessageKind.CONFIRMED]


def test_nor_to_who_had_left_before(app, client, corrected):
    sign_up(client, email=RIGHT, given_name="Bela")
    receipt = sign_up(client, email=WRONG, **BELA).location
    with app.app_context():
        cancel(3, by="organiser", reason="mistake")
    assert correct(client, receipt, RIGHT).status_code == 303
    assert states(app)[2:] == [("Ada", Status.CANCELLED), ("Bela", Status.CANCELLED)]
    assert [client.get(manage_page(app, number)).status_code for number in (3, 4)] == [404, 404]


def test_who_erases_her_data_erases_what_she_typed_under_a_wrong_address(app, client, corrected):
    corrected()
    assert post(client, f"{manage_page(app, 1)}/erasure").status_code == 303
    assert [(each.given_name, each.needs, each.email_key) for each in rows(app, Registration)] == [("", "", "")] * 2
    with app.app_context():
        assert find_violations(now=clock.now()) == []


@pytest.fixture(params=[True, False], ids=["registered", "unknown"])
def receipt(app, client, request) -> str:
    """Mallory signs "Ada" up under an address of his own, whether or not Ada is registered."""
    with app.app_context():
        seminar = make_seminar()
        if request.param:
            make_registration(seminar)
    return sign_up(client, email=WRONG).location


def test_nobody_learns_from_a_correction_whether_somebody_is_registered(app, client, receipt):
    own = manage_page(app, len(rows(app, Registration)))
    answer = correct(client, receipt, RIGHT)
    assert (answer.status_code, answer.location) == (303, f"{receipt}?done=corrected")
    with app.app_context():
        delivery.deliver_due()
    assert {each.state for each in rows(app, Message) if each.to == WRONG} == {MessageState.SUPERSEDED}
    assert client.get(own).status_code == 404


def test_once_the_seminar_has_begun_every_correction_is_refused_alike(app, client, receipt):
    set_all(app, Seminar, starts_at=clock.now() - timedelta(minutes=1))
    before = everything_stored(app)
    for _attempt in range(4):
        answer = correct(client, receipt, RIGHT)
        assert answer.status_code == 422
        assert "The seminar has begun; the address cannot be corrected any more." in answer.text
    assert everything_stored(app) == before


@pytest.mark.usefixtures("seminar")
def test_whoever_typed_the_form_cannot_take_it_back_once_its_owner_has_used_it(app, client):
    receipt = sign_up(client, **BELA).location
    assert post(client, f"{manage_page(app)}/language", language="ru").status_code == 303
    answer = correct(client, receipt, WRONG)
    assert (answer.status_code, answer.location) == (303, f"{receipt}?done=corrected")
    assert [(each.given_name, each.email_key, each.status) for each in rows(app, Registration)] == [
        ("Ada", RIGHT, Status.CONFIRMED),
        ("Bela", RIGHT, Status.CONFIRMED),
        ("Ada", WRONG, Status.CONFIRMED),
        ("Bela", WRONG, Status.CONFIRMED),
    ]
    assert client.get(manage_page(app, language="ru")).status_code == 200
    with app.app_context():
        assert find_violations(now=clock.now()) == []


def test_corrections_to_one_address_fill_no_mailbox_with_waiting_people(app, client):
    with app.app_context():
        make_registration(make_seminar(capacity=1))
        other = make_seminar(slug="other")
        for letter in "abcdefghij":
            make_registration(other, replace(ADA, given_name=f"Ada {letter}", email=WRONG))
    receipt = sign_up(client, email="throwaway@example.org").location
    assert correct(client, receipt, WRONG).status_code == 303
    with app.app_context():
        delivery.deliver_due()
    told = [(each.kind, each.state) for each in rows(app, Message) if each.to == WRONG]
    assert told[10:] == [(MessageKind.WAITING, MessageState.QUEUED)]
