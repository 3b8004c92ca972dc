"""How long a questionnaire takes: seconds for each kind of question, added up.

The trap: the seconds are assumptions for planning, not measurements. A pilot's medians should take their place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from questionnaires.model import Item, Questionnaire, Segment
from questionnaires.questions import (
    BestWorst,
    Check,
    GoalBlock,
    GoalEntry,
    Multiple,
    Number,
    Points,
    Ranking,
    Single,
    Writing,
)

SECONDS: Mapping[str, float] = {
    "agree5_sentence": 7.5,
    "goal_item": 7,
    "single_choice": 8,
    "multi_choice": 15,
    "barriers_choose_3": 30,
    "barriers_and_rank": 45,
    "open_question_optional": 30,
    "demographic": 5,
    "intro_short": 10,
    "intro_full": 15,
    "goal_entry": 120,
    "guess": 12,
}
"""The time model of the item bank, by its own names."""

GOALS_ENTERED = 3
"""How many goals a leader is taken to write."""

_LONG_FORM = 240
_LONG_LIST = 10


def seconds(questionnaire: Questionnaire, *, with_comments: bool = False) -> float:
    """Return the seconds for somebody who sees every question; optional comments only if asked for."""
    asked = sum(
        seconds_of(questionnaire, each) for each in _asked(questionnaire, with_comments=with_comments)
    )
    return asked + SECONDS["intro_full" if asked > _LONG_FORM else "intro_short"]


def minutes(questionnaire: Questionnaire, *, with_comments: bool = False) -> int:
    """Return the minutes to announce: whole ones, at least one."""
    return max(1, round(seconds(questionnaire, with_comments=with_comments) / 60))


def comment_seconds(questionnaire: Questionnaire) -> float:
    """Return the seconds that optional comments take on top."""
    return seconds(questionnaire, with_comments=True) - seconds(questionnaire)


def _asked(questionnaire: Questionnaire, *, with_comments: bool) -> Iterator[object]:
    for code in (code for page in questionnaire.pages for code in page.shows):
        question = questionnaire.question_of[code]
        off = isinstance(question, Check) and not questionnaire.attention_check
        comment = isinstance(question, Writing) and not question.required
        if not off and (with_comments or not comment):
            yield question


def seconds_of(questionnaire: Questionnaire, question: object) -> float:
    """Return the seconds that a question, item or segment takes."""
    scale = questionnaire.scale_of.get(getattr(question, "code", ""))
    if isinstance(question, (Item, Check)) or (isinstance(question, Single) and scale and scale.prompt):
        return SECONDS["agree5_sentence"]
    for kind, seconds_of in _BY_TYPE.items():
        if isinstance(question, kind):
            return seconds_of(question)
    return SECONDS["single_choice"]


def _of_single(question: Single) -> float:
    return SECONDS["multi_choice" if len(question.options) > _LONG_LIST else "single_choice"]


def _of_ranking(question: Ranking) -> float:
    if question.rank_text is not None:
        return SECONDS["barriers_and_rank"]
    return SECONDS["barriers_choose_3" if question.most > 1 else "multi_choice"]


def _of_goals(question: GoalBlock) -> float:
    return question.most * (1 + len(question.items)) * SECONDS["goal_item"]


def _of_entry(question: GoalEntry) -> float:
    return SECONDS["goal_entry"] + GOALS_ENTERED * (1 + len(question.parts)) * SECONDS["single_choice"]


_BY_TYPE: Mapping[type, Callable[[Any], float]] = {
    Segment: lambda _: SECONDS["demographic"],
    Single: _of_single,
    Multiple: lambda _: SECONDS["multi_choice"],
    Ranking: _of_ranking,
    BestWorst: lambda question: question.sets * SECONDS["multi_choice"],
    Points: lambda question: len(question.options) * SECONDS["guess"],
    Number: lambda _: SECONDS["guess"],
    Writing: lambda _: SECONDS["open_question_optional"],
    GoalBlock: _of_goals,
    GoalEntry: _of_entry,
}
"""A rating takes what a single choice takes."""
