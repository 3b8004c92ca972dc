"""The first register: organisations, campaigns with their people, released figures, jobs and the log."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "log",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("campaign_id", sa.Text(), nullable=True),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="log_key"),
    )
    op.create_table(
        "organisations",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.CheckConstraint("length(name) BETWEEN 1 AND 200", name="organisations_has_a_name"),
        sa.PrimaryKeyConstraint("id", name="organisations_key"),
    )
    op.create_table(
        "campaigns",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("organisation_id", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("mode", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("questionnaire", sa.Text(), nullable=False),
        sa.Column("threshold", sa.Integer(), nullable=False),
        sa.Column("attributes", sa.JSON(), nullable=False),
        sa.Column("opens", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closes", sa.DateTime(timezone=True), nullable=False),
        sa.Column("results_on", sa.Text(), nullable=True),
        sa.Column("reminders", sa.Text(), nullable=False),
        sa.Column("contact", sa.Text(), nullable=False),
        sa.Column("welcome", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("launched_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("credited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("frozen_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("channel IN ('personal', 'open', 'kiosk')", name="campaigns_channel_is_known"),
        sa.CheckConstraint("mode = 'anonymous'", name="campaigns_is_anonymous"),
        sa.CheckConstraint("origin IN ('campaign', 'simulated')", name="campaigns_origin_is_known"),
        sa.CheckConstraint("outcome IN ('dataset', 'too_few')", name="campaigns_outcome_is_known"),
        sa.CheckConstraint(
            "reminders IN ('not_answered', 'everyone', 'none')", name="campaigns_reminders_are_known"
        ),
        sa.CheckConstraint(
            "state <> 'frozen' OR outcome IS NOT NULL", name="campaigns_frozen_has_an_outcome"
        ),
        sa.CheckConstraint(
            "state IN ('draft', 'launching', 'open', 'paused', 'closing', 'frozen')",
            name="campaigns_state_is_known",
        ),
        sa.CheckConstraint("closes > opens", name="campaigns_closes_after_opening"),
        sa.CheckConstraint("length(title) BETWEEN 1 AND 200", name="campaigns_has_a_title"),
        sa.CheckConstraint("threshold BETWEEN 5 AND 1000", name=op.f("campaigns_threshold_is_5_or_more")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name="campaigns_of_organisations"),
        sa.PrimaryKeyConstraint("id", name="campaigns_key"),
    )
    op.create_index("campaigns_by_organisation_id", "campaigns", ["organisation_id"], unique=False)
    op.create_table(
        "jobs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("campaign_id", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("wished_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("problem", sa.Text(), nullable=True),
        sa.CheckConstraint("state IN ('waiting', 'running', 'done', 'failed')", name="jobs_state_is_known"),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaigns.id"], name="jobs_of_campaigns", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="jobs_key"),
    )
    op.create_index(
        "jobs_once_until_done",
        "jobs",
        ["kind", "campaign_id"],
        unique=True,
        sqlite_where=sa.text("state IN ('waiting', 'running')"),
        postgresql_where=sa.text("state IN ('waiting', 'running')"),
    )
    op.create_table(
        "participants",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("campaign_id", sa.Text(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("segments", sa.JSON(), nullable=False),
        sa.Column("removed", sa.Integer(), nullable=False),
        sa.CheckConstraint("removed IN (0, 1)", name="participants_removed_or_not"),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaigns.id"], name="participants_of_campaigns", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="participants_key"),
        sa.UniqueConstraint("campaign_id", "email", name="participants_once_by_campaign_id_email"),
        sa.UniqueConstraint("campaign_id", "reference", name="participants_once_by_campaign_id_reference"),
    )
    op.create_table(
        "released",
        sa.Column("campaign_id", sa.Text(), nullable=False),
        sa.Column("cell", sa.Text(), nullable=False),
        sa.Column("measure", sa.Text(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=True),
        sa.Column("value", sa.Double(), nullable=True),
        sa.Column("hidden", sa.Text(), nullable=True),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "hidden IS NULL OR (n IS NULL AND value IS NULL)", name="released_hidden_has_no_numbers"
        ),
        sa.CheckConstraint("n >= 5", name="released_never_a_small_n"),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaigns.id"], name="released_of_campaigns", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("campaign_id", "cell", "measure", name="released_key"),
    )
    op.create_table(
        "strata",
        sa.Column("campaign_id", sa.Text(), nullable=False),
        sa.Column("code", sa.Integer(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("segments", sa.JSON(), nullable=False),
        sa.Column("invited", sa.Integer(), nullable=False),
        sa.CheckConstraint("invited >= 0", name="strata_invited_is_a_count"),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaigns.id"], name="strata_of_campaigns", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("campaign_id", "code", name="strata_key"),
    )
    op.create_table(
        "units",
        sa.Column("campaign_id", sa.Text(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("invited", sa.Integer(), nullable=False),
        sa.CheckConstraint("invited >= 0", name="units_invited_is_a_count"),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaigns.id"], name="units_of_campaigns", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("campaign_id", "path", name="units_key"),
    )


def downgrade() -> None:
    """Remove the tables."""
    for table in ("units", "strata", "released", "participants", "jobs", "campaigns", "organisations", "log"):
        op.drop_table(table)
