"""States and kinds in words, for the organisers' pages."""

import re
from typing import Any

from flask import current_app

from seminars.domain.lists.statistics import Removed
from seminars.domain.programme.listings import Listed
from seminars.formats import change_words
from seminars.formats.state_words import (
    CANCELLED_BY_WORDS,
    DELIVERY_WORDS,
    KEPT_ON_DISK,
    MISSED_WORDS,
    ORGANISATION_KIND_WORDS,
    STATUS_WORDS,
)
from seminars.i18n import chosen_language, gettext, language_name
from seminars.mail.sending.refusals.verdicts import UNWRITABLE
from seminars.models import (
    INVENTED_ADDRESS,
    KINDS,
    Message,
    MessageKind,
    MessageState,
    RegistrationMode,
    SeminarStatus,
    Standing,
    Status,
)
from seminars.places import current_places

Toned = tuple[str, str]

_STATUS_TONES = {
    Status.PENDING: "few",
    Status.CONFIRMED: "ok",
    Status.WAITING: "few",
    Status.OFFERED: "few",
    Status.DECLINED: "off",
    Status.EXPIRED: "off",
    Status.CANCELLED: "off",
}
_DELIVERY_TONES = {
    MessageState.QUEUED: "few",
    MessageState.SENDING: "few",
    MessageState.SENT: "ok",
    MessageState.FAILED: "bad",
    MessageState.HELD: "few",
    MessageState.MISSED: "off",
    MessageState.SUPERSEDED: "off",
    MessageState.MERGED: "off",
}


def seminar_state(entry: Listed) -> Toned:
    """(words, tone) of a seminar in the list; the tone is one of the style sheet's ok, few, off, bad."""
    if entry.seminar.status == SeminarStatus.DRAFT:
        return gettext("Draft"), "few"
    return {
        "cancelled": (gettext("Cancelled"), "bad"),
        "postponed": (gettext("Postponed"), "few"),
        "over": (gettext("Over"), "off"),
        "not_open": (gettext("Published, not open yet"), "few"),
        "closed": (gettext("Registration closed"), "off"),
        "elsewhere": (gettext("Published, registration elsewhere"), "off"),
        "full": (gettext("Full"), "off"),
    }.get(entry.state, (gettext("Published"), "ok"))


def registration_state(status: Status) -> Toned:
    return str(STATUS_WORDS[status]), _STATUS_TONES[status]


def cancelled_by(whom: str) -> str:
    return str(CANCELLED_BY_WORDS[whom])


def message_state(state: MessageState) -> Toned:
    """Of whatever is in this state; `fate` is that of one message."""
    is_kept = state == MessageState.SENT and not current_app.config["MAIL_SERVER"]
    return str(KEPT_ON_DISK if is_kept else DELIVERY_WORDS[state]), _DELIVERY_TONES[state]


def fate(message: Message) -> Toned:
    words, tone = message_state(message.state)
    if message.state == MessageState.MISSED:
        words = str(MISSED_WORDS[INVENTED_ADDRESS if message.last_error == INVENTED_ADDRESS else ""])
    return words, tone


def organisation_kind(kind: str) -> str:
    """ "" where nothing was said."""
    return str(ORGANISATION_KIND_WORDS.get(kind, ""))


def counted(removed: Removed) -> list[tuple[str, list[tuple[str, int]]]]:
    """(heading, [(words, how many)]) of what is left of people whose personal data was removed."""
    places, unknown = current_places(), gettext("not known")
    towns = {code: town.name.in_language(chosen_language())[0] for code, town in places.towns.items()}
    regions = {code: region.name.in_language(chosen_language())[0] for code, region in places.regions.items()}
    columns = (
        ("status", gettext("State"), lambda status: registration_state(status)[0]),
        ("town", gettext("Town"), lambda code: towns.get(code, unknown)),
        ("region", gettext("Region"), lambda code: regions.get(code, unknown)),
        ("organisation_kind", gettext("Kind of organisation"), lambda kind: organisation_kind(kind) or unknown),
        ("language", gettext("Language"), language_name),
    )
    return [
        (heading, [(in_words(value), count) for value, count in removed.counts[name].items()])
        for name, heading, in_words in columns
    ]


def message_name(message: Message) -> str:
    """What a message is called; one that tells of a move is called as that is."""
    if message.kind == MessageKind.MOVED:
        return change_words.headline(message.change.before, message.change.after)
    return str(KINDS[message.kind].name)


def standing(present: Standing) -> Toned:
    return {
        Standing.TAKES_PLACE: (gettext("Takes place"), "ok"),
        Standing.POSTPONED: (gettext("Postponed"), "few"),
        Standing.CANCELLED: (gettext("Cancelled"), "bad"),
    }[present]


def registration_mode(mode: RegistrationMode) -> str:
    return {
        RegistrationMode.OWN: gettext("here"),
        RegistrationMode.THEIRS: gettext("with the event of which it is a part"),
        RegistrationMode.BOTH: gettext("here and there"),
    }[mode]


def trouble(message: Message) -> str:
    """What the mail server said last, without the name of the error's class, or that it was us. "" where the state says
    it all."""
    if message.state == MessageState.MISSED:
        return ""
    if message.last_error.startswith(UNWRITABLE):
        return gettext("This mail could not be written, because of a mistake in the program. Tell your operator.")
    return re.sub(r"^\w+: ", "", message.last_error) or message.last_error


def is_mendable(message: Message) -> bool:
    """Whether it failed at the address of somebody who is still registered."""
    person = message.registration
    has_failed = message.state == MessageState.FAILED and person is not None and message.to == person.email
    return bool(has_failed and person and person.is_active)


def for_templates() -> dict[str, Any]:
    functions = (
        seminar_state,
        registration_state,
        cancelled_by,
        message_state,
        fate,
        message_name,
        organisation_kind,
        registration_mode,
        standing,
        trouble,
        is_mendable,
        counted,
    )
    return {function.__name__: function for function in functions}
