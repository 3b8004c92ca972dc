"""The audit finds exactly what can be worked out, and its arithmetic never overflows."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array

from scoring import audit
from scoring.audit import derivable_groups, small_groups
from scoring.modular import PRIME, folded, less_multiples, product, reduced
from scoring.row_space import nested_blocks, null_vectors
from tests.scoring import attackers, organisations

seeds = st.integers(0, 2**32 - 1)
residues = st.one_of(st.sampled_from([0, 1, 2, PRIME - 2, PRIME - 1]), st.integers(0, PRIME - 1))


def groups_in(rows: csr_array) -> set[frozenset[int]]:
    return {frozenset(np.flatnonzero(row).tolist()) for row in rows.toarray()}


def smallest(groups: set[frozenset[int]]) -> set[frozenset[int]]:
    return {group for group in groups if not any(other < group for other in groups)}


@given(st.lists(st.tuples(residues, residues, residues), min_size=1, max_size=40))
def test_residues_are_those_of_whole_numbers(triples: list[tuple[int, int, int]]) -> None:
    some, factors, others = (np.array(column, dtype=np.int64) for column in zip(*triples, strict=True))

    assert folded(some * factors).tolist() == [a * b % PRIME for a, b, _ in triples]
    assert less_multiples(others[:, None], factors, some[:1])[:, 0].tolist() == [
        (c - b * triples[0][0]) % PRIME for _, b, c in triples
    ]
    assert int(product(some, factors)) == sum(a * b for a, b, _ in triples) % PRIME


def test_products_of_the_largest_residues_do_not_overflow() -> None:
    largest = np.full((2, 2**15 - 1), PRIME - 1)

    assert product(largest, largest.T).tolist() == [[(2**15 - 1) % PRIME] * 2] * 2
    assert reduced(np.array([PRIME - 1, PRIME - 2]), 0).tolist() == [1, 2]


def test_nested_rows_cut_the_atoms_into_blocks_in_whatever_order_they_come() -> None:
    # 0-5 everybody, 0-3 a division, 0-1 and 2-3 its teams; {1, 2} cuts across both teams.
    rows = csr_array(
        np.array(
            [
                [1, 1, 0, 0, 0, 0],
                [1, 1, 1, 1, 1, 1],
                [0, 1, 1, 0, 0, 0],
                [1, 1, 1, 1, 0, 0],
                [0, 0, 1, 1, 0, 0],
            ]
        )
    )

    blocks, nested = nested_blocks(rows)

    assert nested.tolist() == [True, True, False, True, True]
    assert len(set(blocks[[0, 1]])) == len(set(blocks[[2, 3]])) == len(set(blocks[[4, 5]])) == 1
    assert len(set(blocks)) == 3


@settings(deadline=None, max_examples=60)
@given(seeds)
def test_the_audit_agrees_with_brute_force_on_releases_that_nobody_checked(seed: int) -> None:
    random = np.random.default_rng(seed)
    plan = organisations.draw(random).plan()
    shown = plan.members[np.flatnonzero(random.random(len(plan.names)) < random.choice([0.3, 0.6, 0.9]))]
    (_, rows), people = organisations.over_atoms(plan.members, shown)
    threshold = int(random.choice([5, 7, 9]))

    found = groups_in(derivable_groups(csr_array(rows), people, threshold, random=random))

    truth = smallest(groups_in(csr_array(attackers.algebra(rows, people, threshold))))
    truth = {group for group in truth if len(group) <= audit.LARGEST_GROUP}
    lone = {group for group in truth if len(group) == 1}
    assert found == (lone or truth)


@settings(deadline=None, max_examples=30)
@given(seeds, st.integers(1, 40))
def test_groups_of_up_to_four_atoms_are_all_found_however_few_pairs_are_held_at_a_time(
    seed: int, at_once: int
) -> None:
    # Planted: the last atom of each group takes the negative of the others' sum, so the group sums to 0.
    random = np.random.default_rng(seed)
    nulls = random.integers(0, PRIME, (30, 2))
    planted = [(0,), (1, 2), (3, 4, 5), (6, 7, 8, 9), (10, 11, 12, 13)]
    for *others, last in planted:
        nulls[last] = -nulls[others].sum(axis=0) % PRIME
    order = random.permutation(30)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(audit, "PAIRS_AT_ONCE", at_once)
        found = small_groups(nulls[order], np.ones(30, dtype=np.int64), 5)

    back = [tuple(sorted(order[group].tolist())) for groups in found for group in groups]
    assert sorted(back) == sorted(planted)


def test_groups_that_reach_the_threshold_are_not_small() -> None:
    nulls = np.array([[1, 5], [PRIME - 1, PRIME - 5], [2, 7], [PRIME - 2, PRIME - 7]])

    found = small_groups(nulls, np.array([2, 2, 2, 3]), 5)

    assert [groups.tolist() for groups in found if len(groups)] == [[[0, 1]]] or [
        groups.tolist() for groups in found if len(groups)
    ] == [[[1, 0]]]


@settings(deadline=None, max_examples=40)
@given(seeds)
def test_no_atom_of_a_derivable_group_has_less_leverage_than_one_by_its_size(seed: int) -> None:
    random = np.random.default_rng(seed)
    plan = organisations.draw(random).plan()
    (rows,), people = organisations.over_atoms(
        plan.members[np.flatnonzero(random.random(len(plan.names)) < 0.7)]
    )

    _, leverage = null_vectors(csr_array(rows), random)

    assert ((leverage >= -1e-9) & (leverage <= 1 + 1e-9)).all()
    for group in groups_in(csr_array(attackers.algebra(rows, people, 9))):
        assert min(leverage[list(group)]) >= 1 / len(group) - 1e-9
