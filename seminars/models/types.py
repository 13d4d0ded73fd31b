"""Column types that behave alike on SQLite and PostgreSQL."""

from datetime import UTC, datetime
from enum import StrEnum

from sqlalchemy import JSON, DateTime, Dialect, Enum, text
from sqlalchemy.types import TypeDecorator

from seminars.i18n import Texts

# What a secret link's first version is: higher after each restore (domain/restoring.py leaves a gap in the numbers of
# the log), so that the link of a row that was lost does not open the one which gets its number.
FIRST_VERSION = text("(SELECT 1 + coalesce(max(id), 0) / 1000000 * 1000 FROM activity)")


class UtcDateTime(TypeDecorator):
    """An instant: aware when given and when read, kept in UTC (SQLite drops the zone)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value!r} has no zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class TextsType(TypeDecorator):
    """`Texts` kept as one JSON object {"be": …, "ru": …}."""

    impl = JSON(none_as_null=True)
    cache_ok = True

    def process_bind_param(self, value: Texts | None, dialect: Dialect) -> dict[str, str]:
        return dict(value or {})

    def process_result_value(self, value: dict[str, str] | None, dialect: Dialect) -> Texts:
        return Texts(value or {})


def states(kind: type[StrEnum]) -> Enum:
    """A column of one of the enum's words, kept as text."""
    return Enum(
        kind, native_enum=False, length=30, values_callable=lambda members: [member.value for member in members]
    )
