"""changes of seminars, who was told of them, and what feeds remember"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

REFERENCES = (("registration", "told_change_id"), ("message", "change_id"))


def upgrade() -> None:
    op.create_table(
        "change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("seminar_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.Column("reason", sa.JSON(), nullable=False),
        sa.Column("told", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["seminar_id"], ["seminar.id"], name=op.f("fk_change_seminar_id_seminar")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_change")),
    )
    op.create_index(op.f("ix_change_seminar_id"), "change", ["seminar_id"])
    op.create_table(
        "personal_feed",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email_key", sa.String(length=254), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_personal_feed")),
        sa.UniqueConstraint("email_key", name=op.f("uq_personal_feed_email_key")),
    )
    op.create_table(
        "shown_town",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_shown_town")),
    )
    op.add_column("seminar", sa.Column("recap_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index(op.f("ix_seminar_changed_at"), "seminar", ["changed_at"])
    op.create_index(op.f("ix_seminar_ends_at"), "seminar", ["ends_at"])
    op.execute("UPDATE seminar SET recap_at = changed_at WHERE CAST(recap AS VARCHAR) <> '{}'")
    for table, column in REFERENCES:
        # Not by a batch: on SQLite that drops the table, and its rows' consents would go with it.
        name = f"fk_{table}_{column}_change"
        op.execute(f"ALTER TABLE {table} ADD COLUMN {column} INTEGER CONSTRAINT {name} REFERENCES change (id)")
    op.create_index(op.f("ix_message_change_id"), "message", ["change_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_message_change_id"), "message")
    for table, column in REFERENCES:
        op.drop_column(table, column)
    op.drop_index(op.f("ix_seminar_ends_at"), "seminar")
    op.drop_index(op.f("ix_seminar_changed_at"), "seminar")
    op.drop_column("seminar", "recap_at")
    op.drop_table("shown_town")
    op.drop_table("personal_feed")
    op.drop_table("change")
