"""Cells: nobody under the threshold is shown, whatever is missing."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from questionnaires import load
from scoring.cells import cells_of
from scoring.release import Cell
from scoring.responses import HeadCount, Path

DIMENSIONS = load("barriers-full").dimensions[:2]


def cells(scores: np.ndarray, units: list[Path], head_counts: tuple[HeadCount, ...] = ()) -> dict[Path, Cell]:
    return cells_of(scores, units, DIMENSIONS, head_counts=head_counts, threshold=5, maturity=None)


def test_a_group_s_score_is_hidden_where_too_few_of_it_have_one() -> None:
    scores = np.full((20, 2), 50.0)
    scores[:6, 1] = np.nan
    units: list[Path] = [("a",)] * 10 + [("b",)] * 10

    found = cells(scores, units)

    assert found[("a",)].n == 10
    assert found[("a",)].scores["impact"].estimate is not None
    assert found[("a",)].scores["fit"].hidden == "few"
    # Four of a would follow from the total's fourteen less b's ten.
    assert found[("b",)].scores["fit"].hidden == "complement"


def test_rates_of_units_are_rounded_and_that_of_everybody_is_exact() -> None:
    counts = (HeadCount(("a",), 13), HeadCount(("b",), 20))

    found = cells(np.full((20, 2), 50.0), [("a",)] * 10 + [("b",)] * 10, counts)

    assert (found[("a",)].rate_percent, found[("b",)].rate_percent) == (75, 50)
    assert found[()].rate_percent == pytest.approx(100 * 20 / 33)


def test_a_hidden_group_has_no_rate_either() -> None:
    counts = (HeadCount(("a",), 20), HeadCount(("b",), 5))

    found = cells(np.full((13, 2), 50.0), [("a",)] * 10 + [("b",)] * 3, counts)

    assert found[("b",)] == Cell(("b",), None, "few", None, None, found[("b",)].scores)


@settings(deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("xy"), st.booleans()), min_size=1, max_size=40)
)
def test_no_number_of_people_below_the_threshold_is_ever_shown(people: list[tuple[str, str, bool]]) -> None:
    scores = np.array([[50.0, np.nan if missing else 40.0] for _, _, missing in people])

    found = cells(scores, [(top, team) for top, team, _ in people])

    shown = [cell.n for cell in found.values()]
    shown += [s.estimate.n for cell in found.values() for s in cell.scores.values() if s.estimate]
    assert all(n is None or n >= 5 for n in shown)
