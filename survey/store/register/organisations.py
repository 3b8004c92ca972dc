"""Organisations: who asks. Names may be alike, ids are not."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, insert, or_, select

from survey.errors import CommandError
from survey.store.register.tables import ORGANISATIONS


@dataclass(frozen=True)
class Organisation:
    """An organisation by id and name."""

    id: str
    name: str


def add(db: Connection, name: str) -> Organisation:
    """Add an organisation under a fresh random id."""
    organisation = Organisation(secrets.token_hex(6), name)
    db.execute(insert(ORGANISATIONS), {"id": organisation.id, "name": name})
    return organisation


def all_of(db: Connection) -> list[Organisation]:
    """Return every organisation by name."""
    rows = db.execute(select(ORGANISATIONS).order_by(ORGANISATIONS.c.name, ORGANISATIONS.c.id))
    return [_organisation(row) for row in rows]


def get(db: Connection, organisation: str) -> Organisation:
    """Return the organisation with this id."""
    return _organisation(db.execute(select(ORGANISATIONS).where(ORGANISATIONS.c.id == organisation)).one())


def find(db: Connection, name: str) -> Organisation:
    """Return the one organisation with this name or id.

    Raises
    ------
    CommandError
        When there is none, or several bear the name.
    """
    wanted = select(ORGANISATIONS).where(or_(ORGANISATIONS.c.id == name, ORGANISATIONS.c.name == name))
    found = [_organisation(row) for row in db.execute(wanted)]
    if not found:
        known = ", ".join(f"{other.name} ({other.id})" for other in all_of(db)[:20]) or "none yet"
        raise CommandError(
            f"There is no organisation {name[:80]!r}.", where="--organisation", mend=f"Known are: {known}."
        )
    if len(found) > 1:
        ids = ", ".join(other.id for other in found)
        raise CommandError(
            f"{len(found)} organisations are called {name[:80]!r}.",
            where="--organisation",
            mend=f"Give the id of one of them: {ids}.",
        )
    return found[0]


def _organisation(row: Row[Any]) -> Organisation:
    return Organisation(row.id, row.name)
