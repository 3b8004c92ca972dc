"""What a response is stored as: one column an item, and one or several a question. Segments and own words are none.

    item, single, check, rating, number   CODE: a point of the scale, the place of the option from 1, the number;
                                          an outside answer is -1, -2, … in the order of the outside answers
    multiple, ranking without ranks       CODE_OPTION: 1 chosen, 0 not, NULL where the question was not answered
    ranking                               CODE_OPTION: 1 the biggest, 2 …, 0 not chosen, `UNRANKED` chosen, no rank
    points                                CODE_OPTION: the points given to it
    best_worst                            CODE_b1, CODE_w1, CODE_b2 …: the place of the best and worst in each set
    goal_block                            ITEM_GOAL, for the relevance and each item, and each goal
    goal_entry                            CODE_w1 … the points, CODE_PART1 … what was answered of each goal

The trap: places count all options of the question, whoever sees them, so that a number means the same for everybody
and in every campaign.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from questionnaires.model import Goal, Item, Questionnaire, Scale
from questionnaires.questions import (
    BestWorst,
    Check,
    GoalBlock,
    GoalEntry,
    Multiple,
    Number,
    Option,
    Points,
    Ranking,
    Rating,
    Single,
    Writing,
)
from questionnaires.texts import Text

LONGEST_NAME = 32
UNRANKED = 99
"""Chosen in a ranking question, but never put in order."""

ColumnKind = Literal[
    "item",
    "single",
    "check",
    "multiple",
    "ranking",
    "rating",
    "number",
    "decimal",
    "points",
    "best",
    "worst",
    "goal",
]


@dataclass(frozen=True)
class Column:
    """A column of the dataset: its name, the question it belongs to, what it asks, and what its values stand for.

    `codes` says for each of `values` by which code people and files call it. `option` and `goal` are set where the
    column is about one.
    """

    name: str
    question: str
    kind: ColumnKind
    label: Text
    values: Mapping[int, Text] = field(default_factory=dict)
    codes: Mapping[int, str] = field(default_factory=dict)
    option: str = ""
    goal: str = ""

    @property
    def whole(self) -> bool:
        """Whether it holds whole numbers only."""
        return self.kind != "decimal"


def columns(questionnaire: Questionnaire) -> tuple[Column, ...]:
    """Return the columns: the items' in their order, then each question's. A check that is off has none."""
    items = (_on_scale(questionnaire, item, "item") for item in questionnaire.items)
    asked = [
        column
        for question in questionnaire.questions
        for column in _COLUMNS[type(question)](questionnaire, question)
    ]
    return (*items, *asked)


def value_of(options: tuple[Option, ...], code: str) -> int:
    """Return the number that stands for an option: its place from 1, or -1, -2, … for those outside."""
    outside = [option.code for option in options if option.outside]
    if code in outside:
        return -1 - outside.index(code)
    return 1 + [option.code for option in options if not option.outside].index(code)


def _on_scale(
    questionnaire: Questionnaire,
    asked: Item | Single | Check,
    kind: ColumnKind,
    name: str = "",
    home: str = "",
) -> Column:
    """Return the column of what is asked on a scale, by its own name or as part of the question `home`."""
    values, codes = _points(questionnaire.scale_of[asked.code])
    labels = {value: _filled(questionnaire, each) for value, each in values.items()}
    label = _filled(questionnaire, asked.text)
    return Column(name or asked.code, home or asked.code, kind, label, labels, codes)


def _points(scale: Scale) -> tuple[dict[int, Text], dict[int, str]]:
    values = {point.value: point.label for point in scale.points}
    values |= {-1 - place: answer.label for place, answer in enumerate(scale.outside)}
    codes = {point.value: str(point.value) for point in scale.points}
    codes |= {-1 - place: answer.code for place, answer in enumerate(scale.outside)}
    return values, codes


def _filled(questionnaire: Questionnaire, text: Text, goal: Goal | None = None) -> Text:
    return Text(
        {language: questionnaire.wording(text, language, goal=goal) for language in questionnaire.languages}
    )


def _chosen(
    questionnaire: Questionnaire,
    question: Single | BestWorst,
    kind: ColumnKind,
    text: Text,
    name: str = "",
    home: str = "",
) -> Column:
    """Return a column that holds the place of an option."""
    values = {value_of(question.options, each.code): each for each in question.options}
    return Column(
        name or question.code,
        home or question.code,
        kind,
        _filled(questionnaire, text),
        {value: _filled(questionnaire, option.label) for value, option in values.items()},
        {value: option.code for value, option in values.items()},
    )


# -- one function a type


def _single(questionnaire: Questionnaire, question: Single) -> Iterator[Column]:
    if question.scale:
        yield _on_scale(questionnaire, question, "single")
    else:
        yield _chosen(questionnaire, question, "single", question.text)


def _check(questionnaire: Questionnaire, question: Check) -> Iterator[Column]:
    if questionnaire.attention_check:
        yield _on_scale(questionnaire, question, "check")


def _by_option(
    questionnaire: Questionnaire, question: Multiple | Ranking | Points, kind: ColumnKind
) -> Iterator[Column]:
    """Yield a column for each option that this scope has."""
    for option in questionnaire.options_for(question):
        label = _filled(questionnaire, option.label)
        yield Column(f"{question.code}_{option.code}", question.code, kind, label, option=option.code)


def _multiple(questionnaire: Questionnaire, question: Multiple) -> Iterator[Column]:
    return _by_option(questionnaire, question, "multiple")


def _ranking(questionnaire: Questionnaire, question: Ranking) -> Iterator[Column]:
    return _by_option(questionnaire, question, "ranking" if question.rank_text else "multiple")


def _points_shared(questionnaire: Questionnaire, question: Points) -> Iterator[Column]:
    return _by_option(questionnaire, question, "points")


def _rating(questionnaire: Questionnaire, question: Rating) -> Iterator[Column]:
    labels = {question.low: question.low_label, question.high: question.high_label}
    values = {value: _filled(questionnaire, label) for value, label in labels.items() if label}
    codes = {value: str(value) for value in values}
    yield Column(question.code, question.code, "rating", _filled(questionnaire, question.text), values, codes)


def _number(questionnaire: Questionnaire, question: Number) -> Iterator[Column]:
    kind: ColumnKind = "decimal" if question.decimals else "number"
    yield Column(question.code, question.code, kind, _filled(questionnaire, question.text))


def _best_worst(questionnaire: Questionnaire, question: BestWorst) -> Iterator[Column]:
    for number in range(1, question.sets + 1):
        yield _chosen(questionnaire, question, "best", question.best, f"{question.code}_b{number}")
        yield _chosen(questionnaire, question, "worst", question.worst, f"{question.code}_w{number}")


def _goal_block(questionnaire: Questionnaire, question: GoalBlock) -> Iterator[Column]:
    for goal in questionnaire.goals:
        for part in (question.relevance, *question.items):
            column = _on_scale(questionnaire, part, "goal", f"{part.code}_{goal.code}", question.code)
            label = _filled(questionnaire, part.text, goal)
            yield replace(column, label=label, goal=goal.code)


def _goal_entry(questionnaire: Questionnaire, question: GoalEntry) -> Iterator[Column]:
    for number in range(1, question.most + 1):
        label = _filled(questionnaire, question.weight)
        yield Column(f"{question.code}_w{number}", question.code, "points", label)
        for part in question.parts:
            name = f"{question.code}_{part.code}{number}"
            if part.scale:
                yield _on_scale(questionnaire, part, "single", name, question.code)
            else:
                yield _chosen(questionnaire, part, "single", part.text, name, question.code)


def _writing(questionnaire: Questionnaire, question: Writing) -> Iterator[Column]:  # noqa: ARG001  all are called alike
    yield from ()


_COLUMNS: Mapping[type, Callable[..., Iterator[Column]]] = {
    Single: _single,
    Multiple: _multiple,
    Ranking: _ranking,
    BestWorst: _best_worst,
    Rating: _rating,
    Points: _points_shared,
    Number: _number,
    Writing: _writing,
    GoalBlock: _goal_block,
    GoalEntry: _goal_entry,
    Check: _check,
}
