"""The profile model fitted again to people drawn again: how stable profiles are, and how sure anything about them is.

Each bootstrap takes its own seed for the people and for the starts, so that they may be fitted anywhere, in any
number at a time, with the same result.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.random import SeedSequence
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from scoring import em
from scoring.em import Matrix, Models, Shrinkage, stacked
from scoring.mixture import starts_of

STARTS = 2
A_TASK = 10
"""Bootstraps that are fitted together."""


def in_tasks(seeds: Sequence[SeedSequence]) -> list[Sequence[SeedSequence]]:
    """Return the seeds in the groups that make a task each."""
    return [seeds[place : place + A_TASK] for place in range(0, len(seeds), A_TASK)]


def refitted(
    scores: Matrix, k: int, seeds: Sequence[SeedSequence], shrinkage: Shrinkage
) -> tuple[Matrix, Models]:
    """Return how often each bootstrap drew each person, of shape (B, n), and the likeliest of two fits to each.

    `scores` are of people without gaps, centred and scaled to a spread of about 1.
    """
    drawing, starting = zip(*(seed.spawn(2) for seed in seeds), strict=True)
    weights = np.stack([_drawn(len(scores), own) for own in drawing])
    randoms = [np.random.RandomState(own.generate_state(1)[0]) for own in starting]
    starts = [
        starts_of(scores, row[None], k, STARTS, shrinkage, random)
        for row, random in zip(weights, randoms, strict=True)
    ]
    repeated = np.repeat(weights, STARTS, axis=0)
    done = em.fit(em.patterns_of(scores), repeated, stacked(starts), shrinkage)
    best = done.likelihood.reshape(-1, STARTS).argmax(axis=1) + STARTS * np.arange(len(weights))
    return weights, done.models[best]


def matched(means: Matrix, reference: Matrix, pooled: Matrix) -> NDArray[np.intp]:
    """Return, for each reference centroid, the place of the centroid matched to it (Hungarian, Mahalanobis).

    Parameters
    ----------
    means, reference : ndarray of shape (k, d)
        Centroids of two fits.
    pooled : ndarray of shape (d, d)
        The covariance that distances are measured in.
    """
    return np.asarray(linear_sum_assignment(squared_distances(reference, means, pooled))[1])


def squared_distances(first: Matrix, second: Matrix, pooled: Matrix) -> Matrix:
    """Return squared Mahalanobis distances of shape (len(first), len(second))."""
    gap = first[:, None] - second[None]
    return np.asarray(np.einsum("ijd,de,ije->ij", gap, np.linalg.inv(pooled), gap))


def jaccard(profile: NDArray[np.intp], again: NDArray[np.intp], k: int) -> Matrix:
    """Return for each profile its similarity with the most similar one of a second classification."""
    both = np.zeros((k, k))
    np.add.at(both, (profile, again), 1)
    either = both.sum(axis=1, keepdims=True) + both.sum(axis=0, keepdims=True) - both
    return np.asarray((both / np.maximum(either, 1)).max(axis=1))


def similarities(profile: NDArray[np.intp], again: NDArray[np.intp], weights: Matrix, k: int) -> Matrix:
    """Return `jaccard` over the people that each bootstrap drew, of shape (B, k); `again` is of shape (B, n)."""
    return np.array([jaccard(profile[w > 0], a[w > 0], k) for w, a in zip(weights, again, strict=True)])


def _drawn(n: int, seed: SeedSequence) -> Matrix:
    return np.random.default_rng(seed).multinomial(n, np.full(n, 1 / n)).astype(np.float64)
