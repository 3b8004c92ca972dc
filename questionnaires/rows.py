"""Canonical answers -> the row of the dataset: numbers by column, segments by code, own words apart from both.

The trap: own words are never a column. They leave the response when it is frozen, so that nobody is known by
what a colleague said beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from questionnaires.checking import Answer, Json
from questionnaires.columns import UNRANKED, columns, value_of
from questionnaires.drawing import Drawn, sets_asked
from questionnaires.model import Item, Questionnaire, Scale, Segment
from questionnaires.questions import (
    BestWorst,
    Check,
    GoalBlock,
    GoalEntry,
    Multiple,
    Number,
    Option,
    Points,
    Question,
    Ranking,
    Rating,
    Single,
    Writing,
)

Answers = Mapping[str, Answer]
Row = dict[str, int | float | None]


def row_of(questionnaire: Questionnaire, answers: Answers, drawn: Drawn | None = None) -> Row:
    """Return the value of each column of `columns(questionnaire)` for canonical answers; None is no answer.

    With `drawn`, a best-worst answer counts only where its option was in the set that was shown.
    """
    row: Row = {column.name: None for column in columns(questionnaire)}
    for code, answer in answers.items():
        question = questionnaire.question_of.get(code)
        if question is not None and not isinstance(question, Segment):
            found = _VALUES[type(question)](questionnaire, question, answer, drawn)
            row |= {name: value for name, value in found.items() if name in row}
    return row


def segments_of(questionnaire: Questionnaire, answers: Answers) -> dict[str, str | None]:
    """Return the option of each segment, as the dataset stores it."""
    given = {segment.code: answers.get(segment.code) for segment in questionnaire.segments}
    return {code: answer if isinstance(answer, str) else None for code, answer in given.items()}


def texts_of(questionnaire: Questionnaire, answers: Answers) -> list[tuple[str, str]]:
    """Return own words with the code of their question, or `QUESTION_OPTION` for words to an option."""
    return [
        (name, text)
        for code, answer in answers.items()
        for name, text in _texts(questionnaire.question_of.get(code), answer)
    ]


def _table(answer: object) -> Mapping[str, Json]:
    return answer if isinstance(answer, dict) else {}


def _listed(answer: object) -> list[Json]:
    return answer if isinstance(answer, list) else []


# -- one function a type


def _on_scale(
    questionnaire: Questionnaire,
    asked: Item | Single | Check,
    answer: object,
    drawn: Drawn | None,  # noqa: ARG001  all are called alike
) -> Row:
    return {asked.code: _point(questionnaire.scale_of[asked.code], answer)}


def _point(scale: Scale, answer: object) -> int | None:
    outside = [each.code for each in scale.outside]
    if isinstance(answer, str):
        return -1 - outside.index(answer) if answer in outside else None
    return answer if isinstance(answer, int) else None


def _single(questionnaire: Questionnaire, question: Single, answer: object, drawn: Drawn | None) -> Row:
    if question.scale:
        return _on_scale(questionnaire, question, answer, drawn)
    return {question.code: _place(question.options, _table(answer).get("chosen", answer))}


def _place(options: tuple[Option, ...], code: object) -> int | None:
    return (
        value_of(options, code) if isinstance(code, str) and code in {each.code for each in options} else None
    )


def _by_option(
    questionnaire: Questionnaire,
    question: Multiple | Ranking,
    answer: object,
    drawn: Drawn | None,  # noqa: ARG001
) -> Row:
    """Return 1 for what was chosen, or its rank, and 0 for all else that is asked."""
    ranked, chosen = _listed(_table(answer).get("ranked")), _listed(_table(answer).get("chosen"))
    mark = UNRANKED if isinstance(question, Ranking) and question.rank_text else 1
    values = {code: rank for rank, code in enumerate(ranked, 1)} | dict.fromkeys(chosen, mark)
    return {
        f"{question.code}_{option.code}": values.get(option.code, 0)
        for option in questionnaire.options_for(question)
    }


def _points(
    questionnaire: Questionnaire,  # noqa: ARG001
    question: Points,
    answer: object,
    drawn: Drawn | None,  # noqa: ARG001
) -> Row:
    points = _table(answer).items()
    return {f"{question.code}_{code}": given for code, given in points if isinstance(given, int)}


def _best_worst(
    questionnaire: Questionnaire, question: BestWorst, answer: object, drawn: Drawn | None
) -> Row:
    sets = sets_asked(questionnaire, question, drawn) if drawn else None
    row: Row = {}
    for letter, key in (("b", "best"), ("w", "worst")):
        for number, code in enumerate(_listed(_table(answer).get(key)), 1):
            shown = sets is None or (number <= len(sets) and code in sets[number - 1])
            row[f"{question.code}_{letter}{number}"] = _place(question.options, code) if shown else None
    return row


def _number(
    questionnaire: Questionnaire,  # noqa: ARG001
    question: Rating | Number,
    answer: object,
    drawn: Drawn | None,  # noqa: ARG001
) -> Row:
    return {question.code: answer if isinstance(answer, (int, float)) else None}


def _goal_block(
    questionnaire: Questionnaire,
    question: GoalBlock,
    answer: object,
    drawn: Drawn | None,  # noqa: ARG001
) -> Row:
    parts = {"rel": question.relevance, **{item.code: item for item in question.items}}
    return {
        f"{parts[key].code}_{goal}": _point(questionnaire.scale_of[parts[key].code], given)
        for goal, about in _table(answer).items()
        for key, given in _table(about).items()
        if key in parts
    }


def _goal_entry(
    questionnaire: Questionnaire, question: GoalEntry, answer: object, drawn: Drawn | None
) -> Row:
    row: Row = {}
    for number, goal in enumerate(map(_table, _listed(answer)), 1):
        weight = goal.get("weight")
        row[f"{question.code}_w{number}"] = weight if isinstance(weight, int) else None
        for part in question.parts:
            found = _single(questionnaire, part, goal.get(part.code), drawn)
            row[f"{question.code}_{part.code}{number}"] = found[part.code]
    return row


def _writing(*_: object) -> Row:
    return {}


_VALUES: Mapping[type, Callable[..., Row]] = {
    Item: _on_scale,
    Single: _single,
    Multiple: _by_option,
    Ranking: _by_option,
    BestWorst: _best_worst,
    Rating: _number,
    Points: _points,
    Number: _number,
    Writing: _writing,
    GoalBlock: _goal_block,
    GoalEntry: _goal_entry,
    Check: _on_scale,
}


# -- own words


def _texts(question: Item | Question | Segment | None, answer: object) -> Iterator[tuple[str, str]]:
    if isinstance(question, Writing) and isinstance(answer, str):
        yield question.code, answer
    if isinstance(question, GoalEntry):
        names = [_table(goal).get("name") for goal in _listed(answer)]
        yield from ((question.code, name) for name in names if isinstance(name, str))
    if isinstance(question, (Single, Multiple, Ranking)):
        other = next((option.code for option in question.options if option.other), "")
        words = {other: _table(answer).get("text"), **_table(_table(answer).get("remarks"))}
        yield from (
            (f"{question.code}_{code}", text) for code, text in words.items() if isinstance(text, str)
        )
