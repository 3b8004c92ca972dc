"""Whether a condition can ever hold."""

from __future__ import annotations

import time
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questionnaires.conditions import All, Answered, Compared, Condition, Has, Not, OneOf, Some, parse
from questionnaires.kinds import Kind
from questionnaires.possible import Patience, possible

KINDS = {
    "q": Kind(options=("dk",), low=1, high=5),
    "age": Kind(low=16, high=99),
    "share": Kind(low=0, high=1, decimals=1),
    "position": Kind(options=("employee", "manager", "executive")),
    "barriers": Kind(options=("no_time", "rain", "dust", "none"), several=True, most=2, exclusive=("none",)),
    "open1": Kind(),
}


@pytest.mark.parametrize(
    "text",
    [
        "q > 4 and q < 6",
        "q == dk or q == 9",
        "age > 98",
        "share > 0.3 and share < 0.5",
        "not position in [employee, manager] and answered(position)",
        "barriers has no_time and barriers has rain",
        "barriers has no_time and not barriers in [rain, dust]",
        "barriers has none",
        "answered(barriers) and not barriers in [no_time, rain, dust]",
        "answered(open1)",
        "not answered(open1) and not answered(q)",
        "q != 1 and q != 2 and q != 3 and q != 4 and q != 5",
    ],
)
def test_what_some_answers_meet_is_possible(text: str) -> None:
    assert possible(parse(text), KINDS)


@pytest.mark.parametrize(
    "text",
    [
        "q > 4 and q < 5",
        "q == dk and q > 1",
        "q > 5",
        "age > 20 and age < 21",
        "share > 0.3 and share < 0.4",
        "position == manager and position != manager",
        "position == manager and not answered(position)",
        "answered(position) and not position in [employee, manager, executive]",
        "barriers has none and barriers has rain",
        "barriers has no_time and barriers has rain and barriers has dust",
        "answered(barriers) and not barriers in [no_time, rain, dust, none]",
        "answered(open1) and not answered(open1)",
        "q != 1 and q != 2 and q != 3 and q != 4 and q != 5 and q != dk",
        "(q == 1 or q == 2) and (q == 3 or age < 16)",
    ],
)
def test_what_no_answers_meet_is_not(text: str) -> None:
    assert not possible(parse(text), KINDS)


# -- against all answers there are

SMALL = {
    "a": Kind(options=("dk",), low=1, high=4),
    "b": Kind(options=("x", "y", "z")),
    "c": Kind(options=("x", "y", "none"), several=True, most=2, exclusive=("none",)),
}
ALL = {
    "a": [None, 1, 2, 3, 4, "dk"],
    "b": [None, "x", "y", "z"],
    "c": [None, {"chosen": ["x"]}, {"chosen": ["y"]}, {"chosen": ["none"]}, {"chosen": ["x", "y"]}],
}
constants = st.integers(0, 5) | st.sampled_from([2.5, "dk", "x", "y", "none"])
tests = (
    st.builds(Answered, st.sampled_from("abc"))
    | st.builds(
        Compared, st.sampled_from("ab"), st.sampled_from(["==", "!=", "<", "<=", ">", ">="]), constants
    )
    | st.builds(OneOf, st.sampled_from("abc"), st.lists(constants, min_size=1, max_size=3).map(tuple))
    | st.builds(Has, st.just("c"), st.sampled_from(["x", "y", "none"]))
)


def _larger(parts: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
    several = st.lists(parts, min_size=2, max_size=3).map(tuple)
    return st.builds(Not, parts) | st.builds(All, several) | st.builds(Some, several)


@given(st.recursive(tests, _larger, max_leaves=8))
def test_it_is_possible_if_and_only_if_some_answers_meet_it(condition: Condition) -> None:
    met = any(
        condition.evaluate(dict(zip("abc", answers, strict=True))) for answers in product(*ALL.values())
    )

    assert possible(condition, SMALL) is met


def test_a_condition_over_many_codes_counts_as_possible_when_patience_ends() -> None:
    codes = [f"c{number}" for number in range(50)]
    nobody = All((*(OneOf(code, (1, 2)) for code in codes), parse("c49 == 1"), parse("c49 == 2")))
    patience = Patience(20_000)
    begun = time.monotonic()

    assert possible(nobody, dict.fromkeys(codes, Kind(low=1, high=5)), patience)

    assert patience.tests <= 0
    assert time.monotonic() - begun < 20
