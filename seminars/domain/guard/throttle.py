"""How often something may happen, counted in the database so that it holds across processes."""

from datetime import UTC, datetime, timedelta
from ipaddress import ip_address, ip_network

from sqlalchemy import ColumnElement, delete, func, select, update

from seminars.database.upsert import insert
from seminars.extensions import db
from seminars.models import Throttle
from seminars.tokens import fingerprints

TO_ONE_MAILBOX = ((3, timedelta(hours=1)), (10, timedelta(days=1)))
FROM_ONE_NETWORK = ((600, timedelta(minutes=10)),)
SIGN_IN = ((10, timedelta(minutes=15)),)
SIGN_IN_FROM_ONE_NETWORK = ((100, timedelta(minutes=15)),)

Limits = tuple[tuple[int, timedelta], ...]


def network(address: str) -> str:
    """What counts as one place on the net: an IPv4 address, or the /64 that an IPv6 household or server has whole."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if found.version == 4:  # noqa: PLR2004 - the version of the protocol
        return str(found)
    return str(found.ipv4_mapped or ip_network((int(found), 64), strict=False))


def may(what: str, whom: str, *, limits: Limits, now: datetime, amount: int = 1) -> bool:
    """Count `what` for `whom` (kept as a keyed hash only) and tell whether all the limits still allow it."""
    # Shortest span first: what it refuses does not use up the longer ones, or nagging would shut an address out.
    return all(_count(what, whom, span, now, amount) <= limit for limit, span in limits)


def take_back(what: str, whom: str, *, limits: Limits, now: datetime) -> None:
    """Uncount what `may` counted at this moment."""
    for _limit, span in limits:
        counted_one = *_rows(_keys(what, whom, span)[:1], span, now), Throttle.count > 0
        db.session.execute(update(Throttle).where(*counted_one).values(count=Throttle.count - 1))


def counted(what: str, whom: str, *, span: timedelta, now: datetime) -> int:
    """How often it was counted in the present span; counts nothing itself."""
    return _sum(_keys(what, whom, span), span, now)


def _sum(keys: list[str], span: timedelta, now: datetime) -> int:
    counts = select(func.coalesce(func.sum(Throttle.count), 0)).where(*_rows(keys, span, now))
    return db.session.execute(counts).scalar_one()


def _rows(keys: list[str], span: timedelta, now: datetime) -> tuple[ColumnElement[bool], ...]:
    return Throttle.key.in_(keys), Throttle.span_starts_at == _start(span, now)


def _keys(what: str, whom: str, span: timedelta) -> list[str]:
    """The key under which it is counted, and those under which it was before the secret key changed."""
    return [f"{each}/{int(span.total_seconds())}" for each in fingerprints(what, whom)]


def _start(span: timedelta, now: datetime) -> datetime:
    seconds = int(span.total_seconds())
    return datetime.fromtimestamp(now.timestamp() // seconds * seconds, UTC)


def _count(what: str, whom: str, span: timedelta, now: datetime, amount: int) -> int:
    key, *older = _keys(what, whom, span)
    statement = (
        insert(Throttle)
        .values(key=key, span_starts_at=_start(span, now), count=amount)
        .on_conflict_do_update(
            index_elements=[Throttle.key, Throttle.span_starts_at], set_={"count": Throttle.count + amount}
        )
    )
    count = db.session.execute(statement.returning(Throttle.count)).scalar_one()
    return count + _sum(older, span, now) if older else count


def forget_old(*, now: datetime) -> None:
    """Drop counts of spans that have ended."""
    db.session.execute(delete(Throttle).where(Throttle.span_starts_at < now - timedelta(days=2)))
