"""Expectation-maximisation for many Gaussian mixtures at once: all starts and bootstraps in two matrix products.

The log-density of a Gaussian is quadratic in x, so with features Φ = [1, x, x_i·x_j] the E-step of every component of
every model is one product Θ·Φᵀ, and the M-step's sums are one product R·Φ. A bootstrap is a row of weights, so all
of them share Φ. People with missing dimensions lie in patterns of their own, whose sums are completed by the
conditional moments of what is missing. People lie innermost: sums over the few components are sums of long vectors.

The trap: covariances are shrunk twice: the pooled one towards a target with one or two numbers, each class's towards
the pooled one, resized to how much that class varies in level and in shape.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]
Covariance = Literal["classwise", "tied"]
Target = Literal["sphere", "even"]
"""What the pooled covariance is shrunk towards: `sphere` has one variance, `even` one covariance as well."""

BLOCK = 2**20
"""Posteriors handled at a time, so that memory stays bounded; a quarter of it costs a third more time."""

FINE = 1e-6
"""Tolerance from which single precision is enough, at half the time: the mean of its errors is of 1e-7."""


@dataclass(frozen=True)
class Shrinkage:
    """How covariances are estimated: `pooled`, `within` and `sizes` count as people who saw the target.

    The pooled covariance is shrunk towards `target`; a class's towards the pooled one, resized; its sizes (variance
    of level and of shape, see `resized`) towards the pooled ones.
    """

    covariance: Covariance = "classwise"
    target: Target = "sphere"
    pooled: float = 100.0
    within: float = 1000.0
    sizes: float = 30.0


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
class Sums:
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
        The people (see `patterns_of`), their scores centred and scaled to a spread of about 1.
    weights : ndarray of shape (M, n) or (1, n)
        What each person counts in each model.
    starts : Models
        M first guesses.
    """
    count, n = len(starts.weights), weights.shape[1]
    kind = np.float32 if tolerance >= FINE else np.float64
    patterns = [replace(pattern, features=pattern.features.astype(kind)) for pattern in patterns]
    weights = np.broadcast_to(weights.astype(kind), (count, n))
    size = max(1, BLOCK // (starts.weights.shape[1] * n))
    blocks = [slice(place, place + size) for place in range(0, count, size)]
    return joined([_improved(patterns, weights[b], starts[b], shrinkage, tolerance, rounds) for b in blocks])


def joined(fits: Sequence[Fit]) -> Fit:
    """Return the models of several fits as those of one."""
    parts = (
        np.concatenate([getattr(fit, part) for fit in fits])
        for part in ("likelihood", "iterations", "converged")
    )
    return Fit(stacked([fit.models for fit in fits]), *parts)


def stacked(models: Sequence[Models]) -> Models:
    """Return several groups of models as one."""
    parts = ("weights", "means", "covariances", "pooled")
    return Models(*(np.concatenate([getattr(each, part) for each in models]) for part in parts))


def rescaled(models: Models, centre: Matrix, spread: float) -> Models:
    """Return models of scaled scores x as models of centre + spread · x."""
    return Models(
        models.weights,
        models.means * spread + centre,
        models.covariances * spread**2,
        models.pooled * spread**2,
    )


def log_densities(pattern: Pattern, models: Models) -> Matrix:
    """Return log(weight · density) of the observed dimensions, of shape (M, K, n_pattern)."""
    observed = pattern.observed
    means = models.means[..., observed]
    covariances = models.covariances[..., observed[:, None], observed[None, :]]
    theta = _coefficients(models.weights, means, covariances)
    theta = theta.reshape(-1, theta.shape[-1]).astype(pattern.features.dtype)
    return (theta @ pattern.features.T).reshape(*models.weights.shape, -1)


def posteriors(log_density: Matrix) -> tuple[Matrix, Matrix]:
    """Return posteriors of shape (M, K, n) and log-likelihoods of shape (M, n), from `log_densities`."""
    highest = log_density.max(axis=1)
    share = log_density - highest[:, None]
    np.exp(share, out=share)
    total = share.sum(axis=1)
    share *= (1 / total)[:, None]
    return share, highest + np.log(total)


def sums_of(scores: Matrix, responsibilities: Matrix) -> Sums:
    """Return the sums of complete people under given responsibilities of shape (M, K, n)."""
    return _sums(_features(scores), responsibilities, scores.shape[1])


def maximisation(sums: Sums, shrinkage: Shrinkage) -> Models:
    """Return the models that fit the sums best, their covariances shrunk twice."""
    people = np.maximum(sums.people, 1e-10)
    total = people.sum(axis=1)
    means = sums.first / people[..., None]
    scatter = sums.second - people[..., None, None] * means[..., :, None] * means[..., None, :]
    pooled = pooled_covariance(scatter.sum(axis=1), total, shrinkage)
    if shrinkage.covariance == "tied":
        covariances = np.broadcast_to(pooled[:, None], scatter.shape).copy()
    else:
        targets = resized(pooled, scatter, people, shrinkage.sizes)
        seen = people[..., None, None] + shrinkage.within
        covariances = (scatter + shrinkage.within * targets) / seen + 1e-9 * pooled[:, None]
    return Models(people / total[:, None], means, covariances, pooled)


def pooled_covariance(scatter: Matrix, people: Matrix, shrinkage: Shrinkage) -> Matrix:
    """Return covariances (M, d, d) from the scatter of `people` and of `shrinkage.pooled` who saw the target."""
    size, seen = scatter.shape[-1], people[:, None, None]
    within = scatter / seen
    variance = np.trace(within, axis1=1, axis2=2)[:, None, None] / size
    target = variance * np.eye(size)
    if shrinkage.target == "even" and size > 1:
        shared = (within.sum(axis=(1, 2))[:, None, None] - size * variance) / (size * (size - 1))
        # A covariance below −1/(d−1) of the variance would be none at all.
        shared = np.clip(shared, -0.9 * variance / (size - 1), 0.95 * variance)
        target = target + shared * (1 - np.eye(size))
    pooled = (seen * within + shrinkage.pooled * target) / (seen + shrinkage.pooled)
    return np.asarray(pooled + 1e-9 * (variance + 1) * np.eye(size))


def resized(pooled: Matrix, scatter: Matrix, people: Matrix, weight: float) -> Matrix:
    """Return the pooled covariance as each class would have it, of shape (M, K, d, d): its form, the class's sizes.

    A class varies in level (the mean of all dimensions) and in shape (the rest) more or less than others; the pooled
    covariance S becomes A·S·A, where A stretches level by a and shape by b. Both are counted from the class and
    `weight` people of the pooled one. Profiles differ in this more than in anything else about their spread.
    """
    if pooled.shape[-1] == 1:
        return np.asarray((scatter + weight * pooled[:, None]) / (people + weight)[..., None, None])
    level, shape = (
        np.sqrt((np.maximum(own, 0) / whole[:, None] + weight) / (people + weight))[..., None, None]
        for own, whole in zip(_level_and_shape(scatter), _level_and_shape(pooled), strict=True)
    )
    row = pooled.mean(axis=2)
    sides = (row[:, :, None] + row[:, None, :])[:, None]
    middle = pooled.mean(axis=(1, 2))[:, None, None, None]
    apart = level - shape
    return np.asarray(shape**2 * pooled[:, None] + shape * apart * sides + apart**2 * middle)


def _level_and_shape(covariance: Matrix) -> tuple[Matrix, Matrix]:
    """Return the variance along the mean of all dimensions, and across it."""
    level = covariance.sum(axis=(-2, -1)) / covariance.shape[-1]
    return level, np.trace(covariance, axis1=-2, axis2=-1) - level


def _improved(
    patterns: Sequence[Pattern],
    weights: Matrix,
    starts: Models,
    shrinkage: Shrinkage,
    tolerance: float,
    rounds: int,
) -> Fit:
    count = len(starts.weights)
    current, active = starts, np.arange(count)
    likelihood, iterations = np.full(count, -np.inf), np.zeros(count, dtype=np.int64)
    for _ in range(rounds):
        sums, found = _expectation(patterns, weights[active], current[active])
        gained = found - likelihood[active]
        likelihood[active] = found
        iterations[active] += 1
        current = replaced(current, active, maximisation(sums, shrinkage))
        active = active[~(np.abs(gained) < tolerance)]
        if not len(active):
            break
    return Fit(current, likelihood, iterations, ~np.isin(np.arange(count), active))


def _expectation(patterns: Sequence[Pattern], weights: Matrix, models: Models) -> tuple[Sums, Matrix]:
    """Return the completed sums and the mean log-likelihood of each model."""
    parts, total = [], np.zeros(len(models.weights))
    for pattern in patterns:
        share, likelihood = posteriors(log_densities(pattern, models))
        of_pattern = weights[:, pattern.rows]
        total += np.einsum("mn,mn->m", of_pattern, likelihood, dtype=np.float64)
        share *= of_pattern[:, None]
        sums = _sums(pattern.features, share, len(pattern.observed))
        parts.append(_completed(sums, pattern.observed, models))
    whole = Sums(*(sum(getattr(part, name) for part in parts) for name in ("people", "first", "second")))
    return whole, total / whole.people.sum(axis=1)


def _completed(sums: Sums, observed: NDArray[np.intp], models: Models) -> Sums:
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
    return Sums(people, whole_first, whole_second)


def _features(scores: Matrix) -> Matrix:
    upper = np.triu_indices(scores.shape[1])
    return np.hstack([np.ones((len(scores), 1)), scores, scores[:, upper[0]] * scores[:, upper[1]]])


def _coefficients(weights: Matrix, means: Matrix, covariances: Matrix) -> Matrix:
    """Return Θ of shape (M, K, n_features), so that Θ @ features.T is log(weight · density)."""
    size = means.shape[-1]
    precision = np.linalg.inv(covariances)
    determinant = np.linalg.slogdet(covariances)[1]
    slope = np.einsum("...ij,...j->...i", precision, means)
    constant = np.log(np.maximum(weights, 1e-300)) - 0.5 * (
        size * np.log(2 * np.pi) + determinant + (slope * means).sum(axis=-1)
    )
    upper = np.triu_indices(size)
    halved = np.where(upper[0] == upper[1], -0.5, -1.0)
    return np.concatenate([constant[..., None], slope, precision[..., upper[0], upper[1]] * halved], axis=-1)


def _sums(features: Matrix, responsibilities: Matrix, size: int) -> Sums:
    """Return R·Φ as numbers, vectors and symmetric matrices a component."""
    count, components, n = responsibilities.shape
    upper = np.triu_indices(size)
    moved = (responsibilities.reshape(-1, n) @ features).reshape(count, components, -1).astype(np.float64)
    second = np.empty((count, components, size, size))
    second[..., upper[0], upper[1]] = moved[..., 1 + size :]
    second[..., upper[1], upper[0]] = moved[..., 1 + size :]
    return Sums(moved[..., 0], moved[..., 1 : 1 + size], second)


def replaced(models: Models, places: NDArray[np.intp], new: Models) -> Models:
    """Return `models` with those at `places` replaced by `new`."""
    if len(places) == len(models.weights):
        return new
    return Models(*_replaced_parts(models, places, new))


def _replaced_parts(models: Models, places: NDArray[np.intp], new: Models) -> Iterator[Matrix]:
    for part in ("weights", "means", "covariances", "pooled"):
        values = getattr(models, part).copy()
        values[places] = getattr(new, part)
        yield values
