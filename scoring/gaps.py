"""Gaps of perception: employees, managers and executives on the same scores, and leaders' guesses of staff's answers.

The trap: executives are few, so a large gap may be chance, and every page of gaps tests many at once. Each gap has an
interval and a p held over the family. A guess is a named leader's; the answers it is compared with are not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from scoring.comparisons import badged, benjamini_hochberg, compare
from scoring.estimates import Moments, mean_estimate, moments, share_estimate
from scoring.release import Estimate
from scoring.release_findings import Gap, Share

Matrix = NDArray[np.float64]
Places = NDArray[np.intp]

FEWEST_LEADERS = 5
"""Guesses are shown from this many leaders."""


@dataclass(frozen=True)
class GuessGap:
    """What leaders guess of staff's answer, the answer, and guess less answer, all in per cent; MOVER interval."""

    code: str
    guess: Estimate
    answer: Share
    difference: float
    low: float
    high: float


def position_gaps(
    scores: Matrix,
    dimensions: Sequence[str],
    positions: Places,
    names: Sequence[str],
    *,
    weights: Matrix | None = None,
) -> tuple[Gap, ...]:
    """Return the gap of every pair of positions on every dimension, tested as one family.

    Parameters
    ----------
    scores : ndarray of shape (n, n_dimensions)
        0 to 100, NaN where missing.
    positions : ndarray of shape (n,)
        Place of each person's position in `names`; −1 where unknown.
    names : sequence of str
        Such as employee, manager, executive.

    Returns
    -------
    tuple of Gap
        Dimension by dimension; pairs in which a position has no score at all are left out.
    """
    found: list[Gap] = []
    pairs = list(combinations(range(len(names)), 2))
    for place, dimension in enumerate(dimensions):
        of_position = moments(scores[:, place], positions, count=len(names), weights=weights)
        found += [
            _gap(dimension, names, of_position, one, other)
            for one, other in pairs
            if min(of_position.n[one], of_position.n[other]) > 0
        ]
    return _over_the_family(found)


def guess_gap(
    code: str,
    guesses: Matrix,
    agrees: Matrix,
    *,
    leaders: int | None = None,
    invited: int | None = None,
    weights: Matrix | None = None,
) -> GuessGap | None:
    """Compare leaders' guesses of how many in a hundred employees agree with how many do.

    Parameters
    ----------
    guesses : ndarray of shape (n_leaders,)
        0 to 100; NaN where a leader made no guess.
    agrees : ndarray of shape (n_employees,)
        1 where an employee agrees, 0 where not, NaN where unknown.
    leaders, invited : int, optional
        Invited leaders, and invited employees.

    Returns
    -------
    GuessGap or None
        None with fewer than `FEWEST_LEADERS` guesses, or no answer.

    References
    ----------
    Zou & Donner (2008), Statistics in Medicine 27, 1693-1702: an interval of a difference from two intervals (MOVER).
    """
    if (~np.isnan(guesses)).sum() < FEWEST_LEADERS or np.isnan(agrees).all():
        return None
    guess = mean_estimate(guesses, invited=leaders)
    answer = share_estimate(agrees, invited=invited, weights=weights)
    low, high = difference_interval(
        (guess.mean, guess.low, guess.high), (100 * answer.share, 100 * answer.low, 100 * answer.high)
    )
    return GuessGap(code, guess, answer, guess.mean - 100 * answer.share, low, high)


def difference_interval(
    one: tuple[float, float, float], other: tuple[float, float, float]
) -> tuple[float, float]:
    """Return the interval of one − other from (figure, low, high) of two independent figures, by MOVER."""
    (a, a_low, a_high), (b, b_low, b_high) = one, other
    low = a - b - np.hypot(a - a_low, b_high - b)
    high = a - b + np.hypot(a_high - a, b - b_low)
    return float(low), float(high)


def _gap(dimension: str, names: Sequence[str], scores: Moments, one: int, other: int) -> Gap:
    found = compare(scores.of([one]), scores.of([other]))
    return Gap(
        dimension=dimension,
        one=names[one],
        other=names[other],
        n_one=int(scores.n[one]),
        n_other=int(scores.n[other]),
        difference=float(found.difference[0]),
        low=_known(found.low[0]),
        high=_known(found.high[0]),
        p=_known(found.p[0]),
        p_adjusted=None,
        g=_known(found.g[0]),
        badge=False,
    )


def _over_the_family(gaps: Sequence[Gap]) -> tuple[Gap, ...]:
    adjusted = benjamini_hochberg(np.array([np.nan if gap.p is None else gap.p for gap in gaps], dtype=float))
    marks = badged(np.array([gap.difference for gap in gaps], dtype=float), adjusted)
    return tuple(
        replace(gap, p_adjusted=_known(p), badge=bool(mark))
        for gap, p, mark in zip(gaps, adjusted, marks, strict=True)
    )


def _known(figure: float) -> float | None:
    return None if np.isnan(figure) else float(figure)
