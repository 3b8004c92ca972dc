"""Groups of a campaign: declared units with their head counts, and the strata that launch made of everybody."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sqlalchemy import Connection, delete, insert, select

from survey.store.register.tables import STRATA, UNITS

Path = tuple[str, ...]


@dataclass(frozen=True)
class Unit:
    """A declared unit and how many people of it are invited, where no list of people says so."""

    path: str
    invited: int


@dataclass(frozen=True)
class Stratum:
    """A coarse group that responses are stored with, and how many invited people share it."""

    code: int
    unit: Path
    segments: Mapping[str, str] = field(default_factory=dict)
    invited: int = 0


def declare_units(db: Connection, campaign: str, units: Iterable[Unit]) -> None:
    """Declare the units of a campaign that has no list of people."""
    rows = [{"campaign_id": campaign, "path": unit.path, "invited": unit.invited} for unit in units]
    if rows:
        db.execute(insert(UNITS), rows)


def units_of(db: Connection, campaign: str) -> list[Unit]:
    """Return the declared units by path."""
    wanted = select(UNITS).where(UNITS.c.campaign_id == campaign).order_by(UNITS.c.path)
    return [Unit(row.path, row.invited) for row in db.execute(wanted)]


def keep_strata(db: Connection, campaign: str, strata: Iterable[Stratum]) -> None:
    """Keep the strata of a campaign with their head counts, in place of those kept before."""
    db.execute(delete(STRATA).where(STRATA.c.campaign_id == campaign))
    rows = [
        {
            "campaign_id": campaign,
            "code": stratum.code,
            "unit": "/".join(stratum.unit),
            "segments": dict(stratum.segments),
            "invited": stratum.invited,
        }
        for stratum in strata
    ]
    if rows:
        db.execute(insert(STRATA), rows)


def strata_of(db: Connection, campaign: str) -> list[Stratum]:
    """Return the strata of a campaign by code."""
    wanted = select(STRATA).where(STRATA.c.campaign_id == campaign).order_by(STRATA.c.code)
    return [
        Stratum(row.code, tuple(row.unit.split("/")) if row.unit else (), dict(row.segments), row.invited)
        for row in db.execute(wanted)
    ]
