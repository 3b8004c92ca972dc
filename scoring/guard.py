"""Is there more than one population? The question that comes before any clustering.

Information criteria and silhouettes find "profiles" in answers that form a continuum: on one population of 5,000
simulated people BIC claims them every time. So the gain of k classes over one is compared with its gain on sets drawn
from ONE population, and neither of two may explain it: one with the same items (same marginals, same correlations,
same gaps) and one with the same dimension scores (same marginals, same rank correlations). The first alone takes a
single skewed trait for profiles.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator, SeedSequence
from numpy.typing import NDArray
from scipy import stats

from scoring import em
from scoring.dimensions import ScoringKey, dimension_scores, item_means, percent_of_maximum
from scoring.em import Shrinkage
from scoring.mixture import starts_of
from scoring.reliability import pairwise_covariance

Matrix = NDArray[np.float64]

THRESHOLD = 4.0
"""Smallest z that passes: 0 of 111 simulated continua came above 3.4."""

DRAWS = 19
LARGEST_SAMPLE = 1500
CLASSES = (2, 3, 4)

_SHRINKAGE = Shrinkage("tied", pooled=50.0)
_STARTS = 5


@dataclass(frozen=True)
class OnePopulation:
    """A population without classes: cut points of a latent normal for each item, and latent correlations.

    `points[j]` are the scale's points that occur, in order, and `cuts[j]` the cut points between them.
    """

    points: Sequence[Matrix]
    cuts: Sequence[Matrix]
    root: Matrix

    def draw(self, gaps: NDArray[np.bool_], random: Generator) -> Matrix:
        """Return answers of shape `gaps.shape`, NaN where `gaps`."""
        latent = random.standard_normal(gaps.shape) @ self.root.T
        answers = np.empty(gaps.shape)
        for item, (points, cuts) in enumerate(zip(self.points, self.cuts, strict=True)):
            answers[:, item] = points[np.searchsorted(cuts, latent[:, item])]
        return np.where(gaps, np.nan, answers)


def guard_z(answers: Matrix, key: ScoringKey, seed: SeedSequence, *, draws: int = DRAWS) -> float:
    """Return how far the gain of several classes lies above its gain on one population, in standard deviations.

    Parameters
    ----------
    answers : ndarray of shape (n, n_items)
        Points of complete and attentive people; NaN where unanswered.
    key : ScoringKey
        How items make dimensions.
    seed : SeedSequence
        Each draw takes a seed of its own, spawned from this one.
    draws : int
        Sets drawn from one population.

    Returns
    -------
    float
        The largest z over 2, 3 and 4 classes, against the population that explains the answers better; profiles
        are looked for from `THRESHOLD` on.

    References
    ----------
    McLachlan (1987), Applied Statistics 36, 318-324: the bootstrapped likelihood ratio.
    """
    sampling, starting, *drawing = seed.spawn(2 + draws)
    chosen = answers
    if len(answers) > LARGEST_SAMPLE:
        chosen = answers[np.random.default_rng(sampling).choice(len(answers), LARGEST_SAMPLE, replace=False)]
    items, gaps = one_population(chosen), np.isnan(chosen)
    scores = _scores(chosen, key)
    observed = _gains(scores, starting)
    seeds = [each.spawn(4) for each in drawing]
    of_items = [_gains(_scores(items.draw(gaps, np.random.default_rng(a)), key), b) for a, b, _, _ in seeds]
    of_scores = [_gains(same_margins(scores, np.random.default_rng(c)), d) for _, _, c, d in seeds]
    return min(_largest_z(observed, np.array(drawn)) for drawn in (of_items, of_scores))


def same_margins(scores: Matrix, random: Generator) -> Matrix:
    """Return one population with the marginals of `scores`, of shape (n, d), and their normal-score correlations."""
    n = len(scores)
    normal = stats.norm.ppf((stats.rankdata(scores, axis=0) - 0.5) / n)
    root = _root(np.asarray(np.corrcoef(normal.T)))
    latent = random.standard_normal(scores.shape) @ root.T
    places = np.minimum((stats.norm.cdf(latent) * n).astype(np.int64), n - 1)
    return np.take_along_axis(np.sort(scores, axis=0), places, axis=0)


def _largest_z(observed: Matrix, drawn: Matrix) -> float:
    spread = np.maximum(drawn.std(axis=0, ddof=1), 1e-9)
    return float(((observed - drawn.mean(axis=0)) / spread).max())


def one_population(answers: Matrix) -> OnePopulation:
    """Return the population without classes whose items have the marginals and correlations of `answers`."""
    items = [answers[~np.isnan(answers[:, item]), item] for item in range(answers.shape[1])]
    points, shares = zip(*(_shares(item) for item in items), strict=True)
    cuts = [stats.norm.ppf(np.cumsum(share)[:-1]) for share in shares]
    covariance = np.nan_to_num(pairwise_covariance(answers)[0])
    spread = np.sqrt(np.maximum(np.diag(covariance), 1e-12))
    attenuation = np.array([_attenuation(p, c) for p, c in zip(points, cuts, strict=True)]) / spread
    safe = np.where(attenuation > 0, attenuation, 1.0)
    latent = covariance / np.outer(spread, spread) / np.outer(safe, safe)
    return OnePopulation(points, cuts, _root(latent))


def _shares(item: Matrix) -> tuple[Matrix, Matrix]:
    points, counts = np.unique(item, return_counts=True)
    return (points, counts / counts.sum()) if len(points) else (np.zeros(1), np.ones(1))


def _attenuation(points: Matrix, cuts: Matrix) -> float:
    """Return the covariance of a cut latent normal with the uncut one: the sum of φ at the cuts, times the steps."""
    return float((stats.norm.pdf(cuts) * np.diff(points)).sum())


def _root(correlation: Matrix) -> Matrix:
    """Return a root of the nearest matrix that is a correlation matrix, its eigenvalues clipped at 1e-6."""
    np.fill_diagonal(correlation, 1.0)
    values, vectors = np.linalg.eigh(np.clip(correlation, -1, 1))
    root = vectors * np.sqrt(np.maximum(values, 1e-6))
    return np.asarray(root / np.sqrt((root**2).sum(axis=1, keepdims=True)))


def _scores(answers: Matrix, key: ScoringKey) -> Matrix:
    percent = percent_of_maximum(answers, key)
    scores = dimension_scores(percent, key, item_means(percent))
    return scores[~np.isnan(scores).any(axis=1)]


def _gains(scores: Matrix, seed: SeedSequence) -> Matrix:
    """Return twice the gain in log-likelihood of 2, 3 and 4 classes over one."""
    scores = (scores - scores.mean(axis=0)) / max(float(scores.std()), 1e-9)
    random = np.random.RandomState(seed.generate_state(1)[0])
    alone, *several = (_likelihood(scores, k, random) for k in (1, *CLASSES))
    return 2 * len(scores) * (np.array(several) - alone)


def _likelihood(scores: Matrix, k: int, random: np.random.RandomState) -> float:
    weights = np.ones((len(scores), 1))
    starts = starts_of(scores, weights, k, _STARTS if k > 1 else 1, _SHRINKAGE, random)
    return float(em.fit(em.patterns_of(scores), weights, starts, _SHRINKAGE, rounds=200).likelihood.max())
