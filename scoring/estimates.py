"""Means and shares with intervals that know how many people were invited.

The trap: everybody was invited, so there is no sample. The interval says what would follow if those who
answered were a random draw from the N invited; where all answered it has no width, and only non-response
could mislead. Weights cost precision: intervals rest on Kish's effective n, never on the number of answers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats
from scipy.special import stdtrit

from scoring.errors import ScoringError
from scoring.release import Basis, Estimate
from scoring.release_findings import Share

Matrix = NDArray[np.float64]

CONFIDENCE = 0.95
PERCENT = (0.0, 100.0)

ROUNDING = 1e-18
"""A variance below this share of the squared mean is the rounding of one that is 0."""


@dataclass(frozen=True)
class Moments:
    """What an interval or a comparison needs of each of m groups, arrays of shape (m,).

    `n` people with a value, Kish's `effective` n, `mean` (NaN without people) and `variance` (NaN below two).
    """

    n: NDArray[np.intp]
    effective: Matrix
    mean: Matrix
    variance: Matrix

    def of(self, groups: Sequence[int] | NDArray[np.intp]) -> Moments:
        """Return the moments of some of the groups, in the order given."""
        places = np.asarray(groups, dtype=np.intp)
        return Moments(self.n[places], self.effective[places], self.mean[places], self.variance[places])


def moments(
    values: Matrix,
    groups: NDArray[np.intp] | None = None,
    *,
    count: int = 1,
    weights: Matrix | None = None,
) -> Moments:
    """Return mean, variance and numbers of people of each group, in two passes.

    Parameters
    ----------
    values : ndarray of shape (n,)
        NaN where a person has no value: such people do not count.
    groups : ndarray of shape (n,), optional
        Group of each person, from 0 to `count` − 1; −1 where unknown. Everybody is in group 0 where it is left out.
    weights : ndarray of shape (n,), optional
        Not negative; people of weight 0 do not count.

    References
    ----------
    The weighted variance is that of R's survey::svyvar, n/(n−1)·Σw(x−x̄)²/Σw; effective n after Kish (1965).
    """
    if groups is None and weights is None:
        return _moments_of_one(values)
    group = np.zeros(len(values), np.intp) if groups is None else groups
    weight = np.ones(len(values)) if weights is None else weights
    counted = ~np.isnan(values) & (group >= 0) & (weight > 0)
    group, value, weight = group[counted], values[counted], weight[counted]

    def total(figures: Matrix) -> Matrix:
        return np.asarray(np.bincount(group, figures, minlength=count), dtype=np.float64)

    n = np.bincount(group, minlength=count)
    sums, squares = total(weight), total(weight**2)
    mean = np.divide(total(weight * value), sums, out=np.full(count, np.nan), where=n > 0)
    spread = total(weight * (value - mean[group]) ** 2)
    variance = np.divide(n * spread, (n - 1) * sums, out=np.full(count, np.nan), where=n > 1)
    variance[variance <= ROUNDING * mean**2] = 0
    effective = np.divide(sums**2, squares, out=np.zeros(count), where=n > 0)
    return Moments(n, effective, mean, variance)


def _moments_of_one(values: Matrix) -> Moments:
    """Return the moments of one unweighted group, where a sum is all that is needed."""
    value = values[~np.isnan(values)]
    n = len(value)
    mean = value.sum() / n if n else np.nan
    variance = ((value - mean) ** 2).sum() / (n - 1) if n > 1 else np.nan
    if variance <= ROUNDING * mean**2:
        variance = 0.0
    return Moments(np.array([n]), np.array([float(n)]), np.array([mean]), np.array([variance]))


def mean_estimate(
    values: Matrix,
    *,
    invited: int | None,
    weights: Matrix | None = None,
    bounds: tuple[float, float] = PERCENT,
) -> Estimate:
    """Estimate a mean with its 95 % interval, mean ± t·√(s²/n_eff)·√((N−n)/(N−1)), t with n_eff − 1 degrees.

    Parameters
    ----------
    values : ndarray of shape (n,)
        Scores on `bounds`; at least two that are not NaN.
    invited : int or None
        Invited people N of the same group, at least n; None where it is unknown (then no correction).
    weights : ndarray of shape (n,), optional
        From `response_weights`.
    bounds : tuple of float
        Lowest and highest value possible; the interval is clipped to them.

    Returns
    -------
    Estimate
        Mean, standard deviation (n−1) and interval.

    Raises
    ------
    ScoringError
        With fewer than two values, or more values than invited people.

    References
    ----------
    Cochran (1977), Sampling Techniques, 3rd ed., eq. 2.20: the finite-population correction; Kish (1965) for n_eff.
    """
    found = moments(values, weights=weights)
    n, effective, mean = int(found.n[0]), float(found.effective[0]), float(found.mean[0])
    if n < 2:
        raise ScoringError(
            f"An interval was asked of {n} value(s).", where="", mend="Give two values or more."
        )
    sd = float(np.sqrt(found.variance[0]))
    half = half_width(sd, effective) * population_factor(n, invited) if sd else 0.0
    low, high = max(bounds[0], mean - half), min(bounds[1], mean + half)
    return Estimate(n=n, mean=mean, sd=sd, low=low, high=high, basis=_basis(n, invited))


def share_estimate(
    chosen: Matrix | NDArray[np.bool_], *, invited: int | None = None, weights: Matrix | None = None
) -> Share:
    """Estimate a share of people with its 95 % Wilson interval on the effective n.

    Parameters
    ----------
    chosen : ndarray of shape (n,)
        1 or True where it applies, 0 or False where not, NaN where unknown; at least one known.
    invited : int or None
        As in `mean_estimate`: n_eff is divided by the squared correction, so a census has no width.

    Raises
    ------
    ScoringError
        When nobody answered, or more people than were invited.
    """
    found = moments(np.asarray(chosen, dtype=np.float64), weights=weights)
    n, share = int(found.n[0]), float(found.mean[0])
    if not n:
        raise ScoringError("A share was asked of nobody.", where="", mend="Give at least one answer.")
    factor = population_factor(n, invited)
    low, high = wilson_interval(share, float(found.effective[0]) / factor**2) if factor else (share, share)
    return Share(n=n, share=share, low=float(low), high=float(high), basis=_basis(n, invited))


def half_width(sd: float, effective: float) -> float:
    """Return t·sd/√n_eff; infinite where the effective n leaves no degree of freedom."""
    if effective <= 1:
        return float("inf")
    return float(stdtrit(effective - 1, (1 + CONFIDENCE) / 2) * sd / np.sqrt(effective))


def wilson_interval(share: float, n: float, *, confidence: float = CONFIDENCE) -> tuple[float, float]:
    """Return the score interval of a share, 0 to 1, of `n` people; `n` need not be whole.

    References
    ----------
    Wilson (1927), Journal of the American Statistical Association 22, 209-212, eq. 1; as R's
    prop.test(correct = FALSE).
    """
    z = stats.norm.ppf((1 + confidence) / 2)
    centre = (share + z**2 / (2 * n)) / (1 + z**2 / n)
    half = z / (1 + z**2 / n) * np.sqrt(share * (1 - share) / n + z**2 / (4 * n**2))
    return max(0.0, float(centre - half)), min(1.0, float(centre + half))


def population_factor(n: int, invited: int | None) -> float:
    """Return √((N−n)/(N−1)): 1 where N is unknown, 0 where all answered."""
    if invited is None:
        return 1.0
    if n > invited:
        raise ScoringError(
            f"{n} people answered, but only {invited} were invited.",
            where="head counts",
            mend="Correct the head counts file, so that no group has more answers than invited people.",
        )
    return float(np.sqrt((invited - n) / max(invited - 1, 1)))


def _basis(n: int, invited: int | None) -> Basis:
    if invited is None:
        return "sample"
    return "census" if n == invited else "finite"
