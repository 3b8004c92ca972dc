"""Change between two waves: the same units, the same sentences, and marks that identical waves hardly ever get.

The trap: a wave asks whoever is there, so units come and go and nobody is paired. Change is computed for units that
both waves have, over people of those units only; where a sentence was reworded the line is broken and no change is
told. Scores of the later wave must rest on the earlier wave's item means (`scoring.dimensions`), or a change in who
skips which sentence would pass for a change in opinion.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from scoring.comparisons import badged, benjamini_hochberg, compare
from scoring.estimates import Moments, moments
from scoring.responses import Path

Matrix = NDArray[np.float64]

Trend = Literal["kept", "flagged", "broken", "begins", "ends"]
"""What happened to an item between the two questionnaires, in the words of their comparison. Only "kept" leaves the
line whole: a flagged item has another wording, so whether opinion or sentence changed cannot be told."""


@dataclass(frozen=True)
class Wave:
    """Scores of n people of shape (n, n_dimensions), 0 to 100 and NaN where missing, with each person's unit."""

    scores: Matrix
    units: tuple[Path, ...]
    weights: Matrix | None = None


@dataclass(frozen=True)
class Change:
    """A dimension of a unit, later less earlier; () is everybody of the units in both waves.

    Where `broken`, a wording changed and there is no difference. p and the interval are None where it was not tested.
    """

    unit: Path
    dimension: str
    n_before: int
    n_after: int
    before: float
    after: float
    broken: bool
    difference: float | None
    low: float | None
    high: float | None
    p: float | None
    p_adjusted: float | None
    g: float | None
    badge: bool


def changes(
    before: Wave, after: Wave, dimensions: Sequence[str], *, broken: frozenset[str] = frozenset()
) -> tuple[Change, ...]:
    """Return the change of every dimension in every unit of both waves, tested as one family.

    Parameters
    ----------
    before, after : Wave
        With the same dimensions, scored with the earlier wave's item means.
    dimensions : sequence of str
        Codes, in the order of the columns.
    broken : set of str
        Dimensions whose line is broken (see `broken_dimensions`).

    Returns
    -------
    tuple of Change
        Unit by unit, from the whole down; a unit where nobody has a score in one wave is left out. Which of them may
        be shown is for the gate to say, and the family is then judged again over what is shown (`judged`).
    """
    units = common_units(before.units, after.units)
    levels = [_levels(wave.units, units) for wave in (before, after)]
    found: list[Change] = []
    for place, dimension in enumerate(dimensions):
        earlier, later = (
            _of_units(wave, place, level, len(units))
            for wave, level in zip((before, after), levels, strict=True)
        )
        found += _compared(units, dimension, earlier, later, broken=dimension in broken)
    return judged(sorted(found, key=lambda change: change.unit))


def judged(found: Sequence[Change]) -> tuple[Change, ...]:
    """Return the changes with p held over all of them together, and their badges."""
    p = np.array([np.nan if change.p is None else change.p for change in found], dtype=np.float64)
    difference = np.array([np.nan if c.difference is None else c.difference for c in found], dtype=np.float64)
    adjusted = benjamini_hochberg(p)
    marks = badged(difference, adjusted)
    return tuple(
        replace(change, p_adjusted=_known(held), badge=bool(mark))
        for change, held, mark in zip(found, adjusted, marks, strict=True)
    )


def broken_dimensions(trends: Mapping[str, Trend], dimension_of: Mapping[str, str]) -> frozenset[str]:
    """Return the dimensions of which an item has another wording, is new or is gone.

    Parameters
    ----------
    trends : mapping of item to Trend
        Of the items of either wave that changed in any language that was asked; others are kept.
    dimension_of : mapping of item to dimension
        Of the items of both waves.
    """
    return frozenset(dimension_of[item] for item, trend in trends.items() if trend != "kept")


def common_units(before: Sequence[Path], after: Sequence[Path]) -> tuple[Path, ...]:
    """Return the units, above and below, that have people in both waves, () first.

    Nothing where no unit is in both; () alone where neither wave knows units.
    """
    earlier, later = (
        {path[:depth] for path in set(units) for depth in range(1, len(path) + 1)}
        for units in (before, after)
    )
    both = sorted(earlier & later)
    if not earlier and not later:
        return ((),)
    return ((), *both) if both else ()


def _levels(paths: Sequence[Path], units: Sequence[Path]) -> NDArray[np.intp]:
    """Return the row in `units` of each person's unit at each depth, shape (n_depths, n); −1 where it is in none.

    The row of () takes whoever belongs to a highest unit of both waves.
    """
    row = {unit: number for number, unit in enumerate(units)}
    depths = range(max((len(unit) for unit in units), default=0) + 1)

    def rows(path: Path) -> list[int]:
        if path[:1] not in row or (not path and len(units) > 1):
            return [-1] * len(depths)
        return [row.get(path[:depth], -1) if depth <= len(path) else -1 for depth in depths]

    of_path = {path: rows(path) for path in set(paths)}
    return np.array([of_path[path] for path in paths], dtype=np.intp).reshape(len(paths), len(depths)).T


def _of_units(wave: Wave, place: int, levels: NDArray[np.intp], count: int) -> Moments:
    """Return the moments of each unit: a person counts once at each depth."""
    depths = len(levels)
    weights = None if wave.weights is None else np.tile(wave.weights, depths)
    return moments(np.tile(wave.scores[:, place], depths), levels.ravel(), count=count, weights=weights)


def _compared(
    units: Sequence[Path], dimension: str, before: Moments, after: Moments, *, broken: bool
) -> list[Change]:
    apart = compare(after, before)
    return [
        Change(
            unit=unit,
            dimension=dimension,
            n_before=int(before.n[row]),
            n_after=int(after.n[row]),
            before=float(before.mean[row]),
            after=float(after.mean[row]),
            broken=broken,
            difference=None if broken else float(apart.difference[row]),
            low=None if broken else _known(apart.low[row]),
            high=None if broken else _known(apart.high[row]),
            p=None if broken else _known(apart.p[row]),
            p_adjusted=None,
            g=None if broken else _known(apart.g[row]),
            badge=False,
        )
        for row, unit in enumerate(units)
        if before.n[row] and after.n[row]
    ]


def _known(figure: float) -> float | None:
    return None if np.isnan(figure) else float(figure)
