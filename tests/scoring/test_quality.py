"""The screen for careless answers: what it catches, and whom it leaves alone."""

from __future__ import annotations

import numpy as np
import pytest

from scoring.populations import CARELESS, POPULATIONS, sample
from scoring.quality import Presentation, longest_run, screen, with_and_without


def test_the_longest_run_ends_where_an_answer_is_missing() -> None:
    answers = np.array([[1.0, 1, 1, 2, 2], [3, 3, np.nan, 3, 3], [1, 2, 3, 4, 5]])

    assert longest_run(answers).tolist() == [3, 2, 1]


def test_careless_people_are_caught_and_attentive_ones_are_left_alone() -> None:
    # scoring.md §2 step 2 measured 92-93 % caught and .05-.2 % of the attentive flagged.
    drawn = sample(POPULATIONS["moderate"], 20_000, 3, missing=0)

    flagged = screen(drawn.answers, drawn.key).flagged

    careless = drawn.profile == CARELESS
    assert flagged[careless].mean() > 0.90
    assert flagged[~careless].mean() < 0.005


def test_straight_lining_and_random_clicking_are_told_apart() -> None:
    drawn = sample(POPULATIONS["moderate"], 4000, 4, missing=0)

    found = screen(drawn.answers, drawn.key)

    straight = (drawn.answers == drawn.answers[:, :1]).all(axis=1)
    assert found.long_run[straight].all()
    assert found.no_spread[straight].all()
    assert found.contradicts[(drawn.profile == CARELESS) & ~straight].mean() > 0.8


def test_pages_answered_faster_than_they_can_be_read_are_flagged() -> None:
    drawn = sample(POPULATIONS["clear"], 10, 1, careless=0, missing=0)

    found = screen(drawn.answers, drawn.key, fast_pages=np.arange(10), pages=9)

    # More than half of nine pages: five or more.
    assert found.too_fast.tolist() == [False] * 5 + [True] * 5


def test_people_whose_pages_nobody_timed_are_not_too_fast() -> None:
    drawn = sample(POPULATIONS["clear"], 3, 1, careless=0, missing=0)

    found = screen(drawn.answers, drawn.key, fast_pages=np.array([np.nan, 0, 9]), pages=9)

    assert found.too_fast.tolist() == [False, False, True]


def test_whoever_fails_the_attention_check_is_flagged() -> None:
    drawn = sample(POPULATIONS["clear"], 3, 1, careless=0, missing=0)

    found = screen(drawn.answers, drawn.key, failed_check=np.array([True, False, False]))

    assert found.flagged.tolist() == [True, False, False]


def test_runs_are_counted_in_the_order_in_which_sentences_were_shown() -> None:
    drawn = sample(POPULATIONS["moderate"], 2, 1, careless=0, missing=0)
    # Twos and fours by turns: no run as the key has them, runs of 16 where all odd places came first.
    answers = np.tile([2.0, 4.0], (2, 16))
    odd_first = np.r_[np.arange(0, 32, 2), np.arange(1, 32, 2)]
    seen = Presentation(np.array([np.arange(32), odd_first]), np.array([0, 1]))

    assert screen(answers, drawn.key).long_run.tolist() == [False, False]
    assert screen(answers, drawn.key, presentation=seen).long_run.tolist() == [False, True]


def test_answers_as_stored_are_judged_like_the_matrix_of_points() -> None:
    drawn = sample(POPULATIONS["moderate"], 40_000, 3, missing=0.1)
    stored = np.where(np.isnan(drawn.answers), -1, drawn.answers).astype(np.int8)

    assert np.array_equal(screen(stored, drawn.key).flagged, screen(drawn.answers, drawn.key).flagged)


@pytest.mark.parametrize(("share", "left_out"), [(0.10, True), (0.30, False)])
def test_where_too_many_are_flagged_the_screen_itself_is_in_doubt(share: float, *, left_out: bool) -> None:
    drawn = sample(POPULATIONS["moderate"], 2000, 5, careless=share)

    found = screen(drawn.answers, drawn.key)

    assert found.left_out.any() == left_out
    assert found.flagged.any()


def test_the_means_are_shown_with_and_without_the_flagged() -> None:
    scores = np.array([[80.0, np.nan], [60, 50], [40, 50], [0, np.nan]])

    both = with_and_without(scores, np.array([False, False, False, True]), invited=None)

    assert both[0].everybody is not None
    assert both[0].unflagged is not None
    assert (both[0].everybody.mean, both[0].unflagged.mean, both[0].difference) == (45, 60, -15)
    assert both[1].difference == 0


def test_where_everybody_is_flagged_there_is_no_mean_without_them() -> None:
    (both,) = with_and_without(np.array([[80.0], [60]]), np.array([True, True]), invited=None)

    assert both.unflagged is None
    assert both.difference is None


@pytest.mark.parametrize("answers", [np.empty((0, 32)), np.full((1, 32), np.nan), np.full((4, 32), np.nan)])
def test_nobody_and_people_who_answered_nothing_are_not_flagged(answers: np.ndarray) -> None:
    key = sample(POPULATIONS["moderate"], 1, 1).key

    found = screen(answers, key)

    assert found.flagged.tolist() == [False] * len(answers)
    assert not found.in_doubt
    assert not found.left_out.any()


def test_where_all_answer_alike_all_are_flagged_and_nobody_is_left_out() -> None:
    key = sample(POPULATIONS["moderate"], 1, 1).key

    found = screen(np.full((50, 32), 3.0), key)

    assert found.flagged.all()
    assert found.in_doubt
    assert not found.left_out.any()
