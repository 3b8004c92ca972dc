"""What a questionnaire may do, but an experienced author would not: remarks, not refusals."""

from __future__ import annotations

from collections.abc import Iterator

from questionnaires.errors import Problem
from questionnaires.model import PLACEHOLDER, Questionnaire, Text

FEWEST_ITEMS = 3


def warnings(questionnaire: Questionnaire) -> tuple[Problem, ...]:
    """Return remarks on placeholders nobody fills, thin dimensions, missing reversed items and mixed scales."""
    return (*_unfilled(questionnaire), *_thin(questionnaire))


def _unfilled(questionnaire: Questionnaire) -> Iterator[Problem]:
    known = set(questionnaire.words) | {word[:1].upper() + word[1:] for word in questionnaire.words}
    for where, text in _texts(questionnaire):
        for language, wording in text.by_language.items():
            for word in dict.fromkeys(PLACEHOLDER.findall(wording)):
                if word not in known:
                    yield Problem(
                        f"{{{word}}} in the {language} text will be shown as it stands.",
                        where,
                        f"Declare it under 'words:'; declared: {', '.join(questionnaire.words) or 'none'}.",
                    )


def _texts(questionnaire: Questionnaire) -> Iterator[tuple[str, Text]]:
    yield "title", questionnaire.title
    if questionnaire.intro:
        yield "intro", questionnaire.intro
    for item in questionnaire.items:
        yield f"item {item.code}", item.text


def _thin(questionnaire: Questionnaire) -> Iterator[Problem]:
    for dimension in questionnaire.dimensions:
        items, where = questionnaire.items_of[dimension.code], f"dimension {dimension.code}"
        if len(items) < FEWEST_ITEMS:
            yield Problem(
                f"It has {len(items)} item(s): omega is not defined, and one wording decides the score.",
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
