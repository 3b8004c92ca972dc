"""The register's tables: organisations, campaigns, people, and what staff may see. What always holds is a constraint.

The trap: no table here may hold a token, a hash of one, a draft key, or whether somebody took part. Links are derived
when they are sent; who has answered is never known here (see `survey.store.admission`).
"""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Column,
    DateTime,
    Dialect,
    Double,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    text,
)

TABLES = MetaData(
    naming_convention={
        "pk": "%(table_name)s_key",
        "fk": "%(table_name)s_of_%(referred_table_name)s",
        "uq": "%(table_name)s_once_by_%(column_0_N_name)s",
        "ix": "%(table_name)s_by_%(column_0_N_name)s",
        "ck": "%(table_name)s_%(constraint_name)s",
    }
)

CAMPAIGN_STATES = ("draft", "launching", "open", "paused", "closing", "frozen")
OUTCOMES = ("dataset", "too_few")
ROLES = ("admin", "consultant", "hr", "manager", "reader", "council")
JOB_STATES = ("waiting", "running", "done", "failed")
MAIL_KINDS = ("invitation", "reminder", "thanks", "results")
ROUND_STATES = ("waiting", "going", "done", "missed", "withdrawn")
OUTBOX_STATES = ("waiting", "leased", "done")


class Moment(TypeDecorator[datetime]):
    """A moment with its time zone, kept in UTC: SQLite would forget the zone, and so would a reader of the file."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        if value is None:
            return None
        assert value.tzinfo is not None, "a moment needs its time zone"
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def _one_of(column: str, words: tuple[str, ...]) -> str:
    return f"{column} IN ({', '.join(map(repr, words))})"


ORGANISATIONS = Table(
    "organisations",
    TABLES,
    Column("id", Text, nullable=False),
    Column("name", Text, nullable=False),
    PrimaryKeyConstraint("id"),
    CheckConstraint("length(name) BETWEEN 1 AND 200", name="has_a_name"),
)

CAMPAIGNS = Table(
    "campaigns",
    TABLES,
    Column("id", Text, nullable=False),
    Column("organisation_id", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("origin", Text, nullable=False),
    Column("mode", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("outcome", Text),
    Column("questionnaire", Text, nullable=False),
    Column("threshold", Integer, nullable=False),
    Column("attributes", JSON, nullable=False),
    Column("opens", Moment, nullable=False),
    Column("closes", Moment, nullable=False),
    Column("results_on", Text),
    Column("reminders", Text, nullable=False),
    Column("contact", Text, nullable=False),
    Column("welcome", JSON, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("launched_at", Moment),
    Column("credited_at", Moment),
    Column("closed_at", Moment),
    Column("frozen_at", Moment),
    PrimaryKeyConstraint("id"),
    ForeignKeyConstraint(["organisation_id"], ["organisations.id"]),
    CheckConstraint("length(title) BETWEEN 1 AND 200", name="has_a_title"),
    CheckConstraint("closes > opens", name="closes_after_opening"),
    CheckConstraint("threshold BETWEEN 5 AND 1000", name="threshold_is_5_or_more"),
    CheckConstraint("mode = 'anonymous'", name="is_anonymous"),
    CheckConstraint(_one_of("origin", ("campaign", "simulated")), name="origin_is_known"),
    CheckConstraint(_one_of("channel", ("personal", "open", "kiosk")), name="channel_is_known"),
    CheckConstraint(_one_of("state", CAMPAIGN_STATES), name="state_is_known"),
    CheckConstraint(_one_of("outcome", OUTCOMES), name="outcome_is_known"),
    CheckConstraint("state <> 'frozen' OR outcome IS NOT NULL", name="frozen_has_an_outcome"),
    CheckConstraint(_one_of("reminders", ("not_answered", "everyone", "none")), name="reminders_are_known"),
    Index(None, "organisation_id"),
)

UNITS = Table(
    "units",
    TABLES,
    Column("campaign_id", Text, nullable=False),
    Column("path", Text, nullable=False),
    Column("invited", Integer, nullable=False),
    PrimaryKeyConstraint("campaign_id", "path"),
    ForeignKeyConstraint(["campaign_id"], ["campaigns.id"], ondelete="CASCADE"),
    CheckConstraint("invited >= 0", name="invited_is_a_count"),
)
"""Units that were declared with their head counts, where there is no list of people (open link, kiosk)."""

PARTICIPANTS = Table(
    "participants",
    TABLES,
    Column("id", Text, nullable=False),
    Column("campaign_id", Text, nullable=False),
    Column("reference", Text, nullable=False),
    Column("email", Text),
    Column("name", Text, nullable=False),
    Column("unit", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("segments", JSON, nullable=False),
    Column("removed", Integer, nullable=False),
    PrimaryKeyConstraint("id"),
    ForeignKeyConstraint(["campaign_id"], ["campaigns.id"], ondelete="CASCADE"),
    UniqueConstraint("campaign_id", "reference"),
    UniqueConstraint("campaign_id", "email"),
    CheckConstraint("removed IN (0, 1)", name="removed_or_not"),
)

STRATA = Table(
    "strata",
    TABLES,
    Column("campaign_id", Text, nullable=False),
    Column("code", Integer, nullable=False),
    Column("unit", Text, nullable=False),
    Column("segments", JSON, nullable=False),
    Column("invited", Integer, nullable=False),
    PrimaryKeyConstraint("campaign_id", "code"),
    ForeignKeyConstraint(["campaign_id"], ["campaigns.id"], ondelete="CASCADE"),
    CheckConstraint("invited >= 0", name="invited_is_a_count"),
)

RELEASED = Table(
    "released",
    TABLES,
    Column("campaign_id", Text, nullable=False),
    Column("cell", Text, nullable=False),
    Column("measure", Text, nullable=False),
    Column("n", Integer),
    Column("value", Double),
    Column("hidden", Text),
    Column("detail", Text, nullable=False),
    PrimaryKeyConstraint("campaign_id", "cell", "measure"),
    ForeignKeyConstraint(["campaign_id"], ["campaigns.id"], ondelete="CASCADE"),
    CheckConstraint("n >= 5", name="never_a_small_n"),
    CheckConstraint("hidden IS NULL OR (n IS NULL AND value IS NULL)", name="hidden_has_no_numbers"),
)

JOBS = Table(
    "jobs",
    TABLES,
    Column("id", Integer, nullable=False),
    Column("kind", Text, nullable=False),
    Column("campaign_id", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("wished_at", Moment, nullable=False),
    Column("problem", Text),
    PrimaryKeyConstraint("id"),
    ForeignKeyConstraint(["campaign_id"], ["campaigns.id"], ondelete="CASCADE"),
    CheckConstraint(_one_of("state", JOB_STATES), name="state_is_known"),
    Index(
        "jobs_once_until_done",
        "kind",
        "campaign_id",
        unique=True,
        sqlite_where=text("state IN ('waiting', 'running')"),
        postgresql_where=text("state IN ('waiting', 'running')"),
    ),
)

LOG = Table(
    "log",
    TABLES,
    Column("id", Integer, nullable=False),
    Column("at", Moment, nullable=False),
    Column("who", Text, nullable=False),
    Column("what", Text, nullable=False),
    Column("campaign_id", Text),
    Column("detail", Text, nullable=False),
    PrimaryKeyConstraint("id"),
)
"""What staff and operators did. It is only ever added to, and outlives the campaign: hence no foreign key."""

ACCOUNTS = Table(
    "accounts",
    TABLES,
    Column("id", Text, nullable=False),
    Column("organisation_id", Text, nullable=False),
    Column("email", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("password_hash", Text, nullable=False),
    Column("disabled", Integer, nullable=False),
    Column("created_at", Moment, nullable=False),
    PrimaryKeyConstraint("id"),
    ForeignKeyConstraint(["organisation_id"], ["organisations.id"]),
    UniqueConstraint("email"),
    CheckConstraint("email = lower(email)", name="email_is_lower_case"),
    CheckConstraint("length(email) BETWEEN 3 AND 254", name="has_an_email"),
    CheckConstraint(_one_of("role", ROLES), name="role_is_known"),
    CheckConstraint("disabled IN (0, 1)", name="disabled_or_not"),
    Index(None, "organisation_id"),
)
"""Staff who sign in to the office. Who is invited to answer is never an account on that ground."""

SESSIONS = Table(
    "sessions",
    TABLES,
    Column("id", Text, nullable=False),
    Column("account_id", Text, nullable=False),
    Column("began_at", Moment, nullable=False),
    Column("seen_at", Moment, nullable=False),
    PrimaryKeyConstraint("id"),
    ForeignKeyConstraint(["account_id"], ["accounts.id"], ondelete="CASCADE"),
    CheckConstraint("length(id) = 64", name="id_is_a_hash"),
    Index(None, "account_id"),
)
"""Who is signed in, by the hash of what the cookie carries: whoever reads this table can take over no session."""

TRIES = Table(
    "tries",
    TABLES,
    Column("subject", Text, nullable=False),
    Column("minute", Integer, nullable=False),
    Column("tries", Integer, nullable=False),
    PrimaryKeyConstraint("subject", "minute"),
    CheckConstraint("tries > 0", name="tries_is_a_count"),
    CheckConstraint("length(subject) = 64", name="subject_is_a_hash"),
)
"""How often somebody tried to sign in, by a keyed hash whose key lives for a day: no account and no address."""

MAIL_TEXTS = Table(
    "mail_texts",
    TABLES,
    Column("campaign_id", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("body", Text, nullable=False),
    PrimaryKeyConstraint("campaign_id", "kind", "language"),
    ForeignKeyConstraint(["campaign_id"], ["campaigns.id"], ondelete="CASCADE"),
    CheckConstraint(_one_of("kind", MAIL_KINDS), name="kind_is_known"),
)
"""Texts that HR has written in place of the program's own."""

MAIL_ROUNDS = Table(
    "mail_rounds",
    TABLES,
    Column("id", Integer, nullable=False),
    Column("campaign_id", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("number", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("not_before", Moment),
    Column("tries", Integer, nullable=False),
    Column("problem", Text),
    Column("texts", JSON, nullable=False),
    Column("salt", Text, nullable=False),
    Column("undelivered", Integer, nullable=False),
    PrimaryKeyConstraint("id"),
    ForeignKeyConstraint(["campaign_id"], ["campaigns.id"], ondelete="CASCADE"),
    UniqueConstraint("campaign_id", "kind", "number"),
    CheckConstraint(_one_of("kind", MAIL_KINDS), name="kind_is_known"),
    CheckConstraint(_one_of("state", ROUND_STATES), name="state_is_known"),
    CheckConstraint("number >= 1", name="number_counts_from_one"),
    CheckConstraint("undelivered >= 0", name="undelivered_is_a_count"),
)
"""Rounds of mail that were wished for, with the texts that all of a round get. `salt` is empty where links are sent:
there the invite key stands for it, which is destroyed at close."""

OUTBOX = Table(
    "outbox",
    TABLES,
    Column("round_id", Integer, nullable=False),
    Column("participant_id", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("due_at", Moment),
    Column("holder", Text),
    Column("leased_until", Moment),
    PrimaryKeyConstraint("round_id", "participant_id"),
    ForeignKeyConstraint(["round_id"], ["mail_rounds.id"], ondelete="CASCADE"),
    ForeignKeyConstraint(["participant_id"], ["participants.id"], ondelete="CASCADE"),
    CheckConstraint(_one_of("state", OUTBOX_STATES), name="state_is_known"),
    CheckConstraint("(state = 'leased') = (holder IS NOT NULL)", name="leased_has_a_holder"),
    CheckConstraint("(state = 'leased') = (leased_until IS NOT NULL)", name="leased_has_an_end"),
    CheckConstraint("state <> 'done' OR (attempts = 0 AND due_at IS NULL)", name="done_tells_nothing_else"),
    Index("outbox_by_what_is_due", "round_id", "state", "due_at"),
    Index(None, "participant_id"),
)
"""One row for everybody invited, in every round. Sent, skipped and given up all end alike, with no time: who was
reminded can be read from no row of this table."""

CREDITED_SHARES = Table(
    "credited_shares",
    TABLES,
    Column("campaign_id", Text, nullable=False),
    Column("percent", Integer, nullable=False),
    PrimaryKeyConstraint("campaign_id"),
    ForeignKeyConstraint(["campaign_id"], ["campaigns.id"], ondelete="CASCADE"),
    CheckConstraint("percent BETWEEN 5 AND 95 AND percent % 5 = 0", name="percent_is_coarse"),
)
"""How much of a campaign was credited, in steps of 5 % and never all or none: whom a reminder would leave out."""

ADDRESS_FAILURES = Table(
    "address_failures",
    TABLES,
    Column("participant_id", Text, nullable=False),
    Column("campaign_id", Text, nullable=False),
    Column("reason", Text, nullable=False),
    PrimaryKeyConstraint("participant_id"),
    ForeignKeyConstraint(["participant_id"], ["participants.id"], ondelete="CASCADE"),
    ForeignKeyConstraint(["campaign_id"], ["campaigns.id"], ondelete="CASCADE"),
    CheckConstraint("length(reason) BETWEEN 1 AND 40", name="reason_is_a_code"),
    Index(None, "campaign_id"),
)
"""Addresses that fail, with the code that a mail server gave; without a time or a round."""
