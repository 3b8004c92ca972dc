"""Remains: what was deleted and is still there, in holes of the pages, in free pages, in a journal.

A deleted draft that still has its key beside its content ties the key to what was then sent. SQLite overwrites
deleted rows (secure_delete), but not the copies that moving a row leaves in a page's gap; so key and content lie in
different tables, and an attacker needs copies of both, with the same slot.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from survey.audit.finding import Finding
from survey.audit.scene import Scene
from survey.store.inspection import Inspected

_KEY_BYTES = 16
_JSON = (b'{"', b"{}")
_HOT = b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7"
"""How a journal begins while its transaction is not finished; PERSIST zeroes this and leaves the rest."""


def remains(scene: Scene) -> Iterator[Finding]:
    """Look for deleted rows, and for drafts that remain with their keys."""
    for name, store in scene.stores.items():
        if name != "dataset":
            yield _freed(name, store)
            yield _journal(name, store)
    if scene.ballots is not None:
        yield _drafts(scene, scene.ballots)


def _freed(name: str, store: Inspected) -> Finding:
    """Count bytes that were freed and not overwritten."""
    freed = [part for part in store.image.residue() if part.kind != "gap"]
    left = sum(len(part.content) - part.content.count(0) for part in freed)
    said = "deleted rows are not overwritten" if left else "what was deleted is overwritten"
    return Finding("remains", f"bytes of deleted rows in {name}", len(store.main), left, 0.0, left > 0, said)


def _journal(name: str, store: Inspected) -> Finding:
    """Look for pages of earlier states in a journal that is no longer needed."""
    needed = store.journal.startswith(_HOT)
    left = 0 if needed else len(store.journal) - store.journal.count(0)
    said = "no journal is left" if not store.journal else "a journal keeps earlier pages"
    if needed:
        said = "a transaction was interrupted; its journal goes with the next access"
    return Finding("remains", f"journal of {name}", len(store.journal), left, 0.0, left > 0, said)


def _drafts(scene: Scene, ballots: Inspected) -> Finding:
    """Count deleted drafts whose key still leads to content: beside it, or by a slot that stands beside both."""
    parts = [part.content for part in ballots.image.residue()]
    keys = [who.draft_key for who in scene.suspects if who.draft_key is not None]
    keys += [row[0] for row in ballots.rows("spent_drafts") if isinstance(row[0], bytes)]
    tied = sum(_leads_to_content(key, parts) for key in set(keys))
    return Finding(
        "remains",
        "deleted drafts that still lead from key to content",
        len(set(keys)),
        tied,
        0.0,
        leak=tied > 0,
        evidence="no key leads to content" if not tied else "keys lie beside the content of deleted drafts",
    )


def _leads_to_content(key: bytes, parts: Sequence[bytes]) -> bool:
    return any(
        _is_content(after) or any(_is_content(text) for text in _after(after[:_KEY_BYTES], parts))
        for after in _after(key, parts)
    )


def _after(marker: bytes, parts: Sequence[bytes]) -> Iterator[bytes]:
    """Yield what follows each occurrence of `marker`, if it is long enough to mean one thing."""
    for part in parts if len(marker) == _KEY_BYTES else ():
        at = part.find(marker)
        while at >= 0:
            yield part[at + len(marker) : at + len(marker) + _KEY_BYTES]
            at = part.find(marker, at + 1)


def _is_content(text: bytes) -> bool:
    return text.startswith(_JSON)
