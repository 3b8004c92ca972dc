"""Campaigns: what was decided before launch, and how far they have come. States only ever go forward.

    draft ─> launching ─> open <─> paused ─> closing ─> frozen

What people were promised (threshold, segments, channel, questionnaire) is fixed once a campaign leaves `draft`.
"""

from __future__ import annotations

import base64
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any, Literal

from sqlalchemy import Connection, Row, delete, insert, select, update

from survey.errors import CollectionError, CommandError
from survey.store.register.tables import CAMPAIGNS, CREDITED_SHARES

State = Literal["draft", "launching", "open", "paused", "closing", "frozen"]
Outcome = Literal["dataset", "too_few"]

_NEXT: Mapping[State, Sequence[State]] = {
    "draft": ("launching",),
    "launching": ("open",),
    "open": ("paused", "closing"),
    "paused": ("open", "closing"),
    "closing": ("frozen",),
    "frozen": (),
}

_STAMPS: Mapping[tuple[State, State], str] = {
    ("launching", "open"): "launched_at",
    ("open", "closing"): "closed_at",
    ("paused", "closing"): "closed_at",
    ("closing", "frozen"): "frozen_at",
}


@dataclass(frozen=True)
class Plan:
    """What is decided before launch, and promised to people from then on."""

    organisation: str
    title: str
    questionnaire: str
    opens: datetime
    closes: datetime
    channel: Literal["personal", "open", "kiosk"] = "personal"
    origin: Literal["campaign", "simulated"] = "campaign"
    threshold: int = 5
    attributes: tuple[str, ...] = ()
    """Segments that the list of people gives, the most important first."""
    reminders: Literal["not_answered", "everyone", "none"] = "not_answered"
    contact: str = ""
    welcome: Mapping[str, str] = field(default_factory=dict)
    results_on: date | None = None


@dataclass(frozen=True)
class Campaign:
    """A campaign of the register."""

    id: str
    plan: Plan
    state: State
    outcome: Outcome | None
    credited_at: datetime | None
    closed_at: datetime | None
    frozen_at: datetime | None


def add(db: Connection, plan: Plan) -> Campaign:
    """Add a campaign as a draft under a fresh random id, which its links will show."""
    campaign = base64.b32encode(secrets.token_bytes(8)).decode().rstrip("=").lower()
    db.execute(
        insert(CAMPAIGNS),
        {
            "id": campaign,
            "organisation_id": plan.organisation,
            "title": plan.title,
            "origin": plan.origin,
            "mode": "anonymous",
            "channel": plan.channel,
            "state": "draft",
            "questionnaire": plan.questionnaire,
            "threshold": plan.threshold,
            "attributes": list(plan.attributes),
            "opens": plan.opens,
            "closes": plan.closes,
            "results_on": plan.results_on.isoformat() if plan.results_on else None,
            "reminders": plan.reminders,
            "contact": plan.contact,
            "welcome": dict(plan.welcome),
            "created_at": datetime.now(UTC),
        },
    )
    return get(db, campaign)


def get(db: Connection, campaign: str) -> Campaign:
    """Return the campaign with this id.

    Raises
    ------
    CommandError
        When there is none.
    """
    row = db.execute(select(CAMPAIGNS).where(CAMPAIGNS.c.id == campaign)).one_or_none()
    if row is None:
        raise CommandError(
            f"There is no campaign {campaign[:40]!r}.",
            where="campaign",
            mend="Give one of the ids that this shows: sightline campaign list",
        )
    return _campaign(row)


def all_of(db: Connection, organisation: str | None = None) -> list[Campaign]:
    """Return the campaigns of an organisation, or of all, the oldest first."""
    wanted = select(CAMPAIGNS).order_by(CAMPAIGNS.c.created_at, CAMPAIGNS.c.id)
    if organisation is not None:
        wanted = wanted.where(CAMPAIGNS.c.organisation_id == organisation)
    return [_campaign(row) for row in db.execute(wanted)]


def advance(db: Connection, campaign: str, state: State, *, outcome: Outcome | None = None) -> Campaign:
    """Move a campaign to a state that may follow its own; the state it has already is no fault.

    Raises
    ------
    CollectionError
        When the state cannot follow: a closed campaign is not opened again, whatever the clock says.
    """
    found = get(db, campaign)
    if found.state == state:
        return found
    if state not in _NEXT[found.state]:
        raise CollectionError(
            f"The campaign is {found.state} and cannot become {state}.",
            where=campaign,
            mend=f"After {found.state} comes {' or '.join(_NEXT[found.state]) or 'nothing'}.",
        )
    values: dict[str, Any] = {"state": state}
    if stamp := _STAMPS.get((found.state, state)):
        values[stamp] = datetime.now(UTC)
    if outcome is not None:
        values["outcome"] = outcome
    db.execute(update(CAMPAIGNS).where(CAMPAIGNS.c.id == campaign).values(**values))
    return get(db, campaign)


def note_outcome(db: Connection, campaign: str, outcome: Outcome) -> None:
    """Note what became of the answers, before anything is destroyed."""
    db.execute(update(CAMPAIGNS).where(CAMPAIGNS.c.id == campaign).values(outcome=outcome))


def note_credit(db: Connection, campaign: str, moment: datetime) -> None:
    """Note when participation was last credited."""
    db.execute(update(CAMPAIGNS).where(CAMPAIGNS.c.id == campaign).values(credited_at=moment))


def in_organisation(db: Connection, organisation: str, campaign: str) -> Campaign | None:
    """Return a campaign of this organisation, or None for another's as for one that does not exist."""
    wanted = select(CAMPAIGNS).where(CAMPAIGNS.c.id == campaign, CAMPAIGNS.c.organisation_id == organisation)
    row = db.execute(wanted).one_or_none()
    return None if row is None else _campaign(row)


def note_credited_share(db: Connection, campaign: str, credited: int, invited: int) -> None:
    """Note how much was credited, in steps of 5 %; the ends are never told apart from their neighbours."""
    percent = min(95, max(5, 5 * round(20 * credited / max(1, invited))))
    db.execute(delete(CREDITED_SHARES).where(CREDITED_SHARES.c.campaign_id == campaign))
    db.execute(insert(CREDITED_SHARES), {"campaign_id": campaign, "percent": percent})


def credited_share(db: Connection, campaign: str) -> int | None:
    """Return how much was credited, in per cent in steps of 5; None where nothing was yet."""
    wanted = select(CREDITED_SHARES.c.percent).where(CREDITED_SHARES.c.campaign_id == campaign)
    return db.execute(wanted).scalar()


def extend(db: Connection, campaign: str, closes: datetime) -> None:
    """Move the end of a campaign that is not closed yet."""
    db.execute(
        update(CAMPAIGNS)
        .where(CAMPAIGNS.c.id == campaign, CAMPAIGNS.c.state.in_(("draft", "launching", "open", "paused")))
        .values(closes=closes)
    )


def _campaign(row: Row[Any]) -> Campaign:
    plan = Plan(
        organisation=row.organisation_id,
        title=row.title,
        questionnaire=row.questionnaire,
        opens=row.opens,
        closes=row.closes,
        channel=row.channel,
        origin=row.origin,
        threshold=row.threshold,
        attributes=tuple(row.attributes),
        reminders=row.reminders,
        contact=row.contact,
        welcome=row.welcome,
        results_on=date.fromisoformat(row.results_on) if row.results_on else None,
    )
    return Campaign(row.id, plan, row.state, row.outcome, row.credited_at, row.closed_at, row.frozen_at)
