"""Every message there is, as it leaves by SMTP, before readers of mails and invitations that know nothing of us."""

from collections.abc import Callable, Iterator
from dataclasses import asdict, replace
from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from acts import tell_everybody
from factories import ADA, make_organiser, make_registration, make_seminar, texts
from flask import Flask
from icalendar import Calendar
from installations import migrate, settings
from life_of_a_seminar import live_through
from outside import needs_checkers, run
from post_office import Post, serving
from sqlalchemy import func, select, update
from standing_clock import StandingClock

from seminars import clock, create_app, tokens
from seminars.database.units import write_unit
from seminars.domain.notices import participants
from seminars.domain.organisers import accounts, lost_passwords, sign_ins
from seminars.domain.organisers.giving import role_offers
from seminars.domain.organisers.giving.scopes import Scope
from seminars.domain.people import identity
from seminars.domain.people.sign_up import Person
from seminars.domain.privacy import erasure
from seminars.domain.registrations import addresses, approvals, leaving, offers, self_service
from seminars.domain.seminars import changes as rescheduling
from seminars.domain.seminars.content import VenueText
from seminars.extensions import db
from seminars.mail.render import message_id
from seminars.mail.sending.delivery import deliver_due
from seminars.models import (
    CARRIES_OTHERS,
    Message,
    MessageKind,
    MessageState,
    Organiser,
    Party,
    Registration,
    Role,
    Seminar,
    Status,
)

pytestmark = [pytest.mark.long, needs_checkers]
LANGUAGES = ("be", "ru", "pl", "en")
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
BELA = Person(surname="Жук-Кавалеўская", given_name="Бэла; «Б»", email="bela@example.org")
REASON = texts("Прарвала трубу; зала зачынена,\n\nпрабачце")


@pytest.fixture
def post() -> Post:
    return Post()


@pytest.fixture
def site(tmp_path: Path, post: Post) -> Iterator[Flask]:
    """A site that sends by real SMTP."""
    with serving(post) as server:
        mail = {f"SEMINARS_{name}": str(value) for name, value in server.items()}
        app = create_app(settings(tmp_path, **mail))
        migrate(app)
        with app.app_context():
            yield app
            db.session.rollback()
            db.engine.dispose()


def act(verb: Callable, row_id: int, **values) -> None:
    """A verb on a registration, or of Olive on the seminar; then its mails are sent."""
    is_change = verb.__module__ == rescheduling.__name__
    with write_unit():
        row = db.session.get_one(Seminar if is_change or verb is offers.lapse_offers else Registration, row_id)
        verb(row, **values, **({"actor": "olive@example.org"} if is_change else {}))
        db.session.commit()
    tell_everybody()
    deliver_due()


def queue(seminar: Seminar, status: Status, language: str) -> None:
    """Somebody without a place, at a seminar that has some: the row is made here, as its states allow."""
    person = replace(ADA, given_name=status.title(), email=f"{status}@example.org")
    with write_unit():
        now = clock.now()
        number = db.session.scalar(select(func.count()).select_from(Party)) + 1000
        row = Registration(
            **asdict(person),
            seminar_id=seminar.id,
            party=Party(seminar_id=seminar.id, queue_no=number),
            status=status,
            code=identity.new_code(),
            email_key=identity.email_key(person.email),
            name_key=identity.name_key(person.surname, person.given_name),
            language=language,
            registered_at=now,
            changed_at=now,
        )
        db.session.add(row)
        db.session.commit()


def send_mails_of_the_queue(language: str) -> None:
    """Each message that somebody who waits for a seat or for approval gets."""
    full = make_seminar(slug="pinsk", town_code="pinsk", capacity=1)
    ada, _bela, cyd = (
        make_registration(full, replace(ADA, given_name=name, email=f"{name}@example.net"), language=language).id
        for name in ("Ada", "Bela", "Cyd")
    )
    deliver_due()
    act(leaving.cancel, ada, by="person")
    lapse(full.id)
    act(leaving.cancel, cyd, by="person", whole_party=True)
    lapse(full.id)
    asking = make_seminar(slug="gomel", town_code="gomel", needs_approval=True)
    dina = make_registration(asking, replace(ADA, given_name="Dina"), language=language).id
    deliver_due()
    act(approvals.decline, dina, reason="Толькі для мясцовых; прабачце", actor="olive@example.org")


def lapse(seminar_id: int) -> None:
    with write_unit():
        db.session.execute(update(Party).where(Party.offer_ends_at.is_not(None)).values(offer_ends_at=clock.now()))
        db.session.commit()
    act(offers.lapse_offers, seminar_id)


def send_everything(language: str) -> None:
    """Each kind of message, by the verb that posts it in life, to people in all the states in which they get it."""
    send_mails_of_the_queue(language)
    # Its queue is closed, or those who wait would be offered a place.
    seminar_id = make_seminar(queue_closed=True).id
    seminar = db.session.get_one(Seminar, seminar_id)
    fay, gail = (replace(ADA, given_name=name, email=f"{name}@example.org") for name in ("Fay", "Gail"))
    ada, bela, fay, gail = (
        make_registration(seminar, person, language=language).id for person in (ADA, BELA, fay, gail)
    )
    for status in (Status.WAITING, Status.PENDING):
        queue(seminar, status, language)
    act(participants.remind, ada, now=clock.now())
    with write_unit():
        self_service.send_links(ADA.email, language=language, now=clock.now())
        db.session.commit()
    deliver_due()
    act(leaving.cancel, fay, by="person")
    act(erasure.erase, gail)
    act(addresses.ask_for_change, bela, address="zhuk@example.org", now=clock.now())
    act(addresses.change_address, bela, address="zhuk@example.org")
    act(leaving.cancel, bela, by="organiser", actor="olive@example.org", reason="Зала малая; прабачце")
    starts_at, library = seminar.starts_at, VenueText(name=texts("Бібліятэка; зала 2"), address=texts('"Дом"'))
    act(rescheduling.move, seminar_id, starts_at=starts_at + DAY, reason=REASON)
    act(rescheduling.move, seminar_id, venue=library)
    act(rescheduling.move, seminar_id, starts_at=starts_at + 9 * DAY, town_code="bialystok", venue=VenueText())
    act(rescheduling.extend, seminar_id, ends_at=starts_at + 9 * DAY + 7 * HOUR, reason=REASON)
    act(rescheduling.postpone, seminar_id, reason=REASON)
    act(rescheduling.move, seminar_id, starts_at=starts_at + 30 * DAY)
    act(rescheduling.cancel, seminar_id, reason=REASON)
    send_what_an_account_gets(language)


def send_what_an_account_gets(language: str) -> None:
    organiser_id = make_organiser("pat@example.org", is_owner=False, language=language).id
    with write_unit():
        pat = db.session.get_one(Organiser, organiser_id)
        accounts.set_password(pat, "a hash", now=clock.now())
        lost_passwords.send_link(pat.email, now=clock.now())
        for browser in ("Firefox, Windows", "Safari, iPhone"):
            sign_ins.begin(pat, browser=browser, is_known_browser=False, now=clock.now())
        db.session.commit()
    deliver_due()
    offer_and_take(language)


def offer_and_take(language: str) -> None:
    olive = make_organiser("olaf@example.org", language=language, wants_digest=False).id
    with write_unit():
        by = db.session.get_one(Organiser, olive)
        to_vera = {"to": "vera@example.org", "scope": Scope(), "language": language}
        made = role_offers.offer(Role.VIEWER, **to_vera, by=by, now=clock.now())
        db.session.commit()
    deliver_due()
    with write_unit():
        role_offers.take(tokens.role_offer_token(made.id, made.nonce), now=clock.now())
        db.session.commit()
    deliver_due()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_passes(site, post, tmp_path, monkeypatch, language):
    send_everything(language)
    changes = list(db.session.scalars(select(Message.kind).where(Message.change_id.is_not(None))))
    later = StandingClock(monkeypatch, clock.now() + 60 * DAY)
    starts_at = (later.now + 30 * DAY).replace(hour=7, minute=0, second=0, microsecond=0)
    live_through(later, starts_at=starts_at, language=language)
    unsent = select(Message.kind, Message.state, Message.last_error).where(Message.state != MessageState.SENT)
    assert db.session.execute(unsent).all() == []
    assert set(db.session.scalars(select(Message.language))) == {language}
    kind_of = {message_id(dedup): kind for dedup, kind in db.session.execute(select(Message.dedup, Message.kind))}
    kinds = [kind_of[message_from_bytes(envelope.content)["Message-ID"]] for envelope in post.envelopes]
    assert set(kinds) == set(MessageKind) - set(CARRIES_OTHERS)  # tests/mail/test_together.py sends them
    assert [changes.count(kind) for kind in (MessageKind.MOVED, MessageKind.POSTPONED)] == [5 * 3, 3]
    assert changes.count(MessageKind.SEMINAR_CANCELLED) == 3
    files = [tmp_path / f"{number:02}-{kind}.eml" for number, kind in enumerate(kinds)]
    for file, envelope in zip(files, post.envelopes, strict=True):
        file.write_bytes(envelope.content)
    daily = [file for file, kind in zip(files, kinds, strict=True) if kind == MessageKind.DIGEST]
    for sort, sent in {"transactional": [file for file in files if file not in daily], "bulk": daily}.items():
        said = run("check_mail", "--domain", "seminars.example.org", "--kind", sort, *map(str, sent))
        print(*said.splitlines()[-3:], sep="\n")
        assert said.count("OK ") == len(sent) > 0


@pytest.mark.usefixtures("site")
def test_a_familys_invitations_pass_before_and_after_a_move(post, tmp_path):
    """Two people with one address have one entry, and whichever mail arrives first moves it."""
    seminar = make_seminar()
    for person in (ADA, replace(BELA, email=ADA.email)):
        make_registration(seminar, person)
    deliver_due()
    act(rescheduling.move, seminar.id, starts_at=seminar.starts_at + DAY, reason=REASON)
    parts = [calendar_part(envelope.content) for envelope in post.envelopes]
    assert [part is None for part in parts] == [False, True, False, False]
    files = []
    for number, part in enumerate(filter(None, parts)):
        files.append(str(tmp_path / f"{number}.ics"))
        Path(files[-1]).write_bytes(part)
    first, *moved = files
    print(run("check_ics", "--quick", "--mode", "invite", first))
    print(run("check_ics", "--quick", "--mode", "invite", "--prev", first, *moved))
    first_number, *numbers = (Calendar.from_ical(part).events[0]["SEQUENCE"] for part in filter(None, parts))
    assert numbers == [first_number + 1] * 2


def calendar_part(content: bytes) -> bytes | None:
    for part in message_from_bytes(content, policy=policy.default).walk():
        if part.get_content_type() == "text/calendar":
            return part.get_payload(decode=True)
    return None
