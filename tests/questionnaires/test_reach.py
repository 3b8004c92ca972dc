"""Every question can be reached: what conditions may not do is refused with its line when the file is read."""

from __future__ import annotations

import time

import pytest

from questionnaires import QuestionnaireError, parse

HEAD = """\
format: 1
id: branches
version: "1"
languages: [en]
title: Branches
scales:
  agree5: {points: {1: Disagree, 2: "Neither", 3: Agree}, outside: {dk: I don't know}}
dimensions: {trust: {label: Trust}}
items:
  - {code: i1, dimension: trust, scale: agree5, text: I trust it.}
segments:
  position: {label: Your role, options: {employee: Employee, manager: Manager}}
"""


def branching(*questions: str, pages: str = "", segments: str = "") -> str:
    """Return a questionnaire with one question a page, each given as its code, options and condition."""
    written = []
    for question in questions:
        code, options, condition = (part.strip() for part in question.split("|"))
        kind = "multiple, most: 2" if options.startswith("*") else "single"
        named = ", ".join(f"{option}: {option.upper()}" for option in options.strip("*").split())
        rule = f', show_if: "{condition}"' if condition else ""
        written.append(f"  - {{code: {code}, type: {kind}, text: T, options: {{{named}}}{rule}}}\n")
    shown = "".join(
        f"  - {{code: p_{q.split('|')[0].strip()}, shows: [{q.split('|')[0].strip()}]}}\n" for q in questions
    )
    return f"{HEAD}questions:\n{''.join(written)}pages:\n  - {{code: first, shows: [i1]}}\n{pages or shown}"


def faults(text: str) -> list[str]:
    with pytest.raises(QuestionnaireError) as refused:
        parse(text, name="f.yaml")
    return [f"{problem.where}: {problem.wrong}" for problem in refused.value.problems]


def test_a_question_may_ask_about_earlier_pages_and_known_segments() -> None:
    found = parse(branching("q1 | a b |", "q2 | a b | q1 == a and i1 > 1", "q3 | a b | position == manager"))

    assert [str(question.show_if) for question in found.questions[1:]] == [
        "q1 == a and i1 > 1",
        "position == manager",
    ]


@pytest.mark.parametrize(
    ("questions", "wrong"),
    [
        (["q1 | a b | q9 == a"], "'q9' is no item, question or segment"),
        (["q1 | a b |", "q2 | a b | q1 == c"], "'c' is no answer to 'q1'"),
        (["q1 | a b |", "q2 | a b | q1 > 2"], "'>' compares numbers"),
        (["q1 | * a b c |", "q2 | a b | q1 == a"], "'q1' can have several answers"),
        (["q1 | a b | q2 == a", "q2 | a b |"], "It asks about 'q2', which no earlier page shows."),
        (["q1 | a b | q1 == a"], "It waits in a circle: 'q1' for 'q1'."),
        (
            ["q1 | a b | q3 == a", "q2 | a b | q1 == a", "q3 | a b | q2 == a"],
            "It waits in a circle: 'q1' for 'q3' for 'q2' for 'q1'.",
        ),
        (["q1 | a b |", "q2 | a b | q1 == a and q1 == b"], "Nobody ever sees 'q2'"),
        (["q1 | a b | i1 == dk and i1 > 1"], "Nobody ever sees 'q1'"),
        (["q1 | * a b c |", "q2 | a b | q1 has a and q1 has b and q1 has c"], "Nobody ever sees 'q2'"),
    ],
)
def test_a_condition_that_leads_nowhere_is_refused_with_its_line(questions: list[str], wrong: str) -> None:
    (fault,) = faults(branching(*questions))

    line = 1 + next(
        number for number, text in enumerate(branching(*questions).split("\n")) if "show_if" in text
    )
    assert fault.startswith(f"f.yaml, line {line}: 'show_if:' of ")
    assert wrong in fault


def test_a_question_that_only_those_see_who_cannot_answer_it_so_is_never_seen() -> None:
    # q3 wants a of q1 and an answer to q2; but q2 is only asked where q1 is b.
    (fault,) = faults(branching("q1 | a b |", "q2 | a b | q1 == b", "q3 | a b | q1 == a and q2 == a"))

    assert "Nobody ever sees 'q3': 'q1 == a and q2 == a' cannot hold there." in fault


def test_a_page_s_condition_counts_for_what_the_page_shows() -> None:
    pages = '  - {code: p1, shows: [q1]}\n  - {code: p2, shows: [q2], show_if: "q1 == a"}\n'

    (fault,) = faults(branching("q1 | a b |", "q2 | a b | q1 == b", pages=pages))

    assert "'q2'" in fault
    assert "Nobody ever sees" in fault


def test_a_page_cannot_wait_for_what_stands_on_it() -> None:
    pages = '  - {code: p1, shows: [q1, q2], show_if: "q1 == a"}\n'

    (fault,) = faults(branching("q1 | a b |", "q2 | a b |", pages=pages))

    assert "of the page 'p1'" in fault
    assert "It waits in a circle: 'p1' for 'q1'." in fault


def test_every_condition_at_fault_is_told() -> None:
    assert (
        len(faults(branching("q1 | a b | q9 == a", "q2 | a b | q1 == z", "q3 | a b | q1 == a and q1 == b")))
        == 3
    )


@pytest.mark.parametrize("kind", ["single", "multiple", "ranking, most: 1", "points"])
def test_no_page_can_hold_anybody_for_want_of_an_option(kind: str) -> None:
    # A required question that offers nothing to some position is the only way to hold people on a page.
    options = "{a: {label: A, audience: [manager]}, b: B}"
    question = f"  - {{code: q1, type: {kind}, text: T, required: true, options: {options}}}\n"

    (fault, *_) = faults(f"{HEAD}questions:\n{question}pages:\n  - {{code: p, shows: [i1, q1]}}\n")

    assert "the question 'q1' has 1 option for employees" in fault


def test_a_file_of_hard_conditions_is_read_in_time() -> None:
    # A hundred questions, each over many others, none of which can be decided quickly.
    first = [f"q{number} | a b c |" for number in range(50)]
    hard = " and ".join(f"q{number} in [a, b]" for number in range(20)) + " and q49 == a and q49 == b"
    begun = time.monotonic()

    parse(branching(*first, *(f"r{number} | a b | {hard}" for number in range(50))))

    assert time.monotonic() - begun < 20
