"""What is an answer to each type of question, what is refused, and which columns an answer fills."""

from __future__ import annotations

from pathlib import Path

import pytest

from questionnaires import parse
from questionnaires.answers import (
    AnswerError,
    asked_answers,
    checked,
    pages_asked,
    reachable,
    row_of,
    segments_of,
    texts_of,
)
from questionnaires.columns import UNRANKED, columns
from questionnaires.drawing import Drawn, sets_asked
from questionnaires.model import Questionnaire
from questionnaires.questions import BestWorst

FORM = Path(__file__).parents[1] / "fixtures" / "every_type.yaml"


@pytest.fixture(scope="module")
def form() -> Questionnaire:
    return parse(FORM.read_bytes())


@pytest.mark.parametrize(
    ("code", "raw", "canonical"),
    [
        ("q1", 4, 4),
        ("q1", " 4 ", 4),
        ("q1", "dk", "dk"),
        ("q1", "", None),
        ("q1", None, None),
        ("use", "2", 2),
        ("role", "boss", "boss"),
        ("role", {"chosen": "boss", "text": "kept for nothing"}, "boss"),
        (
            "role",
            {"chosen": "other", "text": "  Night\u202e  watch\n"},
            {"chosen": "other", "text": "Night watch"},
        ),
        ("role", {"chosen": "other", "text": " "}, "other"),
        ("role", {"chosen": "", "text": "words alone"}, None),
        ("used_for", "meet", {"chosen": ["meet"]}),
        ("used_for", ["news", "ask", "ask", ""], {"chosen": ["ask", "news"]}),
        ("used_for", {"chosen": ["none"]}, {"chosen": ["none"]}),
        ("used_for", [], None),
        (
            "used_for",
            {"chosen": ["ask"], "remarks": {"ask": "Often.", "meet": "not chosen"}},
            {"chosen": ["ask"], "remarks": {"ask": "Often."}},
        ),
        ("barriers", {"ranked": ["no_use", "no_time"]}, {"ranked": ["no_use", "no_time"]}),
        ("barriers", ["no_use", "no_time"], {"ranked": ["no_use", "no_time"]}),
        ("barriers", {"chosen": ["no_use", "no_time"]}, {"chosen": ["no_time", "no_use"]}),
        ("barriers", {"chosen": ["no_use"]}, {"ranked": ["no_use"]}),
        ("barriers", {"ranked": ["other"], "text": "Rain"}, {"ranked": ["other"], "text": "Rain"}),
        ("picks", {"ranked": ["no_use", "no_time"]}, {"chosen": ["no_time", "no_use"]}),
        (
            "weighed",
            {"best": ["no_time", ""], "worst": ["no_use"]},
            {"best": ["no_time", None, None], "worst": ["no_use", None, None]},
        ),
        ("weighed", {"best": ["", ""], "worst": []}, None),
        ("recommend", "0", 0),
        ("shares", {"work": "60", "team": 40}, {"work": 60, "team": 40}),
        ("shares", {"work": 100}, {"work": 100, "team": 0}),
        ("shares", {"work": "", "team": None}, None),
        ("hours", "7,5", 7.5),
        ("hours", "7.5", 7.5),
        ("hours", 8.0, 8),
        ("people", "1\u202f200", 1200),
        ("people", "12 000", 12000),
        ("idea", "One\r\ntwo\x00\x07\tthree \ud800", "One\ntwo\tthree"),
        ("line", "One\r\ntwo", "One two"),
        ("line", "\u200b", None),
        (
            "goals",
            {"g1": {"rel": "3", "see": "4"}, "g2": {"rel": 0, "see": 5}, "g3": {}},
            {"g1": {"rel": 3, "see": 4}, "g2": {"rel": 0}},
        ),
        (
            "goals",
            {"g1": {"rel": "dk", "see": 5}, "g2": {"see": "dk"}},
            {"g1": {"rel": "dk"}, "g2": {"see": "dk"}},
        ),
        (
            "entry",
            [
                {"name": "Delays", "weight": "70", "measure": "yes"},
                {},
                {"name": "Errors", "weight": 30, "link": 4},
            ],
            [{"name": "Delays", "weight": 70, "measure": "yes"}, {"name": "Errors", "weight": 30, "link": 4}],
        ),
        ("att1", 4, 4),
        ("position", "manager", "manager"),
    ],
)
def test_an_answer_is_made_canonical_and_then_stays_as_it_is(
    form: Questionnaire, code: str, raw: object, canonical: object
) -> None:
    found = checked(form, code, raw)

    assert found == canonical
    assert type(found) is type(canonical)
    assert checked(form, code, found) == found


@pytest.mark.parametrize(
    ("code", "raw", "reason"),
    [
        ("nothing", 1, "code"),
        *(("q1", raw, "form") for raw in ("5.0", 5.0, True, "٥", "1e1", "-0", "05", [4], {"a": 1}, "4 5")),
        *(("q1", raw, "option") for raw in ("five", "null", "true", "na")),
        *(("q1", raw, "range") for raw in (0, 6, -1, "999999999999")),
        ("role", "chief", "option"),
        ("role", 1, "option"),
        ("role", {"chosen": "boss", "name": "x"}, "form"),
        ("role", {"chosen": "other", "text": "x" * 201}, "long"),
        ("used_for", ["none", "ask"], "alone"),
        ("used_for", ["ask", "meet", "news"], "most"),
        ("used_for", ["draft"], "option"),
        ("used_for", ["ask"] * 1000, "form"),
        ("barriers", ["no_time", "dk"], "alone"),
        ("barriers", ["no_time", "no_use", "no_goal", "other"], "most"),
        ("weighed", {"best": ["no_time"], "worst": ["no_time"]}, "same"),
        ("weighed", {"best": ["no_time"] * 4}, "form"),
        ("weighed", "no_time", "form"),
        ("recommend", 11, "range"),
        ("recommend", -1, "range"),
        ("shares", {"work": 60, "team": 50}, "total"),
        ("shares", {"work": 60.5, "team": 39.5}, "form"),
        ("shares", {"work": -20, "team": 120}, "range"),
        ("shares", {"home": 100}, "form"),
        ("hours", "25", "range"),
        ("hours", "7,25", "decimals"),
        *(
            ("hours", raw, "form")
            for raw in ("1,234.5", "7,5,0", "nan", "inf", "0x7", "7e0", float("nan"), True)
        ),
        *(("people", raw, "form") for raw in ("1,200", "12.0", "1 20", "1 2000", 12.0)),
        ("line", "x" * 201, "long"),
        ("idea", 5, "form"),
        ("goals", {"g9": {"rel": 1}}, "form"),
        ("goals", {g: {"rel": 2} for g in ("g1", "g2", "g3", "g4")}, "most"),
        ("goals", {"g1": {"rel": 9}}, "range"),
        ("goals", {"g1": {"fit": 1}}, "form"),
        ("entry", [{"name": "A", "weight": 50}], "total"),
        ("entry", [{"weight": 100}], "name"),
        ("entry", [{"name": "A"}] * 4, "form"),
        ("entry", [{"name": "x" * 61}], "long"),
        ("position", "boss", "option"),
    ],
)
def test_what_is_no_answer_is_refused_with_a_reason(
    form: Questionnaire, code: str, raw: object, reason: str
) -> None:
    with pytest.raises(AnswerError) as refused:
        checked(form, code, raw)

    assert refused.value.reason == reason
    (problem,) = refused.value.problems
    assert problem.where.split(".")[0] == code
    assert problem.wrong.endswith(".")
    assert problem.mend.endswith(".")


def test_a_refusal_says_where_within_the_question_it_is(form: Questionnaire) -> None:
    wrong = {
        "goals": {"g1": {"rel": 2, "see": 9}},
        "entry": [{}, {"name": "A", "link": 9}],
        "shares": {"work": "all", "team": 0},
    }

    places = []
    for code, raw in wrong.items():
        with pytest.raises(AnswerError) as refused:
            checked(form, code, raw)
        places.append(refused.value.problems[0].where)

    assert places == ["goals.g1.see", "entry.2.link", "shares.work"]


def test_a_number_of_any_size_is_refused_without_being_written_out(form: Questionnaire) -> None:
    with pytest.raises(AnswerError, match="a number too large is out of range"):
        checked(form, "q1", 10**5000)


def test_columns_have_short_names_that_differ_and_items_come_first(form: Questionnaire) -> None:
    names = [column.name for column in columns(form)]

    assert names[:3] == ["q1", "q2", "q3"]
    assert len({name.lower() for name in names}) == len(names)
    assert max(map(len, names)) <= 32
    assert not {"position", "idea", "line", "used_for_draft"} & set(names)


def test_a_column_says_in_every_language_what_its_values_stand_for(form: Questionnaire) -> None:
    by_name = {column.name: column for column in columns(form)}

    assert by_name["q1"].codes == {1: "1", 2: "2", 3: "3", 4: "4", 5: "5", -1: "dk"}
    assert by_name["role"].codes == {1: "worker", 2: "boss", 3: "other", -1: "pnts"}
    assert by_name["role"].values[2].in_language("fr") == "Chef"
    assert by_name["see_g1"].label.in_language("fr") == "Je vois nos outils dans Délais."
    assert (by_name["see_g1"].question, by_name["see_g1"].goal) == ("goals", "g1")
    assert (by_name["barriers_no_use"].question, by_name["barriers_no_use"].option) == ("barriers", "no_use")
    assert [by_name[name].whole for name in ("hours", "people")] == [False, True]


def test_each_answer_fills_its_columns_and_no_others(form: Questionnaire) -> None:
    row = row_of(
        form,
        {
            "q1": "dk",
            "use": 3,
            "role": {"chosen": "other", "text": "Night watch"},
            "used_for": {"chosen": ["ask", "news"]},
            "barriers": {"ranked": ["no_use", "no_time"]},
            "picks": {"chosen": ["no_time"]},
            "recommend": 0,
            "shares": {"work": 60, "team": 40},
            "hours": 7.5,
            "goals": {"g1": {"rel": 3, "see": "dk"}},
            "entry": [{"name": "Delays", "weight": 100, "measure": "no"}],
            "idea": "words",
            "position": "manager",
        },
    )

    assert row.keys() == {column.name for column in columns(form)}
    assert [f"{name} {value}" for name, value in row.items() if value is not None] == [
        *("q1 -1", "use 3", "role 3"),
        *("used_for_ask 1", "used_for_meet 0", "used_for_news 1", "used_for_none 0"),
        *("barriers_no_time 2", "barriers_no_goal 0", "barriers_no_use 1", "barriers_no_lead 0"),
        *("barriers_no_proof 0", "barriers_other 0", "barriers_none 0", "barriers_dk 0"),
        *("picks_no_time 1", "picks_no_goal 0", "picks_no_use 0", "picks_no_lead 0", "picks_no_proof 0"),
        *("recommend 0", "shares_work 60", "shares_team 40", "hours 7.5", "rel_g1 3", "see_g1 -1"),
        *("entry_w1 100", "entry_measure1 2"),
    ]


def test_choices_that_were_never_ranked_are_told_apart_from_ranks(form: Questionnaire) -> None:
    row = row_of(form, {"barriers": {"chosen": ["no_use", "no_time"]}})

    assert (row["barriers_no_use"], row["barriers_no_time"], row["barriers_no_goal"]) == (
        UNRANKED,
        UNRANKED,
        0,
    )


def test_a_best_worst_answer_counts_only_in_the_set_that_was_shown(form: Questionnaire) -> None:
    weighed = form.question_of["weighed"]
    assert isinstance(weighed, BestWorst)
    shown = sets_asked(form, weighed, Drawn(sets=2))
    absent = next(option.code for option in weighed.options if option.code not in shown[1])

    row = row_of(
        form,
        {"weighed": {"best": [shown[0][1], absent, None], "worst": [shown[0][2], None, None]}},
        Drawn(sets=2),
    )

    places = {option.code: place for place, option in enumerate(weighed.options, 1)}
    assert row["weighed_b1"] == places[shown[0][1]]
    assert row["weighed_w1"] == places[shown[0][2]]
    assert row["weighed_b2"] is None


def test_own_words_and_segments_are_kept_apart_from_the_row(form: Questionnaire) -> None:
    answers = {
        "role": {"chosen": "other", "text": "Night watch"},
        "used_for": {"chosen": ["ask"], "remarks": {"ask": "Often."}},
        "idea": "More time.",
        "entry": [{"name": "Delays"}],
        "position": "manager",
    }

    assert texts_of(form, answers) == [
        ("role_other", "Night watch"),
        ("used_for_ask", "Often."),
        ("idea", "More time."),
        ("entry", "Delays"),
    ]
    assert segments_of(form, answers) == {"position": "manager"}
    assert segments_of(form, {}) == {"position": None}


def test_what_conditions_leave_out_is_not_asked_and_its_answer_does_not_count(form: Questionnaire) -> None:
    answers = {"use": 1, "idea": "Gone.", "line": "Gone too.", "q1": 3}

    assert "idea" not in reachable(form, answers)
    assert "idea" in reachable(form, {**answers, "use": 3})
    assert asked_answers(form, answers) == {"use": 1, "q1": 3}


def test_an_answer_that_no_longer_counts_opens_no_later_page(form: Questionnaire) -> None:
    # The page "thanks" waits for an idea; whoever says now that he uses little is not asked for ideas any more.
    answers = {"position": "employee", "use": 2, "idea": "An old answer."}

    assert [page.code for page, _ in pages_asked(form, answers)][-1] == "thanks"
    assert [page.code for page, _ in pages_asked(form, {**answers, "use": 1})][-1] == "goal_page"


def test_checks_and_goal_blocks_are_only_asked_where_there_is_something_to_ask(form: Questionnaire) -> None:
    assert "att1" not in reachable(form, {})
    assert "goals" in reachable(form, {})
    assert "goals" not in reachable(form.with_goals(()), {})


def test_a_segment_known_from_the_participants_is_not_asked_but_conditions_know_it(
    form: Questionnaire,
) -> None:
    told = form.without(["position"])

    assert "position" in reachable(form, {})
    assert "position" not in reachable(told, {"position": "executive"})
    assert "extra" in reachable(told, {"position": "executive", "use": 3})
    assert "extra" not in reachable(told, {"position": "manager", "use": 3})
