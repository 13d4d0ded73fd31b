"""How often something may happen, counted in the database so that it holds across processes."""

from datetime import UTC, datetime, timedelta
from ipaddress import ip_address, ip_network

from sqlalchemy import delete, select, update

from seminars.database.upsert import insert
from seminars.extensions import db
from seminars.models import Throttle
from seminars.tokens import fingerprint

TO_ONE_ADDRESS = ((3, timedelta(hours=1)), (10, timedelta(days=1)))
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
    return all(_count(fingerprint(what, whom), span, now, amount) <= limit for limit, span in limits)


def take_back(what: str, whom: str, *, limits: Limits, now: datetime) -> None:
    """Uncount what `may` counted at this moment."""
    for _limit, span in limits:
        row = f"{fingerprint(what, whom)}/{int(span.total_seconds())}", _start(span, now)
        counted_one = Throttle.key == row[0], Throttle.span_starts_at == row[1], Throttle.count > 0
        db.session.execute(update(Throttle).where(*counted_one).values(count=Throttle.count - 1))


def counted(what: str, whom: str, *, span: timedelta, now: datetime) -> int:
    """How often it was counted in the present span; counts nothing itself."""
    row = f"{fingerprint(what, whom)}/{int(span.total_seconds())}", _start(span, now)
    found = db.session.scalar(select(Throttle.count).where(Throttle.key == row[0], Throttle.span_starts_at == row[1]))
    return found or 0


def _start(span: timedelta, now: datetime) -> datetime:
    seconds = int(span.total_seconds())
    return datetime.fromtimestamp(now.timestamp() // seconds * seconds, UTC)


def _count(key: str, span: timedelta, now: datetime, amount: int) -> int:
    seconds, starts_at = int(span.total_seconds()), _start(span, now)
    statement = (
        insert(Throttle)
        .values(key=f"{key}/{seconds}", span_starts_at=starts_at, count=amount)
        .on_conflict_do_update(
            index_elements=[Throttle.key, Throttle.span_starts_at], set_={"count": Throttle.count + amount}
        )
    )
    return db.session.execute(statement.returning(Throttle.count)).scalar_one()


def forget_old(*, now: datetime) -> None:
    """Drop counts of spans that have ended."""
    db.session.execute(delete(Throttle).where(Throttle.span_starts_at < now - timedelta(days=2)))
