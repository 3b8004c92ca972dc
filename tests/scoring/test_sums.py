"""Sums over answers: exact, whatever the blocks and their order."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.responses import MISSING
from scoring.sums import BLOCK, answer_counts, correlation_of, counts_of, covariance_of, pair_sums


def answers(n: int, items: int = 5, *, seed: int = 1, highest: int = 4) -> np.ndarray:
    return np.random.default_rng(seed).integers(-1, highest + 1, (n, items)).astype(np.int8)


def test_counts_tell_points_outside_answers_and_missing_ones_apart() -> None:
    given = np.array([[3, -1], [3, MISSING], [0, -2]], dtype=np.int8)

    counts = answer_counts(given)

    assert counts.sum(axis=1).tolist() == [3, 3]
    assert [counts_of(counts, value).tolist() for value in (3, 0, -1, -2, MISSING)] == [
        [2, 0],
        [1, 0],
        [0, 1],
        [0, 1],
        [0, 1],
    ]


def test_sums_over_pairs_are_worked_by_hand() -> None:
    # Two people answered both: 2·5 + 4·1 = 14; the first item sums to 6 over them, and to 9 over its own three.
    sums = pair_sums(np.array([[2, 5], [4, 1], [3, -1]], dtype=np.int8))

    assert sums.people.tolist() == [[3, 2], [2, 2]]
    assert sums.sums.tolist() == [[9, 6], [6, 6]]
    assert sums.squares.tolist() == [[29, 20], [26, 26]]
    assert sums.products.tolist() == [[29, 14], [14, 26]]


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 400), st.lists(st.integers(0, 400), max_size=3), st.integers(0, 10_000))
def test_parts_may_be_summed_apart_and_joined_in_any_order(n: int, cuts: list[int], seed: int) -> None:
    whole = answers(n, seed=seed)

    parts = [pair_sums(part) for part in np.split(whole, sorted(cuts))]
    joined = parts[-1]
    for part in parts[:-1]:
        joined = part + joined

    for name in ("people", "sums", "squares", "products"):
        assert np.array_equal(getattr(joined, name), getattr(pair_sums(whole), name))


def test_sums_stay_exact_beyond_what_float32_can_hold() -> None:
    # 40,000 products of 100·100 make 4e8, far beyond 2**24: a float32 sum would be off by thousands.
    high = np.full((40_000, 2), 100, dtype=np.int8)

    assert pair_sums(high).products.tolist() == [[400_000_000] * 2] * 2


def test_several_blocks_give_what_one_would() -> None:
    many = answers(2 * BLOCK + 7)
    plain = np.where(many < 0, 0, many).astype(np.int64)

    assert np.array_equal(pair_sums(many).products, plain.T @ plain)
    assert counts_of(answer_counts(many), 2).tolist() == (many == 2).sum(axis=0).tolist()


def test_an_item_that_everybody_answers_alike_has_exactly_no_variance() -> None:
    same = np.full((12_345, 2), 3, dtype=np.int8)

    assert covariance_of(pair_sums(same)).tolist() == [[0.0, 0.0], [0.0, 0.0]]


def test_a_correlation_takes_means_and_variances_of_the_people_who_answered_both() -> None:
    # Items 1 and 2 share the first three people: 1 2 3 against 2 2 5, r = 3/√(2·6). The fourth counts in neither.
    given = np.array([[1, 2], [2, 2], [3, 5], [-1, 0], [4, -1]], dtype=np.int8)

    correlation = correlation_of(pair_sums(given))

    assert correlation[0, 1] == pytest.approx(3 / np.sqrt(12))
    assert np.diag(correlation).tolist() == [1, 1]


def test_items_that_do_not_vary_among_those_who_answered_both_have_no_correlation() -> None:
    given = np.array([[1, 2], [1, 3], [4, -1]], dtype=np.int8)

    assert np.isnan(correlation_of(pair_sums(given))[0, 1])


@pytest.mark.parametrize("people", [0, 1])
def test_fewer_than_two_people_have_no_covariance(people: int) -> None:
    assert np.isnan(covariance_of(pair_sums(answers(people, highest=4)))).all()
