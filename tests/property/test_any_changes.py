"""Any sequence of changes, sensible or not: calendars are told of what changed, of no more, and never go back."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import astuple, replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from types import MappingProxyType

import acts
import pytest
from factories import ADA, make_registration, make_seminar, texts
from flask import Flask
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test
from profiles import LONG, QUICK
from sqlalchemy import func, select
from what_is_shown import Shown, rows_of, shown

from seminars import clock
from seminars.database.units import write_unit
from seminars.domain import change_log
from seminars.domain.errors import DomainError
from seminars.domain.notices import telling
from seminars.domain.programme import renamed_towns
from seminars.domain.seminars import changes, editing
from seminars.domain.seminars.content import VenueText, as_written
from seminars.extensions import db
from seminars.formats.appointments import appointment
from seminars.models import Appointment, Registration, Seminar
from seminars.places import Places, current_places

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
TOO_FAR = [datetime(1, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, 23, 59, tzinfo=UTC)]

near = st.integers(-50, 4000).map(lambda hours: hours * HOUR) | st.integers(-3, 200).map(lambda days: days * DAY)
instants = near | st.sampled_from(TOO_FAR)
names = st.sampled_from(["Hall 3", "Library", "Hall 3; entrance B"])
venues = st.builds(
    VenueText,
    name=names.map(texts),
    address=st.sampled_from(["Lenin Street 1", "Skaryna Street 2"]).map(texts),
    directions=st.sampled_from(["", "By bus 4"]).map(texts),
    latitude=st.just(53.49),
    longitude=st.sampled_from([29.34, 29.35]),
)
towns = st.sampled_from(["klichev", "pinsk", "bialystok"])


class AnyChanges(RuleBasedStateMachine):
    """One published seminar, and whatever organisers, visitors and the places file do to it."""

    app: Flask

    @initialize(hours_known=st.booleans())
    def publish(self, hours_known: bool) -> None:
        self.context = self.app.app_context()
        self.context.push()
        self.places = current_places()
        self.now = clock.now().replace(second=0, microsecond=0)
        number = db.session.query(Seminar).count()
        self.id = make_seminar(slug=f"seminar-{number}", hours_known=hours_known).id
        self.note_town_names()
        self.first: Appointment = appointment(self.seminar)
        self.uid, self.people, self.corrected_after = self.seminar.uid, 0, set()

    def teardown(self) -> None:
        if hasattr(self, "context"):
            assert len(set(db.session.scalars(select(Seminar.uid)))) == db.session.query(Seminar).count()
            self.app.extensions["places"] = self.places
            db.session.rollback()
            self.context.pop()

    @property
    def seminar(self) -> Seminar:
        return db.session.get_one(Seminar, self.id, populate_existing=True)

    def at(self, instant: timedelta | datetime | None) -> datetime | None:
        return self.now + instant if isinstance(instant, timedelta) else instant

    @rule(starts=instants | st.none(), length=near | st.none(), hours_known=st.sampled_from([None, None, True, False]),
          town=towns | st.none(), venue=venues | st.none())  # fmt: skip
    def move(self, starts, length, hours_known, town, venue) -> None:
        starts_at = self.at(starts)
        ends_at = None if length is None else _later(starts_at or self.seminar.starts_at, length)
        place = {"town_code": town, "venue": venue}
        self.change(changes.move, starts_at=starts_at, ends_at=ends_at, hours_known=hours_known, **place)

    @rule(later=instants)
    def extend(self, later) -> None:
        ends_at = _later(self.seminar.ends_at, later) if isinstance(later, timedelta) else later
        self.change(changes.extend, ends_at=ends_at)

    @rule()
    def postpone(self) -> None:
        self.change(changes.postpone, reason=texts("Ice"))

    @precondition(lambda self: len(change_log.changes_of(self.seminar)) > 3)
    @rule()
    def cancel(self) -> None:
        self.change(changes.cancel, reason=texts("No money"))

    @rule(venue=venues)
    def correct_venue(self, venue) -> None:
        self.change(changes.correct_venue, is_correction=True, venue=venue)

    @rule(title=names, venue=st.none() | names, starts=st.none() | st.integers(1, 90))
    def edit(self, title, venue, starts) -> None:
        written = as_written(self.seminar)
        start = written.starts_at if starts is None else self.now + starts * DAY
        times = {"starts_at": start, "ends_at": start + 4 * HOUR if starts else written.ends_at}
        place = {"venue_name": texts(venue)} if venue else {}
        edited = replace(written, title=texts(title), **times, **place)
        self.change(editing.edit_seminar, is_correction=True, version=self.seminar.version, changes=edited)

    @rule(suffix=st.sampled_from(["", " Nowy", "; Старый"]))
    def rename_its_town(self, suffix) -> None:
        self.note_town_names()
        code, before = self.seminar.town_code, shown(self.seminar)
        town = self.places.get_town(code)
        renamed = replace(town, name=type(town.name)({each: name + suffix for each, name in town.name.items()}))
        known = Places(self.places.as_of, self.places.regions, MappingProxyType({**self.places.towns, code: renamed}))
        self.app.extensions["places"] = known
        self.note_town_names()
        self.compare(before, is_correction=True)

    @precondition(lambda self: self.people < 3)
    @rule()
    def sign_up(self) -> None:
        before = shown(self.seminar)
        person = replace(ADA, email=f"ada{self.people}@example.org")
        try:
            make_registration(self.seminar, person, now=self.now)
            self.people += 1
        except DomainError:
            pass
        self.compare(before, is_correction=False)

    @rule(hours=st.sampled_from([0, 1, 24, 24 * 20]))
    def time_passes(self, hours) -> None:
        self.now += hours * HOUR

    def change(self, verb: Callable, *, is_correction: bool = False, **values) -> None:
        before, rows, logged = shown(self.seminar), rows_of(self.seminar), len(self.log())
        db.session.rollback()
        try:
            with write_unit():
                verb(self.seminar, actor="olive@example.org", now=self.now, **values)
                db.session.commit()
        except DomainError:
            assert rows_of(self.seminar) == rows
            return
        self.compare(before, is_correction=is_correction)
        for change in self.log()[logged:]:
            assert (change.at, change.told) == (self.now, 0)

    @rule()
    def tell_everybody(self) -> None:
        """Nobody has left, and everybody has an address."""
        going = telling.find_open(self.id)
        whom = select(func.count()).select_from(Registration).filter_by(seminar_id=self.id)
        number = going and db.session.scalar(whom.where(Registration.id <= going.last_registration_id))
        acts.tell_everybody(now=self.now)
        assert telling.find_open(self.id) is None
        assert going is None or self.log()[-1].told == number

    def note_town_names(self) -> None:
        with write_unit():
            renamed_towns.note_renamed_towns(actor="system:worker", now=self.now)
            db.session.commit()

    def log(self) -> list:
        return change_log.changes_of(self.seminar)[::-1]

    def compare(self, before: Shown, *, is_correction: bool) -> None:
        after = shown(self.seminar)
        assert after.uid == self.uid
        assert after.sequence - before.sequence == (after.essence != before.essence)
        assert after.changed_at >= before.changed_at
        assert after.changed_at > before.changed_at or astuple(after) == astuple(before)
        if is_correction:
            self.corrected_after.add(len(self.log()))
        self.follow_the_log()

    def follow_the_log(self) -> None:
        """Each change begins where the last one ended, but for corrections of how a place is written."""
        links = [(None, self.first), *((each.before, each.after) for each in self.log())]
        links.append((appointment(self.seminar), None))
        for number, ((_, ended), (begins, _)) in enumerate(pairwise(links)):
            if number in self.corrected_after:
                ended = replace(ended, place=begins.place)  # noqa: PLW2901 - the same but for what a correction may write
            assert ended == begins


def _later(instant: datetime, by: timedelta) -> datetime:
    with suppress(OverflowError):
        return instant + by
    return instant


def run(app: Flask, profile: settings) -> None:
    run_state_machine_as_test(type("Changes", (AnyChanges,), {"app": app}), settings=profile)


def test_any_changes_keep_calendars_and_the_log_true(app):
    run(app, settings(QUICK, max_examples=4, stateful_step_count=20))


@pytest.mark.long
def test_many_more_changes_keep_calendars_and_the_log_true(app):
    run(app, settings(LONG, max_examples=25, stateful_step_count=40))
