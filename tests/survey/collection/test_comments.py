"""Comments: one block a person, large enough to hide in; names of colleagues and addresses taken out."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from survey.collection.comments import MASK, blocks_of, masked, names_in

NAMES = names_in(
    ["Ana Petit", "Jean-Pierre Müller", "Li Wu", "Bo", "José O'Neill", "Marie de la Tour", "Agent 700"]
)


def test_each_person_is_in_the_lowest_unit_where_enough_answered() -> None:
    units = [("Ops", "Night")] * 12 + [("Ops", "Day")] * 11 + [("Ops", "Dawn")] * 10 + [("Sales",)] * 10

    blocks = blocks_of(units, smallest=10)

    assert blocks == units


def test_small_siblings_are_pooled_into_the_unit_above() -> None:
    units = [("Ops", "Night")] * 12 + [("Ops", "Day")] * 6 + [("Ops", "Dawn")] * 5 + [("Sales",)] * 10

    blocks = blocks_of(units, smallest=10)

    assert Counter(blocks or []) == {("Ops", "Night"): 12, ("Ops",): 11, ("Sales",): 10}


def test_too_few_people_for_any_block_have_no_comments_shown() -> None:
    assert blocks_of([("Ops",)] * 9, smallest=10) is None


@settings(max_examples=200, deadline=None)
@given(st.lists(st.lists(st.sampled_from("ABC"), max_size=3).map(tuple), min_size=10, max_size=80))
def test_every_block_has_ten_people_and_contains_its_own(units: list[tuple[str, ...]]) -> None:
    blocks = blocks_of(units, smallest=10)

    assert blocks is not None
    assert min(Counter(blocks).values()) >= 10
    assert all(unit[: len(block)] == block for unit, block in zip(units, blocks, strict=True))


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("Ana never listens.", f"{MASK} never listens."),
        ("ANA NEVER LISTENS", f"{MASK} NEVER LISTENS"),
        ("Ask Jose or José.", f"Ask {MASK} or {MASK}."),
        ("C'est d'Ana, pas de Müller.", f"C'est d'{MASK}, pas de {MASK}."),
        ("Mueller? Muller!", f"Mueller? {MASK}!"),
        ("Jean-Pierre and Pierre", f"{MASK} and {MASK}"),
        ("ana petit said so", f"{MASK} {MASK} said so"),
        ("li wu said so", f"{MASK} {MASK} said so"),
        ("Marie de la Tour", f"{MASK} {MASK} {MASK} {MASK}"),
        ("write to ana.petit@example.org, or x@y.co.uk.", f"write to {MASK}, or {MASK}."),
        ("Ana's desk, ANA’s chair", f"{MASK}'s desk, {MASK}’s chair"),
    ],
)
def test_names_and_addresses_are_masked(written: str, shown: str) -> None:
    assert masked(written, NAMES) == shown


@pytest.mark.parametrize(
    "text",
    [
        "la petite équipe, un petit bureau",
        "Anatomy of a failure",
        "Bo is too short to be told from a word",
        "700 times",
        "on the tour de la ville",
        "",
        "@ a@b",
    ],
)
def test_words_that_are_no_names_stay(text: str) -> None:
    assert masked(text, NAMES) == text


def test_without_names_only_addresses_are_masked() -> None:
    assert masked("Ana: a@b.org", names_in([])) == f"Ana: {MASK}"


@given(st.text(max_size=200))
def test_whatever_was_written_is_shown_or_masked_and_nothing_else(text: str) -> None:
    shown = masked(text, NAMES)

    kept = iter(text)
    assert all(character in kept for part in shown.split(MASK) for character in part)
