"""Two people who act at the same instant: each gets an answer, and nothing is lost or done twice."""

import threading
import tomllib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from at_once import at_once
from factories import ADA, NO_CONSENT, make_registration, make_seminar
from series_file import SMALL
from sqlalchemy import select
from visitors import Counted, manage_page, post

from seminars import clock
from seminars.database.units import write_unit
from seminars.domain.errors import EditedMeanwhile, NotSendable
from seminars.domain.loading.series import WrongSeriesFile, load_series
from seminars.domain.outbox import messages
from seminars.domain.people.sign_up import SignUp
from seminars.domain.registrations import signing_up
from seminars.domain.seminars import content, editing
from seminars.extensions import db
from seminars.i18n import Texts
from seminars.mail.sending.delivery import deliver_due
from seminars.models import Message, Seminar, Series

OLIVE = "olive@example.org"


def test_series_of_the_same_name_get_addresses_of_their_own(app):
    def create() -> None:
        editing.create_series(Texts(en="Tour"), actor=OLIVE)

    for done in at_once(app, *[create] * 4):
        done.result()
    with app.app_context():
        assert db.session.scalars(select(Series.slug).order_by(Series.slug)).all() == [
            "tour", "tour-2", "tour-3", "tour-4",
        ]  # fmt: skip


def test_of_two_organisers_who_save_at_once_one_is_told(app):
    with app.app_context():
        seminar_id = make_seminar().id

    def save(capacity: int) -> Callable[[], None]:
        def edit() -> None:
            seminar = db.session.get_one(Seminar, seminar_id)
            changes = replace(content.as_written(seminar), capacity=capacity)
            editing.edit_seminar(seminar, version=1, changes=changes, actor=OLIVE)

        return edit

    answers = [done.exception() for done in at_once(app, save(30), save(40))]
    assert [type(answer) for answer in answers if answer] == [EditedMeanwhile]
    with app.app_context():
        assert db.session.get_one(Seminar, seminar_id).version == 2


def test_two_clicks_at_once_send_a_message_again_once(app):
    with app.app_context():
        make_registration(make_seminar())
        deliver_due()

    def send() -> None:
        messages.send_again(db.session.get_one(Message, 1), actor=OLIVE)

    answers = [done.exception() for done in at_once(app, send, send)]
    assert [type(answer) for answer in answers if answer] == [NotSendable]


def test_a_file_waits_for_a_sign_up_and_then_moves_nothing(app):
    begun = threading.Event()
    with app.app_context(), write_unit():
        load_series(tomllib.loads(SMALL), now=clock.now(), domain="example.org")
        db.session.commit()

    def sign_up() -> None:
        sign_up = SignUp(person=ADA, consents=NO_CONSENT, language="en")
        signing_up.register(db.session.scalars(select(Seminar)).one(), sign_up, form_id="form", body_hash="")
        begun.set()
        threading.Event().wait(0.5)

    def load() -> None:
        moved = tomllib.loads(SMALL.replace("2027-03-10", "2027-03-11"))
        load_series(moved, now=clock.now(), domain="example.org")

    def load_during_the_sign_up() -> None:
        with app.app_context():
            begun.wait(10)
            with write_unit(), pytest.raises(WrongSeriesFile, match="people are registered"):
                load()

    with ThreadPoolExecutor(1) as other:
        loaded = other.submit(load_during_the_sign_up)
        with app.app_context(), write_unit():
            sign_up()
            db.session.commit()
        loaded.result()


def test_leaving_by_the_mailed_link_locks_the_seminar_before_anything_else(app, client):
    """Whoever takes the locks in another order than an organiser who cancels would end in a deadlock."""
    with app.app_context():
        make_registration(make_seminar())
    page = manage_page(app)
    with Counted(app) as statements:
        assert post(client, f"{page}/cancellation").status_code == 303
    writes = [statement for statement in statements if statement.startswith(("UPDATE", "INSERT", "DELETE"))]
    assert writes[0].startswith("UPDATE seminar SET seat_counter")
