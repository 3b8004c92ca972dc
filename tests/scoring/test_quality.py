"""The screen for careless answers: what it catches, and whom it leaves alone."""

from __future__ import annotations

import numpy as np
import pytest

from scoring.quality import longest_run, screen
from scoring.simulate import CARELESS, POPULATIONS, sample


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

    found = screen(drawn.answers, drawn.key, fast_pages=np.linspace(0, 0.9, 10))

    assert found.too_fast.tolist() == [False] * 6 + [True] * 4


@pytest.mark.parametrize(("share", "left_out"), [(0.10, True), (0.30, False)])
def test_where_too_many_are_flagged_the_screen_itself_is_in_doubt(share: float, *, left_out: bool) -> None:
    drawn = sample(POPULATIONS["moderate"], 2000, 5, careless=share)

    found = screen(drawn.answers, drawn.key)

    assert found.left_out.any() == left_out
    assert found.flagged.any()
