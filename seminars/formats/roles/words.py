"""What each role is called, and what it allows, in one sentence without its full stop."""

from seminars.i18n import lazy_gettext
from seminars.models import Role

NAMES = {
    Role.OWNER: lazy_gettext("Owner"),
    Role.ORGANISER: lazy_gettext("Organiser"),
    Role.VIEWER: lazy_gettext("Viewer"),
    Role.REVIEWER: lazy_gettext("Reviewer"),
    Role.HOST: lazy_gettext("Host of the seminar"),
    Role.DOOR: lazy_gettext("Help at the door"),
}
ALLOWS = {
    Role.OWNER: lazy_gettext("Everything, and to decide who else helps"),
    Role.ORGANISER: lazy_gettext("To write the pages, to decide about people and write to them, to move and cancel"),
    Role.VIEWER: lazy_gettext(
        "To see everything, including people, their addresses and answers, but to change nothing"
    ),
    Role.REVIEWER: lazy_gettext("To read and score what communities ask for"),
    Role.HOST: lazy_gettext("To see the figures, and the names of those who agreed; no addresses and no phone numbers"),
    Role.DOOR: lazy_gettext("To note at the door who came"),
}
