"""People's canonical answers -> responses: the one way from what was said to the arrays that scoring reads.

Freezing a campaign, importing a file and making people up all come through here, so that a number means the same
whichever way it came.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from questionnaires.drawing import Drawn
from questionnaires.model import Questionnaire
from questionnaires.rows import Answers, Row, row_of, segments_of, texts_of
from scoring.dataset_rows import question_columns
from scoring.responses import MISSING, Comment, Path, Responses


@dataclass(frozen=True)
class Answered:
    """What one person answered, where the person belongs, and, in a campaign, what was drawn for the form.

    `segments` are those known from elsewhere; segments that the form asks for stand in `answers`.
    """

    answers: Answers
    unit: Path = ()
    segments: Mapping[str, str | None] = field(default_factory=dict)
    drawn: Drawn | None = None
    fast_pages: int | None = None


def responses_from(questionnaire: Questionnaire, people: Sequence[Answered]) -> Responses:
    """Return everybody's answers as arrays; own words are not in them (see `comments_from`)."""
    rows = [row_of(questionnaire, person.answers, person.drawn) for person in people]
    names = [column.name for column in question_columns(questionnaire)]
    segments = [{**segments_of(questionnaire, person.answers), **person.segments} for person in people]
    return Responses(
        answers=_items(questionnaire, rows),
        units=tuple(person.unit for person in people),
        segments={
            segment.code: tuple(each.get(segment.code) for each in segments)
            for segment in questionnaire.segments
        },
        columns={**{name: _numbers([row[name] for row in rows]) for name in names}, **_collected(people)},
    )


def comments_from(
    questionnaire: Questionnaire, people: Sequence[Answered], *, blocks: Sequence[Path] | None = None
) -> tuple[Comment, ...]:
    """Return own words, each in the block of its writer; without `blocks` in that of the whole organisation."""
    return tuple(
        Comment(question, () if blocks is None else blocks[place], text)
        for place, person in enumerate(people)
        for question, text in texts_of(questionnaire, person.answers)
    )


def _items(questionnaire: Questionnaire, rows: Sequence[Row]) -> NDArray[np.int8]:
    codes = [item.code for item in questionnaire.items]
    answers = [[MISSING if row[code] is None else row[code] for code in codes] for row in rows]
    return np.array(answers, dtype=np.int8).reshape(len(rows), len(codes))


def _numbers(values: Sequence[int | float | None]) -> NDArray[np.float64]:
    return np.array([np.nan if value is None else value for value in values], dtype=np.float64)


def _collected(people: Sequence[Answered]) -> dict[str, NDArray[np.float64]]:
    """Return what only a campaign knows, where it knows it."""
    drawn = [person.drawn for person in people]
    values: dict[str, list[int | None]] = {
        "fast_pages": [person.fast_pages for person in people],
        "drawn_order": [each.order if each else None for each in drawn],
        "drawn_goals": [each.goals if each else None for each in drawn],
        "drawn_sets": [each.sets if each else None for each in drawn],
    }
    return {
        name: _numbers(column)
        for name, column in values.items()
        if any(value is not None for value in column)
    }
