"""Web servers and workers are killed again and again, at any instant and at named lines, while people sign up, take
offers and leave: nobody who was told something finds it different, and no mail is lost."""

import signal
import subprocess
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from random import Random
from threading import Thread
from time import monotonic, sleep

import pytest
from crash_lines import JOB, WEB, WORKER
from factories import make_seminar
from people import Crowd
from reckoning import come_to_rest, end_leases_of, reckon
from running_site import PATIENCE, Site, site_on
from sqlalchemy import select, update

from seminars.database.units import database_now, write_unit
from seminars.extensions import db
from seminars.models import JobRun, Party
from seminars.worker.jobs import end_offers

# How a process that is not told a line to die at ends: killed at any instant, or asked to end what it is doing.
AT_ANY_INSTANT, WHEN_ASKED = "", "when asked"
SIGNALS = {AT_ANY_INSTANT: signal.SIGKILL, WHEN_ASKED: signal.SIGTERM}
RANDOM_EACH = 4  # kills at any instant of each of the four processes
SEATS = 30


@pytest.fixture
def site(database: str, tmp_path: Path) -> Iterator[Site]:
    with site_on(tmp_path, database) as site:
        with site.app.app_context():
            # Or a party that does not fit could keep all from being offered anything, and no process would die at it.
            make_seminar(capacity=SEATS, smaller_party_may_pass=True)
        yield site


class Doomed(Thread):
    """One place of a process: it is started, dies, is started again, as often as there are `deaths`; the last one
    stays. `killed` counts; a death that does not come is in `strange`."""

    def __init__(self, site: Site, start: Callable[..., subprocess.Popen], deaths: list[str], seed: int) -> None:
        super().__init__(daemon=True)
        self.site, self.launch, self.deaths = site, start, deaths
        self.chance, self.killed, self.strange = Random(seed), 0, []  # noqa: S311 - a choice for a test, no secret
        self.chance.shuffle(self.deaths)

    def run(self) -> None:
        try:
            for name in self.deaths:
                self._die(name)
            self.launch()
        except Exception as error:  # a thread's failure must become the test's
            self.strange.append(repr(error))

    def _die(self, name: str) -> None:
        process = self.launch(CRASH_AT=f"{name}:{1 if name in JOB else self.chance.randint(1, 2)}")
        if name in SIGNALS:
            sleep(self.chance.uniform(0.5, 3))
            process.send_signal(SIGNALS[name])
        give_up_at = monotonic() + PATIENCE
        while process.poll() is None:
            assert monotonic() < give_up_at, f"nobody came to {name}"
            if name in JOB:
                give_the_job_work(self.site)
            sleep(0.2)
        assert process.returncode == (0 if name == WHEN_ASKED else -signal.SIGKILL), name
        if name != WHEN_ASKED:
            self.killed += 1
            end_leases_of(self.site, process.pid)


def give_the_job_work(site: Site) -> None:
    """As if the time of an offer were over and the job that ends it had not run for long: again and again, since
    another worker may be quicker than the one that is to die at it."""
    with site.app.app_context(), write_unit():
        now = database_now()
        one = select(Party.id).where(Party.offer_ends_at.is_not(None)).limit(1).scalar_subquery()
        # Asked once more in the same statement, since somebody may take or leave the offer meanwhile.
        still_offered = Party.id == one, Party.offer_ends_at.is_not(None)
        db.session.execute(update(Party).where(*still_offered).values(offer_ends_at=now - timedelta(seconds=1)))
        run = update(JobRun).where(JobRun.name == end_offers.__name__)
        db.session.execute(run.values(began_at=now - timedelta(hours=1)))
        db.session.commit()


def kill_again_and_again(site: Site) -> int:
    first, second = site.ports
    at_random = [AT_ANY_INSTANT] * RANDOM_EACH + [WHEN_ASKED]
    places = [
        Doomed(site, lambda **at: site.start_web(first, **at), [*WEB[::2], *at_random], 1),
        Doomed(site, lambda **at: site.start_web(second, **at), [*WEB[1::2], *at_random], 2),
        Doomed(site, site.start_worker, [*WORKER, *at_random], 3),
        Doomed(site, site.start_worker, [*JOB, *at_random], 4),
    ]
    for place in places:
        place.start()
    for place in places:
        place.join(600)
    assert [place.strange for place in places] == [[]] * len(places)
    return sum(place.killed for place in places)


@pytest.mark.long
def test_nothing_is_lost_or_done_twice_however_often_processes_die(site):
    crowd = Crowd(site.ports)
    crowd.begin(site.post)
    killed = kill_again_and_again(site)
    crowd.end()
    assert killed == len(WEB) + len(WORKER) + len(JOB) + 4 * RANDOM_EACH >= 40
    assert come_to_rest(site) == [0] * 4
    print(f"{killed} kills, {len(crowd.signed_up)} sign-ups, {len(crowd.did)} acts, answers {dict(crowd.statuses)}")
    reckon(site, crowd, killed=killed)
