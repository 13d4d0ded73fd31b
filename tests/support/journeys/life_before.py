"""What happened on a site before its upgrade. Run by the old program and its own factories, one chapter at a time:
`python life_before.py CHAPTER`, with the settings of the site in the environment."""

import json
import os
import sys

from factories import ADA, make_organiser, make_registration, make_seminar, texts
from seminars.units import database_now, write_unit
from sqlalchemy import select

from seminars import create_app, links, tokens
from seminars.domain import personal_feeds, registrations, rescheduling
from seminars.domain.people import Person
from seminars.extensions import db
from seminars.mail.render import message_id
from seminars.models import Message, MessageState, Registration, Seminar


def person(given_name: str) -> Person:
    return Person(surname="Klichevskaya", given_name=given_name, email=f"{given_name.lower()}@example.org")


def people_sign_up() -> dict:
    """Ada brings Bela and Cyril takes the last of three seats; Dina waits, and behind her Eva with Fil."""
    klichev, gomel = make_seminar(capacity=3), make_seminar(slug="gomel", town_code="gomel")
    make_registration(klichev, ADA, companions=(person("Bela"),))
    for given_name in ("Cyril", "Dina"):
        make_registration(klichev, person(given_name), language="ru")
    make_registration(klichev, person("Eva"), companions=(person("Fil"),), language="be")
    for each in (ADA, person("Gleb")):
        make_registration(gomel, each)
    make_organiser()
    with write_unit():
        feed = personal_feeds.get_or_create(ADA.email, now=database_now())
        db.session.commit()
        return {"feed": links.personal_feed("en", tokens.feed_token(feed.id, feed.version))}


def cyril_leaves() -> dict:
    """His seat is offered to Dina."""
    with write_unit():
        cyril = db.session.scalars(select(Registration).filter_by(given_name="Cyril")).one()
        registrations.cancel(cyril, by="person")
        db.session.commit()
    return {}


def gomel_moves() -> dict:
    """Nobody has been told yet when the site stops; Hanna signed up last."""
    with write_unit():
        gomel = db.session.scalars(select(Seminar).filter_by(slug="gomel")).one()
        later = gomel.starts_at.replace(hour=gomel.starts_at.hour + 1)
        rescheduling.move(gomel, starts_at=later, reason=texts("Snow"), actor="olive@example.org")
        db.session.commit()
    make_registration(gomel, person("Hanna"), language="pl")
    queued = db.session.scalars(select(Message.dedup).filter_by(state=MessageState.QUEUED)).all()
    return {"queued": [message_id(dedup) for dedup in queued]}


if __name__ == "__main__":
    chapters = {chapter.__name__: chapter for chapter in (people_sign_up, cyril_leaves, gomel_moves)}
    with create_app(os.environ).app_context():
        print(json.dumps(chapters[sys.argv[1]]()))
