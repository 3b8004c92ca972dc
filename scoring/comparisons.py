"""Two groups side by side: the difference, how sure it is, how large it is, and what remains when many are tested.

The trap: a page of 25 units and 8 dimensions makes 200 comparisons, of which ten would look sure by chance alone.
So the share of false marks is held over the whole family shown together, and a small difference gets no mark,
however sure it is. Two groups of one survey are never exactly independent; where the same people answered twice
Welch's test errs on the cautious side.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats
from scipy.special import gammaln

from scoring.estimates import CONFIDENCE, Moments

Matrix = NDArray[np.float64]

FALSE_SHARE = 0.05
"""The expected share of false marks among all marks."""

LEAST_DIFFERENCE = 5.0
"""Points of 100: a smaller difference gets no badge."""


@dataclass(frozen=True)
class Differences:
    """One minus other for each of m pairs, arrays of shape (m,); NaN where a pair cannot be compared."""

    difference: Matrix
    low: Matrix
    high: Matrix
    t: Matrix
    freedom: Matrix
    p: Matrix
    g: Matrix
    g_low: Matrix
    g_high: Matrix


def compare(one: Moments, other: Moments) -> Differences:
    """Compare m pairs of independent groups: Welch's t with its interval, and Hedges' g with its interval.

    Parameters
    ----------
    one, other : Moments
        Of the same length m; Kish's effective n stands for n.

    Returns
    -------
    Differences
        A pair where a group has fewer than two people, or where nobody differs from anybody in both groups, has a
        difference without t, p and interval.

    References
    ----------
    Welch (1947), Biometrika 34, 28-35, as R's t.test; Hedges (1981), Journal of Educational Statistics 6, 107-128,
    with the exact factor; the interval of g after Hedges & Olkin (1985), p. 86.
    """
    error_one, error_other = one.variance / _above_one(one), other.variance / _above_one(other)
    error = np.sqrt(error_one + error_other)
    error[error == 0] = np.nan
    difference = one.mean - other.mean
    freedom = error**4 / (error_one**2 / (_above_one(one) - 1) + error_other**2 / (_above_one(other) - 1))
    t = difference / error
    half = stats.t.ppf((1 + CONFIDENCE) / 2, freedom) * error
    g, g_error = hedges_g(one, other)
    z = stats.norm.ppf((1 + CONFIDENCE) / 2)
    return Differences(
        difference=difference,
        low=difference - half,
        high=difference + half,
        t=t,
        freedom=freedom,
        p=np.asarray(2 * stats.t.sf(np.abs(t), freedom)),
        g=g,
        g_low=g - z * g_error,
        g_high=g + z * g_error,
    )


def hedges_g(one: Moments, other: Moments) -> tuple[Matrix, Matrix]:
    """Return the difference in pooled standard deviations, freed of its small-sample bias, and its standard error.

    References
    ----------
    Hedges (1981), eq. 6e: J(m) = Γ(m/2)/(√(m/2)·Γ((m−1)/2)).
    """
    n_one, n_other = _above_one(one), _above_one(other)
    freedom = n_one + n_other - 2
    freedom[freedom <= 1] = np.nan
    pooled = np.sqrt(((n_one - 1) * one.variance + (n_other - 1) * other.variance) / freedom)
    pooled[pooled == 0] = np.nan
    factor = np.exp(gammaln(freedom / 2) - gammaln((freedom - 1) / 2)) / np.sqrt(freedom / 2)
    g = factor * (one.mean - other.mean) / pooled
    error = np.sqrt((n_one + n_other) / (n_one * n_other) + g**2 / (2 * (n_one + n_other)))
    return g, error


def benjamini_hochberg(p: Matrix) -> Matrix:
    """Return p adjusted so that cutting at q leaves at most the share q of false marks; NaN stays NaN.

    Parameters
    ----------
    p : ndarray of any shape
        The whole family that is shown together; NaN where nothing was tested, which does not count.

    References
    ----------
    Benjamini & Hochberg (1995), Journal of the Royal Statistical Society B 57, 289-300; as R's p.adjust("BH").
    """
    tested = ~np.isnan(p)
    values = p[tested]
    order = np.argsort(values)[::-1]
    ranks = np.arange(len(values), 0, -1)
    adjusted = np.empty(len(values))
    adjusted[order] = np.minimum(np.minimum.accumulate(values[order] * len(values) / ranks), 1.0)
    spread = np.full(p.shape, np.nan)
    spread[tested] = adjusted
    return spread


def badged(difference: Matrix, adjusted: Matrix) -> NDArray[np.bool_]:
    """Say which differences deserve a mark: sure over the family, and at least `LEAST_DIFFERENCE` points."""
    return np.asarray((adjusted <= FALSE_SHARE) & (np.abs(difference) >= LEAST_DIFFERENCE))


def _above_one(group: Moments) -> Matrix:
    """Return effective n where it leaves a degree of freedom, else NaN."""
    return np.where((group.n > 1) & (group.effective > 1), group.effective, np.nan)
