"""The worker renews name keys after a deploy: in portions, while people sign up and an older program still runs."""

import threading
from dataclasses import replace

import pytest
from acts import erase, messages
from factories import ADA, make_registration, make_seminar
from flask import Flask
from older_keys import keys, make_old, older_program
from sqlalchemy import event, func, select

from seminars.domain.lists.twins import twins
from seminars.domain.people import rekeying
from seminars.extensions import db
from seminars.models import MessageKind, Registration, Seminar
from seminars.worker import jobs, new_keys, running

pytestmark = pytest.mark.usefixtures("sound")

LUKASZ = replace(ADA, surname="Nowak", given_name="Łukasz")
LATIN = replace(LUKASZ, given_name="Lukasz")
STOP = threading.Event()


def sign_up(person=LUKASZ) -> Registration:
    return make_registration(db.session.query(Seminar).filter_by(slug="klichev").one(), person)


def everybody() -> int:
    return db.session.execute(select(func.count()).select_from(Registration)).scalar_one()


def units_of(app: Flask) -> int:
    """How often the job locks seats."""
    asked: list[str] = []
    listen = lambda _connection, _cursor, statement, *_rest: asked.append(statement)  # noqa: E731
    event.listen(db.engine, "before_cursor_execute", listen)
    new_keys.renew_name_keys(STOP)
    event.remove(db.engine, "before_cursor_execute", listen)
    return sum("SET seat_counter" in each for each in asked)


def test_the_first_look_after_a_deploy_renews_all_in_portions_and_then_nothing_is_written(app, inside, monkeypatch):
    monkeypatch.setattr(rekeying, "AT_ONCE", 2)
    for slug, people in (("klichev", 5), ("pinsk", 1)):
        seminar = make_seminar(slug=slug)
        for number in range(people):
            make_registration(seminar, replace(LUKASZ, email=f"{number}@example.org"))
    make_old()
    assert units_of(app) == 4
    assert set(keys()) == {("nowak lukasz", 2)}
    assert units_of(app) == 0


def test_it_is_part_of_the_schedule(app, inside):
    make_seminar()
    sign_up()
    make_old()
    rhythm = next(rhythm for rhythm, job in jobs.JOBS if job is new_keys.renew_name_keys)
    running._run_once(app, rhythm, new_keys.renew_name_keys, STOP)
    assert keys() == [("nowak lukasz", 2)]


def test_twins_are_left_as_they_are_and_nothing_is_written_for_them_again(app, inside):
    make_seminar()
    make_old(sign_up().id)
    sign_up(LATIN)
    make_old()
    assert units_of(app) == 1
    assert keys() == [("nowak łukasz", 1), ("nowak lukasz", 2)]
    assert units_of(app) == 0
    assert [each.id for (pair,) in [twins(db.session.query(Seminar).one())] for each in pair] == [1, 2]


def test_a_worker_that_stops_or_takes_too_long_leaves_the_rest_for_the_next_turn(app, inside, monkeypatch):
    make_seminar()
    sign_up()
    make_old()
    stopped = threading.Event()
    stopped.set()
    new_keys.renew_name_keys(stopped)
    assert keys() == [("nowak łukasz", 1)]
    with monkeypatch.context() as patch:
        patch.setattr(new_keys, "LONGEST_AT_A_TIME", -1)
        new_keys.renew_name_keys(STOP)
    assert keys() == [("nowak łukasz", 1)]
    new_keys.renew_name_keys(STOP)
    assert keys() == [("nowak lukasz", 2)]


def test_erased_people_are_passed_over(app, inside):
    make_seminar()
    registration = sign_up()
    make_old()
    erase(registration)
    assert units_of(app) == 0
    assert keys() == [("", 1)]


def test_whoever_signs_up_while_their_key_is_renewed_waits_and_is_found(app: Flask, monkeypatch: pytest.MonkeyPatch):
    with app.app_context():
        make_seminar()
        sign_up()
        make_old()
    look_at, looks = rekeying.renewals, []

    def come() -> None:
        with app.app_context():
            sign_up(LATIN)

    comer = threading.Thread(target=come)

    def renewals(*which: object) -> dict[int, str]:
        found = look_at(*which)
        looks.append(found)
        if len(looks) == 2:  # the first look is a read, the second one under the lock
            comer.start()
            comer.join(timeout=0.7)
        return found

    monkeypatch.setattr(rekeying, "renewals", renewals)
    with app.app_context():
        new_keys.renew_name_keys(STOP)
    comer.join()
    with app.app_context():
        assert keys() == [("nowak lukasz", 2)]
        assert [each.kind for each in messages()][1:] == [MessageKind.REPEATED]


def test_many_who_come_at_once_with_the_job_are_registered_once_or_as_twins(app: Flask):
    with app.app_context():
        make_seminar()
        for number in range(6):
            sign_up(replace(LUKASZ, email=f"{number}@example.org"))
        make_old()

    def come(number: int) -> None:
        with app.app_context():
            sign_up(replace(LATIN, email=f"{number}@example.org"))

    def renew() -> None:
        with app.app_context():
            new_keys.renew_name_keys(STOP)

    crowd = [threading.Thread(target=come, args=(number,)) for number in range(6)]
    crowd.insert(3, threading.Thread(target=renew))
    for each in crowd:
        each.start()
    for each in crowd:
        each.join()
    with app.app_context():
        new_keys.renew_name_keys(STOP)
        pairs = twins(db.session.query(Seminar).one())
        assert everybody() == 6 + len(pairs)
        assert keys().count(("nowak łukasz", 1)) == len(pairs)
        assert keys().count(("nowak lukasz", 2)) == 6


@pytest.mark.long
def test_an_older_program_beside_the_new_one_makes_twins_at_most(app, inside):
    make_seminar()
    sign_up()
    with older_program():
        sign_up(ADA)
        sign_up()  # under a key that nobody bears any more
    assert keys() == [("nowak lukasz", 2), ("klichevskaya ada", 1), ("nowak łukasz", 1)]
    for person in (LUKASZ, LATIN, ADA):
        sign_up(person)
    new_keys.renew_name_keys(STOP)
    with older_program():
        sign_up(ADA)
    assert keys() == [("nowak lukasz", 2), ("klichevskaya ada", 2), ("nowak łukasz", 1)]
    assert [[each.id for each in pair] for pair in twins(db.session.query(Seminar).one())] == [[1, 3]]
