"""Comments: everybody's stand in one block, the lowest unit with enough people."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from scoring.comment_blocks import comment_blocks, shown_blocks
from scoring.responses import Path

units = st.lists(st.lists(st.sampled_from("abc"), max_size=3).map(tuple), max_size=80)


def people_of(blocks: tuple[Path | None, ...]) -> dict[Path | None, int]:
    return dict(Counter(blocks))


def test_a_team_of_ten_has_a_block_and_small_siblings_share_one_above() -> None:
    found = comment_blocks([("a", "x")] * 10 + [("a", "y")] * 6 + [("a", "z")] * 4, 5)

    assert people_of(found) == {("a", "x"): 10, ("a",): 10}


def test_siblings_too_small_together_go_up_until_they_are_enough() -> None:
    found = comment_blocks([("a", "x")] * 12 + [("a", "y")] * 6 + [("b", "x")] * 5 + [()] * 2, 5)

    assert people_of(found) == {("a", "x"): 12, (): 13}


def test_people_left_over_at_the_top_join_the_smallest_block() -> None:
    found = comment_blocks([("a",)] * 15 + [("b",)] * 11 + [("c",)] * 3, 5)

    assert people_of(found) == {("a",): 15, (): 14}


def test_a_higher_threshold_needs_larger_blocks() -> None:
    assert people_of(comment_blocks([("a",)] * 15 + [("b",)] * 14, 15)) == {(): 29}


def test_fewer_than_ten_people_have_no_block_and_so_has_nobody() -> None:
    assert comment_blocks([("a",)] * 9, 5) == (None,) * 9
    assert comment_blocks([], 5) == ()


def test_a_question_on_which_few_people_wrote_is_not_shown_in_a_block() -> None:
    blocks = comment_blocks([("a",)] * 10 + [("b",)] * 10, 5)

    assert shown_blocks(blocks, [True] * 5 + [False] * 5 + [True] * 4 + [False] * 6) == {("a",)}
    assert shown_blocks((None,) * 9, [True] * 9) == frozenset()


@given(units, st.integers(5, 14))
def test_every_block_is_large_enough_and_lies_above_its_people(found: list[Path], threshold: int) -> None:
    blocks = comment_blocks(found, threshold)

    assert len(blocks) == len(found)
    assert (None in blocks) == (0 < len(found) < max(10, threshold))
    assert all(n >= max(10, threshold) for block, n in people_of(blocks).items() if block is not None)
    assert all(
        block is None or path[: len(block)] == block for path, block in zip(found, blocks, strict=True)
    )
