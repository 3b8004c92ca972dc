"""Mail: texts of HR, rounds that were wished for, the outbox, addresses that fail, the share that was credited."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

_KIND = "kind IN ('invitation', 'reminder', 'thanks', 'results')"


def upgrade() -> None:
    """Make the tables."""
    _texts()
    _rounds()
    _outbox()
    _failures()
    _shares()


def downgrade() -> None:
    """Remove the tables."""
    for table in ("credited_shares", "address_failures", "outbox", "mail_rounds", "mail_texts"):
        op.drop_table(table)


def _texts() -> None:
    op.create_table(
        "mail_texts",
        sa.Column("campaign_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.CheckConstraint(_KIND, name="mail_texts_kind_is_known"),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaigns.id"], name="mail_texts_of_campaigns", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("campaign_id", "kind", "language", name="mail_texts_key"),
    )


def _rounds() -> None:
    op.create_table(
        "mail_rounds",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True)),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("problem", sa.Text()),
        sa.Column("texts", sa.JSON(), nullable=False),
        sa.Column("salt", sa.Text(), nullable=False),
        sa.Column("undelivered", sa.Integer(), nullable=False),
        sa.CheckConstraint(_KIND, name="mail_rounds_kind_is_known"),
        sa.CheckConstraint(
            "state IN ('waiting', 'going', 'done', 'missed', 'withdrawn')", name="mail_rounds_state_is_known"
        ),
        sa.CheckConstraint("number >= 1", name="mail_rounds_number_counts_from_one"),
        sa.CheckConstraint("undelivered >= 0", name="mail_rounds_undelivered_is_a_count"),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaigns.id"], name="mail_rounds_of_campaigns", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="mail_rounds_key"),
        sa.UniqueConstraint(
            "campaign_id", "kind", "number", name="mail_rounds_once_by_campaign_id_kind_number"
        ),
    )


def _outbox() -> None:
    op.create_table(
        "outbox",
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("participant_id", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True)),
        sa.Column("holder", sa.Text()),
        sa.Column("leased_until", sa.DateTime(timezone=True)),
        sa.CheckConstraint("state IN ('waiting', 'leased', 'done')", name="outbox_state_is_known"),
        sa.CheckConstraint("(state = 'leased') = (holder IS NOT NULL)", name="outbox_leased_has_a_holder"),
        sa.CheckConstraint(
            "(state = 'leased') = (leased_until IS NOT NULL)", name="outbox_leased_has_an_end"
        ),
        sa.CheckConstraint(
            "state <> 'done' OR (attempts = 0 AND due_at IS NULL)", name="outbox_done_tells_nothing_else"
        ),
        sa.ForeignKeyConstraint(
            ["round_id"], ["mail_rounds.id"], name="outbox_of_mail_rounds", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["participants.id"], name="outbox_of_participants", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("round_id", "participant_id", name="outbox_key"),
    )
    op.create_index("outbox_by_what_is_due", "outbox", ["round_id", "state", "due_at"], unique=False)
    op.create_index("outbox_by_participant_id", "outbox", ["participant_id"], unique=False)


def _failures() -> None:
    op.create_table(
        "address_failures",
        sa.Column("participant_id", sa.Text(), nullable=False),
        sa.Column("campaign_id", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.CheckConstraint("length(reason) BETWEEN 1 AND 40", name="address_failures_reason_is_a_code"),
        sa.ForeignKeyConstraint(
            ["participant_id"],
            ["participants.id"],
            name="address_failures_of_participants",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaigns.id"], name="address_failures_of_campaigns", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("participant_id", name="address_failures_key"),
    )
    op.create_index("address_failures_by_campaign_id", "address_failures", ["campaign_id"], unique=False)


def _shares() -> None:
    op.create_table(
        "credited_shares",
        sa.Column("campaign_id", sa.Text(), nullable=False),
        sa.Column("percent", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "percent BETWEEN 5 AND 95 AND percent % 5 = 0", name="credited_shares_percent_is_coarse"
        ),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaigns.id"], name="credited_shares_of_campaigns", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("campaign_id", name="credited_shares_key"),
    )
