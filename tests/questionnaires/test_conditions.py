"""Conditions: what holds when, what is refused and where, and that nothing makes them crash or run on."""

from __future__ import annotations

import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from questionnaires.conditions import (
    DEEPEST,
    LONGEST,
    All,
    Answered,
    Compared,
    Condition,
    Has,
    Not,
    OneOf,
    Some,
    parse,
)
from questionnaires.errors import ConditionError
from questionnaires.kinds import Kind, check

ANSWERS = {
    "imp1": 4,
    "imp2": "dk",
    "position": "manager",
    "function": {"chosen": "other", "text": "Archives"},
    "barriers": {"chosen": ["no_time", "other"], "text": "Rain"},
    "top": {"ranked": ["no_need_fit", "no_time"]},
    "share": {"a": 60, "b": 40},
    "age": 41.5,
    "open1": "Time.",
}


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("imp1 == 4", True),
        ("imp1 != 4", False),
        ("imp1 >= 4 and imp1 < 5", True),
        ("imp1 > 4 or imp1 <= 3", False),
        ("age > 41", True),
        ("age == 41.5", True),
        ("imp2 == dk", True),
        ("imp2 != 3", True),
        ("imp2 < 3 or imp2 >= 3", False),
        ("position == manager", True),
        ("position in [employee, manager]", True),
        ("function == other", True),
        ("barriers has no_time", True),
        ("barriers has no_need_fit", False),
        ("barriers in [no_need_fit, other]", True),
        ("top has no_need_fit", True),
        ("answered(share) and answered(open1)", True),
        ("tenure == t0", False),
        ("tenure != t0", False),
        ("not tenure == t0", True),
        ("not answered(tenure)", True),
        ("tenure in [t0, t1]", False),
        ("tenure has t0", False),
        ("tenure < 3", False),
    ],
)
def test_a_condition_holds_for_some_answers_and_not_for_others(text: str, holds: bool) -> None:
    assert parse(text).evaluate(ANSWERS) is holds


@pytest.mark.parametrize("empty", [None, "", [], {}, {"chosen": []}, {"ranked": []}])
def test_an_empty_answer_is_no_answer(empty: object) -> None:
    assert not parse("answered(open1)").evaluate({"open1": empty})


def test_zero_is_an_answer() -> None:
    assert parse("answered(rating) and rating == 0").evaluate({"rating": 0})


def test_and_binds_closer_than_or_and_not_closer_than_both() -> None:
    a, b, c = Compared("a", "==", 1), Compared("b", "==", 2), Compared("c", "==", 3)

    assert parse("a == 1 or b == 2 and c == 3") == Some((a, All((b, c))))
    assert parse("not a == 1 and b == 2") == All((Not(a), b))
    assert parse("not (a == 1 and b == 2)") == Not(All((a, b)))
    assert str(parse("a==1 or b==2 and not(c==3)")) == "a == 1 or (b == 2 and not c == 3)"


def test_a_condition_names_each_code_once_in_its_order() -> None:
    assert parse("b == 1 and (answered(a) or b in [2, 3])").codes == ("b", "a")


@pytest.mark.parametrize(
    ("text", "column", "mend"),
    [
        ("", 1, "Begin with the code"),
        ("imp1", 5, "Say what imp1 is compared with"),
        ("imp1 = 4", 6, "Compare with =="),
        ("imp1 == 'dk'", 9, "Write option codes without quotes"),
        ("imp1 == 4 imp2 == 3", 11, "Join two conditions"),
        ("imp1 == 4 and", 14, "Begin with the code"),
        ("imp1 == 04", 9, "Use codes, numbers"),
        ("imp1 == 1.", 9, "Use codes, numbers"),
        ("(imp1 == 4", 11, "Close the bracket"),
        ("imp1 in 4", 9, "Write a list"),
        ("imp1 in [4, ]", 13, "Compare with a number"),
        ("imp1 in [4", 11, "Close the list"),
        ("barriers has 4", 14, "Name the option"),
        ("answered imp1", 10, "Write answered(CODE)"),
        ("answered(4)", 10, "Write answered(CODE)"),
        ("and imp1 == 4", 1, "Begin with the code"),
        ("4 == imp1", 1, "Begin with the code"),
        ("imp1 ==\n\t4 § 5", 12, "Use codes, numbers"),
        ("__import__('os')", 1, "Use codes, numbers"),
    ],
)
def test_what_is_no_condition_is_refused_with_its_column(text: str, column: int, mend: str) -> None:
    with pytest.raises(ConditionError) as refused:
        parse(text)

    (problem,) = refused.value.problems
    assert problem.where == f"column {column}"
    assert problem.mend.startswith(mend)


@pytest.mark.parametrize(
    "text",
    [
        "(" * 10_000,
        "not " * 100 + "a == 1",
        "(" * (DEEPEST + 1) + "a == 1" + ")" * (DEEPEST + 1),
        "a==1 or " * 120 + "a==1",
        "a == 1 or " * 10_000 + "a == 1",
    ],
)
def test_a_condition_is_neither_long_nor_deep(text: str) -> None:
    with pytest.raises(ConditionError):
        parse(text)


# -- any condition

codes = st.from_regex(r"[A-Za-z][A-Za-z0-9_]{0,19}", fullmatch=True).filter(
    lambda code: code not in {"and", "or", "not", "in", "has", "answered"}
)
options = st.from_regex(r"[A-Za-z][A-Za-z0-9_]{0,19}", fullmatch=True)
numbers = st.integers(-999, 999) | st.integers(-(10**6), 10**6).map(lambda n: n / 1000)
constants = options | numbers.map(lambda number: int(number) if number == int(number) else number)
single_tests = (
    st.builds(Answered, codes)
    | st.builds(Compared, codes, st.sampled_from(["==", "!=", "<", "<=", ">", ">="]), constants)
    | st.builds(OneOf, codes, st.lists(constants, min_size=1, max_size=4).map(tuple))
    | st.builds(Has, codes, options)
)


def _larger(parts: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
    several = st.lists(parts, min_size=2, max_size=3).map(tuple)
    return st.builds(Not, parts) | st.builds(All, several) | st.builds(Some, several)


conditions = st.recursive(single_tests, _larger, max_leaves=8).filter(
    lambda condition: condition.depth <= DEEPEST and len(str(condition)) <= LONGEST
)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=True) | st.text(max_size=5),
    lambda value: st.lists(value, max_size=3) | st.dictionaries(st.text(max_size=8), value, max_size=3),
    max_leaves=5,
)


@given(conditions)
def test_a_condition_is_read_back_as_it_was_written(condition: Condition) -> None:
    assert parse(str(condition)) == condition


@given(conditions, st.dictionaries(codes | st.sampled_from(["a", "b"]), json_values, max_size=4))
def test_a_condition_answers_yes_or_no_whatever_the_answers(
    condition: Condition, answers: dict[str, object]
) -> None:
    everywhere = {**answers, **dict.fromkeys(condition.codes[:1], next(iter(answers.values()), None))}

    assert condition.evaluate(everywhere) in {True, False}
    assert Not(condition).evaluate(everywhere) is not condition.evaluate(everywhere)


@settings(max_examples=500)
@given(
    st.text(alphabet=string.ascii_letters + string.digits + " ()[],=!<>._-'\"\n", max_size=80)
    | st.lists(
        st.sampled_from(
            ["a", "1", "(", ")", "and", "or", "not", "in", "has", "answered", "==", "[", "]", ","]
        ),
        max_size=30,
    ).map(" ".join)
)
def test_any_text_is_a_condition_or_is_refused(text: str) -> None:
    found = _read(text)

    if isinstance(found, Condition):
        assert parse(str(found)) == found
    else:
        assert 1 <= int(found.problems[0].where.removeprefix("column ")) <= len(text) + 1


def _read(text: str) -> Condition | ConditionError:
    try:
        return parse(text)
    except ConditionError as refused:
        return refused


# -- what may be asked

KINDS = {
    "imp1": Kind(options=("dk", "na"), low=1, high=5),
    "position": Kind(options=("employee", "manager")),
    "barriers": Kind(options=("no_time", "no_strategy"), several=True),
    "age": Kind(low=16, high=99),
    "open1": Kind(),
    "goals": None,
}


@pytest.mark.parametrize(
    "text",
    [
        "imp1 >= 4 or imp1 == dk or imp1 in [1, na]",
        "position != manager",
        "barriers has no_time and barriers in [no_time, no_strategy]",
        "age < 30",
        "answered(open1) or answered(barriers)",
    ],
)
def test_what_answers_can_be_may_be_asked(text: str) -> None:
    assert check(parse(text), KINDS) == ()


@pytest.mark.parametrize(
    ("text", "wrong", "mend"),
    [
        ("imp == 4", "'imp' is no item", "Did you mean 'imp1'? Ask about one of imp1, position"),
        ("answered(goals)", "asked once a goal", "Ask about another question."),
        ("imp1 == 6", "'6' is no answer", "Compare with a number from 1 to 5. Use one of dk, na."),
        ("imp1 == d", "'d' is no answer", "Compare with a number from 1 to 5."),
        ("imp1 >= dk", "compares numbers", "Compare with a number from 1 to 5."),
        ("position > 1", "compares numbers", "Write == or !=, or position in [employee, …]."),
        ("position == 1", "'1' is no answer", "Use one of employee, manager."),
        ("position in [manager, boss]", "'boss' is no answer", "Use one of employee, manager."),
        ("position has manager", "has one answer only", "Write position == manager."),
        ("barriers == no_time", "can have several answers", "Write barriers has no_time"),
        ("barriers has rain", "'rain' is no answer", "Use one of no_time, no_strategy."),
        ("age == dk", "'dk' is no answer", "Compare with a number from 16 to 99."),
        ("open1 == yes", "neither an option nor a number", "Write answered(open1)."),
    ],
)
def test_what_no_answer_can_be_is_a_fault(text: str, wrong: str, mend: str) -> None:
    (problem,) = check(parse(text), KINDS)

    assert wrong in problem.wrong
    assert problem.mend.startswith(mend)


@given(conditions)
def test_any_condition_can_be_checked(condition: Condition) -> None:
    problems = check(condition, {"a": KINDS["imp1"], "b": None})

    assert len(problems) >= len([code for code in condition.codes if code != "a"])
