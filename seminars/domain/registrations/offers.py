"""What becomes of an offer: it is taken, it lapses, or the seminar moves meanwhile."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from seminars.crash import crash_point
from seminars.database import trusted_time
from seminars.domain import activity
from seminars.domain.errors import NotOffered, OfferEnded
from seminars.domain.notices import participants
from seminars.domain.registrations import leaving, waiting_list
from seminars.domain.seating import deadlines, parties, seats
from seminars.extensions import db
from seminars.models import (
    NOT_YET_SENT,
    ActivityKind,
    Message,
    MessageKind,
    MessageState,
    Party,
    Registration,
    Seminar,
    Status,
)

MOST_LAPSES = 2  # the last of them ends the registration; after those before it, the party waits again
AT_ONCE = timedelta(hours=1)  # within which the mail of an offer leaves, unless something is wrong


def accept(registration: Registration, *, now: datetime | None = None) -> None:
    """Take the seats that are offered to this party. Raises NotOffered, and OfferEnded after the deadline: then the
    offer has lapsed meanwhile (unless the time may be wrong), so commit even then."""
    held = seats.hold(registration.seminar, now=now)
    party, seminar = parties.under_lock(registration.party_id), registration.seminar
    members, ends_at = _offered(party), party.offer_ends_at
    if not members or ends_at is None or not seminar.takes_place:
        raise NotOffered
    if ends_at <= held.now and not _is_prolonged(party, held):
        if trusted_time.is_settled(now=held.now):
            _lapse(party, held)
            waiting_list.serve_waiting_list(seminar, held)
        raise OfferEnded
    change = parties.move(members, Status.CONFIRMED, "accepted", actor=activity.PERSON, at=held.now)
    party.offered_at = party.offer_ends_at = None
    crash_point("after-acceptance")
    participants.tell(change, members, now=held.now)


def refuse(registration: Registration, *, now: datetime | None = None) -> None:
    """Leave the seats that are offered to this party to others. Raises NotOffered: a page that was opened before the
    offer was taken, or lapsed, gives nothing else back."""
    seats.hold(registration.seminar, now=now)
    if not _offered(parties.under_lock(registration.party_id)):
        raise NotOffered
    leaving.cancel(registration, by=activity.PERSON, whole_party=True, now=now)


def lapse_offers(seminar: Seminar, *, now: datetime | None = None) -> int:
    """End the offers of one seminar whose time is over, and pass their seats on; returns how many ended. None ends by
    a time that may be wrong."""
    held = seats.hold(seminar, now=now)
    if not trusted_time.is_settled(now=held.now):
        return 0
    ended = db.session.scalars(
        select(Party.id)
        .where(Party.seminar_id == seminar.id, Party.offer_ends_at <= held.now)
        .order_by(Party.offer_ends_at, Party.queue_no)
    ).all()
    if not seminar.takes_place:
        return 0
    lapsed = [party for party in map(parties.under_lock, ended) if not _is_prolonged(party, held)]
    for party in lapsed:
        _lapse(party, held)
    # Not before all are at the end, or the first of them would get the seats past those who wait.
    waiting_list.serve_waiting_list(seminar, held)
    return len(lapsed)


def seminars_with_ended_offers(*, now: datetime) -> list[int]:
    """Ids of seminars that take place and have an offer whose time is over."""
    return list(
        db.session.scalars(
            select(Party.seminar_id)
            .join(Seminar, Seminar.id == Party.seminar_id)
            .where(Party.offer_ends_at <= now, Seminar.takes_place)
            .distinct()
            .order_by(Party.seminar_id)
        )
    )


def _lapse(party: Party, held: seats.Hold) -> None:
    """Put the party at the end of the queue or, after MOST_LAPSES, out of it."""
    members = _offered(party)
    crash_point("before-lapse")
    party.offered_at = party.offer_ends_at = None
    party.lapses += 1
    if party.lapses < MOST_LAPSES:
        party.queue_no = seats.another_number(party.seminar_id)
        change = parties.move(
            members, Status.WAITING, ActivityKind.LAPSED, actor=activity.SYSTEM, at=held.now, queue_no=party.queue_no
        )
    else:
        change = parties.move(members, Status.EXPIRED, ActivityKind.LAPSED, actor=activity.SYSTEM, at=held.now)
    participants.tell(change, members, now=held.now)
    crash_point("after-lapse")


def _is_prolonged(party: Party, held: seats.Hold) -> bool:
    """Whether the offer goes on although its time is over, since its mail left much later than it was made, or waits
    still. Then it has the time of an offer made when the mail left; where there is none any more, it has ended."""
    offered = select(Message).join(Registration).where(Registration.party_id == party.id)
    message = db.session.scalars(offered.filter_by(kind=MessageKind.OFFERED).order_by(Message.id.desc())).first()
    if message is None or message.state not in (*NOT_YET_SENT, MessageState.SENDING, MessageState.SENT):
        return False
    left_at, offered_at = message.sent_at or held.now, party.offered_at or held.now
    ends_at = deadlines.deadline(party.contact.seminar, now=left_at)
    if left_at - offered_at <= AT_ONCE or ends_at is None or ends_at <= held.now:
        return False
    party.offer_ends_at = ends_at
    return True


def give_new_deadlines(seminar: Seminar, held: seats.Hold) -> None:
    """After a move, for those who have an offer."""
    for party, ended_at in _parties_with_an_offer(seminar):
        party.offer_ends_at = deadlines.after_a_move(seminar, ended_at, now=held.now)


def take_offers_back(seminar: Seminar, held: seats.Hold, *, actor: str) -> None:
    """A postponed seminar offers nothing: those who had an offer wait again with their old number, and no lapse is
    counted. The message about the postponement tells them."""
    for party, _ends_at in _parties_with_an_offer(seminar):
        party.offered_at = party.offer_ends_at = None
        parties.move(
            _offered(party),
            Status.WAITING,
            ActivityKind.OFFER_TAKEN_BACK,
            actor=actor,
            at=held.now,
            queue_no=party.queue_no,
        )


def _parties_with_an_offer(seminar: Seminar) -> list[tuple[Party, datetime]]:
    """Each with the end of its offer."""
    statement = select(Party).where(Party.seminar_id == seminar.id, Party.offer_ends_at.is_not(None))
    with_members = statement.order_by(Party.queue_no).options(selectinload(Party.members))
    found = db.session.scalars(with_members.execution_options(populate_existing=True))
    return [(party, party.offer_ends_at) for party in found if party.offer_ends_at]


def _offered(party: Party) -> list[Registration]:
    return [member for member in party.members if member.status == Status.OFFERED]
