"""Participants: the people of a campaign's list. Whether they took part is not known here, and nowhere by name."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from survey.invitee import Invitee
from survey.store.register.tables import PARTICIPANTS


@dataclass(frozen=True)
class Participant:
    """An invitee under the random id that links are derived from."""

    id: str
    invitee: Invitee


def add(db: Connection, campaign: str, invitees: Iterable[Invitee]) -> None:
    """Add people under fresh random ids."""
    rows = [
        {
            "id": secrets.token_hex(16),
            "campaign_id": campaign,
            "reference": invitee.reference,
            "email": invitee.email or None,
            "name": invitee.name,
            "unit": invitee.unit,
            "language": invitee.language,
            "segments": dict(invitee.segments),
            "removed": 0,
        }
        for invitee in invitees
    ]
    if rows:
        db.execute(insert(PARTICIPANTS), rows)


def of(db: Connection, campaign: str) -> list[Participant]:
    """Return the people of a campaign by their reference; those removed get no mail and are left out."""
    wanted = (
        select(PARTICIPANTS)
        .where(PARTICIPANTS.c.campaign_id == campaign, PARTICIPANTS.c.removed == 0)
        .order_by(PARTICIPANTS.c.reference)
    )
    return [_participant(row) for row in db.execute(wanted)]


def with_ids(db: Connection, campaign: str, ids: Sequence[str]) -> dict[str, Participant]:
    """Return those of these people who are on the list and not removed, by id."""
    wanted = select(PARTICIPANTS).where(
        PARTICIPANTS.c.campaign_id == campaign, PARTICIPANTS.c.id.in_(ids), PARTICIPANTS.c.removed == 0
    )
    return {row.id: _participant(row) for row in db.execute(wanted)}


def with_email(db: Connection, email: str) -> list[tuple[str, Participant]]:
    """Return everybody with this address, in whatever campaign, each with the campaign's id."""
    wanted = select(PARTICIPANTS).where(func.lower(PARTICIPANTS.c.email) == email.lower())
    return [(row.campaign_id, _participant(row)) for row in db.execute(wanted)]


def ids_of(db: Connection, campaign: str) -> list[str]:
    """Return the ids of everybody who was ever on the list."""
    return list(db.execute(select(PARTICIPANTS.c.id).where(PARTICIPANTS.c.campaign_id == campaign)).scalars())


def languages_of(db: Connection, campaign: str) -> dict[str, int]:
    """Return how many people with an address are to be written to in each language; "" where none is told."""
    counted = (
        select(PARTICIPANTS.c.language, func.count())
        .where(
            PARTICIPANTS.c.campaign_id == campaign,
            PARTICIPANTS.c.removed == 0,
            PARTICIPANTS.c.email.is_not(None),
        )
        .group_by(PARTICIPANTS.c.language)
    )
    return dict(db.execute(counted).all())


def names(db: Connection, campaign: str) -> list[str]:
    """Return names and addresses of everybody who was ever on the list, sorted: what comments are searched for."""
    wanted = select(PARTICIPANTS.c.name, PARTICIPANTS.c.email).where(PARTICIPANTS.c.campaign_id == campaign)
    return sorted({word for row in db.execute(wanted) for word in row if word})


def known(db: Connection, campaign: str) -> set[str]:
    """Return the references and addresses that are taken, also by those who were removed."""
    wanted = select(PARTICIPANTS.c.reference, PARTICIPANTS.c.email).where(
        PARTICIPANTS.c.campaign_id == campaign
    )
    return {word for row in db.execute(wanted) for word in row if word}


def remove(db: Connection, participant: str) -> None:
    """Stop mail to somebody who has left; the link works until close."""
    db.execute(update(PARTICIPANTS).where(PARTICIPANTS.c.id == participant).values(removed=1))


def forget(db: Connection, campaign: str) -> int:
    """Delete the people of a campaign, and return how many they were."""
    return db.execute(delete(PARTICIPANTS).where(PARTICIPANTS.c.campaign_id == campaign)).rowcount


def _participant(row: Row[Any]) -> Participant:
    invitee = Invitee(row.reference, row.name, row.email or "", row.unit, row.language, dict(row.segments))
    return Participant(row.id, invitee)
