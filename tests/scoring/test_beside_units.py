"""Positions beside units: worked by hand, and against brute force over every group of people."""

from __future__ import annotations

import numpy as np
import pytest

from scoring.beside_units import released_beside_units, smallest_group
from scoring.release import CellName
from scoring.release_plan import release_plan
from tests.scoring import attackers, organisations
from tests.scoring.organisations import over_atoms

OPTIONS = {"position": ("employee", "manager", "executive")}


def position(option: str) -> CellName:
    return CellName((), "position", option)


def test_a_position_that_leaves_too_few_others_is_not_shown() -> None:
    # 40 people, 31 of them employees: the nine others would follow.
    verdicts = released_beside_units(
        [()] * 40, ["employee"] * 31 + ["manager"] * 9, 10, among=[CellName(()), position("employee")]
    )

    assert verdicts == {CellName(()): None, position("employee"): "complement"}


def test_a_position_all_of_whom_but_a_few_are_in_one_unit_gives_these_away() -> None:
    # Unit a is 20 managers, unit b 12 employees and 3 managers: managers less a is the three of b.
    units = [("a",)] * 20 + [("b",)] * 15
    positions = ["manager"] * 20 + ["employee"] * 12 + ["manager"] * 3
    among = [CellName(()), CellName(("a",)), CellName(("b",)), position("manager"), position("employee")]

    verdicts = released_beside_units(units, positions, 10, among=among)

    assert verdicts[CellName(("a",))] is verdicts[CellName(("b",))] is None
    assert verdicts[position("manager")] == verdicts[position("employee")] == "complement"


def test_without_the_total_nothing_is_shown() -> None:
    among = [CellName(()), CellName(("a",))]

    assert released_beside_units([("a",)] * 8, [None] * 8, 10, among=among) == dict.fromkeys(among, "few")
    assert released_beside_units([], [], 10, among=among) == dict.fromkeys(among, "few")


@pytest.mark.parametrize(
    ("table", "size"),
    [
        ([[20, 20]], None),
        ([[12, 0], [3, 12]], 3),  # the first column less the first row
        ([[12, 9], [0, 12]], 9),  # the second column less the second row
        ([[12, 4], [9, 12]], None),  # both rows have both columns: no row can be taken out
        ([[15, 0, 0], [1, 12, 0], [0, 1, 15]], 1),  # a chain: rows and columns by turns
    ],
)
def test_the_smallest_group_is_found_however_it_is_put_together(
    table: list[list[int]], size: int | None
) -> None:
    assert smallest_group(np.array(table), 10) == size


@pytest.mark.parametrize("first", range(0, 600, 200))
def test_what_is_shown_gives_no_small_group_away_and_brute_force_agrees(first: int) -> None:
    shown_positions = refused = 0
    for seed in range(first, first + 200):
        random = np.random.default_rng(seed)
        people = organisations.draw(random, most_atoms=10)
        own = [
            "executive" if each == "manager" and random.random() < 0.3 else each
            for each in people.segments["position"]
        ]
        plan = release_plan(people.units, {"position": own}, OPTIONS)
        among = [name for name in plan.names if name.segment is None or not name.unit]

        verdicts = released_beside_units(people.units, own, 10, among=among)

        names = [name for name in among if verdicts[name] is None]
        (rows,), n = over_atoms(plan.rows(names)) if names else ((np.zeros((0, 1)),), np.array([100]))
        assert len(attackers.algebra(rows, n, 10)) == 0, seed
        for name in among:
            if verdicts[name] == "complement" and name.segment is not None:
                (more,), n = over_atoms(plan.rows([*names, name]))
                assert len(attackers.algebra(more, n, 10)) > 0, (seed, name)
                refused += 1
        shown_positions += sum(name.segment is not None for name in names)
    assert shown_positions > 10
    assert refused > 10
