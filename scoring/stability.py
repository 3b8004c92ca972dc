"""How many profiles? The largest number whose every profile comes back when people are drawn again.

BIC is printed beside it and never decides: it finds too few profiles among few people and too many among many.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.random import SeedSequence
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from scoring import em
from scoring.em import Matrix, Models, Shrinkage
from scoring.mixture import ShrunkMixture, starts_of

LARGEST_K = 5
LEAST_JACCARD = 0.60
LEAST_SHARE = 0.05
BOOTSTRAPS = 50
LARGEST_SAMPLE = 1000

_STARTS = 2


@dataclass(frozen=True)
class Stability:
    """For each k: the mean Jaccard similarity of every profile over the bootstraps, and every profile's share."""

    jaccard: Mapping[int, tuple[float, ...]]
    share: Mapping[int, tuple[float, ...]]

    @property
    def k(self) -> int | None:
        """The largest k whose profiles all come back and are all large enough; None if there is none."""
        stable = [
            k
            for k in self.jaccard
            if min(self.jaccard[k]) >= LEAST_JACCARD and min(self.share[k]) >= LEAST_SHARE
        ]
        return max(stable, default=None)


def stability(scores: Matrix, seed: SeedSequence, *, bootstraps: int = BOOTSTRAPS) -> Stability:
    """Return the stability of 2 to 5 profiles.

    Parameters
    ----------
    scores : ndarray of shape (n, d)
        Dimension scores without gaps; of more than `LARGEST_SAMPLE` people, a sample is taken.
    seed : SeedSequence
        The sample, and each k, take seeds of their own.

    References
    ----------
    Hennig (2007), Computational Statistics & Data Analysis 52, 258-271: Jaccard similarity over bootstraps.
    """
    sampling, *by_k = seed.spawn(LARGEST_K)
    if len(scores) > LARGEST_SAMPLE:
        scores = scores[np.random.default_rng(sampling).choice(len(scores), LARGEST_SAMPLE, replace=False)]
    similar, share = {}, {}
    for k, own in zip(range(2, LARGEST_K + 1), by_k, strict=True):
        similar[k], share[k] = _of_k(scores, k, own, bootstraps)
    return Stability(similar, share)


def bootstrap_weights(n: int, bootstraps: int, seed: SeedSequence) -> Matrix:
    """Return how often each person is drawn, of shape (n, bootstraps)."""
    drawn = np.random.default_rng(seed).multinomial(n, np.full(n, 1 / n), size=bootstraps)
    return drawn.T.astype(np.float64)


def refits(scores: Matrix, weights: Matrix, k: int, seed: SeedSequence, shrinkage: Shrinkage) -> Models:
    """Return the likeliest of two fits for each column of `weights`."""
    random = np.random.RandomState(seed.generate_state(1)[0])
    starts = starts_of(scores, weights, k, _STARTS, shrinkage, random)
    done = em.fit(em.patterns_of(scores), np.repeat(weights, _STARTS, axis=1), starts, shrinkage)
    best = done.likelihood.reshape(-1, _STARTS).argmax(axis=1) + _STARTS * np.arange(weights.shape[1])
    return done.models[best]


def matched(means: Matrix, reference: Matrix, pooled: Matrix) -> NDArray[np.intp]:
    """Return, for each reference centroid, the place of the centroid matched to it (Hungarian, Mahalanobis).

    Parameters
    ----------
    means, reference : ndarray of shape (k, d)
        Centroids of two fits.
    pooled : ndarray of shape (d, d)
        The covariance that distances are measured in.
    """
    gap = reference[:, None] - means[None]
    return np.asarray(linear_sum_assignment(np.einsum("ijd,de,ije->ij", gap, np.linalg.inv(pooled), gap))[1])


def _of_k(
    scores: Matrix, k: int, seed: SeedSequence, bootstraps: int
) -> tuple[tuple[float, ...], tuple[float, ...]]:
    starting, drawing, refitting = seed.spawn(3)
    mixture = ShrunkMixture(k, random_state=np.random.RandomState(starting.generate_state(1)[0])).fit(scores)
    profile = mixture.predict(scores)
    weights = bootstrap_weights(len(scores), bootstraps, drawing)
    scale = float(scores.std())
    centred = (scores - scores.mean(axis=0)) / scale
    models = refits(centred, weights, k, refitting, Shrinkage())
    (pattern,) = em.patterns_of(centred)
    again = em.log_densities(pattern, models).argmax(axis=1)
    similar = np.mean(
        [jaccard(profile[w > 0], a[w > 0], k) for w, a in zip(weights.T, again.T, strict=True)], axis=0
    )
    return tuple(similar.tolist()), tuple((np.bincount(profile, minlength=k) / len(profile)).tolist())


def jaccard(profile: NDArray[np.intp], again: NDArray[np.intp], k: int) -> Matrix:
    """Return for each profile its similarity with the most similar one of a second classification."""
    both = np.zeros((k, k))
    np.add.at(both, (profile, again), 1)
    either = both.sum(axis=1, keepdims=True) + both.sum(axis=0, keepdims=True) - both
    return np.asarray((both / np.maximum(either, 1)).max(axis=1))
