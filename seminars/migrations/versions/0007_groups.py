"""registrations know for a day which network they came from, and the group that they were seen to belong to"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

LATELY = sa.text("network <> ''")


def upgrade() -> None:
    op.create_table(
        "sign_up_group",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("seminar_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("domain", sa.String(length=254), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["seminar_id"], ["seminar.id"], name=op.f("fk_sign_up_group_seminar_id_seminar")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_sign_up_group")),
    )
    op.create_index(op.f("ix_sign_up_group_seminar_id"), "sign_up_group", ["seminar_id"])
    op.add_column("registration", sa.Column("network", sa.String(length=64), server_default="", nullable=False))
    # Not by a batch: on SQLite that drops the table.
    op.execute(
        "ALTER TABLE registration ADD COLUMN group_no INTEGER "
        "CONSTRAINT fk_registration_group_no_sign_up_group REFERENCES sign_up_group (number)"
    )
    op.create_index(
        "ix_registration_lately", "registration", ["seminar_id"], sqlite_where=LATELY, postgresql_where=LATELY
    )


def downgrade() -> None:
    op.drop_index("ix_registration_lately", "registration")
    op.drop_column("registration", "group_no")
    op.drop_column("registration", "network")
    op.drop_table("sign_up_group")
