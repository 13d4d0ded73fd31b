"""What kinds of messages there are, and what holds for each: whoever adds a kind writes one row."""

from collections.abc import Callable
from functools import partial

from seminars.i18n import lazy_gettext
from seminars.models.messages.kind import Kind, MessageKind, Recipient, Urgency
from seminars.models.registrations.situation import Outlook, Situation
from seminars.models.registrations.status import ACTIVE, Status

NOW, SOON, BULK = Urgency
CONTACT, ANOTHER_ADDRESS, ADDRESS, ORGANISER = Recipient
# These promise a place or a turn, or speak of the end of one, and nobody needs them once the seminar is over.
_promise = partial(Kind, urgency=NOW, to=CONTACT, looks_ahead=True)

KINDS: dict[MessageKind, Kind] = {
    MessageKind.CONFIRMED: _promise(
        lazy_gettext("Confirmation"),
        still_true_in=(Status.CONFIRMED,),
        gathers_into=MessageKind.CONFIRMED_TOGETHER,
        tells=Situation.PLACE,
    ),
    MessageKind.PENDING: _promise(
        lazy_gettext("Awaits approval"),
        still_true_in=(Status.PENDING,),
        gathers_into=MessageKind.PENDING_TOGETHER,
        tells=Situation.PENDING,
    ),
    MessageKind.WAITING: _promise(
        lazy_gettext("Waiting list"),
        still_true_in=(Status.WAITING,),
        gathers_into=MessageKind.WAITING_TOGETHER,
        tells=Situation.WAITING,
    ),
    MessageKind.CONFIRMED_TOGETHER: _promise(
        lazy_gettext("Confirmations in one mail"),
        still_true_in=(Status.CONFIRMED,),
        outlives_registration=True,
        tells=Situation.PLACE,
    ),
    MessageKind.PENDING_TOGETHER: _promise(
        lazy_gettext("Several who await approval, in one mail"),
        still_true_in=(Status.PENDING,),
        outlives_registration=True,
        tells=Situation.PENDING,
    ),
    MessageKind.WAITING_TOGETHER: _promise(
        lazy_gettext("Several on the waiting list, in one mail"),
        still_true_in=(Status.WAITING,),
        outlives_registration=True,
        tells=Situation.WAITING,
    ),
    MessageKind.OFFERED: _promise(lazy_gettext("Place offered"), still_true_in=(Status.OFFERED,)),
    MessageKind.LAPSED: _promise(
        lazy_gettext("Offer ended, waiting again"), still_true_in=(Status.WAITING,), tells=Situation.LAPSED
    ),
    MessageKind.EXPIRED: _promise(
        lazy_gettext("Offer expired"), still_true_in=(Status.EXPIRED,), tells=Situation.EXPIRED, leads_to_data=True
    ),
    MessageKind.DECLINED: Kind(
        lazy_gettext("Declined"), NOW, CONTACT, (Status.DECLINED,), tells=Situation.DECLINED, leads_to_data=True
    ),
    MessageKind.CANCELLED_BY_PERSON: Kind(
        lazy_gettext("Cancelled by the person"),
        NOW,
        CONTACT,
        (Status.CANCELLED,),
        ends_a_place=True,
        empties_calendar=True,
        follows_address=True,
        leads_to_data=True,
    ),
    MessageKind.CANCELLED_BY_ORGANISER: Kind(
        lazy_gettext("Cancelled by an organiser"),
        NOW,
        CONTACT,
        (Status.CANCELLED,),
        ends_a_place=True,
        empties_calendar=True,
        tells_what_was_known=True,
        follows_address=True,
        leads_to_data=True,
    ),
    MessageKind.ERASED: Kind(
        lazy_gettext("Personal data removed"),
        NOW,
        ANOTHER_ADDRESS,
        (Status.CANCELLED,),
        ends_a_place=True,
        empties_calendar=True,
        outlives_registration=True,
        tells=Situation.ERASED,
    ),
    MessageKind.REPEATED: _promise(lazy_gettext("The link once more"), still_true_in=ACTIVE),
    MessageKind.LINKS: Kind(lazy_gettext("All links of the address"), NOW, ADDRESS),
    MessageKind.NEW_ADDRESS: Kind(lazy_gettext("New address to be confirmed"), NOW, ANOTHER_ADDRESS, ACTIVE),
    MessageKind.ADDRESS_CHANGED: Kind(
        lazy_gettext("To the old address: it was changed"), NOW, ANOTHER_ADDRESS, tuple(Status), empties_calendar=True
    ),
    MessageKind.REMINDER_WEEK: Kind(
        lazy_gettext("Reminder, a week before"), SOON, CONTACT, (Status.CONFIRMED,), follows_address=True
    ),
    MessageKind.REMINDER_DAY: Kind(
        lazy_gettext("Reminder, the day before"), SOON, CONTACT, (Status.CONFIRMED,), follows_address=True
    ),
    MessageKind.THANKS: Kind(
        lazy_gettext("Thanks afterwards"), BULK, CONTACT, (Status.CONFIRMED,), follows_address=True, leads_to_data=True
    ),
    MessageKind.NO_PLACE: Kind(
        lazy_gettext("No place this time"),
        BULK,
        CONTACT,
        (Status.PENDING, Status.WAITING),
        follows_address=True,
        leads_to_data=True,
    ),
    MessageKind.MOVED: Kind(
        lazy_gettext("Moved"), SOON, CONTACT, ACTIVE, follows_address=True, tells_of_seminar=Outlook.COMING
    ),
    MessageKind.POSTPONED: Kind(
        lazy_gettext("Postponed"),
        SOON,
        CONTACT,
        ACTIVE,
        tells_what_was_known=True,
        follows_address=True,
        tells_of_seminar=Outlook.POSTPONED,
    ),
    MessageKind.SEMINAR_CANCELLED: Kind(
        lazy_gettext("Seminar cancelled"),
        SOON,
        CONTACT,
        ACTIVE,
        tells_what_was_known=True,
        tells_of_seminar=Outlook.CALLED_OFF,
        leads_to_data=True,
    ),
    MessageKind.NOTICE: Kind(lazy_gettext("To organisers"), NOW, ORGANISER),
    MessageKind.DIGEST: Kind(lazy_gettext("Daily mail to organisers"), BULK, ORGANISER),
    MessageKind.PASSWORD_SET: Kind(lazy_gettext("New password of an organiser"), NOW, ORGANISER),
    MessageKind.ROLE_OFFERED: Kind(lazy_gettext("A role is offered"), NOW, ORGANISER),
    MessageKind.RIGHTS_CHANGED: Kind(lazy_gettext("To an organiser: other rights"), NOW, ORGANISER),
    MessageKind.SIGN_IN_LINK: Kind(lazy_gettext("Sign-in link of an organiser"), NOW, ORGANISER),
    MessageKind.SIGNED_IN_ANEW: Kind(lazy_gettext("Sign-in of an organiser from a new browser"), NOW, ORGANISER),
}
if forgotten := [kind.name for kind in MessageKind if kind not in KINDS]:
    raise LookupError(f"these kinds of messages have no row in the table: {forgotten}")

# What carries several answers to sign-ups.
CARRIES_OTHERS = tuple(row.gathers_into for row in KINDS.values() if row.gathers_into)


def kinds_that(is_so: Callable[[Kind], bool]) -> tuple[MessageKind, ...]:
    """Those kinds of whose row this is true, in the order of the table."""
    return tuple(kind for kind, row in KINDS.items() if is_so(row))
