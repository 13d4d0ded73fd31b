"""The worker's job that tells people of changes: several workers share it, and one that fails hinders no other."""

import multiprocessing
from collections import Counter
from datetime import timedelta
from statistics import median
from threading import Event, Thread
from time import sleep

import pytest
from acts import OLIVE, sign_up, write
from factories import make_seminar
from flask import Flask
from post_office import Post, serving
from sqlalchemy import func, select
from throng import make_throng
from worker_processes import environment, until, work

from seminars import clock
from seminars.domain.checks.invariants import find_violations
from seminars.domain.notices import telling
from seminars.domain.seminars import changes
from seminars.extensions import db
from seminars.mail.sending import claims
from seminars.models import Change, Message, Seminar, Telling
from seminars.worker import jobs
from seminars.worker.telling import tell_of_changes

spawn = multiprocessing.get_context("spawn")
MANY = 1200


def move(slug: str = "klichev") -> None:
    def by_a_day() -> None:
        seminar = db.session.query(Seminar).filter_by(slug=slug).one()
        changes.move(seminar, starts_at=seminar.starts_at + timedelta(days=1), actor=OLIVE)

    write(by_a_day)


def told() -> int:
    return db.session.scalar(select(func.count()).where(Message.dedup.startswith("changed-")))


def test_it_comes_each_second_before_the_mails_leave_and_each_worker_runs_it():
    names = [job.__name__ for _rhythm, job in jobs.JOBS]
    assert names.index("tell_of_changes") < names.index("deliver_mail")
    assert (timedelta(seconds=1), tell_of_changes) in jobs.JOBS
    assert tell_of_changes in jobs.SHARED


@pytest.mark.usefixtures("inside")
def test_all_seminars_are_told_and_one_that_fails_hinders_no_other(monkeypatch, caplog):
    monkeypatch.setattr(telling, "PORTION", 2)
    for slug in ("one", "two"):
        seminar = make_seminar(slug=slug)
        for name in ("Ada", "Bela", "Cyd"):
            sign_up(seminar, name)
        move(slug)
    tell = telling._tell

    def fail_for_the_first(each: Telling, *about, **values) -> None:
        tell(each, *about, **values)
        assert each.seminar_id != 1

    monkeypatch.setattr(telling, "_tell", fail_for_the_first)
    tell_of_changes(Event())
    assert [each.told for each in db.session.query(Change).order_by(Change.id).populate_existing()] == [0, 3]
    assert "people could not be told of the change of seminar 1" in caplog.text
    monkeypatch.setattr(telling, "_tell", tell)
    tell_of_changes(Event())
    assert [each.told for each in db.session.query(Change).order_by(Change.id).populate_existing()] == [3, 3]


@pytest.mark.long
@pytest.mark.usefixtures("inside")
def test_whoever_is_to_stop_stops_between_two_portions_and_goes_on_later(monkeypatch):
    monkeypatch.setattr(telling, "PORTION", 1)
    seminar = make_seminar()
    for name in ("Ada", "Bela"):
        sign_up(seminar, name)
    move()
    stop = Event()
    go_on = telling.go_on
    monkeypatch.setattr(telling, "go_on", lambda *of: (stop.set(), go_on(*of))[1])
    tell_of_changes(stop)
    tell_of_changes(stop)
    assert told() == 1
    tell_of_changes(Event())
    assert told() == 2


@pytest.mark.long
def test_two_workers_tell_more_than_a_thousand_people_once_each(app: Flask):
    with app.app_context():
        make_throng(make_seminar(capacity=2 * MANY).id, MANY, now=clock.now())
        move()
        db.session.remove()
        db.engine.dispose()
    stop, start, post = spawn.Event(), spawn.Barrier(2), Post()

    def is_done() -> bool:
        with app.app_context():
            return db.session.scalar(select(func.count()).where(Telling.ended_at.is_(None))) == 0

    with serving(post) as mail:
        pair = [spawn.Process(target=work, args=(environment(app, mail), stop, start, claims.LEASE)) for _ in range(2)]
        for process in pair:
            process.start()
        until(is_done, within=120)
        stop.set()
        for process in pair:
            process.join(timeout=60)
    with app.app_context():
        to = Counter(db.session.scalars(select(Message.to).where(Message.dedup.startswith("changed-"))))
        assert to == Counter(f"person{number}@example.org" for number in range(1, MANY + 1))
        assert db.session.query(Change).one().told == MANY
        assert find_violations(now=clock.now()) == []


@pytest.mark.long
@pytest.mark.own_application
def test_whoever_signs_up_meanwhile_waits_for_few_portions(app: Flask, monkeypatch):
    """Portions are counted, not seconds: how long one takes is the machine's affair."""
    portions, portions_of_visits, stop = [], [], Event()
    go_on = telling.go_on
    monkeypatch.setattr(telling, "go_on", lambda seminar: (go_on(seminar), portions.append(seminar))[0])
    with app.app_context():
        make_throng(make_seminar(capacity=9999).id, 2000, now=clock.now())
        sign_up(db.session.query(Seminar).one(), "First")  # whose statements are compiled, which the others find done
        move()

    def visit() -> None:
        with app.app_context():
            while not stop.is_set():
                before = len(portions)
                sign_up(db.session.query(Seminar).one(), f"Visitor {len(portions_of_visits)}")
                portions_of_visits.append(len(portions) - before)
                sleep(0.01)

    visitor = Thread(target=visit)
    with app.app_context():
        visitor.start()
        tell_everybody_as_the_worker_does()
        stop.set()
        visitor.join()
        # They come in between all the time, not when it is over.
        assert len(portions_of_visits) > 5
        assert median(portions_of_visits) <= 2
        assert told() == 2001


def tell_everybody_as_the_worker_does() -> None:
    while telling.seminars_to_tell():
        tell_of_changes(Event())
