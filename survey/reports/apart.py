"""Which units stand apart from the whole: the one test the report makes, over all cells of its table at once.

A table of 25 units and 8 dimensions has 200 cells, of which ten would lie outside a 95 % interval by chance alone.
So the share of false marks among all marks is held at 5 %, and small differences get no mark: by the rules of
`scoring.comparisons`.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.special import stdtr, stdtrit

from scoring.comparisons import badged, benjamini_hochberg
from scoring.release import Cell, Estimate, Release

Side = Literal["better", "worse"]


@dataclass(frozen=True)
class Apart:
    """A unit that is clearly better or worse than the whole on a dimension."""

    path: tuple[str, ...]
    dimension: str
    side: Side


@dataclass(frozen=True)
class _Tested:
    apart: Apart
    difference: float
    p: float


def units_apart(release: Release) -> tuple[Apart, ...]:
    """Return the cells of the table of units that differ clearly from the whole, in the table's order."""
    tested = list(_tested(release))
    adjusted = benjamini_hochberg(np.array([one.p for one in tested], dtype=np.float64))
    marks = badged(np.array([one.difference for one in tested], dtype=np.float64), adjusted)
    return tuple(one.apart for one, mark in zip(tested, marks.tolist(), strict=True) if mark)


def _tested(release: Release) -> Iterator[_Tested]:
    for cell in release.units:
        for dimension in release.questionnaire.dimensions:
            unit, whole = _estimate(cell, dimension.code), _estimate(release.total, dimension.code)
            if unit is None or whole is None or unit.n >= whole.n:
                continue
            difference = unit.mean - whole.mean
            good = difference if dimension.higher_is == "better" else -difference
            side: Side = "better" if good > 0 else "worse"
            yield _Tested(Apart(cell.path, dimension.code, side), difference, p_of_difference(unit, whole))


def _estimate(cell: Cell, dimension: str) -> Estimate | None:
    score = cell.scores.get(dimension)
    return score.estimate if score is not None else None


def p_of_difference(unit: Estimate, whole: Estimate) -> float:
    """Return how likely a difference this large is by chance, for a unit that is part of the whole.

    With the unit's share w of the people, Var(unit - whole) = (1 - 2w) Var(unit) + Var(whole).
    """
    share = unit.n / whole.n
    variance = max((1 - 2 * share) * _error(unit) ** 2 + _error(whole) ** 2, 0.0)
    difference = abs(unit.mean - whole.mean)
    if variance == 0:
        return 0.0 if difference else 1.0
    return float(2 * (1 - stdtr(unit.n - 1, difference / math.sqrt(variance))))


def _error(estimate: Estimate) -> float:
    """Return the standard error behind an interval; the longer half, for the other may be cut at 0 or 100."""
    half = max(estimate.mean - estimate.low, estimate.high - estimate.mean)
    return float(half / stdtrit(estimate.n - 1, 0.975))
