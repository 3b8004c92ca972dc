"""What if a dimension rose by ten points here? Arithmetic on what goes with what, never a forecast.

The trap: a slope over people says how those who score ten points more differ, not what happens to somebody who is
brought ten points up. So every result is marked as arithmetic, has an interval, and stops at the end of the scale:
who stands at 95 can rise by five.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from scoring.associations import least_squares
from scoring.estimates import PERCENT, moments
from scoring.release_findings import WhatIf

Matrix = NDArray[np.float64]

RISE = 10.0
FEWEST_PEOPLE = 30


def what_if(
    score: Matrix,
    outcome: Matrix,
    *,
    here: NDArray[np.bool_] | None = None,
    held_equal: Matrix | None = None,
    rise: float = RISE,
    weights: Matrix | None = None,
    limits: tuple[float, float] = PERCENT,
) -> WhatIf | None:
    """Return what the outcome would be here if the score rose and all else stayed as it is.

    Parameters
    ----------
    score, outcome : ndarray of shape (n,)
        The dimension, 0 to 100, and adoption on `limits`, over everybody: the slope is that of the whole.
    here : ndarray of shape (n,), optional
        The people whose score is to rise; everybody where it is left out.
    held_equal : ndarray of shape (n, k), optional
        Other dimensions, held equal.
    rise : float
        Points of 0 to 100; may be negative.

    Returns
    -------
    WhatIf or None
        None with fewer than `FEWEST_PEOPLE` people in the slope, nobody here with both figures, or a score that
        cannot be told apart from what is held equal.
    """
    columns = score[:, None] if held_equal is None else np.column_stack([score, held_equal])
    fitted = least_squares(columns, outcome, weights=weights)
    if fitted is None or fitted.n < FEWEST_PEOPLE:
        return None
    inside = ~np.isnan(outcome) if here is None else here & ~np.isnan(outcome)
    possible = moments(_room(score, rise)[inside], weights=_of(weights, inside))
    now = moments(np.where(np.isnan(score), np.nan, outcome)[inside], weights=_of(weights, inside))
    if not now.n[0]:
        return None
    before, points = float(now.mean[0]), float(possible.mean[0])
    ends = [_within(before, slope * points, limits) for slope in fitted.interval(0)]
    return WhatIf(
        n=int(now.n[0]),
        asked=rise,
        possible=points,
        before=before,
        change=_within(before, float(fitted.slopes[0]) * points, limits),
        low=min(ends),
        high=max(ends),
    )


def _room(score: Matrix, rise: float) -> Matrix:
    """Return by how much each person's score can move."""
    return np.asarray(np.clip(score + rise, *PERCENT) - score)


def _within(before: float, change: float, limits: tuple[float, float]) -> float:
    """Return the change, cut where it would leave the outcome's scale."""
    return min(max(before + change, limits[0]), limits[1]) - before


def _of(weights: Matrix | None, people: NDArray[np.bool_]) -> Matrix | None:
    return None if weights is None else weights[people]
