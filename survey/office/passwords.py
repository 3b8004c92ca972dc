"""Passwords: hashed with argon2id, with the parameters that its library recommends; hashed anew when those change.

The trap: an address without an account must take as long as one with a wrong password. So there is always a hash to
check against; nobody has its password.
"""

from __future__ import annotations

import secrets
from functools import lru_cache
from unicodedata import normalize

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from survey.errors import CommandError

SHORTEST = 12
LONGEST = 200

_HASHER = PasswordHasher()


def hash_of(password: str) -> str:
    """Return the hash under which a new password is kept.

    Raises
    ------
    CommandError
        When it is too short or too long to be one.
    """
    if not SHORTEST <= len(password) <= LONGEST or len(set(password)) < 5:
        raise CommandError(
            f"The password needs {SHORTEST} to {LONGEST} characters, at least five of them different.",
            where="password",
            mend="Choose four or five words at random, or let a password manager make one.",
        )
    return hash_anew(password)


def hash_anew(password: str) -> str:
    """Return the hash of a password that was good when it was chosen."""
    return _HASHER.hash(_same_everywhere(password))


def matches(password: str, password_hash: str | None) -> bool:
    """Return whether a password belongs to a hash; without a hash, take as long and say no."""
    try:
        good = _HASHER.verify(password_hash or _hash_of_nobody(), _same_everywhere(password[:LONGEST]))
    except (VerificationError, InvalidHashError):
        return False
    return good and password_hash is not None and len(password) <= LONGEST


def outdated(password_hash: str) -> bool:
    """Return whether a hash was made with weaker parameters than today's."""
    return _HASHER.check_needs_rehash(password_hash)


def prepare() -> None:
    """Make the hash of nobody, before the first visitor could tell that it was made for him."""
    _hash_of_nobody()


@lru_cache
def _hash_of_nobody() -> str:
    return _HASHER.hash(secrets.token_urlsafe(32))


def _same_everywhere(password: str) -> str:
    """Return the password as every keyboard's "é" spells it: Apple's has two code points, others' one."""
    return normalize("NFKC", password)
