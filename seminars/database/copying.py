"""All rows from one database to another, SQLite or PostgreSQL, in constant memory.

The types of the columns convert the values, so nothing here knows what a row means.
"""

from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import Column, Connection, Table, bindparam, func, insert, inspect, select, text, update
from sqlalchemy.exc import DataError, IntegrityError

from seminars import models
from seminars.database.units import MOVED, WRITERS

BATCH = 1000  # rows that are in memory at once
TABLES = tuple(models.Seminar.metadata.sorted_tables)  # each after those that it refers to
# "Cannot connect now" (PostgreSQL's Appendix A): an OperationalError, which pages answer with 503.
_CLOSED = """
CREATE OR REPLACE FUNCTION seminars_was_moved() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'it was moved, and nothing is written into it any more' USING ERRCODE = '57P03'; END $$
"""


class NotCopied(Exception):
    """Rows that the other database does not take, or that do not arrive; one line says which and why."""


def copy_rows(source: Connection, target: Connection, *, progress: Callable[[int], object]) -> dict[str, int]:
    """Copy every row into the empty tables of the same version; returns how many by table.

    Both connections are in a transaction, which the caller commits; `progress` is told the size of each batch.
    Raises NotCopied.
    """
    if target.dialect.name == "sqlite":
        # PostgreSQL looks at each statement's end whether references hold, and so they are copied in two steps.
        target.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
    for table in TABLES:
        try:
            _copy_table(table, source, target, progress)
        except (DataError, IntegrityError, LookupError, ValueError) as error:
            said = str(getattr(error, "orig", error)).strip().splitlines()
            raise NotCopied(f"a row of the table {table.name} is not taken: {said[0] if said else error}") from None
        if target.dialect.name == "postgresql":
            _continue_sequence(table, target)
    return _compared(count_rows(source), count_rows(target))


def _copy_table(table: Table, source: Connection, target: Connection, progress: Callable[[int], object]) -> None:
    to_itself = [column for column in table.columns if _refers_to_own_table(column)]
    for rows in _batches(source, select(table).order_by(*table.primary_key)):
        target.execute(insert(table), [{**row, **{column.name: None for column in to_itself}} for row in rows])
        progress(len(rows))
    for column in to_itself:
        _copy_references(table, column, source, target)


def _copy_references(table: Table, column: Column, source: Connection, target: Connection) -> None:
    """Where rows refer to rows of the same table, all of them have to be there first."""
    written = update(table).where(table.c.id == bindparam("row")).values({column: bindparam("other")})
    found = select(table.c.id.label("row"), column.label("other")).where(column.is_not(None)).order_by(table.c.id)
    for rows in _batches(source, found):
        target.execute(written, rows)


def _batches(source: Connection, statement: Any) -> Iterator[list[dict[str, Any]]]:
    result = source.execute(statement, execution_options={"yield_per": BATCH})
    for rows in result.mappings().partitions():
        yield [dict(row) for row in rows]


def _refers_to_own_table(column: Column) -> bool:
    return any(key.column.table is column.table for key in column.foreign_keys)


def _continue_sequence(table: Table, target: Connection) -> None:
    """The next row gets the number after the last one's, as SQLite does by itself."""
    column = table.autoincrement_column
    if column is not None:
        last = select(func.coalesce(func.max(column), 1), func.count() > 0).select_from(table).subquery()
        sequence = func.pg_get_serial_sequence(table.name, column.name)
        target.execute(select(func.setval(sequence, *last.columns)))


def _compared(sent: dict[str, int], arrived: dict[str, int]) -> dict[str, int]:
    for name, number in sent.items():
        if arrived[name] != number:
            raise NotCopied(f"{number} rows of the table {name} were sent and {arrived[name]} arrived")
    return arrived


def count_rows(connection: Connection) -> dict[str, int]:
    """How many rows each table has, in the order of TABLES."""
    return {table.name: connection.execute(select(func.count()).select_from(table)).scalar_one() for table in TABLES}


def tables_with_rows(connection: Connection) -> list[str]:
    """Names of the tables that hold anything, of whatever version the database is; unknown ones count as such."""
    preparer, names = connection.dialect.identifier_preparer, inspect(connection).get_table_names()
    return [
        name
        for name in names
        if name != "alembic_version"
        and connection.execute(text(f"SELECT 1 FROM {preparer.quote(name)} LIMIT 1")).first()  # noqa: S608 - quoted
    ]


def begin_reading(connection: Connection) -> None:
    """Let all that follows in this transaction see the same moment. Call it first."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        lift_limits(connection)


def keep_writers_out(connection: Connection) -> None:
    """As `begin_reading`, and nobody else writes until this transaction ends. On SQLite the caller holds the gate."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        lift_limits(connection)
        # First where every writer begins; then nobody holds any of the others.
        connection.exec_driver_sql(f"LOCK TABLE {WRITERS} IN SHARE ROW EXCLUSIVE MODE")
        # The moment is that of the first row read, so the locks come before it.
        connection.exec_driver_sql(f"LOCK TABLE {_all_tables()} IN SHARE ROW EXCLUSIVE MODE")


def close_for_good(connection: Connection) -> None:
    """Let nobody write here any more once this transaction is committed, not even those who wait for their turn."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"PRAGMA user_version = {MOVED}")
        return
    connection.exec_driver_sql(_CLOSED)
    for table in TABLES:
        connection.exec_driver_sql(
            f'CREATE OR REPLACE TRIGGER was_moved BEFORE INSERT OR UPDATE OR DELETE ON "{table.name}" '
            "FOR EACH STATEMENT EXECUTE FUNCTION seminars_was_moved()"
        )


def empty(connection: Connection) -> None:
    """Take every row out of a PostgreSQL database, as part of this transaction; those who read it wait."""
    lift_limits(connection)
    connection.exec_driver_sql("DROP FUNCTION IF EXISTS seminars_was_moved() CASCADE")
    connection.exec_driver_sql(f"TRUNCATE {_all_tables()}")


def lift_limits(connection: Connection) -> None:
    """What takes as long as it takes is not ended by the limits that keep pages quick (PostgreSQL alone has them)."""
    if connection.dialect.name == "postgresql":
        for limit in ("statement_timeout", "idle_in_transaction_session_timeout"):
            connection.exec_driver_sql(f"SET LOCAL {limit} = 0")
        connection.exec_driver_sql("SET LOCAL lock_timeout = '60s'")


def _all_tables() -> str:
    return ", ".join(f'"{table.name}"' for table in TABLES)
