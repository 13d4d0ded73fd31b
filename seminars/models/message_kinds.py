"""What kinds of messages there are, and what holds for each: whoever adds a kind writes one row."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, StrEnum, auto
from functools import partial

from flask_babel.speaklater import LazyString

from seminars.i18n import lazy_gettext
from seminars.models.registration import ACTIVE, Status


class MessageKind(StrEnum):
    """The word in the database, and the folder of the templates below templates/mail."""

    CONFIRMED = "registration_confirmed"
    CONFIRMED_TOGETHER = "registrations_confirmed"
    PENDING_TOGETHER = "registrations_pending"
    WAITING_TOGETHER = "registrations_waiting"
    PENDING = "registration_pending"
    WAITING = "registration_waiting"
    OFFERED = "registration_offered"
    LAPSED = "offer_lapsed"
    EXPIRED = "offer_expired"
    DECLINED = "registration_declined"
    CANCELLED_BY_PERSON = "registration_cancelled"
    CANCELLED_BY_ORGANISER = "registration_withdrawn"
    ERASED = "registration_erased"
    REPEATED = "registration_repeated"
    LINKS = "registration_links"
    NEW_ADDRESS = "address_confirmation"
    ADDRESS_CHANGED = "address_changed"
    REMINDER_WEEK = "reminder_week"
    REMINDER_DAY = "reminder_day"
    THANKS = "seminar_thanks"
    MOVED = "seminar_moved"
    POSTPONED = "seminar_postponed"
    SEMINAR_CANCELLED = "seminar_cancelled"
    NOTICE = "organiser_notice"
    DIGEST = "organiser_digest"


class Urgency(StrEnum):
    """Which mails wait for which when there are many."""

    NOW = "now"  # about one person's registration, links, sign-in; what organisers have to know at once
    SOON = "soon"  # what happens to a seminar, and reminders
    BULK = "bulk"  # thanks and digests


class Recipient(Enum):
    CONTACT = auto()  # the contact of a registration, as long as the address is theirs
    ANOTHER_ADDRESS = auto()  # one that is not the registration's own: not yet, or not any more
    ADDRESS = auto()  # an address, whatever is registered under it; `privacy.retention` has to know when to forget it
    ORGANISER = auto()


@dataclass(frozen=True)
class Kind:
    """What holds for every message of a kind."""

    name: LazyString  # what organisers call it
    urgency: Urgency
    to: Recipient
    still_true_in: tuple[Status, ...] = ()  # states of its registration; in any other it is superseded
    looks_ahead: bool = False  # nobody needs it once the seminar is over
    gathers_into: MessageKind | None = None  # beyond ten a day, those to one address leave in a mail of that kind
    ends_a_place: bool = False  # it tells of those who left and not of those who stay
    empties_calendar: bool = False  # it takes the seminar out of one calendar, while it goes on for others
    tells_what_was_known: bool = False  # it speaks of when and where it would have been
    follows_address: bool = False  # unsent, it goes to the registration's new address; any other is replaced there
    outlives_registration: bool = False  # it is sent although the registration was erased

    def __post_init__(self) -> None:
        is_about_a_registration = self.to in (Recipient.CONTACT, Recipient.ANOTHER_ADDRESS)
        if bool(self.still_true_in) != is_about_a_registration:
            raise ValueError("what is about a registration is true in some of its states, and nothing else is")

    @property
    def answers_a_sign_up(self) -> bool:
        return self.gathers_into is not None


NOW, SOON, BULK = Urgency
CONTACT, ANOTHER_ADDRESS, ADDRESS, ORGANISER = Recipient
# These promise a place or a turn, or speak of the end of one, and nobody needs them once the seminar is over.
_promise = partial(Kind, urgency=NOW, to=CONTACT, looks_ahead=True)

KINDS: dict[MessageKind, Kind] = {
    MessageKind.CONFIRMED: _promise(
        lazy_gettext("Confirmation"), still_true_in=(Status.CONFIRMED,), gathers_into=MessageKind.CONFIRMED_TOGETHER
    ),
    MessageKind.PENDING: _promise(
        lazy_gettext("Awaits approval"), still_true_in=(Status.PENDING,), gathers_into=MessageKind.PENDING_TOGETHER
    ),
    MessageKind.WAITING: _promise(
        lazy_gettext("Waiting list"), still_true_in=(Status.WAITING,), gathers_into=MessageKind.WAITING_TOGETHER
    ),
    MessageKind.CONFIRMED_TOGETHER: _promise(
        lazy_gettext("Confirmations in one mail"), still_true_in=(Status.CONFIRMED,), outlives_registration=True
    ),
    MessageKind.PENDING_TOGETHER: _promise(
        lazy_gettext("Several who await approval, in one mail"),
        still_true_in=(Status.PENDING,),
        outlives_registration=True,
    ),
    MessageKind.WAITING_TOGETHER: _promise(
        lazy_gettext("Several on the waiting list, in one mail"),
        still_true_in=(Status.WAITING,),
        outlives_registration=True,
    ),
    MessageKind.OFFERED: _promise(lazy_gettext("Place offered"), still_true_in=(Status.OFFERED,)),
    MessageKind.LAPSED: _promise(lazy_gettext("Offer ended, waiting again"), still_true_in=(Status.WAITING,)),
    MessageKind.EXPIRED: _promise(lazy_gettext("Offer expired"), still_true_in=(Status.EXPIRED,)),
    MessageKind.DECLINED: Kind(lazy_gettext("Declined"), NOW, CONTACT, (Status.DECLINED,)),
    MessageKind.CANCELLED_BY_PERSON: Kind(
        lazy_gettext("Cancelled by the person"),
        NOW,
        CONTACT,
        (Status.CANCELLED,),
        ends_a_place=True,
        empties_calendar=True,
        follows_address=True,
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
    ),
    MessageKind.ERASED: Kind(
        lazy_gettext("Personal data removed"),
        NOW,
        ANOTHER_ADDRESS,
        (Status.CANCELLED,),
        ends_a_place=True,
        empties_calendar=True,
        outlives_registration=True,
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
        lazy_gettext("Thanks afterwards"), BULK, CONTACT, (Status.CONFIRMED,), follows_address=True
    ),
    MessageKind.MOVED: Kind(lazy_gettext("Moved"), SOON, CONTACT, ACTIVE, follows_address=True),
    MessageKind.POSTPONED: Kind(
        lazy_gettext("Postponed"), SOON, CONTACT, ACTIVE, tells_what_was_known=True, follows_address=True
    ),
    MessageKind.SEMINAR_CANCELLED: Kind(
        lazy_gettext("Seminar cancelled"), SOON, CONTACT, ACTIVE, tells_what_was_known=True
    ),
    MessageKind.NOTICE: Kind(lazy_gettext("To organisers"), NOW, ORGANISER),
    MessageKind.DIGEST: Kind(lazy_gettext("Daily mail to organisers"), BULK, ORGANISER),
}
if forgotten := [kind.name for kind in MessageKind if kind not in KINDS]:
    raise LookupError(f"these kinds of messages have no row in the table: {forgotten}")

# What carries several answers to sign-ups.
CARRIES_OTHERS = tuple(row.gathers_into for row in KINDS.values() if row.gathers_into)


def kinds_that(is_so: Callable[[Kind], bool]) -> tuple[MessageKind, ...]:
    """Those kinds of whose row this is true, in the order of the table."""
    return tuple(kind for kind, row in KINDS.items() if is_so(row))
