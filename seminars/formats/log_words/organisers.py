"""Accounts and roles of organisers, and the installation."""

from collections.abc import Mapping

from seminars.formats.log_words.event import Event, Group, Says
from seminars.formats.roles.words import NAMES
from seminars.i18n import gettext, lazy_gettext


def _offered(event: Event) -> str:
    return gettext("%(who)s offered a role: %(role)s", **_names(event))


def _taken(event: Event) -> str:
    return gettext("%(who)s took the role that was offered: %(role)s", **_names(event))


def _changed(event: Event) -> str:
    return gettext("%(who)s changed somebody’s role: %(was)s → %(role)s", **_names(event))


def _ended(event: Event) -> str:
    return gettext("%(who)s ended somebody’s role: %(role)s", **_names(event))


def _names(event: Event) -> dict[str, str]:
    known = {role.value: str(name) for role, name in NAMES.items()}
    told = {name: event.details.get(name, "?") for name in ("role", "was")}
    return {"who": "%(who)s", **{name: known.get(role, role) for name, role in told.items()}}


SENTENCES: Mapping[str, Says] = {
    "role_offered": Says(Group.ROLES, _offered),
    "role_offer_revoked": Says(Group.ROLES, lazy_gettext("%(who)s took back the offer of a role")),
    "role_offer_sent_again": Says(Group.ROLES, lazy_gettext("%(who)s sent the offer of a role again")),
    "role_taken": Says(Group.ROLES, _taken),
    "role_changed": Says(Group.ROLES, _changed),
    "role_ended": Says(Group.ROLES, _ended),
    "account_ended": Says(Group.ROLES, lazy_gettext("%(who)s closed an account")),
    "organiser_created": Says(Group.ROLES, lazy_gettext("The account %(who)s was created")),
    "language_chosen": Says(Group.ROLES, lazy_gettext("%(who)s chose the language of the account")),
    "password_set": Says(Group.ROLES, lazy_gettext("%(who)s set a new password")),
    "signed_in_by_link": Says(Group.ROLES, lazy_gettext("%(who)s signed in by a link")),
    "series_created": Says(Group.INSTALLATION, lazy_gettext("%(who)s created a series")),
    "clock_accepted": Says(Group.INSTALLATION, lazy_gettext("%(who)s confirmed that the computer’s clock is right")),
}
