"""Released figures: every number that staff will ever see of a campaign, copied from its dataset at freeze."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict

from sqlalchemy import Connection, delete, insert, select

from questionnaires import parse
from scoring.release import Release
from scoring.release_rows import ReleasedRow, release_of
from survey.store.register import campaigns
from survey.store.register.tables import RELEASED


def keep_release(db: Connection, campaign: str, rows: Iterable[ReleasedRow]) -> None:
    """Keep the released figures of a campaign, in place of those kept before."""
    db.execute(delete(RELEASED).where(RELEASED.c.campaign_id == campaign))
    kept = [{"campaign_id": campaign, **asdict(row)} for row in rows]
    if kept:
        db.execute(insert(RELEASED), kept)


def read_release(db: Connection, campaign: str) -> Release | None:
    """Return what may be shown of a campaign, or None where nothing was released."""
    columns = [RELEASED.c[name] for name in ("cell", "measure", "n", "value", "hidden", "detail")]
    rows = [
        ReleasedRow(*row) for row in db.execute(select(*columns).where(RELEASED.c.campaign_id == campaign))
    ]
    if not rows:
        return None
    questionnaire = parse(campaigns.get(db, campaign).plan.questionnaire, name=campaign)
    return release_of(questionnaire, rows, where=f"register, campaign {campaign}")
