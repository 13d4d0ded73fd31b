"""several roles, each until it ends; roles that are offered; sign-ins; which organiser did what; and in which words
people agreed to each thing"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

SCOPES = {
    "uq_membership_installation": ([], ["series_id", "seminar_id"]),
    "uq_membership_series": (["series_id"], ["seminar_id"]),
    "uq_membership_seminar": (["seminar_id"], ["series_id"]),
}


def upgrade() -> None:
    op.add_column("submission", sa.Column("consent_versions", sa.JSON(), server_default="{}", nullable=False))
    # Until now one number counted the words of all kinds; those of this kind always told of the name alone.
    op.execute("UPDATE consent SET text_version = 1 WHERE kind = 'sharing'")
    op.add_column("organiser", sa.Column("name", sa.String(length=100), server_default="", nullable=False))
    _let_roles_end()
    _make_sign_ins()
    _make_role_offers()
    _refer("activity", "organiser_id")
    op.create_index(op.f("ix_activity_organiser_id"), "activity", ["organiser_id"])
    op.execute(
        "UPDATE activity SET organiser_id = (SELECT id FROM organiser WHERE organiser.email = activity.actor) "
        "WHERE actor IN (SELECT email FROM organiser)"
    )


def _let_roles_end() -> None:
    op.add_column("membership", sa.Column("wants_mail", sa.Boolean(), server_default=sa.true(), nullable=False))
    op.add_column("membership", sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True))
    _refer("membership", "invited_by")
    # The same role twice in the same place was never meant, and nothing kept anybody from it.
    op.execute(
        "DELETE FROM membership WHERE id NOT IN (SELECT MIN(id) FROM membership "
        "GROUP BY organiser_id, series_id, seminar_id)"
    )
    for name, (columns, empty) in SCOPES.items():
        holds = sa.text(" AND ".join(["ended_at IS NULL", *(f"{column} IS NULL" for column in empty)]))
        op.create_index(
            name, "membership", ["organiser_id", *columns], unique=True, sqlite_where=holds, postgresql_where=holds
        )


def _refer(table: str, column: str) -> None:
    """Not by a batch: on SQLite that drops the table."""
    op.execute(
        f"ALTER TABLE {table} ADD COLUMN {column} INTEGER "
        f"CONSTRAINT fk_{table}_{column}_organiser REFERENCES organiser (id)"
    )


def _make_sign_ins() -> None:
    op.create_table(
        "sign_in",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organiser_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("browser", sa.String(length=80), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["organiser_id"], ["organiser.id"], name=op.f("fk_sign_in_organiser_id_organiser")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in")),
        sa.UniqueConstraint("key", name=op.f("uq_sign_in_key")),
    )
    op.create_index(op.f("ix_sign_in_organiser_id"), "sign_in", ["organiser_id"])


def _make_role_offers() -> None:
    op.create_table(
        "role_offer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("role", sa.String(length=30), nullable=False),
        sa.Column("series_id", sa.Integer(), nullable=True),
        sa.Column("seminar_id", sa.Integer(), nullable=True),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("offered_by", sa.Integer(), nullable=False),
        sa.Column("nonce", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["series_id"], ["series.id"], name=op.f("fk_role_offer_series_id_series")),
        sa.ForeignKeyConstraint(["seminar_id"], ["seminar.id"], name=op.f("fk_role_offer_seminar_id_seminar")),
        sa.ForeignKeyConstraint(["offered_by"], ["organiser.id"], name=op.f("fk_role_offer_offered_by_organiser")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_offer")),
    )
    for column in ("email", "series_id", "seminar_id"):
        op.create_index(op.f(f"ix_role_offer_{column}"), "role_offer", [column])


def downgrade() -> None:
    # Earlier versions know owners alone, and take every role for theirs.
    op.execute("DELETE FROM membership WHERE role <> 'owner' OR ended_at IS NOT NULL")
    kinds = "'role_offered', 'rights_changed', 'sign_in_link', 'signed_in_anew'"
    op.execute(f"DELETE FROM message WHERE kind IN ({kinds})")  # noqa: S608 - nothing that was typed
    op.drop_table("role_offer")
    op.drop_table("sign_in")
    op.drop_index(op.f("ix_activity_organiser_id"), "activity")
    op.drop_column("activity", "organiser_id")
    for name in SCOPES:
        op.drop_index(name, "membership")
    op.drop_column("membership", "invited_by")
    op.drop_column("membership", "ended_at")
    op.drop_column("membership", "wants_mail")
    op.drop_column("organiser", "name")
    op.drop_column("submission", "consent_versions")
