"""One message of every kind in the outbox, each written by what really writes it."""

from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

from acts import tell_everybody, write
from factories import ADA, make_organiser, make_registration, make_seminar, texts
from sqlalchemy import update

from seminars import clock, tokens
from seminars.domain.notices import participants, reminders, together
from seminars.domain.organisers import accounts, alerts, digests, lost_passwords, sign_ins
from seminars.domain.organisers.giving import role_offers
from seminars.domain.organisers.giving.scopes import Scope
from seminars.domain.people.sign_up import Person
from seminars.domain.privacy import erasure
from seminars.domain.registrations import addresses, approvals, leaving, offers, self_service
from seminars.domain.seminars import changes
from seminars.extensions import db
from seminars.models import Organiser, Party, Registration, Role, Seminar

OLIVE = "olive@example.org"
BELA = Person(given_name="Bela", surname="Klichevskaya")
REASON = texts("The hall is flooded")


def write_every_kind(language: str = "en", **seminar: Any) -> None:
    """Fill the outbox; nothing is delivered. `seminar` are values that all seminars share. Call it inside
    `app.app_context()`."""
    olive = make_organiser(OLIVE, language=language).id
    _account(olive)
    write(lambda: _offer_and_take(olive, language))
    _queue(language, seminar)
    _approval(language, seminar)
    _self_service(language, seminar)
    _together(language, seminar)
    _changes(language, seminar)
    _by_the_calendar(language, seminar)


def _offer_and_take(olive: int, language: str) -> None:
    by, now = db.session.get_one(Organiser, olive), clock.now()
    made = role_offers.offer(Role.VIEWER, to="vera@example.org", scope=Scope(), language=language, by=by, now=now)
    role_offers.take(tokens.role_offer_token(made.id, made.nonce), now=now)


def _account(olive: int) -> None:
    """Olive has a new password, forgets it, and signs in, the second time in another browser."""
    write(lambda: accounts.set_password(db.session.get_one(Organiser, olive), "hash", now=clock.now()))
    write(lambda: lost_passwords.send_link(OLIVE, now=clock.now()))
    for browser in ("Firefox, Windows", "Safari, iPhone"):
        write(partial(_sign_in, olive, browser))


def _sign_in(olive: int, browser: str) -> None:
    organiser = db.session.get_one(Organiser, olive)
    sign_ins.begin(organiser, browser=browser, is_known_browser=False, now=clock.now())


def _queue(language: str, values: dict[str, Any]) -> None:
    """Waiting, offered, lapsed, expired; left by themselves and taken out by Olive; and that it is full."""
    seminar = make_seminar(slug="queue", **{**values, "capacity": 1})
    ada, _bela, cyd = (
        make_registration(seminar, _person(name), language=language).id for name in ("Ada", "Bela", "Cyd")
    )
    write(lambda: alerts.post_due(now=clock.now()))
    write(lambda: participants.remind(_get(cyd), now=clock.now()))
    write(lambda: leaving.cancel(_get(ada), by="person"))
    for _ in range(3):
        write(lambda: _let_the_offer_end(seminar.id))
    write(lambda: leaving.cancel(_get(cyd), by="organiser", reason="No room", actor=OLIVE))


def _let_the_offer_end(seminar_id: int) -> None:
    ended = update(Party).where(Party.seminar_id == seminar_id, Party.offer_ends_at.is_not(None))
    db.session.execute(ended.values(offer_ends_at=clock.now()))
    offers.lapse_offers(db.session.get_one(Seminar, seminar_id))


def _approval(language: str, values: dict[str, Any]) -> None:
    seminar = make_seminar(slug="approval", needs_approval=True, **values)
    _pending, declined = (make_registration(seminar, _person(name), language=language).id for name in ("Dana", "Eva"))
    write(lambda: approvals.decline(_get(declined), reason="Only for mayors", actor=OLIVE))


def _self_service(language: str, values: dict[str, Any]) -> None:
    """A party: the address is changed, one leaves, the links are asked for. Somebody else has all removed."""
    seminar = make_seminar(slug="party", **values)
    ada = make_registration(seminar, _person("Fedor"), language=language, companions=(BELA,)).id
    write(lambda: addresses.ask_for_change(_get(ada), "fedor@new.example.org", now=clock.now()))
    write(lambda: addresses.change_address(_get(ada), "fedor@new.example.org"))
    write(lambda: leaving.cancel(_get(ada).party.members[1], by="person"))
    gone = make_registration(seminar, _person("Ilya"), language=language).id
    write(lambda: erasure.erase(_get(gone)))
    write(lambda: self_service.send_links("fedor@new.example.org", language=language, now=clock.now()))


def _together(language: str, values: dict[str, Any]) -> None:
    """An office signs up twelve people under one address, at a seminar with places, a full one, and one that asks."""
    for slug, more in {"office": {}, "office-waits": {"capacity": 1}, "office-asks": {"needs_approval": True}}.items():
        seminar = make_seminar(slug=slug, **{**values, **more})
        people = [replace(ADA, given_name=f"Ada {letter}", email=f"{slug}@example.org") for letter in "abcdefghijkl"]
        for person in people:
            make_registration(seminar, person, language=language)
        write(partial(_merge, seminar.id))


def _merge(seminar_id: int) -> None:
    later = clock.now() + together.TOGETHER_AFTER
    (bundle,) = (each for each in together.ripe(now=later) if each.seminar_id == seminar_id)
    together.merge(db.session.get_one(Seminar, seminar_id), bundle, now=later)


def _changes(language: str, values: dict[str, Any]) -> None:
    seminars = [make_seminar(slug=slug, **values) for slug in ("moved", "postponed", "cancelled")]
    for seminar in seminars:
        make_registration(seminar, _person("Gala"), language=language)
    moved, postponed, cancelled = (seminar.id for seminar in seminars)
    new = seminars[0].starts_at + timedelta(days=2)
    write(lambda: changes.move(db.session.get_one(Seminar, moved), starts_at=new, reason=REASON, actor=OLIVE))
    write(lambda: changes.postpone(db.session.get_one(Seminar, postponed), reason=REASON, actor=OLIVE))
    write(lambda: changes.cancel(db.session.get_one(Seminar, cancelled), reason=REASON, actor=OLIVE))
    tell_everybody()


def _by_the_calendar(language: str, values: dict[str, Any]) -> None:
    """Both reminders, the thanks, and that there was no place, each posted at its moment; and Olive's daily mail."""
    seminar = make_seminar(slug="soon", **{**values, "capacity": 1})
    for name in ("Hanna", "Jana"):
        make_registration(seminar, _person(name), language=language)
    starts_at, ends_at = seminar.starts_at, seminar.ends_at
    for moment in (starts_at - timedelta(days=6), starts_at - timedelta(hours=5), ends_at + timedelta(days=3)):
        write(lambda now=moment: reminders.post_due(db.session.get_one(Seminar, seminar.id), now=now))
    write(lambda: digests.post_due(now=clock.now()))


def _person(given_name: str) -> Person:
    return replace(ADA, given_name=given_name, email=f"{given_name.lower()}@example.org")


def _get(number: int) -> Registration:
    return db.session.get_one(Registration, number)
