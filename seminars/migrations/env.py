"""Alembic's environment: all migrations run in one write unit, so a database is either old or new, never between."""

from typing import Literal

from alembic import context
from sqlalchemy import Enum, text

from seminars.crash import crash_point
from seminars.database.units import LONGEST_TRY, migration_unit
from seminars.extensions import db
from seminars.models.types import TextsType, UtcDateTime


def as_plain_type(kind: str, item: object, _autogen_context: object) -> str | Literal[False]:
    """Migrations name the database's types, so that old ones keep working when ours change."""
    plain = {UtcDateTime: "sa.DateTime(timezone=True)", TextsType: "sa.JSON()", Enum: "sa.String(length=30)"}
    return plain.get(type(item), False) if kind == "type" else False


def same_type(
    _context: object, _inspected: object, _metadata: object, inspected_type: object, metadata_type: object
) -> bool | None:
    """Our words are kept as text, which the comparison would take for a change."""
    return False if isinstance(metadata_type, Enum | TextsType | UtcDateTime) else None


def run_migrations() -> None:
    with migration_unit():
        connection = db.session.connection()
        if connection.dialect.name == "postgresql":
            connection.execute(text("SET LOCAL statement_timeout = 0"))
            connection.execute(text("SET LOCAL idle_in_transaction_session_timeout = 0"))
            # Another process that migrates is waited for; a table in use is not, since pages would queue behind us.
            connection.execute(text(f"SET LOCAL lock_timeout = '{LONGEST_TRY}s'"))
            connection.execute(text("SELECT pg_advisory_xact_lock(5303101)"))
            connection.execute(text("SET LOCAL lock_timeout = '1s'"))
        context.configure(
            connection=connection,
            target_metadata=db.metadata,
            render_as_batch=True,
            render_item=as_plain_type,
            compare_type=same_type,
            on_version_apply=lambda **_step: crash_point("between-migrations"),
        )
        with context.begin_transaction():
            context.run_migrations()
        db.session.commit()


run_migrations()
