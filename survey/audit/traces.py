"""Traces: links, tokens and keys that a log, a session, a queue or a forgotten copy has kept."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from pathlib import Path

from survey.audit.finding import Finding
from survey.audit.scene import Scene

_TOKEN = re.compile(rb"(?=([a-z2-7]{26}))", re.IGNORECASE)
_HEXADECIMAL = re.compile(rb"(?=([0-9a-f]{32}))", re.IGNORECASE)
_CHUNK = 1 << 24
_OVERLAP = 128


def traces(scene: Scene) -> Iterator[Finding]:
    """Read every other file of the installation, and the logs that were named, for what belongs in none."""
    files = _files(scene)
    yield _tokens(scene, files)
    yield _links(scene, files)
    yield _keys(scene, files)


def _files(scene: Scene) -> list[Path]:
    """Return the files to read: all of the installation but stores and keys, and the logs named."""
    campaigns, keys = scene.home.campaigns, scene.home.keys
    inside = [path for path in sorted(scene.home.path.rglob("*")) if path.is_file() and not path.is_symlink()]
    others = [
        path
        for path in inside
        if keys not in path.parents and not (campaigns in path.parents and path.suffix in {".db", ".lock"})
    ]
    return [*others, *scene.logs]


def _chunks(path: Path) -> Iterator[bytes]:
    """Yield a file in pieces that overlap, so that nothing is missed at a seam."""
    with path.open("rb") as file:
        tail = b""
        while piece := file.read(_CHUNK):
            yield tail + piece
            tail = piece[-_OVERLAP:]


def _tokens(scene: Scene, files: list[Path]) -> Finding:
    """Look for tokens, their hashes and draft keys, as text or as bytes."""
    suspects = [who for who in scene.suspects if who.token is not None]
    tokens = {who.token.encode() for who in suspects if who.token is not None}
    hashes = {who.admission_key.hex()[:32].encode() for who in suspects if who.admission_key is not None}
    hashes |= {who.draft_key.hex().encode() for who in suspects if who.draft_key is not None}
    found, where = 0, set()
    for path in files if suspects else ():
        for chunk in _chunks(path):
            hits = {match[1].lower() for match in _TOKEN.finditer(chunk)} & tokens
            hits |= {match[1].lower() for match in _HEXADECIMAL.finditer(chunk)} & hashes
            found += len(hits)
            where |= {path.name} if hits else set()
    said = f"in {', '.join(sorted(where))}" if where else "no other file has any"
    if not suspects:
        said = "there are no keys to make tokens with: see the links below"
    return Finding(
        "traces", "tokens and their hashes in other files", len(files), found, 0.0, found > 0, said
    )


def _links(scene: Scene, files: list[Path]) -> Finding:
    """Look for personal links of this campaign, which can be told even once its keys are gone."""
    link = re.compile(rb"/s/" + scene.campaign.id.encode() + rb"/[a-z2-7]{26}", re.IGNORECASE)
    counted = {path.name: sum(len(set(link.findall(chunk))) for chunk in _chunks(path)) for path in files}
    where = sorted(name for name, count in counted.items() if count)
    said = f"in {', '.join(where)}" if where else "no other file has any"
    return Finding(
        "traces", "links in other files", len(files), sum(counted.values()), 0.0, bool(where), said
    )


def _keys(scene: Scene, files: list[Path]) -> Finding:
    """Look for the bytes of a key outside the keyring, as they are or written down."""
    keys = [key for key in (scene.invite_key, scene.answer_key) if key is not None]
    spellings = [form for key in keys for form in _spellings(key)]
    where = (
        sorted(
            path.name for path in files if any(form in chunk for chunk in _chunks(path) for form in spellings)
        )
        if spellings
        else []
    )
    said = (
        f"in {', '.join(where)}" if where else "they are in the keyring only" if keys else "there are no keys"
    )
    return Finding("traces", "copies of the keys", len(files), len(where), 0.0, bool(where), said)


def _spellings(key: bytes) -> tuple[bytes, ...]:
    return (
        key,
        key.hex().encode(),
        key.hex().upper().encode(),
        base64.b64encode(key).rstrip(b"="),
        base64.urlsafe_b64encode(key).rstrip(b"="),
        base64.b32encode(key).rstrip(b"="),
    )
