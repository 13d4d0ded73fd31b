"""The outbox: `post()` adds a message in the caller's transaction; the worker renders and sends it later."""

from datetime import datetime
from typing import Any

from seminars.crash import crash_point
from seminars.extensions import db
from seminars.models import KINDS, Activity, CalendarMethod, Message, MessageKind, Organiser, Registration, Seminar


def post(
    kind: MessageKind,
    *,
    to: str,
    language: str,
    dedup: str,
    now: datetime,
    registration: Registration | None = None,
    seminar: Seminar | None = None,
    organiser: Organiser | None = None,
    activity: Activity | None = None,
    change_id: int | None = None,
    calendar: tuple[CalendarMethod, int] | None = None,
    due_at: datetime | None = None,
    useless_after: datetime | None = None,
    facts: dict[str, Any] | None = None,
) -> Message:
    """Queue a mail to one address. `dedup` is unique for what it tells of: telling it twice is refused. `facts` may
    be different by the time it is sent; never a secret link. `activity` is the row of the log that it
    tells of, `change_id` the change of the seminar, `calendar` (method, SEQUENCE); a mail to an `organiser` names them.
    It goes out at `due_at`, or now, and not any more once `useless_after` has passed."""
    crash_point("before-outbox")
    method, sequence = calendar or (None, None)
    about = seminar or (registration.seminar if registration else None)
    message = Message(
        kind=kind,
        urgency=KINDS[kind].urgency,
        to=to,
        language=language,
        dedup=dedup,
        seminar_id=about.id if about else None,
        organiser_id=organiser.id if organiser else None,
        registration_id=registration.id if registration else None,
        activity_id=activity.id if activity else None,
        change_id=change_id,
        calendar_method=method,
        calendar_sequence=sequence,
        facts=facts or {},
        created_at=now,
        due_at=due_at or now,
        useless_after=useless_after,
    )
    db.session.add(message)
    crash_point("after-outbox")
    return message
