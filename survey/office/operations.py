"""What staff do before anything else: sign in, stay signed in, sign out. No Flask."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from survey.office import passwords
from survey.office.throttling import Visitor, forget_tries, take_try, visitor
from survey.store.register import Register, accounts, sessions
from survey.store.register.accounts import Account, Credentials


@dataclass(frozen=True)
class Refused:
    """A sign-in that was not to be; `wait_seconds` where it was not even looked at. Why is told to nobody."""

    wait_seconds: int = 0


def sign_in(
    register: Register, run: Path, *, email: str, password: str, address: str, now: datetime
) -> str | Refused:
    """Return the secret of a new session, or that it was refused.

    A try is counted before the password is looked at, so that tries at the same time count as well.
    """
    who = visitor(run, email, address, now)
    with register.writing() as db:
        wait = take_try(db, who, now)
    if wait:
        return Refused(wait)
    with register.reading() as db:
        found = accounts.credentials(db, email.strip())
    good = passwords.matches(password, found.password_hash if found else None)
    if found is None or not good or found.account.disabled:
        return Refused()
    return _begin(register, found, who, password, now)


def signed_in(register: Register, secret: str, now: datetime) -> Account | None:
    """Return who is signed in with this secret, noticing now and then that they are there."""
    with register.reading() as db:
        account = sessions.account_of(db, secret, now)
        stale = account is not None and sessions.unnoticed(db, secret, now)
    if stale:
        with register.writing() as db:
            sessions.notice(db, secret, now)
    return account


def _begin(register: Register, found: Credentials, who: Visitor, password: str, now: datetime) -> str:
    with register.writing() as db:
        forget_tries(db, who)
        if passwords.outdated(found.password_hash):
            organisation, account = found.account.organisation, found.account.id
            accounts.set_password(db, organisation, account, passwords.hash_anew(password))
        return sessions.begin(db, found.account.id, now)
