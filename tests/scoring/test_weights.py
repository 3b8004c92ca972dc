"""Weights against figures worked by hand; R's survey::rake stands in test_against_r."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.errors import ScoringError
from scoring.weights import LIMITS, Margin, effective_n, rake, response_weights


def people(*sizes: int) -> np.ndarray:
    """Return the group of each person, `sizes` people in groups 0, 1, …"""
    return np.repeat(np.arange(len(sizes)), sizes)


def share(weights: np.ndarray, groups: np.ndarray, group: int) -> float:
    return float(weights[groups == group].sum() / weights.sum())


def test_one_margin_gives_each_group_its_head_count_over_its_answers() -> None:
    # 10 of 40 and 20 of 20 answered: weights 40/10 and 20/20, over their mean (60/30 = 2).
    raking = rake([people(10, 20)], [np.array([40.0, 20.0])], limits=None)

    assert raking.weights[[0, -1]] == pytest.approx([2.0, 0.5])
    assert raking.converged


def test_two_margins_are_both_met() -> None:
    unit, position = people(30, 70), np.tile([0, 0, 0, 1], 25)

    raking = rake([unit, position], [np.array([50.0, 50.0]), np.array([60.0, 40.0])])

    assert share(raking.weights, unit, 0) == pytest.approx(0.5, abs=1e-6)
    assert share(raking.weights, position, 1) == pytest.approx(0.4, abs=1e-6)
    assert raking.trimmed == 0


def test_nobody_speaks_for_more_than_three_or_less_than_a_third_of_an_average_person() -> None:
    # Without limits the ten of the first group would get 9 each, out of a mean of 1.
    raking = rake([people(10, 90)], [np.array([900.0, 100.0])])

    assert raking.weights[0] == pytest.approx(3)
    assert raking.weights.mean() == pytest.approx(1)
    assert raking.weights[-1] == pytest.approx((100 - 30) / 90)
    assert raking.trimmed == 10


def test_what_trimming_leaves_unmet_is_told() -> None:
    raking = rake([people(10, 90)], [np.array([900.0, 100.0])])

    # 10 people of weight 3 have a share of .30 where .90 was asked for.
    assert raking.largest_gap == pytest.approx(0.6)
    assert not raking.converged


def test_people_of_unknown_group_keep_their_weight_in_that_margin() -> None:
    groups = np.r_[people(10, 20), [-1] * 5]

    raking = rake([groups], [np.array([30.0, 30.0])], limits=None)

    assert raking.weights[-1] == pytest.approx(1)
    assert share(raking.weights[:-5], groups[:-5], 0) == pytest.approx(0.5)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.integers(1, 40), min_size=2, max_size=5),
    st.lists(st.integers(1, 500), min_size=5, max_size=5),
    st.integers(0, 1000),
)
def test_weights_stay_within_their_limits_and_are_the_same_for_everybody_in_a_stratum(
    sizes: list[int], invited: list[int], seed: int
) -> None:
    unit = people(*sizes)
    position = np.random.default_rng(seed).integers(0, 2, len(unit))

    weights = rake([unit, position], [np.array(invited[: len(sizes)], float), np.array([30.0, 70.0])]).weights

    assert weights.mean() == pytest.approx(1, abs=0.01)
    assert LIMITS[0] - 1e-9 <= weights.min() <= weights.max() <= LIMITS[1] + 1e-9
    for stratum in set(zip(unit, position, strict=True)):
        alike = weights[(unit == stratum[0]) & (position == stratum[1])]
        assert alike == pytest.approx(alike[0], rel=1e-12)


def test_effective_n_counts_how_many_equal_people_tell_as_much() -> None:
    # Weights 1, 1, 2: (4)² / (1 + 1 + 4) = 16/6.
    assert effective_n(np.array([1.0, 1, 2])) == pytest.approx(16 / 6)
    assert effective_n(np.ones(7)) == pytest.approx(7)
    assert effective_n(np.empty(0)) == 0


def test_weights_are_used_where_many_are_missing_and_every_group_is_heard() -> None:
    margin = Margin("unit", people(10, 30), np.array([50.0, 50.0]))

    found = response_weights([margin], 40)

    assert found.status == "weighted"
    assert found.weights[[0, -1]] == pytest.approx([2.0, 2 / 3])
    # (Σw)²/Σw² = 40²/(10·4 + 30·4/9) = 1600/53.33 = 30; 40 people tell as much as 30.
    assert (found.effective_n, found.design_effect) == (pytest.approx(30), pytest.approx(4 / 3))


@pytest.mark.parametrize(
    ("margins", "n", "status"),
    [
        ([], 40, "no_margins"),
        ([Margin("unit", people(10, 30), np.array([12.0, 38.0]))], 40, "enough_answered"),
        ([Margin("unit", people(4, 36), np.array([50.0, 50.0]))], 40, "small_cell"),
        ([Margin("unit", people(0, 40), np.array([50.0, 50.0]))], 40, "small_cell"),
        ([Margin("unit", people(10, 30), np.array([50.0, 50.0]), kept=0.79)], 40, "attribute_lost"),
        ([Margin("unit", people(), np.array([50.0, 50.0]))], 0, "nobody"),
    ],
)
def test_elsewhere_nobody_is_weighted_and_the_reason_is_told(margins: list, n: int, status: str) -> None:
    found = response_weights(margins, n)

    assert found.status == status
    assert found.weights.tolist() == [1.0] * n
    assert (found.effective_n, found.design_effect) == (n, 1)


def test_exactly_the_smallest_cell_is_enough() -> None:
    assert response_weights([Margin("unit", people(5, 35), np.array([50.0, 50.0]))], 40).status == "weighted"


def test_a_group_to_which_nobody_was_invited_needs_nobody() -> None:
    margin = Margin("unit", people(10, 0, 30), np.array([50.0, 0.0, 50.0]))

    assert response_weights([margin], 40).status == "weighted"


def test_margins_over_different_people_are_refused() -> None:
    unit = Margin("unit", people(10, 30), np.array([50.0, 50.0]))
    position = Margin("position", people(20, 20), np.array([50.0, 51.0]))

    with pytest.raises(ScoringError, match="position counts 101 invited people, unit 100"):
        response_weights([unit, position], 40)


def test_more_answers_than_invited_people_are_refused() -> None:
    with pytest.raises(ScoringError, match="In group 0 of unit more people answered"):
        response_weights([Margin("unit", people(10, 30), np.array([9.0, 91.0]))], 40)
