"""What the worker does by itself: JOBS is the whole schedule."""

import logging
import threading
from collections.abc import Callable
from datetime import time, timedelta
from functools import partial

from seminars.database import trusted_time
from seminars.database.units import begin_snapshot, database_now, write_unit
from seminars.domain.checks import invariants
from seminars.domain.guard import groups, mailboxes, spent_proofs, throttle
from seminars.domain.jobs import beats
from seminars.domain.jobs.turns import Rhythm
from seminars.domain.notices import reminders, together
from seminars.domain.organisers import alerts, digests, password_tries, sign_ins
from seminars.domain.organisers.giving import role_offers
from seminars.domain.outbox import stranded
from seminars.domain.programme import renamed_towns, written_anew
from seminars.domain.registrations import offers
from seminars.extensions import db
from seminars.mail.sending.deadlines import cut_short_by
from seminars.mail.sending.delivery import deliver_due
from seminars.mail.sending.order import Slots
from seminars.models import Seminar
from seminars.worker.forgetting import finish_erasures, remove_old_personal_data
from seminars.worker.new_keys import renew_name_keys
from seminars.worker.telling import BREATH, tell_of_changes

log = logging.getLogger(__name__)
Job = Callable[[threading.Event], object]
_SLOTS = Slots()  # counted on from one turn to the next, which may be short


def deliver_mail(stop: threading.Event) -> None:
    with cut_short_by(stop):
        deliver_due(stop=stop, slots=_SLOTS)


def free_stranded_mails(_stop: threading.Event) -> None:
    """Looking first costs reads; the write gate is for those who have something to write."""
    if not stranded.find(now=database_now()):
        return
    with write_unit():
        stranded.free(now=database_now())
        db.session.commit()


def end_offers(_stop: threading.Event) -> None:
    """Pass on the seats that were offered and not taken in time."""
    _one_after_the_other(offers.seminars_with_ended_offers(now=database_now()), offers.lapse_offers)


def merge_confirmations(_stop: threading.Event) -> None:
    for bundle in together.ripe(now=database_now()):
        _one_after_the_other([bundle.seminar_id], partial(together.merge, bundle=bundle))


def forget_old_counts(_stop: threading.Event) -> None:
    until = trusted_time.proven_until(now=database_now())
    if until is None:
        return
    with write_unit():
        for room in (throttle, spent_proofs, mailboxes, beats):
            room.forget_old(now=until)
        password_tries.forget_old_networks(now=until)
        sign_ins.forget_old(now=until)
        role_offers.forget_old(now=until)
        db.session.commit()


def note_groups(_stop: threading.Event) -> None:
    """Tell apart who came as one of many, and forget networks of a day ago."""
    _one_after_the_other(groups.seminars_to_look_at(now=database_now()), groups.note)


def remind(stop: threading.Event) -> None:
    """Some people in each write unit, with a breath in between for those who wait to write."""
    now = database_now()
    left = reminders.seminars_with_moments(now=now)
    while left and not stop.wait(BREATH):
        left = _one_after_the_other(left, partial(reminders.post_due, now=now))


def _one_after_the_other(seminar_ids: list[int], verb: Callable[[Seminar], object]) -> list[int]:
    """Each in a write unit of its own; where one fails, that is logged and the others go on. Returns those of which the
    verb found something to do."""
    busy = []
    for seminar_id in seminar_ids:
        try:
            with write_unit():
                found = verb(db.session.get_one(Seminar, seminar_id))
                db.session.commit()
            busy += [seminar_id] if found else []
        except Exception:
            log.exception("a job failed for seminar %s", seminar_id)
    return busy


def tell_organisers(_stop: threading.Event) -> None:
    # Looking first costs reads; the write gate is for those who have something to write.
    if not alerts.untold(now=database_now()):
        return
    with write_unit():
        alerts.post_due(now=database_now())
        db.session.commit()


def send_digests(_stop: threading.Event) -> None:
    with write_unit():
        digests.post_due(now=database_now())
        db.session.commit()


def check_everything(_stop: threading.Event) -> None:
    """The nightly `seminars check`; what it finds is logged, and the owners are warned."""
    begin_snapshot()
    found = invariants.find_violations(now=database_now())
    db.session.rollback()
    for violation in found:
        log.error("seminars check: %s: %s", violation.invariant, violation.what)
    if found:
        with write_unit():
            alerts.warn_of_violations(len(found), now=database_now())
            db.session.commit()


def note_renamed_towns(_stop: threading.Event) -> None:
    with write_unit():
        renamed_towns.note_renamed_towns(actor="system:worker", now=database_now())
        db.session.commit()


def tell_of_new_writing(_stop: threading.Event) -> None:
    """After an upgrade, of what calendars show differently now."""
    tell = partial(written_anew.tell_calendars, actor="system:worker", now=database_now())
    _one_after_the_other(written_anew.seminars_written_anew(), tell)


ONCE = timedelta(days=36500)
# Daily ones go by the clock of TIMEZONE.
JOBS: list[tuple[Rhythm, Job]] = [
    (timedelta(seconds=10), merge_confirmations),
    # Before the mails leave, so that the first of these are among them.
    (timedelta(seconds=1), tell_of_changes),
    (timedelta(seconds=1), deliver_mail),
    (timedelta(seconds=20), end_offers),
    (timedelta(minutes=1), free_stranded_mails),
    (timedelta(minutes=1), tell_organisers),
    (timedelta(minutes=1), finish_erasures),
    (timedelta(minutes=1), note_groups),
    (timedelta(minutes=1), renew_name_keys),
    (timedelta(minutes=5), remind),
    (timedelta(hours=1), forget_old_counts),
    (timedelta(hours=1), note_renamed_towns),
    (ONCE, tell_of_new_writing),
    (time(2), remove_old_personal_data),
    (time(3), check_everything),
    (time(7), send_digests),
]
# Each worker runs these: they take their work row by row, so that many share it.
SHARED = {merge_confirmations, tell_of_changes, deliver_mail}
# What these do by a wrong clock cannot be undone, so after a gap or a jump of it they do nothing for a while. All the
# others do no harm, or see to it themselves.
WAIT_FOR_THE_TIME = {
    merge_confirmations,
    end_offers,
    tell_organisers,
    note_groups,
    remind,
    check_everything,
    send_digests,
}
