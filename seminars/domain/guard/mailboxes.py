"""What is known of a mailbox, under a keyed hash: how much it had of what anybody may have us send, whether somebody
has ever acted from a link that a mail told, and whether its owner wants to be left in peace."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, case, delete, exists, func, or_, select, update

from seminars.database.upsert import insert
from seminars.domain.people import identity
from seminars.domain.people.mailboxes import mailbox, own_domain
from seminars.extensions import db
from seminars.models import NOT_YET_SENT, UNTIL_GATHERED, Mailbox, Message, Registration
from seminars.tokens import fingerprints

A_DAY = timedelta(days=1)
AT_ONCE, AT_ONCE_IF_KNOWN = 10, 40  # answers in A_DAY
QUIET_FOR = timedelta(days=30)
# A year after the last sign of life nobody is known any more.
REMEMBERED_FOR = timedelta(days=365)
COUNTED_FOR = timedelta(days=2)


def key_of(address: str) -> str:
    """The keyed hash of the mailbox into which an address leads."""
    return keys_of(address)[0]


def keys_of(address: str) -> list[str]:
    """The same under the present secret key, and under those before it."""
    return _keys(mailbox(address))


def takes_at_once(address: str, *, now: datetime) -> bool:
    """Count an answer to what anybody may send, once it is posted, and tell whether it leaves at once or has to wait
    for others. Nobody else counts for this mailbox until the transaction ends."""
    key = _renewed(mailbox(address))
    had_none = Mailbox.answered_at <= now - A_DAY
    values = {"answers": case((had_none, 1), else_=Mailbox.answers + 1), "answered_at": now}
    row = _upsert(key, {"answers": 1, "answered_at": now}, values)
    if row.quiet_until and row.quiet_until > now:
        return False
    if row.answers <= AT_ONCE:
        return True
    is_known = row.acted_at or _acted_before_mailboxes_were_known(address)
    return _left_at_once(key, since=now - A_DAY) <= (AT_ONCE_IF_KNOWN if is_known else AT_ONCE)


def _left_at_once(key: str, *, since: datetime) -> int:
    """With the one that is asked about. A statement of its own after the row was locked, or it would count with a
    snapshot from before."""
    own = Message.mailbox == key, Message.created_at > since
    at_once = Message.gathered_at.is_(None), Message.due_at != UNTIL_GATHERED
    return db.session.execute(select(func.count()).where(*own, *at_once)).scalar_one()


def _acted_before_mailboxes_were_known(address: str) -> bool:
    proven = Registration.email_key == identity.email_key(address), Registration.email_proven_at.is_not(None)
    return bool(db.session.scalar(select(exists().where(*proven))))


def note_act(address: str, *, now: datetime) -> None:
    """Somebody acted from a link that only a mail to this address told: it is theirs, and they are written to again."""
    acted: dict[str, Any] = {"acted_at": now}
    _upsert(_renewed(mailbox(address)), acted, acted | {"quiet_until": None})
    if domain := own_domain(address):
        _upsert(_renewed(f"@{domain}"), acted, acted)


def keep_quiet(address: str, *, now: datetime) -> None:
    """Its owner knows nothing of a sign-up: for QUIET_FOR they hear of others once a day at most."""
    quiet = {"quiet_until": now + QUIET_FOR}
    _upsert(_renewed(mailbox(address)), quiet, quiet)


def is_quiet(address: str, *, now: datetime) -> bool:
    """Whether its owner wants to be left in peace."""
    quiet = Mailbox.key.in_(keys_of(address)), Mailbox.quiet_until > now
    return bool(db.session.scalar(select(exists().where(*quiet))))


def has_anybody_acted(domain: str) -> bool:
    """Whether a mail to any address of this domain was ever acted upon."""
    acted = Mailbox.key.in_(_keys(f"@{domain}")), Mailbox.acted_at.is_not(None)
    return bool(db.session.scalar(select(exists().where(*acted))))


def hold(key: str) -> datetime | None:
    """Let nobody else count or gather for this mailbox until the transaction ends; returns its `quiet_until`."""
    return _upsert(key, {}, {"answers": Mailbox.answers}).quiet_until


def forget(address: str) -> None:
    """That somebody acted, of whoever takes their data back. That they want to be left in peace holds all the same."""
    acted = update(Mailbox).where(Mailbox.key.in_(keys_of(address))).values(acted_at=None)
    db.session.execute(acted.execution_options(synchronize_session=False))


def forget_old(*, now: datetime) -> None:
    """Drop what is counted no more, and mailboxes of which nothing is known any more."""
    last = func.coalesce(Message.gathered_at, Message.created_at)
    old = Message.mailbox.is_not(None), Message.state.not_in(NOT_YET_SENT), last <= now - COUNTED_FOR
    db.session.execute(update(Message).where(*old).values(mailbox=None).execution_options(synchronize_session=False))
    is_of_no_use = and_(
        or_(Mailbox.answered_at.is_(None), Mailbox.answered_at <= now - COUNTED_FOR),
        or_(Mailbox.acted_at.is_(None), Mailbox.acted_at <= now - REMEMBERED_FOR),
        or_(Mailbox.quiet_until.is_(None), Mailbox.quiet_until <= now),
    )
    db.session.execute(delete(Mailbox).where(is_of_no_use).execution_options(synchronize_session=False))


def _keys(text: str) -> list[str]:
    return fingerprints("mailbox", text)


def _renewed(text: str) -> str:
    """The key under which it is kept; what was under that of an older secret key comes along."""
    key, *older = _keys(text)
    if not older:
        return key
    kept = Mailbox.answers, Mailbox.answered_at, Mailbox.acted_at, Mailbox.quiet_until
    for row in db.session.execute(delete(Mailbox).where(Mailbox.key.in_(older)).returning(*kept)).all():
        later = {name: value for name, value in row._mapping.items() if name != "answers" and value}
        changed = {name: _later(getattr(Mailbox, name), value) for name, value in later.items()}
        _upsert(key, dict(row._mapping), {"answers": Mailbox.answers + row.answers, **changed})
    moved = update(Message).where(Message.mailbox.in_(older)).values(mailbox=key)
    db.session.execute(moved.execution_options(synchronize_session=False))
    return key


def _later(column: Any, value: datetime) -> Any:
    return case((column > value, column), else_=value)


def _upsert(key: str, values: dict[str, Any], changed: dict[str, Any]) -> Any:
    """The row as it is then; it is locked."""
    statement = insert(Mailbox).values(key=key, **{"answers": 0, **values})
    statement = statement.on_conflict_do_update(index_elements=[Mailbox.key], set_=changed)
    columns = Mailbox.answers, Mailbox.acted_at, Mailbox.quiet_until
    return db.session.execute(statement.returning(*columns)).one()
