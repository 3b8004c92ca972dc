"""The gate on a tree of units: nothing under the threshold can be worked out, and as much as possible is shown."""

from __future__ import annotations

from fractions import Fraction
from itertools import chain, combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.disclosure import LOWEST_THRESHOLD, checked_threshold, end_coded, item_threshold, rounded_rate
from scoring.errors import ScoringError
from scoring.unit_tree import released_units, residuals, unit_counts

THRESHOLD = 5

paths = st.lists(st.sampled_from("abc"), max_size=3).map(tuple)
organisations = st.dictionaries(paths, st.integers(1, 9), min_size=1, max_size=7)
"""People directly at each unit of a tree three levels deep."""


def people_at(own: dict[tuple[str, ...], int]) -> list[tuple[str, ...]]:
    return [path for path, n in own.items() for _ in range(n)]


def shown_of(counts: dict[tuple[str, ...], int], threshold: int = THRESHOLD) -> list[tuple[str, ...]]:
    return [path for path, hidden in released_units(counts, threshold).items() if hidden is None]


def test_a_unit_counts_its_own_people_and_those_of_the_units_below() -> None:
    counts = unit_counts([("ops", "night"), ("ops", "day"), ("ops",), ()])

    assert counts == {(): 4, ("ops",): 3, ("ops", "night"): 1, ("ops", "day"): 1}


def test_a_small_unit_is_hidden_and_so_is_the_sister_that_would_give_it_away() -> None:
    # 27 of 30 shown would tell the other three by subtraction; 12 and 15 people may be shown together with 3 + 20.
    counts = unit_counts(people_at({("a",): 27, ("b",): 3}))

    released = released_units(counts, THRESHOLD)

    assert released == {(): None, ("a",): "complement", ("b",): "few"}


def test_of_several_sisters_the_smallest_sacrifice_protects_the_small_one() -> None:
    counts = unit_counts(people_at({("a",): 20, ("b",): 6, ("c",): 3}))

    released = released_units(counts, THRESHOLD)

    assert released == {(): None, ("a",): None, ("b",): "complement", ("c",): "few"}


def test_two_small_sisters_that_reach_the_threshold_together_protect_each_other() -> None:
    counts = unit_counts(people_at({("a",): 20, ("b",): 3, ("c",): 4}))

    assert shown_of(counts) == [(), ("a",)]


def test_people_without_a_unit_are_a_group_that_is_protected_too() -> None:
    counts = unit_counts(people_at({("a",): 20, (): 2}))

    assert shown_of(counts) == [()]


def test_fewer_people_than_the_threshold_show_nothing() -> None:
    assert shown_of(unit_counts(people_at({("a",): 4}))) == []


def test_only_the_allowed_nodes_are_shown_and_the_rest_counts_as_left_over() -> None:
    counts = unit_counts(people_at({("a",): 20, ("b",): 20}))

    released = released_units(counts, THRESHOLD, among=[(), ("a",)])

    assert released == {(): None, ("a",): None, ("b",): "complement"}


@pytest.mark.parametrize("threshold", [4, 1, 0, -5])
def test_no_threshold_below_five_is_taken(threshold: int) -> None:
    with pytest.raises(ScoringError, match="too low"):
        checked_threshold(threshold)


def test_items_need_ten_people_or_the_threshold_if_that_is_higher() -> None:
    assert [item_threshold(threshold) for threshold in (LOWEST_THRESHOLD, 10, 12)] == [10, 10, 12]


def test_shares_near_the_ends_and_rates_are_coarse() -> None:
    assert [end_coded(share) for share in (0.0, 0.1, 0.42, 0.9, 1.0)] == [0.1, 0.1, 0.42, 0.9, 0.9]
    assert [rounded_rate(n, 13) for n in (0, 1, 10, 13)] == [0, 10, 75, 100]


def test_a_unit_that_tells_on_each_of_its_people_is_neither_shown_nor_left_over_alone() -> None:
    counts = unit_counts(people_at({("a",): 20, ("b",): 20, ("c",): 3, ("d",): 9}))

    released = released_units(counts, THRESHOLD, telling={("a",)})

    assert released == {(): None, ("a",): "complement", ("b",): None, ("c",): "few", ("d",): None}


@given(organisations)
def test_every_residual_is_empty_or_reaches_the_threshold(own: dict[tuple[str, ...], int]) -> None:
    counts = unit_counts(people_at(own))

    left = residuals(counts, shown_of(counts))

    assert all(n == 0 or n >= THRESHOLD for n in left.values())


@settings(deadline=None)
@given(organisations)
def test_no_union_of_small_groups_follows_from_what_is_shown_by_adding_and_subtracting(
    own: dict[tuple[str, ...], int],
) -> None:
    # Exact rational algebra over every union of atoms (people of one unit): the attack of privacy.md §2.7.
    counts = unit_counts(people_at(own))
    atoms = list(own)
    rows = [[Fraction(atom[: len(node)] == node) for atom in atoms] for node in shown_of(counts)]

    small = (
        [Fraction(atom in union) for atom in atoms]
        for union in chain.from_iterable(combinations(atoms, size) for size in range(1, len(atoms) + 1))
        if 0 < sum(own[atom] for atom in union) < THRESHOLD
    )

    assert not any(in_row_space(rows, group) for group in small)


@settings(deadline=None)
@given(st.dictionaries(paths, st.integers(1, 9), min_size=1, max_size=5))
def test_no_safe_choice_shows_more_upper_units(own: dict[tuple[str, ...], int]) -> None:
    counts = unit_counts(people_at(own))
    nodes = [path for path, n in counts.items() if n >= THRESHOLD]

    def worth(shown: tuple[tuple[str, ...], ...]) -> list[tuple[int, int]]:
        return [
            (
                sum(len(path) == depth for path in shown),
                sum(counts[path] for path in shown if len(path) == depth),
            )
            for depth in range(4)
        ]

    safe = (
        shown
        for shown in chain.from_iterable(combinations(nodes, size) for size in range(len(nodes) + 1))
        if all(n == 0 or n >= THRESHOLD for n in residuals(counts, shown).values())
    )

    assert worth(tuple(shown_of(counts))) == max(map(worth, safe))


def test_the_attack_finds_what_hiding_small_groups_alone_gives_away() -> None:
    # The suite has teeth: "hide n < 5" shows everybody and team a, and the row space holds the three of team b.
    rows = [[Fraction(1), Fraction(1)], [Fraction(1), Fraction(0)]]

    assert in_row_space(rows, [Fraction(0), Fraction(1)])


def in_row_space(rows: list[list[Fraction]], vector: list[Fraction]) -> bool:
    """Say whether `vector` is a rational combination of `rows`, by elimination."""
    basis: list[list[Fraction]] = []
    for row in [*rows, vector]:
        rest = row
        for known in basis:
            lead = next(place for place, x in enumerate(known) if x)
            rest = [x - rest[lead] / known[lead] * y for x, y in zip(rest, known, strict=True)]
        if any(rest):
            basis.append(rest)
        elif row is vector:
            return True
    return False
