"""Levels and the strategy-first gate, on the bands of the barrier survey: 0, 35, 50, 65, 80."""

from __future__ import annotations

import pytest

from questionnaires.model import Gate, Level, Maturity, Text
from scoring.maturity import level_of, level_range, organisation_level
from scoring.release import Estimate, LevelRange

LEVELS = tuple(
    Level(number, start, Text({"en": f"Level {number}"}))
    for number, start in enumerate((0.0, 35, 50, 65, 80), 1)
)
GATES = (Gate(above=1, lowest_of=("goals",)), Gate(above=1, lowest_of=("impact", "fit")))
LADDER = Maturity(dimensions=("impact", "fit", "goals"), levels=LEVELS, gates=GATES)


def estimate(mean: float, low: float, high: float) -> Estimate:
    return Estimate(n=50, mean=mean, sd=20, low=low, high=high, basis="sample")


@pytest.mark.parametrize(
    ("score", "level"),
    [(0, 1), (34.99, 1), (35, 2), (49.99, 2), (50, 3), (64.999, 3), (65, 4), (80, 5), (100, 5)],
)
def test_a_level_begins_at_its_start_and_ends_below_the_next(score: float, level: int) -> None:
    assert level_of(score, LEVELS) == level


def test_both_levels_are_given_where_the_interval_crosses_a_threshold() -> None:
    assert level_range(estimate(52, 48, 56), LEVELS, better=True) == LevelRange(level=3, low=2, high=3)


def test_a_score_where_higher_is_worse_is_turned_first() -> None:
    assert level_range(estimate(30, 28, 36), LEVELS, better=False) == LevelRange(level=4, low=3, high=4)


def test_the_overall_level_is_that_of_the_mean_of_the_dimensions() -> None:
    found = organisation_level(LADDER, {"impact": 55, "fit": 60, "goals": 65})

    assert (found.status, found.composite, found.overall, found.held_back_by) == ("level", 60, 3, ())


def test_however_good_the_rest_nobody_is_more_than_one_level_above_the_goals() -> None:
    # Mean 71.67 would be level 4; goals at 30 are level 1, so the overall level is 2.
    found = organisation_level(LADDER, {"impact": 90, "fit": 95, "goals": 30})

    assert (found.ungated, found.overall, found.held_back_by) == (4, 2, ("goals",))


def test_the_lower_of_impact_and_fit_holds_back_too_and_is_named() -> None:
    found = organisation_level(LADDER, {"impact": 30, "fit": 90, "goals": 90})

    assert (found.ungated, found.overall, found.held_back_by) == (4, 2, ("impact",))


def test_several_dimensions_that_hold_back_equally_are_all_named_once() -> None:
    found = organisation_level(LADDER, {"impact": 34, "fit": 34, "goals": 100})

    assert (found.ungated, found.overall, found.held_back_by) == (3, 2, ("impact", "fit"))


def test_without_a_maturity_block_there_is_no_level() -> None:
    assert organisation_level(None, {"impact": 55.0}).status == "no_maturity_block"


def test_without_a_dimension_that_the_ladder_needs_there_is_no_level() -> None:
    assert organisation_level(LADDER, {"impact": 55.0, "fit": 60.0}).status == "missing_dimensions"


def test_with_a_dimension_that_may_not_be_shown_there_is_no_level() -> None:
    assert organisation_level(LADDER, {"impact": 55.0, "fit": 60.0, "goals": None}).status == "too_few"
