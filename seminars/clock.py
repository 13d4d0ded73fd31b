"""The process clock. Edges read it and hand `now` down; verbs that lock take theirs from the database."""

from datetime import UTC, datetime


def now() -> datetime:
    """The present instant, aware, in UTC."""
    return datetime.now(UTC)
