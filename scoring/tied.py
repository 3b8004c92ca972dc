"""Mixtures whose classes share one covariance, fitted to many sets of people at once: a tenth of the arithmetic.

With a shared covariance the quadratic part of the log-density is the same for every class. It drops out of the
posteriors, its share of the likelihood follows from the total of x·xᵀ, which never changes, and so Φ = [1, x] is
enough. The guard fits hundreds of small mixtures, where calling NumPy costs more than the arithmetic: sets of equal
size therefore go through each product together.

The trap: a set leaves the loop only when all of its models have converged, or the sets would no longer be stacked.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scoring import em
from scoring.em import BLOCK, FINE, Fit, Matrix, Models, Shrinkage, pooled_covariance


@dataclass(frozen=True)
class _People:
    """Sets of people: features (G, n, 1 + d), what each counts (G·M or 1, n), and by model totals of 1 and x·xᵀ."""

    features: NDArray[np.floating]
    weights: NDArray[np.floating]
    total: Matrix
    second: Matrix


def fit(
    sets: Matrix,
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
    sets : ndarray of shape (G, n, d)
        Sets of people without gaps, centred and scaled to a spread of about 1.
    weights : ndarray of shape (G·M, n) or (1, n)
        What each person counts in each model.
    starts : Models
        G·M first guesses, those of one set side by side.
    shrinkage : Shrinkage
        How the shared covariance is estimated; what it says of classes is not asked for.
    """
    groups, n = sets.shape[:2]
    count, components = starts.weights.shape
    each = count // groups
    weights = np.broadcast_to(weights, (count, n))
    in_set = max(1, BLOCK // (components * n)) if groups == 1 else each
    per_block = max(1, BLOCK // (components * n * in_set)) if groups > 1 else 1
    fits = []
    for place in range(0, count, per_block * in_set):
        chosen = slice(place, place + per_block * in_set)
        own = slice(place // each, place // each + per_block)
        fits.append(_improved(sets[own], weights[chosen], starts[chosen], shrinkage, tolerance, rounds))
    return em.joined(fits)


def _improved(
    sets: Matrix, weights: Matrix, starts: Models, shrinkage: Shrinkage, tolerance: float, rounds: int
) -> Fit:
    count, groups = len(starts.weights), len(sets)
    kind = np.float32 if tolerance >= FINE else np.float64
    people = _people(sets, weights, kind)
    current, active = starts, np.arange(count)
    likelihood, iterations = np.full(count, -np.inf), np.zeros(count, dtype=np.int64)
    for _ in range(rounds):
        new, found = _step(people, current[active], shrinkage)
        moving = ~(np.abs(found - likelihood[active]) < tolerance)
        likelihood[active] = found
        iterations[active] += 1
        current = em.replaced(current, active, new)
        staying = (
            moving
            if groups == 1
            else np.repeat(moving.reshape(-1, count // groups).any(axis=1), count // groups)
        )
        if not staying.all():
            people, active = _kept(people, staying, groups), active[staying]
        if not len(active):
            break
    return Fit(current, likelihood, iterations, ~np.isin(np.arange(count), active))


def _people(sets: Matrix, weights: Matrix, kind: type[np.floating]) -> _People:
    groups, n, size = sets.shape
    each = len(weights) // groups
    stacked = weights.reshape(groups, each, n)
    upper = np.triu_indices(size)
    products = stacked @ (sets[..., upper[0]] * sets[..., upper[1]])
    second = np.empty((len(weights), size, size))
    second[:, upper[0], upper[1]] = second[:, upper[1], upper[0]] = products.reshape(len(weights), -1)
    features = np.concatenate([np.ones((groups, n, 1)), sets], axis=-1).astype(kind)
    return _People(features, weights.astype(kind), weights.sum(axis=1), second)


def _kept(people: _People, staying: NDArray[np.bool_], groups: int) -> _People:
    """Return the people of the models that stay: all features of one set, or those of the sets that stay."""
    features = people.features
    if groups > 1:
        features = features[staying.reshape(len(features), -1).any(axis=1)]
    return _People(features, people.weights[staying], people.total[staying], people.second[staying])


def _step(people: _People, models: Models, shrinkage: Shrinkage) -> tuple[Models, Matrix]:
    """Return the next models, and the mean log-likelihood a person of the present ones."""
    features, total = people.features, people.total
    groups, n, width = features.shape
    count, components = models.weights.shape
    size = width - 1
    precision = np.linalg.inv(models.pooled)
    slope = models.means @ precision
    constant = np.log(np.maximum(models.weights, 1e-300)) - 0.5 * (slope * models.means).sum(axis=-1)
    theta = np.concatenate([constant[..., None], slope], axis=-1).astype(features.dtype)
    log = (theta.reshape(groups, -1, width) @ features.transpose(0, 2, 1)).reshape(count, components, n)
    highest = log.max(axis=1)
    log -= highest[:, None]
    share = np.exp(log, out=log)
    sum_of_shares = share.sum(axis=1)
    share *= (people.weights / sum_of_shares)[:, None]
    sums = (share.reshape(groups, -1, n) @ features).reshape(count, components, width).astype(np.float64)
    inner = np.einsum("mn,mn->m", people.weights, highest + np.log(sum_of_shares), dtype=np.float64)
    normaliser = size * np.log(2 * np.pi) + np.linalg.slogdet(models.pooled)[1]
    likelihood = (inner - 0.5 * np.einsum("mij,mij->m", precision, people.second)) / total - 0.5 * normaliser
    return _models(sums, people, shrinkage), likelihood


def _models(sums: Matrix, people: _People, shrinkage: Shrinkage) -> Models:
    number = np.maximum(sums[..., 0], 1e-10)
    means = sums[..., 1:] / number[..., None]
    scatter = people.second - np.swapaxes(number[..., None] * means, 1, 2) @ means
    covariance = pooled_covariance(scatter, people.total, shrinkage)
    shared = np.repeat(covariance[:, None], number.shape[1], axis=1)
    return Models(number / number.sum(axis=1, keepdims=True), means, shared, covariance)
