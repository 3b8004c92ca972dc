"""Small units drawn towards the whole, by as much as their means are noise: empirical-Bayes means.

The trap: in a list sorted by raw means the smallest units stand at both ends, because their means jump the most. A
shrunken mean weighs a unit's own mean by how far it can be trusted. It needs only what is released of each unit (n,
mean, standard deviation), so it tells nothing of a unit that may not be shown, and takes part in the sum of none.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from scoring.estimates import CONFIDENCE, PERCENT

Matrix = NDArray[np.float64]

FEWEST_UNITS = 4
"""Below this, how much units differ cannot be told from their noise: nothing is shrunk."""


@dataclass(frozen=True)
class Shrunken:
    """Shrunken means of m units with 95 % intervals, arrays of shape (m,); NaN for a unit without a mean.

    `trust` is the weight of a unit's own mean, 0 to 1. `between` and `within` are the variances of units' true means
    and of people in a unit, `centre` is what units are drawn to.
    """

    means: Matrix
    low: Matrix
    high: Matrix
    trust: Matrix
    centre: float
    between: float
    within: float


def shrunken_means(n: Matrix, means: Matrix, deviations: Matrix) -> Shrunken | None:
    """Return the empirical-Bayes means of units.

    Parameters
    ----------
    n, means, deviations : ndarray of shape (m,)
        People with a score, their mean and standard deviation (n−1) of each unit; NaN where they are hidden. Units of
        one level of the tree, so that nobody is in two.

    Returns
    -------
    Shrunken or None
        None with fewer than `FEWEST_UNITS` units, or where people in units do not differ at all.

    Notes
    -----
    The variance between units is that of the analysis of variance, as behind ICC(1), and 0 where units differ less
    than by chance: then all are drawn to the centre. Intervals add what is not known of the centre and of the weight.

    References
    ----------
    Morris (1983), Journal of the American Statistical Association 78, 47-55: the factor (m−3)/(m−1), the intervals;
    Searle, Casella & McCulloch (1992), Variance Components, section 3.6. Checked against R's nlme::lme.
    """
    shown = ~np.isnan(means) & (n >= 2) & ~np.isnan(deviations)
    sizes, seen = n[shown], means[shown]
    units = len(seen)
    if units < FEWEST_UNITS:
        return None
    within = float((sizes - 1) @ deviations[shown] ** 2 / (sizes - 1).sum())
    if within <= 0:
        return None
    between = variance_between(sizes, seen, within)
    noise = within / sizes
    weight = 1 / (between + noise)
    centre = float(weight @ seen / weight.sum())
    # Morris' factor: the weight is estimated, so units are drawn a little less than it says.
    pull = (units - 3) / (units - 1) * noise / (between + noise)
    doubt = 2 / (units - 3) * pull**2 * (noise.mean() + between) / (noise + between)
    error = noise * (1 - pull * (1 - weight / weight.sum())) + doubt * (seen - centre) ** 2
    half = stats.norm.ppf((1 + CONFIDENCE) / 2) * np.sqrt(error)
    drawn = seen + pull * (centre - seen)
    return Shrunken(
        means=_spread(shown, drawn),
        low=_spread(shown, np.maximum(drawn - half, PERCENT[0])),
        high=_spread(shown, np.minimum(drawn + half, PERCENT[1])),
        trust=_spread(shown, 1 - pull),
        centre=centre,
        between=between,
        within=within,
    )


def variance_between(n: Matrix, means: Matrix, within: float) -> float:
    """Return how much units' true means vary: (MSB − MSW)/n₀, not below 0."""
    whole = n.sum()
    between_square = float(n @ (means - n @ means / whole) ** 2) / (len(n) - 1)
    usual_size = (whole - n @ n / whole) / (len(n) - 1)
    return max(0.0, (between_square - within) / float(usual_size))


def _spread(shown: NDArray[np.bool_], figures: Matrix) -> Matrix:
    spread = np.full(len(shown), np.nan)
    spread[shown] = figures
    return spread
