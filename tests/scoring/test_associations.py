"""Correlations and slopes against SciPy and figures worked by hand; R stands in test_against_r."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from scoring.associations import correlation, correlation_difference, least_squares


def people(n: int = 200, *, seed: int = 2) -> np.ndarray:
    """Return three columns that go together with correlations around .5."""
    return np.random.default_rng(seed).multivariate_normal(np.zeros(3), 0.5 + 0.5 * np.eye(3), n)


def test_a_correlation_is_pearson_s_with_fisher_s_interval() -> None:
    x, y, _ = people().T
    theirs = stats.pearsonr(x, y)

    found = correlation(x, y)

    assert found is not None
    assert (found.value, found.p) == (pytest.approx(theirs.statistic), pytest.approx(theirs.pvalue))
    assert (found.low, found.high) == pytest.approx(tuple(theirs.confidence_interval()))


def test_people_who_lack_one_of_the_two_do_not_count() -> None:
    x, y, _ = people().T
    gaps = np.r_[x, np.nan, 1.0], np.r_[y, 1.0, np.nan]

    assert correlation(*gaps) == correlation(x, y)


def test_a_partial_correlation_is_worked_by_hand() -> None:
    # r = .5 each: (.5 − .25)/(1 − .25) = 1/3 where one is held equal.
    noise = np.random.default_rng(1).normal(size=(50, 3))
    independent = np.linalg.qr(np.column_stack([np.ones(50), noise]))[0][:, 1:]
    x, y, held = (independent @ np.linalg.cholesky(0.5 + 0.5 * np.eye(3)).T).T

    found = correlation(x, y, given=held[:, None])

    assert found is not None
    assert found.value == pytest.approx(1 / 3)
    assert found.effective == 49


@pytest.mark.parametrize(
    ("x", "y"),
    [
        (np.empty(0), np.empty(0)),
        (np.array([1.0, 2, 3]), np.array([1.0, 3, 2])),
        (np.full(50, 100 / 3), np.arange(50.0)),
        (np.full(50, np.nan), np.arange(50.0)),
    ],
)
def test_too_few_people_or_one_answer_from_all_have_no_correlation(x: np.ndarray, y: np.ndarray) -> None:
    assert correlation(x, y) is None


def test_two_identical_columns_go_together_wholly_and_neither_beside_the_other() -> None:
    x, y, _ = people().T

    same = correlation(x, x)

    assert same is not None
    assert (same.value, same.low, same.high) == pytest.approx((1, 1, 1))
    assert correlation(x, y, given=x[:, None]) is None


def test_weights_count_by_effective_n() -> None:
    x, y, _ = people(40).T
    weights = np.r_[np.full(20, 3.0), np.ones(20)]

    found = correlation(x, y, weights=weights)

    assert found is not None
    assert found.effective == pytest.approx(80**2 / (20 * 9 + 20))
    assert found.value == pytest.approx(
        np.cov(x, y, aweights=weights)[0, 1]
        / np.sqrt(np.prod([np.cov(each, aweights=weights) for each in (x, y)]))
    )


def test_two_correlations_with_the_same_thing_are_compared_on_the_same_people() -> None:
    x, y, z = people().T
    one, other = correlation(x, z), correlation(y, z)

    found = correlation_difference(x, y, z)

    assert found is not None
    assert one is not None
    assert other is not None
    assert found.value == pytest.approx(one.value - other.value)
    assert found.low < found.value < found.high


def test_a_column_compared_with_itself_does_not_differ() -> None:
    x, _, z = people().T

    found = correlation_difference(x, x, z)

    assert found is not None
    assert (found.value, found.p) == (0, 1)
    assert -0.02 < found.low <= 0 <= found.high < 0.02


def test_the_interval_of_a_difference_of_correlations_holds_its_truth() -> None:
    # .6 and .4 with the outcome, .5 between: 400 samples of 150 people, 95 % ± 3 standard errors.
    matrix = np.array([[1, 0.5, 0.6], [0.5, 1, 0.4], [0.6, 0.4, 1]])
    random, hits = np.random.default_rng(5), 0
    for _ in range(400):
        found = correlation_difference(*random.multivariate_normal(np.zeros(3), matrix, 150).T)
        assert found is not None
        hits += found.low <= 0.2 <= found.high

    assert 0.917 <= hits / 400 <= 0.983


def test_slopes_are_those_of_least_squares() -> None:
    x, z, y = people().T

    found = least_squares(np.column_stack([x, z]), y)

    expected = np.linalg.lstsq(np.column_stack([np.ones(200), x, z]), y, rcond=None)[0][1:]
    assert found is not None
    assert found.slopes == pytest.approx(expected)
    assert (found.n, found.freedom) == (200, 197)
    assert found.interval(0)[0] < found.slopes[0] < found.interval(0)[1]


@pytest.mark.parametrize(
    "X",
    [
        np.column_stack([np.arange(50.0), np.arange(50.0)]),
        np.column_stack([np.arange(50.0), 100 - 2 * np.arange(50.0)]),
        np.full((50, 1), 100 / 3),
        np.zeros((50, 1)),
        np.full((50, 1), np.nan),
        np.r_[np.zeros(49), 1.0][:, None],
    ],
)
def test_predictors_that_cannot_be_told_apart_have_no_slopes(X: np.ndarray) -> None:
    assert least_squares(X, np.random.default_rng(1).normal(size=50)) is None


def test_an_outcome_that_never_varies_has_slopes_of_nothing() -> None:
    found = least_squares(np.arange(50.0)[:, None], np.full(50, 3.0))

    assert found is not None
    assert found.slopes == pytest.approx([0])
    assert found.r_squared == pytest.approx(0)
