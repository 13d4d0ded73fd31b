"""The numbers that docs/ promise are those by which the program goes."""

import re
from datetime import time, timedelta
from pathlib import Path

import pytest

from seminars import installation, serving
from seminars.config import SETTINGS, completing
from seminars.database import engine, gate, trusted_time
from seminars.domain.guard import mailboxes, suspicion, throttle
from seminars.domain.jobs import turns
from seminars.domain.notices import together
from seminars.domain.organisers import lost_passwords, password_tries, sign_ins
from seminars.domain.outbox import stranded
from seminars.domain.privacy import retention
from seminars.domain.programme import feeds
from seminars.domain.seminars import content
from seminars.extensions import db
from seminars.formats.seat_steps import Places, Waiting
from seminars.mail.sending import claims, connections, deadlines, marks, order, pace, transport
from seminars.mail.sending.order import Slot
from seminars.mail.sending.refusals import probes, verdicts
from seminars.organiser.account import sessions
from seminars.public.calendars import answers
from seminars.public.sign_up import form_tokens
from seminars.serving import channels
from seminars.web import form_limits, passwords
from seminars.web.forms import proofs
from seminars.worker import beating, forgetting, jobs

DOCS = Path(__file__).parents[1] / "docs"
DAY, HOUR, MINUTE, SECOND = (timedelta(**{unit: 1}) for unit in ("days", "hours", "minutes", "seconds"))
_MOST_URGENT = len(order.SLOTS), len(order.SLOTS) - order.SLOTS.count(Slot.PATIENT)
MAIL_TIMEOUT = next(setting.default for setting in SETTINGS if setting.name == "MAIL_TIMEOUT")
RHYTHMS = {job: rhythm for rhythm, job in jobs.JOBS}

OPERATING = [
    ("is tried again for 48 hours from its first try", marks.GIVE_UP_AFTER, 48 * HOUR),
    ("of ten mails that a worker takes at most 8 are of the first kind", _MOST_URGENT, (10, 8)),
    ("and 1 is the oldest of all", order.SLOTS.count(Slot.OLDEST), 1),
    ("carries at most 100 mails", connections.MOST_MAILS, 100),
    ("and lasts at most 30 seconds", connections.LONGEST, 30),
    ("set `MAIL_PER_MINUTE` (up to 6000)", completing.MOST_MAIL_PER_MINUTE, 6000),
    ("and for any 60 seconds, by the clock", pace.A_MINUTE, 60 * SECOND),
    ("(20 seconds for requests", serving.DRAIN, 20),
    ("The server has 20 seconds (`MAIL_TIMEOUT`", MAIL_TIMEOUT, 20),
    ("of which more than 25 count as 25", transport.LONGEST_PATIENCE, 25),
    ("and ten seconds for a mail server that does not come to an end", deadlines.LAST_SECONDS, 10),
    (
        "the same refusal of five mails to three domains",
        (verdicts.FEWEST_MAILS, verdicts.FEWEST_DOMAINS),
        (5, 3),
    ),
    ("one mail a minute is tried, another one each time", probes.EVERY, MINUTE),
    ("an ERROR line at the beginning and once an hour", verdicts.TOLD_EVERY, HOUR),
    ("is tried three times if others leave meanwhile", verdicts.LAST_REFUSAL, 3),
    ("leaves the mail it was at to the others after 60 seconds", claims.LEASE, 60 * SECOND),
    ("and a daily job after 10 minutes", turns.LONGEST_RUN, 10 * MINUTE),
    ("The first 10 in 24 hours leave at once", (mailboxes.AT_ONCE, mailboxes.A_DAY), (10, DAY)),
    ("and 40 where somebody has ever acted", mailboxes.AT_ONCE_IF_KNOWN, 40),
    ("six in 24 hours when the oldest", together.SOON_TOGETHER, 6),
    ("has waited ten minutes,", together.TOGETHER_AFTER, 10 * MINUTE),
    ("later ones three hours apart", together.LATER_TOGETHER_AFTER, 3 * HOUR),
    ("(ten minutes if the seminar begins within 24 hours)", together.NEAR, DAY),
    ("at most 12 in 24 hours", together.MOST_TOGETHER, 12),
    (
        "gathered into one a day for 30 days",
        (together.MOST_TOGETHER_IF_QUIET, mailboxes.QUIET_FOR),
        (1, 30 * DAY),
    ),
    ("at most 3 times an hour and 10 a day for each mailbox", throttle.TO_ONE_MAILBOX, ((3, HOUR), (10, DAY))),
    ("at most once an hour and 3 times a day", throttle.OF_WHAT_HAS_ENDED, ((1, HOUR), (3, DAY))),
    ("of a mailbox for two days", mailboxes.COUNTED_FOR, 2 * DAY),
    ("or a year after its owner last acted", mailboxes.REMEMBERED_FOR, 365 * DAY),
    ("Once an hour it also looks whether `places.toml`", RHYTHMS[jobs.note_renamed_towns], HOUR),
    ("Once a minute each worker notes what time it is", beating.EVERY, 60),
    ("jump of up to 30 minutes nothing waits", trusted_time.HALF_AN_HOUR, 30 * MINUTE),
    ("until the time has gone on evenly for 10 minutes", trusted_time.IN_STEP_FOR, 10 * MINUTE),
    ("After more than a day the worker erases only", trusted_time.A_DAY, DAY),
    ("20 minutes spread over 20 hours", (trusted_time.BEATS, trusted_time.SPREAD_OVER), (20, 20 * HOUR)),
    ("six starts of a worker on different days", trusted_time.STARTS, 6),
    ("once the right one has lasted for two minutes", stranded.A_MOMENT, 2 * MINUTE),
    ("Every night at 2:00 (by `TIMEZONE`)", RHYTHMS[jobs.remove_old_personal_data], time(2)),
    ("if a seminar's data is still there two days later", retention.GRACE, 2 * DAY),
    ("removed within a minute after that mail was sent", RHYTHMS[jobs.finish_erasures], MINUTE),
    ("In a night after anything was removed, and in the two that follow", forgetting.TRACES_LAST, 3 * DAY),
    ("of 500 connections at most 100 of one address", channels.CONNECTIONS, 500),
    ("at most 100 of one address (one IPv6 network)", channels.MOST_UNFINISHED, 100),
    ("a request that is not whole within 60 seconds is cut", channels.WHOLE_WITHIN, 60),
    ("Of the 8 threads of a web process", serving.THREADS, 8),
    ("at most 5 write or wait to write", gate.AT_THE_DOOR, 5),
    ("more than 2.5 seconds from the arrival of the form", gate.LONGEST_WAIT, 2.5),
    ("`Retry-After` (2 to 6 seconds)", (gate.SOONEST, gate.LATEST), (2, 6)),
    ("could look at within 1 second", gate.LONGEST_UNSEEN, 1),
    ("may lie there for up to 2 seconds", gate.LONGEST_UNSEEN_AGAIN, 2),
    ("that comes back within 3 seconds", form_tokens.SHORTEST_TYPING, 3),
    (
        "as one of more than 60 in 10 minutes from one network",
        (suspicion.MANY_FROM_ONE_NETWORK, suspicion.TEN_MINUTES),
        (60, 10 * MINUTE),
    ),
    ("of more than 30 a day to one domain", suspicion.MANY_AT_ONE_DOMAIN, 30),
    ("of more than 10 a day from there", (suspicion.MANY_UNDER_ONE_ADDRESS, suspicion.A_DAY), (10, DAY)),
    ("the form is sent once more after 10 seconds", proofs.PATIENCE, 10),
    ("until 180 days after the last sign-in from there", password_tries.NETWORK_KNOWN_FOR, 180 * DAY),
    ("Beyond 600 in 10 minutes the answer is 429", throttle.FROM_ONE_NETWORK, ((600, 10 * MINUTE),)),
    ("A password has at least 10 characters", passwords.SHORTEST_PASSWORD, 10),
    ("unless a sign-in link was used within 15 minutes", sessions.FRESH, 15 * 60),
    ("90 days after their end", sign_ins.KEPT_FOR, 90 * DAY),
    ("is not seen for 14 days", sign_ins.LIFETIME, 14 * DAY),
    ("That somebody is there is noted once an hour", sign_ins.NOTED_EVERY, HOUR),
    ("at most one an hour for each kind of browser", sign_ins.TOLD_OF, ((1, HOUR),)),
    ("signs in once and works for an hour", lost_passwords.LINK_LIFETIME, HOUR),
    ("An address gets 3 an hour and 10 a day at most", throttle.TO_ONE_MAILBOX, ((3, HOUR), (10, DAY))),
    ("two are computed at a time and one waits", (passwords.COMPUTING, passwords.WAITING), (2, 1)),
    ("After 10 wrong passwords in 15 minutes for an account", throttle.SIGN_IN, ((10, 15 * MINUTE),)),
    (
        "Beyond 100 tries in 15 minutes one network is answered 429",
        throttle.SIGN_IN_FROM_ONE_NETWORK,
        ((100, 15 * MINUTE),),
    ),
    (
        'steps: of places "more than 50", "more than 20", "more than 10", "6–10", "the last 5", none',
        tuple(Places),
        (0, 1, 6, 11, 21, 51),
    ),
    ("of the queue that some wait, or more than 10", tuple(Waiting), (0, 1, 11)),
    ("would pass 1,000 events or 1 MB", feeds.MOST_EVENTS, 1000),
    ("1,000 events or 1 MB keeps the nearest ones", answers.MOST_BYTES < 1_000_000, True),
    ("carry 16 kB of headers", form_limits.MOST_HEADERS, 16 * 1024),
    ("8 kB behind the question mark", form_limits.MOST_QUERY, 8 * 1024),
    ("a form of 256 kB", installation.LARGEST_FORM, 256 * 1024),
    ("Signed-in organisers may send 2 MB", form_limits.LARGEST_FORM_OF_ORGANISERS, 2 * 1024 * 1024),
    ("503 after 3 s, `/healthz` answers", engine.LONGEST_WAIT_FOR_CONNECTION, 3),
]  # fmt: skip
SERIES_FILE = [
    ("seats, 1 to 100000", content.MOST_SEATS, 100_000),
    ("At most 60 sessions", content.MOST_SESSIONS, 60),
    ("A line has at most 200 characters", content.LONGEST_LINE, 200),
    ("*paragraphs* have at most 20,000", content.LONGEST_PARAGRAPHS, 20_000),
]


def words_of(document: str) -> str:
    return re.sub(r"\s+", " ", (DOCS / document).read_text(encoding="utf-8"))


@pytest.mark.parametrize(("promise", "found", "number"), OPERATING, ids=[row[0] for row in OPERATING])
def test_the_operators_guide_promises_what_the_program_does(promise, found, number):
    assert promise in words_of("operating.md")
    assert found == number


@pytest.mark.parametrize(("promise", "found", "number"), SERIES_FILE, ids=[row[0] for row in SERIES_FILE])
def test_the_page_about_series_files_promises_what_the_program_does(promise, found, number):
    assert promise in words_of("series-file.md")
    assert found == number


def test_a_web_process_opens_15_connections_at_most_and_a_request_waits_3_seconds_for_one(app):
    assert "a web process has 8 threads and opens at most 15" in words_of("operating.md")
    with app.app_context():
        pool = db.engine.pool
        assert (pool.size() + pool._max_overflow, pool._timeout) == (15, 3)
