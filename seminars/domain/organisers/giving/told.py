"""What is logged and written when a role is taken, changed or ended, or an account ends: one row of the log each, and a
mail to whose rights they are."""

from datetime import datetime
from typing import Any

from seminars import mail
from seminars.domain import activity
from seminars.extensions import db
from seminars.models import Activity, ActivityKind, Membership, MessageKind, Organiser, Role, RoleOffer, Seminar, Series


def taken(held: Membership, organiser: Organiser, *, offer: RoleOffer, now: datetime) -> None:
    """`held` is the role that they have there now, which may be a stronger one that they had before."""
    details = {"offer": offer.id, "account": organiser.id, "role": offer.role, "membership": held.id}
    step = log(ActivityKind.ROLE_TAKEN, offer, by=organiser, now=now, **details)
    _write(step, organiser, by=db.session.get_one(Organiser, offer.offered_by), held=held, now=now)


def changed(held: Membership, organiser: Organiser, *, was: Role, by: Organiser, now: datetime) -> None:
    details = {"account": organiser.id, "was": was, "role": held.role, "membership": held.id}
    step = log(ActivityKind.ROLE_CHANGED, held, by=by, now=now, **details)
    _write(step, organiser, by=by, held=held, now=now, was=was)


def ended(held: Membership, organiser: Organiser, *, by: Organiser, now: datetime) -> None:
    step = log("role_ended", held, by=by, now=now, account=organiser.id, role=held.role, membership=held.id)
    _write(step, organiser, by=by, held=held, now=now)


def account_ended(organiser: Organiser, *, by: Organiser, now: datetime) -> None:
    step = activity.record("account_ended", actor=by.email, at=now, account=organiser.id)
    _write(step, organiser, by=by, now=now)


def log(kind: str, row: Membership | RoleOffer, *, by: Organiser, now: datetime, **details: Any) -> Activity:
    """A row of the log about a role or an offer, with the seminar or the series for which it is."""
    seminar = db.session.get(Seminar, row.seminar_id) if row.seminar_id else None
    if row.series_id:
        details["series"] = db.session.get_one(Series, row.series_id).slug
    return activity.record(kind, actor=by.email, at=now, seminar=seminar, **details)


def _write(
    step: Activity,
    organiser: Organiser,
    *,
    by: Organiser,
    now: datetime,
    held: Membership | None = None,
    was: Role | None = None,
) -> None:
    where = {"role": held.role, "series": held.series_id, "seminar": held.seminar_id} if held else {}
    mail.post(
        MessageKind.RIGHTS_CHANGED,
        to=organiser.email,
        language=organiser.language,
        organiser=organiser,
        dedup=f"rights-{step.id}",
        now=now,
        facts={"what": step.kind, "by": by.name, "was": was or "", **where},
    )
