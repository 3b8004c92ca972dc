"""How well profiles are found where the truth is known, beside the figures of the method's specification.

Each cell: samples of one population and size. `ARI ÷ oracle` compares the classification at the true number of
profiles with that of the classifier that knows every profile's true mean and covariance, on the same people and the
same answers. `right k` is the share of samples in which the guard and the choice of k together come out right: as
many profiles as there are, or, on a continuum, none.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from joblib import Parallel, delayed
from numpy.random import SeedSequence
from scipy.stats import multivariate_normal
from sklearn.metrics import adjusted_rand_score
from threadpoolctl import threadpool_limits

from scoring.dimensions import dimension_scores, item_means, percent_of_maximum
from scoring.guard import THRESHOLD, guard_z
from scoring.heldout import chosen_shrinkage
from scoring.mixture import ShrunkMixture
from scoring.populations import CARELESS, POPULATIONS, Population, Sample, sample
from scoring.quality import screen
from scoring.stability import stability

TO_BEAT = {  # scoring.md §3: (ARI ÷ oracle, rate of the right k); None where it gives no figure
    ("clear", 300): (None, None),
    ("clear", 500): (None, 1.00),
    ("clear", 1000): (0.99, 1.00),
    ("moderate", 300): (0.89, None),
    ("moderate", 500): (None, 0.70),
    ("moderate", 1000): (0.93, 1.00),
    ("fuzzy", 300): (None, None),
    ("fuzzy", 500): (None, 0.05),
    ("fuzzy", 1000): (0.88, 0.40),
    ("hetero", 300): (0.80, None),
    ("hetero", 500): (None, 0.90),
    ("hetero", 1000): (0.88, 0.95),
    ("null", 300): (None, None),
    ("null", 500): (None, 1.00),
    ("null", 1000): (None, 1.00),
}


@dataclass(frozen=True)
class Outcome:
    """What was found in one sample; `oracle` and `ours` are NaN on a continuum."""

    oracle: float
    ours: float
    z: float
    k: int | None


def run(*, seeds: int, sizes: list[int]) -> None:
    """Print a table of all populations and sizes."""
    cells = [(name, size) for size in sizes for name in POPULATIONS]
    print(f"\nProfiles found, {seeds} samples a cell (figures to beat from scoring.md §3 in brackets)")
    print(
        f"{'population':<19} {'n':>5} {'oracle ARI':>11} {'ARI ÷ oracle':>16} {'right k':>14} {'guard z':>14}"
    )
    for name, size in cells:
        outcomes = Parallel(n_jobs=-1)(delayed(outcome)(name, size, 1000 + seed) for seed in range(seeds))
        print(_row(name, size, outcomes), flush=True)
        if sys.stderr.isatty():
            print(f"  … {name}, n = {size} done", file=sys.stderr)


def outcome(name: str, size: int, seed: int) -> Outcome:
    """Draw one sample, score and screen it, and look for profiles in it."""
    with threadpool_limits(limits=1):
        drawn = sample(POPULATIONS[name], size, seed)
        percent = percent_of_maximum(drawn.answers, drawn.key)
        scores = dimension_scores(percent, drawn.key, item_means(percent))
        usable = ~np.isnan(scores).any(axis=1) & ~screen(drawn.answers, drawn.key).left_out
        guarding, choosing = SeedSequence(seed).spawn(2)
        z = guard_z(drawn.answers[usable], drawn.key, guarding)
        k = stability(scores[usable], choosing).k if z >= THRESHOLD else None
        if POPULATIONS[name].one:
            return Outcome(np.nan, np.nan, z, k)
        return Outcome(*_agreement(POPULATIONS[name], drawn, scores, usable, seed), z, k)


def _agreement(
    population: Population, drawn: Sample, scores: np.ndarray, usable: np.ndarray, seed: int
) -> tuple[float, float]:
    """Return the adjusted Rand index of the oracle, and ours, over the attentive people that are fitted."""
    ours = _classified(scores[usable], population.k, seed)
    attentive = drawn.profile[usable] != CARELESS
    truth, seen = drawn.profile[usable][attentive], scores[usable][attentive]
    true = zip(population.shares, _true_densities(population), strict=True)
    density = [np.log(share) + each.logpdf(seen) for share, each in true]
    return (
        float(adjusted_rand_score(truth, np.argmax(density, axis=0))),
        float(adjusted_rand_score(truth, ours[attentive])),
    )


def _classified(scores: np.ndarray, k: int, seed: int) -> np.ndarray:
    """Classify people as `profiles` does once k is chosen: the shrinkage by held-out likelihood, then the fit."""
    scaled = (scores - scores.mean(axis=0)) / scores.std()
    shrinkage = chosen_shrinkage(scaled, k, SeedSequence(seed))
    return ShrunkMixture.shrunk(k, shrinkage, np.random.RandomState(seed)).fit(scores).predict(scores)


@lru_cache
def _true_densities(population: Population) -> list:
    """Return the distribution of each profile's scores, from 60,000 people of the population."""
    drawn = sample(population, 60_000, 7, careless=0)
    percent = percent_of_maximum(drawn.answers, drawn.key)
    scores = dimension_scores(percent, drawn.key, item_means(percent))
    known = ~np.isnan(scores).any(axis=1)
    groups = [scores[known & (drawn.profile == c)] for c in range(population.k)]
    return [multivariate_normal(group.mean(axis=0), np.cov(group.T)) for group in groups]


def _row(name: str, size: int, outcomes: list[Outcome]) -> str:
    none, k = POPULATIONS[name].one, POPULATIONS[name].k
    right = np.mean([each.k is None if none else each.k == k for each in outcomes])
    oracle = np.mean([each.oracle for each in outcomes])
    ratio = np.mean([each.ours for each in outcomes]) / oracle
    ari_to_beat, k_to_beat = TO_BEAT.get((name, size), (None, None))
    z = [each.z for each in outcomes]
    known = "" if none else f"{oracle:.2f}"
    found = "" if none else _beside(ratio, ari_to_beat)
    span = f"{min(z):.1f}..{max(z):.1f}"
    return f"{name:<19} {size:>5} {known:>11} {found:>16} {_beside(right, k_to_beat):>14} {span:>14}"


def _beside(figure: float, to_beat: float | None) -> str:
    return f"{figure:.2f}" if to_beat is None else f"{figure:.2f} ({to_beat:.2f})"
