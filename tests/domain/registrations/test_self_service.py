"""What people change themselves, beyond answers and addresses: their language, and lost links."""

from dataclasses import replace
from datetime import timedelta

from factories import ADA, make_registration, make_seminar
from sqlalchemy import select

from seminars import clock
from seminars.database.units import write_unit
from seminars.domain.registrations import leaving, self_service
from seminars.extensions import db
from seminars.models import (
    Activity,
    Message,
    MessageKind,
    Registration,
)


def test_the_first_act_from_the_link_proves_the_address_once_and_for_all(app):
    first = clock.now()
    with app.app_context():
        make_registration(make_seminar())
        with write_unit():
            registration = db.session.scalars(select(Registration)).one()
            for seconds in (0, 60):
                self_service.prove_address(registration, now=first + timedelta(seconds=seconds))
            db.session.commit()
        assert registration.email_proven_at == first


def test_a_changed_language_is_that_of_mails_to_come_and_of_those_that_wait(app):
    with app.app_context():
        make_registration(make_seminar())
        with write_unit():
            registration = db.session.scalars(select(Registration)).one()
            self_service.change_language(registration, "be", now=clock.now())
            leaving.cancel(registration, by="person")
            db.session.commit()
        assert db.session.scalars(select(Message.language).order_by(Message.id)).all() == ["be", "be"]
        assert db.session.scalars(select(Activity.kind).order_by(Activity.id)).all() == [
            "registered",
            "language_changed",
            "cancelled",
        ]


def test_lost_links_of_an_address_written_differently_are_found(app):
    with app.app_context():
        make_registration(make_seminar(), replace(ADA, email="Ada@Example.org"))
        with write_unit():
            self_service.send_links("ada@EXAMPLE.ORG", language="pl", now=clock.now())
            self_service.send_links("nobody@example.org", language="pl", now=clock.now())
            db.session.commit()
        links = db.session.scalars(select(Message).filter_by(kind=MessageKind.LINKS)).all()
        assert [(each.to, each.language, each.facts) for each in links] == [
            (
                "Ada@Example.org",
                "pl",
                {"email_key": "ada@example.org", "registrations": [1], "feed": 1, "is_new_link": False},
            )
        ]
