"""The gate on a whole plan: what is on it, what is shown of odd organisations, and what an earlier release fixes."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring import intervals
from scoring.gate import Earlier, released_cells, released_means
from scoring.release import CellName, Hidden
from scoring.release_plan import Plan, is_kept, release_plan
from scoring.responses import HeadCount
from tests.scoring import assaults, attackers, organisations
from tests.scoring.organisations import over_atoms

ON, OFF = CellName((), "site", "on"), CellName((), "site", "off")


def everybody(plan: Plan) -> np.ndarray:
    return np.full(plan.members.shape[1], True)


def verdicts(plan: Plan, threshold: int = 5) -> dict[CellName, Hidden | None]:
    return dict(released_cells(plan, everybody(plan), threshold))


def shown(plan: Plan, threshold: int = 5) -> list[CellName]:
    return [name for name, hidden in verdicts(plan, threshold).items() if hidden is None]


def test_the_plan_is_the_total_units_from_the_top_segments_and_top_units_by_segment() -> None:
    plan = release_plan([("b", "x"), ("a",), ()], {"site": ["on", None, "off"]}, {"site": ["on", "off"]})

    people = {name: plan.people(name).tolist() for name in plan.names}

    assert people == {
        CellName(()): [0, 1, 2],
        CellName(("a",)): [1],
        CellName(("b",)): [0],
        CellName(("b", "x")): [0],
        ON: [0],
        OFF: [2],
        CellName(("a",), "site", "on"): [],
        CellName(("a",), "site", "off"): [],
        CellName(("b",), "site", "on"): [0],
        CellName(("b",), "site", "off"): [],
    }


def test_a_segment_is_kept_where_four_fifths_of_the_invited_are_known_to_have_one() -> None:
    counts = [HeadCount(("a",), 80, {"site": "on"}), HeadCount(("a",), 20)]

    assert is_kept("site", [None] * 10, counts)
    assert not is_kept("site", ["on"] * 10, [*counts, HeadCount(("b",), 1)])
    assert is_kept("site", ["on"] * 8 + [None] * 2, [HeadCount((), 50)])
    assert not is_kept("site", ["on"] * 7 + [None] * 3, [HeadCount((), 50)])


def test_nobody_at_all_is_too_few() -> None:
    plan = release_plan([], {"site": []}, {"site": ["on", "off"]})

    assert verdicts(plan) == {CellName(()): "few", ON: "few", OFF: "few"}
    assert set(released_means(plan, np.array([]), 5).values()) == {"few"}


def test_one_person_is_too_few_in_every_table() -> None:
    plan = release_plan([("a",)], {"site": ["on"]}, {"site": ["on", "off"]})

    assert set(verdicts(plan).values()) == {"few"}
    assert set(released_means(plan, np.array([50.0]), 5).values()) == {"few"}


def test_exactly_the_threshold_is_shown_and_one_fewer_is_not() -> None:
    five, four = (release_plan([("a",)] * n, {}, {}) for n in (5, 4))

    assert shown(five) == [CellName(()), CellName(("a",))]
    assert shown(four) == []


def test_one_unit_that_holds_everybody_tells_no_more_than_the_total() -> None:
    plan = release_plan([("a",)] * 6, {"site": ["on"] * 6}, {"site": ["on", "off"]})

    hidden = {name for name, reason in verdicts(plan).items() if reason is not None}

    assert hidden == {OFF, CellName(("a",), "site", "off")}


def test_two_values_of_a_segment_of_which_one_is_small_are_both_hidden() -> None:
    plan = release_plan([()] * 20, {"site": ["on"] * 17 + ["off"] * 3}, {"site": ["on", "off"]})

    assert verdicts(plan) == {CellName(()): None, ON: "complement", OFF: "few"}


def test_people_whose_segment_is_unknown_are_a_group_that_is_protected_too() -> None:
    plan = release_plan([()] * 20, {"site": ["on"] * 10 + ["off"] * 8 + [None] * 2}, {"site": ["on", "off"]})

    assert verdicts(plan) == {CellName(()): None, ON: None, OFF: "complement"}


def test_everybody_alike_is_told_by_any_mean_so_none_is_shown() -> None:
    plan = release_plan([("a",)] * 20 + [("b",)] * 20, {}, {})

    assert set(released_means(plan, np.full(40, 60.0), 5).values()) == {"pinned"}
    assert set(released_means(plan, np.full(40, 100.0), 5).values()) == {"pinned"}


def test_scores_in_two_camps_are_no_secret_but_tell_nobody_s_own() -> None:
    plan = release_plan([("a",)] * 20 + [("b",)] * 20, {}, {})

    assert set(released_means(plan, np.tile([0.0, 100.0], 20), 5).values()) == {None}


def test_people_without_the_figure_make_a_group_smaller() -> None:
    plan = release_plan([("a",)] * 10 + [("b",)] * 10, {}, {})
    present = np.arange(20) >= 6

    found = released_cells(plan, present, 5)

    assert list(found.values()) == [None, "few", "complement"]


def test_only_cells_that_are_shown_at_all_are_shown_of_a_figure() -> None:
    plan = release_plan([("a",)] * 10 + [("b",)] * 10, {}, {})

    found = released_cells(plan, everybody(plan), 5, among=[CellName(()), CellName(("a",))])

    assert list(found.values()) == [None, None, "complement"]


def test_one_erased_person_is_not_told_by_a_second_total() -> None:
    first = release_plan([("a",)] * 20, {}, {})
    second = Plan(first.names, first.members.multiply(np.arange(20) > 0).tocsr())

    found = released_cells(second, everybody(first), 5, earlier=Earlier(first.members))

    assert list(found.values()) == ["complement", "complement"]


def test_what_was_shown_before_is_shown_again_and_what_was_hidden_stays_hidden() -> None:
    plan = release_plan([()] * 40, {"site": ["on"] * 20 + ["off"] * 20}, {"site": ["on", "off"]})
    earlier = Earlier(plan.rows([CellName(())]), {CellName(()): None, ON: "pinned"})

    assert released_cells(plan, everybody(plan), 5, earlier=earlier) == {
        CellName(()): None,
        ON: "pinned",
        OFF: None,
    }


@settings(deadline=None, max_examples=30)
@given(st.integers(0, 2**32 - 1))
def test_the_same_release_judged_anew_comes_out_the_same(seed: int) -> None:
    plan = organisations.draw(np.random.default_rng(seed)).plan()
    first = released_cells(plan, everybody(plan), 5)

    again = released_cells(plan, everybody(plan), 5, earlier=Earlier(organisations.shown_rows(plan, first)))

    assert again == first


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 2**32 - 1))
def test_nothing_is_hidden_without_need(seed: int) -> None:
    # Beside all that is shown, each hidden cell of the threshold or more gives a small group away.
    plan = organisations.draw(np.random.default_rng(seed)).plan()
    found = verdicts(plan)
    rows = organisations.shown_rows(plan, found)

    for name in [name for name, hidden in found.items() if hidden == "complement"]:
        (more,), people = over_atoms(plan.rows([*(n for n in plan.names if found[n] is None), name]))
        assert rows.shape[0] < len(more)
        assert len(attackers.algebra(more, people, 5))


@settings(deadline=None, max_examples=10)
@given(st.integers(0, 2**32 - 1))
def test_looking_at_a_few_atoms_at_a_time_pins_nobody_either(seed: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(intervals, "ATOMS_AT_ONCE", 3)

        assert assaults.shown_means(seed) == []


def test_a_release_of_many_people_holds_up_against_the_programme() -> None:
    # 400 people, so that a random programme sees a part only; the attacker, every cell and every atom.
    random = np.random.default_rng(5)
    units = [(f"d{n % 3}", f"t{n % 45}") for n in random.integers(0, 45, 400).tolist()]
    site = random.choice(["on", "off"], 400, p=[0.8, 0.2]).tolist()
    scores = np.clip(random.normal(80, 15, 400), 0, 100)
    plan = release_plan(units, {"site": site}, {"site": ["on", "off"]})

    found = released_means(plan, scores, 5)

    assert "pinned" in found.values()
    rows = organisations.shown_rows(plan, found).toarray()
    _, first, atom_of, people = np.unique(
        plan.members.toarray(), axis=1, return_index=True, return_inverse=True, return_counts=True
    )
    totals = np.bincount(atom_of.ravel(), scores)
    over = rows[:, first]
    for atom in np.flatnonzero(people < 5):
        low, high = attackers.programme(over, people, totals, np.eye(len(people), dtype=np.int64)[atom])
        assert high - low >= intervals.POINT - 1e-5
