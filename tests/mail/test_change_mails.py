"""What people get of changes that happen faster than the mail leaves: a real mail server is away, and comes back."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from acts import tell_everybody
from aiosmtpd.controller import Controller
from factories import ADA, make_registration, make_seminar, texts
from flask import Flask
from icalendar import Calendar, Event
from installations import settings
from post_office import Post, free_port
from sqlalchemy import select, update

from seminars import clock, create_app
from seminars.database.units import write_unit
from seminars.domain.seminars import changes
from seminars.domain.seminars.content import VenueText, venue_of
from seminars.extensions import db
from seminars.mail.sending.delivery import deliver_due
from seminars.models import Message, MessageKind, MessageState, Registration, Seminar

DAY = timedelta(days=1)
BELA = replace(ADA, given_name="Bela", email="bela@example.org")
LIBRARY = VenueText(name=texts("Library"), address=texts("Skaryna Street 2"))


class BusyPost(Post):
    """Lets something happen while it takes a mail, once, and then has no time for that mail."""

    meanwhile: Callable[[], None] | None = None

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 - aiosmtpd finds it by this name
        if self.meanwhile is None:
            return await super().handle_DATA(server, session, envelope)
        meanwhile, self.meanwhile = self.meanwhile, None
        meanwhile()
        return "451 Try again later"


class MailServer:
    """A real server on one port; while it is away, connections are refused."""

    def __init__(self) -> None:
        self.post, self.port, self._controller = BusyPost(), free_port(), None

    def come(self) -> None:
        self._controller = Controller(self.post, hostname="127.0.0.1", port=self.port)
        self._controller.start()

    def go_away(self) -> None:
        if self._controller:
            self._controller.stop()
        self._controller = None


@pytest.fixture
def mail_server() -> Iterator[MailServer]:
    server = MailServer()
    server.come()
    yield server
    server.go_away()


@pytest.fixture
def app(database: str, tmp_path: Path, mail_server: MailServer) -> Iterator[Flask]:
    """A site that sends by real SMTP, instead of the one that keeps its mail."""
    mail = {"SEMINARS_MAIL_SERVER": "localhost", "SEMINARS_MAIL_PORT": str(mail_server.port)}
    app = create_app(settings(tmp_path, database, **mail))
    with app.app_context():
        yield app
        db.session.rollback()
        db.engine.dispose()


@pytest.fixture
def story(app: Flask, mail_server: MailServer) -> "Story":
    return Story(mail_server)


class Story:
    """A seminar in Klichev, its changes, and the mail that came of them."""

    def __init__(self, mail_server: MailServer) -> None:
        self.server, self.id, self._read = mail_server, make_seminar().id, 0

    @property
    def seminar(self) -> Seminar:
        return db.session.get_one(Seminar, self.id, populate_existing=True)

    def sign_up(self, person=ADA) -> Registration:
        return make_registration(self.seminar, person)

    def change(self, verb: Callable, **values) -> None:
        with write_unit():
            verb(self.seminar, actor="olive@example.org", **values)
            db.session.commit()
        tell_everybody()

    def move_by(self, days: int) -> None:
        self.change(changes.move, starts_at=self.seminar.starts_at + days * DAY)

    def mail(self) -> list[EmailMessage]:
        """What has arrived since the last look, after the worker tried everything again."""
        with write_unit():
            due = update(Message).where(Message.state == MessageState.QUEUED)
            db.session.execute(due.values(due_at=clock.now() - timedelta(seconds=1)))
            db.session.commit()
        deliver_due()
        arrived = self.server.post.envelopes[self._read :]
        self._read += len(arrived)
        return [message_from_bytes(envelope.content, policy=policy.default) for envelope in arrived]

    def fates(self, kind: MessageKind) -> list[MessageState]:
        return list(db.session.scalars(select(Message.state).filter_by(kind=kind).order_by(Message.id)))


def words(mail: EmailMessage) -> str:
    return " ".join(mail.get_body(("plain",)).get_content().split())


def said(mail: EmailMessage) -> tuple[list[str], list[str]]:
    """What the mail says that was until now, and that is now."""
    lines = [line.strip() for line in mail.get_body(("plain",)).get_content().splitlines()]
    starts = ("until now:", "now:")
    until_now, now = (
        [line.removeprefix(start).strip() for line in lines if line.startswith(start)] for start in starts
    )
    return until_now, now


def entry(mail: EmailMessage) -> Event:
    (part,) = [part for part in mail.walk() if part.get_content_type() == "text/calendar"]
    (event,) = Calendar.from_ical(part.get_content()).events
    return event


def method(mail: EmailMessage) -> str:
    (part,) = [part for part in mail.walk() if part.get_content_type() == "text/calendar"]
    return part["Content-Type"].params["method"]


def said_when(seminar: Seminar) -> str:
    """The day as the English mails write it."""
    return f"{seminar.in_zone(seminar.starts_at):%A %-d %B %Y}"


def day_of(when: str) -> str:
    """Without the hours and their zone."""
    return when.partition(",")[0]


def days_said(mail: EmailMessage) -> tuple[str, str]:
    """The day until now and the day now, of a mail that tells of these alone."""
    (until_now,), (now,) = said(mail)
    return day_of(until_now), day_of(now)


def shows(event: Event, seminar: Seminar) -> bool:
    """Whether the calendar entry says what the database does."""
    place = f"{seminar.venue.name['en']}, {seminar.venue.address['en']}, Klichev"
    told = (event["UID"], event.start, event.end, event["LOCATION"])
    return told == (seminar.uid, seminar.starts_at, seminar.ends_at, place)


def test_of_two_moves_while_the_mail_server_is_away_one_mail_goes_out(story):
    story.sign_up()
    (confirmation,) = story.mail()
    first_day = said_when(story.seminar)
    story.server.go_away()
    story.move_by(3)
    between = said_when(story.seminar)
    assert story.mail() == []
    story.change(changes.move, starts_at=story.seminar.starts_at + 2 * DAY, venue=LIBRARY)
    assert story.mail() == []
    story.server.come()
    (moved,) = story.mail()
    until_now, now = said(moved)
    assert [day_of(until_now[0]), until_now[1]] == [first_day, "Hall 3 (en), Lenin Street 1 (en), Klichev"]
    assert [day_of(now[0]), now[1]] == [said_when(story.seminar), "Library (en), Skaryna Street 2 (en), Klichev"]
    assert between not in words(moved)
    assert story.fates(MessageKind.MOVED) == [MessageState.SUPERSEDED, MessageState.SENT]
    assert (method(moved), shows(entry(moved), story.seminar)) == ("REQUEST", True)
    assert entry(moved)["SEQUENCE"] > entry(confirmation)["SEQUENCE"]
    assert story.mail() == []


def test_moved_away_and_back_while_the_mail_server_is_away_is_no_news(story):
    story.sign_up()
    (confirmation,) = story.mail()
    starts_at, place = story.seminar.starts_at, venue_of(story.seminar)
    story.server.go_away()
    story.change(changes.move, starts_at=starts_at + 3 * DAY, venue=LIBRARY)
    assert story.mail() == []
    story.change(changes.move, starts_at=starts_at, venue=place)
    story.server.come()
    assert story.mail() == []
    assert story.fates(MessageKind.MOVED) == [MessageState.SUPERSEDED, MessageState.SUPERSEDED]
    assert shows(entry(confirmation), story.seminar)


def test_after_a_move_there_and_back_the_next_mail_is_still_newer_than_the_entry(story):
    story.sign_up()
    (confirmation,) = story.mail()
    first_day = said_when(story.seminar)
    story.server.go_away()
    story.move_by(3)
    story.move_by(-3)
    story.server.come()
    assert story.mail() == []
    story.move_by(1)
    (moved,) = story.mail()
    assert days_said(moved) == (first_day, said_when(story.seminar))
    assert entry(moved)["SEQUENCE"] > entry(confirmation)["SEQUENCE"]
    assert shows(entry(moved), story.seminar)


def test_postponed_and_given_a_new_date_while_the_mail_server_is_away_is_one_move(story):
    story.sign_up()
    (confirmation,) = story.mail()
    first_day = said_when(story.seminar)
    story.server.go_away()
    story.change(changes.postpone, reason=texts("Ice"))
    assert story.mail() == []
    story.move_by(30)
    story.server.come()
    (moved,) = story.mail()
    assert days_said(moved) == (first_day, said_when(story.seminar))
    assert "postponed" not in words(moved)
    assert story.fates(MessageKind.POSTPONED) == [MessageState.SUPERSEDED]
    assert (method(moved), shows(entry(moved), story.seminar)) == ("REQUEST", True)
    assert entry(moved)["SEQUENCE"] > entry(confirmation)["SEQUENCE"]


def test_postponed_with_its_mail_and_then_given_the_old_date_again_is_news(story):
    """Their calendars have let it go, so it must come back although nothing else is different."""
    story.sign_up()
    story.mail()
    story.change(changes.postpone)
    (postponed,) = story.mail()
    story.change(changes.move, starts_at=story.seminar.starts_at)
    (back,) = story.mail()
    assert (method(postponed), method(back)) == ("CANCEL", "REQUEST")
    assert entry(back)["SEQUENCE"] > entry(postponed)["SEQUENCE"]
    assert "new date" in words(back).lower()
    assert shows(entry(back), story.seminar)


def test_a_move_whose_mail_is_being_sent_and_refused_gives_way_to_the_next(app, story):
    story.sign_up()
    (confirmation,) = story.mail()
    first_day = said_when(story.seminar)
    story.move_by(3)

    fates_when_sent = []

    def move_again() -> None:
        with app.app_context():
            fates_when_sent.extend(story.fates(MessageKind.MOVED))
            story.move_by(2)

    story.server.post.meanwhile = move_again
    assert story.mail() == []  # refused, and what follows it waits until it is tried again
    (moved,) = story.mail()
    assert fates_when_sent == [MessageState.SENDING]
    assert days_said(moved) == (first_day, said_when(story.seminar))
    assert shows(entry(moved), story.seminar)
    assert entry(moved)["SEQUENCE"] > entry(confirmation)["SEQUENCE"]
    assert story.mail() == []
    assert story.fates(MessageKind.MOVED) == [MessageState.SUPERSEDED, MessageState.SENT]


def test_whoever_signs_up_between_two_moves_is_told_only_of_the_second(story):
    story.sign_up(ADA)
    story.mail()
    days = [said_when(story.seminar)]
    story.server.go_away()
    story.move_by(3)
    story.mail()
    story.sign_up(BELA)
    days.append(said_when(story.seminar))
    story.move_by(2)
    story.server.come()
    mails = story.mail()
    moved = {mail["To"].addresses[0].addr_spec: days_said(mail) for mail in mails if said(mail)[0]}
    assert sorted(mail["To"].addresses[0].addr_spec for mail in mails) == [ADA.email, BELA.email, BELA.email]
    assert moved == {
        person.email: (day, said_when(story.seminar)) for person, day in zip((ADA, BELA), days, strict=True)
    }


def test_a_family_is_told_twice_of_one_entry_under_one_number(story):
    """Whichever of the two mails arrives first moves the entry, and the other changes nothing."""
    story.sign_up(ADA)
    story.sign_up(replace(BELA, email=ADA.email))
    first, _second = story.mail()
    story.change(changes.move, venue=LIBRARY)
    mails = story.mail()
    entries = [entry(mail) for mail in mails]
    assert [method(mail) for mail in mails] == ["REQUEST", "REQUEST"]
    assert len({(each["SEQUENCE"], each["UID"], each["DTSTAMP"].dt) for each in entries}) == 1
    assert len({each["ATTENDEE"] for each in entries}) == 1
    assert entries[0]["SEQUENCE"] > entry(first)["SEQUENCE"]
    assert all(shows(each, story.seminar) for each in entries)
