"""parties with one contact, answers kept with a form, reminders and digests, erased registrations, jobs that ran"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

ACTIVE_PERSON = "status IN ('pending', 'confirmed', 'waiting', 'offered') AND email_key <> ''"
PERSON = ["seminar_id", "email_key", "name_key"]
# Added one by one and never by a batch: on SQLite that drops the table, and the rows that hang on it would go along.
COLUMNS: tuple[tuple[str, sa.Column[Any]], ...] = (
    ("registration", sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True)),
    ("registration", sa.Column("home_town_code", sa.String(length=40), server_default="", nullable=False)),
    ("registration", sa.Column("organisation_kind", sa.String(length=20), server_default="", nullable=False)),
    ("message", sa.Column("useless_after", sa.DateTime(timezone=True), nullable=True)),
    ("message", sa.Column("first_tried_at", sa.DateTime(timezone=True), nullable=True)),
    ("submission", sa.Column("companions", sa.JSON(), server_default="[]", nullable=False)),
    ("submission", sa.Column("outcome", sa.JSON(), server_default="{}", nullable=False)),
    ("submission", sa.Column("made", sa.JSON(), server_default="[]", nullable=False)),
    ("series", sa.Column("retention_days", sa.Integer(), nullable=True)),
    ("organiser", sa.Column("wants_digest", sa.Boolean(), server_default=sa.true(), nullable=False)),
)


def upgrade() -> None:
    for table, column in COLUMNS:
        op.add_column(table, column)
    op.execute(
        "ALTER TABLE message ADD COLUMN organiser_id INTEGER "
        "CONSTRAINT fk_message_organiser_id_organiser REFERENCES organiser (id)"
    )
    op.create_index(op.f("ix_message_organiser_id"), "message", ["organiser_id"])
    op.create_index(op.f("ix_party_offer_ends_at"), "party", ["offer_ends_at"])
    op.drop_index("uq_registration_active_contact", "registration")
    _create_unique("uq_registration_active_person", PERSON, ACTIVE_PERSON)
    _create_unique("uq_registration_contact", ["party_id"], "is_contact")
    op.create_table(
        "job_run",
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_job_run")),
    )
    op.create_table(
        "spent_proof",
        sa.Column("signature", sa.String(length=128), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("signature", name=op.f("pk_spent_proof")),
    )
    op.create_index(op.f("ix_spent_proof_expires_at"), "spent_proof", ["expires_at"])


def downgrade() -> None:
    op.drop_table("spent_proof")
    op.drop_table("job_run")
    op.drop_index("uq_registration_contact", "registration")
    op.drop_index("uq_registration_active_person", "registration")
    _create_unique("uq_registration_active_contact", PERSON, f"is_contact AND {ACTIVE_PERSON}")
    op.drop_index(op.f("ix_party_offer_ends_at"), "party")
    op.drop_index(op.f("ix_message_organiser_id"), "message")
    op.drop_column("message", "organiser_id")
    for table, column in reversed(COLUMNS):
        op.drop_column(table, column.name)


def _create_unique(name: str, columns: list[str], where: str) -> None:
    op.create_index(
        name, "registration", columns, unique=True, sqlite_where=sa.text(where), postgresql_where=sa.text(where)
    )
