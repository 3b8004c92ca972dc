"""Means with intervals that know how many people were invited.

The trap: everybody was invited, so there is no sample. The interval says what would follow if those who
answered were a random draw from the N invited; where all answered it has no width, and only non-response
could mislead.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from scoring.errors import ScoringError
from scoring.release import Basis, Estimate

CONFIDENCE = 0.95


def mean_estimate(values: NDArray[np.float64], *, invited: int | None) -> Estimate:
    """Estimate a mean with its 95 % interval, mean ± t·√(s²/n)·√((N−n)/(N−1)).

    Parameters
    ----------
    values : ndarray of shape (n,)
        Scores, 0 to 100, none missing; at least two.
    invited : int or None
        Invited people N of the same group, at least n; None where it is unknown (then no correction).

    Returns
    -------
    Estimate
        Mean, standard deviation (n−1) and interval, clipped to 0..100.

    Raises
    ------
    ScoringError
        With fewer than two values, or more values than invited people.

    References
    ----------
    Cochran (1977), Sampling Techniques, 3rd ed., eq. 2.20: the finite-population correction.
    """
    n = len(values)
    if n < 2:
        raise ScoringError(
            f"An interval was asked of {n} value(s).", where="", mend="Give two values or more."
        )
    mean, sd = float(np.mean(values)), float(np.std(values, ddof=1))
    half = stats.t.ppf((1 + CONFIDENCE) / 2, n - 1) * sd / np.sqrt(n) * _population_factor(n, invited)
    low, high = max(0.0, mean - float(half)), min(100.0, mean + float(half))
    return Estimate(n=n, mean=mean, sd=sd, low=low, high=high, basis=_basis(n, invited))


def _basis(n: int, invited: int | None) -> Basis:
    if invited is None:
        return "sample"
    return "census" if n == invited else "finite"


def _population_factor(n: int, invited: int | None) -> float:
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
