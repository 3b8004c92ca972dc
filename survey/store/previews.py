"""Previews: a campaign as it would be published, and the key that links to it are signed with, for an hour.

A draft has no folder, no keys and no stores yet, so that its preview lies elsewhere, under run/, and knows nobody.
The trap: whoever has a link looks at what it leads to: the questionnaire and the notice, and nothing else.
"""

from __future__ import annotations

import hashlib
import secrets
import time
from pathlib import Path

from itsdangerous import BadSignature, TimestampSigner

from survey.errors import StoreError
from survey.store.files import write_atomically
from survey.store.paths import Home, checked_id
from survey.store.published import PublishedCampaign, write_published

GOOD_SECONDS = 3600
"""A link leads somewhere for so long, and what it leads to is forgotten by whoever makes the next one."""

_KEY_BYTES = 32


def preview_path(home: Home, campaign: str) -> Path:
    """Return where the preview of a campaign lies; it need not exist."""
    return _folder(home) / f"{checked_id(campaign)}.json"


def publish(home: Home, campaign: PublishedCampaign) -> str:
    """Publish a preview in place of an earlier one, and return a ticket to it: the last part of a link."""
    _folder(home).mkdir(mode=0o700, parents=True, exist_ok=True)
    _forget_old(home)
    key = _key_path(home, campaign.id)
    if not key.exists():
        write_atomically(key, secrets.token_bytes(_KEY_BYTES))
    write_published(preview_path(home, campaign.id), campaign)
    return _signer(home, campaign.id).sign(campaign.id).decode().removeprefix(f"{campaign.id}.")


def admits(home: Home, campaign: str, ticket: str) -> bool:
    """Tell whether a ticket was made for the preview of this campaign less than an hour ago."""
    try:
        _signer(home, campaign).unsign(f"{campaign}.{ticket}", max_age=GOOD_SECONDS)
    except (BadSignature, StoreError):
        return False
    return True


def _signer(home: Home, campaign: str) -> TimestampSigner:
    path = _key_path(home, campaign)
    try:
        key = path.read_bytes()
    except OSError as error:
        raise StoreError(
            "There is no preview.", where=str(path), mend="Make one: sightline campaign preview"
        ) from error
    return TimestampSigner(key, salt="sightline preview", digest_method=hashlib.sha256)


def _forget_old(home: Home) -> None:
    """Delete previews that no link leads to any more."""
    long_ago = time.time() - 2 * GOOD_SECONDS
    for path in _folder(home).iterdir():
        if path.stat().st_mtime < long_ago and not _in_use(path, long_ago):
            path.unlink()


def _in_use(path: Path, long_ago: float) -> bool:
    """Tell whether a key's preview was published anew since."""
    preview = path.with_suffix(".json")
    return preview.exists() and preview.stat().st_mtime >= long_ago


def _key_path(home: Home, campaign: str) -> Path:
    return preview_path(home, campaign).with_suffix(".key")


def _folder(home: Home) -> Path:
    return home.run / "previews"
