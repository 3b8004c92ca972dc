"""Answers to questions of every type from a table: as a dataset heads its columns, and as LimeSurvey does."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from questionnaires import parse
from questionnaires.columns import columns
from questionnaires.model import Questionnaire
from scoring.dataset import read
from scoring.simulate import simulate_organisation
from survey.errors import ResponsesError
from survey.imports.operations import import_dataset
from survey.imports.responses import ImportedResponses, responses_of
from survey.imports.table import read_table

FORM = Path(__file__).parents[2] / "fixtures" / "every_type.yaml"
Save = Callable[..., Path]


@pytest.fixture(scope="module")
def form() -> Questionnaire:
    return parse(FORM.read_bytes())


@pytest.fixture
def imported(save: Save, form: Questionnaire) -> Callable[..., ImportedResponses]:
    """Import a table with these columns beside the items, one row a list of cells."""

    def read_rows(header: list[str], *rows: list[str], missing: tuple[str, ...] = ()) -> ImportedResponses:
        out = io.StringIO()
        csv.writer(out, delimiter=";").writerows(
            [["q1", "q2", "q3", *header], *(["3", "3", "3", *row] for row in rows)]
        )
        return responses_of(read_table(save(out.getvalue())), form, missing=missing)

    return read_rows


def filled(found: ImportedResponses, person: int = 0) -> dict[str, float]:
    """Return the columns that one row has filled."""
    return {
        name: column[person]
        for name, column in found.responses.columns.items()
        if not np.isnan(column[person])
    }


def test_what_a_dataset_holds_is_imported_again_column_by_column(save: Save, form: Questionnaire) -> None:
    made = simulate_organisation(replace(form, attention_check=True), people=200, seed=9)
    asked = replace(
        form, attention_check=True, questions=tuple(q for q in form.questions if q.code != "entry")
    )
    asked = replace(
        asked,
        pages=tuple(replace(page, shows=tuple(c for c in page.shows if c != "entry")) for page in form.pages),
    )
    names = [column.name for column in columns(asked)][3:]
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow(["q1", "q2", "q3", *names])
    for place in range(len(made.responses)):
        numbers = [made.responses.columns[name][place] for name in names]
        table.writerow(["3", "3", "3", *("" if np.isnan(number) else f"{number:g}" for number in numbers)])

    found = responses_of(read_table(save(out.getvalue())), asked)

    assert {"q1", *names} <= {*found.used}
    for name in names:
        assert np.array_equal(found.responses.columns[name], made.responses.columns[name], equal_nan=True), (
            name
        )


def test_codes_labels_and_numbers_of_options_are_taken(imported: Callable[..., ImportedResponses]) -> None:
    found = imported(
        ["role", "use"], ["boss", "2"], ["chef", "Beaucoup"], ["2", "-1"], ["pnts", "dk"], ["-1", ""]
    )

    assert found.responses.columns["role"].tolist() == [2, 2, 2, -1, -1]
    assert found.responses.columns["use"][:4].tolist() == [2, 2, -1, -1]
    assert np.isnan(found.responses.columns["use"][4])


def test_limesurvey_s_choices_others_and_remarks_are_taken(
    imported: Callable[..., ImportedResponses],
) -> None:
    found = imported(
        ["role", "role[other]", "usedfor[ask]", "usedfor[meet]", "usedfor[news]", "usedfor[askcomment]"],
        ["-oth-", "Night watch", "Y", "", "Y", "Every day."],
        ["boss", "", "", "", "", ""],
        ["", "Day watch", "N", "", "Y", ""],
    )

    used = dict(zip(["ask", "meet", "news", "none"], [1, 0, 1, 0], strict=True))
    assert filled(found) == {"role": 3} | {f"used_for_{option}": value for option, value in used.items()}
    assert filled(found, 1) == {"role": 2}
    assert filled(found, 2)["role"] == 3
    assert [(comment.question, comment.text) for comment in found.comments] == [
        ("role_other", "Night watch"),
        ("used_for_ask", "Every day."),
        ("role_other", "Day watch"),
    ]
    assert {comment.block for comment in found.comments} == {()}


def test_ranks_are_read_by_option_and_as_limesurvey_writes_them(
    imported: Callable[..., ImportedResponses],
) -> None:
    by_option = imported(
        ["barriers_no_time", "barriers_no_use", "barriers_other"],
        ["2", "1", "0"],
        ["", "Y", ""],
        ["", "", "Rain"],
    )
    by_rank = imported(["barriers[1]", "barriers[2]"], ["no_use", "no_time"], ["Pas le temps", ""])

    assert [filled(by_option)[f"barriers_{option}"] for option in ("no_time", "no_use", "other")] == [2, 1, 0]
    assert filled(by_option, 1)["barriers_no_use"] == 1  # the only one chosen is the first
    assert (filled(by_option, 2)["barriers_other"], by_option.comments[0].text) == (1, "Rain")
    assert [filled(by_rank)[f"barriers_{option}"] for option in ("no_time", "no_use")] == [2, 1]
    assert filled(by_rank, 1)["barriers_no_time"] == 1


def test_numbers_points_goals_and_own_words_are_taken(imported: Callable[..., ImportedResponses]) -> None:
    found = imported(
        [
            "hours",
            "people",
            "recommend",
            "shares_work",
            "shares_team",
            "rel_g1",
            "see_g1",
            "idea",
            "entry_name1",
            "entry_w1",
        ],
        ["7,5", "1 200", "10", "60", "40", "2", "D'accord", "More time.\nAnd help.", "Delays", "100"],
    )

    shares, goals = {"shares_work": 60, "shares_team": 40}, {"rel_g1": 2, "see_g1": 4, "entry_w1": 100}
    assert filled(found) == {"hours": 7.5, "people": 1200, "recommend": 10} | shares | goals
    assert [comment.text for comment in found.comments] == ["More time.\nAnd help.", "Delays"]


def test_a_mark_for_no_answer_counts_in_questions_too(imported: Callable[..., ImportedResponses]) -> None:
    found = imported(["hours", "used_for_ask"], ["NA", "NA"], ["3", "1"], missing=("NA",))

    assert filled(found) == {}


def test_what_is_no_answer_is_told_once_with_its_count_and_its_first_line(
    imported: Callable[..., ImportedResponses],
) -> None:
    with pytest.raises(ResponsesError) as refusal:
        imported(
            [
                "hours",
                "role",
                "used_for_ask",
                "used_for_none",
                "shares_work",
                "shares_team",
                "barriers_no_time",
            ],
            ["25", "chief", "1", "1", "60", "60", "2"],
            ["25", "", "maybe", "", "", "", ""],
            ["", "chief", "", "", "", "", "4"],
        )

    told = {problem.wrong: problem.where.split(", ")[-1] for problem in refusal.value.problems}
    assert told == {
        "hours: 25 is out of range. (2 times)": "line 2",
        "role: The answer is 'chief'. (2 times)": "line 2",
        "used_for: 'none' was chosen together with others.": "line 2",
        "used_for: 'maybe' says neither that 'ask' was chosen nor that it was not.": "line 3",
        "shares: The points add up to 120.": "line 2",
        "barriers: The ranks are 2.": "line 2",
        "barriers: The ranks are 4.": "line 4",
    }
    assert all(problem.mend for problem in refusal.value.problems)


def test_two_columns_for_one_option_are_refused(imported: Callable[..., ImportedResponses]) -> None:
    with pytest.raises(ResponsesError, match="has several columns: used_for_ask, usedfor"):
        imported(["used_for_ask", "usedfor[ask]"], ["1", "1"])


def test_own_words_are_kept_in_the_dataset_apart_from_the_answers(
    save: Save, form: Questionnaire, tmp_path: Path
) -> None:
    rows = "".join(f"3,3,3,{place},Idea {place}.\n" for place in range(12))

    import_dataset(form, save("q1,q2,q3,hours,idea\n" + rows), tmp_path / "wave.db")

    found = read(tmp_path / "wave.db")
    assert sorted(found.responses.columns["hours"].tolist()) == list(range(12))
    assert {comment.text for comment in found.comments} == {f"Idea {place}." for place in range(12)}
