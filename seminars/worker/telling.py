"""The worker's job that tells people of the changes of their seminars."""

import logging
import threading
from time import monotonic

from seminars.database.units import write_unit
from seminars.domain.notices import telling
from seminars.extensions import db
from seminars.models import Seminar

LONGEST_AT_A_TIME = 5  # seconds, for mail waits meanwhile; what is left is done at the next turn
BREATH = 0.02  # seconds between two units, or a thread of this process that waits to write might never come to it

log = logging.getLogger(__name__)


def tell_of_changes(stop: threading.Event) -> None:
    """Some people in each write unit, so that nobody waits long; a worker that dies leaves the rest to the others."""
    ends = monotonic() + LONGEST_AT_A_TIME
    seminar_ids = telling.seminars_to_tell()
    db.session.rollback()
    for seminar_id in seminar_ids:
        if stop.is_set():
            return
        while monotonic() < ends and _go_on(seminar_id) and not stop.wait(BREATH):
            pass


def _go_on(seminar_id: int) -> bool:
    """Whether anybody is left; where it fails, that is logged and others are told."""
    try:
        with write_unit():
            is_anybody_left = telling.go_on(db.session.get_one(Seminar, seminar_id))
            db.session.commit()
    except Exception:
        log.exception("people could not be told of the change of seminar %s", seminar_id)
        return False
    return is_anybody_left
