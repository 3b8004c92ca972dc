"""Means and intervals against figures worked by hand and SciPy."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from scoring.errors import ScoringError
from scoring.estimates import mean_estimate, moments, share_estimate, wilson_interval

SCORES = np.array([40.0, 50, 60, 70, 80])


def test_without_a_number_of_invited_people_the_interval_is_student_s() -> None:
    estimate = mean_estimate(SCORES, invited=None)

    low, high = stats.t.interval(0.95, 4, loc=60, scale=stats.sem(SCORES))
    assert (estimate.n, estimate.mean, estimate.basis) == (5, 60.0, "sample")
    assert (estimate.low, estimate.high) == (pytest.approx(low), pytest.approx(high))


def test_the_more_of_the_invited_have_answered_the_narrower_the_interval() -> None:
    # N = 9, n = 5: the factor is √((9 − 5)/(9 − 1)) = √½.
    unknown, finite = mean_estimate(SCORES, invited=None), mean_estimate(SCORES, invited=9)

    assert finite.basis == "finite"
    assert finite.high - 60 == pytest.approx((unknown.high - 60) * np.sqrt(0.5))


def test_where_everybody_has_answered_there_is_no_sampling_error() -> None:
    estimate = mean_estimate(SCORES, invited=5)

    assert (estimate.low, estimate.high, estimate.basis) == (60.0, 60.0, "census")


def test_an_interval_stays_on_the_line_from_0_to_100() -> None:
    estimate = mean_estimate(np.array([0.0, 100.0]), invited=None)

    assert (estimate.low, estimate.high) == (0.0, 100.0)


def test_more_answers_than_invited_people_are_refused() -> None:
    with pytest.raises(ScoringError, match="5 people answered, but only 4 were invited"):
        mean_estimate(SCORES, invited=4)


def test_one_value_has_no_interval() -> None:
    with pytest.raises(ScoringError, match="1 value"):
        mean_estimate(np.array([50.0]), invited=None)


def test_weights_shift_the_mean_and_widen_the_interval() -> None:
    # Weights 3, 1, 1, 1, 1 on 40…80: mean (120 + 50 + 60 + 70 + 80)/7; n_eff = 49/13.
    weights = np.array([3.0, 1, 1, 1, 1])

    estimate = mean_estimate(SCORES, invited=None, weights=weights)

    mean = 380 / 7
    variance = 5 / 4 * (weights @ (SCORES - mean) ** 2) / 7
    half = stats.t.ppf(0.975, 49 / 13 - 1) * np.sqrt(variance / (49 / 13))
    assert estimate.mean == pytest.approx(mean)
    assert estimate.sd == pytest.approx(np.sqrt(variance))
    assert estimate.high - estimate.mean == pytest.approx(half)


def test_equal_weights_change_nothing() -> None:
    assert mean_estimate(SCORES, invited=9, weights=np.full(5, 7.0)) == mean_estimate(SCORES, invited=9)


def test_people_without_a_score_or_without_weight_do_not_count() -> None:
    values = np.r_[SCORES, np.nan, 0.0]

    assert mean_estimate(values, invited=9, weights=np.r_[np.ones(6), 0.0]) == mean_estimate(
        SCORES, invited=9
    )


@pytest.mark.parametrize("value", [0.0, 100 / 3, 100.0])
def test_people_who_all_score_alike_have_exactly_no_spread(value: float) -> None:
    estimate = mean_estimate(np.full(12_345, value), invited=None)

    assert (estimate.sd, estimate.low, estimate.high) == (0, pytest.approx(value), pytest.approx(value))


@pytest.mark.parametrize("values", [np.empty(0), np.full(9, np.nan)])
def test_nobody_has_no_mean_and_no_share(values: np.ndarray) -> None:
    with pytest.raises(ScoringError, match="0 value"):
        mean_estimate(values, invited=None)
    with pytest.raises(ScoringError, match="of nobody"):
        share_estimate(values)


def test_the_interval_of_a_share_is_wilson_s() -> None:
    # Newcombe (1998), Statistics in Medicine 17, 857-872, table I, method 3: 81/263 and 15/148.
    assert wilson_interval(81 / 263, 263) == (
        pytest.approx(0.2553, abs=5e-5),
        pytest.approx(0.3662, abs=5e-5),
    )
    assert wilson_interval(15 / 148, 148) == (
        pytest.approx(0.0624, abs=5e-5),
        pytest.approx(0.1605, abs=5e-5),
    )
    assert wilson_interval(0, 20) == (0, pytest.approx(0.1611, abs=5e-5))
    assert wilson_interval(1, 29) == (pytest.approx(0.8830, abs=5e-5), 1)


def test_a_share_counts_only_those_who_answered() -> None:
    found = share_estimate(np.array([1.0, 0, 0, 1, np.nan]))

    assert (found.n, found.share, found.basis) == (4, 0.5, "sample")


def test_a_share_of_all_invited_people_has_no_width_and_a_weighted_one_more() -> None:
    chosen = np.array([True, True, False, False, False])

    census = share_estimate(chosen, invited=5)
    plain, weighted = share_estimate(chosen), share_estimate(chosen, weights=np.array([1.0, 3, 1, 1, 1]))

    assert (census.low, census.share, census.high, census.basis) == (0.4, 0.4, 0.4, "census")
    assert weighted.share == pytest.approx(4 / 7)
    assert weighted.high - weighted.low > plain.high - plain.low


def test_moments_of_groups_are_those_of_each_group_alone() -> None:
    values, groups = np.r_[SCORES, SCORES * 0.5, np.nan], np.r_[np.zeros(5), np.ones(5), 1].astype(np.intp)

    found = moments(values, groups, count=3)

    assert found.n.tolist() == [5, 5, 0]
    assert found.mean[:2].tolist() == [60, 30]
    assert found.variance[:2].tolist() == [250, 62.5]
    assert found.effective.tolist() == [5, 5, 0]
    assert np.isnan([found.mean[2], found.variance[2]]).all()


def test_people_of_unknown_group_are_in_no_moments() -> None:
    assert moments(SCORES, np.array([0, 0, -1, -1, -1])).mean.tolist() == [45]
