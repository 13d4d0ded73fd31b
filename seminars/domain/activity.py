"""The activity log: every change of state leaves a row, in the same transaction."""

from datetime import datetime
from typing import Any

from seminars.extensions import db
from seminars.models import Activity, Registration, Seminar, Status

PERSON = "person"
SYSTEM = "system"
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
    """Add a row; flushed, so that its id can name the message that tells of it."""
    activity = Activity(
        kind=kind,
        actor=actor,
        at=at,
        seminar_id=seminar.id if seminar else None,
        registration_id=registration.id if registration else None,
        from_status=from_status,
        to_status=to_status,
        details=details,
    )
    db.session.add(activity)
    db.session.flush()
    return activity
