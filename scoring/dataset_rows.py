"""What stands in the tables of a dataset, as plain rows: codebook, goals, responses. No file is touched here.

The trap: a column of a question is not one of an item. Items are whole numbers that scoring reads as one array; all
other columns are kept beside it, NaN where nothing was answered.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import isnan
from typing import Any

import numpy as np
from numpy.typing import NDArray

from questionnaires.columns import Column, columns
from questionnaires.model import Questionnaire, Segment
from scoring.responses import MISSING, Responses, path_text

COLLECTED = ("fast_pages", "drawn_order", "drawn_goals", "drawn_sets")
"""Columns that only a campaign fills: how many pages were answered too fast to be read, and what was drawn."""

RELEASED_TABLE = """
CREATE TABLE released (
    cell TEXT NOT NULL,
    measure TEXT NOT NULL,
    n INTEGER CONSTRAINT never_a_small_n CHECK (n >= 5),
    value REAL,
    hidden TEXT CONSTRAINT reason_is_known CHECK (hidden IN ('few', 'complement', 'pinned', 'sparse')),
    detail TEXT NOT NULL,
    PRIMARY KEY (cell, measure),
    CONSTRAINT hidden_has_no_numbers CHECK (hidden IS NULL OR (n IS NULL AND value IS NULL))
) STRICT
"""


def question_columns(questionnaire: Questionnaire) -> tuple[Column, ...]:
    """Return the columns beside those of the items."""
    return columns(questionnaire)[len(questionnaire.items) :]


def column_types(questionnaire: Questionnaire) -> dict[str, type]:
    """Return the Python type of each column of `responses` behind the segments, in their order."""
    found: dict[str, type] = {
        column.name: int if column.whole else float for column in columns(questionnaire)
    }
    return {**found, **dict.fromkeys(COLLECTED, int)}


def codebook_rows(questionnaire: Questionnaire) -> Iterator[dict[str, object]]:
    """Yield what each column asks (without a value), and what each of its values stands for, by language."""
    for segment in questionnaire.segments:
        yield from _segment_rows(questionnaire, segment)
    for column in columns(questionnaire):
        yield from _rows(questionnaire, column.name, None, column.option, column.label.by_language)
        for value, label in column.values.items():
            yield from _rows(questionnaire, column.name, value, column.codes[value], label.by_language)


def _segment_rows(questionnaire: Questionnaire, segment: Segment) -> Iterator[dict[str, object]]:
    texts = [("", segment.label), *((option.code, option.label) for option in segment.options)]
    for code, text in texts:
        wordings = {each: questionnaire.wording(text, each) for each in questionnaire.languages}
        yield from _rows(questionnaire, segment.code, None, code, wordings)


def _rows(
    questionnaire: Questionnaire, variable: str, value: int | None, code: str, wordings: Mapping[str, str]
) -> Iterator[dict[str, object]]:
    for language in questionnaire.languages:
        yield {
            "variable": variable,
            "value": value,
            "code": code,
            "language": language,
            "label": wordings[language],
        }


def goal_rows(questionnaire: Questionnaire) -> Iterator[dict[str, object]]:
    """Yield the goals that people were asked about, by language."""
    for goal in questionnaire.goals:
        for language in questionnaire.languages:
            yield {
                "code": goal.code,
                "language": language,
                "name": goal.name.in_language(language),
                "weight": goal.weight,
            }


def response_names(questionnaire: Questionnaire) -> list[str]:
    """Return the names of the columns of `responses` behind the id."""
    segments = [segment.code for segment in questionnaire.segments]
    return ["unit", *segments, *column_types(questionnaire)]


def response_rows(questionnaire: Questionnaire, responses: Responses) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of `responses` behind the id, in the order they are in."""
    unknown: tuple[None, ...] = (None,) * len(responses)
    parts: list[Sequence[Any]] = [[path_text(path) for path in responses.units]]
    parts += [responses.segments.get(segment.code, unknown) for segment in questionnaire.segments]
    parts += [[None if x == MISSING else x for x in column] for column in responses.answers.T.tolist()]
    types = dict(list(column_types(questionnaire).items())[len(questionnaire.items) :])
    nothing = np.full(len(responses), np.nan)
    parts += [_stored(responses.columns.get(name, nothing), kind) for name, kind in types.items()]
    return zip(*parts, strict=True)


def _stored(column: NDArray[np.float64], kind: type) -> list[int | float | None]:
    return [None if isnan(number) else kind(number) for number in column.tolist()]
