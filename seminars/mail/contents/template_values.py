"""What the templates of a mail get to know; the secret links are derived here, at the moment of rendering."""

from typing import Any

from sqlalchemy import select

from seminars import links, tokens
from seminars.extensions import db
from seminars.formats.calendars.seminar_event import location
from seminars.formats.change_words import headline, what_changed
from seminars.mail.contents.links_of_address import told_apart, what_became_of
from seminars.mail.contents.news import news_of
from seminars.mail.contents.no_place import without_place
from seminars.mail.contents.organisers import for_organisers
from seminars.mail.contents.roles import about_roles
from seminars.mail.contents.together import carried_by
from seminars.mail.contents.told import told
from seminars.models import (
    CARRIES_OTHERS,
    KINDS,
    Message,
    MessageKind,
    PersonalFeed,
    Recipient,
    Registration,
    Status,
)


def values_of(message: Message) -> dict[str, Any]:
    """What the templates of a message know, in its language."""
    kind = KINDS[message.kind]
    values: dict[str, Any] = {
        "message": message,
        "language": message.language,
        "facts": message.facts,
        "links": links,
        "answers_a_sign_up": kind.answers_a_sign_up,
        "leads_to_data": kind.leads_to_data,
    }
    if kind.to == Recipient.ADDRESS:
        return values | _all_links(message)
    if kind.to == Recipient.ORGANISER:
        return values | for_organisers(message) | about_roles(message)
    return values | _about_registration(message)


def _all_links(message: Message) -> dict[str, Any]:
    found = db.session.scalars(
        select(Registration).where(
            Registration.id.in_(message.facts.get("registrations", [])),
            # An address corrected meanwhile is somebody else's now, and so is its link.
            Registration.email_key == message.facts.get("email_key"),
        )
    ).all()
    coming, earlier = told_apart(found, now=message.created_at)
    return {
        "entries": [(each, manage_link(each, message.language)) for each in coming],
        "earlier": [(each, manage_link(each, message.language), what_became_of(each)) for each in earlier],
        "calendar_url": _calendar_link(message),
    }


def _about_registration(message: Message) -> dict[str, Any]:
    language, seminar, registration = message.language, message.get_seminar(), message.get_registration()
    token = _manage_token(registration.spokesperson)
    # Facts are cleared once a mail is sent; somebody who looks at it later sees what most had.
    had_place = message.facts.get("was", Status.CONFIRMED) == Status.CONFIRMED
    return {
        "seminar": seminar,
        "registration": registration,
        "place": location(seminar, language)[0],
        "offer_ends_at": registration.party.offer_ends_at,
        "may_return": message.facts.get("may_return", had_place) and seminar.takes_place,
        "manage_url": links.manage(language, token),
        "cancellation_url": links.cancellation(language, token),
        "disavowal_url": links.disavowal(language, token),
        "new_address_url": _new_address_link(message),
        "seminar_url": links.seminar(language, seminar.slug),
        "region_url": links.programme(language, seminar.town.region.code),
        **_news(message),
        **without_place(message),
        **_people(message, had_place=had_place),
    }


def manage_link(registration: Registration, language: str) -> str:
    return links.manage(language, _manage_token(registration))


def _manage_token(registration: Registration) -> str:
    return tokens.manage_token(registration.id, registration.token_version)


def _new_address_link(message: Message) -> str | None:
    """Where the new address is confirmed; only that one mail tells it, and only to this address."""
    if message.kind != MessageKind.NEW_ADDRESS:
        return None
    registration = message.get_registration()
    proof = tokens.timed_token("new-address", [registration.id, registration.token_version, message.to])
    return links.new_address(message.language, proof)


def _people(message: Message, *, had_place: bool) -> dict[str, Any]:
    """Whom the mail speaks of, and what it says to them."""
    members, carried = _members(message), _carried(message)
    people = [person for person, _url in carried["entries"]] if carried else members
    return {"members": members, "told": told(message, people, had_place=had_place), **carried}


def _members(message: Message) -> list[Registration]:
    """Whom a mail speaks of: all of the party who are in the same state, the contact first; of those who left, the ones
    who left in the same moment."""
    registration = message.get_registration()
    if KINDS[message.kind].ends_a_place:
        moment = registration.cancelled_at
        others = [each for each in registration.party.members if each is not registration]
        return [registration, *(each for each in others if moment and each.cancelled_at == moment)]
    alike = [member for member in registration.party.members if member.status == registration.status]
    return sorted(alike, key=lambda member: not member.is_contact)


def _carried(message: Message) -> dict[str, Any]:
    if message.kind not in CARRIES_OTHERS:
        return {}
    return {"entries": [(person, manage_link(person, message.language)) for person in carried_by(message)]}


def _news(message: Message) -> dict[str, Any]:
    """`known` is how the person last heard that it would be, where the mail speaks of what will not be."""
    change, news = message.change, news_of(message)
    known = news.old if KINDS[message.kind].tells_what_was_known else None
    if change is None:
        return {"known": known}
    # One that says again how it was before, or that only organisers still look at, tells the last change.
    old, new = (news.old, news.new) if news.is_anything else (change.before, change.after)
    differences = what_changed(old, new, message.language)
    return {"known": known, "change": change, "headline": headline(old, new), "differences": differences}


def _calendar_link(message: Message) -> str | None:
    """Where the address has its own calendar; None in a mail that was posted before there were any."""
    feed = db.session.get(PersonalFeed, message.facts.get("feed", 0))
    if feed is None or feed.email_key != message.facts.get("email_key"):
        return None
    return links.personal_feed(message.language, tokens.feed_token(feed.id, feed.version))
