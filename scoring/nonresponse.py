"""What those who did not answer could change: bounds that assume nothing, and the margin that assumes chance.

The trap: with everybody invited there is no sample, and the margin of error answers a question nobody asked. It is
printed as what would follow if those who answered were a random draw from the invited, and beside it stand the
bounds: what the figure would be if all others had answered one way or the other.
"""

from __future__ import annotations

import numpy as np
from scipy import stats

from scoring.errors import ScoringError
from scoring.estimates import CONFIDENCE, PERCENT, population_factor
from scoring.release_findings import Bounds

WIDEST_SHARE = 0.5
"""At this share a margin is widest: the one printed where no single figure is meant."""


def bounds_of_share(share: float, *, n: int, invited: int) -> Bounds:
    """Return the share of all invited people if all who did not answer had said no, or yes.

    Parameters
    ----------
    share : float
        Among those who answered, 0 to 1.
    n, invited : int
        People who answered, and people who were invited.

    References
    ----------
    Manski (1989), Journal of Human Resources 24, 343-360: bounds under nonresponse without assumptions.
    """
    return bounds_of_mean(share, n=n, invited=invited, limits=(0.0, 1.0))


def bounds_of_mean(mean: float, *, n: int, invited: int, limits: tuple[float, float] = PERCENT) -> Bounds:
    """Return the mean of all invited people if all who did not answer had the lowest, or the highest, value."""
    _require_possible(n, invited)
    answered = n / invited
    low, high = (answered * mean + (1 - answered) * limit for limit in limits)
    return Bounds(low, high)


def margin_of_share(n: int, *, invited: int | None, share: float = WIDEST_SHARE) -> float:
    """Return half the width of the 95 % interval of a share, 0 to 1: z·√(p(1−p)/n)·√((N−n)/(N−1)).

    For the sentence about the survey as a whole; the interval of one share is Wilson's (`estimates`).

    References
    ----------
    Cochran (1977), Sampling Techniques, 3rd ed., section 3.2.
    """
    if n < 1:
        raise ScoringError("A margin was asked of nobody.", where="", mend="Give at least one answer.")
    z = stats.norm.ppf((1 + CONFIDENCE) / 2)
    return float(z * np.sqrt(share * (1 - share) / n) * population_factor(n, invited))


def _require_possible(n: int, invited: int) -> None:
    if not 0 < n <= invited:
        raise ScoringError(
            f"Bounds were asked where {n} of {invited} invited people answered.",
            where="head counts",
            mend="Give at least one answer, and at least as many invited people as answers.",
        )
