"""Which mail leaves first when there are many: what one person waits for, and nothing for ever."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest
from acts import act, let_mails_leave, set_all
from factories import ADA, make_registration, make_seminar
from flask import Flask
from post_office import Post, serving
from sqlalchemy import update
from waiting_mails import in_turn, let_wait, urgencies

from seminars import clock
from seminars.database.units import write_unit
from seminars.domain.seminars import changes
from seminars.extensions import db
from seminars.mail.sending import claims, delivery
from seminars.mail.sending.order import SLOTS, Slot, Slots
from seminars.models import Message, MessageState, Urgency
from seminars.worker import jobs

NOW, SOON, BULK = ({"urgency": urgency} for urgency in Urgency)

pytestmark = pytest.mark.usefixtures("inside")


def test_of_ten_turns_seven_are_urgent_two_are_not_and_one_is_the_oldests():
    assert Counter(SLOTS) == {Slot.URGENT: 7, Slot.PATIENT: 2, Slot.OLDEST: 1}
    assert SLOTS[0] == Slot.URGENT
    # Whoever is passed by waits for few others: the turns of the others are apart.
    assert all(Slot.URGENT in pair for pair in pairwise(SLOTS))


def test_what_is_not_there_gives_its_turn_to_what_is():
    assert [slot.value for slot in Slot] == [
        (Urgency.NOW, Urgency.SOON, Urgency.BULK),
        (Urgency.SOON, Urgency.BULK, Urgency.NOW),
        (),
    ]


def test_a_worker_goes_on_where_its_last_look_ended(monkeypatch):
    slots = Slots()
    monkeypatch.setattr(jobs, "_SLOTS", slots)
    taken = []
    monkeypatch.setattr(
        delivery, "claim", lambda _me, slot: taken.append(slot) if len(taken) % 3 == 2 else _one(taken, slot)
    )
    monkeypatch.setattr(delivery, "_deliver", lambda *_each: True)
    for _ in range(4):
        jobs.deliver_mail(None)
    taken_in_vain = taken[2::3]
    assert [each for number, each in enumerate(taken) if number % 3 != 2] == list(SLOTS[:8])
    assert taken_in_vain == [SLOTS[2], SLOTS[4], SLOTS[6], SLOTS[8]]


def _one(taken: list[Slot], slot: Slot) -> int:
    taken.append(slot)
    return len(taken)


def test_a_confirmation_leaves_first_although_300_mails_have_waited_for_longer():
    seminar = make_seminar()
    let_wait(*[{**SOON, "seminar_id": seminar.id}] * 300)
    make_registration(seminar)
    assert urgencies(in_turn(4)) == [Urgency.NOW, Urgency.SOON, Urgency.SOON, Urgency.SOON]


@pytest.mark.parametrize("others", [SOON, BULK], ids=lambda row: row["urgency"])
def test_of_ten_that_leave_at_most_eight_are_urgent_and_one_is_the_oldest(others):
    oldest = let_wait(*[others] * 30, ago=600)
    let_wait(*[NOW] * 100)
    taken = in_turn(100)
    of_ten = [urgencies(taken[first : first + 10]).count(Urgency.NOW) for first in range(91)]
    assert set(of_ten) == {7}
    assert [each for each in taken if each in oldest] == oldest


def test_when_the_oldest_is_urgent_eight_of_ten_are():
    let_wait(*[NOW] * 40, ago=600)
    let_wait(*[SOON] * 20, *[BULK] * 20)
    taken = in_turn(40)
    assert {urgencies(taken[first : first + 10]).count(Urgency.NOW) for first in range(31)} == {8}


def test_neither_what_is_urgent_nor_what_leaves_soon_starves_what_nobody_waits_for():
    bulk = let_wait(*[BULK] * 5, ago=900)
    let_wait(*[NOW] * 100, *[SOON] * 100)
    assert [number for number, each in enumerate(in_turn(50)) if each in bulk] == [3, 13, 23, 33, 43]


def test_what_is_urgent_leaves_at_once_when_nothing_else_waits():
    urgent = let_wait(*[NOW] * 25)
    assert in_turn(30) == urgent


def test_people_of_the_seminar_that_begins_first_hear_of_it_first_and_of_each_who_has_waited_longest():
    far, near = (
        make_seminar(slug=slug, starts_at=clock.now() + timedelta(days=days)) for slug, days in (("a", 9), ("b", 2))
    )
    about_far = let_wait(*[{**SOON, "seminar_id": far.id}] * 3, ago=600)
    about_near = let_wait(*[{**SOON, "seminar_id": near.id}] * 3)
    bulk = let_wait(BULK, ago=30)
    # The fourth turn is the oldest's.
    assert in_turn(10) == [*about_near, *about_far, *bulk]
    let_wait(*[{**SOON, "seminar_id": far.id}] * 2, ago=600)
    later = let_wait(*[{**SOON, "seminar_id": near.id}] * 4)
    taken = in_turn(6)
    assert (taken[:3], taken[4]) == (later[:3], later[3])


def test_of_seminars_that_begin_together_the_older_mail_leaves_first():
    at = clock.now() + timedelta(days=2)
    first, second = (make_seminar(slug=slug, starts_at=at) for slug in "ab")
    younger = let_wait({**SOON, "seminar_id": first.id})
    older = let_wait({**SOON, "seminar_id": second.id}, ago=90)
    assert in_turn(3) == [*older, *younger]


def test_a_mail_whose_sender_died_leaves_before_all():
    dead = let_wait({**BULK, "state": MessageState.SENDING, "lease_by": "dead", "lease_until": clock.now()})
    let_wait(NOW, ago=600)
    assert in_turn(1) == dead


def test_what_is_not_due_yet_is_nobodys_turn():
    let_wait(*({**each, "due_at": clock.now() + timedelta(hours=1)} for each in (NOW, SOON, BULK)))
    assert in_turn(3) == []


@pytest.mark.long
def test_who_signs_up_while_many_are_told_of_a_move_hears_at_once(app: Flask):
    """Over the wire: the move and its mails are real."""
    seminar = make_seminar(capacity=400)
    for number in range(300):
        make_registration(seminar, replace(ADA, email=f"ada{number}@example.org"))
    let_mails_leave()
    act(changes.move, seminar, starts_at=seminar.starts_at + timedelta(days=1))
    with write_unit():
        db.session.execute(update(Message).values(due_at=clock.now() - timedelta(minutes=1)))
        db.session.commit()
    make_registration(seminar, replace(ADA, email="bela@example.org"))
    post = Post()
    with serving(post) as settings:
        state = app.extensions["mail"]
        state.server, state.port = settings["MAIL_SERVER"], settings["MAIL_PORT"]
        while delivery.deliver_due():
            pass
    recipients = [envelope.rcpt_tos[0] for envelope in post.envelopes]
    assert recipients[0] == "bela@example.org"
    assert recipients[1:] == [f"ada{number}@example.org" for number in range(300)]


def test_another_worker_is_not_waited_for_but_gets_the_next(app: Flask):
    first, second = let_wait(NOW, NOW)
    assert [claims.claim("one"), claims.claim("another"), claims.claim("a third")] == [first, second, None]
    set_all(Message, lease_until=clock.now() - timedelta(seconds=1))
    assert claims.claim("a third") == first
