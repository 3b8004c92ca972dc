"""Agreement within units against figures worked by hand and R (multilevel 2.7) on the lq2002 answers."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import pytest

from scoring.agreement import (
    SLIGHT_SKEW,
    Variation,
    average_deviation,
    is_shared_climate,
    rwgj,
    rwgj_star,
    variation,
)

SCALES = [("leadership", "LEAD", 11), ("task_significance", "TSIG", 3), ("hostility", "HOSTIL", 5)]


@pytest.mark.parametrize(("scale", "prefix", "items"), SCALES)
def test_icc_and_rwgj_are_those_of_r(shared: Path, scale: str, prefix: str, items: int) -> None:
    with (shared / "data" / "lq2002.csv").open() as file:
        rows = list(csv.DictReader(file))
    answers = np.array([[float(row[f"{prefix}{item:02d}"]) for item in range(1, items + 1)] for row in rows])
    companies = np.unique([row["COMPID"] for row in rows], return_inverse=True)[1]
    reference = json.loads((shared / "data" / "lq2002_reference.json").read_text())["scales"][scale]

    between, within = (
        variation(answers.mean(axis=1), companies),
        rwgj(answers, np.full(items, 4.0), companies),
    )

    assert between is not None
    assert between.groups == 49
    assert between.icc1 == pytest.approx(reference["icc1"], abs=1e-10)
    assert between.icc2 == pytest.approx(reference["icc2"], abs=1e-10)
    assert within.mean() == pytest.approx(reference["rwgj_mean"], abs=1e-10)
    assert np.median(within) == pytest.approx(reference["rwgj_median"], abs=1e-10)


def test_icc_of_two_units_is_worked_by_hand() -> None:
    # Means 2 and 5, grand mean 3.5: MSB = 3·2·1.5² = 13.5; MSW = (2 + 2)/4 = 1; k = 3.
    between = variation(np.array([1.0, 2, 3, 4, 5, 6]), np.array([0, 0, 0, 1, 1, 1]))

    assert between is not None
    assert between.f == pytest.approx(13.5)
    assert between.icc1 == pytest.approx((13.5 - 1) / (13.5 + 2 * 1))
    assert between.icc2 == pytest.approx((13.5 - 1) / 13.5)


def test_people_without_a_unit_or_a_score_do_not_count() -> None:
    scores, groups = np.array([1.0, 2, 3, 4, 5, 6, np.nan, 99]), np.array([0, 0, 0, 1, 1, 1, 1, -1])

    assert variation(scores, groups) == variation(scores[:6], groups[:6])


def test_one_unit_has_no_icc() -> None:
    assert variation(np.array([1.0, 2, 3]), np.array([0, 0, 0])) is None


def test_units_of_one_person_have_no_icc() -> None:
    assert variation(np.array([1.0, 2, 3]), np.array([0, 1, 2])) is None


def test_answers_that_never_differ_have_no_icc() -> None:
    assert variation(np.full(6, 3.0), np.array([0, 0, 0, 1, 1, 1])) is None


def test_rwgj_of_one_item_is_one_less_the_ratio_of_variances() -> None:
    # Answers 3, 4, 5: variance 1 against 2 of the uniform distribution over five points: 1 − 1/2.
    assert rwgj(np.array([[3.0], [4], [5]]), np.array([4.0]), np.zeros(3, dtype=int)) == pytest.approx([0.5])


def test_rwgj_of_several_items_is_worked_by_hand() -> None:
    # Two items, each with ratio 1/2: 2·.5/(2·.5 + .5) = 2/3.
    answers = np.array([[3.0, 3], [4, 4], [5, 5]])

    assert rwgj(answers, np.array([4.0, 4.0]), np.zeros(3, dtype=int)) == pytest.approx([2 / 3])


def test_people_who_differ_as_much_as_at_random_or_more_do_not_agree_at_all() -> None:
    assert rwgj(np.array([[1.0], [5], [1], [5]]), np.array([4.0]), np.zeros(4, dtype=int)) == pytest.approx(
        [0]
    )


def test_a_unit_of_one_person_has_no_rwgj() -> None:
    assert np.isnan(rwgj(np.array([[3.0]]), np.array([4.0]), np.array([0]))).all()


def test_people_who_lean_one_way_agree_less_against_a_skewed_null() -> None:
    # Variance 1 against 1.34 of slightly skewed answers: 1 − 1/1.34.
    answers = np.array([[3.0], [4], [5]])

    found = rwgj(answers, np.array([4.0]), np.zeros(3, dtype=int), null=SLIGHT_SKEW)

    assert found == pytest.approx([1 - 1 / 1.34])


def test_r_star_does_not_grow_with_the_number_of_items_and_falls_below_zero() -> None:
    spread, groups = np.array([[1.0, 3], [5, 4], [1, 5], [5, 4]]), np.zeros(4, dtype=int)

    # Variances 16/3 and 2/3 against 2 at random: 1 − mean(8/3, 1/3) = −.5.
    assert rwgj_star(spread, np.array([4.0, 4]), groups) == pytest.approx([-0.5])
    assert rwgj_star(spread[:, [1, 1, 1]], np.full(3, 4.0), groups) == pytest.approx([2 / 3])


def test_the_average_deviation_is_worked_by_hand() -> None:
    # Answers 1, 2, 6: mean 3, deviations 2, 1, 3. Answers 2, 2 and none: 0. Mean of the two items: 1.
    answers = np.array([[1.0, 2], [2, 2], [6, np.nan]])

    assert average_deviation(answers, np.zeros(3, dtype=int)) == pytest.approx([1])


def test_units_whose_people_all_score_alike_have_no_icc_out_of_rounding() -> None:
    assert variation(np.full(12_345, 100 / 3), np.arange(12_345) % 7) is None


def test_nobody_with_a_unit_gives_no_deviation() -> None:
    assert len(average_deviation(np.array([[3.0]]), np.array([-1]))) == 0


def test_nobody_with_a_unit_gives_no_rwgj() -> None:
    assert len(rwgj(np.array([[3.0]]), np.array([4.0]), np.array([-1]))) == 0


@pytest.mark.parametrize(
    ("between", "median", "shared_climate"),
    [
        (Variation(10, 0.05, 0.70, 9.0, 0.04), 0.70, True),
        (Variation(10, 0.04, 0.70, 9.0, 0.04), 0.70, False),
        (Variation(10, 0.05, 0.69, 9.0, 0.04), 0.70, False),
        (Variation(10, 0.05, 0.70, 9.0, 0.05), 0.70, False),
        (Variation(10, 0.05, 0.70, 9.0, 0.04), 0.69, False),
        (None, 0.9, False),
    ],
)
def test_a_shared_climate_needs_all_four_figures(
    between: Variation | None, median: float, *, shared_climate: bool
) -> None:
    assert is_shared_climate(between, median) is shared_climate


def test_people_who_differ_more_than_at_random_have_no_agreement_even_at_the_pole_of_the_formula() -> None:
    # Variances 8 and 0 over the null's 2: ratios 4 and 0, mean 2; there J(1−r)+r = 2·(1−2)+2 = 0.
    answers = np.array([[1.0, 3], [5, 3]])

    assert rwgj(answers, np.full(2, 4.0), np.array([0, 0])).tolist() == [0]
