"""How many bootstraps of the profile model a second, against scikit-learn's mixture from the same starts."""

from __future__ import annotations

import time

import numpy as np
from sklearn.mixture import GaussianMixture
from threadpoolctl import threadpool_limits

from scoring import em
from scoring.dimensions import dimension_scores, item_means, percent_of_maximum
from scoring.em import Models, Shrinkage
from scoring.mixture import starts_of
from scoring.populations import POPULATIONS, sample

PEOPLE, K, STARTS, TOLERANCE = 1000, 4, 2, 1e-5
OURS, THEIRS = 100, 10
GOAL = 10.0


def run() -> None:
    """Print bootstraps a second, ours and scikit-learn's, and their ratio."""
    with threadpool_limits(limits=1):
        scores = _scores()
        weights = (
            np.random.default_rng(3).multinomial(len(scores), np.full(len(scores), 1 / len(scores)), OURS).T
        )
        starts = starts_of(
            scores, weights.astype(float), K, STARTS, Shrinkage("tied", 0), np.random.RandomState(4)
        )
        ours = OURS / _seconds(lambda: _ours(scores, weights, starts))
        theirs = THEIRS / _seconds(lambda: _theirs(scores, weights[:, :THEIRS], starts))
    print(
        "\nBootstraps a second of the profile model (n = 1,000, k = 4, 2 starts, tied, tolerance 1e-5, one thread)"
    )
    print(f"{'floor: scikit-learn':>22} {'ours':>8} {'ratio':>8} {'goal':>8}")
    met = "met" if ours / theirs >= GOAL else "NOT met"
    print(f"{theirs:>22.1f} {ours:>8.1f} {ours / theirs:>8.1f} {GOAL:>7.0f}x  {met}")


def _scores() -> np.ndarray:
    drawn = sample(POPULATIONS["moderate"], 1200, 1, careless=0)
    percent = percent_of_maximum(drawn.answers, drawn.key)
    scores = dimension_scores(percent, drawn.key, item_means(percent))
    scores = scores[~np.isnan(scores).any(axis=1)][:PEOPLE]
    return (scores - scores.mean(axis=0)) / scores.std()


def _ours(scores: np.ndarray, weights: np.ndarray, starts: Models) -> None:
    repeated = np.repeat(weights.astype(float), STARTS, axis=1)
    em.fit(em.patterns_of(scores), repeated, starts, Shrinkage("tied", 0), tolerance=TOLERANCE)


def _theirs(scores: np.ndarray, weights: np.ndarray, starts: Models) -> None:
    for bootstrap, times in enumerate(weights.T):
        drawn = np.repeat(scores, times, axis=0)
        for start in range(STARTS):
            place = bootstrap * STARTS + start
            GaussianMixture(
                K,
                covariance_type="tied",
                tol=TOLERANCE,
                max_iter=500,
                reg_covar=0,
                weights_init=starts.weights[place],
                means_init=starts.means[place],
                precisions_init=np.linalg.inv(starts.pooled[place]),
            ).fit(drawn)


def _seconds(work) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun
