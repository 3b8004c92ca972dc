"""The changes between two versions of a questionnaire, as lines for the terminal and as JSON for programs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

from questionnaires.diff import Change, Trend
from questionnaires.model import Questionnaire

EXIT_KEPT = 0
EXIT_FLAGGED = 3
EXIT_BROKEN = 4
"""Exit codes of `sightline diff`: 1 and 2 mean what they mean everywhere."""

_WORST_FIRST: tuple[Trend, ...] = ("broken", "flagged", "ends", "begins", "kept")


def exit_code(changes: Sequence[Change]) -> int:
    """Return how the trend comes through: kept, flagged somewhere, or broken somewhere."""
    trends = {change.trend for change in changes}
    if "broken" in trends:
        return EXIT_BROKEN
    return EXIT_FLAGGED if "flagged" in trends else EXIT_KEPT


def lines(changes: Sequence[Change]) -> Iterator[str]:
    """Yield a table, what matters most to a trend first, with both texts below each change of words."""
    if not changes:
        yield "No change."
        return
    rows = [("Trend", "Change", "Of what", "What"), *(_row(change) for change in _sorted(changes))]
    widths = [max(len(row[at]) for row in rows) for at in range(3)]
    texts = [None, *_sorted(changes)]
    for row, change in zip(rows, texts, strict=True):
        cells = [cell.ljust(width) for cell, width in zip(row[:3], widths, strict=True)]
        yield "  ".join([*cells, row[3]])
        if change and (change.before or change.after):
            yield f"    - {change.before}"
            yield f"    + {change.after}"


def as_json(before: Questionnaire, after: Questionnaire, changes: Sequence[Change]) -> dict[str, Any]:
    """Return what `sightline diff --json` prints."""
    return {
        "before": {"id": before.id, "version": before.version},
        "after": {"id": after.id, "version": after.version},
        "trend": {EXIT_KEPT: "kept", EXIT_FLAGGED: "flagged", EXIT_BROKEN: "broken"}[exit_code(changes)],
        "changes": [asdict(change) for change in _sorted(changes)],
    }


def _sorted(changes: Sequence[Change]) -> list[Change]:
    return sorted(changes, key=lambda change: _WORST_FIRST.index(change.trend))


def _row(change: Change) -> tuple[str, str, str, str]:
    return change.trend, change.kind, change.place, change.what
