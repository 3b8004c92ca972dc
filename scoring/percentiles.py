"""Where organisations stand among one another: quantiles with intervals, and the place of one of them.

The trap: a pool is small. The upper tenth of twelve organisations is nearly its best one, so every quantile carries
the interval that holds for any distribution, and an end that so few organisations cannot give is left open.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from scoring.estimates import CONFIDENCE, wilson_interval


@dataclass(frozen=True)
class Quantile:
    """The value that `at` (0 to 1) of the organisations do not exceed; an open end of the interval is None."""

    at: float
    value: float
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Standing:
    """The share of organisations below, ties counted half, in per cent of 0 to 100, with its 95 % interval."""

    organisations: int
    percent: float
    low: float
    high: float


def quantile(values: NDArray[np.float64], at: float) -> Quantile:
    """Return a quantile with an interval of 95 % or more, whatever the distribution.

    Parameters
    ----------
    values : ndarray of shape (n,)
        One value an organisation; at least one.
    at : float
        Above 0, below 1.

    References
    ----------
    The value is Hyndman & Fan's type 7 (1996), as R's ``quantile``; the interval lies between order statistics:
    David & Nagaraja, Order Statistics (3rd edition), section 7.1.
    """
    ordered, n = np.sort(values), len(values)
    tail = (1 - CONFIDENCE) / 2
    below, above = (int(stats.binom.ppf(level, n, at)) for level in (tail, 1 - tail))
    return Quantile(
        at=at,
        value=float(np.quantile(ordered, at)),
        low=float(ordered[below - 1]) if below >= 1 else None,
        high=float(ordered[above]) if above < n else None,
    )


def standing(values: NDArray[np.float64], value: float) -> Standing:
    """Return the mid-rank percentile of `value` among the organisations, which do not hold its own.

    References
    ----------
    The interval is Wilson's (1927), the organisations taken as drawn from more like them.
    """
    n = len(values)
    share = float(((values < value).sum() + (values == value).sum() / 2) / n)
    low, high = wilson_interval(share, n)
    return Standing(n, 100 * share, 100 * low, 100 * high)
