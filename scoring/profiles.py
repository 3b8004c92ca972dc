"""Maturity profiles: whether there are any, how many, who they are. The honest answer is often "none".

Fewer than 300 complete answers, one population behind them, or profiles that do not come back: each is said, and
people are then shown in bands of their composite and by the questionnaire's archetypes, which need no clustering.

The trap: order and names. Profiles are ordered by composite and named by rule, never by the number a fit gave them;
and nothing drawn may depend on the order of the rows, which is random in every dataset.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from importlib.metadata import version

import numpy as np
from numpy.random import SeedSequence
from numpy.typing import NDArray
from sklearn.metrics import silhouette_score

from questionnaires.model import Maturity, Questionnaire
from scoring import em, parallel
from scoring.archetypes import archetypes_of, shares_of
from scoring.bootstraps import in_tasks, matched, refitted, similarities
from scoring.card import Card, to_json
from scoring.dimensions import ScoringKey, composite, item_means, percent_of_maximum
from scoring.em import Models, stacked
from scoring.guard import DRAWS, THRESHOLD, guard_z
from scoring.heldout import chosen_shrinkage
from scoring.mixture import ShrunkMixture, posteriors_under
from scoring.naming import named
from scoring.release import ArchetypeShare, Band, Choice, Profile, ProfilesResult, ProfileStatus
from scoring.responses import Responses, outside_value
from scoring.stability import BOOTSTRAPS, Stability, stability

Matrix = NDArray[np.float64]

LEAST_PEOPLE = 300
"""Below this, clusters of eight dimensions are noise."""

LARGEST_FIT = 20_000
BAGS = 40
SURE = 0.70
"""A smaller largest posterior means: between two profiles."""

QUARTERS = (0.0, 25.0, 50.0, 75.0)


@dataclass(frozen=True)
class FoundProfiles:
    """What may be said of everybody; of each person the profile's id (or None) and posterior (or NaN); the model."""

    result: ProfilesResult
    profile: tuple[str | None, ...]
    probability: Matrix
    card: str | None


@dataclass(frozen=True)
class _Seeds:
    guard: SeedSequence
    stability: SeedSequence
    fit: SeedSequence
    bags: SeedSequence


def find_profiles(
    questionnaire: Questionnaire,
    responses: Responses,
    scores: Matrix,
    key: ScoringKey,
    left_out: NDArray[np.bool_],
    *,
    seed: int,
    questionnaire_hash: str = "",
    draws: int = DRAWS,
    bootstraps: int = BOOTSTRAPS,
) -> FoundProfiles:
    """Look for profiles, and describe them or say why there are none.

    Parameters
    ----------
    questionnaire, responses, key
        What was asked and answered.
    scores : ndarray of shape (n, d)
        Dimension scores, NaN where missing.
    left_out : ndarray of shape (n,)
        People whom the screen keeps out of fitting; they are classified all the same.
    seed : int
        Same seed, same answers: same profiles, in whatever order the answers come.
    draws, bootstraps : int
        Sets drawn by the guard, and refits for the choice of k.
    """
    seeds = _Seeds(*SeedSequence(seed).spawn(4))
    usable = _in_canonical_order(responses, ~left_out & ~np.isnan(scores).any(axis=1))
    good = np.where(key.better, scores, 100 - scores)
    status, choice, k = _decide(responses.points[usable], good[usable], key, seeds, draws, bootstraps)
    result = _without_profiles(questionnaire, responses, scores, key, status, len(usable), choice)
    if k is None:
        return FoundProfiles(result, (None,) * len(scores), np.full(len(scores), np.nan), None)
    model = _fitted(good[usable], k, seeds)
    profiles, posterior = _described(questionnaire, good, model, key)
    between = posterior.max(axis=1)[~np.isnan(posterior[:, 0])] < SURE
    result = replace(result, k=k, profiles=profiles, between_share=float(between.mean()))
    card = _card(questionnaire, responses, key, model, profiles, seed, questionnaire_hash)
    ids = _assigned(posterior, profiles)
    return FoundProfiles(result, ids, posterior.max(axis=1), to_json(card))


# -- whether and how many


def _in_canonical_order(responses: Responses, usable: NDArray[np.bool_]) -> NDArray[np.intp]:
    """Return the places of the usable people, ordered by what they answered and by nothing else."""
    places = np.flatnonzero(usable)
    answers = np.ascontiguousarray(responses.answers[places])
    as_bytes = answers.view(np.dtype((np.void, answers.shape[1]))).ravel()
    return np.asarray(places[np.argsort(as_bytes, kind="stable")])


def _decide(
    answers: Matrix, scores: Matrix, key: ScoringKey, seeds: _Seeds, draws: int, bootstraps: int
) -> tuple[ProfileStatus, Choice | None, int | None]:
    """Return whether there are profiles, how that was decided, and how many."""
    if scores.shape[1] < 2:
        return "too_few_dimensions", None, None
    if len(scores) < LEAST_PEOPLE:
        return "too_few", None, None
    if (scores.std(axis=0) < 1e-9).any():
        return "no_spread", None, None
    z = guard_z(answers, key, seeds.guard, draws=draws)
    choice = Choice(z, THRESHOLD, draws, 0, {}, {}, {}, {}, {})
    if z < THRESHOLD:
        return "continuum", choice, None
    found = stability(scores, seeds.stability, bootstraps=bootstraps)
    choice = _recorded(choice, found, scores, seeds, bootstraps)
    return ("unstable", choice, None) if found.k is None else ("profiles", choice, found.k)


def _recorded(choice: Choice, found: Stability, scores: Matrix, seeds: _Seeds, bootstraps: int) -> Choice:
    """Add stability, and the criteria that are printed for the record and decide nothing."""
    sample = scores[:: max(1, len(scores) // 2000)]
    fits = {k: _mixture(scores[:LARGEST_FIT], k, seeds) for k in (1, *found.jaccard)}
    return replace(
        choice,
        bootstraps=bootstraps,
        stability=found.jaccard,
        smallest_share={k: min(shares) for k, shares in found.share.items()},
        bic={k: fit.bic(scores[:LARGEST_FIT]) for k, fit in fits.items()},
        icl={k: fit.icl(scores[:LARGEST_FIT]) for k, fit in fits.items()},
        silhouette={k: _silhouette(sample, fits[k].predict(sample)) for k in found.jaccard},
    )


def _silhouette(scores: Matrix, profile: NDArray[np.intp]) -> float:
    several = len(np.unique(profile)) > 1
    return float(silhouette_score(scores, profile)) if several else 0.0


def _mixture(scores: Matrix, k: int, seeds: _Seeds) -> ShrunkMixture:
    return ShrunkMixture(k, random_state=_random(seeds.fit)).fit(scores)


def _random(seed: SeedSequence) -> np.random.RandomState:
    return np.random.RandomState(seed.generate_state(1)[0])


# -- who they are


@dataclass(frozen=True)
class _Model:
    """The fit, its refits on bootstraps with components aligned to it; by profile, shares and similarity in each."""

    fit: Models
    bags: Models
    shares: Matrix
    jaccard: Matrix


def _fitted(good: Matrix, k: int, seeds: _Seeds) -> _Model:
    """Fit k profiles, ordered by composite, and refit them on bootstraps of the people."""
    choosing, drawing, choosing_shrinkage = seeds.bags.spawn(3)
    if len(good) > LARGEST_FIT:
        chosen = np.random.default_rng(choosing).choice(len(good), LARGEST_FIT, replace=False)
        good = good[np.sort(chosen)]
    centre, spread = good.mean(axis=0), float(good.std())
    scaled = (good - centre) / spread
    shrinkage = chosen_shrinkage(scaled, k, choosing_shrinkage)
    fit = ShrunkMixture.shrunk(k, shrinkage, _random(seeds.fit)).fit(good).models_
    fit = _reordered(fit, np.argsort(fit.means[0].mean(axis=1))[None])
    tasks = [(scaled, k, some, shrinkage) for some in in_tasks(drawing.spawn(BAGS))]
    drawn = parallel.run(refitted, tasks)
    weights = np.concatenate([own for own, _ in drawn])
    bags = em.rescaled(stacked([models for _, models in drawn]), centre, spread)
    bags = _reordered(bags, np.array([matched(means, fit.means[0], fit.pooled[0]) for means in bags.means]))
    first = posteriors_under(fit, good)[0].argmax(axis=1)
    (pattern,) = em.patterns_of(scaled)
    again = em.log_densities(pattern, em.rescaled(bags, -centre / spread, 1 / spread)).argmax(axis=1)
    shares = np.array([(weights * (again == place)).sum(axis=1) for place in range(k)]).T
    return _Model(fit, bags, shares / weights.sum(axis=1)[:, None], similarities(first, again, weights, k))


def _turned(models: Models, better: NDArray[np.bool_]) -> Models:
    """Return models of scores turned so that high is good as models of the scores themselves."""
    sign = np.where(better, 1.0, -1.0)
    both = np.outer(sign, sign)
    means = np.where(better, models.means, 100 - models.means)
    return Models(models.weights, means, models.covariances * both, models.pooled * both)


def _reordered(models: Models, order: NDArray[np.intp]) -> Models:
    """Return models with their components in `order`, of shape (M, k)."""
    rows = np.arange(len(order))[:, None]
    return Models(
        models.weights[rows, order], models.means[rows, order], models.covariances[rows, order], models.pooled
    )


def _described(
    questionnaire: Questionnaire, good: Matrix, model: _Model, key: ScoringKey
) -> tuple[tuple[Profile, ...], Matrix]:
    """Return the profiles, and each person's bagged posterior (NaN for who has too few dimensions)."""
    posterior = np.full((len(good), model.fit.weights.shape[1]), np.nan)
    needed = max(2, math.ceil(good.shape[1] / 2))
    enough = (~np.isnan(good)).sum(axis=1) >= needed
    posterior[enough] = posteriors_under(model.bags, good[enough])[0]
    sizes = np.bincount(posterior[enough].argmax(axis=1), minlength=posterior.shape[1])
    names, archetypes, levels = named(questionnaire, model.fit.means[0], key.dimensions)
    means = _turned(model.fit, key.better).means[0]
    ranges = np.quantile(model.shares, [0.025, 0.975], axis=0)
    k = len(sizes)
    similar = model.jaccard.mean(axis=0)
    profiles = tuple(
        Profile(
            id=f"p{place + 1}",
            name=names[place],
            archetype=archetypes[place],
            level=levels[place],
            n=int(sizes[place]),
            share=float(sizes[place] / enough.sum()),
            share_low=float(ranges[0, place]),
            share_high=float(ranges[1, place]),
            stability=float(similar[place]),
            centroid=dict(zip(key.dimensions, means[place].tolist(), strict=True)),
        )
        for place in range(k)
    )
    return profiles, posterior


def _assigned(posterior: Matrix, profiles: Sequence[Profile]) -> tuple[str | None, ...]:
    likeliest = np.nan_to_num(posterior, nan=-1.0).argmax(axis=1)
    return tuple(
        None if np.isnan(own[0]) else profiles[place].id
        for own, place in zip(posterior, likeliest, strict=True)
    )


def _card(
    questionnaire: Questionnaire,
    responses: Responses,
    key: ScoringKey,
    model: _Model,
    profiles: Sequence[Profile],
    seed: int,
    questionnaire_hash: str,
) -> Card:
    means = item_means(percent_of_maximum(responses.points, key))
    fit = _turned(model.fit, key.better)
    return Card(
        dimensions=tuple(dimension.code for dimension in questionnaire.dimensions),
        ids=tuple(profile.id for profile in profiles),
        names=tuple(profile.name for profile in profiles),
        weights=fit.weights[0],
        means=fit.means[0],
        covariances=fit.covariances[0],
        pooled=fit.pooled[0],
        item_means={
            item: None if np.isnan(mean) else float(mean) for item, mean in zip(key.items, means, strict=True)
        },
        questionnaire=questionnaire_hash,
        seed=seed,
        versions={name: version(name) for name in ("sightline", "numpy", "scikit-learn")},
    )


# -- what is said in any case


def _without_profiles(
    questionnaire: Questionnaire,
    responses: Responses,
    scores: Matrix,
    key: ScoringKey,
    status: ProfileStatus,
    n: int,
    choice: Choice | None,
) -> ProfilesResult:
    """Return bands of the composite and shares of the archetypes, which need no clustering."""
    good = np.where(key.better, scores, 100 - scores)
    bands = _bands(composite(good, np.ones(good.shape[1], bool)), questionnaire.maturity)
    archetypes: tuple[ArchetypeShare, ...] = ()
    unclassified = None
    if questionnaire.maturity and questionnaire.maturity.archetypes:
        rules = questionnaire.maturity.archetypes
        by_dimension = dict(zip(key.dimensions, good.T, strict=True))
        found = archetypes_of(rules, by_dimension, _unknown_shares(questionnaire, responses, key))
        archetypes, unclassified = shares_of(rules, found)
    return ProfilesResult(status, n, None, (), None, choice, bands, archetypes, unclassified)


def _bands(composites: Matrix, maturity: Maturity | None) -> tuple[Band, ...]:
    starts = [level.start for level in maturity.levels] if maturity else list(QUARTERS)
    known = composites[~np.isnan(composites)]
    counts = np.bincount(np.searchsorted(starts, known, side="right") - 1, minlength=len(starts))
    ends = [*starts[1:], 100.0]
    return tuple(
        Band(start, end, float(count / max(len(known), 1)))
        for start, end, count in zip(starts, ends, counts, strict=True)
    )


def _unknown_shares(
    questionnaire: Questionnaire, responses: Responses, key: ScoringKey
) -> Mapping[tuple[str, str], Matrix]:
    """Return each person's share of outside answers, for the dimensions and answers that archetypes ask about."""
    shares = {}
    for archetype in questionnaire.maturity.archetypes if questionnaire.maturity else ():
        if archetype.unknown is not None:
            asked = archetype.unknown
            items = key.items_of(key.dimensions.index(asked.dimension))
            numbers = [outside_value(questionnaire.scale_of[key.items[item]], asked.answer) for item in items]
            shares[asked.dimension, asked.answer] = (responses.answers[:, items] == numbers).mean(axis=1)
    return shares
