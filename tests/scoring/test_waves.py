"""Change between waves: matched by unit, broken by wording, and hardly ever seen where nothing changed."""

from __future__ import annotations

import numpy as np
import pytest

from scoring.comparisons import compare
from scoring.estimates import moments
from scoring.waves import Change, Wave, broken_dimensions, changes, common_units

NORTH, SOUTH, SALES = ("Ops", "North"), ("Ops", "South"), ("Sales",)


def wave(*people: tuple[tuple[str, ...], int, float], seed: int = 1) -> Wave:
    """Return a wave of (unit, people, mean) on two dimensions, standard deviation 15."""
    random = np.random.default_rng(seed)
    scores = [random.normal(mean, 15, (n, 2)) for _, n, mean in people]
    return Wave(np.concatenate(scores), tuple(unit for unit, n, _ in people for _ in range(n)))


def by_unit(found: tuple[Change, ...], dimension: str = "impact") -> dict[tuple[str, ...], Change]:
    return {change.unit: change for change in found if change.dimension == dimension}


def test_a_change_is_later_less_earlier_with_welch_s_test() -> None:
    before, after = wave((SALES, 60, 50)), wave((SALES, 80, 65), seed=2)

    found = by_unit(changes(before, after, ("impact", "fit")))[SALES]

    expected = compare(moments(after.scores[:, 0]), moments(before.scores[:, 0]))
    assert (found.n_before, found.n_after) == (60, 80)
    assert (found.difference, found.p) == pytest.approx((expected.difference[0], expected.p[0]), rel=1e-9)
    assert found.badge


def test_units_are_matched_at_every_depth_and_new_ones_are_left_out() -> None:
    before = wave((NORTH, 20, 50), (SOUTH, 20, 50), (SALES, 20, 50))
    after = wave((NORTH, 20, 50), (("Ops", "Night"), 20, 50), (("New",), 20, 90), seed=2)

    found = by_unit(changes(before, after, ("impact", "fit")))

    assert list(found) == [(), ("Ops",), NORTH]
    # The whole is over Operations: Sales is gone, New was not there.
    assert (found[()].n_before, found[()].n_after) == (40, 40)
    assert (found["Ops",].n_before, found["Ops",].n_after) == (40, 40)
    assert found[()].after == found["Ops",].after


def test_people_of_unknown_unit_are_in_no_change() -> None:
    found = by_unit(
        changes(wave((SALES, 20, 50), ((), 5, 0)), wave((SALES, 20, 50), seed=2), ("impact", "fit"))
    )

    assert found[()].n_before == 20


def test_waves_that_know_no_units_are_compared_as_wholes() -> None:
    found = changes(wave(((), 30, 50)), wave(((), 40, 70), seed=2), ("impact", "fit"))

    assert [(change.unit, change.n_before, change.n_after) for change in found] == [((), 30, 40)] * 2


def test_waves_without_a_common_unit_have_no_change() -> None:
    assert common_units([SALES], [NORTH]) == ()
    assert changes(wave((SALES, 20, 50)), wave((NORTH, 20, 50)), ("impact", "fit")) == ()


@pytest.mark.parametrize("n", [0, 1])
def test_a_wave_of_nobody_or_one_person_is_not_tested(n: int) -> None:
    found = changes(wave((SALES, 20, 50)), wave((SALES, n, 50)), ("impact", "fit"))

    assert [change.p for change in found] == [None] * (4 * n)
    assert not any(change.badge for change in found)


def test_where_a_sentence_was_reworded_the_line_breaks_and_no_change_is_told() -> None:
    broken = broken_dimensions(
        {"imp1": "flagged", "fit1": "kept", "new": "begins"}, {"imp1": "impact", "fit1": "fit", "new": "will"}
    )

    found = changes(wave((SALES, 60, 50)), wave((SALES, 60, 80), seed=2), ("impact", "fit"), broken=broken)

    assert broken == {"impact", "will"}
    line = by_unit(found)[SALES]
    assert (line.broken, line.difference, line.p, line.badge) == (True, None, None, False)
    assert line.after - line.before > 20
    assert by_unit(found, "fit")[SALES].badge


def test_a_sure_change_of_less_than_five_points_gets_no_badge() -> None:
    before = Wave(np.tile([[50.0], [51]], (500, 1)), (SALES,) * 1000)
    after = Wave(before.scores + 4.9, before.units)

    (_, found) = changes(before, after, ("impact",))

    assert found.p_adjusted is not None
    assert found.p_adjusted < 1e-6
    assert not found.badge


def test_identical_waves_hardly_ever_show_a_change() -> None:
    # 200 pairs of waves of 20 units and two dimensions: 44 tests a pair, one population throughout.
    units = tuple((f"unit {number}",) for number in range(20))
    marked = 0
    for seed in range(200):
        before, after = (wave(*((unit, 15, 50) for unit in units), seed=2 * seed + part) for part in (0, 1))
        marked += any(change.badge for change in changes(before, after, ("impact", "fit")))

    assert marked / 200 <= 0.09


def test_weights_reach_the_means() -> None:
    before = Wave(np.array([[0.0], [100], [50]]), (SALES,) * 3, weights=np.array([1.0, 3, 0]))

    found = changes(before, Wave(np.array([[0.0], [100]]), (SALES,) * 2), ("impact",))[0]

    assert (found.before, found.n_before) == (75, 2)
