"""What is wrong now with how the site is operated: nothing of this is about the data, which the invariants judge.

Each finding is a word, for programs. The doors (monitors, organisers' pages, the terminal) only translate it.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import select

from seminars.domain.checks.late_mail import oldest_late
from seminars.domain.jobs import backups, beats
from seminars.domain.jobs.turns import DAY, Rhythm
from seminars.extensions import db
from seminars.mail.sending.refusals import verdicts
from seminars.models import Activity, JobRun, Message, Submission, Urgency

NO_BEAT = NO_WRITE = timedelta(minutes=2)
PERIODS_LATE = 3


class Wrong(StrEnum):
    """Monitors look for these words, so none of them ever changes."""

    NO_DATABASE = "no-database"
    NO_WORKER = "no-worker"
    NO_WRITE = "no-write"
    MAIL_REFUSED = "mail-refused"
    LATE_MAIL_NOW = "late-mail-now"
    LATE_MAIL_SOON = "late-mail-soon"
    LATE_MAIL_BULK = "late-mail-bulk"
    LATE_JOB = "late-job"
    NO_BACKUP = "no-backup"


@dataclass(frozen=True)
class Asked:
    """How often each job of the worker comes, by its name, and how old the last backup may be, if anybody cares."""

    rhythms: Mapping[str, Rhythm]
    backup_expected: timedelta | None
    now: datetime


@dataclass(frozen=True)
class Finding:
    """Since when, where that is known; `jobs` are the names of those that are late, `words` what a mail server said."""

    wrong: Wrong
    since: datetime | None = None
    jobs: tuple[str, ...] = ()
    words: str = ""


def wrong_now(*, rhythms: Mapping[str, Rhythm], backup_expected: timedelta | None, now: datetime) -> list[Finding]:
    """All that is wrong, in the order of the table; reads only."""
    asked = Asked(rhythms, backup_expected, now)
    return [finding for check in CHECKS for finding in check(asked)]


def no_worker(asked: Asked) -> Iterator[Finding]:
    last = beats.last(now=asked.now)
    if last is None or last <= asked.now - NO_BEAT:
        yield Finding(Wrong.NO_WORKER, last)


def no_write(asked: Asked) -> Iterator[Finding]:
    """Nothing is written to find out: a beat comes every minute, and people's acts leave rows."""
    beat = beats.last(now=asked.now)
    if beat and beat > asked.now - NO_WRITE:
        return
    moments = [beat, *_last_written(asked.now)]
    last = max((moment for moment in moments if moment and moment <= asked.now), default=None)
    if last is None or last <= asked.now - NO_WRITE:
        yield Finding(Wrong.NO_WRITE, last)


def _last_written(now: datetime) -> Iterator[datetime | None]:
    for moment, row in (
        (Activity.at, Activity.id),
        (Submission.created_at, Submission.id),
        (Message.created_at, Message.id),
    ):
        yield db.session.scalar(select(moment).where(moment <= now).order_by(row.desc()).limit(1))
    for run in _runs().values():
        yield from (run.began_at, run.ended_at)


def mail_refused(_asked: Asked) -> Iterator[Finding]:
    verdict = verdicts.standing()
    if verdict:
        yield Finding(Wrong.MAIL_REFUSED, verdict.began_at, words=verdict.words)


def late_mail(asked: Asked) -> Iterator[Finding]:
    for urgency, wrong in _LATE_MAIL.items():
        since = oldest_late(urgency, now=asked.now)
        if since:
            yield Finding(wrong, since)


_LATE_MAIL = {
    Urgency.NOW: Wrong.LATE_MAIL_NOW,
    Urgency.SOON: Wrong.LATE_MAIL_SOON,
    Urgency.BULK: Wrong.LATE_MAIL_BULK,
}


def late_jobs(asked: Asked) -> Iterator[Finding]:
    """Jobs that were due and are late by three more of their periods. One that fails each time it is begun is late,
    and so is one that ran when a clock was wrong, if it was not run anew; none is that no worker has begun yet."""
    done = {name: _done_at(run, asked.now) for name, run in _runs().items() if name in asked.rhythms}
    late = {name: at for name, at in done.items() if at is None or at <= asked.now - _longest(asked.rhythms[name])}
    if late:
        yield Finding(Wrong.LATE_JOB, min((at for at in late.values() if at), default=None), tuple(sorted(late)))


def _longest(rhythm: Rhythm) -> timedelta:
    return (1 + PERIODS_LATE) * (rhythm if isinstance(rhythm, timedelta) else DAY)


def _done_at(run: JobRun, now: datetime) -> datetime | None:
    """When it was done last; None if that lies in the future."""
    # A worker of the version before tells the end of a job alone.
    moments = [at for at in (run.done_at, run.ended_at) if at] or [run.began_at]
    return max((at for at in moments if at <= now), default=None)


def _runs() -> dict[str, JobRun]:
    runs = db.session.scalars(select(JobRun).execution_options(populate_existing=True))
    return {run.name: run for run in runs}


def no_backup(asked: Asked) -> Iterator[Finding]:
    if asked.backup_expected is None:
        return
    last = backups.last(now=asked.now)
    if last is None or last <= asked.now - asked.backup_expected:
        yield Finding(Wrong.NO_BACKUP, last)


# One more word is one more row.
CHECKS: tuple[Callable[[Asked], Iterator[Finding]], ...] = (
    no_worker,
    no_write,
    mail_refused,
    late_mail,
    late_jobs,
    no_backup,
)
