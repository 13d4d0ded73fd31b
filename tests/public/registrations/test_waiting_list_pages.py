"""The waiting list as people see it: joining, their number, the offer and its answer, undo."""

from dataclasses import replace
from datetime import timedelta

import pytest
from factories import ADA, make_registration, make_seminar
from sqlalchemy import update
from visitors import everything_stored, headline, letters, manage_page, post, rows, sign_up

from seminars import clock
from seminars.database.units import write_unit
from seminars.extensions import db
from seminars.mail.sending import delivery
from seminars.models import Message, MessageKind, Party, Registration, Status

pytestmark = pytest.mark.usefixtures("quick_fingers", "sound")
BELA = replace(ADA, given_name="Bela", email="bela@example.org")
CYRIL = replace(ADA, given_name="Cyril", email="cyril@example.org")
NOT_A_PLACE = "It is not a place yet, please do not travel."


@pytest.fixture
def queue(app) -> None:
    """Ada has the only place, Bela and Cyril wait."""
    with app.app_context():
        seminar = make_seminar(capacity=1)
        for person in (ADA, BELA, CYRIL):
            make_registration(seminar, person)


def states(app) -> list[Status]:
    return [registration.status for registration in rows(app, Registration)]


def end_offer(app, number: int) -> None:
    with app.app_context(), write_unit():
        db.session.execute(update(Party).where(Party.id == number).values(offer_ends_at=clock.now() - timedelta(1)))
        db.session.commit()


def test_a_full_seminar_takes_people_on_its_waiting_list_and_tells_strangers_no_more(app, client):
    with app.app_context():
        make_registration(make_seminar(capacity=1), BELA)
    assert "Join the waiting list" in client.get("/en/seminars/klichev").text
    assert "Join the waiting list" in client.get("/en/seminars/klichev/registrations/new").text
    receipts = [
        client.get(sign_up(client, **who).location).text for who in ({}, {"given_name": "Bela", "email": BELA.email})
    ]
    assert [headline(page) for page in receipts] == ["You are on the waiting list."] * 2
    assert [NOT_A_PLACE in page for page in receipts] == [True, True]
    assert ["klichev.ics" in page for page in receipts] == [False, False]
    assert ["Sign up somebody else</a>" in page for page in receipts] == [True, True]
    assert states(app) == [Status.CONFIRMED, Status.WAITING]


@pytest.mark.usefixtures("queue")
def test_the_page_tells_the_number_in_the_queue_and_that_it_is_no_place(app, client):
    page = client.get(manage_page(app, 3)).text
    assert headline(page) == "You are number 2 on the waiting list."
    assert NOT_A_PLACE in page
    assert "klichev.ics" not in page
    post(client, f"{manage_page(app, 2)}/cancellation")
    assert headline(client.get(manage_page(app, 3)).text) == "You are number 1 on the waiting list."
    assert headline(client.get(manage_page(app, 2)).text) == "Your registration is cancelled."
    assert "/restoration" not in client.get(manage_page(app, 2)).text


@pytest.mark.usefixtures("queue")
def test_an_offered_place_is_taken_from_the_mail_and_only_once(app, client):
    post(client, f"{manage_page(app, 1)}/cancellation")
    with app.app_context():
        assert delivery.deliver_due() == 3  # what was true before is not sent any more
    offers = [" ".join(text.split()) for text in letters(app) if "A place is offered to you." in text]
    ignored = "If you do not answer, the next one is asked, and you go to the end of the queue."
    assert [ignored in text for text in offers] == [True] * len(offers) != []
    page = client.get(manage_page(app, 2))
    assert headline(page.text) == "A place is offered to you."
    before = everything_stored(app)
    client.get(manage_page(app, 2))
    assert everything_stored(app) == before
    assert post(client, f"{manage_page(app, 2)}/acceptance").status_code == 303
    assert headline(client.get(manage_page(app, 2)).text) == "You have a place."
    assert post(client, f"{manage_page(app, 2)}/acceptance").status_code == 303
    assert headline(client.get(manage_page(app, 2)).text) == "You have a place."
    assert states(app) == [Status.CANCELLED, Status.CONFIRMED, Status.WAITING]


@pytest.mark.usefixtures("queue")
def test_a_mail_that_is_asked_for_again_says_what_is_the_case_now(app, client):
    for number in (1, 2):
        assert post(client, f"{manage_page(app, number)}/message").status_code == 303
    with app.app_context():
        delivery.deliver_due()
    again = [" ".join(text.split()) for text in letters(app) if "Your link was asked for again" in text]
    waits = [text for text in again if "You are on the waiting list." in text and NOT_A_PLACE in text]
    assert ["You have a place." in text for text in again] == [True, True, False, False]
    assert waits == again[2:]


@pytest.mark.usefixtures("queue")
def test_a_refused_offer_goes_on_at_once(app, client):
    post(client, f"{manage_page(app, 1)}/cancellation")
    assert post(client, f"{manage_page(app, 2)}/refusal").status_code == 303
    assert states(app) == [Status.CANCELLED, Status.CANCELLED, Status.OFFERED]
    last = rows(app, Message)[-2]
    assert (last.kind, last.facts) == (MessageKind.CANCELLED_BY_PERSON, {"reason": "", "was": "offered"})


@pytest.mark.usefixtures("queue")
def test_a_no_from_another_device_ends_neither_a_place_that_was_taken_nor_one_in_the_queue(app, client):
    post(client, f"{manage_page(app, 1)}/cancellation")
    end_offer(app, 2)
    post(client, f"{manage_page(app, 2)}/acceptance")
    post(client, f"{manage_page(app, 3)}/acceptance")
    assert states(app) == [Status.CANCELLED, Status.WAITING, Status.CONFIRMED]
    answers = [post(client, f"{manage_page(app, number)}/refusal") for number in (2, 3)]
    assert [(answer.status_code, headline(answer.text)) for answer in answers] == [
        (409, "You are number 1 on the waiting list."),
        (409, "You have a place."),
    ]
    assert states(app) == [Status.CANCELLED, Status.WAITING, Status.CONFIRMED]


@pytest.mark.usefixtures("queue")
def test_an_answer_that_comes_too_late_says_so_and_what_is_the_case(app, client):
    post(client, f"{manage_page(app, 1)}/cancellation")
    end_offer(app, 2)
    late = post(client, f"{manage_page(app, 2)}/acceptance")
    assert (late.status_code, headline(late.text)) == (409, "You are number 1 on the waiting list.")
    assert "The time to answer was over, and the offer has ended." in late.text
    assert states(app) == [Status.CANCELLED, Status.WAITING, Status.OFFERED]
    end_offer(app, 3)
    post(client, f"{manage_page(app, 3)}/acceptance")
    end_offer(app, 2)
    last = post(client, f"{manage_page(app, 2)}/acceptance")
    assert headline(last.text) == "Your offer has ended."
    assert states(app) == [Status.CANCELLED, Status.EXPIRED, Status.OFFERED]


def test_a_place_given_up_by_mistake_comes_back_while_it_is_free(app, client):
    with app.app_context():
        make_registration(make_seminar(capacity=1))
    post(client, f"{manage_page(app)}/cancellation")
    assert "/restoration" in client.get(manage_page(app)).text
    assert post(client, f"{manage_page(app)}/restoration").status_code == 303
    assert headline(client.get(manage_page(app)).text) == "You have a place."
    post(client, f"{manage_page(app)}/cancellation")
    sign_up(client, given_name="Bela")
    gone = post(client, f"{manage_page(app)}/restoration")
    assert (gone.status_code, "Your place is not free any more." in gone.text) == (409, True)
    assert states(app) == [Status.CANCELLED, Status.CONFIRMED]


def test_a_seminar_that_asks_for_approval_promises_nothing(app, client):
    with app.app_context():
        make_seminar(needs_approval=True)
    assert "The organisers decide who takes part." in client.get("/en/seminars/klichev/registrations/new").text
    receipt = client.get(sign_up(client).location).text
    assert headline(receipt) == "Your registration awaits approval."
    assert headline(client.get(manage_page(app)).text) == "Your registration awaits approval."
    assert states(app) == [Status.PENDING]


@pytest.mark.usefixtures("queue")
@pytest.mark.parametrize("language", ["be", "ru", "pl", "en"])
def test_every_mail_of_the_queue_can_be_written_in_every_language(app, client, language):
    with app.app_context(), write_unit():
        db.session.execute(update(Registration).values(language=language))
        db.session.execute(update(Message).values(language=language))
        db.session.commit()
    post(client, f"{manage_page(app, 1)}/cancellation")
    for number in (2, 3, 2):
        with app.app_context():
            delivery.deliver_due()
        end_offer(app, number)
        post(client, f"{manage_page(app, number)}/acceptance")
    with app.app_context():
        delivery.deliver_due()
        failed = [message.last_error for message in db.session.query(Message) if message.last_error]
        kinds = {message.kind for message in db.session.query(Message)}
    assert failed == []
    assert {MessageKind.WAITING, MessageKind.OFFERED, MessageKind.LAPSED, MessageKind.EXPIRED} <= kinds
