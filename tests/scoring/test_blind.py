""" "I don't know" as a result, worked by hand."""

from __future__ import annotations

import numpy as np
import pytest

from scoring.blind import NO_SUCH_ANSWER, blind_shares
from scoring.responses import MISSING

DK, NA = -1, -2
UNKNOWN = np.array([DK, DK, NO_SUCH_ANSWER], dtype=np.int8)
SETS = (np.array([0, 1]), np.array([2]))

ANSWERS = np.array(
    [[4, DK, 1], [DK, DK, 2], [NA, 3, 3], [MISSING, MISSING, 4], [5, MISSING, 5]], dtype=np.int8
)


def test_those_who_do_not_know_are_a_share_of_those_asked() -> None:
    # The first sentence: asked are 4, "don't know", "does not apply" and 5; the blank is not.
    first, second, third = blind_shares(ANSWERS, UNKNOWN, SETS).items

    assert first is not None
    assert second is not None
    assert (first.n, first.share) == (4, 0.25)
    assert (second.n, second.share) == (3, pytest.approx(2 / 3))
    assert third is None


def test_a_dimension_counts_all_that_its_people_were_asked() -> None:
    # Seven sentences asked in all, three of them answered "don't know".
    of_dimension, other = blind_shares(ANSWERS, UNKNOWN, SETS).dimensions

    assert of_dimension is not None
    assert (of_dimension.n, of_dimension.mean) == (4, pytest.approx(100 * 3 / 7))
    assert other is None


def test_weights_and_invited_people_reach_the_interval() -> None:
    plain = blind_shares(ANSWERS, UNKNOWN, SETS).items[0]
    weighted = blind_shares(ANSWERS, UNKNOWN, SETS, weights=np.array([1.0, 3, 1, 1, 1]), invited=20).items[0]

    assert plain is not None
    assert weighted is not None
    assert (weighted.share, weighted.basis) == (0.5, "finite")


@pytest.mark.parametrize(
    "answers", [np.empty((0, 3), dtype=np.int8), np.full((5, 3), MISSING, dtype=np.int8)]
)
def test_where_nobody_answered_there_is_no_share(answers: np.ndarray) -> None:
    found = blind_shares(answers, UNKNOWN, SETS)

    assert found.items == (None, None, None)
    assert found.dimensions == (None, None)


def test_where_nobody_knows_the_share_is_whole_and_its_interval_is_not_empty() -> None:
    found = blind_shares(np.full((8, 3), DK, dtype=np.int8), UNKNOWN, SETS).items[0]

    assert found is not None
    assert (found.share, found.high) == (1, 1)
    assert found.low == pytest.approx(0.676, abs=0.001)
