"""Units apart from the whole: the test worked by hand, and its borders."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scoring.release import Basis, Cell, Estimate, Release, Score
from survey.reports.apart import p_of_difference, units_apart


def estimate(n: int, mean: float, half: float, basis: Basis = "sample") -> Estimate:
    return Estimate(n, mean, 20, mean - half, mean + half, basis)


def with_unit(release: Release, n: int, mean: float, half: float) -> Release:
    """Return a release of 400 people whose only score is 50 ± 2, with one unit."""
    scores = {"impact": Score(estimate(400, 50.0, 2.0), None, None)}
    unit = {"impact": Score(estimate(n, mean, half), None, None)}
    return replace(
        release,
        total=replace(release.total, scores=scores),
        units=(Cell(("A",), n, None, None, None, unit),),
    )


def test_the_error_of_a_difference_knows_that_the_unit_is_part_of_the_whole() -> None:
    # t(.975; 100) = 1.984, t(.975; 400) = 1.966: errors 4/1.984 = 2.016 and 2/1.966 = 1.017.
    # w = 101/401 = .2519, variance (1 - .5037) * 4.065 + 1.035 = 3.052, t = 4/1.747 = 2.290, p(100 df) = .024.
    assert p_of_difference(estimate(101, 54, 4.0), estimate(401, 50, 2.0)) == pytest.approx(0.0241, abs=5e-4)


def test_where_everybody_answered_any_difference_is_sure() -> None:
    whole = estimate(100, 50, 0.0, "census")

    assert p_of_difference(estimate(20, 51, 0.0, "census"), whole) == 0
    assert p_of_difference(estimate(20, 50, 0.0, "census"), whole) == 1


@pytest.mark.parametrize(("mean", "marked"), [(54.9, False), (55.0, True), (45.0, True), (45.1, False)])
def test_a_difference_under_five_points_gets_no_mark_however_sure(
    rich: Release, mean: float, marked: bool
) -> None:
    assert bool(units_apart(with_unit(rich, 100, mean, 1.0))) == marked


def test_a_large_difference_of_few_people_gets_no_mark(rich: Release) -> None:
    assert units_apart(with_unit(rich, 5, 60.0, 25.0)) == ()


def test_a_unit_is_worse_where_a_low_score_is_good_and_its_own_is_high(rich: Release) -> None:
    first, *others = rich.questionnaire.dimensions
    form = replace(rich.questionnaire, dimensions=(replace(first, higher_is="worse"), *others))
    above = with_unit(rich, 100, 60.0, 1.0)

    assert [one.side for one in units_apart(above)] == ["better"]
    assert [one.side for one in units_apart(replace(above, questionnaire=form))] == ["worse"]


def test_hidden_units_take_no_part(rich: Release) -> None:
    hidden = {cell.path for cell in rich.units if cell.hidden}

    assert hidden
    assert not hidden & {one.path for one in units_apart(rich)}
