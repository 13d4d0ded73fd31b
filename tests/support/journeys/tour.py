"""A tour of six towns and a village, served over HTTP, and the whole history of the seminar in Pinsk.

The history begins 150 days ago and time passes in it as it is told, so that nothing of it lies in the future.
"""

import threading
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from acts import tell_everybody
from factories import ADA, make_registration, make_seminar, texts
from flask import Flask
from installations import migrate, settings
from werkzeug.serving import make_server

from seminars import clock, create_app, tokens
from seminars.database.units import write_unit
from seminars.domain.programme import personal_feeds
from seminars.domain.seminars import changes
from seminars.domain.seminars.content import VenueText, venue_of
from seminars.extensions import db
from seminars.models import Seminar, Session, Speaker, Venue

LANGUAGES = ("be", "ru", "pl", "en")
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
PALACE = VenueText(
    name=texts('Дом культуры "Прамень"; зала №2, 1-ы паверх'),
    address=texts("Zażółć Street 7, flat 8"),
    latitude=52.1,
    longitude=26.1,
)
HOSTILE = texts("Коска, кропка; \\ «двукоссі» 🧭")


class Tour:
    """The served site, its clock, and the verbs of its organiser."""

    def __init__(self, app: Flask, began_at: datetime) -> None:
        self.app, self.began_at, self.now, self.address = app, began_at, began_at, ""
        self.secret = ""

    def wait_until(self, day: float) -> None:
        self.now = self.began_at + day * DAY

    def change(self, verb: Callable, **values) -> None:
        """What an organiser does to the seminar in Pinsk; a moment later it is seen."""
        with self.app.app_context(), write_unit():
            verb(pinsk(), actor="olive@example.org", **values)
            db.session.commit()
        with self.app.app_context():
            tell_everybody()
        self.now += HOUR

    def fetch(self, path: str) -> bytes:
        with urllib.request.urlopen(f"{self.address}/{path}") as answer:  # noqa: S310 - our own server
            return answer.read()

    def history(self) -> Iterator[str]:
        """Takes the seminar in Pinsk from one stage to the next; gives each stage's name once it is reached."""
        starts_at = self.began_at + 21 * DAY
        self.now += HOUR
        yield "published"
        self.change(changes.move, starts_at=starts_at + 3 * DAY, venue=PALACE, reason=HOSTILE)
        yield "moved"
        new_name = replace(PALACE, name=texts("Палац культуры; зала 2"))
        self.change(changes.correct_venue, venue=new_name)
        yield "venue renamed"
        self.change(changes.extend, ends_at=starts_at + 3 * DAY + 6 * HOUR)
        yield "extended"
        self.change(changes.postpone, reason=HOSTILE)
        yield "postponed"
        self.wait_until(30)
        yield "its old day is over"
        self.change(changes.move, starts_at=self.began_at + 50 * DAY)
        yield "new date"
        self.wait_until(40)
        self.change(changes.cancel, reason=HOSTILE)
        yield "cancelled"
        self.wait_until(51)
        yield "over"
        self.wait_until(82)
        yield "out of the window"


def pinsk() -> Seminar:
    return db.session.query(Seminar).filter_by(slug="pinsk").one()


@contextmanager
def served_tour(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Tour]:
    """A site with the tour, on a port of this machine and in this process, so that its clock can be set."""
    app = create_app(settings(folder))
    migrate(app)
    tour = Tour(app, clock.now().replace(minute=0, second=0, microsecond=0) - 150 * DAY)
    monkeypatch.setattr(clock, "now", lambda: tour.now)
    with app.app_context():
        _publish(tour)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    tour.address = f"http://127.0.0.1:{server.port}"
    yield tour
    server.shutdown()
    thread.join()
    server.server_close()
    with app.app_context():
        db.engine.dispose()


def _publish(tour: Tour) -> None:
    begin = tour.began_at
    talk = Session(position=1, title=texts("Talk"), speakers=[Speaker(slug="bogna-lipa", name="Bogna Lipa; Łódź")])
    seminar = make_seminar(slug="pinsk", town_code="pinsk", starts_at=begin + 21 * DAY, title=HOSTILE, sessions=[talk])
    make_seminar(slug="mogilev", town_code="mogilev", starts_at=begin + 10 * DAY)
    make_seminar(slug="novopolotsk", town_code="novopolotsk", starts_at=begin + 90 * DAY, title=HOSTILE)
    last = make_seminar(slug="gomel", town_code="gomel", starts_at=begin + 100 * DAY, venue=None)
    warsaw = {"town_code": "bialystok", "timezone": "Europe/Warsaw"}
    make_seminar(
        slug="bialystok", starts_at=begin + 110 * DAY, venue=Venue(name=texts("Świetlica „Pod dębem”")), **warsaw
    )
    first_day = (begin + 120 * DAY).replace(hour=21)  # midnight in Minsk
    make_seminar(slug="klichev", starts_at=first_day, ends_at=first_day + 2 * DAY, hours_known=False)
    for each in (seminar, last):
        make_registration(each, ADA)
    with write_unit():
        feed = personal_feeds.get_or_create(ADA.email, now=clock.now())
        db.session.commit()
        tour.secret = tokens.feed_token(feed.id, feed.version)


def place_of(seminar: Seminar, language: str) -> str:
    """The place as a calendar has to show it: hall, street, town."""
    venue, town = venue_of(seminar), seminar.town.name[language]
    return ", ".join(filter(None, (venue.name.get(language), venue.address.get(language), town)))
