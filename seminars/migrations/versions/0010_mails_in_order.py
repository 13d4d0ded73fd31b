"""the most urgent mail is found quickly, and how many leave in a minute is counted"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

# As in 0004: processes of the version before may have written rows after it, which say "now" of every kind.
URGENCY = {
    "soon": ("reminder_week", "reminder_day", "seminar_moved", "seminar_postponed", "seminar_cancelled"),
    "bulk": ("seminar_thanks", "organiser_digest"),
}
UNSENT = ("queued", "sending", "held", "failed")


def upgrade() -> None:
    op.create_table(
        "departure",
        sa.Column("place", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("place", name=op.f("pk_departure")),
    )
    op.create_index("ix_message_by_age", "message", ["state", "urgency", "due_at", "id"])
    op.create_index("ix_message_by_seminar", "message", ["seminar_id", "state", "urgency", "due_at", "id"])
    # The new one begins with the same column.
    op.drop_index(op.f("ix_message_seminar_id"), table_name="message")
    which = sa.text("UPDATE message SET urgency = :urgency WHERE state IN :states AND kind IN :kinds").bindparams(
        sa.bindparam("states", UNSENT, expanding=True), sa.bindparam("kinds", expanding=True)
    )
    for urgency, kinds in URGENCY.items():
        op.execute(which.bindparams(urgency=urgency, kinds=kinds))


def downgrade() -> None:
    op.create_index(op.f("ix_message_seminar_id"), "message", ["seminar_id"])
    op.drop_index("ix_message_by_seminar", table_name="message")
    op.drop_index("ix_message_by_age", table_name="message")
    op.drop_table("departure")
