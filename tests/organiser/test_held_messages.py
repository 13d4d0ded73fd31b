"""What a restore holds back: organisers see it with the reason, and decide."""

from dataclasses import replace
from datetime import timedelta

import pytest
from acts import tell_everybody, write
from factories import ADA, make_registration, make_seminar
from sqlalchemy import select
from visitors import Counted

from seminars.database.units import write_unit
from seminars.domain.outbox import held as held_messages
from seminars.domain.seminars import changes
from seminars.extensions import db
from seminars.models import Activity, Membership, Message, MessageState, Organiser, Role, Seminar

BELA = replace(ADA, given_name="Bela", email="bela@example.org")


@pytest.fixture
def held(app) -> list[int]:
    """Ids of three mails that are held back: two of Klichev and one of Gomel."""
    with app.app_context():
        klichev = make_seminar()
        for person in (ADA, BELA):
            make_registration(klichev, person)
        make_registration(make_seminar(slug="gomel", town_code="gomel"))
        with write_unit():
            assert held_messages.hold_all(add_to_sequence=100) == 3
            db.session.commit()
        return list(db.session.scalars(select(Message.id).order_by(Message.id)))


def states(app) -> list[MessageState]:
    with app.app_context():
        return list(db.session.scalars(select(Message.state).order_by(Message.id)))


def test_the_list_tells_why_and_sends_all_at_one_press(app, olive, held):
    page = olive.get("/organiser/messages").text
    assert "3 messages are held back. The database was restored from a backup" in page
    assert "Held back, 3" in page
    assert olive.post("/organiser/messages/release").status_code == 303
    assert states(app) == [MessageState.QUEUED] * 3
    page = olive.get("/organiser/messages").text
    assert "3 messages will be sent in a moment." in page
    assert "held back" not in page
    olive.post("/organiser/messages/release")
    assert "Nothing was changed: no message is held back here any more." in olive.get("/organiser/messages").text


def test_one_message_is_sent_and_another_is_not(app, olive, held):
    first, second, _third = held
    page = olive.get(f"/organiser/messages/{first}").text
    assert "may have been sent since that was made" in page
    assert olive.post(f"/organiser/messages/{first}/release").location == f"/organiser/messages/{first}"
    assert olive.post(f"/organiser/messages/{second}/disposal").status_code == 303
    assert states(app) == [MessageState.QUEUED, MessageState.SUPERSEDED, MessageState.HELD]
    page = olive.get(f"/organiser/messages/{second}").text
    assert "1 message will not be sent." in page
    assert "may have been sent since that was made" not in page
    with app.app_context():
        noted = db.session.scalars(select(Activity).where(Activity.kind.like("messages_%")).order_by(Activity.id)).all()
        assert [(each.kind, each.actor) for each in noted] == [
            ("messages_released", "olive@example.org"), ("messages_discarded", "olive@example.org"),
        ]  # fmt: skip


def test_mallory_decides_about_her_own_seminar_alone(app, mallory, held):
    with app.app_context(), write_unit():
        seminar_id = db.session.get(Message, held[2]).seminar_id
        account = db.session.scalars(select(Organiser.id)).one()
        db.session.add(Membership(organiser_id=account, role=Role.OWNER, seminar_id=seminar_id))
        db.session.commit()
    assert "1 message is held back." in mallory.get("/organiser/messages").text
    assert mallory.post(f"/organiser/messages/{held[0]}/release").status_code == 404
    assert mallory.post("/organiser/messages/disposal").status_code == 303
    assert states(app) == [MessageState.HELD, MessageState.HELD, MessageState.SUPERSEDED]


def test_who_has_no_seminar_changes_nothing(app, mallory, held):
    assert mallory.post("/organiser/messages/release").status_code == 403
    assert states(app) == [MessageState.HELD] * 3


@pytest.mark.parametrize(("act", "said", "number"), [
    ("release", "We are writing to those who have not been told of a change yet.", 2),
    ("disposal", "Those who have not been told of a change yet will not be written to.", 0),
])  # fmt: skip
@pytest.mark.usefixtures("held")
def test_who_was_still_to_be_told_of_a_change_waits_for_the_same_word(app, olive, act, said, number):
    with app.app_context():
        write(lambda: _move(db.session.query(Seminar).filter_by(slug="klichev").one()))
        write(held_messages.hold_tellings)
    page = olive.get("/organiser/messages").text
    assert "Not everybody has been told of 1 change of a seminar yet; nobody else will be until you decide." in page
    so_far = "Told of the last change: 0 of 2 people. Whether the others are told is for you to decide"
    assert so_far in olive.get("/organiser/seminars/klichev/registrations").text
    assert said in olive.post(f"/organiser/messages/{act}", follow_redirects=True).text
    with app.app_context():
        tell_everybody()
        assert db.session.query(Message).filter_by(kind="seminar_moved").count() == number
    assert "Not everybody has been told" not in olive.get("/organiser/messages").text


@pytest.mark.parametrize("act", ["release", "disposal"])
@pytest.mark.usefixtures("held")
def test_the_seats_are_locked_before_the_messages(app, olive, act):
    """Whoever acts on a registration does so, and the two would end in a deadlock else."""
    with app.app_context():
        write(lambda: _move(db.session.query(Seminar).filter_by(slug="klichev").one()))
        write(held_messages.hold_tellings)
    with Counted(app) as statements:
        assert olive.post(f"/organiser/messages/{act}").status_code == 303
    locking = [each for each in statements if each.startswith(("UPDATE seminar SET seat_counter", "UPDATE message"))]
    assert [each.split()[1] for each in locking] == ["seminar", "message"]


def _move(seminar: Seminar) -> None:
    changes.move(seminar, starts_at=seminar.starts_at + timedelta(days=1), actor="olive@example.org")
