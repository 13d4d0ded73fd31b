"""workers note the time, so that a wrong clock is not believed"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "beat",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("worker", sa.String(length=32), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("accepted", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_beat")),
    )
    op.create_index(op.f("ix_beat_at"), "beat", ["at"])
    # The version before noted no beats, but when its jobs ran: until then its time was believed.
    op.execute(
        "INSERT INTO beat (worker, began_at, at, count, accepted) "
        "SELECT 'before', max(began_at), max(began_at), 1, true FROM job_run "
        "WHERE began_at <= CURRENT_TIMESTAMP HAVING max(began_at) IS NOT NULL"
    )


def downgrade() -> None:
    op.drop_table("beat")
