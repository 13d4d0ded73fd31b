"""answers are counted by mailbox, and those that come too often are gathered"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "mailbox",
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("answers", sa.Integer(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("acted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("quiet_until", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_mailbox")),
    )
    op.add_column("message", sa.Column("gathered_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index(op.f("ix_message_mailbox_message_created_at"), "message", ["mailbox", "created_at"])


def downgrade() -> None:
    # What waits to be gathered would wait for ever: nobody gathers it any more.
    op.execute("UPDATE message SET due_at = created_at WHERE state IN ('queued', 'held') AND due_at >= '2999-01-01'")
    op.drop_index(op.f("ix_message_mailbox_message_created_at"), table_name="message")
    op.drop_column("message", "gathered_at")
    op.drop_table("mailbox")
