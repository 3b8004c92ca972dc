"""A questionnaire as a person reads it: every text in its language, and not a word in another."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from questionnaires import Questionnaire, available, load, read
from questionnaires.preview import PHRASES, preview
from questionnaires.questions import Check, inner_of, options_of
from questionnaires.texts import Text

FIXTURES = Path(__file__).parents[1] / "fixtures"
FORMS = [*available(), "every_type", "canteen"]


def form(name: str) -> Questionnaire:
    return load(name) if name in available() else read(FIXTURES / f"{name}.yaml")


# -- every text once, in its language


def labelled(part: Any, numbers: Iterator[int]) -> Any:
    """Return a part of a questionnaire with each text in it, however deep, replaced by «language number»."""
    if isinstance(part, Text):
        number = next(numbers)
        return Text({language: f"«{language}{number}»" for language in part.by_language})
    if isinstance(part, tuple):
        return tuple(labelled(each, numbers) for each in part)
    if isinstance(part, Mapping):
        return {key: labelled(each, numbers) for key, each in part.items()}
    if is_dataclass(part) and not isinstance(part, type):
        return replace(
            part, **{each.name: labelled(getattr(part, each.name), numbers) for each in fields(part)}
        )
    return part


def texts_in(part: Any) -> Iterator[Text]:
    if isinstance(part, Text):
        yield part
    elif isinstance(part, (tuple, list)):
        for each in part:
            yield from texts_in(each)
    elif is_dataclass(part) and not isinstance(part, type):
        yield from texts_in([getattr(part, each.name) for each in fields(part)])


def on_pages(questionnaire: Questionnaire) -> list[Text]:
    """Return the texts that a person can meet: the head, the pages, what they show, and the scales it is asked on."""
    q = questionnaire
    asked = [q.question_of[code] for page in q.pages for code in page.shows]
    asked = [each for each in asked if q.attention_check or not isinstance(each, Check)]
    inner = [part for each in asked for part in inner_of(each)]
    scales = {each.code: each for each in (q.scale_of.get(part.code) for part in (*asked, *inner)) if each}
    elsewhere = {
        id(option.label) for each in asked for option in options_of(each) if option not in q.options_for(each)
    }
    found = texts_in([q.title, q.intro, *(page.title for page in q.pages), *asked, *scales.values()])
    return [text for text in found if id(text) not in elsewhere]


@pytest.mark.parametrize("name", FORMS)
@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_text_is_there_in_its_language_and_none_in_another(name: str, language: str) -> None:
    marked = labelled(form(name), count(1))

    shown = preview(marked, language)

    expected = {text.in_language(language) for text in on_pages(marked)}
    assert len(expected) > 20
    assert expected - set(re.findall(r"«[a-z]+\d+»", shown)) == set()
    assert {found[:2] for found in re.findall(r"«([a-z]+\d+)»", shown)} == {language}


# -- not a word of English in French

ENGLISH = [
    "the",
    "of",
    "and",
    "you",
    "your",
    "our",
    "with",
    "what",
    "how",
    "which",
    "who",
    "where",
    "when",
    "have",
    "has",
    "had",
    "this",
    "that",
    "these",
    "those",
    "they",
    "them",
    "their",
    "is",
    "are",
    "was",
    "were",
    "be",
    "been",
    "not",
    "do",
    "does",
    "did",
    "would",
    "should",
    "could",
    "will",
    "can",
    "may",
    "of",
    "to",
    "for",
    "from",
    "by",
    "at",
    "as",
    "it",
    "its",
    "if",
    "or",
    "than",
    "more",
    "most",
    "much",
    "many",
    "some",
    "any",
    "every",
    "each",
    "all",
    "no",
    "yes",
    "never",
    "often",
    "about",
    "page",
    "answer",
    "answers",
    "only",
    "needed",
    "random",
    "order",
    "goal",
    "goals",
    "remark",
    "times",
    "least",
    "enough",
    "other",
    "others",
    "same",
    "work",
    "tools",
    "people",
    "name",
    "write",
    "choose",
]
BOTH = {"page", "or"}
"""Words that French has too: la page, et l'or."""


@pytest.mark.parametrize("name", FORMS)
def test_no_english_word_stands_in_the_french_preview(name: str) -> None:
    french = re.findall(r"[^\W\d_]+", preview(form(name), "fr").lower())
    english = re.findall(r"[^\W\d_]+", preview(form(name), "en").lower())

    assert set(french) & (set(ENGLISH) - BOTH) == set()
    assert len(set(english) & set(ENGLISH)) > 10


@pytest.mark.parametrize("name", FORMS)
@pytest.mark.parametrize("language", ["en", "fr"])
def test_nothing_stands_in_a_preview_but_its_texts_and_its_own_phrases(name: str, language: str) -> None:
    found = form(name)
    goal = found.goals[0] if found.goals else None
    said = [found.wording(text, language) for text in on_pages(found)]
    if goal:
        said += [found.wording(text, language, goal=goal) for text in on_pages(found)]
        said.append(goal.name.in_language(language))
    phrases = [re.split(r"\{\w+\}", phrase[language]) for phrase in PHRASES.values()]
    said += [re.sub(r"\{goal\}", PHRASES["goal"][language], text) for text in said]

    rest = preview(found, language)
    for known in sorted({*said, *(part for parts in phrases for part in parts)}, key=len, reverse=True):
        rest = rest.replace(known, " ") if known.strip() else rest

    assert re.findall(r"[^\W\d_]{2,}|\{", rest) == []


def test_every_phrase_of_the_preview_is_in_both_languages() -> None:
    assert all(phrase.keys() == {"en", "fr"} for phrase in PHRASES.values())
    assert all(
        sorted(re.findall(r"\{\w+\}", phrase["en"])) == sorted(re.findall(r"\{\w+\}", phrase["fr"]))
        for phrase in PHRASES.values()
    )
    assert [key for key, phrase in PHRASES.items() if phrase["en"] == phrase["fr"]] == []


# -- what it says beside the texts


def test_minutes_and_comments_stand_at_the_top() -> None:
    assert preview(load("barriers-full"), "en").splitlines()[1] == "About 8 min. With comments 1 min more."
    assert preview(load("barriers-short"), "fr").splitlines()[1] == "Environ 2 min."


def test_a_preview_says_what_not_everybody_sees() -> None:
    shown = preview(form("every_type"), "en")

    assert "It is hard to prove [only managers, top leaders]" in shown
    assert "In a word? (depends on earlier answers)" in shown
    assert "How much? (an answer is needed)" in shown
    assert "(2 at most) (in random order)" in shown
    assert "To draft" not in shown
    assert "Choose “Agree”." not in shown
    assert "A goal: “Delays”." in shown


def test_a_campaign_s_words_are_filled_in() -> None:
    form = load("barriers-full").with_scope(
        "ai", {"people_served": Text({"en": "our patients", "fr": "nos patients"})}
    )

    assert "our AI assistants helped our patients" in preview(form, "en")
    assert "nos assistants d'IA ont été utiles à nos patients" in preview(form, "fr")
    assert "Rédiger ou résumer avec un assistant d'IA" in preview(form, "fr")


def test_a_language_without_phrases_of_its_own_gets_the_english_ones() -> None:
    german = replace(
        form("canteen"), languages=("de",), title=Text({"de": "Die Mensa"}), intro=None, target_minutes=None
    )

    assert preview(german, "de").startswith("Die Mensa\nAbout ")
