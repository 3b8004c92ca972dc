"""Reliability against figures worked by hand and against R (psych 2.2.9) on the lq2002 answers."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import pytest

from scoring.reliability import (
    LOWEST_N,
    alpha_if_dropped_of,
    alpha_of,
    consistency,
    consistency_of,
    feldt_interval,
    item_rest_of,
    light_of,
    minres_loadings,
    omega_of,
    pairwise_covariance,
)
from scoring.sums import pair_sums

SCALES = [("leadership", "LEAD", 11), ("task_significance", "TSIG", 3), ("hostility", "HOSTIL", 5)]

# Two items with variance 1 and covariance .5: alpha = 2/1·(1 − 2/3) = 2/3, worked by hand.
HALF = np.array([[1.0, 0.5], [0.5, 1.0]])


def answers_of(shared: Path, prefix: str, items: int) -> np.ndarray:
    with (shared / "data" / "lq2002.csv").open() as file:
        return np.array(
            [
                [float(row[f"{prefix}{item:02d}"]) for item in range(1, items + 1)]
                for row in csv.DictReader(file)
            ]
        )


def reference_of(shared: Path, scale: str) -> dict:
    return json.loads((shared / "data" / "lq2002_reference.json").read_text())["scales"][scale]


@pytest.mark.parametrize(("scale", "prefix", "items"), SCALES)
def test_alpha_and_item_rest_are_those_of_r(shared: Path, scale: str, prefix: str, items: int) -> None:
    answers, reference = answers_of(shared, prefix, items), reference_of(shared, scale)

    found = consistency(answers, np.full(items, 4.0))

    assert found is not None
    assert found.alpha == pytest.approx(reference["alpha"], abs=1e-10)
    assert found.item_rest == pytest.approx(reference["item_rest"], abs=1e-9)


@pytest.mark.parametrize(("scale", "prefix", "items"), SCALES)
def test_omega_is_within_the_tolerance_of_r_and_its_loadings_are_r_s(
    shared: Path, scale: str, prefix: str, items: int
) -> None:
    # R's figure is (Σλ)²/ΣR; ours, after scoring.md, (ΣR − Σu²)/ΣR. They differ where one factor does not fit.
    correlation = np.corrcoef(answers_of(shared, prefix, items).T)
    reference = reference_of(shared, scale)["omega_total_minres_standardised"]

    loadings = minres_loadings(correlation)

    assert omega_of(correlation) == pytest.approx(reference, abs=0.005)
    assert loadings.sum() ** 2 / correlation.sum() == pytest.approx(reference, abs=1e-7)


def test_alpha_of_two_items_is_worked_by_hand() -> None:
    assert alpha_of(HALF) == pytest.approx(2 / 3)


def test_the_rest_of_a_pair_is_the_other_item() -> None:
    assert item_rest_of(HALF) == pytest.approx([0.5, 0.5])


def test_alpha_without_an_item_needs_two_others() -> None:
    assert np.isnan(alpha_if_dropped_of(HALF)).all()


def test_alpha_without_an_item_is_the_alpha_of_the_others() -> None:
    covariance = np.array([[1.0, 0.5, 0.1], [0.5, 1.0, 0.2], [0.1, 0.2, 1.0]])

    assert alpha_if_dropped_of(covariance)[2] == pytest.approx(alpha_of(HALF))


def test_loadings_of_a_perfect_factor_are_found_again() -> None:
    loadings = np.array([0.9, 0.8, 0.7, 0.4])
    correlation = np.outer(loadings, loadings)
    np.fill_diagonal(correlation, 1)

    assert minres_loadings(correlation) == pytest.approx(loadings, abs=1e-9)


def test_omega_of_a_perfect_factor_is_its_share_of_variance() -> None:
    loadings = np.array([0.9, 0.8, 0.7, 0.4])
    correlation = np.outer(loadings, loadings)
    np.fill_diagonal(correlation, 1)

    assert omega_of(correlation) == pytest.approx(2.8**2 / correlation.sum())


def test_omega_is_not_defined_for_two_items() -> None:
    assert np.isnan(omega_of(HALF))


def test_covariances_take_the_people_who_answered_both_items() -> None:
    answers = np.array([[1, 2], [2, 4], [3, np.nan], [np.nan, 9]])

    covariance, people = pairwise_covariance(answers)

    # Items 1 and 2 share the first two people: covariance ((1−1.5)(2−3) + (2−1.5)(4−3))/1 = 1.
    assert covariance[0, 1] == pytest.approx(1.0)
    assert people.tolist() == [[3, 2], [2, 3]]


def test_chunks_of_the_answers_may_come_in_any_order() -> None:
    answers = np.random.default_rng(7).integers(1, 6, (5000, 6)).astype(float)

    forward, backward = pairwise_covariance(answers)[0], pairwise_covariance(answers[::-1])[0]

    assert np.array_equal(forward, backward)


def test_the_interval_of_alpha_covers_the_truth_as_often_as_it_says() -> None:
    # Parallel items with correlation .4: population alpha 4·.4/(1 + 3·.4) = .7273. 600 samples, 95 % ± 3 s.e.
    random, truth = np.random.default_rng(11), 4 * 0.4 / (1 + 3 * 0.4)
    covariance = np.full((4, 4), 0.4) + 0.6 * np.eye(4)
    alphas = [
        alpha_of(np.cov(random.multivariate_normal(np.zeros(4), covariance, 120).T)) for _ in range(600)
    ]

    covered = np.mean(
        [low <= truth <= high for low, high in (feldt_interval(a, n=120, items=4) for a in alphas)]
    )

    assert 0.95 - 0.027 < covered < 0.95 + 0.027


def test_an_item_that_never_varies_is_left_out_and_has_no_figure() -> None:
    answers = np.random.default_rng(3).integers(1, 6, (200, 4)).astype(float)
    answers[:, 2] = 3

    found = consistency(answers, np.full(4, 4.0))

    assert found is not None
    assert np.isnan(found.item_rest).tolist() == [False, False, True, False]
    assert found.alpha == pytest.approx(alpha_of(np.cov(answers[:, [0, 1, 3]].T)))


def test_fewer_people_than_the_bank_asks_for_give_no_alpha() -> None:
    answers = np.random.default_rng(3).integers(1, 6, (LOWEST_N - 1, 4)).astype(float)

    assert consistency(answers, np.full(4, 4.0)) is None


def test_a_single_item_has_no_alpha() -> None:
    assert consistency(np.arange(200.0)[:, None], np.array([4.0])) is None


@pytest.mark.parametrize(
    ("alpha", "omega", "light"),
    [
        (0.5, 0.80, "good"),
        (0.9, 0.79, "fair"),
        (0.70, None, "fair"),
        (0.69, None, "group_use_only"),
        (0.59, None, "do_not_compare"),
        (None, None, "not_defined"),
    ],
)
def test_the_light_follows_omega_and_alpha_only_where_omega_is_not_defined(
    alpha: float | None, omega: float | None, light: str
) -> None:
    assert light_of(alpha, omega) == light


def test_two_identical_items_are_perfectly_reliable() -> None:
    answers = np.repeat(np.random.default_rng(3).integers(1, 6, (200, 1)).astype(float), 2, axis=1)

    found = consistency(answers, np.full(2, 4.0))

    assert found is not None
    assert (found.alpha, found.standardised_alpha) == (pytest.approx(1), pytest.approx(1))
    assert found.item_rest == pytest.approx([1, 1])
    assert np.isnan(found.omega)


def test_items_that_cancel_each_other_out_have_no_figure_instead_of_a_rounding_error() -> None:
    answers = np.random.default_rng(3).integers(1, 6, (200, 1)).astype(float)

    found = consistency(np.hstack([answers, 6 - answers]), np.full(2, 4.0))

    assert found is not None
    assert np.isnan([found.alpha, found.alpha_low, found.standardised_alpha, found.omega]).all()


@pytest.mark.parametrize("answers", [np.empty((0, 4)), np.full((200, 4), np.nan), np.full((200, 4), 3.0)])
def test_nobody_nothing_and_one_answer_from_all_have_no_alpha(answers: np.ndarray) -> None:
    assert consistency(answers, np.full(4, 4.0)) is None


def test_sums_of_parts_give_the_same_figures_to_the_last_bit() -> None:
    answers = np.random.default_rng(5).integers(0, 5, (1000, 4)).astype(np.int8)
    whole = consistency_of(pair_sums(answers), np.full(4, 4.0))

    parts = consistency_of(pair_sums(answers[700:]) + pair_sums(answers[:700]), np.full(4, 4.0))

    assert whole is not None
    assert parts is not None
    assert (parts.alpha, parts.omega) == (whole.alpha, whole.omega)
    assert np.array_equal(parts.item_rest, whole.item_rest)
