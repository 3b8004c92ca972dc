"""Small units drawn towards the whole: worked by hand, and against the truth where it is known. R: test_against_r."""

from __future__ import annotations

import numpy as np
import pytest

from scoring.shrinkage import FEWEST_UNITS, shrunken_means, variance_between

SIX = np.full(6, 10.0)


def test_equal_units_are_drawn_to_their_mean_by_what_is_noise_in_them() -> None:
    # Six units of 10, means 40…65, sd 20: MSW 400, MSB = 10·437.5/5 = 875, between (875 − 400)/10 = 47.5.
    # A mean is noise by 40/(47.5 + 40), less by Morris' factor 3/5: each goes 27.4 % of its way to 52.5.
    means = np.array([40.0, 45, 50, 55, 60, 65])

    found = shrunken_means(SIX, means, np.full(6, 20.0))

    assert found is not None
    assert (found.within, found.between, found.centre) == (
        pytest.approx(400),
        pytest.approx(47.5),
        pytest.approx(52.5),
    )
    assert found.trust == pytest.approx(np.full(6, 1 - 3 / 5 * 40 / 87.5))
    assert found.means[0] == pytest.approx(40 + 3 / 5 * 40 / 87.5 * 12.5)


def test_the_smaller_a_unit_the_further_it_is_drawn() -> None:
    found = shrunken_means(
        np.array([5.0, 50, 50, 500, 50]), np.array([70.0, 45, 50, 70, 55]), np.full(5, 20.0)
    )

    assert found is not None
    assert found.means[0] < found.means[3] < 70


def test_units_that_differ_less_than_by_chance_are_all_drawn_to_one_mean() -> None:
    assert variance_between(SIX, np.full(6, 50.0), 400) == 0


def test_hidden_units_have_no_shrunken_mean_and_change_nothing() -> None:
    means, deviations = np.array([40.0, 45, 50, 55, 60, 65]), np.full(6, 20.0)
    hidden = [np.r_[array, np.nan] for array in (SIX, means, deviations)]

    found, alone = shrunken_means(*hidden), shrunken_means(SIX, means, deviations)

    assert found is not None
    assert alone is not None
    assert np.isnan(found.means[-1])
    assert found.means[:-1].tolist() == alone.means.tolist()


@pytest.mark.parametrize("units", range(FEWEST_UNITS))
def test_too_few_units_are_not_shrunk(units: int) -> None:
    assert shrunken_means(SIX[:units], SIX[:units], SIX[:units]) is None


def test_people_who_never_differ_in_a_unit_leave_nothing_to_shrink() -> None:
    assert shrunken_means(SIX, np.arange(6.0), np.zeros(6)) is None


def test_shrunken_means_are_nearer_the_truth_and_their_intervals_hold_it() -> None:
    # 200 organisations of 25 units of 5 to 59 people whose true means vary by 6: RMSE and average coverage.
    random, hits, errors, raw = np.random.default_rng(2), [], [], []
    for _ in range(200):
        n, truth = random.integers(5, 60, 25), 55 + 6 * random.normal(size=25)
        means = truth + 20 / np.sqrt(n) * random.normal(size=25)
        deviations = 20 * np.sqrt(random.chisquare(n - 1) / (n - 1))
        found = shrunken_means(n.astype(float), means, deviations)
        assert found is not None
        hits.append((found.low <= truth) & (truth <= found.high))
        errors.append((found.means - truth) ** 2)
        raw.append((means - truth) ** 2)

    assert np.mean(errors) < 0.8 * np.mean(raw)
    assert 0.93 <= np.mean(hits) <= 0.97
