"""What did not leave: organisers see why, and send it again or let it be tried at once."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from acts import set_all, write
from factories import ADA, make_registration, make_seminar
from sqlalchemy import select, update

from seminars import clock
from seminars.extensions import db
from seminars.models import (
    THE_ONE,
    UNTIL_GATHERED,
    Activity,
    Membership,
    Message,
    MessageState,
    Organiser,
    Refusal,
    Role,
    SenderVerdict,
)

BELA = replace(ADA, given_name="Bela", email="bela@example.org")
SINCE = datetime(2026, 11, 30, 9, 5, tzinfo=UTC)
WORDS = "554 5.7.1 …: Relay access denied <b>"


@pytest.fixture
def failed(app) -> list[int]:
    """Ids of three mails that failed: two of Klichev and one of Gomel."""
    with app.app_context():
        klichev = make_seminar()
        for person in (ADA, BELA):
            make_registration(klichev, person)
        make_registration(make_seminar(slug="gomel", town_code="gomel"))
        ids = list(db.session.scalars(select(Message.id).order_by(Message.id)))
        set_all(Message, state=MessageState.FAILED, attempts=3, first_tried_at=clock.now(), last_error="550 no")
        counted = {"likeness": "550 - no", "domain_key": "0", "times": 3, "others_left": True, "is_latest": False}
        write(lambda: db.session.add(Refusal(message_id=ids[0], **counted)))
        return ids


@pytest.fixture
def verdict(app) -> None:
    """No mail leaves."""
    with app.app_context():
        values = {"began_at": SINCE, "tried_at": clock.now(), "words": WORDS, "likeness": "554 5.7.1 relay"}
        write(lambda: db.session.add(SenderVerdict(id=THE_ONE, **values)))


def states(app) -> list[MessageState]:
    with app.app_context():
        return list(db.session.scalars(select(Message.state).order_by(Message.id)))


def make_owner_of(app, number: int) -> None:
    """Mallory owns the seminar of this message."""
    with app.app_context():
        seminar_id = db.session.get_one(Message, number).seminar_id
        account = db.session.scalars(select(Organiser.id)).one()
        membership = Membership(organiser_id=account, role=Role.OWNER, seminar_id=seminar_id)
        write(lambda: db.session.add(membership))


def test_all_that_failed_is_sent_again_at_one_press(app, olive, failed):
    page = olive.get("/organiser/messages").text
    assert "3 messages failed for good." in page
    assert olive.post("/organiser/messages/repetition").location == "/organiser/messages"
    assert states(app) == [MessageState.QUEUED] * 3
    with app.app_context():
        rows = db.session.execute(select(Message.attempts, Message.first_tried_at)).all()
        assert [tuple(row) for row in rows] == [(0, None)] * 3
        assert db.session.scalars(select(Refusal)).all() == []
        noted = db.session.scalars(select(Activity).filter_by(kind="failed_sent_again")).one()
        assert (noted.actor, noted.details) == ("olive@example.org", {"number": 3})
    page = olive.get("/organiser/messages").text
    assert "3 messages will be sent again in a moment." in page
    assert "failed for good" not in page
    olive.post("/organiser/messages/repetition")
    assert "no failed message is left here" in olive.get("/organiser/messages").text


def test_mallory_sends_again_what_is_hers(app, mallory, failed):
    mallory.post("/organiser/messages/repetition")
    assert states(app) == [MessageState.FAILED] * 3
    make_owner_of(app, failed[2])
    assert "1 message failed for good." in mallory.get("/organiser/messages").text
    mallory.post("/organiser/messages/repetition")
    assert states(app) == [MessageState.FAILED, MessageState.FAILED, MessageState.QUEUED]


def test_what_was_written_to_erased_people_is_not_sent_again(app, olive, failed):
    with app.app_context():
        set_all(Message, to="")
    assert "failed for good" not in olive.get("/organiser/messages").text
    olive.post("/organiser/messages/repetition")
    assert states(app) == [MessageState.FAILED] * 3


def due(app) -> list[bool]:
    with app.app_context():
        return [due_at <= clock.now() for due_at in db.session.scalars(select(Message.due_at).order_by(Message.id))]


def test_what_waits_for_another_try_is_tried_now_and_what_is_to_be_gathered_is_not(app, olive, failed):
    later = {"state": MessageState.QUEUED, "due_at": clock.now() + timedelta(hours=2)}
    with app.app_context():
        set_all(Message, **later)
        gathered = update(Message).where(Message.id == failed[1]).values(due_at=UNTIL_GATHERED)
        write(lambda: db.session.execute(gathered))
    assert "2 messages could not be sent yet and are waiting for another try." in olive.get("/organiser/messages").text
    assert olive.post("/organiser/messages/tries").status_code == 303
    assert due(app) == [True, False, True]
    page = olive.get("/organiser/messages").text
    assert "We are trying 2 messages now." in page
    olive.post("/organiser/messages/tries")
    assert "no message is waiting for another try" in olive.get("/organiser/messages").text


def test_mallory_lets_be_tried_what_is_hers(app, mallory, failed):
    with app.app_context():
        set_all(Message, state=MessageState.QUEUED, due_at=clock.now() + timedelta(hours=2))
    make_owner_of(app, failed[2])
    mallory.post("/organiser/messages/tries")
    assert due(app) == [False, False, True]


PAGES = ("/organiser/seminars", "/organiser/messages", "/organiser/account", "/organiser/seminars/new")


@pytest.mark.usefixtures("verdict")
def test_each_page_says_that_no_mail_leaves_since_when_and_what_the_server_said(olive):
    for address in PAGES:
        page = olive.get(address).text
        assert "No mail leaves: the mail server refuses whatever we send." in page, address
        assert "30 November 2026" in page
        assert "12:05" in page
        assert "554 5.7.1 …: Relay access denied &lt;b&gt;" in page


def test_no_page_says_so_while_mails_leave(olive):
    for address in PAGES:
        assert "No mail leaves" not in olive.get(address).text


@pytest.mark.usefixtures("verdict")
def test_nobody_without_an_account_learns_of_it(visitor):
    for address in ("/organiser/sign-in", "/en/"):
        assert "No mail leaves" not in visitor.get(address, follow_redirects=True).text


@pytest.mark.usefixtures("verdict")
def test_whoever_organises_anything_may_let_the_server_be_asked_at_once(app, mallory, failed):
    assert mallory.post("/organiser/messages/tries").status_code == 403
    with app.app_context():
        account = db.session.query(Organiser).filter_by(email="mallory@example.org").one().id
        role = Membership(organiser_id=account, role=Role.ORGANISER, seminar_id=make_seminar(slug="other").id)
        write(lambda: db.session.add(role))
    assert mallory.post("/organiser/messages/tries").status_code == 303
    with app.app_context():
        assert db.session.get_one(SenderVerdict, THE_ONE).tried_at is None
    assert "We are trying one message now." in mallory.get("/organiser/messages").text


def test_a_form_of_another_site_sends_nothing_again(app, olive, failed):
    for address in ("/organiser/messages/repetition", "/organiser/messages/tries"):
        assert olive.client.post(address).status_code == 400
    assert states(app) == [MessageState.FAILED] * 3
