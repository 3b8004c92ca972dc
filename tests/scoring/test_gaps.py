"""Gaps between positions, and guesses beside answers."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from scoring.comparisons import benjamini_hochberg
from scoring.gaps import FEWEST_LEADERS, difference_interval, guess_gap, position_gaps

NAMES = ("employee", "manager", "executive")


def organisation(*, executives: int = 12) -> tuple[np.ndarray, np.ndarray]:
    """Return scores of two dimensions and positions; leaders score 25 points more on the first."""
    random = np.random.default_rng(3)
    positions = np.repeat([0, 1, 2], [200, 40, executives])
    scores = random.normal(50, 15, (len(positions), 2))
    scores[:, 0] += 25 * (positions == 2)
    return scores, positions


def test_a_gap_is_the_difference_of_means_with_welch_s_interval() -> None:
    scores, positions = organisation()

    found = position_gaps(scores, ("impact", "fit"), positions, NAMES)[1]

    theirs = stats.ttest_ind(scores[positions == 0, 0], scores[positions == 2, 0], equal_var=False)
    assert (found.dimension, found.one, found.other) == ("impact", "employee", "executive")
    assert (found.p, found.low) == (
        pytest.approx(theirs.pvalue),
        pytest.approx(theirs.confidence_interval().low),
    )


def test_gaps_are_judged_together() -> None:
    scores, positions = organisation()

    found = position_gaps(scores, ("impact", "fit"), positions, NAMES)

    assert len(found) == 6
    assert [gap.p_adjusted for gap in found] == benjamini_hochberg(
        np.array([gap.p for gap in found])
    ).tolist()
    assert [(gap.dimension, gap.other) for gap in found if gap.badge] == [("impact", "executive")] * 2


def test_one_executive_has_a_gap_without_an_interval() -> None:
    scores, positions = organisation(executives=1)

    found = position_gaps(scores, ("impact", "fit"), positions, NAMES)[1]

    assert (found.n_other, found.low, found.p, found.p_adjusted, found.badge) == (1, None, None, None, False)


def test_a_position_that_nobody_holds_has_no_gap() -> None:
    scores, positions = organisation(executives=0)

    found = position_gaps(scores, ("impact", "fit"), positions, NAMES)

    assert {(gap.one, gap.other) for gap in found} == {("employee", "manager")}


def test_where_nobody_has_a_position_there_are_no_gaps() -> None:
    scores, positions = organisation()

    assert position_gaps(scores, ("impact", "fit"), np.full_like(positions, -1), NAMES) == ()


def test_leaders_who_think_staff_see_more_than_they_do() -> None:
    guesses, agrees = np.array([70.0, 80, 60, 75, 65, np.nan]), np.repeat([1.0, 0.0], [30, 70])

    found = guess_gap("imp1", guesses, agrees, leaders=6)

    assert found is not None
    assert (found.guess.n, found.guess.mean, found.answer.share) == (5, 70, 0.3)
    assert found.difference == 40
    assert 20 < found.low < 40 < found.high < 60


def test_the_interval_of_a_difference_comes_from_the_two_intervals() -> None:
    # 70 (60 to 80) less 30 (22 to 40): 40 − √(10² + 10²), 40 + √(10² + 8²).
    low, high = difference_interval((70, 60, 80), (30, 22, 40))

    assert (low, high) == (pytest.approx(40 - 200**0.5), pytest.approx(40 + 164**0.5))


@pytest.mark.parametrize(
    ("guesses", "agrees"),
    [
        (np.full(FEWEST_LEADERS - 1, 50.0), np.ones(50)),
        (np.r_[np.full(FEWEST_LEADERS - 1, 50.0), np.nan], np.ones(50)),
        (np.full(FEWEST_LEADERS, 50.0), np.full(50, np.nan)),
        (np.full(FEWEST_LEADERS, 50.0), np.empty(0)),
    ],
)
def test_too_few_guesses_or_no_answer_make_no_gap(guesses: np.ndarray, agrees: np.ndarray) -> None:
    assert guess_gap("imp1", guesses, agrees) is None


def test_leaders_who_all_guess_alike_leave_the_answer_s_interval() -> None:
    found = guess_gap("imp1", np.full(FEWEST_LEADERS, 50.0), np.repeat([1.0, 0.0], [30, 70]))

    assert found is not None
    assert (found.guess.low, found.guess.high) == (50, 50)
    assert found.low == pytest.approx(50 - 100 * found.answer.high)
