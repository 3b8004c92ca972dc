"""Tries to sign in, counted by minute under a keyed hash. What is older than an hour is forgotten at the next try."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, delete, func, insert, select, update

from survey.store.register.tables import TRIES


@dataclass(frozen=True)
class Counted:
    """How many tries there were, and in which minute the first of them was."""

    tries: int
    first_minute: int


def counted(db: Connection, subject: str, since_minute: int) -> Counted:
    """Return the tries of a subject from a minute on."""
    row = db.execute(
        select(func.coalesce(func.sum(TRIES.c.tries), 0), func.min(TRIES.c.minute)).where(
            TRIES.c.subject == subject, TRIES.c.minute >= since_minute
        )
    ).one()
    return Counted(int(row[0]), since_minute if row[1] is None else int(row[1]))


def count(db: Connection, subject: str, minute: int) -> None:
    """Count one try of a subject in a minute."""
    here = (TRIES.c.subject == subject, TRIES.c.minute == minute)
    if db.execute(update(TRIES).where(*here).values(tries=TRIES.c.tries + 1)).rowcount == 0:
        db.execute(insert(TRIES), {"subject": subject, "minute": minute, "tries": 1})


def forget(db: Connection, subject: str) -> None:
    """Forget the tries of somebody who has signed in."""
    db.execute(delete(TRIES).where(TRIES.c.subject == subject))


def forget_before(db: Connection, minute: int) -> None:
    """Forget every try before a minute."""
    db.execute(delete(TRIES).where(TRIES.c.minute < minute))
