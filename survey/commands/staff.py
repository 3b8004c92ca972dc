"""`sightline user`: who may sign in to the office."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING

import click

from survey.errors import CommandError

if TYPE_CHECKING:
    from survey.store.register import Connection
    from survey.store.register.accounts import Role

ADDRESS = re.compile(r"[^@\s<>,;:\"()\x00-\x1f]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
ROLES = ("admin", "consultant", "hr", "manager", "reader", "council")
"""As the register has them, which is not loaded to print a help text; a test compares."""


@click.group()
def user() -> None:
    """Staff who sign in to the office."""


@user.command()
@click.argument("email")
@click.option("--role", required=True, type=click.Choice(ROLES), help="What the person may see and do.")
@click.option("--organisation", metavar="NAME", help="Needed where there are several.")
def add(email: str, role: Role, organisation: str | None) -> None:
    """Add an account for EMAIL. The password is asked for, or read as one line from standard input."""
    from survey.config import settings
    from survey.office.passwords import hash_of
    from survey.store.register import Register, accounts, log

    _require_address(email)
    register = Register.open(settings().register_url)
    try:
        with register.reading() as db:
            of = _organisation(db, organisation)
        password_hash = hash_of(_password())
        with register.writing() as db:
            account = accounts.add(db, of, email, role, password_hash)
            log.note(db, log.OPERATOR, "added an account", detail=f"{account.id}, {role}")
    finally:
        register.close()
    click.echo(f"{account.email} may sign in as {role}.")


def _require_address(email: str) -> None:
    if len(email) > 254 or not ADDRESS.fullmatch(email):
        raise CommandError(
            f"{email[:80]!r} is not an e-mail address.",
            where="EMAIL",
            mend="Write it bare, such as name@example.org",
        )


def _organisation(db: Connection, name: str | None) -> str:
    from survey.store.register import organisations

    if name is not None:
        return organisations.find(db, name).id
    every = organisations.all_of(db)
    if len(every) == 1:
        return every[0].id
    names = ", ".join(f"{other.name} ({other.id})" for other in every[:20])
    raise CommandError(
        "There are several organisations." if every else "There is no organisation yet.",
        where="--organisation",
        mend=f"Give one of: {names}."
        if every
        else "Plan its first campaign: sightline campaign create --organisation NAME …",
    )


def _password() -> str:
    if sys.stdin.isatty():
        return str(click.prompt("Password", hide_input=True, confirmation_prompt=True))
    return sys.stdin.readline().rstrip("\r\n")
