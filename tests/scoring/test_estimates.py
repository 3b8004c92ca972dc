"""Means and intervals against figures worked by hand and SciPy."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from scoring.errors import ScoringError
from scoring.estimates import mean_estimate

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
