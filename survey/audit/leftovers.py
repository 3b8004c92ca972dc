"""Leftovers: what must be gone once a campaign is closed or frozen, and who else can read what is there."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from pathlib import Path

from survey.audit.finding import Finding
from survey.audit.scene import Scene


def leftovers(scene: Scene) -> Iterator[Finding]:
    """Look for keys, stores and drafts that outlived their campaign, and for files that are open to others."""
    paths = scene.home.campaign(scene.campaign.id)
    keys = [scene.home.keys_of(scene.campaign.id) / f"{which}.key" for which in ("invite", "answer")]
    secret = [*keys, paths.admission, paths.ballots]
    present = [path for path in secret if path.exists()]
    frozen = scene.campaign.state == "frozen"
    yield Finding(
        "leftovers",
        "keys, admission and ballots after freezing",
        len(secret),
        len(present) if frozen else 0,
        0.0,
        leak=frozen and bool(present),
        evidence=f"{len(present)} of {len(secret)} are there; the campaign is {scene.campaign.state}",
    )
    yield _drafts(scene)
    yield _open_to_others([path for path in present if path.exists()])


def _drafts(scene: Scene) -> Finding:
    tables = ("drafts", "draft_contents", "spent_drafts")
    closed = scene.campaign.state in {"closing", "frozen"}
    left = sum(len(scene.ballots.rows(table)) for table in tables) if scene.ballots is not None else 0
    said = f"{left} rows in a campaign that is {scene.campaign.state}"
    return Finding(
        "leftovers", "drafts after closing", left, left if closed else 0, 0.0, closed and left > 0, said
    )


def _open_to_others(paths: list[Path]) -> Finding:
    readable = [path for path in paths if stat.S_IMODE(path.stat().st_mode) & 0o077]
    said = "others can read some" if readable else "only their owner can read them"
    return Finding(
        "leftovers", "stores open to other users", len(paths), len(readable), 0.0, bool(readable), said
    )
