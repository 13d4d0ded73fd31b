"""The worker's job that gives registrations the present name key."""

import threading
from collections.abc import Sequence
from time import monotonic

from seminars.database.units import write_unit
from seminars.domain.people import rekeying
from seminars.domain.seating import seats
from seminars.extensions import db
from seminars.models import Seminar

LONGEST_AT_A_TIME = 10  # seconds, for mail waits meanwhile; what is left is done at the next turn


def renew_name_keys(stop: threading.Event) -> None:
    """Some people in each write unit, so that nobody waits long; a worker that dies goes on where it was."""
    ends = monotonic() + LONGEST_AT_A_TIME
    for seminar_id in rekeying.seminars_with_old_keys():
        last = 0
        while ids := rekeying.old_ones(seminar_id, after=last):
            if stop.is_set() or monotonic() > ends:
                return
            _renew(seminar_id, ids)
            last = ids[-1]


def _renew(seminar_id: int, ids: Sequence[int]) -> None:
    # Looking first costs reads; the write gate is for those who have something to write, which twins have not.
    if not rekeying.renewals(seminar_id, ids):
        return
    with write_unit():
        seats.hold(db.session.get_one(Seminar, seminar_id))
        rekeying.renew(seminar_id, ids)
        db.session.commit()
