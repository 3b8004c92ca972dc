"""Throttling of sign-in: so many tries of one person from one place, of a place, of a person, of everybody.

Counts live in the register, so that several processes count together. They stand under a keyed hash; the key is a
file under HOME/run that is made anew every day and then forgotten, so that no count can be led back to an address.
The trap: a limit by account alone lets anybody lock anybody out. The tight limit is by account *and* place; the
one by account is far wider.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from ipaddress import ip_address, ip_network
from pathlib import Path

from survey.store.register import Connection, tries


@dataclass(frozen=True)
class Limit:
    """At most so many tries within so many minutes."""

    minutes: int
    most: int


PERSON_HERE = Limit(minutes=1, most=5)
PLACE = Limit(minutes=1, most=30)
PERSON = Limit(minutes=60, most=60)
EVERYBODY = Limit(minutes=1, most=300)
LONGEST_MINUTES = 60


@dataclass(frozen=True)
class Visitor:
    """Somebody who tries to sign in, under hashes that last for a day."""

    person_here: str
    place: str
    person: str
    everybody: str

    def limits(self) -> Iterator[tuple[str, Limit]]:
        yield self.person_here, PERSON_HERE
        yield self.place, PLACE
        yield self.person, PERSON
        yield self.everybody, EVERYBODY


def visitor(run: Path, email: str, address: str, now: datetime) -> Visitor:
    """Return who tries, from the address that was typed and the one that the connection has."""
    salt, person, place = daily_salt(run, now), email.strip().lower(), network_of(address)
    names = (f"here {person} {place}", f"place {place}", f"person {person}", "everybody")
    return Visitor(*(hmac.new(salt, name.encode(), hashlib.sha256).hexdigest() for name in names))


def take_try(db: Connection, who: Visitor, now: datetime) -> int:
    """Count a try and return 0; or count nothing and return how many seconds to wait."""
    second = int(now.timestamp())
    minute = second // 60
    tries.forget_before(db, minute - LONGEST_MINUTES)
    waits = [_wait(db, subject, limit, second) for subject, limit in who.limits()]
    if any(waits):
        return max(waits)
    for subject, _ in who.limits():
        tries.count(db, subject, minute)
    return 0


def forget_tries(db: Connection, who: Visitor) -> None:
    """Forget the tries of somebody who has signed in; those of the place and of everybody stay."""
    tries.forget(db, who.person_here)
    tries.forget(db, who.person)


def network_of(address: str) -> str:
    """Return the network that an address belongs to: what one visitor can change at will is cut off."""
    try:
        found = ip_address(address)
    except ValueError:
        return "unknown"
    bits = 24 if found.version == 4 else 48
    return str(ip_network(f"{found}/{bits}", strict=False))


def daily_salt(run: Path, now: datetime) -> bytes:
    """Return today's salt, made by whichever process asks first; yesterday's is deleted."""
    path = run / f"throttle-{now.date().isoformat()}.salt"
    if not path.exists():
        _make_salt(path)
        for old in run.glob("throttle-*.salt"):
            if old.name < path.name:
                old.unlink(missing_ok=True)
    return path.read_bytes()


def _make_salt(path: Path) -> None:
    """Make the file whole under another name first: who comes second keeps what the first has made."""
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(secrets.token_bytes(32))
    try:
        os.link(part, path)
    except FileExistsError:
        pass
    finally:
        part.unlink()


def _wait(db: Connection, subject: str, limit: Limit, second: int) -> int:
    """Return the seconds until the minute that the first counted try was in is past."""
    since = second // 60 - limit.minutes
    found = tries.counted(db, subject, since)
    if found.tries < limit.most:
        return 0
    return max(1, (found.first_minute + limit.minutes + 1) * 60 - second)
