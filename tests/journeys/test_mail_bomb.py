"""Whoever types a stranger's address again and again: what arrives there in a day, and that nothing is lost."""

from collections import Counter
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from acts import act, write
from factories import make_seminar
from mail_room import MINUTE, MailRoom, most_within_a_day, sent, waited_for
from sqlalchemy import select

from seminars.domain.checks.invariants import find_violations
from seminars.domain.errors import TooManyCorrections
from seminars.domain.notices import participants
from seminars.domain.registrations import addresses, corrections, self_service
from seminars.extensions import db
from seminars.models import Message, MessageKind, MessageState, Seminar, Submission

NOW = datetime(2027, 3, 1, 9, tzinfo=UTC)
SECOND, HOUR = timedelta(seconds=1), timedelta(hours=1)
A_DAYS_MOST = 22
REPEATED = (MessageKind.LINKS, MessageKind.REPEATED, MessageKind.NEW_ADDRESS)


@pytest.fixture
def room(inside: None) -> MailRoom:
    return MailRoom(NOW)


def seminar(slug: str = "klichev", *, begins_in: timedelta = 480 * HOUR) -> Seminar:
    return make_seminar(slug=slug, starts_at=NOW + begins_in, created_at=NOW - HOUR, capacity=1000)


@pytest.mark.long
def test_55_times_victim_plus_a_number_make_11_mails_and_in_a_day_of_it_no_more_than_22(room):
    where = seminar()
    for number in range(55):
        room.type_in(where, number, f"victim+{number}@gmail.com")
    room.wait(until=NOW + 11 * MINUTE)
    assert len(sent()) == 11
    for number in range(55, 110):
        room.type_in(where, number, f"v.i.c.tim+{number}@googlemail.com")
        room.wait(until=room.now + 40 * MINUTE, every=20 * MINUTE)
    room.wait(until=room.now + 4 * HOUR, every=HOUR)
    assert most_within_a_day(sent()) == A_DAYS_MOST
    assert len(waited_for()) == 110
    assert find_violations(now=room.now) == []


@pytest.mark.long
def test_one_sign_up_every_10_minutes_at_one_seminar_after_the_other_makes_22_mails_a_day(room):
    where, number = [seminar(f"s{each}", begins_in=(480 + each) * HOUR) for each in range(6)], iter(range(1000))

    def one_more() -> None:
        turn = next(number)
        room.type_in(where[turn % len(where)], turn)

    room.wait(until=NOW + 30 * HOUR, every=10 * MINUTE, meanwhile=one_more)
    assert most_within_a_day(sent()) == A_DAYS_MOST
    room.wait(until=NOW + 60 * HOUR, every=30 * MINUTE)
    assert len(waited_for()) == 180
    assert find_violations(now=room.now) == []


def test_5_sign_ups_and_15_corrections_of_their_receipts_are_answers_like_any_other(room):
    where = seminar()
    for number in range(5):
        room.type_in(where, number, f"victim+{number}@gmail.com")
    for number in range(15):
        room.now += SECOND
        room.look()
        form = db.session.get_one(Submission, number % 5 + 1)
        act(corrections.correct_address, form, f"victim+{5 + number}@gmail.com", now=room.now)
    room.look()
    assert len(sent()) == 10
    room.wait(until=NOW + HOUR, every=10 * MINUTE)
    assert len(sent()) == 11
    assert find_violations(now=room.now) == []


def test_thirty_spellings_in_small_and_capital_letters_are_one(room):
    where = seminar()
    for number in range(30):
        spelling = "".join(letter.upper() if number >> place & 1 else letter for place, letter in enumerate("ada.b"))
        room.type_in(where, number, f"{spelling}@example.org")
    room.wait(until=NOW + 11 * MINUTE)
    assert len(sent()) == 11


@pytest.mark.long
def test_40_people_typed_at_one_address_within_an_hour_have_their_confirmation_after_15_minutes(room):
    where = seminar()
    for number in range(40):
        room.type_in(where, number)
        room.wait(until=room.now + 90 * SECOND, every=30 * SECOND)
    room.wait(until=room.now + 15 * MINUTE)
    waited = waited_for()
    assert (len(waited), max(waited) <= 15 * MINUTE) == (40, True)


def test_lost_links_repeats_and_new_addresses_leave_three_times_an_hour_whichever_the_spelling(room):
    where = seminar()
    people = [room.type_in(where, number, f"victim+{number}@gmail.com") for number in range(5)]
    strangers = [room.type_in(where, 10 + number, f"mallory{number}@example.org") for number in range(5)]
    for number, (person, stranger) in enumerate(zip(people, strangers, strict=True)):
        write(lambda each=person: self_service.send_links(each.email, language="en", now=NOW))
        act(participants.remind, person, now=NOW)
        with suppress(TooManyCorrections):
            act(addresses.ask_for_change, stranger, f"v.ictim+{number}@googlemail.com", now=NOW)
    kinds = Counter(db.session.scalars(select(Message.kind)))
    assert {kind: kinds[kind] for kind in REPEATED} == dict.fromkeys(REPEATED, 3)


@pytest.mark.long
def test_who_is_typed_after_an_attack_waits_no_week_for_seminars_that_begin_sooner(room):
    sooner, later = [seminar(f"s{each}", begins_in=(240 + each) * HOUR) for each in range(14)], seminar("later")
    for number in range(11):
        room.type_in(later, number)
    turn = iter(range(1000))

    def one_more() -> None:
        number = next(turn)
        room.type_in(sooner[number % len(sooner)], 100 + number)

    room.wait(until=NOW + HOUR, every=4 * MINUTE, meanwhile=one_more)
    honest = room.type_in(later, 99)
    room.wait(until=room.now + 72 * HOUR, every=40 * MINUTE, meanwhile=one_more)
    answer = db.session.scalars(select(Message).filter_by(registration_id=honest.id)).one()
    assert answer.state in (MessageState.MERGED, MessageState.SENT)
    assert most_within_a_day(sent()) == A_DAYS_MOST


def test_who_wants_to_be_left_in_peace_hears_of_each_seminar_in_turn(room):
    sooner, later, turn = seminar("sooner", begins_in=240 * HOUR), seminar("later"), iter(range(1000))

    def one_more() -> None:
        room.type_in(sooner, next(turn))

    act(self_service.ask_for_quiet, room.type_in(sooner, 1000), now=NOW)
    room.wait(until=NOW + 2 * HOUR, every=HOUR, meanwhile=one_more)
    honest = room.type_in(later, 1001)
    room.wait(until=room.now + 50 * HOUR, every=HOUR, meanwhile=one_more)
    answer = db.session.scalars(select(Message).filter_by(registration_id=honest.id)).one()
    assert answer.state == MessageState.SENT
