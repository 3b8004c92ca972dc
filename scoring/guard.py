"""Is there more than one population? The question that comes before any clustering.

Information criteria and silhouettes find "profiles" in answers that form a continuum: on one population of 5,000
simulated people BIC claims them every time. So the gain of k classes over one is compared with its gain on sets drawn
from one population, and neither of two such populations (`nulls`) may explain it. Both together cover
normal and skewed traits, one factor and two, floors and ceilings.

The trap: the gain is measured with the same fits, from as many starts, on the people and on the drawn sets. A
better fit of one of them alone would shift z.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.random import SeedSequence
from numpy.typing import NDArray

from scoring import parallel, tied
from scoring.dimensions import ScoringKey
from scoring.em import Shrinkage, stacked
from scoring.mixture import starts_of
from scoring.nulls import BentFactors, OnePopulation, SameMargins, scores_of

Matrix = NDArray[np.float64]

THRESHOLD = 4.0
"""Smallest z that passes. `make bench` prints how seldom continua reach it, and how far above it profiles lie."""

DRAWS = 19
LARGEST_SAMPLE = 1500
CLASSES = (2, 3, 4)

_SHRINKAGE = Shrinkage("tied", pooled=50.0)
_STARTS = 5
_FINISHERS = 2
_RACE = 10
"""Rounds after which only the likeliest starts go on."""

_DRAWS_A_TASK = 10


def guard_z(
    answers: Matrix,
    key: ScoringKey,
    seed: SeedSequence,
    *,
    draws: int = DRAWS,
    threshold: float = THRESHOLD,
) -> float:
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
        Sets drawn from each population.
    threshold : float
        The first population that brings z below it is the last one drawn.

    Returns
    -------
    float
        The largest z over 2, 3 and 4 classes, against the population that explains the answers best of those
        drawn; profiles are looked for from `THRESHOLD` on.

    References
    ----------
    McLachlan (1987), Applied Statistics 36, 318-324: the bootstrapped likelihood ratio.
    """
    sampling, starting, *drawing = seed.spawn(4)
    chosen = answers
    if len(answers) > LARGEST_SAMPLE:
        chosen = answers[np.random.default_rng(sampling).choice(len(answers), LARGEST_SAMPLE, replace=False)]
    scores = scores_of(chosen, key)
    (observed,) = _gains(scores[None], [starting])
    populations: Sequence[Callable[[], OnePopulation]] = (
        lambda: SameMargins.of(scores),
        lambda: BentFactors.of(chosen, key),
    )
    lowest = np.inf
    for population, own in zip(populations, drawing, strict=True):
        lowest = min(lowest, _largest_z(observed, _drawn_gains(population(), own.spawn(draws))))
        if lowest < threshold:
            break
    return lowest


def _largest_z(observed: Matrix, drawn: Matrix) -> float:
    spread = np.maximum(drawn.std(axis=0, ddof=1), 1e-9)
    return float(((observed - drawn.mean(axis=0)) / spread).max())


def _drawn_gains(population: OnePopulation, seeds: Sequence[SeedSequence]) -> Matrix:
    """Return the gains of one drawn set a seed, of shape (len(seeds), 3)."""
    chunks = [seeds[place : place + _DRAWS_A_TASK] for place in range(0, len(seeds), _DRAWS_A_TASK)]
    return np.concatenate(parallel.run(_gains_of_draws, [(population, chunk) for chunk in chunks]))


def _gains_of_draws(population: OnePopulation, seeds: Sequence[SeedSequence]) -> Matrix:
    drawing, starting = zip(*(seed.spawn(2) for seed in seeds), strict=True)
    return _gains(np.stack([population.draw(np.random.default_rng(own)) for own in drawing]), starting)


def _gains(sets: Matrix, seeds: Sequence[SeedSequence]) -> Matrix:
    """Return twice the gain in log-likelihood of 2, 3 and 4 classes over one, of shape (G, 3), for sets (G, n, d)."""
    centred = sets - sets.mean(axis=1, keepdims=True)
    scaled = centred / np.maximum(sets.std(axis=(1, 2), keepdims=True), 1e-9)
    randoms = [np.random.RandomState(seed.generate_state(1)[0]) for seed in seeds]
    alone, *several = (_likelihoods(scaled, k, randoms) for k in (1, *CLASSES))
    return np.asarray(2 * sets.shape[1] * (np.stack(several, axis=1) - alone[:, None]))


def _likelihoods(sets: Matrix, k: int, randoms: Sequence[np.random.RandomState]) -> Matrix:
    """Return the mean log-likelihood of the likeliest fit to each set: all starts race, the best two finish."""
    weights, starts = np.ones((1, sets.shape[1])), _STARTS if k > 1 else 1
    begun = stacked(
        [starts_of(one, weights, k, starts, _SHRINKAGE, own) for one, own in zip(sets, randoms, strict=True)]
    )
    raced = tied.fit(sets, weights, begun, _SHRINKAGE, rounds=_RACE)
    if k == 1:
        return raced.likelihood
    ranked = np.argsort(-raced.likelihood.reshape(len(sets), starts), axis=1, kind="stable")[:, :_FINISHERS]
    ahead = (ranked + starts * np.arange(len(sets))[:, None]).ravel()
    done = tied.fit(sets, weights, raced.models[ahead], _SHRINKAGE, rounds=200)
    return np.asarray(done.likelihood.reshape(len(sets), _FINISHERS).max(axis=1))
