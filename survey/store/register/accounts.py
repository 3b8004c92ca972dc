"""Accounts: staff who sign in to the office, each of one organisation and with one role.

Every function but those of signing in takes the organisation: an id of another organisation finds nothing, as an id
that does not exist. Passwords are kept as hashes; making and checking them is the office's business.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

from sqlalchemy import Connection, Row, insert, select, update

from survey.errors import CommandError
from survey.store.register.tables import ACCOUNTS

Role = Literal["admin", "consultant", "hr", "manager", "reader", "council"]


@dataclass(frozen=True)
class Account:
    """Somebody on the staff, as pages may know them."""

    id: str
    organisation: str
    email: str
    role: Role
    disabled: bool


@dataclass(frozen=True)
class Credentials:
    """An account with the hash of its password: for signing in, and for nothing else."""

    account: Account
    password_hash: str


def add(db: Connection, organisation: str, email: str, role: Role, password_hash: str) -> Account:
    """Add an account under a fresh random id.

    Raises
    ------
    CommandError
        When the address has an account: one address signs in to one organisation.
    """
    known = db.execute(select(ACCOUNTS.c.id).where(ACCOUNTS.c.email == email.lower())).first()
    if known is not None:
        raise CommandError(
            f"{email!r} has an account.",
            where="EMAIL",
            mend="Use another address, or let the person sign in with this one.",
        )
    account = Account(secrets.token_hex(6), organisation, email.lower(), role, disabled=False)
    db.execute(
        insert(ACCOUNTS),
        {
            "id": account.id,
            "organisation_id": organisation,
            "email": account.email,
            "role": role,
            "password_hash": password_hash,
            "disabled": 0,
            "created_at": datetime.now(UTC),
        },
    )
    return account


def credentials(db: Connection, email: str) -> Credentials | None:
    """Return the credentials of an address that wants to sign in, whatever its organisation."""
    row = db.execute(select(ACCOUNTS).where(ACCOUNTS.c.email == email.lower())).one_or_none()
    return None if row is None else Credentials(account_of_row(row), row.password_hash)


def of(db: Connection, organisation: str) -> list[Account]:
    """Return the accounts of an organisation by address."""
    wanted = select(ACCOUNTS).where(ACCOUNTS.c.organisation_id == organisation).order_by(ACCOUNTS.c.email)
    return [account_of_row(row) for row in db.execute(wanted)]


def set_password(db: Connection, organisation: str, account: str, password_hash: str) -> bool:
    """Replace the hash of a password; False where the organisation has no such account."""
    return _change(db, organisation, account, password_hash=password_hash)


def disable(db: Connection, organisation: str, account: str) -> bool:
    """Let somebody sign in no more; who is signed in is out from the next page on."""
    return _change(db, organisation, account, disabled=1)


def _change(db: Connection, organisation: str, account: str, **values: object) -> bool:
    changed = db.execute(
        update(ACCOUNTS)
        .where(ACCOUNTS.c.organisation_id == organisation, ACCOUNTS.c.id == account)
        .values(**values)
    )
    return changed.rowcount == 1


def account_of_row(row: Row[Any]) -> Account:
    """Return the account that a row of the table, or of a join with it, holds."""
    return Account(row.id, row.organisation_id, row.email, row.role, bool(row.disabled))
