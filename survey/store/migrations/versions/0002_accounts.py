"""Accounts of staff, their sessions, and how often somebody tried to sign in."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "accounts",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("organisation_id", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("disabled", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("email = lower(email)", name="accounts_email_is_lower_case"),
        sa.CheckConstraint("length(email) BETWEEN 3 AND 254", name="accounts_has_an_email"),
        sa.CheckConstraint(
            "role IN ('admin', 'consultant', 'hr', 'manager', 'reader', 'council')",
            name="accounts_role_is_known",
        ),
        sa.CheckConstraint("disabled IN (0, 1)", name="accounts_disabled_or_not"),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name="accounts_of_organisations"),
        sa.PrimaryKeyConstraint("id", name="accounts_key"),
        sa.UniqueConstraint("email", name="accounts_once_by_email"),
    )
    op.create_index("accounts_by_organisation_id", "accounts", ["organisation_id"], unique=False)
    op.create_table(
        "sessions",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("length(id) = 64", name="sessions_id_is_a_hash"),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name="sessions_of_accounts", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="sessions_key"),
    )
    op.create_index("sessions_by_account_id", "sessions", ["account_id"], unique=False)
    op.create_table(
        "tries",
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("minute", sa.Integer(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.CheckConstraint("tries > 0", name="tries_tries_is_a_count"),
        sa.CheckConstraint("length(subject) = 64", name="tries_subject_is_a_hash"),
        sa.PrimaryKeyConstraint("subject", "minute", name="tries_key"),
    )


def downgrade() -> None:
    """Remove the tables."""
    for table in ("tries", "sessions", "accounts"):
        op.drop_table(table)
