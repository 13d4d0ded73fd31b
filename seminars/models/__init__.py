"""What is kept. Imported whole, so that migrations and relationships see every table."""

from seminars.models.activity import Activity
from seminars.models.change import Appointment, Change, ChangeKind, Standing
from seminars.models.feed import PersonalFeed, ShownTown
from seminars.models.message import (
    STILL_TRUE_IN,
    CalendarMethod,
    Invitation,
    Message,
    MessageKind,
    MessageState,
)
from seminars.models.organiser import Membership, Organiser, Role
from seminars.models.programme import Session, Speaker
from seminars.models.registration import (
    ACTIVE,
    TAKES_A_SEAT,
    Consent,
    ConsentKind,
    Party,
    Registration,
    Status,
)
from seminars.models.seminar import (
    IllegalTransition,
    RegistrationMode,
    Seminar,
    SeminarStatus,
    Series,
    Venue,
    new_uid,
)
from seminars.models.submission import Submission, Throttle

__all__ = [
    "ACTIVE",
    "STILL_TRUE_IN",
    "TAKES_A_SEAT",
    "Activity",
    "Appointment",
    "CalendarMethod",
    "Change",
    "ChangeKind",
    "Consent",
    "ConsentKind",
    "IllegalTransition",
    "Invitation",
    "Membership",
    "Message",
    "MessageKind",
    "MessageState",
    "Organiser",
    "Party",
    "PersonalFeed",
    "Registration",
    "RegistrationMode",
    "Role",
    "Seminar",
    "SeminarStatus",
    "Series",
    "Session",
    "ShownTown",
    "Speaker",
    "Standing",
    "Status",
    "Submission",
    "Throttle",
    "Venue",
    "new_uid",
]
