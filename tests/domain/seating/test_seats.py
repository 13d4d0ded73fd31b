"""Seats are counted under a lock, in a second statement; the queue's numbers come from the same lock."""

from functools import partial

import pytest
from acts import sign_up, wish
from at_once import at_once
from factories import make_seminar
from sqlalchemy import select, update

from seminars.database.units import write_unit
from seminars.domain.errors import WouldExceed
from seminars.domain.registrations import signing_up
from seminars.domain.seating import seats
from seminars.extensions import db
from seminars.models import Party, Registration, Seminar, Status


@pytest.fixture
def seminar(inside) -> Seminar:
    """Of three seats, with one registration in each state."""
    seminar = make_seminar(capacity=50)
    made = {status: sign_up(seminar, status.name)[0] for status in Status}
    with write_unit():
        for status, registration in made.items():
            db.session.execute(update(Registration).where(Registration.id == registration.id).values(status=status))
        db.session.execute(update(Seminar).values(capacity=3))
        db.session.commit()
    make_seminar(slug="empty")
    return seminar


def test_a_place_and_an_offer_take_a_seat_and_nothing_else_does(seminar: Seminar):
    assert seats.seats_taken(seminar.id) == 2
    other = db.session.scalar(select(Seminar.id).filter_by(slug="empty"))
    assert seats.seats_taken_of([seminar.id, other]) == {seminar.id: 2}


@pytest.mark.parametrize(("capacity", "taken", "left"), [(3, 1, 2), (3, 3, 0), (3, 5, 0), (None, 5, None)])
def test_free_seats_are_never_fewer_than_none(capacity: int | None, taken: int, left: int | None):
    assert seats.seats_left(Seminar(capacity=capacity), taken) == left


def test_more_than_there_are_seats_is_refused_unless_on_purpose_and_then_the_log_says_so(seminar: Seminar):
    assert seats.refuse_excess(seminar, 1, may_exceed=True) == {}
    with pytest.raises(WouldExceed) as refusal:
        seats.refuse_excess(seminar, 2, may_exceed=False)
    assert (refusal.value.taken, refusal.value.capacity) == (4, 3)
    assert seats.refuse_excess(seminar, 2, may_exceed=True) == {"forced": True}
    assert seats.refuse_excess(Seminar(id=seminar.id, capacity=None), 200, may_exceed=False) == {}


def test_whoever_holds_the_seats_reads_what_was_committed_before_and_gets_a_number_of_their_own(seminar: Seminar):
    before = seminar.seat_counter
    with write_unit():
        stale = db.session.get_one(Seminar, seminar.id)
        db.session.execute(update(Seminar).values(capacity=50).execution_options(synchronize_session=False))
        held = seats.hold(stale)
        numbers = held.number, seats.another_number(seminar.id)
        assert (held.capacity, stale.capacity) == (50, 50)
        assert numbers == (before + 1, before + 2)


@pytest.mark.usefixtures("sound")
def test_of_many_who_come_at_the_same_instant_as_many_get_a_seat_as_there_are(app):
    with app.app_context():
        seminar_id = make_seminar(capacity=2).id

    def come(name: str) -> None:
        seminar = db.session.get_one(Seminar, seminar_id)
        signing_up.register(seminar, wish(name), form_id=name, body_hash="answers")

    for done in at_once(app, *(partial(come, name) for name in ("Ada", "Bela", "Cyd", "Dina", "Eva", "Faina"))):
        done.result()
    with app.app_context():
        in_order = select(Registration.status).join(Party).order_by(Party.queue_no)
        assert db.session.scalars(in_order).all() == [Status.CONFIRMED] * 2 + [Status.WAITING] * 4
