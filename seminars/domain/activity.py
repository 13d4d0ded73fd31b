"""The activity log: every change of state leaves a row, in the same transaction."""

from datetime import datetime
from typing import Any

from sqlalchemy import select

from seminars.extensions import db
from seminars.models import Activity, Detail, Organiser, Registration, Seminar, Status

PERSON = "person"
SYSTEM = "system"
SAME_PERSON = "same_person"  # an organiser, who said that it is a second registration of somebody
NOT_ME = "not_me"  # whoever owns the address and signed nobody up


def record(
    kind: str,
    *,
    actor: str,
    at: datetime,
    seminar: Seminar | None = None,
    registration: Registration | None = None,
    from_status: Status | None = None,
    to_status: Status | None = None,
    **details: Any,
) -> Activity:
    """Add a row; flushed, so that a message can name it. Raises ValueError for a detail that `Detail` does not know."""
    activity = Activity(
        kind=str(kind),
        **_acted(actor),
        at=at,
        seminar_id=seminar.id if seminar else None,
        registration_id=registration.id if registration else None,
        from_status=from_status,
        to_status=to_status,
        details={Detail(name).value: value for name, value in details.items()},
    )
    db.session.add(activity)
    db.session.flush()
    return activity


def _acted(actor: str) -> dict[str, Any]:
    """Who it was, and their account if it is an organiser; the statement that adds the row looks it up."""
    account = select(Organiser.id).where(Organiser.email == actor).scalar_subquery() if "@" in actor else None
    return {"actor": actor, "organiser_id": account}
