"""when a job was done last, also while it runs or has failed since"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("job_run", sa.Column("done_at", sa.DateTime(timezone=True), nullable=True))
    op.execute("UPDATE job_run SET done_at = coalesce(ended_at, began_at)")


def downgrade() -> None:
    op.drop_column("job_run", "done_at")
