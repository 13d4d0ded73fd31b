"""Accounts and roles of organisers, and the installation."""

from collections.abc import Mapping

from seminars.formats.log_words.event import Group, Says
from seminars.i18n import lazy_gettext

SENTENCES: Mapping[str, Says] = {
    "role_offered": Says(Group.ROLES, lazy_gettext("%(who)s offered somebody a role")),
    "role_offer_revoked": Says(Group.ROLES, lazy_gettext("%(who)s took the offer of a role back")),
    "role_offer_sent_again": Says(Group.ROLES, lazy_gettext("%(who)s sent the offer of a role again")),
    "role_taken": Says(Group.ROLES, lazy_gettext("%(who)s took the role that was offered")),
    "role_changed": Says(Group.ROLES, lazy_gettext("%(who)s changed somebody’s role")),
    "role_ended": Says(Group.ROLES, lazy_gettext("%(who)s ended somebody’s role")),
    "account_ended": Says(Group.ROLES, lazy_gettext("%(who)s ended an account")),
    "organiser_created": Says(Group.ROLES, lazy_gettext("The account %(who)s was created")),
    "language_chosen": Says(Group.ROLES, lazy_gettext("%(who)s chose the language of the account")),
    "password_set": Says(Group.ROLES, lazy_gettext("%(who)s set a new password")),
    "signed_in_by_link": Says(Group.ROLES, lazy_gettext("%(who)s signed in by a link")),
    "signed_in_anew": Says(Group.ROLES, lazy_gettext("%(who)s signed in from a new browser")),
    "series_created": Says(Group.INSTALLATION, lazy_gettext("%(who)s created a series")),
    "clock_accepted": Says(Group.INSTALLATION, lazy_gettext("%(who)s said that the computer’s clock is right")),
}
