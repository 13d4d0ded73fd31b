"""the networks from which an account was signed in to"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "known_network",
        sa.Column("organiser_id", sa.Integer(), nullable=False),
        sa.Column("network", sa.String(length=40), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organiser_id"],
            ["organiser.id"],
            name=op.f("fk_known_network_organiser_id_organiser"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("organiser_id", "network", name=op.f("pk_known_network")),
    )


def downgrade() -> None:
    # The version before cannot read a row of a kind that it does not know.
    op.execute("DELETE FROM message WHERE kind = 'password_set'")
    op.drop_table("known_network")
