"""What mails to organisers know: numbers, links and their own account, nothing personal of anybody else."""

from typing import Any

from flask import current_app
from sqlalchemy import select

from seminars import links, tokens
from seminars.extensions import db
from seminars.formats.calendars.seminar_event import location
from seminars.formats.times.zones import moment
from seminars.models import Message, MessageKind, Seminar


def for_organisers(message: Message) -> dict[str, Any]:
    """The values of their templates; facts are cleared once a mail is sent, so what is looked at later says less."""
    seminar, facts = message.seminar, message.facts
    return {
        "seminar": seminar,
        "place": location(seminar, message.language)[0] if seminar else "",
        "known": None,  # organisers are told how it is now
        "registration": None,
        "notice": facts.get("notice", ""),
        "page_url": _page(seminar, facts),
        "for_host": bool(facts.get("for_host")),
        "leads_to_report": _leads_to_report(facts),
        "entries": _entries(facts.get("seminars", [])),
        "unsubscribe_url": unsubscribe_link(message),
        **_of_account(message),
    }


def _page(seminar: Seminar | None, facts: dict[str, Any]) -> str:
    """Where its reader may go: hosts see nobody's registration."""
    if seminar is None:
        return links.organisers_start()
    if _leads_to_report(facts):
        return links.report(seminar.slug, facts["change"])
    return (links.host_list if facts.get("for_host") else links.organisers_list)(seminar.slug)


def _leads_to_report(facts: dict[str, Any]) -> bool:
    return "change" in facts and not facts.get("for_host")


def _of_account(message: Message) -> dict[str, Any]:
    """What happened to the account and until when something holds, on the clocks of the installation."""
    zone, until = current_app.config["TIMEZONE"], message.useless_after
    return {
        "browser": message.facts.get("browser", ""),
        "written_at": moment(message.created_at, zone, message.language),
        "until": moment(until, zone, message.language) if until else "",
        "sign_in_url": _sign_in_link(message),
    }


def _sign_in_link(message: Message) -> str | None:
    """Derived now, so that no row of the outbox holds it; None where it is used up or was never meant."""
    organiser = message.organiser
    if message.kind != MessageKind.SIGN_IN_LINK or organiser is None or organiser.link_nonce is None:
        return None
    return links.new_password(tokens.sign_in_token(organiser.id, organiser.link_nonce, until=message.useless_after))


def unsubscribe_link(message: Message) -> str | None:
    if message.kind != MessageKind.DIGEST or message.organiser_id is None:
        return None
    return links.unsubscribe(tokens.digest_token(message.organiser_id))


def headers(message: Message) -> dict[str, str] | None:
    """What lets mail programs end the daily mail with one press (RFC 2369 section 3.2, RFC 8058 section 3.1)."""
    link = unsubscribe_link(message)
    return {"List-Unsubscribe": f"<{link}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"} if link else None


def _entries(numbers: list[dict[str, int]]) -> list[tuple[Seminar, dict[str, int], str]]:
    """(seminar, its numbers, its page) in the order of the digest."""
    found = {
        each.id: each for each in db.session.scalars(select(Seminar).where(Seminar.id.in_(n["id"] for n in numbers)))
    }
    return [(found[each["id"]], each, links.organisers_list(found[each["id"]].slug)) for each in numbers]
