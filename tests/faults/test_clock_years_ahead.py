"""A real worker that runs for 25 seconds by a clock which is three years ahead, and then one by the right clock."""

from collections.abc import Iterator
from pathlib import Path
from time import sleep

import pytest
from factories import make_registration, make_seminar
from running_site import Site, wait_until
from sqlalchemy import select
from trusted_clock import trust_the_time
from wrong_clock import site_of_many_clocks, start_worker_at

from seminars import clock
from seminars.domain.checks.invariants import find_violations
from seminars.extensions import db
from seminars.models import Beat, JobRun, Message, MessageState, Registration
from seminars.worker import jobs

ALONE = {job.__name__ for _rhythm, job in jobs.JOBS if job not in jobs.SHARED}


@pytest.fixture
def site(database: str, tmp_path: Path) -> Iterator[Site]:
    with site_of_many_clocks(tmp_path, database) as site:
        yield site


def jobs_done() -> set[str]:
    db.session.rollback()
    ended = JobRun.ended_at.is_not(None), JobRun.began_at <= clock.now()
    return set(db.session.scalars(select(JobRun.name).where(*ended)))


def is_mail_sent() -> bool:
    db.session.rollback()
    return db.session.scalars(select(Message.state)).all() == [MessageState.SENT]


def a_beat_is_ahead() -> bool:
    db.session.rollback()
    return db.session.scalar(select(Beat.id).where(Beat.at > clock.now())) is not None


# On SQLite alone: the clock of a PostgreSQL server that tests share cannot be put forward.
@pytest.mark.long
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_worker_that_is_years_ahead_for_25_seconds_erases_nobody_and_stops_no_job(site):
    with site.app.app_context():
        make_registration(make_seminar())
        trust_the_time()
        start_worker_at(site, "+1095d")
        wait_until(a_beat_is_ahead, "the worker noted no time")
        sleep(25)
        assert site.stop() == [0]
        db.session.rollback()
        assert db.session.scalars(select(Registration.given_name)).all() == ["Ada"]
        assert {violation.invariant for violation in find_violations(now=clock.now())} == {"I18"}
        site.start_worker()
        wait_until(lambda: jobs_done() == ALONE, "not every job ran again")
        # The wrong clock put it off; that is mended once the right one has lasted for two minutes.
        wait_until(is_mail_sent, "the mail did not leave", within=300)
        assert db.session.scalars(select(Registration.given_name)).all() == ["Ada"]
        db.session.rollback()
    assert site.stop() == [0]
    assert "Traceback" not in site.log
