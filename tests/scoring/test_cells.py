"""Cells: nobody under the threshold is shown, whatever is missing."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from questionnaires import load
from questionnaires.model import Questionnaire
from scoring.cells import cells_of
from scoring.release import Cell, CellName, Facts, MaturityResult, ProfilesResult, Release
from scoring.responses import HeadCount, Path

DIMENSIONS = load("barriers-full").dimensions[:2]


SCORES = np.tile([20.0, 35, 50, 65, 80], 40)
"""Of any five people in turn: not alike, so that no mean tells on them."""

SITE = {"site": ["on", "off"]}


def cells(
    scores: np.ndarray, units: list[Path], head_counts: tuple[HeadCount, ...] = (), **asked
) -> dict[CellName, Cell]:
    return cells_of(scores, units, DIMENSIONS, head_counts=head_counts, threshold=5, maturity=None, **asked)


def both(n: int) -> np.ndarray:
    return np.stack([SCORES[:n]] * 2, axis=1)


def unit(*path: str) -> CellName:
    return CellName(path)


def test_a_group_s_score_is_hidden_where_too_few_of_it_have_one() -> None:
    scores = both(20)
    scores[:6, 1] = np.nan

    found = cells(scores, [("a",)] * 10 + [("b",)] * 10)

    assert found[unit("a")].n == 10
    assert found[unit("a")].scores["impact"].estimate is not None
    assert found[unit("a")].scores["fit"].hidden == "few"
    # Four of a would follow from the total's fourteen less b's ten.
    assert found[unit("b")].scores["fit"].hidden == "complement"


def test_rates_of_units_are_rounded_and_that_of_everybody_is_exact() -> None:
    counts = (HeadCount(("a",), 13), HeadCount(("b",), 20))

    found = cells(both(20), [("a",)] * 10 + [("b",)] * 10, counts)

    assert (found[unit("a")].rate_percent, found[unit("b")].rate_percent) == (75, 50)
    assert found[unit()].rate_percent == pytest.approx(100 * 20 / 33)


def test_a_hidden_group_has_no_rate_either() -> None:
    counts = (HeadCount(("a",), 20), HeadCount(("b",), 5))

    found = cells(both(13), [("a",)] * 10 + [("b",)] * 3, counts)

    assert found[unit("b")] == Cell(("b",), None, "few", None, None, found[unit("b")].scores)


def test_a_segment_s_values_and_top_units_by_segment_are_cells_with_rates_of_their_own() -> None:
    site = (["on"] * 10 + ["off"] * 5) * 2
    counts = tuple(
        HeadCount((top, "x"), n, {"site": value}) for top in "ab" for value, n in (("on", 20), ("off", 6))
    )

    found = cells(
        both(30), [("a", "x")] * 15 + [("b", "x")] * 15, counts, segments={"site": site}, options=SITE
    )

    on, crossed = found[CellName((), "site", "on")], found[CellName(("b",), "site", "off")]
    assert (on.n, on.invited, on.rate_percent, on.path) == (20, 40, 50, ())
    assert (crossed.n, crossed.invited, crossed.rate_percent) == (5, 6, 85)
    assert crossed.scores["fit"].estimate is not None
    assert (crossed.path, crossed.segment, crossed.option) == (("b",), "site", "off")


def test_more_answers_than_invited_people_of_a_segment_leave_its_rate_unknown() -> None:
    # Asked for themselves, more people say "on" than the list of the invited has: the list is no base for a rate.
    counts = (HeadCount((), 9, {"site": "on"}), HeadCount((), 21, {"site": "off"}))

    found = cells(both(30), [()] * 30, counts, segments={"site": ["on"] * 15 + ["off"] * 15}, options=SITE)

    assert found[CellName((), "site", "on")].invited is None
    assert found[CellName((), "site", "off")].rate_percent == 70


def test_a_segment_that_too_many_lack_says_so_and_is_crossed_with_nothing() -> None:
    site = ["on"] * 12 + ["off"] * 11 + [None] * 7

    found = cells(both(30), [("a",)] * 30, segments={"site": site}, options=SITE)

    assert [(name.segment, name.option, cell.hidden) for name, cell in found.items() if name.segment] == [
        ("site", "on", "sparse"),
        ("site", "off", "sparse"),
    ]
    assert found[CellName((), "site", "on")].scores["fit"].hidden == "sparse"


def test_a_segment_that_nobody_was_asked_for_is_no_cell() -> None:
    found = cells(both(30), [("a",)] * 30, segments={"site": [None] * 30}, options=SITE)

    assert list(found) == [unit(), unit("a")]


def test_a_second_release_does_not_complete_the_first(questionnaire: Questionnaire) -> None:
    # The first showed units only. By site, unit b would tell its three people who are off: 13 less 10.
    units: list[Path] = [("a",)] * 20 + [("b",)] * 13
    site = ["on", "off"] * 10 + ["on"] * 10 + ["off"] * 3
    first = released(questionnaire, cells(both(33), units))

    found = cells(both(33), units, segments={"site": site}, options=SITE, earlier=first)

    assert found[unit("b")].n == 13
    assert found[CellName(("b",), "site", "on")].hidden == "complement"
    assert found[CellName(("a",), "site", "on")].hidden is not None
    assert found[CellName((), "site", "on")].n == 20


def test_a_cell_shown_before_is_judged_anew_where_other_people_have_the_figure_now(
    questionnaire: Questionnaire,
) -> None:
    units: list[Path] = [("a",)] * 10 + [("b",)] * 10
    first = released(questionnaire, cells(both(20), units))
    fewer = both(20)
    fewer[:6, 1] = np.nan

    found = cells(fewer, units, earlier=first)

    assert found[unit("a")].scores["impact"] == first.units[0].scores["impact"]
    assert found[unit("a")].scores["fit"].hidden == "few"


def released(questionnaire: Questionnaire, found: dict[CellName, Cell]) -> Release:
    """A release with these cells and nothing else."""
    return Release(
        questionnaire=questionnaire,
        facts=Facts("", "imported", None, None, 5, 1, "", "", None, None, None),
        total=found[unit()],
        units=tuple(cell for name, cell in found.items() if name.segment is None and name.unit),
        reliability={},
        agreement={},
        items={},
        maturity=MaturityResult("too_few", None, None, None, ()),
        profiles=ProfilesResult("too_few", 0, None, (), None, None, (), (), None),
    )


@settings(deadline=None, max_examples=40)
@given(
    st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("xy"), st.booleans()), min_size=1, max_size=40)
)
def test_no_number_of_people_below_the_threshold_is_ever_shown(people: list[tuple[str, str, bool]]) -> None:
    scores = both(len(people))
    scores[[missing for *_, missing in people], 1] = np.nan

    found = cells(
        scores,
        [(top,) for top, *_ in people],
        segments={"site": [y for _, y, _ in people]},
        options={"site": "xy"},
    )

    shown = [cell.n for cell in found.values()]
    shown += [s.estimate.n for cell in found.values() for s in cell.scores.values() if s.estimate]
    assert all(n is None or n >= 5 for n in shown)
