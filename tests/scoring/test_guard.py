"""The guard: continua, skewed ones too, are not taken for profiles, and profiles are seen."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.random import SeedSequence
from scipy import stats

from scoring.dimensions import dimension_scores, item_means, percent_of_maximum
from scoring.guard import THRESHOLD, guard_z, one_population, same_margins
from scoring.quality import screen
from scoring.simulate import POPULATIONS, Sample, sample


def attentive(drawn: Sample) -> np.ndarray:
    percent = percent_of_maximum(drawn.answers, drawn.key)
    scores = dimension_scores(percent, drawn.key, item_means(percent))
    return drawn.answers[~np.isnan(scores).any(axis=1) & ~screen(drawn.answers, drawn.key).left_out]


@pytest.mark.parametrize("name", ["null", "skewed null"])
@pytest.mark.parametrize("seed", [31, 32])
def test_a_continuum_is_not_taken_for_profiles(name: str, seed: int) -> None:
    drawn = sample(POPULATIONS[name], 600, seed)

    assert guard_z(attentive(drawn), drawn.key, SeedSequence(seed), draws=9) < THRESHOLD


@pytest.mark.parametrize("name", ["clear", "moderate", "hetero"])
def test_profiles_are_seen(name: str) -> None:
    drawn = sample(POPULATIONS[name], 600, 33)

    assert guard_z(attentive(drawn), drawn.key, SeedSequence(1), draws=9) >= THRESHOLD


def test_the_drawn_population_has_the_items_marginals_and_correlations() -> None:
    drawn = sample(POPULATIONS["null"], 4000, 34, missing=0, careless=0)

    population = one_population(drawn.answers)
    again = population.draw(np.zeros((40_000, 32), bool), np.random.default_rng(5))

    for item in (0, 3, 17, 31):
        shares = [(answers[:, item] == 4).mean() for answers in (drawn.answers, again)]
        assert shares[0] == pytest.approx(shares[1], abs=0.015)
    assert np.corrcoef(again.T) == pytest.approx(np.corrcoef(drawn.answers.T), abs=0.06)


def test_the_drawn_population_has_the_gaps_of_the_people_it_stands_for() -> None:
    gaps = np.zeros((50, 32), bool)
    gaps[3, 7] = gaps[9, 1] = True

    drawn = one_population(sample(POPULATIONS["null"], 500, 35).answers).draw(gaps, np.random.default_rng(5))

    assert np.array_equal(np.isnan(drawn), gaps)


def test_the_second_population_has_the_scores_marginals_and_rank_correlations() -> None:
    random = np.random.default_rng(6)
    scores = np.exp(random.multivariate_normal([0, 0, 0], 0.5 + 0.5 * np.eye(3), 5000))

    again = same_margins(scores, random)

    assert np.quantile(again, [0.1, 0.5, 0.9], axis=0) == pytest.approx(
        np.quantile(scores, [0.1, 0.5, 0.9], axis=0), rel=0.1
    )
    assert stats.spearmanr(again).statistic == pytest.approx(stats.spearmanr(scores).statistic, abs=0.04)


def test_the_same_seed_gives_the_same_z() -> None:
    drawn = sample(POPULATIONS["moderate"], 400, 36)

    one, two = (guard_z(attentive(drawn), drawn.key, SeedSequence(9), draws=5) for _ in range(2))

    assert one == two
