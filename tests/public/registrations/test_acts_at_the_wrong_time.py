"""Whatever is pressed on an old page, and whenever: a page says what is the case now, in the reader's language."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from acts import cancel
from factories import ADA, make_registration, make_seminar
from sqlalchemy import update
from visitors import ANSWERS, csrf, hidden_fields, manage_page, post, rows, set_all, sign_up

from seminars import clock
from seminars.database.units import write_unit
from seminars.domain.people.sign_up import Person
from seminars.domain.registrations import offers
from seminars.extensions import db
from seminars.models import Party, Registration, Seminar, SeminarStatus, Status

BELA = Person(given_name="Bela", surname="Klichevskaya")
ACTS = (
    "acceptance", "refusal", "cancellation", "restoration", "reconfirmation", "message", "language", "calendar-link",
    "party/cancellation", "disavowal", "members/2/cancellation", "members/2/restoration", "answers", "address",
)  # fmt: skip
NOW = clock.now()
TIMES = {
    "coming": {"capacity": 50},
    "over": {"starts_at": NOW - timedelta(hours=7), "ends_at": NOW - timedelta(hours=1)},
    "postponed": {"postponed_at": NOW},
    "cancelled": {"status": SeminarStatus.CANCELLED, "cancelled_at": NOW},
}


@pytest.fixture
def pages(app) -> dict[Status, str]:
    """One page for each state; each is of two people, signed up together."""
    with app.app_context():
        seminar = make_seminar(capacity=50)
        people = [replace(ADA, email=f"{status}@example.org") for status in Status]
        made = [make_registration(seminar, person, companions=(BELA,), language="ru").id for person in people]
        with write_unit():
            for number, status in zip(made, Status, strict=True):
                party = update(Registration).where(
                    Registration.party_id == db.session.get(Registration, number).party_id
                )
                ended = {"cancelled_at": NOW, "cancelled_by": "person"} if status == Status.CANCELLED else {}
                db.session.execute(party.values(status=status, **ended))
                if status == Status.OFFERED:
                    own = Party.id == db.session.get(Registration, number).party_id
                    db.session.execute(
                        update(Party).where(own).values(offered_at=NOW, offer_ends_at=NOW + timedelta(1))
                    )
            db.session.commit()
    return {status: manage_page(app, number, language="ru") for number, status in zip(made, Status, strict=True)}


@pytest.mark.parametrize("time", TIMES)
def test_every_act_is_answered_with_a_page(app, client, pages, time):
    set_all(app, Seminar, **TIMES[time])
    press_everything(client, [pages[Status.CONFIRMED], pages[Status.WAITING]])


@pytest.mark.long
@pytest.mark.parametrize("time", TIMES)
def test_every_act_in_every_state_is_answered_with_a_page(app, client, pages, time):
    set_all(app, Seminar, **TIMES[time])
    press_everything(client, list(pages.values()))


def press_everything(client, pages: list[str]) -> None:
    protection = csrf(client)
    for page in pages:
        for act in ACTS:
            answer = client.post(f"{page}/{act}", data=protection)
            assert answer.status_code in (200, 303, 404, 409, 422), (page, act, answer.status_code)
            assert "/ru/" in (answer.location or "/ru/"), act
            assert answer.location or 'lang="ru"' in answer.text
        assert client.get(page).status_code == 200


@pytest.fixture
def offered(app) -> str:
    """The page of Ada, to whom the only place is offered, as she sees it in Russian."""
    with app.app_context():
        seminar = make_seminar(capacity=1)
        first = make_registration(seminar, replace(ADA, email="first@example.org")).id
        ada = make_registration(seminar, ADA, language="ru").id
        make_registration(seminar, replace(ADA, email="third@example.org"))
        cancel(first)
    return manage_page(app, ada, language="ru")


def headline(page: str) -> str:
    return " ".join(re.search("<h1[^>]*>(.*?)</h1>", page, re.DOTALL)[1].split())


def test_an_offer_taken_on_one_device_is_not_refused_on_another(app, client, offered):
    assert post(client, f"{offered}/acceptance").status_code == 303
    late = post(client, f"{offered}/refusal")
    assert (late.status_code, headline(late.text)) == (409, "У вас есть место.")
    assert "Сейчас вам не предлагается место." in late.text
    assert rows(app, Registration)[1].status == Status.CONFIRMED


def test_a_refusal_from_an_old_page_leaves_the_waiting_list_alone(app, client, offered):
    with app.app_context(), write_unit():
        db.session.execute(update(Party).where(Party.id == 2).values(offer_ends_at=NOW - timedelta(hours=1)))
        offers.lapse_offers(db.session.query(Seminar).one())
        db.session.commit()
    late = post(client, f"{offered}/refusal")
    assert (late.status_code, headline(late.text)) == (409, "Ваш номер в очереди: 1.")
    assert [each.status for each in rows(app, Registration)][1:] == [Status.WAITING, Status.OFFERED]


@pytest.mark.parametrize(
    ("time", "says"),
    [("cancelled", "Семинар отменён."), ("over", "Семинар состоялся.")],
)
def test_an_offer_of_a_seminar_that_was_called_off_or_has_begun_gives_no_place(app, client, offered, time, says):
    set_all(app, Seminar, **TIMES[time])
    if time == "over":
        with app.app_context(), write_unit():
            db.session.execute(update(Party).where(Party.id == 2).values(offer_ends_at=NOW - timedelta(hours=8)))
            db.session.commit()
    for act in ("acceptance", "restoration", "answers"):
        answer = post(client, f"{offered}/{act}", **ANSWERS)
        assert answer.status_code == 409, act
    assert headline(client.get(offered).text) == says
    assert "/acceptance" not in client.get(offered).text
    assert rows(app, Registration)[1].status != Status.CONFIRMED


FORGED = {
    "fifty": {f"companions-{number}-given_name": f"P{number}" for number in range(50)},
    "empty rows before": {
        f"companions-{number}-{part}": "Bela" if number == 3 else ""
        for number in range(4)
        for part in ("given_name", "surname")
    },
    "a huge number": {"companions-99999999999999999999-given_name": "Bela"},
    "a number without end": {f"companions-{'9' * 5000}-given_name": "Bela"},
    "a raised number": {"companions-²-given_name": "Bela"},
    "too many rows to show": {f"companions-{number}-surname": "" for number in range(400)},
    "no number": {"companions-x-given_name": "Bela", "companions-": "y", "companions": "z"},
    "named twice": {f"companions-{number}-{part}": "Bela" for number in (0, 2) for part in ("given_name", "surname")},
}
TAKEN = {"empty rows before": 2, "no number": 1, "a number without end": 1, "a raised number": 1, "a huge number": 2}
TOO_MANY = "At most 5 people can sign up together"


@pytest.mark.usefixtures("seminar", "quick_fingers")
@pytest.mark.parametrize("forged", FORGED)
def test_a_forged_party_is_a_party_of_those_who_are_named_or_a_form_to_correct(app, client, forged):
    answer = sign_up(client, **FORGED[forged])
    taken = TAKEN.get(forged, 0)
    assert answer.status_code == (303 if taken else 422)
    assert len(rows(app, Registration)) == taken
    assert taken or 'value="ada@example.org"' in answer.text


@pytest.mark.usefixtures("seminar", "quick_fingers")
def test_of_endless_rows_some_come_back_and_it_is_said_at_their_place_that_they_are_too_many(app, client):
    """Whoever stands in a row that no page has room for is not left out without a word."""
    named = {f"companions-{number}-{part}": "Bela" for number in (3, 399) for part in ("given_name", "surname")}
    answer = sign_up(client, **FORGED["too many rows to show"] | named)
    assert (answer.status_code, rows(app, Registration)) == (422, [])
    assert f'<a href="#companions">{TOO_MANY}' in answer.text
    assert answer.text.count("<legend>Person") < 40
    assert 'value="Bela"' in answer.text


@pytest.mark.usefixtures("ada")
def test_forged_companions_in_the_answers_add_nobody(app, client):
    page = manage_page(app)
    more = {"companions-0-given_name": "Bela", "companions-0-surname": "Klichevskaya", "town": "Pinsk"}
    before = [(each.given_name, each.town) for each in rows(app, Registration)]
    told = hidden_fields(client.get(f"{page}/answers/edit").text)
    assert client.post(f"{page}/answers", data={**told, **ANSWERS, **more}).status_code == 409
    assert [(each.given_name, each.town) for each in rows(app, Registration)] == before


@pytest.mark.usefixtures("ada")
@pytest.mark.parametrize("number", ["²", "9" * 5000, "٣"])
def test_companions_without_a_number_are_no_part_of_the_answers(app, client, number):
    page = manage_page(app)
    told = hidden_fields(client.get(f"{page}/answers/edit").text)
    answer = client.post(f"{page}/answers", data={**told, **ANSWERS, "town": "Pinsk", f"companions-{number}-x": "1"})
    assert (answer.status_code, rows(app, Registration)[0].town) == (200, "Pinsk")


@pytest.mark.usefixtures("ada")
def test_endless_companions_in_the_answers_are_said_to_be_too_many(app, client):
    page = manage_page(app)
    told = hidden_fields(client.get(f"{page}/answers/edit").text)
    answer = client.post(f"{page}/answers", data={**told, **ANSWERS, **FORGED["too many rows to show"]})
    assert (answer.status_code, answer.text.count("<legend>Person") < 40) == (422, True)
    assert f'<a href="#companions">{TOO_MANY}' in answer.text
