"""Expectation-maximisation for many Gaussian mixtures at once: all starts and bootstraps in two matrix products.

The log-density of a Gaussian is quadratic in x, so with features Φ = [1, x, x_i·x_j] the E-step of every component of
every model is one product Φ·Θ, and the M-step's sums are one product Φᵀ·R. A bootstrap is a vector of weights, so all
of them share Φ. People with missing dimensions lie in patterns of their own, whose sums are completed by the
conditional moments of what is missing.

The trap: covariances are shrunk twice: the pooled one towards a sphere, each class's towards the pooled one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]
Covariance = Literal["classwise", "tied"]


@dataclass(frozen=True)
class Shrinkage:
    """How covariances are estimated: `pooled` and `within` count as people who saw the target."""

    covariance: Covariance = "classwise"
    pooled: float = 100.0
    within: float = 300.0


@dataclass(frozen=True)
class Models:
    """M mixtures of K components in d dimensions: shapes (M, K), (M, K, d), (M, K, d, d); pooled (M, d, d)."""

    weights: Matrix
    means: Matrix
    covariances: Matrix
    pooled: Matrix

    def __getitem__(self, chosen: object) -> Models:
        return Models(
            *(getattr(self, part)[chosen] for part in ("weights", "means", "covariances", "pooled"))
        )


@dataclass(frozen=True)
class Fit:
    """Models with their mean log-likelihood a person, iterations and whether they converged, each of shape (M,)."""

    models: Models
    likelihood: Matrix
    iterations: NDArray[np.int64]
    converged: NDArray[np.bool_]


@dataclass(frozen=True)
class Pattern:
    """People who lack the same dimensions: their rows, the dimensions they have, and their features."""

    rows: NDArray[np.intp]
    observed: NDArray[np.intp]
    features: Matrix


@dataclass(frozen=True)
class _Sums:
    """Weighted sums a component: of people (M, K), of x (M, K, d), of x·xᵀ (M, K, d, d)."""

    people: Matrix
    first: Matrix
    second: Matrix


def patterns_of(scores: Matrix) -> list[Pattern]:
    """Return the patterns of missing dimensions in `scores`, (n, d); people with none at all are left out."""
    observed = ~np.isnan(scores)
    kinds, kind_of = np.unique(observed, axis=0, return_inverse=True)
    patterns = []
    for number, kind in enumerate(kinds):
        if kind.any():
            rows, dimensions = np.flatnonzero(kind_of.ravel() == number), np.flatnonzero(kind)
            patterns.append(Pattern(rows, dimensions, _features(scores[np.ix_(rows, dimensions)])))
    return patterns


def fit(
    patterns: Sequence[Pattern],
    weights: Matrix,
    starts: Models,
    shrinkage: Shrinkage,
    *,
    tolerance: float = 1e-5,
    rounds: int = 500,
) -> Fit:
    """Improve every model of `starts` until its likelihood a person gains less than `tolerance`.

    Parameters
    ----------
    patterns : sequence of Pattern
        The people (see `patterns_of`).
    weights : ndarray of shape (n, M) or (n, 1)
        What each person counts in each model.
    starts : Models
        M first guesses.
    """
    count = len(starts.weights)
    weights = np.broadcast_to(weights, (len(weights), count))
    current, active = starts, np.arange(count)
    likelihood, iterations = np.full(count, -np.inf), np.zeros(count, dtype=np.int64)
    for _ in range(rounds):
        sums, found = _expectation(patterns, weights[:, active], current[active])
        gained = found - likelihood[active]
        likelihood[active] = found
        iterations[active] += 1
        current = _put(current, active, maximisation(sums, shrinkage))
        active = active[~(np.abs(gained) < tolerance)]
        if not len(active):
            break
    return Fit(current, likelihood, iterations, ~np.isin(np.arange(count), active))


def log_densities(pattern: Pattern, models: Models) -> Matrix:
    """Return log(weight · density) of the observed dimensions, of shape (n_pattern, K, M).

    Models lie innermost: sums over the few components are then sums of long vectors.
    """
    observed = pattern.observed
    means = models.means[..., observed]
    covariances = models.covariances[..., observed[:, None], observed[None, :]]
    theta = _coefficients(models.weights, means, covariances)
    count, components = models.weights.shape
    return (pattern.features @ theta).reshape(-1, components, count)


def posteriors(log_density: Matrix) -> tuple[Matrix, Matrix]:
    """Return posteriors of shape (n, K, M) and log-likelihoods of shape (n, M), from `log_densities`."""
    highest = log_density.max(axis=1, keepdims=True)
    share = np.exp(log_density - highest)
    total = share.sum(axis=1, keepdims=True)
    share /= total
    return share, (highest + np.log(total))[:, 0]


def sums_of(scores: Matrix, responsibilities: Matrix) -> _Sums:
    """Return the sums of complete people under given responsibilities of shape (n, K, M)."""
    return _sums(_features(scores), responsibilities, scores.shape[1])


def maximisation(sums: _Sums, shrinkage: Shrinkage) -> Models:
    """Return the models that fit the sums best, their covariances shrunk twice."""
    people = np.maximum(sums.people, 1e-10)
    total = people.sum(axis=1)
    means = sums.first / people[..., None]
    scatter = sums.second - people[..., None, None] * means[..., :, None] * means[..., None, :]
    size = means.shape[-1]
    within = scatter.sum(axis=1) / total[:, None, None]
    sphere = np.trace(within, axis1=1, axis2=2)[:, None, None] / size * np.eye(size)
    weight = total[:, None, None]
    pooled = (weight * within + shrinkage.pooled * sphere) / (weight + shrinkage.pooled)
    pooled = pooled + 1e-9 * (sphere + np.eye(size))
    if shrinkage.covariance == "tied":
        covariances = np.broadcast_to(pooled[:, None], scatter.shape).copy()
    else:
        seen = people[..., None, None] + shrinkage.within
        covariances = (scatter + shrinkage.within * pooled[:, None]) / seen + 1e-9 * pooled[:, None]
    return Models(people / total[:, None], means, covariances, pooled)


def _expectation(patterns: Sequence[Pattern], weights: Matrix, models: Models) -> tuple[_Sums, Matrix]:
    """Return the completed sums and the mean log-likelihood of each model."""
    parts, total = [], np.zeros(len(models.weights))
    for pattern in patterns:
        share, likelihood = posteriors(log_densities(pattern, models))
        of_pattern = weights[pattern.rows]
        total += (of_pattern * likelihood).sum(axis=0)
        share *= of_pattern[:, None, :]
        sums = _sums(pattern.features, share, len(pattern.observed))
        parts.append(_completed(sums, pattern.observed, models))
    whole = _Sums(
        sum((part.people for part in parts), np.zeros(())),
        sum((part.first for part in parts), np.zeros(())),
        sum((part.second for part in parts), np.zeros(())),
    )
    return whole, total / whole.people.sum(axis=1)


def _completed(sums: _Sums, observed: NDArray[np.intp], models: Models) -> _Sums:
    """Fill in the sums of the missing dimensions m from the observed ones o: x_m | x_o has mean a + B·x_o."""
    size = models.means.shape[-1]
    if len(observed) == size:
        return sums
    missing = np.setdiff1d(np.arange(size), observed)
    among = models.covariances[..., observed[:, None], observed]
    across = models.covariances[..., missing[:, None], observed]
    slope = np.swapaxes(np.linalg.solve(among, np.swapaxes(across, -1, -2)), -1, -2)
    offset = models.means[..., missing] - np.einsum("...mo,...o->...m", slope, models.means[..., observed])
    left = models.covariances[..., missing[:, None], missing] - slope @ np.swapaxes(across, -1, -2)
    people, first, second = sums.people, sums.first, sums.second
    expected = people[..., None] * offset + np.einsum("...mo,...o->...m", slope, first)
    cross = offset[..., :, None] * first[..., None, :] + slope @ second
    own = cross @ np.swapaxes(slope, -1, -2) + expected[..., :, None] * offset[..., None, :]
    own = own + people[..., None, None] * left
    whole_first = np.empty((*people.shape, size))
    whole_first[..., observed], whole_first[..., missing] = first, expected
    whole_second = np.empty((*people.shape, size, size))
    whole_second[..., observed[:, None], observed] = second
    whole_second[..., missing[:, None], observed] = cross
    whole_second[..., observed[:, None], missing] = np.swapaxes(cross, -1, -2)
    whole_second[..., missing[:, None], missing] = own
    return _Sums(people, whole_first, whole_second)


def _features(scores: Matrix) -> Matrix:
    upper = np.triu_indices(scores.shape[1])
    return np.hstack([np.ones((len(scores), 1)), scores, scores[:, upper[0]] * scores[:, upper[1]]])


def _coefficients(weights: Matrix, means: Matrix, covariances: Matrix) -> Matrix:
    """Return Θ of shape (n_features, K·M), so that features @ Θ is log(weight · density)."""
    size = means.shape[-1]
    precision = np.linalg.inv(covariances)
    determinant = np.linalg.slogdet(covariances)[1]
    slope = np.einsum("...ij,...j->...i", precision, means)
    constant = np.log(np.maximum(weights, 1e-300)) - 0.5 * (
        size * np.log(2 * np.pi) + determinant + (slope * means).sum(axis=-1)
    )
    upper = np.triu_indices(size)
    halved = np.where(upper[0] == upper[1], -0.5, -1.0)
    theta = np.concatenate([constant[..., None], slope, precision[..., upper[0], upper[1]] * halved], axis=-1)
    return np.asarray(theta.T.reshape(theta.shape[-1], -1))


def _sums(features: Matrix, responsibilities: Matrix, size: int) -> _Sums:
    """Return Φᵀ·R as numbers, vectors and symmetric matrices a component; responsibilities are (n, K, M)."""
    n, components, count = responsibilities.shape
    upper = np.triu_indices(size)
    moved = (features.T @ responsibilities.reshape(n, -1)).reshape(-1, components, count).T
    second = np.empty((*moved.shape[:-1], size, size))
    second[..., upper[0], upper[1]] = moved[..., 1 + size :]
    second[..., upper[1], upper[0]] = moved[..., 1 + size :]
    return _Sums(moved[..., 0], moved[..., 1 : 1 + size], second)


def _put(models: Models, places: NDArray[np.intp], new: Models) -> Models:
    """Return `models` with those at `places` replaced."""
    if len(places) == len(models.weights):
        return new
    changed = replace(models)
    for part in ("weights", "means", "covariances", "pooled"):
        values = getattr(models, part).copy()
        values[places] = getattr(new, part)
        object.__setattr__(changed, part, values)
    return changed
