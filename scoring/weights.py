"""Weights that bring the respondents back to the organisation's head counts, and what they cost in precision.

The trap: weights repair who answered, never why. They are used only where many are missing and every group of the
head counts has somebody to speak for it; elsewhere one person would speak for a crowd, and the reader is told why
nothing was weighted. Weights are the same for everybody in a stratum, so they tell nothing of one person.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scoring.errors import ScoringError
from scoring.release_findings import WeightStatus

Matrix = NDArray[np.float64]
Groups = NDArray[np.intp]

ENOUGH_ANSWERED = 0.80
"""From this rate of response on, nothing is weighted."""

SMALLEST_CELL = 5
"""Every group with invited people needs this many respondents."""

KEPT_SHARE = 0.80
"""An attribute is used only where this share of the invited keep it after coarsening."""

LIMITS = (0.3, 3.0)
"""Smallest and largest weight, as multiples of the mean weight."""

ROUNDS = 50
TRIMMING_ROUNDS = 100
TOLERANCE = 1e-6


@dataclass(frozen=True)
class Margin:
    """Head counts by one attribute: `groups` of shape (n,), −1 where unknown; `invited` of shape (n_groups,).

    `kept` is the share of the invited, 0 to 1, whose attribute survived coarsening.
    """

    name: str
    groups: Groups
    invited: Matrix
    kept: float = 1.0


@dataclass(frozen=True)
class Raking:
    """Weights of shape (n,) with mean 1, how many lie on a limit, and how far the margins still are from their goal.

    `largest_gap` is the largest difference between a group's weighted share and its share of the invited.
    """

    weights: Matrix
    trimmed: int
    rounds: int
    largest_gap: float

    @property
    def converged(self) -> bool:
        """Whether every margin is met; where trimming forbids it, the gap says by how much."""
        return self.largest_gap <= TOLERANCE


@dataclass(frozen=True)
class Weighting:
    """Weights to use, all 1 unless `status` is "weighted", with Kish's effective n and design effect."""

    status: WeightStatus
    weights: Matrix
    effective_n: float
    design_effect: float
    trimmed: int
    largest_gap: float | None


def response_weights(margins: Sequence[Margin], n: int) -> Weighting:
    """Return weights for `n` respondents, or ones with the reason why nothing is weighted.

    Parameters
    ----------
    margins : sequence of Margin
        All over the same invited people, such as unit and position.
    n : int
        Respondents.

    Raises
    ------
    ScoringError
        When margins count different numbers of invited people, or a group has more answers than invited people.
    """
    _require_consistent(margins)
    status = _status(margins, n)
    if status != "weighted":
        return Weighting(status, np.ones(n), float(n), 1.0, 0, None)
    raking = rake([margin.groups for margin in margins], [margin.invited for margin in margins])
    effective = effective_n(raking.weights)
    return Weighting(
        status, raking.weights, effective, n / effective, raking.trimmed, largest_gap=raking.largest_gap
    )


def rake(
    groups: Sequence[Groups],
    targets: Sequence[Matrix],
    *,
    limits: tuple[float, float] | None = LIMITS,
    rounds: int = ROUNDS,
    tolerance: float = TOLERANCE,
) -> Raking:
    """Rake weights to margins, trimming inside the loop.

    Each round brings one margin after the other to its shares and then cuts weights to `limits`; margins that
    trimming disturbed are mended in the next round. What cannot be had within the limits remains as `largest_gap`.

    Parameters
    ----------
    groups : sequence of ndarray of shape (n,)
        Group of each person in each margin, from 0; −1 where unknown: such people keep their weight in that margin.
    targets : sequence of ndarray of shape (n_groups,)
        Head counts, or shares, of each margin's groups. Groups without respondents are left out of the target.
    limits : tuple of float or None
        Smallest and largest weight as multiples of the mean; None for none.
    rounds, tolerance
        Stop after so many rounds, or once no share is further than this from its target.

    References
    ----------
    Deming & Stephan (1940), Annals of Mathematical Statistics 11, 427-444; Izrael, Battaglia & Frankel (2009),
    SAS Global Forum, paper 247: trimming inside. Without limits checked against R's survey::rake.
    """
    n = len(groups[0])
    weights = np.ones(n)
    shares = [_target_shares(group, target) for group, target in zip(groups, targets, strict=True)]
    done, gap = 0, np.inf
    while done < rounds and gap > tolerance:
        for group, share in zip(groups, shares, strict=True):
            weights = weights * _factors(weights, group, share)
        weights = weights / weights.mean() if limits is None else trimmed(weights, limits)
        gap = max(_gap(weights, group, share) for group, share in zip(groups, shares, strict=True))
        done += 1
    low, high = limits or (0.0, np.inf)
    at_limit = np.isclose(weights, low, rtol=TOLERANCE) | np.isclose(weights, high, rtol=TOLERANCE)
    return Raking(weights, int(at_limit.sum()), done, float(gap))


def trimmed(weights: Matrix, limits: tuple[float, float]) -> Matrix:
    """Return weights with mean 1, none of them outside the limits: cut and rescaled until both hold."""
    for _ in range(TRIMMING_ROUNDS):
        weights = weights / weights.mean()
        if weights.min() >= limits[0] and weights.max() <= limits[1]:
            break
        weights = np.clip(weights, *limits)
    return weights


def effective_n(weights: Matrix) -> float:
    """Return how many equally weighted people tell as much: (Σw)²/Σw²; 0 for nobody.

    References
    ----------
    Kish (1965), Survey Sampling, section 11.7.
    """
    squares = float(weights @ weights)
    return float(weights.sum() ** 2 / squares) if squares else 0.0


def _status(margins: Sequence[Margin], n: int) -> WeightStatus:
    if not margins:
        return "no_margins"
    if not n:
        return "nobody"
    if n >= ENOUGH_ANSWERED * margins[0].invited.sum():
        return "enough_answered"
    if any(margin.kept < KEPT_SHARE for margin in margins):
        return "attribute_lost"
    smallest = min(_counts(margin)[margin.invited > 0].min() for margin in margins)
    return "weighted" if smallest >= SMALLEST_CELL else "small_cell"


def _require_consistent(margins: Sequence[Margin]) -> None:
    for margin in margins:
        if margin.invited.sum() != margins[0].invited.sum():
            raise ScoringError(
                f"{margin.name} counts {margin.invited.sum():g} invited people, "
                f"{margins[0].name} {margins[0].invited.sum():g}.",
                where="head counts",
                mend="Give head counts that add up to the same number of people.",
            )
        over = np.flatnonzero(_counts(margin) > margin.invited)
        if len(over):
            raise ScoringError(
                f"In group {over[0]} of {margin.name} more people answered than were invited.",
                where="head counts",
                mend="Correct the head counts, so that no group has more answers than invited people.",
            )


def _counts(margin: Margin) -> NDArray[np.intp]:
    return np.bincount(margin.groups[margin.groups >= 0], minlength=len(margin.invited))


def _target_shares(group: Groups, target: Matrix) -> Matrix:
    """Return the share that each group with respondents should have of those whose group is known."""
    present = np.bincount(group[group >= 0], minlength=len(target)) > 0
    reached = np.where(present, target, 0.0)
    return np.asarray(reached / reached.sum()) if reached.sum() else reached


def _factors(weights: Matrix, group: Groups, share: Matrix) -> Matrix:
    """Return what each person's weight is multiplied by; those of unknown group together keep their weight."""
    known = group >= 0
    sums = np.bincount(group[known], weights[known], minlength=len(share))
    factors = np.divide(share * sums.sum(), sums, out=np.ones(len(share)), where=sums > 0)
    return np.where(known, factors[group], 1.0)


def _gap(weights: Matrix, group: Groups, share: Matrix) -> float:
    known = group >= 0
    sums = np.bincount(group[known], weights[known], minlength=len(share))
    return float(np.abs(sums / max(sums.sum(), np.finfo(float).tiny) - share).max(initial=0.0))
