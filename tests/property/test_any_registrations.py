"""Whatever people, organisers and time do to the seats of a seminar, in any order, sensible or not: what must hold
does, and each act does what the product's table says."""

from dataclasses import replace

import pytest
from factories import NO_CONSENT, texts
from flask import Flask
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule, run_state_machine_as_test
from one_seminar import BEGAN, HOUR, OLIVE, OneSeminar
from profiles import LONG, QUICK
from sqlalchemy import func, select
from standing_clock import StandingClock
from what_became import see

from seminars.database.units import write_unit
from seminars.domain.notices import reminders, telling, together
from seminars.domain.organisers import alerts, digests
from seminars.domain.people.sign_up import Person, SignUp, WhenShort
from seminars.domain.registrations import (
    addresses,
    answers,
    approvals,
    corrections,
    leaving,
    offers,
    signing_up,
    waiting_list,
)
from seminars.domain.seminars import changes
from seminars.extensions import db
from seminars.models import ConsentKind, Party, Seminar, Submission

somebody = st.integers(0, 15)
names = st.sampled_from(["Ada", "Bela", "Cyd", "Dina", "Ewa"])
mailboxes = st.sampled_from(["", "home", "work", "other"])
parties = st.lists(names, min_size=1, max_size=3, unique=True) | st.lists(names, min_size=1, max_size=5, unique=True)
ticks, rarely = st.booleans(), st.sampled_from([False, False, False, True])


class AnyRegistrations(OneSeminar):
    """Whatever concerns its seats."""

    @initialize(capacity=st.integers(0, 6), approval=rarely, smaller_first=ticks, days=st.sampled_from([1, 2, 4, 30]),
                crowd=st.lists(parties, min_size=2, max_size=6))  # fmt: skip
    def publish(self, capacity: int, approval: bool, smaller_first: bool, days: int, crowd: list[list[str]]) -> None:
        self.forms = 0
        self.begin(days=days, needs_approval=approval, smaller_party_may_pass=smaller_first, capacity=capacity)
        for number, people in enumerate(crowd):
            self.sign_up(people, f"crowd{number}", WhenShort.TOGETHER)

    @rule(people=parties, mailbox=mailboxes, chosen=st.sampled_from([None, *WhenShort]))
    def sign_up(self, people: list[str], mailbox: str, chosen: WhenShort | None) -> None:
        contact, *others = (Person(surname=name, given_name="A") for name in people)
        wish = SignUp(
            person=replace(contact, email=self.address(mailbox)),
            companions=tuple(others),
            when_short=chosen,
            consents=NO_CONSENT,
            language="en",
        )
        self.forms += 1
        form = {"form_id": f"{self.id}-{self.forms}", "body_hash": ""}
        if self.act("sign_up", signing_up.register, self.seminar, sign_up=wish, **form):
            # Once more: a double click, the back button, an answer that was lost.
            known = see(self.id)
            self.act("sign_up", signing_up.register, self.seminar, sign_up=wish, **form)
            assert (see(self.id).people, see(self.id).messages) == (known.people, known.messages)

    @rule(who=somebody, by=st.sampled_from(["person", "person", "organiser"]), whole_party=ticks)
    def leave(self, who: int, by: str, whole_party: bool) -> None:
        values = {"by": by, "actor": "person" if by == "person" else OLIVE, "whole_party": whole_party}
        self.act("cancel_registration", leaving.cancel, self.one(who, "confirmed", "offered"), **values)

    @rule(who=somebody)
    def disavow(self, who: int) -> None:
        self.act("disavow", leaving.disavow, self.one(who, "confirmed", "waiting"))

    @rule(who=somebody)
    def undo(self, who: int) -> None:
        self.act("restore", leaving.restore, self.one(who, "cancelled"))

    @rule(who=somebody, may_exceed=rarely)
    def approve(self, who: int, may_exceed: bool) -> None:
        self.act("approve", approvals.approve, self.one(who, "pending"), actor=OLIVE, may_exceed=may_exceed)

    @rule(who=somebody)
    def decline(self, who: int) -> None:
        self.act("decline", approvals.decline, self.one(who, "pending"), reason="Full", actor=OLIVE)

    @rule(who=somebody, hours=st.none() | st.integers(-1, 60), may_exceed=rarely)
    def offer_out_of_turn(self, who: int, hours: int | None, may_exceed: bool) -> None:
        ends_at = None if hours is None else self.clock.now + hours * HOUR
        values = {"actor": OLIVE, "ends_at": ends_at, "may_exceed": may_exceed}
        self.act("offer_out_of_turn", waiting_list.offer_out_of_turn, self.one(who, "waiting"), **values)

    @rule(who=somebody)
    def accept(self, who: int) -> None:
        self.act("accept", offers.accept, self.one(who, "offered"))

    @rule(is_late=ticks)
    def lapse(self, is_late: bool) -> None:
        ends_at = db.session.scalar(select(func.max(Party.offer_ends_at)).filter_by(seminar_id=self.id))
        if is_late and ends_at and ends_at > self.clock.now:
            self.wait(ends_at - self.clock.now)
        self.act("lapse_offers", offers.lapse_offers, self.seminar)

    @rule(capacity=st.integers(0, 6), queue_closed=rarely, smaller_first=ticks)
    def edit_seats(self, capacity: int, queue_closed: bool, smaller_first: bool) -> None:
        self.edit(capacity=capacity, queue_closed=queue_closed, smaller_party_may_pass=smaller_first)

    @rule(hours=st.sampled_from([-48, -1, 1, 5, 24, 24 * 9]))
    def move(self, hours: int) -> None:
        starts_at = self.seminar.starts_at + hours * HOUR
        self.act("move", changes.move, self.seminar, starts_at=starts_at, actor=OLIVE)

    @rule(hours=st.integers(0, 3))
    def extend(self, hours: int) -> None:
        ends_at = self.seminar.ends_at + hours * HOUR
        self.act("extend", changes.extend, self.seminar, ends_at=ends_at, actor=OLIVE)

    @rule()
    def postpone(self) -> None:
        self.act("postpone", changes.postpone, self.seminar, actor=OLIVE)

    @precondition(lambda self: self.forms > 5)
    @rule()
    def call_off(self) -> None:
        self.act("cancel", changes.cancel, self.seminar, reason=texts("Ice"), actor=OLIVE)

    @rule()
    def tell_some_of_the_last_change(self) -> None:
        self.tell_some()

    @rule(who=somebody, seen=st.integers(0, 2))
    def reconfirm(self, who: int, seen: int) -> None:
        self.act("reconfirm", leaving.reconfirm, self.one(who, "confirmed"), seen=seen)

    @rule(who=somebody, name=names)
    def rename(self, who: int, name: str) -> None:
        person = self.one(who, "confirmed", "waiting")
        if person is not None:
            others = [(each.given_name, each.surname) for each in answers.companions_of(person.party)]
            told = answers.Answers(
                person=Person(surname=name, given_name="A"),
                companions=others,
                consents=dict.fromkeys(ConsentKind, False),
                seen=answers.version_of(person.party),
            )
            self.act("rename", answers.change, person, told=told)

    @rule(form=somebody, mailbox=mailboxes.filter(bool))
    def correct_address(self, form: int, mailbox: str) -> None:
        forms = db.session.scalars(select(Submission).filter_by(seminar_id=self.id).order_by(Submission.id)).all()
        # Whoever has such a page has typed an address.
        forms = [each for each in forms if each.typed["email"]]
        submission = forms[form % len(forms)] if forms else None
        self.act("correct_address", corrections.correct_address, submission, address=self.address(mailbox))

    @rule(who=somebody, mailbox=mailboxes.filter(bool))
    def change_address(self, who: int, mailbox: str) -> None:
        person = self.one(who, "confirmed", "waiting")
        # The page for it opens from a mail alone.
        if person is not None and person.mail_address:
            self.act("change_address", addresses.change_address, person, address=self.address(mailbox))

    @rule()
    def worker(self) -> None:
        self.act("remind", reminders.post_due, self.seminar)
        for job in (alerts.post_due, digests.post_due):
            with write_unit():
                job(now=self.clock.now)
                db.session.commit()
        for bundle in together.ripe(now=self.clock.now):
            self.act("merge", together.merge, db.session.get_one(Seminar, bundle.seminar_id), bundle)

    @rule(hours=st.sampled_from([0.2, 1, 5, 12, 24, 40]))
    def time_passes(self, hours: float) -> None:
        self.wait(hours * HOUR)


def run(app: Flask, monkeypatch: pytest.MonkeyPatch, profile: settings) -> None:
    monkeypatch.setattr(telling, "PORTION", 2)
    about = {"app": app, "clock": StandingClock(monkeypatch, BEGAN)}
    run_state_machine_as_test(type("Registrations", (AnyRegistrations,), about), settings=profile)


def test_any_acts_keep_seats_queue_and_messages_true(app, monkeypatch):
    run(app, monkeypatch, settings(QUICK, max_examples=2, stateful_step_count=25))


@pytest.mark.long
def test_many_more_acts_keep_seats_queue_and_messages_true(app, monkeypatch):
    run(app, monkeypatch, settings(LONG, max_examples=30, stateful_step_count=40))
