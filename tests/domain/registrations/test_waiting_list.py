"""The waiting list: who waits, who is asked, what becomes of the answer, and that nobody is passed over."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from factories import ADA, NO_CONSENT, make_seminar
from flask import Flask
from sqlalchemy import select

from seminars.database.units import write_unit
from seminars.domain.checks.invariants import find_violations
from seminars.domain.errors import (
    DeadlinePast,
    NotOffered,
    NotPending,
    NotWaiting,
    OfferEnded,
    PartlyFits,
    PartyTooLarge,
    SeatGone,
    SeminarFull,
    WouldExceed,
)
from seminars.domain.people.sign_up import Person, SignUp, WhenShort
from seminars.domain.registrations import approvals, leaving, offers, signing_up, waiting_list
from seminars.domain.seating import queue
from seminars.domain.seminars import changes
from seminars.extensions import db
from seminars.models import Activity, Message, MessageKind, MessageState, Party, Registration, Seminar, Status

NOW = datetime(2027, 3, 1, 9, tzinfo=UTC)  # noon in Minsk
START = NOW + timedelta(days=20)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
OLIVE = "olive@example.org"


@pytest.fixture(autouse=True)
def _in_app(app: Flask):
    with app.app_context():
        yield
        assert find_violations(now=NOW) == []


def seminar_with(capacity: int, **values) -> Seminar:
    return make_seminar(starts_at=START, created_at=NOW - 30 * DAY, capacity=capacity, **values)


def sign_up(seminar: Seminar, name: str, *companions: str, now: datetime = NOW, form: str = "", **values):
    """The registrations that signing up made, the contact first."""
    person = replace(ADA, surname=name, given_name="A", email=f"{name.lower()}@example.org")
    others = tuple(Person(surname=each, given_name="B") for each in companions)
    wish = SignUp(person=person, companions=others, consents=NO_CONSENT, language="en", **values)
    with write_unit():
        stored = db.session.get_one(Seminar, seminar.id)
        submission = signing_up.register(stored, wish, form_id=form or f"{name}-{now}", body_hash="", now=now)
        made = submission.made
        db.session.commit()
    return [db.session.get_one(Registration, number) for number in made]


def act(verb, registration: Registration, **values):
    with write_unit():
        try:
            return verb(db.session.get_one(Registration, registration.id), **{"now": NOW, **values})
        finally:
            db.session.commit()


def cancel(registration: Registration, **values) -> None:
    act(leaving.cancel, registration, **{"by": "person", **values})


def lapse(seminar: Seminar, now: datetime) -> int:
    all_mails_leave()
    return lapse_as_it_is(seminar, now)


def lapse_as_it_is(seminar: Seminar, now: datetime) -> int:
    with write_unit():
        ended = offers.lapse_offers(db.session.get_one(Seminar, seminar.id), now=now)
        db.session.commit()
    return ended


def all_mails_leave(*, later: timedelta = timedelta(0)) -> None:
    """As if each mail left so long after it was written."""
    with write_unit():
        for message in db.session.scalars(select(Message).filter_by(state=MessageState.QUEUED)):
            message.state, message.sent_at, message.facts = MessageState.SENT, message.created_at + later, {}
        db.session.commit()


def states() -> dict[str, str]:
    rows = db.session.execute(select(Registration.surname, Registration.status).order_by(Registration.id))
    return {surname: status.value for surname, status in rows}


def kinds_to(name: str) -> list[MessageKind]:
    address = f"{name.lower()}@example.org"
    return list(db.session.scalars(select(Message.kind).filter_by(to=address).order_by(Message.id)))


def test_whoever_comes_after_the_last_seat_waits_and_is_told_that_it_is_no_place():
    seminar = seminar_with(1)
    sign_up(seminar, "Ada")
    (bela,) = sign_up(seminar, "Bela")
    (cyril,) = sign_up(seminar, "Cyril")
    assert states() == {"Ada": "confirmed", "Bela": "waiting", "Cyril": "waiting"}
    assert kinds_to("Bela") == [MessageKind.WAITING]
    assert [queue.place_in_queue(each.party) for each in (bela, cyril)] == [1, 2]


def test_a_freed_seat_is_offered_to_the_first_and_taken():
    seminar = seminar_with(1)
    (ada,) = sign_up(seminar, "Ada")
    (bela,) = sign_up(seminar, "Bela")
    sign_up(seminar, "Cyril")
    cancel(ada)
    assert states() == {"Ada": "cancelled", "Bela": "offered", "Cyril": "waiting"}
    assert bela.party.offer_ends_at == NOW + 48 * HOUR
    act(offers.accept, bela)
    assert states() == {"Ada": "cancelled", "Bela": "confirmed", "Cyril": "waiting"}
    assert kinds_to("Bela") == [MessageKind.WAITING, MessageKind.OFFERED, MessageKind.CONFIRMED]
    assert bela.party.offer_ends_at is None
    with pytest.raises(NotOffered):
        act(offers.accept, bela)


def test_a_refused_offer_goes_to_the_next():
    seminar = seminar_with(1)
    (ada,) = sign_up(seminar, "Ada")
    (bela,) = sign_up(seminar, "Bela")
    sign_up(seminar, "Cyril")
    cancel(ada)
    cancel(bela, whole_party=True)
    assert states() == {"Ada": "cancelled", "Bela": "cancelled", "Cyril": "offered"}


def test_an_offer_lapses_once_to_the_end_of_the_queue_and_then_for_good():
    seminar = seminar_with(1)
    (ada,) = sign_up(seminar, "Ada")
    (bela,) = sign_up(seminar, "Bela")
    (cyril,) = sign_up(seminar, "Cyril")
    cancel(ada)
    assert lapse(seminar, NOW + 47 * HOUR) == 0
    assert lapse(seminar, NOW + 48 * HOUR) == 1
    assert states() == {"Ada": "cancelled", "Bela": "waiting", "Cyril": "offered"}
    assert bela.party.lapses == 1
    assert bela.party.queue_no > cyril.party.queue_no
    cancel(cyril, now=NOW + 49 * HOUR)
    assert states()["Bela"] == "offered"
    assert lapse(seminar, NOW + 9 * DAY) == 1
    assert states() == {"Ada": "cancelled", "Bela": "expired", "Cyril": "cancelled"}
    told = [MessageKind.WAITING, MessageKind.OFFERED, MessageKind.LAPSED, MessageKind.OFFERED, MessageKind.EXPIRED]
    assert kinds_to("Bela") == told


def test_an_offer_accepted_too_late_has_lapsed_even_if_no_worker_ran():
    seminar = seminar_with(1)
    (ada,) = sign_up(seminar, "Ada")
    (bela,) = sign_up(seminar, "Bela")
    sign_up(seminar, "Cyril")
    cancel(ada)
    all_mails_leave()
    with pytest.raises(OfferEnded):
        act(offers.accept, bela, now=NOW + 48 * HOUR)
    assert states() == {"Ada": "cancelled", "Bela": "waiting", "Cyril": "offered"}


def test_while_somebody_waits_nobody_gets_a_seat_past_them():
    seminar = seminar_with(3)
    sign_up(seminar, "Ada", "Aga")
    sign_up(seminar, "Bela", "Bob", when_short=WhenShort.TOGETHER)
    sign_up(seminar, "Cyril")
    waits = dict.fromkeys(("Bela", "Bob", "Cyril"), "waiting")
    assert states() == {"Ada": "confirmed", "Aga": "confirmed", **waits}


def test_a_smaller_party_passes_where_the_seminar_lets_it():
    seminar = seminar_with(3, smaller_party_may_pass=True)
    sign_up(seminar, "Ada", "Aga")
    sign_up(seminar, "Bela", "Bob", when_short=WhenShort.TOGETHER)
    sign_up(seminar, "Cyril")
    assert (states()["Bela"], states()["Cyril"]) == ("waiting", "offered")


def test_a_closed_queue_takes_nobody_and_offers_nothing():
    seminar = seminar_with(1)
    (ada,) = sign_up(seminar, "Ada")
    sign_up(seminar, "Bela")
    with write_unit():
        db.session.get_one(Seminar, seminar.id).queue_closed = True
        db.session.commit()
    with pytest.raises(SeminarFull):
        sign_up(seminar, "Cyril")
    cancel(ada)
    assert states() == {"Ada": "cancelled", "Bela": "waiting"}


def test_nothing_is_offered_in_the_last_hours_but_an_organiser_may():
    seminar = seminar_with(1)
    (ada,) = sign_up(seminar, "Ada")
    (bela,) = sign_up(seminar, "Bela")
    late = START - 11 * HOUR
    cancel(ada, now=late)
    assert states()["Bela"] == "waiting"
    with pytest.raises(DeadlinePast):
        act(waiting_list.offer_out_of_turn, bela, actor=OLIVE, now=late)
    for end in (late - HOUR, late, START + HOUR):
        with pytest.raises(DeadlinePast):
            act(waiting_list.offer_out_of_turn, bela, actor=OLIVE, ends_at=end, now=late)
    act(waiting_list.offer_out_of_turn, bela, actor=OLIVE, ends_at=START - HOUR, now=late)
    assert states()["Bela"] == "offered"


def test_an_organiser_offers_out_of_turn_and_beyond_the_capacity_and_the_log_says_so():
    seminar = seminar_with(1)
    (ada,) = sign_up(seminar, "Ada")
    sign_up(seminar, "Bela")
    (cyril,) = sign_up(seminar, "Cyril")
    with pytest.raises(WouldExceed) as refusal:
        act(waiting_list.offer_out_of_turn, cyril, actor=OLIVE)
    assert (refusal.value.taken, refusal.value.capacity) == (2, 1)
    act(waiting_list.offer_out_of_turn, cyril, actor=OLIVE, may_exceed=True)
    last = db.session.scalars(select(Activity).order_by(Activity.id.desc())).first()
    assert (last.actor, last.details) == (OLIVE, {"out_of_turn": True, "forced": True})
    with pytest.raises(NotWaiting):
        act(waiting_list.offer_out_of_turn, ada, actor=OLIVE)


def test_a_party_shares_one_message_one_number_and_one_answer():
    seminar = seminar_with(3)
    (ada, aga, alla) = sign_up(seminar, "Ada", "Aga", "Alla")
    (bela, bob) = sign_up(seminar, "Bela", "Bob")
    cancel(aga)
    assert states()["Bela"] == "waiting"
    cancel(alla)
    assert (states()["Bela"], states()["Bob"]) == ("offered", "offered")
    act(offers.accept, bela)
    assert kinds_to("Bela") == [MessageKind.WAITING, MessageKind.OFFERED, MessageKind.CONFIRMED]
    assert kinds_to("Ada") == [MessageKind.CONFIRMED] + [MessageKind.CANCELLED_BY_PERSON] * 2
    assert (bob.email, bob.email_key, bob.is_contact) == ("", "bela@example.org", False)
    assert ada.party.contact is ada


def test_when_the_contact_leaves_another_one_gets_the_address_and_the_calendar_entry_stays():
    seminar = seminar_with(3)
    (ada, aga) = sign_up(seminar, "Ada", "Aga")
    cancel(ada)
    db.session.refresh(aga)
    assert (aga.is_contact, aga.email, ada.is_contact) == (True, "ada@example.org", False)
    methods = db.session.execute(select(Message.registration_id, Message.kind, Message.calendar_method))
    assert [(number, kind, method and method.value) for number, kind, method in methods] == [
        (aga.id, MessageKind.CONFIRMED, "REQUEST"),
        (ada.id, MessageKind.CANCELLED_BY_PERSON, None),
    ]
    cancel(aga)
    last = db.session.scalars(select(Message).order_by(Message.id.desc())).first()
    assert (last.to, last.calendar_method) == ("ada@example.org", "CANCEL")


def test_a_party_that_fits_in_part_is_asked_and_split_with_two_numbers_and_one_address():
    seminar = seminar_with(3)
    with pytest.raises(PartlyFits) as refusal:
        sign_up(seminar, "Ada", "B", "C", "D", "E")
    assert (refusal.value.left, refusal.value.queue_closed) == (3, False)
    made = sign_up(seminar, "Ada", "B", "C", "D", "E", when_short=WhenShort.SPLIT, seats_seen=3)
    waits = dict.fromkeys("DE", "waiting")
    assert states() == {"Ada": "confirmed", "B": "confirmed", "C": "confirmed", **waits}
    parties = db.session.scalars(select(Party).order_by(Party.queue_no)).all()
    assert [[each.surname for each in party.members] for party in parties] == [["Ada", "B", "C"], ["D", "E"]]
    assert [party.contact.email for party in parties] == ["ada@example.org"] * 2
    assert kinds_to("Ada") == [MessageKind.CONFIRMED, MessageKind.WAITING]
    cancel(made[1])
    cancel(made[2])
    assert states()["D"] == "offered"


def test_a_split_gives_never_fewer_places_than_were_seen():
    seminar = seminar_with(3)
    sign_up(seminar, "Zoe")
    with pytest.raises(PartlyFits) as refusal:
        sign_up(seminar, "Ada", "B", "C", "D", when_short=WhenShort.SPLIT, seats_seen=3)
    assert refusal.value.left == 2


def test_a_party_larger_than_the_hall_cannot_wait_together():
    seminar = seminar_with(2)
    with pytest.raises(PartyTooLarge):
        sign_up(seminar, "Ada", "B", "C", when_short=WhenShort.TOGETHER)


def test_whoever_of_a_party_is_known_already_is_reminded_and_the_others_are_signed_up():
    seminar = seminar_with(9)
    sign_up(seminar, "Ada")
    (bela,) = sign_up(seminar, "Ada", "Bela", form="again")
    assert (bela.surname, bela.email, bela.is_contact) == ("Bela", "ada@example.org", True)
    assert kinds_to("Ada") == [MessageKind.CONFIRMED, MessageKind.REPEATED, MessageKind.CONFIRMED]


def test_undo_gives_the_place_back_while_it_is_free_and_nobody_waits():
    seminar = seminar_with(2)
    (ada, aga) = sign_up(seminar, "Ada", "Aga")
    cancel(ada, whole_party=True)
    assert states() == {"Ada": "cancelled", "Aga": "cancelled"}
    act(leaving.restore, ada)
    assert states() == {"Ada": "confirmed", "Aga": "confirmed"}
    sign_up(seminar, "Bela")
    cancel(aga)
    with pytest.raises(SeatGone):
        act(leaving.restore, aga)
    assert states() == {"Ada": "confirmed", "Aga": "cancelled", "Bela": "offered"}


def test_a_move_gives_offers_a_new_deadline_and_a_postponement_takes_them_back_without_a_lapse():
    seminar = seminar_with(1)
    (ada,) = sign_up(seminar, "Ada")
    (bela,) = sign_up(seminar, "Bela")
    number = bela.party.queue_no
    cancel(ada)
    with write_unit():
        stored = db.session.get_one(Seminar, seminar.id)
        changes.move(stored, starts_at=START + 9 * DAY, actor=OLIVE, now=NOW + DAY)
        db.session.commit()
    assert bela.party.offer_ends_at == NOW + DAY + 48 * HOUR
    with write_unit():
        changes.postpone(db.session.get_one(Seminar, seminar.id), actor=OLIVE, now=NOW + 2 * DAY)
        db.session.commit()
    assert (states()["Bela"], bela.party.queue_no, bela.party.lapses) == ("waiting", number, 0)
    assert lapse(seminar, NOW + 9 * DAY) == 0
    told = [MessageKind.WAITING, MessageKind.OFFERED, MessageKind.MOVED, MessageKind.POSTPONED]
    assert kinds_to("Bela") == told
    with write_unit():
        stored = db.session.get_one(Seminar, seminar.id)
        changes.move(stored, starts_at=START + 30 * DAY, actor=OLIVE, now=NOW + 3 * DAY)
        db.session.commit()
    assert states()["Bela"] == "offered"


def test_approval_gives_a_place_or_a_place_in_the_queue_or_neither():
    seminar = seminar_with(1, needs_approval=True)
    people = [sign_up(seminar, name)[0] for name in ("Ada", "Bela", "Cyril", "Dina")]
    assert set(states().values()) == {"pending"}
    assert act(approvals.approve, people[0], actor=OLIVE) == Status.CONFIRMED
    assert act(approvals.approve, people[1], actor=OLIVE) == Status.WAITING
    act(approvals.decline, people[2], reason="Only for local firms", actor=OLIVE)
    assert act(approvals.approve, people[3], actor=OLIVE, may_exceed=True) == Status.CONFIRMED
    assert states() == {"Ada": "confirmed", "Bela": "waiting", "Cyril": "declined", "Dina": "confirmed"}
    assert kinds_to("Cyril") == [MessageKind.PENDING, MessageKind.DECLINED]
    with pytest.raises(NotPending):
        act(approvals.approve, people[2], actor=OLIVE)


def test_seats_that_larger_parties_leave_go_to_smaller_ones_however_far_behind():
    seminar = seminar_with(3, smaller_party_may_pass=True)
    (ada, *_others) = sign_up(seminar, "Ada", "Aga", "Alla")
    sign_up(seminar, "Bela", "Bob")
    sign_up(seminar, "Cyril", "Cyd", "Cleo")
    sign_up(seminar, "Dina", "Dan", "Dora")
    sign_up(seminar, "Eva")
    cancel(ada, whole_party=True)
    assert [name for name, state in states().items() if state == "offered"] == ["Bela", "Bob", "Eva"]


def test_offers_that_end_together_do_not_come_back_past_those_who_wait():
    seminar = seminar_with(2, smaller_party_may_pass=True)
    (ada, _aga) = sign_up(seminar, "Ada", "Aga")
    sign_up(seminar, "Bela")
    sign_up(seminar, "Cyril")
    sign_up(seminar, "Dina", "Dan")
    cancel(ada, whole_party=True)
    assert lapse(seminar, NOW + 48 * HOUR) == 2
    assert {name for name, state in states().items() if state == "offered"} == {"Dina", "Dan"}


def test_all_who_would_wait_together_get_their_places_if_these_are_free_by_then():
    seminar = seminar_with(2)
    sign_up(seminar, "Ada", "Aga", when_short=WhenShort.TOGETHER)
    assert set(states().values()) == {"confirmed"}


@pytest.mark.parametrize("values", [{"when_short": WhenShort.SPLIT}, {"when_short": WhenShort.TOGETHER}])
def test_nobody_waits_for_more_places_than_the_hall_has(values):
    seminar = seminar_with(2)
    sign_up(seminar, "Ada")
    with pytest.raises(PartyTooLarge):
        sign_up(seminar, "Bela", "Bob", "Boris", "Berta", **values)
    asking = seminar_with(2, slug="asking", needs_approval=True)
    with pytest.raises(PartyTooLarge):
        sign_up(asking, "Bela", "Bob", "Boris")


def test_a_party_that_has_become_larger_than_the_hall_keeps_nobody_waiting():
    seminar = seminar_with(3)
    (ada, *_others) = sign_up(seminar, "Ada", "Aga", "Alla")
    sign_up(seminar, "Bela", "Bob", "Boris")
    sign_up(seminar, "Cyril")
    with write_unit():
        db.session.get_one(Seminar, seminar.id).capacity = 2
        db.session.commit()
    cancel(ada, whole_party=True)
    assert (states()["Bela"], states()["Cyril"]) == ("waiting", "offered")


def offered_to_bela() -> tuple[Seminar, Registration]:
    """Of one seat, which Cyril waits for too; the mail of the offer has not left yet."""
    seminar = seminar_with(1)
    (ada,) = sign_up(seminar, "Ada")
    (bela,) = sign_up(seminar, "Bela")
    sign_up(seminar, "Cyril")
    all_mails_leave()
    cancel(ada)
    return seminar, bela


def test_nobody_loses_an_offer_whose_mail_has_not_left_or_left_late():
    seminar, bela = offered_to_bela()
    two_days = NOW + 48 * HOUR
    assert lapse_as_it_is(seminar, two_days) == 0
    assert (states()["Bela"], bela.party.offer_ends_at) == ("offered", two_days + 48 * HOUR)
    all_mails_leave(later=50 * HOUR)
    assert lapse_as_it_is(seminar, NOW + 96 * HOUR) == 0
    assert bela.party.offer_ends_at == NOW + 98 * HOUR
    assert lapse_as_it_is(seminar, NOW + 98 * HOUR) == 1
    assert states()["Cyril"] == "offered"


def test_an_offer_whose_mail_left_late_is_taken_after_its_first_deadline():
    _seminar, bela = offered_to_bela()
    all_mails_leave(later=47 * HOUR)
    act(offers.accept, bela, now=NOW + 49 * HOUR)
    assert states()["Bela"] == "confirmed"


@pytest.mark.parametrize(
    ("moves_to", "ends_at"),
    [
        (START + HOUR, NOW + DAY + 48 * HOUR),
        (NOW + 60 * HOUR, NOW + 48 * HOUR),
        (NOW + 50 * HOUR, NOW + 44 * HOUR),
    ],
)
def test_a_move_leaves_offers_the_time_they_had_if_the_new_start_does(moves_to, ends_at):
    seminar, bela = offered_to_bela()
    with write_unit():
        stored = db.session.get_one(Seminar, seminar.id)
        changes.move(stored, starts_at=moves_to, actor=OLIVE, now=NOW + DAY)
        db.session.commit()
    assert bela.party.offer_ends_at == ends_at
