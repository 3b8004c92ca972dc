"""What-if is arithmetic: worked by hand, cut at the ends of the scale, refused where there is no slope."""

from __future__ import annotations

import numpy as np
import pytest

from scoring.associations import least_squares
from scoring.what_if import what_if


def people(n: int = 200) -> tuple[np.ndarray, np.ndarray]:
    """Return fit between 30 and 70, and use that rises by half a point a point of fit, with noise."""
    random = np.random.default_rng(4)
    fit = random.uniform(30, 70, n)
    return fit, 20 + 0.5 * fit + random.normal(0, 5, n)


def test_ten_points_more_give_ten_slopes_more_with_their_interval() -> None:
    fit, use = people()
    slopes = least_squares(fit[:, None], use)

    found = what_if(fit, use)

    assert slopes is not None
    assert found is not None
    assert found.change == pytest.approx(10 * slopes.slopes[0])
    assert (found.low, found.high) == pytest.approx(tuple(10 * end for end in slopes.interval(0)))
    assert found.after == pytest.approx(use.mean() + found.change)
    assert found.arithmetic


def test_whoever_stands_near_the_end_cannot_rise_by_all_of_it() -> None:
    fit, use = people()
    here = np.zeros(200, bool)
    here[:2] = True
    fit[:2] = (95, 60)

    found = what_if(fit, use, here=here)

    assert found is not None
    assert (found.n, found.asked, found.possible) == (2, 10, 7.5)
    assert found.before == pytest.approx(use[:2].mean())


def test_use_does_not_leave_its_scale() -> None:
    fit, use = people()

    found = what_if(fit, use, limits=(0.0, float(use.mean()) + 1))

    assert found is not None
    assert (found.change, found.high) == (pytest.approx(1), pytest.approx(1))


def test_a_fall_turns_the_interval_round() -> None:
    fit, use = people()

    found = what_if(fit, use, rise=-10)

    assert found is not None
    assert found.low < found.change < found.high < 0


def test_what_is_held_equal_takes_its_part_away() -> None:
    fit, use = people()
    beside = np.random.default_rng(5).normal(0, 10, 200)

    alone, held = (
        what_if(fit + beside, use + beside),
        what_if(fit + beside, use + beside, held_equal=beside[:, None]),
    )

    assert alone is not None
    assert held is not None
    assert alone.change > held.change
    assert held.change == pytest.approx(5, abs=1)


@pytest.mark.parametrize("wrong", ["few", "copy", "nobody here", "no fit"])
def test_where_there_is_no_slope_or_nobody_there_is_no_answer(wrong: str) -> None:
    fit, use = people(29 if wrong == "few" else 200)
    if wrong == "no fit":
        fit[:] = np.nan

    found = what_if(
        fit,
        use,
        here=np.zeros(len(fit), bool) if wrong == "nobody here" else None,
        held_equal=fit[:, None] if wrong == "copy" else None,
    )

    assert found is None
