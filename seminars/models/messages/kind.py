"""A kind of message, and what can hold for one; kinds.py says what does."""

from dataclasses import dataclass
from enum import Enum, StrEnum, auto

from flask_babel.speaklater import LazyString

from seminars.models.registrations.situation import Outlook, Situation
from seminars.models.registrations.status import Status


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
    NO_PLACE = "seminar_without_place"
    MOVED = "seminar_moved"
    POSTPONED = "seminar_postponed"
    SEMINAR_CANCELLED = "seminar_cancelled"
    NOTICE = "organiser_notice"
    DIGEST = "organiser_digest"
    PASSWORD_SET = "password_set"  # noqa: S105 - the name of a folder
    ROLE_OFFERED = "role_offered"
    RIGHTS_CHANGED = "rights_changed"
    SIGN_IN_LINK = "sign_in_link"
    SIGNED_IN_ANEW = "signed_in_anew"


class Urgency(StrEnum):
    """Which mails wait for which when there are many."""

    NOW = "now"  # about one person's registration, links, sign-in; what organisers have to know at once
    SOON = "soon"  # what happens to a seminar, and reminders
    BULK = "bulk"  # what is said when a seminar is over, and digests


class Recipient(Enum):
    CONTACT = auto()  # the contact of a registration, as long as the address is theirs
    ANOTHER_ADDRESS = auto()  # one that is not the registration's own: not yet, or not any more
    ADDRESS = auto()  # an address, whatever is registered under it; `privacy.retention` has to know when to forget it
    ORGANISER = auto()  # or somebody who is asked to become one; then it names no account


@dataclass(frozen=True)
class Kind:
    """What holds for every message of a kind."""

    name: LazyString  # what organisers call it
    urgency: Urgency
    to: Recipient
    still_true_in: tuple[Status, ...] = ()  # states of its registration; in any other it is superseded
    tells: Situation | None = None  # of the registration when it was written; else it tells where that stands now
    tells_of_seminar: Outlook | None = None  # what became of the seminar, and what that is to somebody in their state
    looks_ahead: bool = False  # nobody needs it once the seminar is over
    gathers_into: MessageKind | None = None  # beyond ten a day, those to one address leave in a mail of that kind
    ends_a_place: bool = False  # it tells of those who left and not of those who stay
    empties_calendar: bool = False  # it takes the seminar out of one calendar, while it goes on for others
    tells_what_was_known: bool = False  # it speaks of when and where it would have been
    follows_address: bool = False  # unsent, it goes to the registration's new address; any other is replaced there
    leads_to_data: bool = False  # what it tells of is over, and to see or remove what is kept remains
    outlives_registration: bool = False  # it is sent although the registration was erased

    def __post_init__(self) -> None:
        is_about_a_registration = self.to in (Recipient.CONTACT, Recipient.ANOTHER_ADDRESS)
        if bool(self.still_true_in) != is_about_a_registration:
            raise ValueError("what is about a registration is true in some of its states, and nothing else is")

    @property
    def tells_of_end(self) -> bool:
        """Whether a registration was cancelled; by whom, and what was lost, says which situation that is."""
        return self.ends_a_place and self.tells is None

    @property
    def answers_a_sign_up(self) -> bool:
        return self.gathers_into is not None
