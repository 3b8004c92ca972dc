"""Do the items of a dimension hold together? Alpha, omega, item-rest correlations.

Covariances are pairwise and rest on the exact sums of `scoring.sums`, so chunks may be merged in any order. Alpha
assumes that all items load alike; omega does not. Both are printed. Where a figure has no meaning (items that never
vary, items that cancel each other out) it is NaN, never a number out of rounding.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from scoring.release import Light
from scoring.sums import PairSums, correlation_of, covariance_of, pair_sums

Matrix = NDArray[np.float64]

LOWEST_N = 100
"""Fewer answers than this give no alpha: the item bank's rule for publishing reliability."""

ROUNDING = 1e-12
"""A variance below this share of the items' own is the rounding of one that is 0."""

LARGEST_LOADING = np.sqrt(0.995)
"""Keeps a uniqueness of at least .005, as R's psych::fa does, so that a Heywood case cannot run away."""


@dataclass(frozen=True)
class Consistency:
    """Figures of one dimension; arrays have one value an item, NaN where the item never varies."""

    n: int
    alpha: float
    alpha_low: float
    alpha_high: float
    standardised_alpha: float
    omega: float
    item_rest: Matrix
    alpha_if_dropped: Matrix


def pairwise_covariance(positions: Matrix) -> tuple[Matrix, Matrix]:
    """Return covariances over the people who answered both items, and their numbers.

    Parameters
    ----------
    positions : ndarray of shape (n, n_items)
        Whole numbers from 0 to 100 (reversed items already turned); NaN where unanswered.

    Returns
    -------
    covariance : ndarray of shape (n_items, n_items)
        As R's ``cov(use = "pairwise")``; NaN where fewer than two people answered both.
    people : ndarray of shape (n_items, n_items)
        How many answered both.
    """
    sums = pair_sums(_whole(positions))
    return covariance_of(sums), sums.people.astype(np.float64)


def consistency(positions: Matrix, spans: Matrix) -> Consistency | None:
    """Return alpha with its interval, omega, item-rest correlations and alpha without each item.

    Parameters
    ----------
    positions : ndarray of shape (n, n_items)
        Whole numbers, reversed items already turned; NaN where unanswered.
    spans : ndarray of shape (n_items,)
        Highest minus lowest value of each item's scale: items weigh as in the score.

    Returns
    -------
    Consistency or None
        None with fewer than `LOWEST_N` people on some pair, or fewer than two items that vary.

    References
    ----------
    Cronbach (1951), Psychometrika 16, 297-334; Revelle & Zinbarg (2009), Psychometrika 74, 145-154 (omega).
    Checked against R's psych::alpha and psych::fa (minres).
    """
    return consistency_of(pair_sums(_whole(positions)), spans)


def consistency_of(sums: PairSums, spans: Matrix) -> Consistency | None:
    """Return the same from the exact sums of a dimension's items, however many people they are summed over."""
    covariance = covariance_of(sums) / np.outer(spans, spans)
    varies = np.nan_to_num(np.diag(covariance)) > 0
    people = sums.people[np.ix_(varies, varies)]
    if varies.sum() < 2 or people.min() < LOWEST_N:
        return None
    kept, n = covariance[np.ix_(varies, varies)], int(people.min())
    deviation = np.sqrt(np.diag(kept))
    alpha = alpha_of(kept)
    low, high = feldt_interval(alpha, n=n, items=len(kept))
    return Consistency(
        n=n,
        alpha=alpha,
        alpha_low=low,
        alpha_high=high,
        standardised_alpha=alpha_of(kept / np.outer(deviation, deviation)),
        omega=omega_of(correlation_of(sums.of(np.flatnonzero(varies)))),
        item_rest=_spread(varies, item_rest_of(kept)),
        alpha_if_dropped=_spread(varies, alpha_if_dropped_of(kept)),
    )


def alpha_of(covariance: Matrix) -> float:
    """Return Cronbach's alpha, J/(J−1)·(1 − trace/sum); NaN where items cancel out and the sum has no variance."""
    items, total = len(covariance), covariance.sum()
    if total <= ROUNDING * np.trace(covariance):
        return float("nan")
    return float(items / (items - 1) * (1 - np.trace(covariance) / total))


def item_rest_of(covariance: Matrix) -> Matrix:
    """Return each item's correlation with the sum of the others; NaN where that sum has no variance."""
    variance = np.diag(covariance)
    with_total = covariance.sum(axis=0)
    rest = covariance.sum() - 2 * with_total + variance
    rest = np.where(rest > ROUNDING * np.trace(covariance), rest, np.nan)
    return np.asarray((with_total - variance) / np.sqrt(variance * rest))


def alpha_if_dropped_of(covariance: Matrix) -> Matrix:
    """Return alpha without each item in turn; NaN where one item would be left."""
    if len(covariance) < 3:
        return np.full(len(covariance), np.nan)
    rest = [np.delete(np.delete(covariance, i, 0), i, 1) for i in range(len(covariance))]
    return np.array([alpha_of(part) for part in rest])


def feldt_interval(alpha: float, *, n: int, items: int, confidence: float = 0.95) -> tuple[float, float]:
    """Return the interval of alpha: (1−α)/(1−α̂) follows F with n−1 and (n−1)(J−1) degrees of freedom.

    References
    ----------
    Feldt, Woodruff & Salih (1987), Applied Psychological Measurement 11, 93-103.
    """
    tail = (1 - confidence) / 2
    quantile = stats.f(n - 1, (n - 1) * (items - 1)).ppf
    return float(1 - (1 - alpha) * quantile(1 - tail)), float(1 - (1 - alpha) * quantile(tail))


def omega_of(correlation: Matrix) -> float:
    """Return omega total of one factor, (ΣR − Σu²)/ΣR.

    NaN below three items, where it is not defined, where two items have no correlation, and where items cancel out.
    """
    if len(correlation) < 3 or np.isnan(correlation).any() or correlation.sum() <= ROUNDING:
        return float("nan")
    uniqueness = 1 - minres_loadings(correlation) ** 2
    return float((correlation.sum() - uniqueness.sum()) / correlation.sum())


def minres_loadings(correlation: Matrix, *, tolerance: float = 1e-12, rounds: int = 10_000) -> Matrix:
    """Return the loadings of one factor that leave the smallest off-diagonal residuals.

    Each loading in turn takes its least-squares value given the others, until none moves.

    References
    ----------
    Harman & Jones (1966), Psychometrika 31, 351-368.
    """
    off_diagonal = correlation - np.diag(np.diag(correlation))
    vector = np.linalg.eigh(correlation)[1][:, -1]
    loadings = np.asarray(vector * np.sign(vector.sum() or 1.0))
    for _ in range(rounds):
        before = loadings.copy()
        for item, row in enumerate(off_diagonal):
            others = loadings @ loadings - loadings[item] ** 2
            best = row @ loadings / others if others > 0 else 0.0
            loadings[item] = np.clip(best, -LARGEST_LOADING, LARGEST_LOADING)
        if np.abs(loadings - before).max() < tolerance:
            break
    return loadings


def light_of(alpha: float | None, omega: float | None) -> Light:
    """Return the advice that goes with omega, or with alpha where omega is not defined.

    The cuts .80, .70 and .60 are advice, not law (doi 10.1080/07481756.2023.2283637 reviews such cut-offs).
    """
    figure = omega if omega is not None else alpha
    if figure is None:
        return "not_defined"
    if figure >= 0.80:
        return "good"
    if figure >= 0.70:
        return "fair"
    return "group_use_only" if figure >= 0.60 else "do_not_compare"


def _whole(positions: Matrix) -> NDArray[np.int8]:
    """Return positions as int8, −1 where unanswered."""
    return np.where(np.isnan(positions), -1, positions).astype(np.int8)


def _spread(varies: NDArray[np.bool_], figures: Matrix) -> Matrix:
    """Put the figures of the items that vary back into their places among all items."""
    spread = np.full(len(varies), np.nan)
    spread[varies] = figures
    return spread
