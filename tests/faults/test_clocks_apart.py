"""Two workers whose clocks are two hours off, one ahead and one behind: no offer ends before its time, each mail leaves
once, and what is noted is noted by the database's clock."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from acts import cancel
from factories import ADA, make_registration, make_seminar
from people import Crowd
from reckoning import come_to_rest, reckon, wait_for_the_mails
from running_site import Site, wait_until
from sqlalchemy import func, select, update
from wrong_clock import site_of_many_clocks, start_worker_at

from seminars.database.units import database_now, write_unit
from seminars.extensions import db
from seminars.models import JobRun, Message, Party, Registration, Status
from seminars.worker.jobs import end_offers

PEOPLE, SEATS, LEAVE = 60, 50, 5


@pytest.fixture
def site(database: str, tmp_path: Path) -> Iterator[Site]:
    with site_of_many_clocks(tmp_path, database) as site:
        yield site


def fill_and_free_seats() -> list[tuple[str, str]]:
    """(address, given name) of all who signed up; those offered a seat have an hour left to answer."""
    seminar = make_seminar(capacity=SEATS)
    people = [make_registration(seminar, replace(ADA, email=f"ada{n}@example.org")) for n in range(PEOPLE)]
    for person in people[:LEAVE]:
        cancel(person)
    with write_unit():
        in_an_hour = database_now() + timedelta(hours=1)
        db.session.execute(update(Party).where(Party.offer_ends_at.is_not(None)).values(offer_ends_at=in_an_hour))
        db.session.commit()
    return [(person.email, person.given_name) for person in people]


def has_looked_for_ended_offers() -> bool:
    db.session.rollback()
    return db.session.scalar(select(JobRun.ended_at).where(JobRun.name == end_offers.__name__)) is not None


# On PostgreSQL alone: the processes of one SQLite file share a machine, and so its clock.
@pytest.mark.long
@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_workers_with_wrong_clocks_end_no_offer_early_and_send_each_mail_once(site):
    with site.app.app_context():
        crowd = Crowd(site.ports, signed_up=fill_and_free_seats())
        began_at = database_now()
        start_worker_at(site, "+2h")
        wait_until(has_looked_for_ended_offers, "the first worker did not look for ended offers")
        start_worker_at(site, "-2h")
        wait_for_the_mails(site)
        db.session.rollback()
        offered = select(func.count(Registration.id)).where(Registration.status == Status.OFFERED)
        assert db.session.scalar(offered) == LEAVE
        assert db.session.scalar(select(func.sum(Party.lapses))) == 0
        first, last = db.session.execute(select(func.min(Message.sent_at), func.max(Message.sent_at))).one()
        assert began_at <= first <= last <= database_now()
        db.session.rollback()
    assert come_to_rest(site) == [0, 0]
    reckon(site, crowd, killed=0)
