"""Sessions: who is signed in. A session ends when it is revoked, idle too long, too old, or its account disabled.

The cookie carries a random secret; the register keeps its hash. Nothing else is kept: no address, no browser.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, insert, or_, select, update

from survey.store.register.accounts import Account, account_of_row
from survey.store.register.tables import ACCOUNTS, SESSIONS

IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=12)
NOTICED_EVERY = timedelta(minutes=1)
"""How exactly the last visit is known: writing it at every page would make each page a write."""


def begin(db: Connection, account: str, now: datetime) -> str:
    """Begin a session for an account and return its secret; sessions that have run out are deleted."""
    secret = secrets.token_urlsafe(32)
    db.execute(
        delete(SESSIONS).where(or_(SESSIONS.c.seen_at < now - IDLE, SESSIONS.c.began_at < now - LONGEST))
    )
    db.execute(
        insert(SESSIONS), {"id": _hash(secret), "account_id": account, "began_at": now, "seen_at": now}
    )
    return secret


def account_of(db: Connection, secret: str, now: datetime) -> Account | None:
    """Return who is signed in with this secret at this moment, or None."""
    row = db.execute(
        select(ACCOUNTS)
        .join(SESSIONS, SESSIONS.c.account_id == ACCOUNTS.c.id)
        .where(
            SESSIONS.c.id == _hash(secret),
            SESSIONS.c.seen_at >= now - IDLE,
            SESSIONS.c.began_at >= now - LONGEST,
            ACCOUNTS.c.disabled == 0,
        )
    ).one_or_none()
    return None if row is None else account_of_row(row)


def unnoticed(db: Connection, secret: str, now: datetime) -> bool:
    """Return whether the last visit was noticed too long ago to leave it at that."""
    seen = db.execute(select(SESSIONS.c.seen_at).where(SESSIONS.c.id == _hash(secret))).scalar_one_or_none()
    return seen is not None and now - seen >= NOTICED_EVERY


def notice(db: Connection, secret: str, now: datetime) -> None:
    """Note that somebody is still there; a session that has ended stays ended."""
    db.execute(
        update(SESSIONS).where(SESSIONS.c.id == _hash(secret), SESSIONS.c.seen_at < now).values(seen_at=now)
    )


def end(db: Connection, secret: str) -> None:
    """End one session."""
    db.execute(delete(SESSIONS).where(SESSIONS.c.id == _hash(secret)))


def end_all(db: Connection, organisation: str, account: str) -> int:
    """End every session of an account of this organisation, and return how many there were."""
    own = select(ACCOUNTS.c.id).where(ACCOUNTS.c.organisation_id == organisation, ACCOUNTS.c.id == account)
    return db.execute(delete(SESSIONS).where(SESSIONS.c.account_id.in_(own))).rowcount


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
