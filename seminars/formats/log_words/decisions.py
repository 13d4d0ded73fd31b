"""What organisers decide about somebody, and places that are offered."""

from collections.abc import Mapping

from seminars.formats.log_words.event import Event, Group, Says
from seminars.i18n import lazy_gettext
from seminars.models import Detail, Status

_APPROVED = {
    Status.CONFIRMED: lazy_gettext("%(who)s approved the registration of %(person)s"),
    Status.WAITING: lazy_gettext("%(who)s approved the registration of %(person)s, which is on the waiting list now"),
}
_LAPSED = {
    Status.WAITING: lazy_gettext(
        "The place offered to %(person)s was not taken in time; the registration is back on the waiting list"
    ),
    Status.EXPIRED: lazy_gettext("The place offered to %(person)s was not taken in time, and the registration ended"),
}
_BEYOND = {Detail.FORCED: lazy_gettext("beyond the capacity")}
_PAST_OTHERS = {Detail.OUT_OF_TURN: lazy_gettext("out of turn"), **_BEYOND}


def _approved(event: Event) -> str:
    return str(_APPROVED[event.status or Status.CONFIRMED])


def _lapsed(event: Event) -> str:
    return str(_LAPSED[event.status or Status.EXPIRED])


SENTENCES: Mapping[str, Says] = {
    "approved": Says(Group.DECISIONS, _approved, notes=_BEYOND),
    "declined": Says(Group.DECISIONS, lazy_gettext("%(who)s declined the registration of %(person)s")),
    "offered": Says(Group.DECISIONS, lazy_gettext("%(who)s offered a place to %(person)s"), notes=_PAST_OTHERS),
    "accepted": Says(Group.DECISIONS, lazy_gettext("%(person)s took the place that was offered")),
    "lapsed": Says(Group.DECISIONS, _lapsed),
    "offer_taken_back": Says(
        Group.DECISIONS,
        lazy_gettext(
            "%(who)s took back the offer of a place to %(person)s; the registration is back on the waiting list"
        ),
    ),
    "united": Says(Group.DECISIONS, lazy_gettext("%(who)s merged two registrations of %(person)s")),
    "address_mended": Says(Group.DECISIONS, lazy_gettext("%(who)s corrected the e-mail address of %(person)s")),
}
