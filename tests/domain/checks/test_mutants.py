"""One mutant of the product for each invariant: `seminars check` names that invariant, and without the mutant none.

Here the program itself is broken in one place and then used; test_invariants.py breaks rows instead. Without
the lock (I1) too many get a seat only where many come at once: tests/domain/seating/test_race.py does that.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

import at_noon
import pytest
from at_noon import DAY, HOUR, NOW, START, act
from factories import ADA, make_seminar
from flask import Flask
from sqlalchemy import select, text, update
from standing_clock import StandingClock
from trusted_clock import trust_the_time

from seminars import mail
from seminars.database.units import write_unit
from seminars.domain import activity
from seminars.domain.checks.invariants import CHECKS, find_violations
from seminars.domain.notices import telling
from seminars.domain.privacy import blanking, retention
from seminars.domain.registrations import leaving, offers, signing_up, waiting_list
from seminars.domain.seating import queue, seats
from seminars.domain.seminars import changes
from seminars.extensions import db
from seminars.mail.sending import delivery, picking
from seminars.models import Message, Party, Registration, Seminar, Telling

pytestmark = pytest.mark.long
Patch = pytest.MonkeyPatch


@pytest.fixture(autouse=True)
def clock(app: Flask, monkeypatch: Patch):
    with app.app_context():
        yield StandingClock(monkeypatch, NOW)


def use(clock: StandingClock) -> None:
    """Of one seat: Ada leaves, Bela's offer lapses, Cyril takes his and signs up once more, the seminar moves, and the
    mails leave."""
    make_seminar(starts_at=START, created_at=NOW - DAY, capacity=1)
    sign_up("Ada")
    for name in ("Bela", "Cyril", "Dina"):
        sign_up(name)
    sign_up("By phone", person=replace(ADA, email=""))
    act(leaving.cancel, 1, by="person")
    delivery.deliver_due()
    clock.now += 49 * HOUR
    act(offers.lapse_offers, db.session.query(Seminar).one(), now=clock.now)
    act(offers.accept, 3, now=clock.now)
    sign_up("Cyril", now=clock.now, form="again")
    act(changes.move, db.session.query(Seminar).one(), starts_at=START + DAY, now=clock.now)
    delivery.deliver_due()


def sign_up(name: str, **values) -> None:
    at_noon.sign_up(db.session.query(Seminar).one(), name, **values)


def broken(now: datetime) -> set[str]:
    return {each.invariant for each in find_violations(now=now)}


def count_nobody(patch: Patch) -> None:
    """I1: seats are counted as if nobody had one."""
    patch.setattr(seats, "seats_taken_of", lambda _ids: {})
    patch.setattr(queue, "somebody_waits", lambda _seminar: False)


def forget_the_queue(patch: Patch) -> None:
    """I2: a place is given back, and nobody who waits is asked."""
    patch.setattr(leaving.waiting_list, "serve_waiting_list", lambda _seminar, _held: None)


def know_nobody(patch: Patch) -> None:
    """I3: nobody is recognised, and the index that would refuse them is gone."""
    with write_unit():
        db.session.execute(text("DROP INDEX uq_registration_active_person"))
        db.session.commit()
    patch.setattr(signing_up, "find_active", lambda *_args, **_keys: None)


def serve_the_last_first(patch: Patch) -> None:
    """I4: the queue is served from its end."""

    def backwards(seminar: Seminar, left: int) -> list[tuple[int, int]]:
        found = select(Registration.party_id).join(Party, Party.id == Registration.party_id)
        waiting = found.where(Registration.seminar_id == seminar.id, Registration.status == "waiting")
        return [(each, 1) for each in db.session.scalars(waiting.order_by(Party.queue_no.desc()).limit(left))]

    patch.setattr(waiting_list, "_next_parties", backwards)


def keep_the_old_number(patch: Patch) -> None:
    """I5: a number for the end of the queue is made up, not given by the seminar."""
    patch.setattr(offers.seats, "another_number", lambda _seminar_id: 1000)


def tell_nobody_of_places(patch: Patch) -> None:
    """I6: a mail is not posted."""
    post = mail.post
    silent = mail.MessageKind.OFFERED
    patch.setattr(mail, "post", lambda kind, **values: None if kind == silent else post(kind, **values))


def tell_twice(patch: Patch) -> None:
    """I6: a mail is posted twice; its key, made longer, does not stop it."""
    post = mail.post

    def twice(kind: mail.MessageKind, **values):
        if kind == mail.MessageKind.OFFERED:
            word, _, ids = values["dedup"].partition("-")
            post(kind, **values | {"dedup": f"waiting-{ids}"})
            assert word == "offered"
        return post(kind, **values)

    patch.setattr(mail, "post", twice)


def say_that_people_were_told(patch: Patch) -> None:
    """I6: those whom a change concerns are counted, and no mail is posted."""

    def only_count(to_do: Telling, _seminar: Seminar, people: Sequence[Registration], **_now: datetime) -> None:
        to_do.told += len(people)

    patch.setattr(telling, "_tell", only_count)


def pass_people_over(patch: Patch) -> None:
    """I6: those whom a change concerns are neither told nor counted."""
    patch.setattr(telling, "_tell", lambda *_args, **_now: None)


def tell_without_an_end(patch: Patch) -> None:
    """I8: everybody was told of a change, and nobody knows that it is done."""
    patch.setattr(telling, "end", lambda _to_do, **_now: None)


def log_nothing_of_whom_nobody_writes_to(patch: Patch) -> None:
    """I7: a change of state is not logged."""
    record = activity.record

    def forgetful(kind: str, *, registration: Registration | None = None, **values):
        if registration and not registration.email:
            values |= {"from_status": None, "to_status": None}
        return record(kind, registration=registration, **values)

    patch.setattr(activity, "record", forgetful)


def keep_the_facts(patch: Patch) -> None:
    """I8: a mail that is sent keeps what it was told."""
    mark = delivery.mark

    def keep(message_id: int, me: str, **values) -> None:
        facts = db.session.get_one(Message, message_id).facts
        mark(message_id, me, **values | {"facts": facts or {"kept": "for ever"}})

    patch.setattr(delivery, "mark", keep)


def never_free_a_lease(patch: Patch) -> None:
    """I8: a sender dies, and its mail is nobody's any more."""
    patch.setattr(delivery, "_deliver", lambda *_each: False)
    patch.setattr(picking, "_orphaned", lambda _now: select(Message.id).where(Message.id < 0))


def forget_the_registration(patch: Patch) -> None:
    """I9: a form is stored without what it made."""
    stored = signing_up._submission

    def apart(*args):
        submission = stored(*args)
        submission.registration = None
        return submission

    patch.setattr(signing_up, "_submission", apart)


def check_in_whoever_waits(patch: Patch) -> None:
    """I10: the door lets in somebody without a place. There is no door page yet, so this stands for its verb."""
    tell = offers._lapse

    def check_in(party: Party, held: seats.Hold) -> None:
        tell(party, held)
        db.session.execute(update(Registration).where(Registration.party_id == party.id).values(checked_in_at=held.now))

    patch.setattr(offers, "_lapse", check_in)


def log_by_a_wrong_clock(patch: Patch) -> None:
    """I18: what happens is noted as of three years later."""
    record = activity.record
    patch.setattr(activity, "record", lambda kind, *, at, **values: record(kind, at=at + 1095 * DAY, **values))


MUTANTS: dict[Callable[[Patch], None], set[str]] = {
    count_nobody: {"I1"},
    forget_the_queue: {"I2"},
    know_nobody: {"I3"},
    serve_the_last_first: {"I4"},
    keep_the_old_number: {"I5"},
    tell_nobody_of_places: {"I6"},
    tell_twice: {"I6"},
    say_that_people_were_told: {"I6"},
    pass_people_over: {"I6"},
    tell_without_an_end: {"I8"},
    log_nothing_of_whom_nobody_writes_to: {"I7"},
    keep_the_facts: {"I8"},
    never_free_a_lease: {"I8"},
    forget_the_registration: {"I9"},
    check_in_whoever_waits: {"I10"},
    log_by_a_wrong_clock: {"I18"},
}


def keep_what_was_typed(patch: Patch) -> None:
    """I11: forms outlive the people who sent them."""
    patch.setattr(blanking, "blank_forms", lambda *_about: None)


def keep_the_addresses(patch: Patch) -> None:
    """I11: mails outlive the people to whom they went."""
    patch.setattr(blanking, "blank_messages", lambda *_about: None)


def test_without_a_mutant_everything_holds(clock):
    use(clock)
    assert broken(clock.now) == set()
    remove_all_personal_data(clock)
    assert broken(clock.now) == set()


@pytest.mark.parametrize("mutant", [keep_what_was_typed, keep_the_addresses], ids=lambda each: each.__name__)
def test_what_is_kept_for_too_long_is_named(clock, monkeypatch, mutant):
    use(clock)
    with monkeypatch.context() as patch:
        mutant(patch)
        remove_all_personal_data(clock)
    assert broken(clock.now) == {"I11"}


def remove_all_personal_data(clock: StandingClock) -> None:
    clock.now = START + 500 * DAY
    trust_the_time(clock.now)
    with write_unit():
        while retention.remove(db.session.query(Seminar).one(), due_by=clock.now, now=clock.now):
            pass
        db.session.commit()


@pytest.mark.alters_tables
@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda each: each.__name__)
def test_a_mutant_is_named_by_the_invariant_that_it_breaks(clock, monkeypatch, mutant):
    with monkeypatch.context() as patch:
        mutant(patch)
        use_as_far_as_it_goes(clock)
    clock.now += HOUR
    db.session.expire_all()
    assert broken(clock.now) == MUTANTS[mutant]


def use_as_far_as_it_goes(clock: StandingClock) -> None:
    """A broken program may not come to the end: without an offer there is none to accept."""
    try:
        use(clock)
    except offers.NotOffered:
        db.session.rollback()


def test_every_invariant_of_the_database_has_a_mutant():
    assert {name for name, _meaning, _check in CHECKS} == {"I11"}.union(*MUTANTS.values())
