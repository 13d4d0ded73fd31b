"""When all is over: does the database agree with what people were told, and the mail server with the outbox?"""

import re
from collections import Counter
from datetime import timedelta
from email import message_from_bytes

from people import Crowd
from running_site import Site, wait_until
from sqlalchemy import func, select, update

from seminars.database.units import database_now, write_unit
from seminars.domain.checks.invariants import find_violations
from seminars.extensions import db
from seminars.mail.render import message_id
from seminars.mail.sending.delivery import deliver_due
from seminars.models import TAKES_A_SEAT, Activity, Message, MessageState, Party, Registration, Seminar, Status
from seminars.tokens import read_manage_token

ON_THE_WAY = (MessageState.QUEUED, MessageState.SENDING)
# By the last word of the act's path.
STATUS_AFTER = {"acceptance": Status.CONFIRMED, "refusal": Status.CANCELLED, "cancellation": Status.CANCELLED}


def end_leases_of(site: Site, pid: int) -> None:
    """As if the minute were over in which nobody else may take what this dead worker was sending."""
    with site.app.app_context(), write_unit():
        now = database_now()
        mine = Message.lease_by.contains(f"-{pid}-"), Message.state == MessageState.SENDING
        db.session.execute(update(Message).where(*mine).values(lease_until=now - timedelta(seconds=1)))
        db.session.commit()


def come_to_rest(site: Site) -> list[int]:
    """End all processes when no mail is on the way; returns how each ended. What a job wrote in the very last moment is
    sent here."""
    wait_for_the_mails(site)
    ended = site.stop()
    with site.app.app_context():
        deliver_due()
    return ended


def wait_for_the_mails(site: Site) -> None:
    wait_until(lambda: _on_the_way(site) == 0, "mails stay in the outbox", within=120)


def _on_the_way(site: Site) -> int:
    with site.app.app_context():
        return db.session.scalar(select(func.count(Message.id)).where(Message.state.in_(ON_THE_WAY)))


def reckon(site: Site, crowd: Crowd, *, killed: int) -> None:
    """Nothing lost, nothing done twice; at most the mails that were being sent at a kill left twice."""
    with site.app.app_context():
        assert find_violations(now=database_now()) == []
        same_people(crowd)
        same_acts(crowd)
        same_mails(site, repeated_at_most=killed)
        _no_idle_seats()
    checked = site.run("check")
    assert (checked.returncode, checked.stdout[:4]) == (0, "all "), checked.stdout + checked.stderr
    no_traceback(site)


def no_traceback(site: Site) -> None:
    before, found, after = site.log.partition("Traceback")
    assert not found, before[-500:] + found + after[:4000]


def same_people(crowd: Crowd) -> None:
    stored = Counter(tuple(row) for row in db.session.execute(select(Registration.email_key, Registration.given_name)))
    assert stored == Counter(crowd.signed_up)
    assert set(stored.values()) == {1}


def same_acts(crowd: Crowd) -> None:
    """Each answer "done" stands for one step in the log, and no step is there twice."""
    steps = Counter(
        (row.registration_id, row.to_status)
        for row in db.session.execute(
            select(Activity.registration_id, Activity.to_status).where(Activity.kind.in_(("accepted", "cancelled")))
        )
    )
    for act, page in crowd.did:
        registration_id, _version = read_manage_token(page.rpartition("/")[2])
        one = re.match(r"members/(\d+)/", act)
        person = int(one[1]) if one else registration_id
        assert steps[person, STATUS_AFTER[act.rpartition("/")[2]]] == 1, (act, person)


def same_mails(site: Site, *, repeated_at_most: int) -> None:
    promised, sent = set(), set()
    for message in db.session.scalars(select(Message)):
        # Names the stored address: a mail that went anywhere else would be one that nobody promised.
        promised.add((message.to, message_id(message.dedup)))
        if message.state == MessageState.SENT:
            sent.add((message.to, message_id(message.dedup)))
    arrived = Counter(
        (envelope.rcpt_tos[0], re.sub(r"\s", "", message_from_bytes(envelope.content)["Message-ID"]))
        for envelope in site.post.envelopes
    )
    assert sent <= set(arrived)
    assert set(arrived) <= promised
    assert arrived.total() - len(arrived) <= repeated_at_most
    states = set(db.session.scalars(select(Message.state).distinct()))
    assert states <= {MessageState.SENT, MessageState.SUPERSEDED}


def _no_idle_seats() -> None:
    """Where somebody waits, the seats that are left are too few for the party whose turn it is, or for any."""
    for seminar in db.session.scalars(select(Seminar)):
        people = db.session.execute(
            select(Party.queue_no, Registration.status).join(Party).where(Registration.seminar_id == seminar.id)
        ).all()
        taken = sum(person.status in TAKES_A_SEAT for person in people)
        waiting = Counter(person.queue_no for person in people if person.status == Status.WAITING)
        if waiting:
            needed = min(waiting.values()) if seminar.smaller_party_may_pass else waiting[min(waiting)]
            assert seminar.capacity - taken < needed
