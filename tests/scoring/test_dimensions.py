"""Scores against figures worked by hand."""

from __future__ import annotations

import numpy as np
import pytest

from questionnaires import load
from scoring.dimensions import (
    ScoringKey,
    answer_means,
    composite,
    dimension_scores,
    item_means,
    percent_of_maximum,
    scores_of,
    scoring_key,
    sub_score_items,
    two_way_scores,
)
from scoring.populations import POPULATIONS, sample
from scoring.responses import MISSING
from scoring.sums import BLOCK

NAN = np.nan


def key(*, reverse: tuple[bool, ...] = (False,) * 4, highest: tuple[int, ...] = (5,) * 4) -> ScoringKey:
    return ScoringKey(
        items=("a", "b", "c", "d"),
        lowest=np.array([1, 1, 1, 1]),
        highest=np.array(highest),
        reverse=np.array(reverse),
        dimension_of=np.array([0, 0, 0, 0]),
        dimensions=("all",),
        better=np.array([True]),
    )


def test_an_answer_is_per_cent_of_the_maximum_and_reversed_items_are_turned() -> None:
    percent = percent_of_maximum(np.array([[1.0, 5, 2, NAN]]), key(reverse=(False, False, True, True)))

    assert percent[0].tolist()[:3] == [0, 100, 75]
    assert np.isnan(percent[0, 3])


def test_scales_of_different_length_weigh_alike() -> None:
    percent = percent_of_maximum(np.array([[3.0, 6, 2, 1]]), key(highest=(5, 11, 3, 2)))

    assert percent[0].tolist() == [50, 50, 50, 0]


def test_complete_answers_give_exactly_the_plain_mean() -> None:
    percent = np.array([[0.0, 25, 50, 100], [100, 100, 100, 100]])

    assert dimension_scores(percent, key(), item_means(percent)).ravel().tolist() == [43.75, 100]


def test_a_person_who_skips_the_hard_item_is_not_flattered() -> None:
    # Item means 80, 80, 80, 20. Who answered the three easy ones with 80 each: 80 − 80 + 65 = 65, not 80.
    scores = dimension_scores(np.array([[80.0, 80, 80, NAN]]), key(), np.array([80.0, 80, 80, 20]))

    assert scores[0, 0] == pytest.approx(65)


def test_fewer_than_half_of_the_items_give_no_score() -> None:
    percent = np.array([[50.0, 50, NAN, NAN], [50, NAN, NAN, NAN]])

    scores = dimension_scores(percent, key(), np.full(4, 50.0))

    assert scores[0, 0] == 50
    assert np.isnan(scores[1, 0])


def test_scores_stay_on_the_line_from_0_to_100() -> None:
    scores = dimension_scores(np.array([[0.0, 0, NAN, NAN]]), key(), np.array([90.0, 90, 0, 0]))

    assert scores[0, 0] == 0


def test_an_item_that_nobody_answered_is_left_out_of_the_correction() -> None:
    percent = np.array([[0.0, 50, 100, NAN], [100, 50, 0, NAN]])

    assert dimension_scores(percent, key(), item_means(percent)).ravel().tolist() == [50, 50]


def test_the_composite_turns_dimensions_where_high_is_bad_and_needs_three_quarters_of_them() -> None:
    scores = np.array([[80.0, 20, 60, 40], [80, NAN, 60, 40], [NAN, NAN, 60, 40]])

    found = composite(scores, np.array([True, False, True, True]))

    assert found[:2].tolist() == [65, 60]
    assert np.isnan(found[2])


def test_the_key_of_a_questionnaire_keeps_the_order_in_which_items_are_shown() -> None:
    form = load("barriers-full")

    found = scoring_key(form)

    assert found.items == tuple(item.code for item in form.items)
    assert found.dimensions[found.dimension_of[0]] == "impact"
    assert found.reverse.sum() == 7


@pytest.mark.parametrize("missing", [0.0, 0.3, 1.0])
def test_scores_straight_from_the_answers_are_those_of_the_matrix_of_per_cent(missing: float) -> None:
    drawn = sample(POPULATIONS["moderate"], 2000, 3, missing=missing)
    answers = np.where(np.isnan(drawn.answers), -1, drawn.answers).astype(np.int8)
    percent = percent_of_maximum(drawn.answers, drawn.key)

    means = answer_means(answers, drawn.key)
    scores = scores_of(answers, drawn.key, drawn.key.item_sets, means)

    assert means == pytest.approx(item_means(percent), abs=1e-12, nan_ok=True)
    expected = dimension_scores(percent, drawn.key, item_means(percent))
    assert scores == pytest.approx(expected, abs=1e-12, nan_ok=True)


def test_scales_of_different_length_weigh_alike_straight_from_the_answers_too() -> None:
    mixed = key(highest=(5, 11, 3, 2), reverse=(False, True, False, False))
    answers = np.array([[5, 1, 3, 2], [1, 6, 2, MISSING], [-1, -1, -1, 1]], dtype=np.int8)
    percent = percent_of_maximum(np.where(answers < 0, np.nan, answers), mixed)

    scores = scores_of(answers, mixed, mixed.item_sets, np.full(4, 50.0))

    assert scores == pytest.approx(two_way_scores(percent, mixed.item_sets, np.full(4, 50.0)), nan_ok=True)
    assert scores[:2, 0].tolist() == [100, pytest.approx(100 / 3)]


def test_what_a_person_scores_does_not_depend_on_who_else_is_there() -> None:
    random = np.random.default_rng(8)
    answers = random.integers(-1, 6, (BLOCK + 50, 4)).astype(np.int8)
    answers[answers == 0] = MISSING
    order = random.permutation(len(answers))
    means = answer_means(answers, key())

    forward = scores_of(answers, key(), key().item_sets, means)

    assert np.array_equal(
        forward[order], scores_of(answers[order], key(), key().item_sets, means), equal_nan=True
    )


def test_nobody_has_no_scores_and_no_item_means() -> None:
    nobody = np.empty((0, 4), dtype=np.int8)

    assert np.isnan(answer_means(nobody, key())).all()
    assert scores_of(nobody, key(), key().item_sets, np.full(4, np.nan)).shape == (0, 1)


def test_a_dimension_that_nobody_answered_has_no_score() -> None:
    answers = np.full((3, 4), -1, dtype=np.int8)

    assert np.isnan(scores_of(answers, key(), key().item_sets, answer_means(answers, key()))).all()


def test_sub_scores_are_two_way_scores_of_some_of_a_dimension_s_items() -> None:
    form = load("barriers-full")
    found, form_key = sub_score_items(form), scoring_key(form)
    answers = np.full((1, len(form.items)), 3, dtype=np.int8)
    answers[0, found["take"]] = 5
    answers[0, found["give"]] = (1, -1)

    take, give = scores_of(answers, form_key, [found["take"], found["give"]], np.full(len(form.items), 50.0))[
        0
    ]

    assert [form_key.items[place] for place in found["lead_executive"]] == ["lead1", "lead2", "lead6r"]
    assert (take, give) == (100, 0)
