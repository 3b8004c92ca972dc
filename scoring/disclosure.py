"""What may be shown: the one place that defines thresholds and roundings.

Which cells may be shown together is for `gate`. Hiding small groups is not enough: a division of 30 with one team of
27 shown gives away the other three people by subtraction.
"""

from __future__ import annotations

from scoring.errors import ScoringError

LOWEST_THRESHOLD = 5
"""No setting goes below: the smallest group whose scores are shown."""

ITEM_THRESHOLD = 10
"""Items, distributions and comments: at n = 5 a unanimous item tells everybody's answer too often."""

WHOLE_THRESHOLD = 30
"""Anything that mixes cells (reliability, agreement, shares) is shown for everybody only, from this n."""

FEWEST_COMMENTS = 5
"""Comments on one question in one block."""

POOL_THRESHOLD = 10
"""Organisations in a cell of the benchmark pool."""

POOL_DOMINANCE = 0.25
"""No organisation of such a cell has a larger share of its respondents."""

SMALLEST_RATE_BASE = 5
"""A rate of response needs this many invited people."""

RATE_STEP = 5
"""A rate is rounded to this many per cent, so that it does not count heads."""

LOW_END, HIGH_END = 0.1, 0.9
"""Shares beyond are shown as these ends: near 0 or 1 a share would tell everybody's answer."""


def checked_threshold(threshold: int) -> int:
    """Return `threshold`, or refuse one below `LOWEST_THRESHOLD`."""
    if threshold < LOWEST_THRESHOLD:
        raise ScoringError(
            f"The threshold {threshold} is too low.",
            where="threshold",
            mend=f"Use {LOWEST_THRESHOLD} or more: smaller groups would tell who said what.",
        )
    return threshold


def item_threshold(threshold: int) -> int:
    """Return the smallest n at which an item is shown."""
    return max(ITEM_THRESHOLD, threshold)


def rounded_rate(answered: int, invited: int) -> float:
    """Return the rate of response in per cent, in steps of `RATE_STEP`."""
    return float(RATE_STEP * round(100 * answered / invited / RATE_STEP))


def end_coded(share: float) -> float:
    """Return a share of 0 to 1, no nearer to the ends than `LOW_END` and `HIGH_END`."""
    return min(max(share, LOW_END), HIGH_END)
