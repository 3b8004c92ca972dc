"""Do people of one unit answer alike, and do units differ? rwg(j), r*wg(j), AD; ICC(1), ICC(2).

Never read one of them alone: ICC(2) grows with the size of units, and a high rwg(j) without ICC may only say
that everybody everywhere answers the same. rwg(j) compares with people who answer at random; people who lean to the
agreeable end agree by that alone, so it is also computed against a skewed null.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

Matrix = NDArray[np.float64]

ROUNDING = 1e-18
"""A variance below this share of the sum of squares is the rounding of one that is 0."""

SLIGHT_SKEW = 1.34 / 2
"""Variance of slightly skewed random answers as a share of uniform ones: 1.34 against 2 on five points."""


@dataclass(frozen=True)
class Variation:
    """One-way analysis of variance of a score over units."""

    groups: int
    icc1: float
    icc2: float
    f: float
    p: float


def variation(scores: Matrix, groups: NDArray[np.intp]) -> Variation | None:
    """Return ICC(1) and ICC(2) in their ANOVA form, with F and its p.

    Parameters
    ----------
    scores : ndarray of shape (n,)
        NaN where a person has no score.
    groups : ndarray of shape (n,)
        Number of each person's unit, from 0; −1 where unknown.

    Returns
    -------
    Variation or None
        None with fewer than two units, one person a unit, or no difference at all between people.

    References
    ----------
    Bliese (2000), in Klein & Kozlowski (eds.), pp. 349-381; as R's multilevel::ICC1 and ICC2,
    with the mean size of units.
    """
    known = ~np.isnan(scores) & (groups >= 0)
    values, units = scores[known], _numbered(groups[known])
    count = int(units.max()) + 1 if len(units) else 0
    if count < 2 or len(values) == count:
        return None
    sizes = np.bincount(units)
    means = np.bincount(units, values) / sizes
    between = float(sizes @ (means - values.mean()) ** 2) / (count - 1)
    within = float(((values - means[units]) ** 2).sum()) / (len(values) - count)
    if min(within, between) <= ROUNDING * float(values @ values):
        return None
    f = between / within
    size = len(values) / count
    return Variation(
        groups=count,
        icc1=(between - within) / (between + (size - 1) * within),
        icc2=(between - within) / between,
        f=f,
        p=float(stats.f.sf(f, count - 1, len(values) - count)),
    )


def rwgj(answers: Matrix, spans: Matrix, groups: NDArray[np.intp], *, null: float = 1.0) -> Matrix:
    """Return rwg(j) of each unit, J(1−r)/(J(1−r)+r), r the mean ratio of variances to those of the null.

    Parameters
    ----------
    answers : ndarray of shape (n, n_items)
        Answers to one dimension's items; NaN where unanswered.
    spans : ndarray of shape (n_items,)
        Highest minus lowest value of each item's scale: with A points, A−1.
    groups : ndarray of shape (n,)
        Number of each person's unit, from 0; −1 where unknown.
    null : float
        Variance of the null as a share of the uniform one, (A²−1)/12; `SLIGHT_SKEW` for the skewed one.

    Returns
    -------
    ndarray of shape (n_groups,)
        0 to 1, in the order of the units' numbers; 0 where people differ as much as at random, or more;
        NaN where no item has two answers.

    References
    ----------
    James, Demaree & Wolf (1984), Journal of Applied Psychology 69, 85-98; as R's multilevel::rwg.j. The skewed null
    of five points: LeBreton & Senter (2008), Organizational Research Methods 11, 815-852, table 2; its ratio to
    the uniform variance is used for other lengths too.
    """
    ratio, items = _mean_ratio(answers, spans, groups)
    # Above 1 people differ more than at random; clipped, as the formula has a pole there.
    ratio = np.minimum(ratio / null, 1)
    agreement = items * (1 - ratio)
    return np.asarray(agreement / (agreement + ratio))


def rwgj_star(answers: Matrix, spans: Matrix, groups: NDArray[np.intp]) -> Matrix:
    """Return r*wg(j) of each unit, 1 − r: it does not grow with the number of items, and falls below 0 where people
    differ more than at random.

    Parameters and order as in `rwgj`.

    References
    ----------
    Lindell, Brandt & Whitney (1999), Applied Psychological Measurement 23, 127-135; as R's multilevel::rwg.j.lindell.
    """
    return np.asarray(1 - _mean_ratio(answers, spans, groups)[0])


def average_deviation(answers: Matrix, groups: NDArray[np.intp]) -> Matrix:
    """Return AD of each unit: how far answers lie from their item's mean in the unit, on average, in points.

    Parameters
    ----------
    answers, groups
        As in `rwgj`.

    Returns
    -------
    ndarray of shape (n_groups,)
        Mean over the items with two answers or more; NaN where there is none. On five points up to .8 is
        usually read as agreement (a sixth of the points, Burke & Dunlap 2002).

    References
    ----------
    Burke, Finkelstein & Dusig (1999), Organizational Research Methods 2, 49-68; as R's multilevel::ad.m.
    """
    known = groups >= 0
    units = _numbered(groups[known])
    return _mean_over_items(_within_units(answers[known], units, np.abs, lost=0))


def _mean_ratio(answers: Matrix, spans: Matrix, groups: NDArray[np.intp]) -> tuple[Matrix, Matrix]:
    """Return each unit's mean ratio of variances to the uniform null, and over how many items."""
    known = groups >= 0
    units = _numbered(groups[known])
    ratio = _within_units(answers[known], units, np.square, lost=1) / (((spans + 1) ** 2 - 1) / 12)
    return _mean_over_items(ratio), (~np.isnan(ratio)).sum(axis=1).astype(np.float64)


def _mean_over_items(figures: Matrix) -> Matrix:
    known = ~np.isnan(figures)
    count = known.sum(axis=1)
    return np.asarray(np.where(known, figures, 0).sum(axis=1) / np.where(count, count, np.nan))


def _numbered(groups: NDArray[np.intp]) -> NDArray[np.intp]:
    """Return groups numbered from 0 without gaps, in their order."""
    present = np.bincount(groups) > 0
    return np.asarray((np.cumsum(present) - 1)[groups], dtype=np.intp)


def _within_units(
    answers: Matrix, units: NDArray[np.intp], distance: Callable[[Matrix], Matrix], *, lost: int
) -> Matrix:
    """Return, for each item in each unit, the mean distance from the mean over n − `lost`; NaN below two answers."""
    count = int(units.max(initial=-1)) + 1
    spread = np.full((count, answers.shape[1]), np.nan)
    for item, column in enumerate(answers.T):
        answered = ~np.isnan(column)
        unit, value = units[answered], column[answered]
        n = np.bincount(unit, minlength=count)
        mean = np.bincount(unit, value, minlength=count) / np.maximum(n, 1)
        total = np.bincount(unit, distance(value - mean[unit]), minlength=count)
        spread[:, item] = np.where(n > 1, total / np.maximum(n - lost, 1), np.nan)
    return spread


def is_shared_climate(variation_of: Variation | None, median_rwgj: float | None) -> bool:
    """Say whether a unit's mean stands for a view that its people share, not for an average of differing ones."""
    if variation_of is None or median_rwgj is None:
        return False
    return (
        variation_of.icc1 >= 0.05
        and variation_of.p < 0.05
        and variation_of.icc2 >= 0.70
        and median_rwgj >= 0.70
    )
