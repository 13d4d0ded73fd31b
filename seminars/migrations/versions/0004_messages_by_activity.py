"""messages know the row of the log that they tell of, how urgent they are, and whose mailbox they go to"""

import re

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

COLUMNS = (
    sa.Column("urgency", sa.String(length=30), server_default="now", nullable=False),
    sa.Column("mailbox", sa.String(length=40), nullable=True),
)
URGENCY = {
    "soon": ("reminder_week", "reminder_day", "seminar_moved", "seminar_postponed", "seminar_cancelled"),
    "bulk": ("seminar_thanks", "organiser_digest"),
}
# How `dedup` named the row until now: at its end. In others a number at the end means something else.
STATES = "pending|confirmed|waiting|offered|declined|expired|cancelled"
NAMES_A_ROW = re.compile(rf"(?:{STATES}|address|old-address|again)-\d+-(\d{{1,10}})")
AT_ONCE = 1000


def upgrade() -> None:
    # Not by a batch: on SQLite that drops the table.
    op.execute(
        "ALTER TABLE message ADD COLUMN activity_id INTEGER "
        "CONSTRAINT fk_message_activity_id_activity REFERENCES activity (id)"
    )
    for column in COLUMNS:
        op.add_column("message", column)
    for urgency, kinds in URGENCY.items():
        which = sa.text("UPDATE message SET urgency = :urgency WHERE kind IN :kinds")
        op.execute(which.bindparams(sa.bindparam("kinds", kinds, expanding=True), urgency=urgency))
    _name_the_rows()


def _name_the_rows() -> None:
    connection, last = op.get_bind(), 0
    some = sa.text("SELECT id, dedup FROM message WHERE id > :last ORDER BY id LIMIT :at_once")
    # One that a restored database has lost leaves the column empty.
    named = sa.text(
        "UPDATE message SET activity_id = (SELECT activity.id FROM activity WHERE activity.id = :named) WHERE id = :id"
    )
    while rows := connection.execute(some, {"last": last, "at_once": AT_ONCE}).all():
        last = rows[-1].id
        found = [(row.id, NAMES_A_ROW.fullmatch(row.dedup)) for row in rows]
        if values := [{"id": number, "named": int(match[1])} for number, match in found if match]:
            connection.execute(named, values)


def downgrade() -> None:
    for column in reversed(COLUMNS):
        op.drop_column("message", column.name)
    op.drop_column("message", "activity_id")
