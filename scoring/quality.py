"""Careless answering: flagged, never deleted. Flagged people count in every score; only fitting leaves them out.

The rule looks at what costs nothing to the attentive: the longest run of one answer in the order the sentences were
shown, no variation at all, answers that contradict each other within a dimension, pages answered faster than they can
be read, and an attention check where the questionnaire has one. Whoever doubts the rule sees the means both ways.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scoring.dimensions import ScoringKey, percent_of_maximum
from scoring.estimates import mean_estimate
from scoring.release import Estimate
from scoring.release_findings import WithWithout
from scoring.sums import BLOCK

Matrix = NDArray[np.float64]
Answers = NDArray[np.float64] | NDArray[np.int8]
Flags = NDArray[np.bool_]
Places = NDArray[np.intp]

LONGEST_RUN = 10
LONGEST_RUN_SHARE = 0.375
LEAST_SPREAD = 0.30 / 4
"""IRV below .30 on five points, as a share of the scale's span."""

RANDOM_SHARE = 0.75
"""Share of the variance of uniform random answers, (A²−1)/12, that attentive people stay under."""

FAST_PAGES_SHARE = 0.5
LARGEST_EXCLUSION = 0.15
"""Beyond this share of flagged people the screen itself is in doubt, and nobody is left out."""


@dataclass(frozen=True)
class Presentation:
    """In which order each person saw the items.

    `orders` of shape (n_orders, n_items) holds places of the key's items, `drawn` of shape (n,) which order it was.
    """

    orders: Places
    drawn: Places


@dataclass(frozen=True)
class Screen:
    """Which people were flagged, for which reason; arrays of shape (n,)."""

    long_run: Flags
    no_spread: Flags
    contradicts: Flags
    too_fast: Flags
    failed_check: Flags

    @property
    def flagged(self) -> Flags:
        """Flagged for any reason."""
        return np.asarray(
            self.long_run | self.no_spread | self.contradicts | self.too_fast | self.failed_check
        )

    @property
    def in_doubt(self) -> bool:
        """Whether so many are flagged that the screen says more about itself than about them."""
        return bool(len(self.long_run)) and bool(self.flagged.mean() > LARGEST_EXCLUSION)

    @property
    def left_out(self) -> Flags:
        """Left out of fitting: the flagged, or nobody where the screen is in doubt."""
        return np.zeros_like(self.flagged) if self.in_doubt else self.flagged


def screen(
    answers: Answers,
    key: ScoringKey,
    *,
    presentation: Presentation | None = None,
    fast_pages: NDArray[np.int64] | Matrix | None = None,
    pages: int = 1,
    failed_check: Flags | None = None,
) -> Screen:
    """Flag people whose answers cannot have been thought about.

    Parameters
    ----------
    answers : ndarray of shape (n, n_items)
        Points as given, in the key's order; NaN, or a negative number, where unanswered or outside the scale.
    key : ScoringKey
        Scales, reversed items and dimensions.
    presentation : Presentation, optional
        The order each person saw; the key's own order where it is left out.
    fast_pages : ndarray of shape (n,), optional
        How many of the pages took less than two seconds an item; NaN where unknown.
    pages : int
        How many pages of items there are, at least one.
    failed_check : ndarray of shape (n,), optional
        Who gave another answer than the attention check asks for.

    References
    ----------
    Curran (2016), Journal of Experimental Social Psychology 66, 4-19; Dunn et al. (2018), Journal of Business and
    Psychology 33, 105-121 (IRV); Bowling et al. (2023), Organizational Research Methods 26, 323-352 (page time).
    Cuts measured on simulated careless people: 92-93 % caught, 0.05-0.2 % of others.
    """
    n, run_needed = len(answers), max(LONGEST_RUN, math.ceil(LONGEST_RUN_SHARE * answers.shape[1]))
    long_run, no_spread, contradicts = (np.zeros(n, bool) for _ in range(3))
    for start in range(0, n, BLOCK):
        rows = slice(start, start + BLOCK)
        block = answers[rows] if presentation is None else _as_shown(answers[rows], presentation, rows)
        long_run[rows] = longest_run(block) >= run_needed
        points = np.where(answers[rows] >= 0, answers[rows], np.nan).astype(np.float64)
        no_spread[rows] = _spread((points - key.lowest) / key.spans) < LEAST_SPREAD
        contradicts[rows] = _contradiction(percent_of_maximum(points, key) / 100, key) > RANDOM_SHARE
    too_fast = np.zeros(n, bool) if fast_pages is None else np.asarray(fast_pages > FAST_PAGES_SHARE * pages)
    failed = np.zeros(n, bool) if failed_check is None else failed_check
    return Screen(long_run, no_spread, contradicts, too_fast, failed)


def longest_run(answers: Answers) -> NDArray[np.int16]:
    """Return each person's longest run of one answer; an item without a point of the scale ends a run."""
    longest, run = (np.zeros(len(answers), dtype=np.int16) for _ in range(2))
    columns = np.ascontiguousarray(answers.T)
    for item, column in enumerate(columns):
        goes_on = column == columns[item - 1] if item else np.zeros(len(answers), bool)
        run = np.where(goes_on, run + np.int16(1), np.int16(1)) * (column >= 0)
        np.maximum(longest, run, out=longest)
    return longest


def with_and_without(
    scores: Matrix, flagged: Flags, *, invited: int | None, weights: Matrix | None = None
) -> tuple[WithWithout, ...]:
    """Return the mean of each dimension over everybody and over the unflagged.

    Parameters
    ----------
    scores : ndarray of shape (n, n_dimensions)
        0 to 100, NaN where missing.
    flagged : ndarray of shape (n,)
        From `Screen.flagged`. The difference of two means tells of the flagged alone: whoever shows it must see to it
        that they are nobody, or not fewer than the threshold.
    """
    return tuple(
        WithWithout(
            everybody=_estimate(column, weights, invited),
            unflagged=_estimate(np.where(flagged, np.nan, column), weights, invited),
        )
        for column in scores.T
    )


def _estimate(values: Matrix, weights: Matrix | None, invited: int | None) -> Estimate | None:
    if (~np.isnan(values)).sum() < 2:
        return None
    return mean_estimate(values, invited=invited, weights=weights)


def _as_shown(answers: Answers, presentation: Presentation, rows: slice) -> Answers:
    people = np.arange(len(answers))[:, None]
    return answers[people, presentation.orders[presentation.drawn[rows]]]


def _spread(shares: Matrix) -> Matrix:
    """Return the standard deviation of each person's answers, infinite below five answers: too few to judge."""
    answered = ~np.isnan(shares)
    count = answered.sum(axis=1)
    filled = np.where(answered, shares, 0)
    safe = np.maximum(count, 2)
    variance = ((filled**2).sum(axis=1) - filled.sum(axis=1) ** 2 / safe) / (safe - 1)
    return np.where(count >= 5, np.sqrt(np.maximum(variance, 0)), np.inf)


def _contradiction(shares: Matrix, key: ScoringKey) -> Matrix:
    """Return the variance within dimensions, pooled, as a share of that of uniform random answers."""
    belongs = (key.dimension_of[:, None] == np.arange(len(key.dimensions))).astype(np.float64)
    answered = ~np.isnan(shares)
    filled = np.where(answered, shares, 0)
    count = answered @ belongs
    squares = filled**2 @ belongs - (filled @ belongs) ** 2 / np.maximum(count, 1)
    uniform = ((key.spans + 1) ** 2 - 1) / 12 / key.spans**2
    expected = np.maximum(count - 1, 0) @ ((uniform @ belongs) / np.maximum(belongs.sum(axis=0), 1))
    return np.asarray(np.divide(squares.sum(axis=1), expected, out=np.zeros(len(shares)), where=expected > 0))
