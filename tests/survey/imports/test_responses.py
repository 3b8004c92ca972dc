"""Answers matched to a questionnaire: what is taken, what is dropped, what is refused."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from questionnaires.model import Questionnaire
from scoring.responses import MISSING, HeadCount
from survey.errors import ResponsesError
from survey.imports.groups import head_counts_of, require_plausible
from survey.imports.responses import responses_of
from survey.imports.table import read_table

HEADER = "see1,see_2,fit1,fit2\n"

Save = Callable[..., Path]


def test_numbers_outside_codes_and_empty_cells_are_three_things(
    save: Save, questionnaire: Questionnaire
) -> None:
    imported = responses_of(read_table(save(HEADER + "1,5,dk,\n na , 3 ,4,2\n")), questionnaire)

    assert imported.responses.answers.tolist() == [[1, 5, -1, MISSING], [-2, 3, 4, 2]]


def test_labels_of_any_language_count_whatever_their_case_spaces_and_apostrophes(
    save: Save, questionnaire: Questionnaire
) -> None:
    rows = "Strongly agree,pas d'accord,Je ne  sais pas,tout à fait D’ACCORD\n"

    imported = responses_of(read_table(save(HEADER + rows)), questionnaire)

    assert imported.responses.answers.tolist() == [[5, 2, -1, 5]]


def test_a_mark_for_no_answer_can_be_named(save: Save, questionnaire: Questionnaire) -> None:
    imported = responses_of(read_table(save(HEADER + "1,NA,3,-9\n")), questionnaire, missing=["NA", "-9"])

    assert imported.responses.answers.tolist() == [[1, MISSING, 3, MISSING]]


def test_columns_are_found_in_any_order_case_and_in_limesurvey_s_spelling(
    save: Save, questionnaire: Questionnaire
) -> None:
    imported = responses_of(read_table(save("FIT2,q[fit1],SEE2,Q1[see1]\n1,2,3,4\n")), questionnaire)

    assert imported.responses.answers.tolist() == [[4, 3, 2, 1]]


def test_what_could_name_a_person_or_a_moment_is_dropped_and_the_rest_is_named(
    save: Save, questionnaire: Questionnaire
) -> None:
    header = "id,token,ipaddr,E-Mail,submitdate,Team,remark," + HEADER
    table = read_table(save(header + "1,abc,203.0.113.7,a@example.org,2026-11-24,Sales,fine,1,2,3,4\n"))

    imported = responses_of(table, questionnaire, unit="Team")

    assert imported.used == ("Team", "see1", "see_2", "fit1", "fit2")
    assert imported.dropped == ("id", "token", "ipaddr", "E-Mail", "submitdate")
    assert imported.unused == ("remark",)


def test_units_are_paths_and_an_empty_cell_is_an_unknown_unit(
    save: Save, questionnaire: Questionnaire
) -> None:
    table = read_table(save("unit," + HEADER + "Ops / Night,1,2,3,4\n,1,2,3,4\n"))

    assert responses_of(table, questionnaire, unit="unit").responses.units == (("Ops", "Night"), ())


def test_a_segment_is_found_by_its_code_or_by_the_column_named(
    save: Save, questionnaire: Questionnaire
) -> None:
    by_code = read_table(save("position," + HEADER + "manager,1,2,3,4\nSalarié,1,2,3,4\n,1,2,3,4\n"))
    by_name = read_table(save("Poste," + HEADER + "Manager,1,2,3,4\n", name="other.csv"))

    assert responses_of(by_code, questionnaire).responses.segments == {
        "position": ("manager", "employee", None)
    }
    named = responses_of(by_name, questionnaire, segments={"position": "Poste"})
    assert named.responses.segments == {"position": ("manager",)}


REFUSED = {
    "no rows": (HEADER, {}, "no rows", ""),
    "only empty records": (HEADER + ",,,\n", {}, "no rows", ""),
    "no column of the questionnaire": ("a,b\n1,2\n", {}, "No column for 4 of 4 items", "line 1"),
    "an item without a column": (
        "see1,see_2,fit1\n1,2,3\n",
        {},
        "No column for 1 of 4 items: fit2",
        "line 1",
    ),
    "an item with two columns": (
        "see1,see_2,see2,fit1,fit2\n1,2,3,4,5\n",
        {},
        "'see_2' has several",
        "line 1",
    ),
    "a value above the scale": (HEADER + "1,2,3,6\n", {}, "'6' (once) is not an answer to fit2", "line 2"),
    "a value below the scale": (HEADER + "0,2,3,4\n", {}, "'0' (once) is not an answer to see1", "line 2"),
    "a stored number of an outside answer": (HEADER + "-1,2,3,4\n", {}, "'-1'", "line 2"),
    "a decimal number": (HEADER + "5.0,2,3,4\n", {}, "'5.0'", "line 2"),
    "a number in other digits": (HEADER + "٥,2,3,4\n", {}, "'٥'", "line 2"),
    "an exponent": (HEADER + "1e0,2,3,4\n", {}, "'1e0'", "line 2"),
    "R's NA where nobody said what it is": (HEADER + "1,NA,3,4\n", {}, "'NA' (once)", "line 2"),
    "LimeSurvey's answer codes": (HEADER + "A1,A2,A3,A4\n", {}, "'A1'", "line 2"),
    "a formula": (HEADER + "=1+1,2,3,4\n", {}, "'=1+1'", "line 2"),
    "no such unit column": (HEADER + "1,2,3,4\n", {"unit": "Team"}, "no column 'Team'", "line 1"),
    "a segment that is not declared": (
        HEADER + "1,2,3,4\n",
        {"segments": {"age": "see1"}},
        "no segment 'age'",
        "",
    ),
    "an option that is not declared": (
        "position," + HEADER + "boss,1,2,3,4\n",
        {},
        "'boss' (once)",
        "line 2",
    ),
    "a unit with an empty part": (
        "u," + HEADER + "Ops//Night,1,2,3,4\n",
        {"unit": "u"},
        "'Ops//Night'",
        "line 2",
    ),
    "a unit that climbs": ("u," + HEADER + "Ops/../x,1,2,3,4\n", {"unit": "u"}, "'Ops/../x'", "line 2"),
    "a unit nine levels deep": (
        "u," + HEADER + "a/b/c/d/e/f/g/h/i,1,2,3,4\n",
        {"unit": "u"},
        "9 levels",
        "line 2",
    ),
    "a unit with a hidden direction": (
        "u," + HEADER + "a\u202eb,1,2,3,4\n",
        {"unit": "u"},
        "not a unit",
        "line 2",
    ),
    "addresses as units": (
        "u," + HEADER + "a@example.org,1,2,3,4\n",
        {"unit": "u"},
        "e-mail addresses",
        "line 1",
    ),
    "numbers of persons as units": (
        "u," + HEADER + "".join(f"{7000 + n},1,2,3,4\n" for n in range(12)),
        {"unit": "u"},
        "12 values for 12 people",
        "line 1",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_taken_is_refused_with_its_place(
    save: Save, questionnaire: Questionnaire, case: str
) -> None:
    content, how, wrong, where = REFUSED[case]
    table = read_table(save(content))

    with pytest.raises(ResponsesError) as refusal:
        responses_of(table, questionnaire, **how)

    problem = refusal.value.problems[0]
    assert wrong in problem.wrong
    assert problem.where.startswith(table.name)
    assert problem.where.endswith(where)
    assert problem.mend


def test_a_wrong_answer_is_told_once_with_its_count_and_all_of_them_together(
    save: Save, questionnaire: Questionnaire
) -> None:
    table = read_table(save(HEADER + "9,2,3,x\n9,2,3,4\n8,2,3,4\n"))

    with pytest.raises(ResponsesError) as refusal:
        responses_of(table, questionnaire)

    assert [problem.wrong.split(" is not")[0] for problem in refusal.value.problems] == [
        "'9' (2 times)",
        "'8' (once)",
        "'x' (once)",
    ]


def test_head_counts_are_read_by_unit_and_segment(save: Save, questionnaire: Questionnaire) -> None:
    table = read_table(save("unit,position,invited\nOps/Night,employee,12\nOps,manager,3\n"))

    assert head_counts_of(table, questionnaire) == (
        HeadCount(("Ops", "Night"), 12, {"position": "employee"}),
        HeadCount(("Ops",), 3, {"position": "manager"}),
    )


@pytest.mark.parametrize(
    ("content", "wrong"),
    [
        ("unit,people\nOps,3\n", "'invited' is missing"),
        ("unit,invited\nOps,-3\n", "'-3' is not a head count"),
        ("unit,invited\nOps,3.5\n", "'3.5' is not a head count"),
        ("unit,invited\nOps,many\n", "'many' is not a head count"),
        ("unit,invited\nOps,3\nOps,4\n", "'Ops' was given before, in line 2"),
    ],
)
def test_head_counts_that_cannot_be_are_refused(
    save: Save, questionnaire: Questionnaire, content: str, wrong: str
) -> None:
    with pytest.raises(ResponsesError, match=wrong):
        head_counts_of(read_table(save(content)), questionnaire)


def test_more_answers_than_invited_people_are_refused_with_the_unit(
    save: Save, questionnaire: Questionnaire
) -> None:
    table = read_table(save("u," + HEADER + "Ops,1,2,3,4\n" * 3 + "Sales,1,2,3,4\n"))
    responses = responses_of(table, questionnaire, unit="u").responses

    with pytest.raises(ResponsesError) as refusal:
        require_plausible(responses, [HeadCount(("Ops",), 2), HeadCount(("Lab",), 90)], "counts.csv")

    assert [problem.wrong for problem in refusal.value.problems] == [
        "Ops: 3 answered of 2 invited.",
        "Sales: 1 answered of 0 invited.",
    ]
