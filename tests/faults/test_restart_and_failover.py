"""The database restarts, or dies and its standby takes over, while people sign up: each sees one "later" at most, and
whoever was told that they are registered is."""

from collections.abc import Iterator
from threading import Event
from time import sleep

import pytest
from clusters import Cluster, clusters
from factories import make_seminar
from people import Browser, Crowd
from reckoning import come_to_rest, reckon
from running_site import Site, is_answering, site_on, wait_until

from seminars.extensions import db

BEFORE, AFTER = 20, 20  # people who sign up before and after it


def start(site: Site) -> Crowd:
    """One web server and one worker, and people who sign up."""
    assert site.run("init-db").returncode == 0
    with site.app.app_context():
        make_seminar(capacity=15)
        db.session.remove()
    site.start_web(site.ports[0])
    site.start_worker()
    crowd = Crowd(site.ports, may_come_back=Event())
    crowd.begin(people=4)
    return crowd


def wait_for_people(crowd: Crowd, number: int) -> None:
    wanted = len(crowd.signed_up) + number
    wait_until(lambda: len(crowd.signed_up) >= wanted or crowd.strange, "nobody can sign up")


def end(site: Site, crowd: Crowd) -> None:
    crowd.end()
    assert come_to_rest(site) == [0, 0]
    print(f"{len(crowd.signed_up)} sign-ups, answers {dict(crowd.statuses)}, at worst {crowd.most_put_off} times later")
    reckon(site, crowd, killed=2)


@pytest.fixture
def server() -> Iterator[Cluster]:
    with clusters() as [server]:
        yield server


@pytest.mark.long
def test_a_restart_of_the_database_costs_each_person_one_more_click_at_most(server, tmp_path):
    with site_on(tmp_path, server.uri, webs=1) as site:
        crowd = start(site)
        for _ in range(2):
            wait_for_people(crowd, BEFORE)
            crowd.may_come_back.clear()
            server.stop()
            sleep(0.5)
            server.start()
            crowd.may_come_back.set()
        wait_for_people(crowd, AFTER)
        end(site, crowd)
    assert crowd.most_put_off <= 1


@pytest.mark.long
def test_when_the_standby_takes_over_nobody_who_was_registered_is_lost(tmp_path):
    with clusters(2) as [primary, standby]:
        standby.copy_of(primary)
        both = f"postgresql://postgres@/test?host={primary.host}:{primary.port}&host={standby.host}:{standby.port}"
        with site_on(tmp_path, f"{both}&target_session_attrs=read-write", webs=1) as site:
            crowd = start(site)
            wait_for_people(crowd, BEFORE)
            standby.stop()
            sleep(4)  # commits wait for the standby, and nobody who only reads waits with them
            assert is_answering(site.ports[0])
            assert Browser(site.ports).ask("GET", "/en/").status == 200
            standby.start()
            wait_for_people(crowd, BEFORE)
            primary.kill()
            standby.promote()
            wait_for_people(crowd, AFTER)
            end(site, crowd)
