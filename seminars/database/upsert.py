"""INSERT … ON CONFLICT, which both databases know, though SQLAlchemy has a construct of its own for each."""

from typing import Any

from sqlalchemy.dialects import postgresql, sqlite

from seminars.extensions import Base, db


def insert(table: type[Base]) -> Any:
    """An insert that takes on_conflict_do_nothing() and on_conflict_do_update(), in the dialect that is spoken here."""
    return (postgresql if db.engine.dialect.name == "postgresql" else sqlite).insert(table)
