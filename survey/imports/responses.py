"""A table of answers collected elsewhere -> responses, matched to the questionnaire by code.

What is not asked for is not kept: a column that is no item, unit or segment is never stored, and those that could
name a person or a moment are listed as dropped. Nothing is guessed: a value that the scale does not have is refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from questionnaires.errors import Problem
from questionnaires.model import Item, Questionnaire, Scale
from scoring.answered import Answered, comments_from, responses_from
from scoring.responses import MISSING, Comment, Responses, outside_value
from survey.errors import ResponsesError
from survey.imports.columns import Columns
from survey.imports.groups import segment_of, units_of
from survey.imports.questions import answers_of
from survey.imports.table import Table, shortened
from survey.imports.wordings import Spellings, labels_of, translated


@dataclass(frozen=True)
class ImportedResponses:
    """Responses, own words apart from them, and what became of each column of the table."""

    responses: Responses
    comments: tuple[Comment, ...]
    used: tuple[str, ...]
    dropped: tuple[str, ...]
    unused: tuple[str, ...]


def responses_of(
    table: Table,
    questionnaire: Questionnaire,
    *,
    unit: str | None = None,
    segments: Mapping[str, str] | None = None,
    missing: Iterable[str] = (),
) -> ImportedResponses:
    """Return the responses in `table`.

    Parameters
    ----------
    table : Table
        One row a person; columns headed by codes, also in LimeSurvey's spelling ``Q[SQ001]``. Items need theirs;
        a question without columns was not asked.
    questionnaire : Questionnaire
        Says which answers there are.
    unit : str, optional
        Heading of the column with unit paths, levels parted by "/".
    segments : mapping of segment code to heading, optional
        Beside these, a column that bears a segment's code is taken too.
    missing : iterable of str
        Marks that stand for no answer, such as "NA", beside the empty cell.

    Raises
    ------
    ResponsesError
        With every problem of the table: missing columns, unknown answers with their lines, bad unit paths.
    """
    if not table.rows:
        raise ResponsesError(
            "The file has no rows.", where=table.name, mend="Give one row a person under the header."
        )
    columns = Columns(table, questionnaire, unit, dict(segments or {}))
    problems: list[Problem] = []
    marks = {"", *missing}
    answers = [
        _answers(table, columns.items[item.code], item, questionnaire.scale_of[item.code], marks, problems)
        for item in questionnaire.items
    ]
    units = units_of(table, unit, problems) if unit else [()] * len(table.rows)
    in_segments = {
        segment.code: segment_of(table, columns.segments[segment.code], segment, marks, problems)
        for segment in questionnaire.segments
        if segment.code in columns.segments
    }
    people = [Answered(each) for each in answers_of(table, questionnaire, columns.questions, marks, problems)]
    if problems:
        raise ResponsesError.of(shortened(problems, table.name))
    responses = Responses(
        answers=np.array(answers, dtype=np.int8).T.copy(),
        units=tuple(units),
        segments=in_segments,
        columns=responses_from(questionnaire, people).columns,
    )
    comments = comments_from(questionnaire, people)
    return ImportedResponses(responses, comments, columns.used, columns.dropped, columns.unused)


def _answers(
    table: Table, heading: str, item: Item, scale: Scale, marks: set[str], problems: list[Problem]
) -> list[int]:
    spellings = _spellings(scale, marks)
    return translated(table, heading, spellings, f"an answer to {item.code}", _allowed(scale), problems)


def _spellings(scale: Scale, marks: set[str]) -> Spellings[int]:
    """Return what each spelling of an answer is stored as: values and outside codes, labels in any language."""
    codes = dict.fromkeys(marks, MISSING)
    labels: dict[str, int] = {}
    for outside in scale.outside:
        codes[outside.code] = outside_value(scale, outside.code)
        labels |= labels_of(outside.label, codes[outside.code])
    for point in scale.points:
        codes[str(point.value)] = point.value
        labels |= labels_of(point.label, point.value)
    return Spellings(codes, labels)


def _allowed(scale: Scale) -> str:
    outside = "".join(f", {outside.code}" for outside in scale.outside)
    return (
        f"Use {scale.lowest} to {scale.highest}{outside} or a label of the scale; leave the cell empty for no answer,"
        " or name the mark that stands for it with --missing."
    )
