"""a mail server that refuses the sender is told apart from one that refuses a mail"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sender_verdict",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tried_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("words", sa.String(length=500), nullable=False),
        sa.Column("likeness", sa.String(length=500), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sender_verdict")),
    )
    op.create_table(
        "refusal",
        sa.Column("message_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("likeness", sa.String(length=500), nullable=False),
        sa.Column("domain_key", sa.String(length=16), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("others_left", sa.Boolean(), nullable=False),
        sa.Column("is_latest", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], name=op.f("fk_refusal_message_id_message")),
        sa.PrimaryKeyConstraint("message_id", name=op.f("pk_refusal")),
    )
    op.create_index(op.f("ix_refusal_likeness"), "refusal", ["likeness"])


def downgrade() -> None:
    op.drop_table("refusal")
    op.drop_table("sender_verdict")
