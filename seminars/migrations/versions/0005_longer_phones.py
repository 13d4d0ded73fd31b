"""telephone numbers have room for a second one and for what is written beside them"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

COLUMNS = (("registration", "phone"), ("seminar", "host_phone"), ("series", "contact_phone"))
SHORT, LONG = 40, 60


def upgrade() -> None:
    for table, column in COLUMNS:
        _set_length(table, column, old=SHORT, new=LONG)


def downgrade() -> None:
    for table, column in COLUMNS:
        _set_length(table, column, old=LONG, new=SHORT)


def _set_length(table: str, column: str, *, old: int, new: int) -> None:
    if op.get_bind().dialect.name == "sqlite":
        _rewrite_schema(table, f"{column} VARCHAR({old})", f"{column} VARCHAR({new})")
        return
    # A longer one rewrites no row; what is too long for the old one is cut.
    short = None if new > old else f"left({column}, {new})"
    op.alter_column(table, column, type_=sa.String(length=new), postgresql_using=short)


def _rewrite_schema(table: str, old: str, new: str) -> None:
    """SQLite keeps no length and never looks at one, so only the words of the table change
    (lang_altertable, section 7). Not by a batch: that drops the table."""
    connection = op.get_bind()
    version = connection.exec_driver_sql("PRAGMA schema_version").scalar_one()
    connection.exec_driver_sql("PRAGMA writable_schema = ON")
    statement = sa.text(
        "UPDATE sqlite_master SET sql = replace(sql, :old, :new) WHERE type = 'table' AND name = :table"
    )
    connection.execute(statement, {"old": old, "new": new, "table": table})
    connection.exec_driver_sql(f"PRAGMA schema_version = {version + 1}")
    connection.exec_driver_sql("PRAGMA writable_schema = OFF")
