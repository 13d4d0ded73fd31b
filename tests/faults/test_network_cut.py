"""The cable between one web server and the database is cut, and neither is told: the others wait for seconds, not for
minutes, the cut-off one says that it is busy, and when the cable is back all goes on."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from time import monotonic, sleep

import pytest
from cables import DATABASE, WEB, Cable, cable
from clusters import clusters
from factories import make_seminar
from people import TYPING, Browser
from reckoning import no_traceback
from running_site import Site, is_answering, site_on, wait_until
from sqlalchemy import select

from seminars.database.units import database_now
from seminars.domain.checks.invariants import find_violations
from seminars.extensions import db
from seminars.models import Registration

NOT_MINUTES = 15  # seconds; the limits that are set make it about 5
SIGN_UP = "/en/seminars/klichev/registrations"
HOLD_THE_SEATS = """
import os, time
from sqlalchemy import select
from seminars import create_app
from seminars.domain.seating import seats
from seminars.extensions import db
from seminars.models import Seminar
from seminars.database.units import write_unit
app = create_app()
with app.app_context(), write_unit():
    seats.hold(db.session.scalars(select(Seminar)).one())
    print("holds", flush=True)
    time.sleep(600)
"""


@pytest.fixture
def wire() -> Iterator[Cable]:
    with cable() as laid:
        yield laid


@pytest.fixture
def site(wire: Cable, tmp_path: Path) -> Iterator[Site]:
    """Its first web server stands beside the database, its second one behind the cable."""
    hosts = f"localhost,127.0.0.1,{WEB}"
    with (
        clusters(host=DATABASE) as [server],
        site_on(tmp_path, server.uri, SEMINARS_TRUSTED_HOSTS=hosts) as site,
    ):
        assert site.run("init-db").returncode == 0
        with site.app.app_context():
            make_seminar()
            db.session.remove()
        site.start_web(site.ports[0])
        site.start("serve", "--host", WEB, "--port", str(site.ports[1]), wrapped=wire.inside)
        wait_until(lambda: is_answering(site.ports[1], WEB), "the web server behind the cable did not start")
        yield site


def holder_of_the_seats(site: Site, wire: Cable) -> subprocess.Popen:
    """Somebody behind the cable who is in the middle of a sign-up."""
    command = [*wire.inside, sys.executable, "-c", HOLD_THE_SEATS]
    process = subprocess.Popen(command, env=site.environ, stdout=subprocess.PIPE, text=True)
    assert process.stdout.readline() == "holds\n"
    return process


def filled_in(browser: Browser, name: str) -> dict[str, str]:
    person = {"given_name": name, "surname": "Klichevskaya", "email": f"{name}@example.org", "processing": "y"}
    return browser.insist("GET", f"{SIGN_UP}/new").hidden | person


@pytest.mark.long
def test_a_silent_cut_keeps_the_others_waiting_for_seconds_only(site, wire):
    near, far = Browser(site.ports[:1]), Browser(site.ports[1:], WEB)
    forms = filled_in(near, "ada"), filled_in(far, "bela")
    sleep(TYPING)
    holder = holder_of_the_seats(site, wire)
    try:
        wire.cut()
        cut_at = monotonic()
        assert near.insist("POST", SIGN_UP, forms[0]).status == 303
        others_waited = monotonic() - cut_at
        asked_at = monotonic()
        assert far.ask("POST", SIGN_UP, forms[1], timeout=2 * NOT_MINUTES).status == 503
        cut_off_waited = monotonic() - asked_at
        assert is_answering(site.ports[1], WEB)
        wire.mend()
        mended_at = monotonic()
        assert far.insist("POST", SIGN_UP, forms[1]).status == 303
        healed_after = monotonic() - mended_at
    finally:
        holder.kill()
        holder.communicate()
    print(f"others waited {others_waited:.1f} s, cut off {cut_off_waited:.1f} s, healed after {healed_after:.1f} s")
    assert max(others_waited, cut_off_waited, healed_after) < NOT_MINUTES
    with site.app.app_context():
        assert sorted(db.session.scalars(select(Registration.given_name))) == ["ada", "bela"]
        assert find_violations(now=database_now()) == []
    assert site.stop() == [0, 0]
    no_traceback(site)
