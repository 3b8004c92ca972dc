"""What holds for any questionnaire with questions of every type, and for anything that is sent as an answer to it."""

from __future__ import annotations

import contextlib
import copy
import json
import math
import time
from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from questionnaires import QuestionnaireError, parse, to_yaml
from questionnaires.answers import (
    Answer,
    AnswerError,
    asked_answers,
    checked,
    reachable,
    row_of,
    segments_of,
    texts_of,
)
from questionnaires.columns import columns
from questionnaires.drawing import ORDERS, Drawn, option_order, page_order, sets_asked, with_draws
from questionnaires.model import Questionnaire
from questionnaires.questions import BestWorst
from tests.questionnaires.forms import forms, json_values, raw_answers
from tests.questionnaires.test_reader import NODES, places

FORM = Path(__file__).parents[1] / "fixtures" / "every_type.yaml"
WHOLE = yaml.safe_load(to_yaml(parse(FORM.read_bytes())))

slowly = settings(
    deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


def known_forms() -> list[Questionnaire]:
    """Return forms that differ in scope, goals, checks and designs: drawing whole ones anew takes too long."""
    form = parse(FORM.read_bytes())
    return [
        form,
        with_draws(replace(form.with_scope("ai"), attention_check=True), 5),
        form.without(["position"]).with_goals(form.goals[:1]),
        form.with_goals(()),
    ]


KNOWN = known_forms()


def tried(form: Questionnaire, code: str, raw: object) -> Answer | AnswerError | None:
    try:
        return checked(form, code, raw)
    except AnswerError as refused:
        return refused


@slowly
@given(forms())
def test_any_questionnaire_with_questions_reads_back_as_itself(form: Questionnaire) -> None:
    written = to_yaml(form)

    assert parse(written) == form
    assert to_yaml(parse(written)) == written


@settings(slowly, max_examples=500)
@given(st.data())
def test_whatever_is_sent_is_an_answer_in_one_form_or_is_refused(data: st.DataObject) -> None:
    form = data.draw(st.sampled_from(KNOWN))
    code = data.draw(st.sampled_from([*form.question_of, "nothing"]))
    raw = data.draw(raw_answers(form, code) if code in form.question_of else json_values)

    answer = tried(form, code, raw)

    if isinstance(answer, AnswerError):
        assert answer.problems[0].where.split(".")[0] == code
        assert answer.problems[0].mend
    else:
        assert json.loads(json.dumps(answer)) == answer
        assert checked(form, code, answer) == answer


@settings(slowly, max_examples=60)
@given(st.data())
def test_any_answers_fit_the_columns_and_no_word_gets_into_them(data: st.DataObject) -> None:
    form = data.draw(st.sampled_from(KNOWN) | forms())
    drawn = data.draw(st.builds(Drawn, st.integers(0, ORDERS - 1), st.integers(0, 9), st.integers(0, 9)))
    outcomes = {code: tried(form, code, data.draw(raw_answers(form, code))) for code in form.question_of}
    answers = {
        code: answer
        for code, answer in outcomes.items()
        if answer is not None and not isinstance(answer, AnswerError)
    }

    kept = asked_answers(form, answers)
    row = row_of(form, kept, drawn)

    by_name = {column.name: column for column in columns(form)}
    assert row.keys() == by_name.keys()
    for name, value in row.items():
        column = by_name[name]
        assert value is None or isinstance(value, int) or (not column.whole and math.isfinite(value))
        if value is not None and column.kind in ("item", "single", "check", "goal", "best", "worst"):
            assert value in column.values
    assert set(kept) <= set(reachable(form, answers))
    assert asked_answers(form, kept) == kept
    assert all(isinstance(text, str) and text for _, text in texts_of(form, kept))
    assert segments_of(form, kept).keys() == {segment.code for segment in form.segments}


@slowly
@given(
    forms(), st.integers(0, ORDERS - 1), st.integers(0, 9), st.sampled_from(["manager", "employee", "", None])
)
def test_any_order_is_of_the_same_things(
    form: Questionnaire, order: int, sets: int, position: str | None
) -> None:
    drawn = Drawn(order, 0, sets)

    for page in form.pages:
        assert sorted(page_order(form, page, drawn)) == sorted(page.shows)
    for question in form.questions:
        options = option_order(form, question, drawn, position)
        assert sorted(each.code for each in options) == sorted(
            each.code for each in form.options_for(question, position)
        )
        if isinstance(question, BestWorst):
            for together in sets_asked(form, question, drawn):
                assert len({*together}) == question.size


@settings(slowly, max_examples=300)
@given(st.sampled_from([place for place in places(WHOLE) if place]), NODES)
def test_any_value_in_any_place_of_a_form_with_questions_is_read_or_refused_in_our_words(
    place: tuple[str | int, ...], put: object
) -> None:
    document = copy.deepcopy(WHOLE)
    *above, last = place
    node = document
    for key in above:
        node = node[key]
    node[last] = put

    try:
        found = parse(json.dumps(document))
    except QuestionnaireError:
        return

    assert parse(to_yaml(found)) == found


@settings(slowly, max_examples=150)
@given(st.sampled_from([place for place in places(WHOLE) if place]))
def test_a_form_with_anything_left_out_is_read_or_refused_in_our_words(place: tuple[str | int, ...]) -> None:
    document = copy.deepcopy(WHOLE)
    *above, last = place
    node = document
    for key in above:
        node = node[key]
    del node[last]

    try:
        found = parse(json.dumps(document))
    except QuestionnaireError:
        return

    assert parse(to_yaml(found)) == found


BASE = FORM.read_text(encoding="utf-8")
OPTIONS = ", ".join(f"o{n}: {{en: A, fr: A}}" for n in range(60))
HOSTILE = {
    "many questions": BASE.replace(
        "segments:\n", "".join("  - {code: x}\n" for _ in range(4_000)) + "segments:\n"
    ),
    "many columns": BASE.replace(
        "segments:\n",
        "".join(
            f"  - {{code: z{n}, type: multiple, text: {{en: T, fr: T}}, options: many}}\n" for n in range(80)
        )
        + "segments:\n",
    ).replace("lists:\n", f"lists:\n  many: {{{OPTIONS}}}\n"),
    "many options": BASE.replace(
        "  obstacles:\n", "  obstacles:\n" + "".join(f"    y{n}: {{en: A, fr: A}}\n" for n in range(5_000))
    ),
    "a list in a list": BASE.replace("options: obstacles", "options: [[[[obstacles]]]]"),
    "a long condition": BASE.replace("show_if: use > 1", "show_if: " + "use > 1 and " * 20_000 + "use > 1"),
    "deep brackets": BASE.replace("show_if: use > 1", f"show_if: {'(' * 900}use > 1{')' * 900}"),
    "many conditions": BASE.replace(
        "pages:\n", "".join(f"  w{n}: {{en: A, fr: A}}\n" for n in range(1)) + "pages:\n"
    ).replace(
        "{code: idea,",
        "{code: idea, show_if: " + " and ".join(f"(use == {n % 4} or role == boss)" for n in range(30)) + ",",
    ),
    "many sets": BASE.replace("sets: 3", "sets: 30\n    versions: 30\n    size: 4"),
    "sets without end": BASE.replace("sets: 3", "sets: 1000000000"),
    "many designs": BASE.replace(
        "sets: 3",
        "sets: 3\n    designs: [{positions: [employee], versions: [" + "[[no_time]]," * 4_000 + "]}]",
    ),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_a_form_made_to_burn_time_is_read_or_refused_soon(what: str) -> None:
    # The goal is half a second of processor time; the time-out of this test is ten times as long.
    begun = time.process_time()

    with contextlib.suppress(QuestionnaireError):
        parse(HOSTILE[what])

    assert time.process_time() - begun < 5
