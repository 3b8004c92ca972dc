"""Remarks: what an experienced author would not do. Each has a sentence that earns it, and the whole is clean."""

from __future__ import annotations

import pytest

from questionnaires import notes, parse, warnings

WHOLE = """\
format: 1
id: clean
version: "1"
languages: [en, fr]
title: {en: "Together", fr: "Ensemble"}
target_minutes: 2
words: {tools: {en: "our tools", fr: "nos outils"}}
scales:
  agree3:
    points: {1: {en: "No", fr: "Non"}, 2: {en: "Neither", fr: "Neutre"}, 3: {en: "Agree", fr: "D'accord"}}
dimensions:
  trust: {label: {en: "Trust", fr: "Confiance"}}
items:
  - {code: t1, dimension: trust, scale: agree3, text: {en: "{Tools} help.", fr: "{Tools} aident."}}
  - {code: t2, dimension: trust, scale: agree3, text: {en: "I see results.", fr: "Je vois des résultats."}}
  - {code: t3r, dimension: trust, scale: agree3, text: {en: "It is hard.", fr: "C'est difficile."}, reverse: true}
questions:
  - code: idea
    type: text
    text: {en: "What would help?", fr: "Qu'est-ce qui aiderait ?"}
pages:
  - {code: p, shows: [t1, t2, t3r, idea]}
"""


def remarks(*edits: tuple[str, str]) -> list[str]:
    """Return the remarks on the whole with some texts changed, each as "where: wrong"."""
    text = WHOLE
    for before, after in edits:
        assert before in text
        text = text.replace(before, after, 1)
    return [f"{remark.where}: {remark.wrong}" for remark in warnings(parse(text))]


def test_a_clean_questionnaire_has_no_remarks_and_no_notes() -> None:
    assert remarks() == []
    assert notes(parse(WHOLE)) == ()


@pytest.mark.parametrize(
    ("before", "after", "remark"),
    [
        ("I see results.", "I see {result}.", "item t2: {result} in the en text will be shown as it stands."),
        (
            '"our tools"',
            '"our {best} tools"',
            "word tools: {best} in the en text will be shown as it stands.",
        ),
        ("{Tools} aident.", "Nos outils aident.", "item t1: {tools} does not stand in the text in fr."),
        (
            "I see results.",
            "I see results and reasons.",
            "item t2: The en text may ask two things at once ('and').",
        ),
        ("des résultats.", "un but ou non.", "item t2: The fr text may ask two things at once ('ou')."),
        ("It is hard.", "It is not easy.", "item t3r: It is reversed and negated ('not' in the en text)."),
        (
            "C'est difficile.",
            "Ce n'est pas dit.",
            'item t3r: It is reversed and negated ("n\'" in the fr text).',
        ),
        (
            "What would help?",
            "How is your health?",
            "question idea: It seems to ask about health, a special category of personal data (GDPR, Article 9).",
        ),
        (
            "I see results.",
            f"I see {'very ' * 60}good results.",
            "item t2: The en text has 319 bytes, of which SPSS keeps 256.",
        ),
        (
            '"Neutre"',
            f'"{"é" * 61}"',
            "scale agree3, point 2: The fr text has 122 bytes, of which SPSS keeps 120.",
        ),
    ],
)
def test_each_doubtful_thing_is_remarked_once(before: str, after: str, remark: str) -> None:
    assert remarks((before, after)) == [remark]


def test_a_text_that_was_not_translated_is_remarked() -> None:
    same = "What would help us most?"

    assert remarks(("What would help?", same), ("Qu'est-ce qui aiderait ?", same)) == [
        "question idea: The fr text is the en text."
    ]


def test_short_texts_may_be_the_same_in_two_languages() -> None:
    assert remarks(('{en: "Trust", fr: "Confiance"}', '{en: "Culture", fr: "Culture"}')) == []


@pytest.mark.parametrize(
    ("code", "program"), [("token", "LimeSurvey"), ("That", "LimeSurvey"), ("with", "SPSS"), ("NOT", "SPSS")]
)
def test_a_code_that_another_program_keeps_for_itself_is_remarked(code: str, program: str) -> None:
    assert remarks(("code: idea", f"code: {code}"), ("t3r, idea", f"t3r, {code}")) == [
        f"{code}: {program} cannot call a question {code!r}."
    ]


def test_items_of_one_dimension_on_different_scales_are_remarked() -> None:
    other = "  often: {points: {0: {en: Never, fr: Jamais}, 1: {en: Often, fr: Souvent}}}\ndimensions:"

    assert remarks(
        ("dimensions:", other),
        ("{code: t2, dimension: trust, scale: agree3", "{code: t2, dimension: trust, scale: often"),
    ) == ["dimension trust: Its items use different scales: agree3, often."]


def test_a_form_that_takes_longer_than_promised_is_remarked() -> None:
    more = "".join(
        f'  - {{code: x{n}, dimension: trust, scale: agree3, text: {{en: "S {n}.", fr: "P {n}."}}}}\n'
        for n in range(30)
    )
    shown = ", ".join(f"x{n}" for n in range(30))

    assert remarks(("questions:", f"{more}questions:"), ("[t1,", f"[{shown}, t1,")) == [
        "target_minutes: It takes about 4 minutes, and is meant to take 2."
    ]


def test_a_scope_without_a_word_that_others_have_is_remarked() -> None:
    scopes = (
        "scopes:\n  a: {tools: {en: A, fr: A}, kind: {en: K, fr: K}}\n  b: {tools: {en: B, fr: B}}\nscales:"
    )

    assert remarks(("scales:", scopes)) == ["scope b: It has no word for kind."]


def test_the_name_of_a_goal_is_filled_in_where_goals_are_asked_about() -> None:
    block = """\
  - code: block
    type: goal_block
    text: {en: "One goal: {goal}.", fr: "Un objectif : {goal}."}
    relevance: {code: rel, scale: agree3, text: {en: "Mine?", fr: "Le mien ?"}}
    items: [{code: see, scale: agree3, text: {en: "I see {goal}.", fr: "Je vois {goal}."}}]
pages:"""

    assert remarks(("pages:", block), ("t3r, idea", "t3r, block, idea")) == []
    assert remarks(("{Tools} help.", "{goal} helps."), ("{Tools} aident.", "{goal} aide.")) == [
        "item t1: {goal} in the en text will be shown as it stands.",
        "item t1: {goal} in the fr text will be shown as it stands.",
    ]


def test_few_items_and_none_reversed_are_notes_and_no_remarks() -> None:
    positive = WHOLE.replace(", reverse: true", "")
    two = positive.replace(
        '  - {code: t3r, dimension: trust, scale: agree3, text: {en: "It is hard.", fr: "C\'est difficile."}}\n',
        "",
    ).replace("t2, t3r,", "t2,")

    assert [note.wrong[:24] for note in notes(parse(positive))] == ["It has no reversed item,"]
    assert [note.wrong[:14] for note in notes(parse(two))] == ["It has 2 items"]
    assert warnings(parse(two)) == warnings(parse(positive)) == ()


def test_every_remark_says_where_and_how_to_mend_it() -> None:
    text = WHOLE.replace("It is hard.", "It is not {easy} and good.").replace("idea", "token")

    found = (*warnings(parse(text)), *notes(parse(text.replace(", reverse: true", ""))))

    assert len(found) >= 5
    assert all(problem.where and problem.mend.endswith(".") for problem in found)
