"""Attackers against the gate: none of them finds a small group, and all of them find what other rules give away.

`make bench` runs the same attacks on thousands of releases.
"""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array

from scoring.audit import derivable_groups
from scoring.gate import Verdicts, released_cells, released_means
from scoring.release_plan import Plan, release_plan
from tests.scoring import assaults, attackers, organisations
from tests.scoring.organisations import over_atoms
from tests.scoring.other_rules import RULES

seeds = st.integers(0, 2**32 - 1)


@settings(deadline=None, max_examples=150)
@given(seeds)
def test_no_small_group_follows_from_a_release_by_exact_algebra_or_with_a_spreadsheet(seed: int) -> None:
    assert assaults.one_release(seed) == []


@settings(deadline=None, max_examples=100)
@given(seeds)
def test_no_second_release_completes_the_first(seed: int) -> None:
    assert assaults.two_releases(seed) == []


@settings(deadline=None, max_examples=25)
@given(seeds)
def test_no_small_group_s_mean_is_pinned_to_a_point(seed: int) -> None:
    assert assaults.shown_means(seed) == []


def broken(rule: str, attack, seed: int) -> bool:
    plan = organisations.draw(np.random.default_rng(seed)).plan()
    shown = RULES[rule](plan, plan.members.sum(axis=1), assaults.THRESHOLD)
    (rows,), people = over_atoms(plan.members[np.flatnonzero(shown)])
    return len(attack(rows, people, assaults.THRESHOLD)) > 0


def audit(rows: np.ndarray, people: np.ndarray, threshold: int) -> np.ndarray:
    return derivable_groups(csr_array(rows), people, threshold, random=np.random.default_rng(1)).toarray()


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("attack", [attackers.algebra, attackers.spreadsheet, audit])
def test_the_attackers_have_teeth_every_other_rule_falls(rule: str, attack) -> None:
    fallen = sum(broken(rule, attack, seed) for seed in range(40))

    assert fallen >= 10


def test_a_second_release_that_forgets_the_first_falls(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(assaults, "Earlier", lambda _: None)

    fallen = sum(bool(assaults.two_releases(seed)) for seed in range(40))

    assert fallen >= 10


def test_means_that_are_not_audited_fall_to_the_programme(monkeypatch: pytest.MonkeyPatch) -> None:
    def unaudited(plan: Plan, scores: np.ndarray, threshold: int) -> Verdicts:
        return released_cells(plan, ~np.isnan(scores), threshold)

    monkeypatch.setattr(assaults, "released_means", unaudited)

    fallen = sum(bool(assaults.shown_means(seed)) for seed in range(20))

    assert fallen >= 3


def test_a_leak_across_three_tables_is_closed_though_each_table_alone_is_safe() -> None:
    # By hand: of 20 people in teams a and b, three short ones in a and two in b make "short" large enough to show.
    units = [("a",)] * 10 + [("b",)] * 10
    tenure = ["short"] * 3 + ["long"] * 7 + ["short"] * 2 + ["long"] * 8
    plan = release_plan(units, {"tenure": tenure}, {"tenure": ["short", "long"]})

    verdicts = released_cells(plan, np.full(20, True), 5)

    shown = [(name.unit, name.option) for name in plan.names if verdicts[name] is None]
    assert shown == [((), None), (("a",), None), (("b",), None), ((), "short"), ((), "long")]
    hidden = {verdicts[name] for name in plan.names if name.unit and name.segment}
    assert hidden == {"few", "complement"}


def test_one_person_s_score_is_not_told_by_the_mean_of_a_team_at_the_end_of_the_scale() -> None:
    # Five people at 97 on average: each of them stands at 85 or more. Nor may everybody less team b tell it.
    scores = np.array([100.0, 100, 100, 97, 88] + [20.0, 35, 50, 65, 80] * 2)
    plan = release_plan([("a",)] * 5 + [("b",)] * 10, {}, {})

    verdicts = released_means(plan, scores, 5)

    assert [verdicts[name] for name in plan.names] == [None, "pinned", "complement"]


def test_a_spread_so_narrow_that_it_tells_each_score_is_not_shown() -> None:
    # Within a point of five: n = 6, deviations of 2, so nobody is farther than 2·√5 = 4.5 from 50.
    scores = np.array([48.0, 52] * 3 + [10.0, 30, 50, 70, 90, 50])
    plan = release_plan([("a",)] * 6 + [("b",)] * 6, {}, {})

    verdicts = released_means(plan, scores, 5)

    # Everybody less team b would tell it just as well: squares can be subtracted too.
    assert [verdicts[name] for name in plan.names] == [None, "pinned", "complement"]


def test_nor_is_a_spread_so_narrow_left_over_where_no_unit_stands() -> None:
    # Everybody less team b are the six of no team, all within a point; b is the price.
    scores = np.array([48.0, 52] * 3 + [10.0, 30, 50, 70, 90, 50] + [0.0, 20, 40, 60, 80, 100, 50])
    plan = release_plan([()] * 6 + [("b",)] * 6 + [("c",)] * 7, {}, {})

    verdicts = released_means(plan, scores, 5)

    assert [verdicts[name] for name in plan.names] == [None, "pinned", None]
