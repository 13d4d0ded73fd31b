"""The worker's jobs that remove personal data: what its time is over for, and what people took back."""

import logging
import threading
from datetime import datetime, timedelta

from seminars.database import trusted_time
from seminars.database.units import database_now, wipe_freed_pages, write_unit
from seminars.domain.privacy import erasure, retention
from seminars.extensions import db
from seminars.mail import maildir
from seminars.models import Seminar

# A mail about an erased person may be tried for two days, and its address stands in the database until then.
TRACES_LAST = timedelta(days=3)

log = logging.getLogger(__name__)


def remove_old_personal_data(stop: threading.Event) -> None:
    """What its time was over for by the last instant that is proven: a wrong clock must erase nobody too early."""
    now = database_now()
    until = trusted_time.proven_until(now=now)
    if until is not None:
        _remove_until(until, stop)
        if now - until > trusted_time.A_DAY:
            log.warning("what is to be erased since %s waits until the clock is trusted; see seminars clock", until)
    _wipe_traces()


def _remove_until(until: datetime, stop: threading.Event) -> None:
    """Some people in each write unit, so that nobody waits long; a worker that dies goes on where it was."""
    seminar_ids, removed = retention.due(now=until), 0
    for seminar_id in seminar_ids:
        while count := _remove_some(seminar_id, until) if not stop.is_set() else 0:
            removed += count
    with write_unit():
        retention.tidy_up(now=until)
        db.session.commit()
    if removed:
        log.info("personal data of %s registrations was removed", removed)


def _remove_some(seminar_id: int, until: datetime) -> int:
    with write_unit():
        count = retention.remove(db.session.get_one(Seminar, seminar_id), due_by=until)
        db.session.commit()
    return count


def _wipe_traces() -> None:
    """After anything was erased, by this job or by people themselves, what files still hold of it goes too."""
    if maildir.folder().is_dir() and (deleted := maildir.forget(retention.forgotten_dedups())):
        log.info("%s kept mails were deleted", deleted)
    if retention.was_anything_erased_since(database_now() - TRACES_LAST) and not wipe_freed_pages():
        log.warning("the database's log could not be emptied, because somebody reads; the next night tries again")


def finish_erasures(_stop: threading.Event) -> None:
    # Looking first costs a read; the write gate is for those who have something to write.
    if not erasure.unfinished(now=database_now()):
        return
    with write_unit():
        erasure.finish(now=database_now())
        db.session.commit()
