"""Comparisons against SciPy and figures worked by hand; R stands in test_against_r."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from scoring.comparisons import FALSE_SHARE, badged, benjamini_hochberg, compare, hedges_g
from scoring.estimates import Moments, moments


def group(*values: float) -> Moments:
    return moments(np.array(values))


def test_a_comparison_is_welch_s() -> None:
    random = np.random.default_rng(4)
    one, other = random.normal(60, 20, 40), random.normal(50, 8, 25)
    theirs = stats.ttest_ind(one, other, equal_var=False)

    found = compare(moments(one), moments(other))

    assert found.t[0] == pytest.approx(theirs.statistic)
    assert found.p[0] == pytest.approx(theirs.pvalue)
    assert found.freedom[0] == pytest.approx(theirs.df)
    assert (found.low[0], found.high[0]) == pytest.approx(tuple(theirs.confidence_interval()))


def test_hedges_g_is_the_difference_in_standard_deviations_freed_of_bias() -> None:
    # Means 3 and 5, both variances 2.5, m = 8: d = −2/√2.5, J(8) = Γ(4)/(√4·Γ(3.5)) = 6/(2·3.32335) = .90270.
    g, _ = hedges_g(group(1, 2, 3, 4, 5), group(3, 4, 5, 6, 7))

    assert g[0] == pytest.approx(-2 / np.sqrt(2.5) * 0.902703, abs=1e-6)


def test_many_groups_are_compared_with_one_as_each_would_be_alone() -> None:
    random = np.random.default_rng(4)
    values, groups = random.normal(50, 10, 90), np.repeat([0, 1, 2], 30)
    first = moments(values[groups == 0])

    together = compare(moments(values, groups, count=3), first)

    alone = [compare(moments(values[groups == unit]), first) for unit in range(3)]
    assert together.p == pytest.approx([each.p[0] for each in alone])
    assert together.g == pytest.approx([each.g[0] for each in alone])
    assert (together.difference[0], together.p[0]) == pytest.approx((0, 1))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (group(), group(1, 2, 3)),
        (group(2), group(1, 2, 3)),
        (group(5, 5, 5), group(5, 5, 5)),
        (group(5, 5, 5), group(7, 7, 7)),
        (moments(np.full(999, 100 / 3)), moments(np.full(7, 100 / 3))),
    ],
)
def test_groups_that_cannot_be_compared_have_no_p_and_no_interval(one: Moments, other: Moments) -> None:
    found = compare(one, other)

    assert np.isnan([found.p[0], found.low[0], found.high[0], found.t[0], found.g[0]]).all()


def test_a_weighted_comparison_rests_on_effective_n() -> None:
    values, weights = np.array([40.0, 50, 60, 70]), np.array([3.0, 1, 1, 1])

    plain = compare(moments(values), group(1, 2, 3))
    weighted = compare(moments(values, weights=weights), group(1, 2, 3))

    assert weighted.freedom[0] < plain.freedom[0]
    assert weighted.difference[0] == pytest.approx(50 - 2)


def test_false_marks_are_held_over_the_family_as_its_authors_show() -> None:
    # Benjamini & Hochberg (1995), section 3.2: of 15 tests, at q = .05 the four smallest p pass.
    p = np.array(
        [
            0.0001,
            0.0004,
            0.0019,
            0.0095,
            0.0201,
            0.0278,
            0.0298,
            0.0344,
            0.0459,
            0.3240,
            0.4262,
            0.5719,
            0.6528,
            0.7590,
            1.0,
        ]
    )

    adjusted = benjamini_hochberg(p)

    assert (adjusted <= FALSE_SHARE).sum() == 4
    assert adjusted == pytest.approx(stats.false_discovery_control(p))


def test_what_was_not_tested_does_not_count_in_the_family() -> None:
    adjusted = benjamini_hochberg(np.array([[0.03, np.nan], [0.04, np.nan]]))

    assert adjusted[:, 0] == pytest.approx([0.04, 0.04])
    assert np.isnan(adjusted[:, 1]).all()


def test_an_empty_family_has_no_marks() -> None:
    assert benjamini_hochberg(np.empty(0)).tolist() == []
    assert np.isnan(benjamini_hochberg(np.full(3, np.nan))).all()


def test_a_sure_but_small_difference_and_a_large_but_unsure_one_get_no_badge() -> None:
    marks = badged(np.array([4.9, 5.0, -5.0, 30.0, np.nan]), np.array([0.001, 0.05, 0.01, 0.051, np.nan]))

    assert marks.tolist() == [False, True, True, False, False]
