"""Coarsening: nobody alone, nothing untrue, as much kept as that allows, and the cost told."""

from __future__ import annotations

import random
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from survey.collection.strata import Group, Member, coarsen, deepest
from survey.errors import CollectionError


def people(*counted: tuple[str, dict[str, str], int]) -> list[Member]:
    return [
        Member(tuple(unit.split("/")) if unit else (), segments, count) for unit, segments, count in counted
    ]


def groups(members: list[Member], *segments: str, threshold: int = 5) -> dict[tuple[str, tuple], int]:
    found = coarsen(members, segments, threshold=threshold)
    return {("/".join(g.unit), tuple(g.segments.items())): g.count for g in found.groups}


def test_units_with_enough_people_are_kept_and_the_small_ones_pooled_where_they_part() -> None:
    members = people(("Ops/Night", {}, 9), ("Ops/Day", {}, 3), ("Ops/Dawn", {}, 2), ("Sales", {}, 6))

    assert groups(members) == {("Ops/Night", ()): 9, ("Ops", ()): 5, ("Sales", ()): 6}


def test_a_pool_that_is_too_small_takes_in_the_smallest_finished_group_beside_it() -> None:
    members = people(("Ops/Night", {}, 9), ("Ops/Day", {}, 6), ("Ops/Dawn", {}, 2), ("Sales/Shop", {}, 5))

    # Day, the smaller of the two finished groups, hides the two of Dawn; Sales is another subtree.
    assert groups(members) == {("Ops/Night", ()): 9, ("Ops", ()): 8, ("Sales/Shop", ()): 5}


def test_people_directly_in_a_unit_are_not_told_from_those_pooled_into_it() -> None:
    members = people(("Ops", {}, 5), ("Ops/Night", {}, 8), ("Ops/Day", {}, 5 - 1), ("Ops/Dawn", {}, 1))

    assert groups(members) == {("Ops", ()): 10, ("Ops/Night", ()): 8}


def test_segments_come_after_units_in_their_order_of_importance() -> None:
    members = people(
        ("Ops", {"position": "employee", "tenure": "short"}, 6),
        ("Ops", {"position": "employee", "tenure": "long"}, 6),
        ("Ops", {"position": "manager", "tenure": "long"}, 5),
        ("Sales", {"position": "employee", "tenure": "long"}, 7),
    )

    assert groups(members, "position", "tenure") == {
        ("Ops", (("position", "employee"), ("tenure", "short"))): 6,
        ("Ops", (("position", "employee"), ("tenure", "long"))): 6,
        ("Ops", (("position", "manager"), ("tenure", "long"))): 5,
        ("Sales", (("position", "employee"), ("tenure", "long"))): 7,
    }


def test_a_segment_that_fewer_than_80_percent_keep_is_left_out_and_frees_the_next_one() -> None:
    members = people(
        *[("Ops", {"badge": str(n), "tenure": "short"}, 1) for n in range(30)],
        ("Ops", {"badge": "x", "tenure": "long"}, 20),
    )

    found = coarsen(members, ["badge", "tenure"], threshold=5)

    assert found.cost.left_out == {"badge": 20 / 50}
    assert found.cost.segments == {"tenure": 1.0}
    assert [(dict(g.segments), g.count) for g in found.groups] == [
        ({"tenure": "long"}, 20),
        ({"tenure": "short"}, 30),
    ]


def test_campaign_009_the_cost_says_who_would_have_been_alone_and_what_is_kept() -> None:
    members = people(
        ("Ops/Night/A", {}, 10), ("Ops/Night/B", {}, 1), ("Ops/Day", {}, 5), ("Lab", {}, 3), ("", {}, 1)
    )

    cost = coarsen(members, [], threshold=5).cost

    # Night/B is pooled into Ops/Night with A (10 + 1); Lab and the one without a unit are 4, so Day joins the pool.
    assert (cost.people, cost.alone, cost.too_few) == (20, 2, 5)
    assert cost.unit == pytest.approx(1 / 20)
    assert cost.unit_levels == pytest.approx((11 / 19, 11 / 16, 0.0))


def test_fewer_people_than_the_threshold_cannot_be_surveyed() -> None:
    with pytest.raises(CollectionError, match="4 people"):
        coarsen(people(("Ops", {}, 4)), [], threshold=5)


@st.composite
def organisations(draw: st.DrawFn) -> tuple[list[Member], int]:
    unit = st.lists(st.sampled_from(["A", "B", "C"]), max_size=3).map(tuple)
    segments = st.fixed_dictionaries({}, optional={"p": st.sampled_from("xy"), "t": st.sampled_from("123")})
    members = draw(st.lists(st.builds(Member, unit, segments, st.integers(1, 4)), min_size=5, max_size=60))
    return members, draw(st.integers(5, 12))


@settings(max_examples=300, deadline=None)
@given(organisations())
def test_every_stratum_hides_at_least_the_threshold_and_says_nothing_untrue(
    drawn: tuple[list[Member], int],
) -> None:
    members, threshold = drawn
    people_in_all = sum(member.count for member in members)
    if people_in_all < threshold:
        return

    found = coarsen(members, ["p", "t"], threshold=threshold)

    counted: Counter[int] = Counter()
    for member, code in zip(members, found.codes, strict=True):
        group = found.groups[code]
        counted[code] += member.count
        assert member.unit[: len(group.unit)] == group.unit
        assert group.segments.items() <= member.segments.items()
    assert all(counted[code] == group.count >= threshold for code, group in enumerate(found.groups))
    assert sum(group.count for group in found.groups) == people_in_all
    assert len({(group.unit, tuple(group.segments.items())) for group in found.groups}) == len(found.groups)
    assert all(share >= 0.8 for share in found.cost.segments.values())
    assert all(set(group.segments) <= set(found.cost.segments) for group in found.groups)


@settings(max_examples=100, deadline=None)
@given(organisations(), st.integers(0, 1000))
def test_the_order_of_the_list_changes_no_stratum(drawn: tuple[list[Member], int], seed: int) -> None:
    members, threshold = drawn
    if sum(member.count for member in members) < threshold:
        return
    shuffled = random.Random(seed).sample(members, len(members))  # noqa: S311  no secret

    assert (
        coarsen(members, ["p", "t"], threshold=threshold).groups
        == coarsen(shuffled, ["p", "t"], threshold=threshold).groups
    )


def test_late_joiners_get_the_deepest_stratum_that_is_true_of_them() -> None:
    strata = [
        Group(("Ops",), {}, 9),
        Group(("Ops", "Night"), {}, 9),
        Group(("Ops", "Night"), {"position": "manager"}, 9),
        Group(("Sales",), {}, 9),
    ]

    def joined(unit: str, **segments: str) -> Group | None:
        return deepest(strata, tuple(unit.split("/")), segments)

    assert joined("Ops/Night/X", position="manager") == strata[2]
    assert joined("Ops/Night", position="employee") == strata[1]
    assert joined("Ops/New") == strata[0]
    assert joined("Lab") is None
    assert deepest([*strata, Group((), {}, 5)], ("Lab",), {}) == Group((), {}, 5)
