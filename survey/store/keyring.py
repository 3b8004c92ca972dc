"""The two keys of a campaign, and what is derived from them. They lie in files of their own, in no database.

    token          base32(HMAC(invite key, person)[:16])     in the person's link, stored nowhere
    admission key  sha256(token)                             in the admission list, with a stratum
    draft key      HMAC(answer key, token)[:16]              in the ballot box, while a draft exists

So a draft can be tied to a person only by who holds both keys, and a sent answer by nobody: it has none of the three.
The trap: a key that others can read is no key. Files open to group or others are refused, not merely remarked upon.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import re
import secrets
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import NewType

from survey.errors import KeyringError
from survey.store.files import destroy_file, sync_folder
from survey.store.paths import Home

Token = NewType("Token", str)
"""26 characters of a-z and 2-7. Whoever has it can answer, and read the draft, in the person's place."""

KEY_BYTES = 32

_TOKEN = re.compile(r"[a-z2-7]{26}")
_TOKEN_BYTES = 16


@dataclass(frozen=True)
class Keys:
    """Both keys of a campaign: only who launches or audits one holds them together."""

    invite: bytes
    answer: bytes

    def __repr__(self) -> str:
        return "Keys(...)"


def make(home: Home, campaign: str) -> Keys:
    """Make the keys of a campaign, or return those it has: a launch that was interrupted goes on with them."""
    folder = home.keys_of(campaign)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name in ("invite", "answer"):
        _make_key(folder / f"{name}.key")
    sync_folder(folder)
    sync_folder(folder.parent)
    return Keys(read_invite(home, campaign), read_answer(home, campaign))


def read_invite(home: Home, campaign: str) -> bytes:
    """Return the key that links are made with: for the worker that sends mail, never for answering.

    Raises
    ------
    KeyringError
        When the key is missing, damaged or open to others.
    """
    return _read(home.keys_of(campaign) / "invite.key")


def read_answer(home: Home, campaign: str) -> bytes:
    """Return the key that drafts are found with: for answering, never for mail.

    Raises
    ------
    KeyringError
        When the key is missing, damaged or open to others.
    """
    return _read(home.keys_of(campaign) / "answer.key")


def exist(home: Home, campaign: str) -> bool:
    """Tell whether any key of the campaign is left."""
    folder = home.keys_of(campaign)
    return folder.is_dir() and any(folder.iterdir())


def destroy(home: Home, campaign: str) -> None:
    """Overwrite and remove the campaign's keys; those that are gone already are no fault."""
    folder = home.keys_of(campaign)
    if folder.is_dir():
        for file in folder.iterdir():
            destroy_file(file)
        folder.rmdir()
        sync_folder(folder.parent)


def token_of(invite_key: bytes, person: str) -> Token:
    """Return the token in the link of `person`: the same whenever it is asked for."""
    digest = hmac.digest(invite_key, person.encode(), "sha256")[:_TOKEN_BYTES]
    return _token(digest)


def fresh_token() -> Token:
    """Return a token drawn at random: for who answers by an open link or at a kiosk."""
    return _token(secrets.token_bytes(_TOKEN_BYTES))


def parse_token(text: str) -> Token | None:
    """Return the token that `text` is, whatever its case, or None where it cannot be one."""
    return Token(text.lower()) if text.isascii() and _TOKEN.fullmatch(text.lower()) else None


def admission_key(token: Token) -> bytes:
    """Return what the admission list knows a token by."""
    return hashlib.sha256(token.encode()).digest()


def draft_key(answer_key: bytes, token: Token) -> bytes:
    """Return what the ballot box knows a draft by."""
    return hmac.digest(answer_key, token.encode(), "sha256")[:16]


def _token(digest: bytes) -> Token:
    return Token(base64.b32encode(digest).decode().rstrip("=").lower())


def _make_key(path: Path) -> None:
    """Write a key whole or not at all, and never over one that exists."""
    if path.exists():
        return
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(secrets.token_bytes(KEY_BYTES))
            file.flush()
            os.fsync(file.fileno())
        os.link(part, path)
    except FileExistsError:
        pass  # another process made it in the meantime: its key counts
    finally:
        part.unlink()  # the same file under another name: to overwrite it would overwrite the key


def _read(path: Path) -> bytes:
    try:
        mode = stat.S_IMODE(path.stat().st_mode)
        key = path.read_bytes()
    except OSError as error:
        raise KeyringError(
            f"The key cannot be read ({error.strerror or error}).",
            where=str(path),
            mend="Keys are made at launch and destroyed at close; check which user runs this process.",
        ) from error
    if mode & 0o077:
        raise KeyringError(
            f"The key is open to other users: its mode is {mode:04o}.",
            where=str(path),
            mend="Run: chmod 600 on the key and chmod 700 on its folder, and think about who may have read it.",
        )
    if len(key) != KEY_BYTES:
        raise KeyringError(
            f"The key has {len(key)} bytes instead of {KEY_BYTES}: it is damaged.",
            where=str(path),
            mend="Close the campaign: without the key its links and drafts are lost, sent answers are not.",
        )
    return key
