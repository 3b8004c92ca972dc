"""What changed between two versions, and what each change does to a trend."""

from __future__ import annotations

from dataclasses import replace

import pytest

from questionnaires import available, load, parse, to_yaml
from questionnaires.diff import diff

BASE = """\
format: 1
id: small
version: "1"
languages: [en, fr]
title: {en: "Working together", fr: "Travailler ensemble"}
intro: {en: "Ten questions on {tools}.", fr: "Dix questions sur {tools}."}
words:
  tools: {en: "our tools", fr: "nos outils"}
scales:
  agree5:
    prompt: {en: "Do you agree?", fr: "Êtes-vous d'accord ?"}
    points:
      1: {en: "Disagree", fr: "Pas d'accord"}
      2: {en: "Neither", fr: "Ni l'un ni l'autre"}
      3: {en: "Agree", fr: "D'accord"}
    outside:
      dk: {en: "I don't know", fr: "Je ne sais pas"}
  often:
    points:
      0: {en: "Never", fr: "Jamais"}
      1: {en: "Often", fr: "Souvent"}
dimensions:
  goals: {label: {en: "Goals", fr: "Objectifs"}}
  means: {label: {en: "Means", fr: "Moyens"}}
items:
  - {code: goal1, dimension: goals, scale: agree5, text: {en: "I know our goals.", fr: "Je connais nos objectifs."}}
  - {code: goal2, dimension: goals, scale: agree5, text: {en: "We share our goals.", fr: "Nous les partageons."}}
  - {code: mean1, dimension: means, scale: agree5, text: {en: "{Tools} help me.", fr: "{Tools} m'aident."}}
  - {code: mean2, dimension: means, scale: agree5, text: {en: "I have time.", fr: "J'ai le temps."}}
questions:
  - code: use
    type: single
    scale: often
    text: {en: "How often do you use {tools}?", fr: "Utilisez-vous souvent {tools} ?"}
  - code: stops
    type: ranking
    most: 2
    text: {en: "What stops you?", fr: "Qu'est-ce qui vous freine ?"}
    options:
      time: {en: "No time", fr: "Pas le temps"}
      goals: {en: "No goals", fr: "Pas d'objectifs"}
      money: {en: "No money", fr: "Pas d'argent"}
  - code: hours
    type: number
    low: 0
    high: 24
    text: {en: "How many hours?", fr: "Combien d'heures ?"}
pages:
  - {code: first, shows: [use, goal1, goal2]}
  - {code: second, shows: [mean1, mean2, stops, hours], show_if: "use == 1"}
segments:
  position:
    label: {en: "Your role", fr: "Votre rôle"}
    options: {employee: {en: "Employee", fr: "Salarié"}, manager: {en: "Manager", fr: "Responsable"}}
"""

GOALS = 'label: {en: "Goals", fr: "Objectifs"}'
GOAL1 = 'text: {en: "I know our goals.", fr: "Je connais nos objectifs."}'


def changed(*edits: tuple[str, str]) -> list[tuple[str, str, str]]:
    """Return kind, trend and place of each change that the edits of the file make."""
    text = BASE
    for before, after in edits:
        assert before in text
        text = text.replace(before, after, 1)
    found = diff(parse(BASE), parse(text.replace('version: "1"', 'version: "2"')))
    return [(change.kind, change.trend, change.place) for change in found]


def test_a_new_version_number_alone_is_no_change() -> None:
    assert changed() == []


@pytest.mark.parametrize(
    ("before", "after", "change"),
    [
        ("I know our goals.", "I know our  goals", ("typo", "kept", "item goal1")),
        ("We share our goals.", "We share our gaols.", ("typo", "kept", "item goal2")),
        ("I know our goals.", "I do not know our goals.", ("wording", "flagged", "item goal1")),
        ("Je connais nos objectifs.", "Je connais vos objectifs.", ("wording", "flagged", "item goal1")),
        ('"Agree"', '"I agree"', ("wording", "flagged", "scale agree5, point 3")),
        ("Do you agree?", "How far do you agree?", ("wording", "flagged", "scale agree5, prompt")),
        ("No time", "Not enough time", ("wording", "flagged", "question stops, option time")),
        ("How many hours?", "How many hours a day?", ("wording", "flagged", "question hours")),
        ("Manager", "Team manager", ("wording", "flagged", "segment position, option manager")),
        ("Ten questions", "Some questions", ("wording", "kept", "intro")),
        ("Working together", "How we work", ("wording", "kept", "title")),
        ('"Goals"', '"Our goals"', ("wording", "kept", "dimension goals")),
        ('"our tools"', '"our assistants"', ("wording", "flagged", "word tools")),
        ("high: 24", "high: 12", ("scale", "broken", "question hours")),
        ("most: 2", "most: 1", ("asked", "flagged", "question stops")),
        (', show_if: "use == 1"', "", ("asked", "flagged", "item mean1")),
        ("low: 0", "required: true\n    low: 0", ("asked", "flagged", "question hours")),
        ("code: first,", "code: begin,", ("other", "kept", "the file")),
        (GOALS, f"{GOALS}, higher_is: worse", ("reverse", "broken", "dimension goals")),
        (GOAL1, f"{GOAL1}, reverse: true", ("reverse", "broken", "item goal1")),
        (GOAL1, f"{GOAL1}, hint: {{en: All, fr: Tous}}", ("wording", "kept", "item goal1, hint")),
        (GOAL1, f"{GOAL1}, cite: [locke2002]", ("other", "kept", "the file")),
        ("most: 2", "most: 2\n    random: true", ("asked", "flagged", "question stops")),
        ("{code: first, shows", "{code: first, random: true, shows", ("order", "flagged", "pages")),
    ],
)
def test_a_change_is_told_with_what_it_does_to_the_trend(
    before: str, after: str, change: tuple[str, str, str]
) -> None:
    found = changed((before, after))

    assert change in found
    assert {each[:2] for each in found} == {change[:2]}


def test_another_number_of_points_breaks_the_trend() -> None:
    point = '      3: {en: "Agree", fr: "D\'accord"}\n'

    assert ("scale", "broken", "scale agree5") in changed(
        (point, f'{point}      4: {{en: "Fully", fr: "Oui"}}\n')
    )


def test_a_declared_recode_keeps_the_trend() -> None:
    point = '      3: {en: "Agree", fr: "D\'accord"}\n'
    recode = "    recode:\n      agree5: {1: 1, 2: 2, 3: 4}\n"

    found = changed((point, f'{point}      4: {{en: "Fully", fr: "Oui"}}\n{recode}'))

    assert ("recode", "kept", "scale agree5") in found


def test_another_scale_breaks_the_trend_of_its_item() -> None:
    assert ("scale", "broken", "item goal1") in changed(
        ("{code: goal1, dimension: goals, scale: agree5", "{code: goal1, dimension: goals, scale: often")
    )


def test_another_type_of_question_breaks_its_trend() -> None:
    assert changed(("type: ranking", "type: multiple")) == [("scale", "broken", "question stops")]


def test_an_answer_outside_the_scale_that_is_new_flags_the_trend() -> None:
    dk = '      dk: {en: "I don\'t know", fr: "Je ne sais pas"}\n'

    assert changed((dk, f'{dk}      na: {{en: "Not for me", fr: "Sans objet"}}\n')) == [
        ("options", "flagged", "scale agree5")
    ]


def test_options_that_come_and_go_flag_the_trend() -> None:
    found = changed(
        (
            '      money: {en: "No money", fr: "Pas d\'argent"}\n',
            '      room: {en: "No room", fr: "Pas de place"}\n',
        )
    )

    assert found == [("options", "flagged", "question stops")] * 2


def test_options_in_another_order_flag_the_trend() -> None:
    time, goals = (
        '      time: {en: "No time", fr: "Pas le temps"}\n',
        '      goals: {en: "No goals", fr: "Pas d\'objectifs"}\n',
    )

    assert changed((time + goals, goals + time)) == [("order", "flagged", "question stops")]


def test_a_question_that_moves_flags_its_trend_and_no_other() -> None:
    found = changed(("shows: [use, goal1, goal2]", "shows: [use, goal2, goal1]"))

    assert [change[0] for change in found] == ["order"]


def test_an_item_that_moves_to_another_dimension_flags_both() -> None:
    found = changed(("{code: goal2, dimension: goals", "{code: goal2, dimension: means"))

    assert found == [
        ("dimension", "flagged", "item goal2"),
        ("dimension", "flagged", "dimension goals"),
        ("dimension", "flagged", "dimension means"),
    ]


def test_new_and_gone_begin_and_end_a_trend() -> None:
    item = '  - {code: mean2, dimension: means, scale: agree5, text: {en: "I have time.", fr: "J\'ai le temps."}}\n'
    later = item.replace("mean2", "mean3")

    found = diff(parse(BASE), parse(BASE.replace(item, later).replace("mean2", "mean3")))

    assert [(change.kind, change.trend, change.place) for change in found[:2]] == [
        ("gone", "ends", "item mean2"),
        ("new", "begins", "item mean3"),
    ]
    assert found[1].what == "new, with the words of 'mean2', which is gone"


def test_a_language_begins_and_ends() -> None:
    both = parse(BASE)
    english = replace(both, languages=("en",))

    assert [(change.kind, change.trend, change.place) for change in diff(both, english)] == [
        ("gone", "ends", "language fr")
    ]
    assert [(change.kind, change.trend, change.place) for change in diff(english, both)] == [
        ("new", "begins", "language fr")
    ]


def test_both_texts_of_a_change_are_told_once_for_all_languages() -> None:
    text = BASE.replace("I know our goals.", "I know all goals.").replace("Je connais nos", "Je connais vos")

    (change,) = diff(parse(BASE), parse(text))

    assert (change.before, change.after) == ("I know our goals.", "I know all goals.")
    assert change.what == "en: 'our' is now 'all'; fr: 'nos' is now 'vos'"


@pytest.mark.parametrize("name", available())
def test_a_questionnaire_is_the_same_as_itself(name: str) -> None:
    assert diff(load(name), parse(to_yaml(load(name)))) == ()


def test_a_campaigns_choice_of_scope_flags_every_text_that_speaks_of_it() -> None:
    form = load("barriers-full")

    found = diff(form, form.with_scope("ai"))

    assert {change.place for change in found} == {"word tools", "word tools_list"}
    assert found[0].trend == "flagged"


def test_levels_drawn_otherwise_break_their_trend() -> None:
    form = to_yaml(load("barriers-full"))

    found = diff(parse(form), parse(form.replace('"from": 35', '"from": 40').replace("from: 35", "from: 40")))

    assert [(change.kind, change.trend) for change in found] == [("levels", "broken")]
