"""When personal data goes, some people at a time, whatever happens meanwhile."""

import logging
import threading
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from factories import ADA, make_registration, make_seminar
from sqlalchemy import select, update
from trusted_clock import trust_the_time

from seminars import clock
from seminars.database.units import write_unit
from seminars.domain.checks.invariants import find_violations
from seminars.domain.privacy import retention
from seminars.extensions import db
from seminars.mail.sending import delivery
from seminars.models import (
    Activity,
    Group,
    GroupKind,
    Message,
    MessageState,
    Registration,
    Seminar,
    SeminarStatus,
    Submission,
)
from seminars.worker import forgetting

DAY = timedelta(days=1)


@pytest.fixture
def seminar(app):
    """Three people signed up for one that ended 366 days ago; their mails were delivered."""
    with app.app_context():
        seminar = make_seminar()
        for name in ("Ada", "Bela", "Cyd"):
            make_registration(seminar, replace(ADA, given_name=name))
        delivery.deliver_due()
        set_end(seminar, clock.now() - 366 * DAY)
        yield seminar


def set_end(seminar, ends_at, **values) -> None:
    with write_unit():
        moved = update(Seminar).where(Seminar.id == seminar.id)
        db.session.execute(moved.values(starts_at=ends_at - timedelta(hours=5), ends_at=ends_at, **values))
        db.session.commit()


def run_nightly(stop=None) -> None:
    trust_the_time()
    forgetting.remove_old_personal_data(stop or threading.Event())


def names() -> list[str]:
    return list(db.session.scalars(select(Registration.given_name).order_by(Registration.id)))


@pytest.mark.parametrize(
    ("values", "last_second"),
    [
        # 365 days after 12 March 2026; 21:00 in Minsk's winter is midnight there.
        ({"ends_at": datetime(2026, 3, 12, 12, tzinfo=UTC)}, datetime(2027, 3, 12, 20, 59, 59, tzinfo=UTC)),
        ({"ends_at": datetime(2026, 3, 12, 21, tzinfo=UTC)}, datetime(2027, 3, 13, 20, 59, 59, tzinfo=UTC)),
        # The midnight after its last day is the end of one whose hours are not known.
        (
            {"ends_at": datetime(2026, 3, 12, 21, tzinfo=UTC), "hours_known": False},
            datetime(2027, 3, 12, 20, 59, 59, tzinfo=UTC),
        ),
        (
            {"ends_at": datetime(2026, 3, 12, 12, tzinfo=UTC), "timezone": "Europe/Warsaw"},
            datetime(2027, 3, 12, 22, 59, 59, tzinfo=UTC),
        ),
    ],
)
def test_personal_data_goes_365_days_after_the_last_day_by_the_clocks_of_the_place_and_not_a_second_before(
    seminar, values, last_second
):
    set_end(seminar, **values)
    for now, due in ((last_second, []), (last_second + timedelta(seconds=1), [seminar.id])):
        assert retention.due(now=now) == due
        with write_unit():
            assert retention.remove(db.session.get_one(Seminar, seminar.id), due_by=now, now=now) == 3 * len(due)


def test_a_series_may_keep_personal_data_for_another_number_of_days(seminar):
    set_end(seminar, datetime(2026, 3, 12, 12, tzinfo=UTC))
    with write_unit():
        db.session.get_one(Seminar, seminar.id).series.retention_days = 30
        db.session.commit()
    assert seminar.personal_data_until == date(2026, 4, 11)
    assert retention.due(now=datetime(2026, 4, 11, 20, tzinfo=UTC)) == []
    assert retention.due(now=datetime(2026, 4, 11, 21, tzinfo=UTC)) == [seminar.id]


def test_what_is_postponed_has_no_end_and_what_is_cancelled_has_the_planned_one(seminar):
    assert retention.due(now=clock.now()) == [seminar.id]
    set_end(seminar, clock.now() - 366 * DAY, postponed_at=clock.now())
    assert retention.due(now=clock.now()) == []
    with write_unit():
        db.session.get_one(Seminar, seminar.id).status = SeminarStatus.CANCELLED
        db.session.commit()
    assert retention.due(now=clock.now()) == [seminar.id]


def test_a_worker_that_dies_in_between_goes_on_where_it_was(seminar, monkeypatch):
    monkeypatch.setattr(retention, "AT_ONCE", 2)
    forgetting._remove_some(seminar.id, clock.now())
    assert names() == ["", "", "Cyd"]
    # Of two days ago, so that nothing is late yet; by then the rest is yet to come.
    assert {each.invariant for each in find_violations(now=clock.now() - 2 * DAY)} == {"I18"}
    run_nightly()
    assert names() == ["", "", ""]
    assert retention.due(now=clock.now()) == []
    assert [form.typed for form in db.session.scalars(select(Submission))] == [{}] * 3
    assert find_violations(now=clock.now()) == []


def test_the_job_says_how_many_there_were_and_a_second_night_finds_nothing_and_says_nothing(seminar, caplog):
    with caplog.at_level(logging.INFO):
        run_nightly()
        changed = [each.changed_at for each in db.session.scalars(select(Registration))]
        run_nightly()
    told = [each.getMessage() for each in caplog.records if each.name == forgetting.__name__]
    assert told == [
        "personal data of 3 registrations was removed",
        "3 kept mails were deleted",
    ]
    assert [each.changed_at for each in db.session.scalars(select(Registration))] == changed
    removed = db.session.scalars(select(Activity).filter_by(kind="personal_data_removed")).all()
    assert [each.details for each in removed] == [{"people": 3}]


def test_a_job_that_shall_stop_leaves_the_rest_for_the_next_night(seminar):
    stop = threading.Event()
    stop.set()
    run_nightly(stop)
    assert names() == ["Ada", "Bela", "Cyd"]


def test_what_waits_is_superseded_and_what_is_being_sent_is_waited_for(seminar):
    states = {1: MessageState.QUEUED, 2: MessageState.HELD, 3: MessageState.SENDING}
    with write_unit():
        for number, state in states.items():
            row = db.session.get_one(Message, number)
            row.state, row.sent_at, row.lease_until = state, None, clock.now() + timedelta(minutes=1)
        db.session.commit()
    run_nightly()
    assert names() == ["Ada", "Bela", "Cyd"]
    with write_unit():
        sent = {"state": MessageState.SENT, "sent_at": clock.now(), "lease_until": None}
        db.session.execute(update(Message).where(Message.id == 3).values(**sent))
        db.session.commit()
    run_nightly()
    told = [(each.state, each.to) for each in db.session.scalars(select(Message).order_by(Message.id))]
    assert told == [(MessageState.SUPERSEDED, ""), (MessageState.SUPERSEDED, ""), (MessageState.SENT, "")]


def test_nothing_but_this_seminar_is_touched(seminar):
    other = make_seminar(slug="other")
    make_registration(other, ADA)
    run_nightly()
    assert names() == ["", "", "", "Ada"]
    assert [each.to for each in db.session.scalars(select(Message).order_by(Message.id))] == ["", "", "", ADA.email]
    assert find_violations(now=clock.now()) == []


def test_the_group_in_which_people_came_goes_with_them(seminar):
    at = clock.now()
    group = Group(seminar_id=seminar.id, kind=GroupKind.DOMAIN, domain="firm.by", people=20, first_at=at, last_at=at)
    with write_unit():
        db.session.add(group)
        db.session.flush()
        db.session.execute(update(Registration).values(group_no=group.number))
        db.session.commit()
    run_nightly()
    assert db.session.scalars(select(Registration.group_no)).all() == [None] * 3
    assert db.session.scalars(select(Group)).all() == []
