"""What a questionnaire may do, but an experienced author would not: remarks, not refusals."""

from __future__ import annotations

from collections.abc import Iterator

from questionnaires.errors import Problem
from questionnaires.model import PLACEHOLDER, Questionnaire, Scale, Text
from questionnaires.problems import listed

FEWEST_ITEMS = 3


def warnings(questionnaire: Questionnaire) -> tuple[Problem, ...]:
    """Return remarks on placeholders nobody fills, thin dimensions, missing reversed items and mixed scales."""
    return (*_unfilled(questionnaire), *_thin(questionnaire))


def _unfilled(questionnaire: Questionnaire) -> Iterator[Problem]:
    known = {form for word in questionnaire.words for form in (word, word[:1].upper() + word[1:])}
    mend = f"Declare it under 'words:'; declared: {listed(questionnaire.words)}."
    for where, text in _texts(questionnaire):
        yield from _unknown_words(where, text, known, mend)
    for word, text in questionnaire.words.items():
        yield from _unknown_words(
            f"word {word}", text, set(), "Write it out: what a word brings in is not filled in again."
        )


def _unknown_words(where: str, text: Text, known: set[str], mend: str) -> Iterator[Problem]:
    for language, wording in text.by_language.items():
        for word in dict.fromkeys(PLACEHOLDER.findall(wording)):
            if word not in known:
                yield Problem(f"{{{word}}} in the {language} text will be shown as it stands.", where, mend)


def _texts(questionnaire: Questionnaire) -> Iterator[tuple[str, Text]]:
    """Yield every text that people read, with the place that holds it."""
    q = questionnaire
    yield "title", q.title
    if q.intro:
        yield "intro", q.intro
    for scale in q.scales:
        yield from _texts_of_scale(scale)
    for dimension in q.dimensions:
        yield f"dimension {dimension.code}", dimension.label
        if dimension.question:
            yield f"dimension {dimension.code}", dimension.question
    yield from ((f"item {item.code}", item.text) for item in q.items)
    yield from ((f"page {page.code}", page.title) for page in q.pages if page.title)
    for segment in q.segments:
        yield f"segment {segment.code}", segment.label
        yield from ((f"segment {segment.code}", option.label) for option in segment.options)


def _texts_of_scale(scale: Scale) -> Iterator[tuple[str, Text]]:
    where = f"scale {scale.code}"
    if scale.prompt:
        yield where, scale.prompt
    yield from ((where, point.label) for point in scale.points)
    yield from ((where, answer.label) for answer in scale.outside)


def _thin(questionnaire: Questionnaire) -> Iterator[Problem]:
    for dimension in questionnaire.dimensions:
        items, where = questionnaire.items_of[dimension.code], f"dimension {dimension.code}"
        if len(items) < FEWEST_ITEMS:
            yield Problem(
                f"It has {len(items)} {'item' if len(items) == 1 else 'items'}: omega is not defined, and one"
                " wording decides the score.",
                where,
                f"Give it {FEWEST_ITEMS} or more.",
            )
        if len({item.scale for item in items}) > 1:
            yield Problem("Its items use different scales.", where, "Use one scale within a dimension.")
        if not any(item.reverse for item in items):
            yield Problem(
                "It has no reversed item, so people who agree with everything are not noticed.",
                where,
                "Word one item as the opposite, without a negation, and mark it 'reverse: true'.",
            )
