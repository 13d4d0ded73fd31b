"""What is kept. Imported whole, so that migrations and relationships see every table."""

from seminars.models.activity import Activity, ActivityKind, Detail
from seminars.models.change import Appointment, Change, ChangeKind, Standing, Telling
from seminars.models.feed import PersonalFeed, ShownTown
from seminars.models.guard import Group, GroupKind, SpentProof, Throttle
from seminars.models.job import Beat, JobRun
from seminars.models.messages.departure import Departure
from seminars.models.messages.kind import Kind, MessageKind, Recipient, Urgency
from seminars.models.messages.kinds import CARRIES_OTHERS, KINDS, kinds_that
from seminars.models.messages.message import (
    INVENTED_ADDRESS,
    NOT_YET_SENT,
    UNTIL_GATHERED,
    CalendarMethod,
    Invitation,
    Mailbox,
    Message,
    MessageState,
)
from seminars.models.messages.verdict import THE_ONE, Refusal, SenderVerdict
from seminars.models.organiser import KnownNetwork, Membership, Organiser, Role, RoleOffer, SignIn
from seminars.models.programme import Session, Speaker
from seminars.models.registrations.registration import Consent, ConsentKind, OrganisationKind, Party, Registration
from seminars.models.registrations.status import ACTIVE, ACTIVE_PERSON, TAKES_A_SEAT, Status
from seminars.models.registrations.submission import Submission
from seminars.models.seminar import (
    IllegalTransition,
    RegistrationMode,
    Seminar,
    SeminarStatus,
    Series,
    new_uid,
)
from seminars.models.venue import Venue

__all__ = [
    "ACTIVE",
    "ACTIVE_PERSON",
    "CARRIES_OTHERS",
    "INVENTED_ADDRESS",
    "KINDS",
    "NOT_YET_SENT",
    "TAKES_A_SEAT",
    "THE_ONE",
    "UNTIL_GATHERED",
    "Activity",
    "ActivityKind",
    "Appointment",
    "Beat",
    "CalendarMethod",
    "Change",
    "ChangeKind",
    "Consent",
    "ConsentKind",
    "Departure",
    "Detail",
    "Group",
    "GroupKind",
    "IllegalTransition",
    "Invitation",
    "JobRun",
    "Kind",
    "KnownNetwork",
    "Mailbox",
    "Membership",
    "Message",
    "MessageKind",
    "MessageState",
    "OrganisationKind",
    "Organiser",
    "Party",
    "PersonalFeed",
    "Recipient",
    "Refusal",
    "Registration",
    "RegistrationMode",
    "Role",
    "RoleOffer",
    "Seminar",
    "SeminarStatus",
    "SenderVerdict",
    "Series",
    "Session",
    "ShownTown",
    "SignIn",
    "Speaker",
    "SpentProof",
    "Standing",
    "Status",
    "Submission",
    "Telling",
    "Throttle",
    "Urgency",
    "Venue",
    "kinds_that",
    "new_uid",
]
