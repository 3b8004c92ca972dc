"""The goal map, worked by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from scoring.goals import GoalAnswers, goal_consensus, goal_map

NAN, DK = np.nan, -1.0

# One goal. Relevance 3, 1, 2, 0, dk, not asked; who has no part in it is not asked the rest.
ANSWERS = GoalAnswers(
    goals=("growth",),
    relevance=np.array([[3.0], [1], [2], [0], [DK], [NAN]]),
    visibility=np.array([[5.0], [1], [DK], [NAN], [NAN], [NAN]]),
    fit=np.array([[4.0], [2], [3], [NAN], [NAN], [NAN]]),
    scale=(1, 5),
)


def test_answers_weigh_by_how_much_the_goal_is_part_of_the_work() -> None:
    # Visibility 100 with weight 3 and 0 with weight 1; fit (75·3 + 25·1 + 50·2)/6.
    (growth,) = goal_map(ANSWERS)

    assert growth.visibility is not None
    assert growth.fit is not None
    assert (growth.visibility.n, growth.visibility.mean) == (2, 75)
    assert (growth.fit.n, growth.fit.mean) == (3, pytest.approx(350 / 6))
    assert (growth.group, growth.working) == (None, 3)


def test_who_works_for_a_goal_and_cannot_say_is_blind() -> None:
    (growth,) = goal_map(ANSWERS)

    assert growth.blind is not None
    assert (growth.blind.n, growth.blind.share) == (3, pytest.approx(1 / 3))


def test_relevance_is_the_mean_over_all_who_placed_the_goal() -> None:
    (growth,) = goal_map(ANSWERS)

    assert growth.relevance is not None
    assert (growth.relevance.n, growth.relevance.mean) == (4, pytest.approx(100 * 6 / 4 / 3))


def test_a_goal_is_also_seen_by_position() -> None:
    everybody, employees, managers, executives = goal_map(
        ANSWERS, groups=np.array([0, 0, 1, 1, -1, 0]), count=3
    )

    assert everybody == goal_map(ANSWERS)[0]
    assert employees.visibility == everybody.visibility
    assert (managers.group, managers.working, managers.visibility) == (1, 1, None)
    assert managers.blind is not None
    assert managers.blind.share == 1
    assert (executives.working, executives.relevance, executives.blind) == (0, None, None)


def test_survey_weights_multiply_relevance() -> None:
    (growth,) = goal_map(ANSWERS, weights=np.array([1.0, 3, 1, 1, 1, 1]))

    assert growth.visibility is not None
    assert growth.visibility.mean == 50


def test_a_goal_is_near_the_line_where_its_interval_crosses_the_cut() -> None:
    sure = replace(
        ANSWERS,
        relevance=np.full((40, 1), 3.0),
        visibility=np.tile([[5.0], [4]], (20, 1)),
        fit=np.tile([[2.0], [1]], (20, 1)),
    )

    assert goal_map(sure)[0].near_the_line is False
    assert goal_map(replace(sure, fit=np.tile([[4.0], [3]], (20, 1))))[0].near_the_line is True
    assert goal_map(replace(sure, fit=np.full((40, 1), NAN)))[0].near_the_line is None


def test_a_goal_that_is_nobody_s_work_has_no_scores() -> None:
    (growth,) = goal_map(replace(ANSWERS, relevance=np.zeros((6, 1))))

    assert (growth.working, growth.visibility, growth.fit, growth.blind) == (0, None, None, None)


def test_leaders_who_weigh_goals_alike_agree_wholly_and_opposite_ones_not_at_all() -> None:
    alike = goal_consensus(np.array([[60.0, 40], [60, 40], [NAN, NAN]]))
    opposite = goal_consensus(np.array([[100.0, 0], [0, 100]]))

    assert alike is not None
    assert opposite is not None
    assert (alike[0].tolist(), alike[1]) == ([0, 0], 100)
    assert (opposite[0].tolist(), opposite[1]) == (pytest.approx([70.71, 70.71], abs=0.01), 0)


def test_one_leader_has_nobody_to_agree_with() -> None:
    assert goal_consensus(np.array([[60.0, 40]])) is None
