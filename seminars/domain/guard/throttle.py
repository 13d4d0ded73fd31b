"""How often something may happen, counted in the database so that it holds across processes."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address, ip_network
from typing import NamedTuple

from sqlalchemy import delete, select, update

from seminars.database.upsert import insert
from seminars.extensions import db
from seminars.models import Throttle
from seminars.tokens import fingerprints

TO_ONE_MAILBOX = ((3, timedelta(hours=1)), (10, timedelta(days=1)))
# Nobody waits for what is over, so strangers who type an address should not fill its mailbox with it.
OF_WHAT_HAS_ENDED = ((1, timedelta(hours=1)), (3, timedelta(days=1)))
FROM_ONE_NETWORK = ((600, timedelta(minutes=10)),)
SIGN_IN = ((10, timedelta(minutes=15)),)
SIGN_IN_FROM_ONE_NETWORK = ((100, timedelta(minutes=15)),)

Limits = tuple[tuple[int, timedelta], ...]


class Tally(NamedTuple):
    """So much more of `what` for `whom` (kept as a keyed hash only) in the present span of time."""

    what: str
    whom: str
    span: timedelta
    amount: int = 1

    @property
    def keys(self) -> list[str]:
        """The key under which it is counted, and those under which it was before the secret key changed."""
        return [f"{each}/{int(self.span.total_seconds())}" for each in fingerprints(self.what, self.whom)]

    def starts_at(self, now: datetime) -> datetime:
        seconds = int(self.span.total_seconds())
        return datetime.fromtimestamp(now.timestamp() // seconds * seconds, UTC)


def network(address: str) -> str:
    """What counts as one place on the net: an IPv4 address, or the /64 that an IPv6 household or server has whole."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if found.version == 4:  # noqa: PLR2004 - the version of the protocol
        return str(found)
    return str(found.ipv4_mapped or ip_network((int(found), 64), strict=False))


def may(what: str, whom: str, *, limits: Limits, now: datetime) -> bool:
    """Count one `what` for `whom` and tell whether all the limits still allow it."""
    # Shortest span first: what it refuses does not use up the longer ones, or nagging would shut an address out.
    return all(count(Tally(what, whom, span), now=now)[0] <= limit for limit, span in limits)


def take_back(what: str, whom: str, *, limits: Limits, now: datetime) -> None:
    """Uncount what `may` counted at this moment."""
    for _limit, span in limits:
        tally = Tally(what, whom, span)
        row = Throttle.key == tally.keys[0], Throttle.span_starts_at == tally.starts_at(now)
        db.session.execute(update(Throttle).where(*row, Throttle.count > 0).values(count=Throttle.count - 1))


def count(*tallies: Tally, now: datetime) -> list[int]:
    """Count all of these, in one statement, and tell how often each was counted in its span by now. Where several are
    counted always in the same order, nobody waits for somebody who waits for them."""
    rows = [{"key": each.keys[0], "span_starts_at": each.starts_at(now), "count": each.amount} for each in tallies]
    statement = insert(Throttle).values(rows)
    added = {"count": Throttle.count + statement.excluded.count}
    statement = statement.on_conflict_do_update(index_elements=[Throttle.key, Throttle.span_starts_at], set_=added)
    found = dict(db.session.execute(statement.returning(Throttle.key, Throttle.count)).all())
    older = _older_counts(tallies, now)
    return [found[each.keys[0]] + before for each, before in zip(tallies, older, strict=True)]


def counted(*tallies: Tally, now: datetime) -> list[int]:
    """How often each of these was counted in its present span; counts nothing itself."""
    return _sums([(each, each.keys) for each in tallies], now)


def _older_counts(tallies: Sequence[Tally], now: datetime) -> list[int]:
    older = [(each, each.keys[1:]) for each in tallies]
    return _sums(older, now) if any(keys for _each, keys in older) else [0] * len(tallies)


def _sums(tallies: Sequence[tuple[Tally, list[str]]], now: datetime) -> list[int]:
    keys = {key for _each, known in tallies for key in known}
    spans = {each.starts_at(now) for each, _keys in tallies}
    rows = select(Throttle.key, Throttle.span_starts_at, Throttle.count)
    rows = rows.where(Throttle.key.in_(keys), Throttle.span_starts_at.in_(spans))
    found = {(key, starts_at): number for key, starts_at, number in db.session.execute(rows)}
    return [sum(found.get((key, each.starts_at(now)), 0) for key in known) for each, known in tallies]


def forget_old(*, now: datetime) -> None:
    """Drop counts of spans that have ended."""
    db.session.execute(delete(Throttle).where(Throttle.span_starts_at < now - timedelta(days=2)))
