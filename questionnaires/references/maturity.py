"""What each level of maturity looks like in each dimension, and the lines that charts draw."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from questionnaires.fields import Fields
from questionnaires.model import Text
from questionnaires.references.shipped import LANGUAGES, opened

LEVELS = ("1", "2", "3", "4", "5")


@dataclass(frozen=True)
class Cuts:
    """Scores from `high` on count as high, below `low` as low; from `near_from` to `near_to` lies near the line."""

    high: float
    low: float
    near_from: float
    near_to: float


@lru_cache
def maturity_grid() -> Mapping[str, Mapping[int, Text]]:
    """Return what can be observed, by dimension and level."""
    return _read()[0]


@lru_cache
def cuts() -> Cuts:
    """Return the lines that charts draw."""
    return _read()[1]


@lru_cache
def _read() -> tuple[Mapping[str, Mapping[int, Text]], Cuts]:
    fields = opened("maturity.yaml", ("grid", "cuts"))
    grid = {
        dimension: {int(level): part.text(level, LANGUAGES) for level in LEVELS}
        for dimension, part in fields.coded_parts("grid", "the dimension", LEVELS)
    }
    lines = _cuts(
        Fields(fields.table("cuts"), "cuts", fields.problems, known=("high", "low", "near_the_line"))
    )
    fields.problems.raise_found()
    return grid, lines


def _cuts(part: Fields) -> Cuts:
    near = Fields(part.table("near_the_line"), "near_the_line", part.problems, known=("from", "to"))
    return Cuts(_score(part, "high"), _score(part, "low"), _score(near, "from"), _score(near, "to"))


def _score(part: Fields, key: str) -> float:
    return part.number(key, low=0, high=100) or 0
