"""Charts: coordinates worked by hand."""

from __future__ import annotations

import pytest

from survey.reports.charts import LABELS, ROW, SCORES, TOP, WIDTH, Row, across, dots, profile_dots, stack


def test_the_line_runs_from_the_labels_to_the_scores() -> None:
    assert across(0) == LABELS + 10
    assert across(100) == SCORES - 10
    assert across(50) == pytest.approx((LABELS + SCORES) / 2)


def test_a_dot_stands_at_its_score_and_its_whisker_at_the_ends_of_the_interval() -> None:
    chart = dots([Row("Goals", "50.0", (50.0,), 40.0, 60.0)], alt="a chart")

    y = TOP + ROW / 2
    assert chart.intervals.startswith(f"M{across(40):.1f} {y:.1f}H{across(60):.1f}")
    assert chart.marks[0].path.startswith(f"M{across(50) - 4.5:.1f} {y:.1f}a4.5")
    assert [word.text for word in chart.words] == ["0", "25", "50", "75", "100", "Goals", "50.0"]


def test_a_dimension_where_lower_is_better_has_another_shape() -> None:
    chart = dots([Row("a", "1", (10.0,)), Row("b", "2", (20.0,), turned=True)], alt="")

    assert ["l6 6" in mark.path for mark in chart.marks] == [False, True]


def test_each_profile_has_a_shape_of_its_own() -> None:
    chart = profile_dots([Row("a", "", (10.0, 20.0, 30.0, 40.0, 50.0))], alt="")

    shapes = {mark.path.split(" ", 2)[-1].lstrip("0123456789.") for mark in chart.marks}
    assert len(chart.marks) == len(shapes) == 5


def test_the_parts_of_a_bar_fill_it_and_narrow_ones_carry_no_text() -> None:
    bar = stack([("a", 0.5), ("b", 0.48), ("c", 0.02), ("d", 0.0)], alt="")

    assert sum(part.width for part in bar.segments) == pytest.approx(WIDTH, abs=0.2)
    assert [part.inside for part in bar.segments] == [True, True, False]
