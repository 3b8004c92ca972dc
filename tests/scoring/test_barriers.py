"""Barriers: shares, rank index and core pair, worked by hand."""

from __future__ import annotations

import numpy as np
import pytest

from questionnaires.columns import UNRANKED
from scoring.barriers import barriers_cited, rank_points
from scoring.estimates import wilson_interval

CODES = ("no_visible_impact", "no_need_fit", "culture", "cost")
PAIR = ("no_visible_impact", "no_need_fit")
NAN = np.nan

# Four people; the last skipped the question, the third answered "nothing stops us".
RANKS = np.array([[1.0, 2, 3, 0], [0, 1, 0, 0], [0, 0, 0, 0], [NAN] * 4])


def test_the_share_citing_counts_who_chose_among_who_answered() -> None:
    found = barriers_cited(RANKS, CODES, most=3, core_pair=PAIR)

    assert found.n == 3
    assert [barrier.cited.share for barrier in found.barriers] == pytest.approx([1 / 3, 2 / 3, 1 / 3, 0])
    low, high = wilson_interval(1 / 3, 3)
    assert (found.barriers[0].cited.low, found.barriers[0].cited.high) == (low, high)


def test_the_rank_index_gives_three_two_and_one_points() -> None:
    # no_need_fit: ranks 2, 1, none: (2 + 3 + 0)/3 people/3 points·100 = 55.6.
    index = barriers_cited(RANKS, CODES, most=3).barriers[1].rank_index

    assert index is not None
    assert index.mean == pytest.approx(100 * 5 / 9)
    assert rank_points(np.array([[1.0, 2, 3, 0, NAN]]), most=3)[0, :4] == pytest.approx(
        [100, 200 / 3, 100 / 3, 0]
    )


def test_a_person_who_put_nothing_in_order_is_counted_and_has_no_part_in_the_index() -> None:
    ranks = RANKS.copy()
    ranks[1, 1] = UNRANKED

    found = barriers_cited(ranks, CODES, most=3).barriers[1]

    assert found.rank_index is not None
    assert (found.cited.n, found.cited.share) == (3, pytest.approx(2 / 3))
    assert (found.rank_index.n, found.rank_index.mean) == (2, pytest.approx(100 / 3))


def test_the_core_pair_counts_each_person_once() -> None:
    found = barriers_cited(RANKS, CODES, most=3, core_pair=PAIR)

    assert found.core_pair is not None
    assert (found.core_pair.n, found.core_pair.share) == (3, pytest.approx(2 / 3))


def test_a_barrier_that_only_leaders_see_is_a_share_of_the_leaders() -> None:
    shown = np.ones(RANKS.shape, bool)
    shown[1:, 3] = False
    ranks = RANKS.copy()
    ranks[0, 3] = 1

    found = barriers_cited(ranks, CODES, most=3, shown=shown, invited=10)

    assert (found.barriers[3].cited.n, found.barriers[3].cited.share) == (1, 1)
    assert found.barriers[3].cited.basis == "sample"
    assert (found.barriers[0].cited.n, found.barriers[0].cited.basis) == (3, "finite")


def test_without_the_ranking_step_there_is_no_index() -> None:
    found = barriers_cited((RANKS > 0) + 0 * RANKS, CODES, most=3, ranked=False)

    assert [barrier.rank_index for barrier in found.barriers] == [None] * 4
    assert found.barriers[1].cited.share == pytest.approx(2 / 3)


def test_weights_shift_shares_and_index_alike() -> None:
    weights = np.array([3.0, 1, 1, 1])

    found = barriers_cited(RANKS, CODES, most=3, core_pair=PAIR, weights=weights).barriers[0]

    assert found.rank_index is not None
    assert (found.cited.share, found.rank_index.mean) == (pytest.approx(0.6), pytest.approx(60))


@pytest.mark.parametrize("ranks", [np.empty((0, 4)), np.full((3, 4), NAN)])
def test_a_question_that_nobody_answered_has_no_barriers(ranks: np.ndarray) -> None:
    found = barriers_cited(ranks, CODES, most=3, core_pair=PAIR)

    assert (found.n, found.barriers, found.core_pair) == (0, (), None)


def test_a_core_pair_that_the_question_does_not_offer_has_no_share() -> None:
    assert barriers_cited(RANKS, CODES, most=3, core_pair=("other",)).core_pair is None


def test_one_person_has_a_share_and_no_index() -> None:
    found = barriers_cited(RANKS[:1], CODES, most=3)

    assert [barrier.cited.share for barrier in found.barriers] == [1, 1, 1, 0]
    assert found.barriers[0].rank_index is None
