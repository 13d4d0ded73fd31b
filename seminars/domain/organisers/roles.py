"""Which act each role allows. A role holds in one seminar, in a series, which includes its seminars to come, or in the
whole installation; of several in one place the table allows what any of them allows."""

from collections.abc import Collection, Iterable, Mapping
from enum import Enum, auto

from seminars.models import Membership, Role, Seminar

OWNER, ORGANISER, VIEWER, REVIEWER, HOST, DOOR = Role


class Act(Enum):
    """What may be done with a seminar; `SEE_FIGURES` includes its public page and the preview of a draft.

    PEOPLE: see them with contacts, answers, history and messages, and take lists of them away.
    READ_NOTES: see what organisers noted about people, in lists too.
    HOST_LIST: see who agreed that the host may.
    STATISTICS: take figures without names away.
    EDIT: its page, questions and recap, with speakers and towns.
    ANNOUNCE: publish, move, postpone, cancel it, and say how many places it has.
    DECIDE: approve, decline, offer, add, correct, unite and cancel people, and write to them.
    CHECK_IN: note who came.
    REVIEW, DECIDE_APPLICATIONS: read and score what communities ask for; and decide about it.
    INVITE: offer roles in it, change and end them; which ones, `MAY_GIVE` says.
    """

    SEE_FIGURES = auto()
    PEOPLE = auto()
    READ_NOTES = auto()
    HOST_LIST = auto()
    STATISTICS = auto()
    EDIT = auto()
    EDIT_SERIES = auto()
    ANNOUNCE = auto()
    DECIDE = auto()
    CHECK_IN = auto()
    REVIEW = auto()
    DECIDE_APPLICATIONS = auto()
    INVITE = auto()


MAY: Mapping[Act, frozenset[Role]] = {
    Act.SEE_FIGURES: frozenset({OWNER, ORGANISER, VIEWER, HOST}),
    Act.PEOPLE: frozenset({OWNER, ORGANISER, VIEWER}),
    Act.READ_NOTES: frozenset({OWNER, ORGANISER}),
    Act.HOST_LIST: frozenset({OWNER, ORGANISER, VIEWER, HOST}),
    Act.STATISTICS: frozenset({OWNER, ORGANISER, VIEWER, HOST}),
    Act.EDIT: frozenset({OWNER, ORGANISER}),
    Act.EDIT_SERIES: frozenset({OWNER, ORGANISER}),
    Act.ANNOUNCE: frozenset({OWNER, ORGANISER}),
    Act.DECIDE: frozenset({OWNER, ORGANISER}),
    Act.CHECK_IN: frozenset({OWNER, ORGANISER, DOOR}),
    Act.REVIEW: frozenset({OWNER, ORGANISER, REVIEWER}),
    Act.DECIDE_APPLICATIONS: frozenset({OWNER, ORGANISER}),
    Act.INVITE: frozenset({OWNER, ORGANISER}),
}
MAY_GIVE: Mapping[Role, frozenset[Role]] = {
    OWNER: frozenset(Role),
    ORGANISER: frozenset({VIEWER, HOST, DOOR}),
}
# Whom a notice and the daily mail tell; of the others nobody is told.
ALWAYS_TOLD = frozenset({OWNER, ORGANISER})
TOLD_IF_WANTED = frozenset({VIEWER})
HOSTS_HEAR_OF = frozenset({"full", "changed"})  # names of notices


def allow(held: Iterable[Membership], act: Act, seminar: Seminar) -> bool:
    """Whether one of these roles, all of one organiser, allows this act with the seminar."""
    return any(each.role in MAY[act] and reaches(each, seminar) for each in held)


def acts_with(held: Collection[Membership], seminar: Seminar) -> frozenset[Act]:
    """All that these roles allow with the seminar."""
    return frozenset(act for act in Act if allow(held, act, seminar))


def reaches(held: Membership, seminar: Seminar) -> bool:
    if held.series_id is None and held.seminar_id is None:
        return True
    return held.series_id == seminar.series_id or held.seminar_id == seminar.id


def owns_all(held: Membership) -> bool:
    """Whether this role is that of an owner of the whole installation."""
    return held.role == OWNER and held.series_id is None and held.seminar_id is None
