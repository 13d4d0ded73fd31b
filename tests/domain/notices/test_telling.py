"""A change of a seminar leaves a to-do, however many people there are, and the worker tells some of them at a time:
everybody once, whatever happens meanwhile."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from acts import OLIVE, messages, tell_everybody, write
from at_noon import DAY, HOUR, NOW, START, act, cancel, kinds_to, seminar_with, sign_up
from factories import ADA, make_organiser, texts
from flask import Flask
from sqlalchemy import select, update
from standing_clock import StandingClock
from throng import make_throng
from visitors import Counted

from seminars.domain.checks.invariants import find_violations
from seminars.domain.notices import invitations, participants, reminders, telling, together
from seminars.domain.organisers import alerts
from seminars.domain.outbox import messages as outbox
from seminars.domain.people.sign_up import Person
from seminars.domain.privacy import erasure, retention
from seminars.domain.registrations import addresses, approvals, leaving, offers
from seminars.domain.seminars import changes
from seminars.extensions import db
from seminars.mail.sending.delivery import deliver_due
from seminars.mail.sending.marks import HELD_BACK
from seminars.mail.sending.refusals.verdicts import UNWRITABLE
from seminars.models import (
    ACTIVE,
    UNTIL_GATHERED,
    CalendarMethod,
    Change,
    Message,
    MessageKind,
    MessageState,
    Registration,
    Seminar,
    Telling,
)

pytestmark = pytest.mark.usefixtures("inside")
MOVED, CONFIRMED = MessageKind.MOVED, MessageKind.CONFIRMED
LATER = NOW + HOUR
LOUD = {
    changes.move: {"starts_at": START + DAY},
    changes.extend: {"ends_at": START + DAY},
    changes.postpone: {},
    changes.cancel: {"reason": texts("Ice")},
}


@pytest.fixture(autouse=True)
def few_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(telling, "PORTION", 2)


def the_seminar() -> Seminar:
    return db.session.query(Seminar).populate_existing().one()


def change(verb: Callable = changes.move, *, now=LATER, **values) -> int:
    """The change alone, of which nobody was told yet; returns its id."""
    values = values or LOUD[verb]
    made = write(lambda: verb(the_seminar(), actor=OLIVE, now=now, **values))
    sound(now)
    return made.id


def portion(now=LATER) -> bool:
    """Whether anybody is left."""
    is_anybody_left = write(lambda: telling.go_on(the_seminar(), now=now))
    sound(now)
    return is_anybody_left


def sound(now: datetime = LATER) -> None:
    assert find_violations(now=now + timedelta(minutes=15)) == []


def told(change_id: int | None = None) -> list[str]:
    """Names of those to whom a message about the change was written, in the order of the messages."""
    of_it = [each for each in messages() if each.dedup.startswith("changed-")]
    return [each.to.split("@")[0] for each in of_it if change_id in (None, each.change_id)]


def number_told(change_id: int) -> int:
    return db.session.get_one(Change, change_id, populate_existing=True).told


@pytest.mark.parametrize("verb", LOUD)
def test_a_change_costs_as_many_statements_for_many_people_as_for_one(app: Flask, verb):
    spent, before = [], 0
    seminar = seminar_with(1000)
    for people in (1, 300):
        make_throng(seminar.id, people, now=NOW, before=before)
        before = people
        db.session.expire_all()
        with Counted(app) as statements:
            write(lambda: verb(the_seminar(), actor=OLIVE, now=LATER, **LOUD[verb]))
            written = [each for each in statements if not each.startswith("SELECT")]
            spent.append((len(statements), len(written)))
        assert told() == []
        write(lambda: db.session.query(Telling).delete())
        write(lambda: db.session.query(Change).delete())
        write(lambda: db.session.execute(Seminar.__table__.update().values(_as_at_first())))
    assert spent[0] == spent[1]


def _as_at_first() -> dict:
    return {"starts_at": START, "ends_at": START + 5 * HOUR, "postponed_at": None, "status": "published"}


def test_people_are_told_some_at_a_time_in_the_order_in_which_they_came():
    seminar = seminar_with(10)
    names = ["Ada", "Bela", "Cyd", "Dina", "Ewa"]
    for name in names:
        sign_up(seminar, name)
    moved = change()
    assert (told(), number_told(moved)) == ([], 0)
    for number in (2, 4):
        assert portion()
        assert (told(), number_told(moved)) == ([each.lower() for each in names[:number]], 0)
    assert not portion()
    assert (told(), number_told(moved)) == ([each.lower() for each in names], 5)
    assert not portion()
    assert len(told()) == 5


def test_the_last_portion_ends_it_even_if_it_is_a_full_one():
    seminar = seminar_with(10)
    for name in ("Ada", "Bela"):
        sign_up(seminar, name)
    moved = change()
    assert not portion()
    assert (number_told(moved), telling.find_open(seminar.id)) == (2, None)


def test_one_that_concerns_nobody_ends_as_well():
    seminar_with(10)
    moved = change()
    assert telling.seminars_to_tell() == [1]
    assert not portion()
    assert (number_told(moved), telling.seminars_to_tell()) == (0, [])


def test_whoever_left_or_came_since_is_not_told():
    seminar = seminar_with(10)
    for name in ("Ada", "Bela", "Cyd"):
        sign_up(seminar, name)
    moved = change()
    cancel(sign_up(seminar, "Dina")[0], now=LATER)
    sign_up(seminar, "Ewa", now=LATER)
    cancel(2, now=LATER)
    tell_everybody(now=LATER)
    assert (told(), number_told(moved)) == (["ada", "cyd"], 2)
    assert kinds_to("Bela") == [CONFIRMED, MessageKind.CANCELLED_BY_PERSON]
    sound()


def test_nobody_is_told_whose_data_was_erased():
    seminar = seminar_with(10)
    for name in ("Ada", "Bela", "Cyd"):
        sign_up(seminar, name)
    change()
    act(erasure.erase, 1, now=LATER)
    assert portion() is False
    assert told() == ["bela", "cyd"]


def test_when_its_time_is_over_it_ends_and_nobody_is_told():
    seminar = seminar_with(10)
    sign_up(seminar, "Ada")
    moved = change()
    far = START + 500 * DAY
    while write(lambda: retention.remove(the_seminar(), due_by=far, now=far)):
        pass
    write(lambda: telling.go_on(the_seminar(), now=far))
    assert (told(), number_told(moved)) == ([], 0)
    assert find_violations(now=far) == []


@pytest.mark.parametrize("portions", [0, 1, 2])
def test_a_newer_change_ends_the_older_one_and_tells_everybody_at_every_stage(portions):
    seminar = seminar_with(10)
    names = ["ada", "bela", "cyd"]
    for name in names:
        sign_up(seminar, name.title())
    first = change()
    for _ in range(portions):
        portion()
    second = change(starts_at=START + 3 * DAY, now=LATER + HOUR)
    assert [each.ended_at is None for each in db.session.query(Telling).order_by(Telling.change_id)] == [False, True]
    tell_everybody(now=LATER + HOUR)
    assert told(first) == names[: 2 * portions]
    assert told(second) == names
    assert (number_told(first), number_told(second)) == (len(told(first)), 3)
    # What was not sent of the first one never is.
    states = {each.state for each in messages() if each.change_id == first}
    assert states == ({MessageState.SUPERSEDED} if portions else set())
    sound(LATER + HOUR)


def test_there_and_back_again_is_news_for_those_alone_who_heard_of_it(monkeypatch):
    StandingClock(monkeypatch, LATER)
    seminar = seminar_with(10)
    for name in ("Ada", "Bela", "Cyd"):
        sign_up(seminar, name)
    deliver_due()
    change()
    portion()
    deliver_due()
    change(starts_at=START)
    tell_everybody(now=LATER)
    deliver_due()
    sent = [(each.to[:3], each.change_id) for each in messages() if each.state == "sent" and each.kind == MOVED]
    assert sent == [("ada", 1), ("bel", 1), ("ada", 2), ("bel", 2)]


@pytest.mark.parametrize("error", [HELD_BACK, f"{UNWRITABLE}: KeyError"])
def test_there_and_back_again_is_no_news_for_those_whose_mail_was_never_with_the_server(monkeypatch, error):
    StandingClock(monkeypatch, LATER)
    sign_up(seminar_with(10), "Ada")
    deliver_due()
    first = change()
    tell_everybody(now=LATER)
    write(lambda: db.session.execute(update(Message).filter_by(change_id=first).values(last_error=error)))
    change(starts_at=START)
    tell_everybody(now=LATER)
    deliver_due()
    assert [each.state for each in messages() if each.kind == MOVED] == [MessageState.SUPERSEDED] * 2


def meanwhile(*, mail: Callable[[], object]) -> list[tuple[str, str]]:
    """(kind, address) of what came of the mail to Bela that is written before the worker comes to her."""
    known = len(messages())
    change()
    mail()
    sound()
    written = [(each.kind.value, each.to.split("@")[0]) for each in messages()[known:]]
    tell_everybody(now=LATER)
    tell_everybody(now=LATER)
    sound()
    parties = db.session.query(Registration.party_id).filter_by(is_contact=True).filter(Registration.status.in_(ACTIVE))
    assert sorted(int(each.dedup.split("-")[1]) for each in messages() if each.dedup.startswith("changed-")) == sorted(
        number for (number,) in parties
    )
    return written


def bela(*companions: str) -> Registration:
    seminar = seminar_with(10)
    sign_up(seminar, "Ada")
    return sign_up(seminar, "Bela", *companions)[0]


def waiting() -> Registration:
    seminar = seminar_with(1)
    sign_up(seminar, "Ada")
    return sign_up(seminar, "Bela")[0]


def offered() -> Registration:
    number = waiting()
    cancel(1)
    return number


def pending() -> Registration:
    seminar = seminar_with(10, needs_approval=True)
    sign_up(seminar, "Ada")
    return sign_up(seminar, "Bela")[0]


def test_an_offer_comes_after_the_change():
    waiting()
    written = meanwhile(mail=lambda: cancel(1, now=LATER))
    assert written == [("registration_cancelled", "ada"), ("seminar_moved", "bela"), ("registration_offered", "bela")]


def test_the_place_that_was_offered_is_confirmed_after_the_change():
    number = offered().id
    written = meanwhile(mail=lambda: act(offers.accept, number, now=LATER))
    assert written == [("seminar_moved", "bela"), ("registration_confirmed", "bela")]
    parts = [each.calendar for each in messages()[-2:]]
    assert parts == [(CalendarMethod.REQUEST, 1), (CalendarMethod.REQUEST, 2)]


def test_an_approval_comes_after_the_change():
    number = pending().id
    written = meanwhile(mail=lambda: act(approvals.approve, number, now=LATER))
    assert written == [("seminar_moved", "bela"), ("registration_confirmed", "bela")]


def test_the_cancellation_of_one_comes_after_the_change_that_the_others_are_told():
    number = bela("Cyd").id
    written = meanwhile(mail=lambda: cancel(number, now=LATER))
    assert written == [("seminar_moved", "bela"), ("registration_cancelled", "bela")]


def test_a_new_contact_is_told_once_whoever_leaves_and_comes_back():
    number = bela("Cyd", "Dina").id

    def leave_and_come_back():
        cancel(number, now=LATER)
        act(leaving.restore, number, now=LATER)
        cancel(number + 1, now=LATER)

    written = meanwhile(mail=leave_and_come_back)
    assert [kind for kind, _to in written].count("seminar_moved") == 1
    assert written[0] == ("seminar_moved", "bela")


def test_whoever_undoes_the_cancellation_is_told_once_of_the_change_and_first(monkeypatch):
    StandingClock(monkeypatch, LATER)
    number = bela().id

    def leave_and_come_back():
        cancel(number, now=LATER)
        deliver_due()
        act(leaving.restore, number, now=LATER)

    assert meanwhile(mail=leave_and_come_back) == [
        ("registration_cancelled", "bela"),
        ("seminar_moved", "bela"),
        ("registration_confirmed", "bela"),
    ]


def test_whoever_comes_back_after_the_worker_has_passed_is_told_by_the_confirmation():
    number = bela().id
    change()
    cancel(number, now=LATER)
    tell_everybody(now=LATER)
    act(leaving.restore, number, now=LATER)
    assert (told(), kinds_to("Bela")[-1]) == (["ada"], CONFIRMED)
    sound()


def test_of_each_change_it_is_judged_by_itself_whether_somebody_came_back_since():
    number = bela().id
    cancel(number, now=LATER)
    first = change()
    tell_everybody(now=LATER)
    act(leaving.restore, number, now=LATER + timedelta(minutes=1))
    sound()
    second = change(starts_at=START + 2 * DAY, now=LATER + timedelta(minutes=2))
    tell_everybody(now=LATER + timedelta(minutes=2))
    sound()
    assert (told(first), told(second)) == (["ada"], ["ada", "bela"])
    lost = update(Message).where(Message.change_id == second, Message.registration_id == number)
    write(lambda: db.session.execute(lost.values(dedup="lost")))
    found = [each.what for each in find_violations(now=LATER + timedelta(minutes=15))]
    assert f"registration {number} was not told of change {second}" in found


def test_a_new_address_is_told_of_the_change_once():
    number = bela("Cyd").id
    meanwhile(mail=lambda: act(addresses.change_address, number, "new@example.org", now=LATER))
    mails = [(each.kind, each.to.split("@")[0]) for each in messages() if each.created_at == LATER][:3]
    assert mails == [(MOVED, "new"), (MessageKind.ADDRESS_CHANGED, "bela"), (CONFIRMED, "new")]
    # Its entry comes with the confirmation.
    assert [each.calendar_method for each in messages() if each.to.startswith("new@")] == [None, "REQUEST"]


def test_a_link_for_a_new_address_comes_after_the_change():
    number = bela().id
    written = meanwhile(mail=lambda: act(addresses.ask_for_change, number, "new@example.org", now=LATER))
    assert written == [("seminar_moved", "bela"), ("address_confirmation", "new")]


def test_a_link_that_is_sent_once_more_comes_after_the_change():
    number = bela().id
    written = meanwhile(mail=lambda: act(participants.remind, number, now=LATER))
    assert written == [("seminar_moved", "bela"), ("registration_repeated", "bela")]


def test_a_mail_that_organisers_send_again_comes_after_the_change():
    bela()
    write(lambda: db.session.execute(update(Message).values(state=MessageState.SENT, sent_at=NOW, facts={})))
    known = messages()[1]
    written = meanwhile(mail=lambda: act(outbox.send_again, known, now=LATER))
    assert written == [("seminar_moved", "bela"), ("registration_confirmed", "bela")]


def test_reminders_come_after_the_change():
    seminar = seminar_with(10)
    for name in ("Ada", "Bela", "Cyd"):
        sign_up(seminar, name)
    change()
    week = START + DAY - 7 * DAY
    write(lambda: reminders.post_due(the_seminar(), now=week))
    kinds = [each.kind for each in messages()][3:]
    assert kinds == [MOVED] * 3 + [MessageKind.REMINDER_WEEK] * 3
    tell_everybody(now=week)
    assert told() == ["ada", "bela", "cyd"]


def test_answers_that_waited_for_each_other_leave_after_the_change():
    seminar = seminar_with(20)
    for number in range(12):
        sign_up(seminar, f"N{'x' * number}", person=replace(ADA, given_name=f"A{'b' * number}"))
    assert [each.due_at for each in messages()].count(UNTIL_GATHERED) == 2
    change()
    (bundle,) = together.ripe(now=LATER)
    write(lambda: together.merge(the_seminar(), bundle, now=LATER))
    assert [each.kind for each in messages()][12:] == [MOVED, MOVED, MessageKind.CONFIRMED_TOGETHER]
    tell_everybody(now=LATER)
    assert len(told()) == 12


def test_a_family_gets_one_sequence_however_far_apart_they_are_told():
    seminar = seminar_with(20)
    for name in ("Ada", "Bela", "Cyd", "Dina"):
        person = Person(surname=name, given_name="A", email="home@example.org" if name in ("Ada", "Dina") else name)
        sign_up(seminar, name, person=replace(person, email=person.email.lower()))
    change()
    tell_everybody(now=LATER)
    of_family = [each.calendar for each in messages() if each.kind == MOVED and each.to == "home@example.org"]
    assert of_family == [(CalendarMethod.REQUEST, 1)] * 2


def test_after_another_invitation_of_the_family_the_next_sequence_is_a_higher_one():
    seminar = seminar_with(20)
    for name in ("Ada", "Bela", "Cyd"):
        sign_up(seminar, name, person=replace(ADA, surname=name, email="home@example.org"))
    change()
    portion()
    write(lambda: invitations.invite_again(the_seminar(), email_key="home@example.org"))
    portion()
    assert [each.calendar_sequence for each in messages() if each.kind == MOVED] == [1, 1, 3]


def test_organisers_hear_how_many_were_told_once_it_is_known():
    make_organiser(OLIVE)
    seminar = seminar_with(10)
    for name in ("Ada", "Bela", "Cyd"):
        sign_up(seminar, name)
    change()
    portion()
    assert write(lambda: alerts.post_due(now=LATER)) == 0
    portion()
    assert write(lambda: alerts.post_due(now=LATER)) == 1
    assert messages()[-1].facts["told"] == 3


def test_whoever_was_passed_over_is_found():
    seminar = seminar_with(10)
    for name in ("Ada", "Bela", "Cyd"):
        sign_up(seminar, name)
    change()
    write(lambda: setattr(telling.find_open(seminar.id), "reached_id", 2))
    tell_everybody(now=LATER)
    assert [(each.invariant, each.what) for each in find_violations(now=LATER)] == [
        ("I6", "registration 1 was not told of change 1"),
        ("I6", "registration 2 was not told of change 1"),
    ]


def test_one_that_does_not_end_is_found_after_a_quarter_of_an_hour():
    seminar = seminar_with(10)
    sign_up(seminar, "Ada")
    change()
    assert find_violations(now=LATER + timedelta(minutes=15)) == []
    found = find_violations(now=LATER + timedelta(minutes=15, seconds=1))
    assert [(each.invariant, each.what) for each in found] == [
        ("I8", "change 1 has not been told to everybody for more than 15 minutes")
    ]


def test_a_message_that_is_lost_while_people_are_told_is_found_when_it_ends():
    seminar = seminar_with(10)
    for name in ("Ada", "Bela", "Cyd"):
        sign_up(seminar, name)
    change()
    portion()
    lost = select(Message).where(Message.dedup.startswith("changed-1-"))
    write(lambda: db.session.delete(db.session.scalars(lost).one()))
    tell_everybody(now=LATER)
    assert [each.what for each in find_violations(now=LATER)] == [
        "change 1 told 3 people, but has 2 messages",
        "registration 1 was not told of change 1",
    ]
