"""Signing up, what people said of themselves, and leaving."""

from collections.abc import Mapping

from seminars.formats.log_words.event import Event, Group, Says
from seminars.i18n import lazy_gettext, ngettext
from seminars.models import Status

_SIGNED_UP = {
    Status.PENDING: lazy_gettext("%(person)s signed up and awaits approval"),
    Status.CONFIRMED: lazy_gettext("%(person)s signed up and has a place"),
    Status.WAITING: lazy_gettext("%(person)s signed up and is on the waiting list"),
}
_WAS_SIGNED_UP = {
    Status.PENDING: lazy_gettext("%(who)s signed %(person)s up; approval is still needed"),
    Status.CONFIRMED: lazy_gettext("%(who)s signed %(person)s up, with a place"),
    Status.WAITING: lazy_gettext("%(who)s signed %(person)s up, on the waiting list"),
}


def _signed_up(event: Event) -> str:
    return str(_SIGNED_UP[event.status or Status.CONFIRMED])


def _was_signed_up(event: Event) -> str:
    return str(_WAS_SIGNED_UP[event.status or Status.CONFIRMED])


def _removed(event: Event) -> str:
    return ngettext(
        "The time for keeping it was over: the personal data of %(num)d person was removed",
        "The time for keeping it was over: the personal data of %(num)d people was removed",
        event.details.get("people", 0),
    )


SENTENCES: Mapping[str, Says] = {
    "registered": Says(Group.SIGN_UPS, _was_signed_up, by_person=_signed_up),
    "cancelled": Says(
        Group.SIGN_UPS,
        lazy_gettext("%(who)s cancelled the registration of %(person)s"),
        by_person=lazy_gettext("%(person)s cancelled the registration"),
    ),
    "disavowed": Says(Group.SIGN_UPS, lazy_gettext("%(person)s: whoever owns the address said “This was not me”")),
    # Of a registration; or of the whole database, which tells of no seminar.
    "restored": Says(
        Group.SIGN_UPS,
        lazy_gettext("%(who)s restored a backup"),
        by_person=lazy_gettext("%(person)s took the place back after cancelling"),
    ),
    "reconfirmed": Says(Group.SIGN_UPS, lazy_gettext("%(person)s is coming in spite of the change")),
    "language_changed": Says(Group.SIGN_UPS, lazy_gettext("%(person)s chose another language for mails")),
    "answers_changed": Says(Group.SIGN_UPS, lazy_gettext("%(person)s changed: %(fields)s")),
    "address_changed": Says(Group.SIGN_UPS, lazy_gettext("%(person)s gave another e-mail address")),
    "address_corrected": Says(
        Group.SIGN_UPS, lazy_gettext("%(person)s corrected the e-mail address just after signing up")
    ),
    "erased": Says(
        Group.SIGN_UPS, lazy_gettext("The personal data of one registration was removed at the person’s request")
    ),
    "personal_data_removed": Says(Group.SIGN_UPS, _removed),
    "honeypot": Says(Group.SIGN_UPS, lazy_gettext("A program filled in the form; nobody was signed up")),
}
