"""Charts: coordinates worked by hand. The line runs from x = 210 (score 0) to x = 600 (score 100): 3.9 a point."""

from __future__ import annotations

import pytest

from survey.reports.charts import WIDTH, Band, Row, across, dots, profile_dots, stack, tone


def test_the_line_runs_from_the_labels_to_the_scores() -> None:
    assert [across(score) for score in (0, 50, 100)] == [210, 405, 600]


def test_a_dot_stands_at_its_score_and_its_whisker_at_the_ends_of_the_interval() -> None:
    chart = dots([Row("Goals", "50.0", (50.0,), 40.0, 60.0)], alt="a chart")

    # One row of 21 below a head of 24: its middle is 34.5. 40 and 60 stand at 210 + 3.9 * 40 and * 60.
    assert chart.intervals == "M366.0 34.5H444.0M366.0 28.5v12M444.0 28.5v12"
    assert chart.marks[0].path.startswith("M401.0 34.5")  # a circle of radius 4 begins 4 left of 405
    assert [word.text for word in chart.words] == ["0", "25", "50", "75", "100", "Goals", "50.0"]


def test_a_dimension_where_lower_is_better_has_another_shape_is_hollow_and_says_so() -> None:
    chart = dots([Row("a", "1", (10.0,)), Row("b", "2", (20.0,), turned=True, note="(lower)")], alt="")

    assert ["l6 6" in mark.path for mark in chart.marks] == [False, True]
    assert [mark.hollow for mark in chart.marks] == [False, True]
    assert "(lower)" in [word.text for word in chart.words]


def test_levels_stripe_the_line_and_are_named_below_it() -> None:
    bands = [Band(0, 35, "1"), Band(35, 50, "2"), Band(50, 100, "3")]

    chart = dots([Row("a", "1", (10.0,))], alt="", bands=bands, bands_are="Level")

    # Every second band is tinted: from 210 + 3.9 * 35 = 346.5 to 210 + 3.9 * 50 = 405, rows end at 24 + 21 = 45.
    assert chart.stripes == "M346.5 24.0H405.0V45.0H346.5z"
    assert [word.text for word in chart.words if word.y < 24] == ["0", "35", "50", "100"]
    assert [word.text for word in chart.words if word.y > 45] == ["Level", "1", "2", "3"]


@pytest.mark.parametrize(
    ("label", "lines"),
    [
        ("Needs fit", ["Needs fit"]),
        ("Personal motivation and own goals", ["Personal motivation and own goals"]),
        ("Strategy and the alignment of goals", ["Strategy and the alignment of", "goals"]),
        ("x" * 70, ["x" * 33, "x" * 33, "xxxx"]),
        ("y" * 120, ["y" * 33, "y" * 33, "y" * 32 + "…"]),
    ],
)
def test_a_long_label_runs_over_lines_and_ends_with_dots_after_three(label: str, lines: list[str]) -> None:
    assert list(Row(label, "", (1.0,)).lines) == lines


def test_a_row_grows_with_its_label_and_the_next_one_moves_down() -> None:
    chart = dots([Row("Strategy and the alignment of goals", "1", (0.0,)), Row("b", "2", (0.0,))], alt="")

    # Rows of 35 and 21: their middles are 24 + 17.5 and 24 + 35 + 10.5.
    scores = [word.y - 4 for word in chart.words if word.text in {"1", "2"}]
    assert scores == [41.5, 69.5]
    assert chart.height == 84


def test_each_profile_has_a_shape_and_a_tone_of_its_own() -> None:
    chart = profile_dots([Row("a", "", (10.0, 20.0, 30.0, 40.0, 50.0))], alt="")

    shapes = {mark.path.split(" ", 2)[-1].lstrip("0123456789.") for mark in chart.marks}
    assert len(chart.marks) == len(shapes) == 5
    assert [mark.tone for mark in chart.marks] == [0, 1, 2, 3, 4]


def test_things_in_an_order_run_from_light_to_dark_however_few() -> None:
    assert [[tone(place, count) for place in range(count)] for count in (1, 2, 3, 4)] == [
        [0],
        [0, 4],
        [0, 2, 4],
        [0, 1, 3, 4],
    ]


def test_the_parts_of_a_bar_fill_it_and_narrow_ones_carry_no_text() -> None:
    bar = stack([("50 %", 0.5), ("48 %", 0.48), ("2 %", 0.02), ("0 %", 0.0)], alt="", marked=True)

    assert sum(part.width for part in bar.segments) == pytest.approx(WIDTH, abs=0.2)
    assert [part.inside for part in bar.segments] == [True, True, False]
    assert [bool(part.mark) for part in bar.segments] == [True, True, False]
