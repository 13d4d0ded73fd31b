"""`seminars clock accept`: an operator's word that the present time is right."""

from datetime import datetime, timedelta

import pytest
from acts import set_all
from factories import make_registration, make_seminar
from flask import Flask
from sqlalchemy import select
from trusted_clock import trust_the_time

from seminars import clock
from seminars.cli import clock as command
from seminars.database import trusted_time
from seminars.database.units import write_unit
from seminars.domain.checks.invariants import find_violations
from seminars.extensions import db
from seminars.models import Activity, Beat, JobRun, Registration

DAY = timedelta(days=1)


def write(*rows) -> None:
    with write_unit():
        db.session.add_all(rows)
        db.session.commit()


@pytest.fixture
def two_weeks_ago(app: Flask) -> datetime:
    """When the machine was switched off; it has just been switched on again."""
    now = clock.now()
    with app.app_context():
        make_registration(make_seminar())
        trust_the_time(now - 14 * DAY)
        write(Beat(worker="second", began_at=now, at=now))
    return now - 14 * DAY


def is_trusted(app: Flask) -> bool:
    with app.app_context():
        now = clock.now() + timedelta(seconds=1)
        return trusted_time.is_settled(now=now) and trusted_time.proven_until(now=now) == now


def test_both_dates_are_shown_and_with_an_operators_word_nothing_waits(app, run, two_weeks_ago):
    assert not is_trusted(app)
    said = run("clock", "accept", "--yes")
    first, second, last = said.stdout.splitlines()
    assert (said.exit_code, last) == (0, "The present time is trusted from now on.")
    assert first == f"The last time that is trusted:  {two_weeks_ago:%Y-%m-%d %H:%M} UTC"
    assert second.startswith(f"The present time:               {two_weeks_ago + 14 * DAY:%Y-%m-%d}")
    assert is_trusted(app)
    with app.app_context():
        (logged,) = db.session.scalars(select(Activity).filter_by(kind="clock_accepted"))
        assert logged.actor.startswith("system:")
        assert logged.details == {"known_until": two_weeks_ago.isoformat(), "number": 0}
    assert run("clock", "accept").stdout.splitlines()[-1] == "The present time is trusted already."


@pytest.mark.usefixtures("two_weeks_ago")
def test_without_a_yes_nothing_is_done(app, run, monkeypatch):
    refused = run("clock", "accept")
    assert (refused.exit_code, "then add --yes" in refused.stderr) == (2, True)
    monkeypatch.setattr(command, "somebody_is_there", lambda: True)
    asked = run("clock", "accept", typed="n\n")
    assert (asked.exit_code, asked.stdout.splitlines()[-1]) == (1, "Nothing was done.")
    assert not is_trusted(app)


@pytest.mark.usefixtures("two_weeks_ago")
def test_a_clock_that_is_set_while_somebody_reads_is_not_accepted(app, run, monkeypatch):
    monkeypatch.setattr(command, "somebody_is_there", lambda: True)
    moments = iter((0.0, 600.0))
    monkeypatch.setattr(command, "monotonic", lambda: next(moments))
    refused = run("clock", "accept", typed="y\n")
    assert (refused.exit_code, "The clock was set" in refused.stderr) == (1, True)
    assert not is_trusted(app)


def test_rows_from_the_future_get_the_present_time_so_that_the_check_is_clean_again(app, run):
    with app.app_context():
        make_registration(make_seminar())
        trust_the_time()
        ahead = clock.now() + 1000 * DAY
        set_all(Registration, registered_at=ahead)
        set_all(Activity, at=ahead)
        write(Beat(worker="ahead", began_at=ahead, at=ahead), JobRun(name="remind", began_at=ahead))
        assert [each.invariant for each in find_violations(now=clock.now())] == ["I18"] * 4
    assert "4 rows from the future will get the present time." in run("clock", "accept", "--yes").stdout
    with app.app_context():
        assert find_violations(now=clock.now()) == []
        assert db.session.scalars(select(JobRun)).all() == []
