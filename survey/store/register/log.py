"""The log: what staff and operators did, in order. Entries are added and read, never changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, insert, select

from survey.store.register.tables import LOG

OPERATOR = "operator"
WORKER = "worker"


@dataclass(frozen=True)
class Entry:
    """Who did what, when, to which campaign."""

    at: datetime
    who: str
    what: str
    campaign: str | None
    detail: str


def note(db: Connection, who: str, what: str, campaign: str | None = None, detail: str = "") -> None:
    """Add an entry, in the transaction of what it tells of. It never names a person who was invited."""
    db.execute(
        insert(LOG),
        {"at": datetime.now(UTC), "who": who, "what": what, "campaign_id": campaign, "detail": detail},
    )


def entries(db: Connection, campaign: str | None = None) -> list[Entry]:
    """Return the entries of a campaign, or all, the oldest first."""
    wanted = select(LOG).order_by(LOG.c.id)
    if campaign is not None:
        wanted = wanted.where(LOG.c.campaign_id == campaign)
    return [Entry(row.at, row.who, row.what, row.campaign_id, row.detail) for row in db.execute(wanted)]
