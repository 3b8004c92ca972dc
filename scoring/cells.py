"""Groups of people with their scores: the total and every unit, each figure through the gate first.

The trap: people who lack a dimension's score make its n smaller than the group's. The gate is asked again for each
dimension with that n, among the groups already shown; else the difference between two n could tell on somebody.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from questionnaires.model import Dimension, Maturity
from scoring.estimates import mean_estimate
from scoring.maturity import level_range
from scoring.release import Cell, Hidden, Score
from scoring.responses import HeadCount, Path
from scoring.unit_tree import released_units, unit_counts

Matrix = NDArray[np.float64]

SMALLEST_RATE_BASE = 5
"""A unit's rate of response needs this many invited people."""

RATE_STEP = 5
"""A unit's rate is rounded to this many per cent, so that it does not count heads."""


def cells_of(
    scores: Matrix,
    units: Sequence[Path],
    dimensions: Sequence[Dimension],
    *,
    head_counts: Sequence[HeadCount],
    threshold: int,
    maturity: Maturity | None,
) -> dict[Path, Cell]:
    """Return a cell for the total, under (), and for each unit.

    Parameters
    ----------
    scores : ndarray of shape (n, n_dimensions)
        0 to 100; NaN where a person has no score.
    units : sequence of n paths
        () where unknown: such people count in the total only.
    threshold : int
        Smallest group shown.
    """
    shown = released_units(unit_counts(units), threshold)
    members = _members(units, shown)
    invited = _invited(head_counts)
    by_dimension = {
        dimension.code: _scores(scores[:, place], dimension, shown, members, invited, threshold, maturity)
        for place, dimension in enumerate(dimensions)
    }
    return {
        path: _cell(
            path, hidden, len(members[path]), invited.get(path), {c: s[path] for c, s in by_dimension.items()}
        )
        for path, hidden in shown.items()
    }


def _scores(
    scores: Matrix,
    dimension: Dimension,
    shown: Mapping[Path, Hidden | None],
    members: Mapping[Path, NDArray[np.intp]],
    invited: Mapping[Path, int],
    threshold: int,
    maturity: Maturity | None,
) -> dict[Path, Score]:
    """Return the dimension's score of every cell, hidden where the cell is or where too few have a score."""
    scored = {path: people[~np.isnan(scores[people])] for path, people in members.items()}
    counts = {path: len(people) for path, people in scored.items()}
    allowed = released_units(
        counts, threshold, among=[path for path, hidden in shown.items() if hidden is None]
    )
    return {
        path: _score(
            scores[scored[path]], dimension, shown[path] or allowed[path], invited.get(path), maturity
        )
        for path in shown
    }


def _score(
    scores: Matrix,
    dimension: Dimension,
    hidden: Hidden | None,
    invited: int | None,
    maturity: Maturity | None,
) -> Score:
    if hidden is not None:
        return Score(None, None, hidden)
    estimate = mean_estimate(scores, invited=invited)
    if maturity is None or dimension.code not in maturity.dimensions:
        return Score(estimate, None, None)
    return Score(
        estimate, level_range(estimate, maturity.levels, better=dimension.higher_is == "better"), None
    )


def _cell(
    path: Path, hidden: Hidden | None, n: int, invited: int | None, scores: Mapping[str, Score]
) -> Cell:
    if hidden is not None:
        return Cell(path, None, hidden, None, None, scores)
    known = invited is not None and invited >= SMALLEST_RATE_BASE
    return Cell(path, n, None, invited if known else None, _rate(path, n, invited) if known else None, scores)


def _rate(path: Path, n: int, invited: int | None) -> float | None:
    """Return the rate of response in per cent: exact for the total, in steps of 5 for a unit."""
    if invited is None:
        return None
    rate = 100 * n / invited
    return rate if path == () else float(RATE_STEP * round(rate / RATE_STEP))


def _members(units: Sequence[Path], shown: Mapping[Path, object]) -> dict[Path, NDArray[np.intp]]:
    """Return the places of the people who belong to each unit, above and below; () holds everybody."""
    places: dict[Path, list[int]] = {path: [] for path in shown}
    for place, path in enumerate(units):
        for depth in range(len(path) + 1):
            places[path[:depth]].append(place)
    return {path: np.array(people, dtype=np.intp) for path, people in places.items()}


def _invited(head_counts: Sequence[HeadCount]) -> Mapping[Path, int]:
    """Return the invited people of each unit, above and below."""
    invited: Counter[Path] = Counter()
    for count in head_counts:
        for depth in range(len(count.unit) + 1):
            invited[count.unit[:depth]] += count.invited
    return invited
