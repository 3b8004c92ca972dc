"""Which dimensions go with adoption: Johnson's relative weights, with how far they hold over resamples.

The trap: dimensions go together, so slopes share out what belongs to several at random, and may change sign. Relative
weights share R² out fairly and never below nothing. They say what goes with adoption, never what brings it about; a
dimension is named only where it goes with adoption more than a column of random numbers does.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.random import SeedSequence
from numpy.typing import NDArray

from scoring.release_findings import Driver, Drivers

Matrix = NDArray[np.float64]

FEWEST_PEOPLE = 30
PEOPLE_A_DRIVER = 10
DRAWS = 500
CHANCE = 0.05
"""Chance that any dimension is named although none goes with adoption."""

AT_ONCE = 4_000_000
"""Numbers drawn at a time: some 100 MB."""

SMALLEST_ROOT = 1e-10
"""Relative eigenvalues below this are 0: two identical dimensions share their weight."""


def drivers_of(
    scores: Matrix,
    outcome: Matrix,
    codes: Sequence[str],
    *,
    seed: int,
    draws: int = DRAWS,
    weights: Matrix | None = None,
) -> Drivers | None:
    """Return how R² of adoption is shared out over dimensions.

    Parameters
    ----------
    scores : ndarray of shape (n, n_dimensions)
        0 to 100; people with a NaN do not count.
    outcome : ndarray of shape (n,)
        Adoption, such as frequency of use; NaN where unknown.
    codes : sequence of str
        The dimensions, in the order of the columns; without the one that is adoption itself.
    draws : int
        Resamples of people. Each takes its own seed.

    Returns
    -------
    Drivers or None
        None with fewer than `FEWEST_PEOPLE` people or `PEOPLE_A_DRIVER` a dimension, or where adoption or every
        dimension is the same for all.

    References
    ----------
    Johnson (2000), Multivariate Behavioral Research 35, 1-19; Tonidandel, LeBreton & Johnson (2009), Psychological
    Methods 14, 387-399: the comparison with a random column.
    """
    weight = np.ones(len(outcome)) if weights is None else weights
    known = ~(np.isnan(scores).any(axis=1) | np.isnan(outcome)) & (weight > 0)
    varies = scores[known].min(axis=0, initial=np.inf) < scores[known].max(axis=0, initial=-np.inf)
    needed = max(FEWEST_PEOPLE, PEOPLE_A_DRIVER * len(codes))
    if known.sum() < needed or not varies.any() or np.ptp(outcome[known]) == 0:
        return None
    data = np.column_stack([scores[known][:, varies], outcome[known]])
    data = (data - data.mean(axis=0)) / data.std(axis=0)
    whole = correlations(moment_matrix(data, weight[known]))
    found = _spread(relative_weights(whole[None])[0], varies)
    resampled = np.zeros((draws, len(codes) + 1))
    resampled[:, np.append(varies, True)] = _resampled(data, weight[known], seed, draws)
    return _drivers(codes, int(known.sum()), found, resampled, _spread(whole[-1, :-1], varies))


def relative_weights(correlation: Matrix) -> Matrix:
    """Return each predictor's part of R².

    Parameters
    ----------
    correlation : ndarray of shape (draws, n_predictors + 1, n_predictors + 1)
        The outcome last.

    Returns
    -------
    ndarray of shape (draws, n_predictors)
        Not negative; they add up to R². Predictors that are copies of each other get equal parts.

    References
    ----------
    Johnson (2000), eq. 2 to 6: predictors are replaced by the orthogonal ones nearest to them.
    """
    roots, vectors = np.linalg.eigh(correlation[:, :-1, :-1])
    known = roots > SMALLEST_ROOT * roots[:, -1:]
    roots = np.where(known, roots, 0)
    half = (vectors * np.sqrt(roots)[:, None, :]) @ np.swapaxes(vectors, 1, 2)
    inverse = np.divide(1, np.sqrt(roots), out=np.zeros_like(roots), where=known)
    nearest = (vectors * inverse[:, None, :]) @ np.swapaxes(vectors, 1, 2)
    beta = nearest @ correlation[:, :-1, -1:]
    return np.asarray((half**2 @ beta**2)[..., 0])


def moment_matrix(data: Matrix, weights: Matrix) -> Matrix:
    """Return Σw·z·zᵀ with z = (1, data), of shape (n_columns + 1, n_columns + 1)."""
    z = np.column_stack([np.ones(len(data)), data])
    return np.asarray((z * weights[:, None]).T @ z)


def correlations(moments: Matrix) -> Matrix:
    """Return correlations from `moment_matrix`, one or a stack; a column that does not vary correlates with none."""
    whole = moments[..., :1, :1]
    covariance = moments[..., 1:, 1:] / whole - (moments[..., 1:, :1] / whole) * (
        moments[..., :1, 1:] / whole
    )
    variance = np.diagonal(covariance, axis1=-2, axis2=-1)
    scale = np.sqrt(variance[..., :, None] * variance[..., None, :])
    found = np.divide(covariance, scale, out=np.zeros_like(covariance), where=scale > SMALLEST_ROOT)
    place = np.arange(found.shape[-1])
    found[..., place, place] = 1
    return found


def _drivers(codes: Sequence[str], n: int, found: Matrix, resampled: Matrix, correlation: Matrix) -> Drivers:
    own, chance = resampled[:, :-1], resampled[:, -1:]
    totals = np.maximum(own.sum(axis=1, keepdims=True), np.finfo(float).tiny)
    low, high = np.quantile(own / totals, [0.025, 0.975], axis=0)
    above_chance = np.quantile(own - chance, CHANCE / len(codes), axis=0) > 0
    r_squared = float(found.sum())
    return Drivers(
        n=n,
        r_squared=r_squared,
        draws=len(resampled),
        drivers=tuple(
            Driver(
                code=code,
                weight=float(found[place]),
                share=float(found[place]) / r_squared if r_squared > 0 else 0.0,
                share_low=float(low[place]),
                share_high=float(high[place]),
                correlation=float(correlation[place]),
                goes_with=bool(above_chance[place]),
            )
            for place, code in enumerate(codes)
        ),
        first_share=tuple((np.bincount(own.argmax(axis=1), minlength=len(codes)) / len(own)).tolist()),
    )


def _resampled(data: Matrix, weights: Matrix, seed: int, draws: int) -> Matrix:
    """Return weights of shape (draws, n_predictors + 1): people drawn again, with a random column put last."""
    return np.concatenate(
        [
            relative_weights(correlations(moments))
            for moments in _resampled_moments(data, weights, seed, draws)
        ]
    )


def _resampled_moments(data: Matrix, weights: Matrix, seed: int, draws: int) -> Iterator[Matrix]:
    """Yield moment matrices of resamples in batches; the random column stands before the outcome."""
    n, columns = data.shape
    z = np.column_stack([np.ones(n), data])
    upper = np.triu_indices(columns + 1)
    products = z[:, upper[0]] * z[:, upper[1]]
    seeds = SeedSequence(seed).spawn(draws)
    size = max(1, AT_ONCE // n)
    for start in range(0, draws, size):
        times, noise = _drawn(seeds[start : start + size], n)
        times = times * weights
        moments = np.empty((len(times), columns + 2, columns + 2))
        place = np.r_[np.arange(columns), columns + 1]
        sums = times @ products
        moments[:, place[upper[0]], place[upper[1]]] = sums
        moments[:, place[upper[1]], place[upper[0]]] = sums
        moments[:, columns, place] = moments[:, place, columns] = (times * noise) @ z
        moments[:, columns, columns] = (times * noise**2).sum(axis=1)
        yield moments


def _drawn(seeds: Sequence[SeedSequence], n: int) -> tuple[Matrix, Matrix]:
    """Return how often each person is drawn, and a random column, of shape (len(seeds), n), one seed a row."""
    times, noise = np.empty((len(seeds), n)), np.empty((len(seeds), n))
    for row, seed in enumerate(seeds):
        random = np.random.default_rng(seed)
        times[row] = np.bincount(random.integers(0, n, n), minlength=n)
        noise[row] = random.standard_normal(n)
    return times, noise


def _spread(figures: Matrix, varies: NDArray[np.bool_]) -> Matrix:
    """Put figures of the columns that vary into their places; a column that does not vary goes with nothing."""
    spread = np.zeros(len(varies))
    spread[varies] = figures
    return spread
