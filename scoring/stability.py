"""How many profiles? The largest number whose every profile comes back when people are drawn again.

BIC is printed beside it and never decides: it finds too few profiles among few people and too many among many.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.random import SeedSequence
from numpy.typing import NDArray

from scoring import em, parallel
from scoring.bootstraps import in_tasks, refitted, similarities
from scoring.em import Matrix, Shrinkage
from scoring.mixture import ShrunkMixture

LARGEST_K = 5
LEAST_JACCARD = 0.60
LEAST_SHARE = 0.05
BOOTSTRAPS = 50
LARGEST_SAMPLE = 1000


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
        The sample, each k and each bootstrap take seeds of their own.

    References
    ----------
    Hennig (2007), Computational Statistics & Data Analysis 52, 258-271: Jaccard similarity over bootstraps.
    """
    sampling, *by_k = seed.spawn(LARGEST_K)
    if len(scores) > LARGEST_SAMPLE:
        scores = scores[np.random.default_rng(sampling).choice(len(scores), LARGEST_SAMPLE, replace=False)]
    scaled = (scores - scores.mean(axis=0)) / scores.std()
    seeds = {k: own.spawn(2) for k, own in zip(range(2, LARGEST_K + 1), by_k, strict=True)}
    found = parallel.run(_profiles_of, [(scaled, k, starting) for k, (starting, _) in seeds.items()])
    profile = dict(zip(seeds, found, strict=True))
    tasks = [
        (scaled, k, profile[k], some)
        for k, (_, drawing) in seeds.items()
        for some in in_tasks(drawing.spawn(bootstraps))
    ]
    similar: dict[int, list[Matrix]] = {k: [] for k in seeds}
    for (_, k, _, _), each in zip(tasks, parallel.run(_similarities, tasks), strict=True):
        similar[k].append(each)
    return Stability(
        {k: tuple(np.concatenate(each).mean(axis=0).tolist()) for k, each in similar.items()},
        {k: tuple((np.bincount(own, minlength=k) / len(own)).tolist()) for k, own in profile.items()},
    )


def _profiles_of(scores: Matrix, k: int, seed: SeedSequence) -> NDArray[np.intp]:
    random = np.random.RandomState(seed.generate_state(1)[0])
    return ShrunkMixture(k, random_state=random).fit(scores).predict(scores)


def _similarities(scores: Matrix, k: int, profile: NDArray[np.intp], seeds: Sequence[SeedSequence]) -> Matrix:
    weights, models = refitted(scores, k, seeds, Shrinkage())
    (pattern,) = em.patterns_of(scores)
    return similarities(profile, em.log_densities(pattern, models).argmax(axis=1), weights, k)
