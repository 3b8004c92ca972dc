"""Populations without profiles keep what a continuum may have, and leave out what only profiles bring."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from scoring.nulls import BentFactors, SameItems, SameMargins, bent, scores_of
from scoring.populations import POPULATIONS, sample


@pytest.fixture(scope="module")
def skewed() -> np.ndarray:
    """Three dimensions with one log-normal trait behind them."""
    random = np.random.default_rng(6)
    return np.exp(random.normal(0, 0.8, (4000, 1))) + random.normal(0, 0.4, (4000, 3))


def test_drawn_answers_have_the_items_marginals_and_correlations() -> None:
    drawn = sample(POPULATIONS["null"], 20_000, 34, missing=0, careless=0)

    again = SameItems.of(drawn.answers, drawn.key).answers(np.random.default_rng(5))

    for item in (0, 3, 17, 31):
        shares = [(answers[:, item] == 4).mean() for answers in (drawn.answers, again)]
        assert shares[0] == pytest.approx(shares[1], abs=0.015)
    assert np.corrcoef(again.T) == pytest.approx(np.corrcoef(drawn.answers.T), abs=0.04)


def test_drawn_answers_have_the_gaps_of_the_people_they_stand_for() -> None:
    drawn = sample(POPULATIONS["null"], 500, 35)

    again = SameItems.of(drawn.answers, drawn.key).answers(np.random.default_rng(5))

    assert np.array_equal(np.isnan(again), np.isnan(drawn.answers))


def test_same_margins_have_the_scores_marginals_and_rank_correlations(skewed: np.ndarray) -> None:
    again = SameMargins.of(skewed).draw(np.random.default_rng(7))

    assert np.quantile(again, [0.1, 0.5, 0.9], axis=0) == pytest.approx(
        np.quantile(skewed, [0.1, 0.5, 0.9], axis=0), abs=0.1
    )
    assert stats.spearmanr(again).statistic == pytest.approx(stats.spearmanr(skewed).statistic, abs=0.04)


def level_form(scores: np.ndarray) -> list[float]:
    """Return skewness and excess kurtosis of the mean of all dimensions."""
    level = scores.mean(axis=1)
    return [float(stats.skew(level)), float(stats.kurtosis(level))]


@pytest.mark.parametrize("name", ["skewed trait", "left-skewed trait", "floor"])
def test_bent_factors_lie_in_the_scores_as_the_people_s_do(name: str) -> None:
    drawn = sample(POPULATIONS[name], 8000, 40, missing=0, careless=0)

    again = BentFactors.of(drawn.answers, drawn.key).draw(np.random.default_rng(7))

    assert level_form(again) == pytest.approx(level_form(scores_of(drawn.answers, drawn.key)), abs=0.15)


def test_bending_keeps_the_items_marginals_and_about_their_correlations() -> None:
    drawn = sample(POPULATIONS["skewed trait"], 8000, 41, missing=0, careless=0)

    population = BentFactors.of(drawn.answers, drawn.key)
    again = population.items.cut(population.moved(population.items.latent(8000, np.random.default_rng(5))))

    for item in (0, 3, 17, 31):
        shares = [
            np.bincount(answers[:, item].astype(int), minlength=6) / 8000
            for answers in (drawn.answers, again)
        ]
        assert shares[0] == pytest.approx(shares[1], abs=0.03)
    assert np.corrcoef(again.T) == pytest.approx(np.corrcoef(drawn.answers.T), abs=0.1)


def test_factors_that_are_not_bent_are_normal_and_bent_ones_keep_mean_and_spread() -> None:
    normal = np.random.default_rng(3).standard_normal((200_000, 2))

    as_they_are, moved = bent(normal, np.zeros((2, 2))), bent(normal, np.array([[0.8, 0.0], [-0.5, 0.4]]))

    assert as_they_are == pytest.approx(normal)
    assert moved.mean(axis=0) == pytest.approx([0, 0], abs=0.02)
    assert moved.std(axis=0) == pytest.approx([1, 1], abs=0.02)
    assert np.sign(stats.skew(moved)).tolist() == [1, -1]


def test_two_clear_groups_are_no_factor_of_one_peak() -> None:
    drawn = sample(POPULATIONS["two"], 10, 1)
    groups = np.random.default_rng(8).random((3000, 1)) < 0.5
    latent = np.where(groups, -1.5, 1.5) + np.random.default_rng(9).normal(0, 0.6, (3000, 32))
    turned = np.where(drawn.key.reverse, -latent, latent)
    answers = np.clip(np.rint(3 + turned), 1, 5)

    again = BentFactors.of(answers, drawn.key).draw(np.random.default_rng(9))

    # Nearly nobody lies between the groups; in one population half as many as elsewhere would already be odd.
    between = [
        (np.abs(each.mean(axis=1) - 50) < 10).mean() for each in (scores_of(answers, drawn.key), again)
    ]
    assert between[0] < 0.005
    assert between[1] > 0.02


def test_an_item_that_nobody_answered_and_one_that_never_differs_still_give_a_population() -> None:
    drawn = sample(POPULATIONS["null"], 400, 42)
    drawn.answers[:, 5] = np.nan
    drawn.answers[:, 9] = 3

    again = BentFactors.of(drawn.answers, drawn.key).draw(np.random.default_rng(1))

    assert np.isfinite(again).all()


def test_a_dimension_that_repeats_another_still_gives_a_population() -> None:
    scores = np.random.default_rng(10).normal(50, 10, (400, 3))
    scores[:, 2] = scores[:, 0]

    assert np.isfinite(SameMargins.of(scores).draw(np.random.default_rng(1))).all()
