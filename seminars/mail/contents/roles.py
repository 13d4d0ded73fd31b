"""What mails about roles know. Whoever gave one is named, and their address is told to nobody."""

from typing import Any

from flask import current_app

from seminars import links, tokens
from seminars.extensions import db
from seminars.formats.names import without_links
from seminars.formats.roles.places import where
from seminars.formats.roles.words import ALLOWS, NAMES
from seminars.formats.times import zones
from seminars.models import Message, MessageKind, Organiser, Role, RoleOffer, Seminar, Series


def about_roles(message: Message) -> dict[str, Any]:
    """The values of their templates. Facts are cleared once a mail is sent, so what is looked at later says less."""
    if message.kind == MessageKind.ROLE_OFFERED:
        return _offered(message)
    return _changed(message) if message.kind == MessageKind.RIGHTS_CHANGED else {}


def offer_of(message: Message) -> RoleOffer:
    """Which one it tells of: its `dedup` says so, and no fact that is cleared."""
    return db.session.get_one(RoleOffer, int(message.dedup.split("-")[2]))


def is_open(message: Message) -> bool:
    """Whether what it offers can still be taken, until when it says or for longer; a restore may have ended it."""
    offer, until = offer_of(message), message.useless_after
    return offer.taken_at is None and offer.revoked_at is None and until is not None and until <= offer.ends_at


def _offered(message: Message) -> dict[str, Any]:
    offer = offer_of(message)
    zone = current_app.config["TIMEZONE"]
    giver = db.session.get_one(Organiser, offer.offered_by)
    return {
        **_words(offer.role, offer.series_id, offer.seminar_id),
        "by": without_links(giver.name),
        "until": zones.moment(offer.ends_at, zone, message.language),
        "page_url": links.role_offer(tokens.role_offer_token(offer.id, offer.nonce)),
    }


def _changed(message: Message) -> dict[str, Any]:
    facts = message.facts
    what, role = facts.get("what", ""), facts.get("role")
    known = _words(Role(role), facts.get("series"), facts.get("seminar")) if role else {"role": ""}
    was = NAMES[Role(facts["was"])] if facts.get("was") else ""
    return {"what": what, "by": without_links(facts.get("by", "")), "was": was, **known}


def _words(role: Role, series_id: int | None, seminar_id: int | None) -> dict[str, Any]:
    series = db.session.get(Series, series_id) if series_id else None
    seminar = db.session.get(Seminar, seminar_id) if seminar_id else None
    return {"role": NAMES[role], "allows": ALLOWS[role], "where": where(series, seminar)}
