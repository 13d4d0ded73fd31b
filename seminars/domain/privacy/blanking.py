"""What is personal of a registration, and how it is blanked: the row stays with what statistics need, and so does its
history, so that every other check still holds."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, String, cast, or_, select, update

from seminars.domain.people import home_towns, identity
from seminars.extensions import db
from seminars.models import Activity, Detail, Message, MessageState, Registration, Submission, kinds_that

PERSONAL = (
    "surname",
    "given_name",
    "patronymic",
    "email",
    "email_key",
    "network",
    "name_key",
    "phone",
    "organisation",
    "position",
    "town",
    "needs",
    "note",
    "cancel_reason",
)
# What the checks and the history read; whatever else an activity tells of a registration goes.
KEPT_DETAILS = {
    Detail.WITH,
    Detail.QUEUE_NO,
    Detail.FORCED,
    Detail.OUT_OF_TURN,
    Detail.MESSAGE,
    Detail.FIELDS,
    Detail.GIVEN_UP,
    Detail.FIRST_ADDRESS,
}
# The acknowledgement, and a mail that tells of others too; `erasure.finish` sees to them once sent.
_OUTLIVES_ITS_REGISTRATION = kinds_that(lambda kind: kind.outlives_registration)
NOT_SENT_YET = (MessageState.QUEUED, MessageState.HELD)
ON_ITS_WAY = (*NOT_SENT_YET, MessageState.SENDING)


def blank(people: Sequence[Registration], *, now: datetime) -> None:
    """Take everything personal out of these rows, and out of their messages, forms and history. Their states stay;
    their links and codes stop working. The caller holds the seats."""
    places = home_towns.Gazetteer()
    for person in people:
        person.home_town_code = places.recognise(person.town)
        for name in PERSONAL:
            setattr(person, name, "")
        person.group_no = None
        # A list that somebody took away must not tell who this was.
        with db.session.no_autoflush:
            person.code = identity.new_code()
        person.token_version += 1
        person.erased_at = person.changed_at = now
    db.session.flush()
    ids = [person.id for person in people]
    blank_messages(Message.registration_id.in_(ids), Message.kind.not_in(_OUTLIVES_ITS_REGISTRATION))
    blank_forms(Submission.registration_id.in_(ids))
    _blank_history(ids)


def blank_messages(*about: ColumnElement[bool]) -> None:
    """Nobody is written to any more: what was not sent is superseded, and no address is kept. One that is being sent
    keeps its address until it is."""
    _update(Message, *about, Message.state.in_(NOT_SENT_YET), state=MessageState.SUPERSEDED)
    _update(Message, *about, Message.state.not_in(ON_ITS_WAY), to="", facts={}, last_error="")


def blank_forms(*about: ColumnElement[bool]) -> None:
    """Forget what was typed into forms; that they arrived, and what came of them, stays."""
    _update(Submission, *about, typed={}, companions=[], consents={}, consent_versions={}, body_hash="")


def _update(what: type, *about: ColumnElement[bool], **values: object) -> None:
    db.session.flush()
    db.session.execute(update(what).where(*about).values(**values).execution_options(synchronize_session=False))
    db.session.expire_all()


def _blank_history(registration_ids: Collection[int]) -> None:
    history = db.session.scalars(select(Activity).where(Activity.registration_id.in_(registration_ids)))
    for row in history:
        if row.details.keys() - KEPT_DETAILS:
            row.details = {name: value for name, value in row.details.items() if name in KEPT_DETAILS}
    db.session.flush()


def is_personal() -> ColumnElement[bool]:
    """Whether a registration holds anything personal."""
    return or_(*(getattr(Registration, name) != "" for name in PERSONAL))


def was_typed() -> ColumnElement[bool]:
    """Whether a submission still holds what was typed."""
    return or_(cast(Submission.typed, String) != "{}", cast(Submission.companions, String) != "[]")


def has_an_address() -> ColumnElement[bool]:
    """Whether a message still tells to whom it went, or what it said of somebody."""
    return or_(Message.to != "", Message.last_error != "", cast(Message.facts, String) != "{}")
