"""Do people of one unit answer alike, and do units differ? rwg(j), ICC(1), ICC(2).

Never read one of them alone: ICC(2) grows with the size of units, and a high rwg(j) without ICC may only say
that everybody everywhere answers the same.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

Matrix = NDArray[np.float64]


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
    values, units = scores[known], np.unique(groups[known], return_inverse=True)[1]
    count = int(units.max()) + 1 if len(units) else 0
    if count < 2 or len(values) == count:
        return None
    sizes = np.bincount(units)
    means = np.bincount(units, values) / sizes
    between = float(sizes @ (means - values.mean()) ** 2) / (count - 1)
    within = float(((values - means[units]) ** 2).sum()) / (len(values) - count)
    if within == 0 or between == 0:
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


def rwgj(answers: Matrix, spans: Matrix, groups: NDArray[np.intp]) -> Matrix:
    """Return rwg(j) of each unit against the uniform null, J(1−r)/(J(1−r)+r).

    Parameters
    ----------
    answers : ndarray of shape (n, n_items)
        Answers to one dimension's items; NaN where unanswered.
    spans : ndarray of shape (n_items,)
        Highest minus lowest value of each item's scale: with A points, A−1.
    groups : ndarray of shape (n,)
        Number of each person's unit, from 0; −1 where unknown.

    Returns
    -------
    ndarray of shape (n_groups,)
        0 to 1, in the order of the units' numbers; 0 where people differ as much as at random, or more;
        NaN where no item has two answers.

    References
    ----------
    James, Demaree & Wolf (1984), Journal of Applied Psychology 69, 85-98; as R's multilevel::rwg.j.
    """
    known = groups >= 0
    units = np.unique(groups[known], return_inverse=True)[1]
    if not len(units):
        return np.empty(0)
    points = spans + 1
    ratio = _within_variance(answers[known], units) / ((points**2 - 1) / 12)
    answered = ~np.isnan(ratio)
    items = answered.sum(axis=1)
    mean_ratio = np.where(answered, ratio, 0).sum(axis=1) / np.where(items, items, np.nan)
    # Above 1 people differ more than at random; clipped, as the formula has a pole there.
    mean_ratio = np.minimum(mean_ratio, 1)
    agreement = items * (1 - mean_ratio)
    return np.asarray(agreement / (agreement + mean_ratio))


def _within_variance(answers: Matrix, units: NDArray[np.intp]) -> Matrix:
    """Return the variance (n−1) of each item in each unit, NaN below two answers."""
    answered = ~np.isnan(answers)
    count = int(units.max()) + 1
    variance = np.full((count, answers.shape[1]), np.nan)
    for item in range(answers.shape[1]):
        unit, value = units[answered[:, item]], answers[answered[:, item], item]
        n = np.bincount(unit, minlength=count)
        mean = np.bincount(unit, value, minlength=count) / np.maximum(n, 1)
        squares = np.bincount(unit, (value - mean[unit]) ** 2, minlength=count)
        variance[:, item] = np.where(n > 1, squares / np.maximum(n - 1, 1), np.nan)
    return variance


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
