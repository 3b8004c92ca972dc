"""Columns of a dataset -> the arrays that the figures take: barriers, goals, use, best-worst sets.

The one place that knows which question is which. The trap: questionnaires differ. Whatever one does not ask gives
None, never an array of nothing; and an option that a person was not shown was not refused by him.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from questionnaires.columns import value_of
from questionnaires.drawing import Drawn, sets_asked
from questionnaires.model import Questionnaire, Scale
from questionnaires.questions import (
    POSITIONS,
    BestWorst,
    GoalBlock,
    Multiple,
    Option,
    Question,
    Ranking,
    Single,
)
from questionnaires.references import taxonomy
from scoring.best_worst import NONE
from scoring.goals import GoalAnswers
from scoring.responses import Responses

Matrix = NDArray[np.float64]
Flags = NDArray[np.bool_]
Places = NDArray[np.intp]

POSITION = "position"
"""The segment that says who leads."""

USES: Mapping[str, str] = {"frequency": "out_freq", "breadth": "out_breadth", "intention": "out_intent"}
"""What use is, and the bank's question that asks it."""

CHOICE = "out_choice"
"""The bank's question whether use is free, expected or required."""

DO_NOT_KNOW = "dk"
"""The outside answer of the bank's scales that says so."""


@dataclass(frozen=True)
class BarrierAnswers:
    """What stops n people: ranks and who was shown what, of shape (n, n_barriers), NaN where nothing was answered.

    `ranks` is 1 for the biggest, then 2, …, 0 for not chosen, `UNRANKED` for chosen and never put in order. `nothing`
    and `unknown`, of shape (n,), say who chose the options that are no barriers; None where there is none.
    """

    question: str
    codes: tuple[str, ...]
    most: int
    ranked: bool
    ranks: Matrix
    shown: Flags
    nothing: Matrix | None
    unknown: Matrix | None


def barrier_answers(questionnaire: Questionnaire, responses: Responses) -> BarrierAnswers | None:
    """Return the answers to the first question whose options are the taxonomy's barriers, unless it compares them."""
    question = _barrier_question(questionnaire)
    if question is None:
        return None
    options = [option for option in questionnaire.options_for(question) if _is_kept(option)]
    chosen = {option.code: _chosen(question, option, responses) for option in options}
    barriers = [option for option in options if not (option.alone or option.code in _EMPTY)]
    return BarrierAnswers(
        question=question.code,
        codes=tuple(option.code for option in barriers),
        most=1 if isinstance(question, Single) else question.most or len(barriers),
        ranked=isinstance(question, Ranking) and question.rank_text is not None,
        ranks=np.column_stack([chosen[option.code] for option in barriers]),
        shown=np.column_stack([_was_shown(option, responses) for option in barriers]),
        nothing=chosen.get("none"),
        unknown=next((chosen[option.code] for option in options if option.outside), None),
    )


_EMPTY = ("none",)
"""Options that are no barrier though they do not stand alone: a single choice has nothing to stand beside."""


def _is_kept(option: Option) -> bool:
    return option.outside or option.code == "none" or not option.exclusive


def _barrier_question(questionnaire: Questionnaire) -> Ranking | Multiple | Single | None:
    known = taxonomy().barrier_of
    for question in questionnaire.questions:
        if isinstance(question, (Ranking, Multiple, Single)):
            codes = [option.code for option in question.options]
            if 2 * sum(code in known for code in codes) > len(codes) > 0:
                return question
    return None


def _chosen(question: Ranking | Multiple | Single, option: Option, responses: Responses) -> Matrix:
    if isinstance(question, Single):
        column = responses.columns[question.code]
        return np.where(np.isnan(column), np.nan, column == value_of(question.options, option.code))
    return responses.columns[f"{question.code}_{option.code}"]


def _was_shown(option: Option, responses: Responses) -> Flags:
    """Return who could choose an option: who is of no known position saw what employees see."""
    if not option.audience:
        return np.ones(len(responses), dtype=bool)
    positions = responses.segments.get(POSITION, (None,) * len(responses))
    known = [each if each in POSITIONS else POSITIONS[0] for each in positions]
    return np.array([each in option.audience for each in known], dtype=bool)


# -- goals


def goal_answers(questionnaire: Questionnaire, responses: Responses) -> tuple[str, GoalAnswers] | None:
    """Return the first block of questions on the goals: whether one sees what serves a goal, whether means fit it."""
    block = next((each for each in questionnaire.questions if isinstance(each, GoalBlock)), None)
    if block is None or not questionnaire.goals or len(block.items) < 2:
        return None
    goals = tuple(goal.code for goal in questionnaire.goals)
    scale = questionnaire.scale_of[block.items[0].code]
    parts = (block.relevance, *block.items[:2])
    relevance, visibility, fit = (
        np.column_stack([responses.columns[f"{part.code}_{goal}"] for goal in goals]) for part in parts
    )
    most = questionnaire.scale_of[block.relevance.code].highest
    unknown = _unknown(scale)
    return block.code, GoalAnswers(
        goals, relevance, visibility, fit, (scale.lowest, scale.highest), most, unknown or 0
    )


def unknown_answers(questionnaire: Questionnaire) -> NDArray[np.int8]:
    """Return the negative number of each item's "I don't know", 0 where its scale has none."""
    return np.array(
        [_unknown(questionnaire.scale_of[item.code]) for item in questionnaire.items], dtype=np.int8
    )


def _unknown(scale: Scale) -> int:
    codes = [outside.code for outside in scale.outside]
    return -1 - codes.index(DO_NOT_KNOW) if DO_NOT_KNOW in codes else 0


# -- use


def use_scores(questionnaire: Questionnaire, responses: Responses) -> dict[str, Matrix]:
    """Return how far people use it, 0 to 100, by each question on use that was asked."""
    asked = {question.code: question for question in questionnaire.questions}
    return {
        use: _use(questionnaire, asked[code], responses)
        for use, code in USES.items()
        if isinstance(asked.get(code), (Single, Multiple))
    }


def _use(questionnaire: Questionnaire, question: Question, responses: Responses) -> Matrix:
    if isinstance(question, Multiple):
        codes = [option.code for option in questionnaire.options_for(question) if not option.alone]
        chosen = np.column_stack([responses.columns[f"{question.code}_{code}"] for code in codes])
        return np.asarray(100 * chosen.mean(axis=1))
    column = responses.columns[question.code]
    scale = questionnaire.scale_of[question.code]
    return np.where(column >= 0, 100 * (column - scale.lowest) / (scale.highest - scale.lowest), np.nan)


def choice_of_use(
    questionnaire: Questionnaire, responses: Responses
) -> tuple[tuple[str, ...], Places] | None:
    """Return the answers there are to whether use is free, and the place of each person's, −1 where none."""
    question = next((each for each in questionnaire.questions if each.code == CHOICE), None)
    if not isinstance(question, Single) or question.scale:
        return None
    codes = tuple(option.code for option in question.options if not option.outside)
    column = responses.columns[CHOICE]
    return codes, np.where(column >= 1, column - 1, -1).astype(np.intp)


# -- best-worst


@dataclass(frozen=True)
class BestWorstAnswers:
    """Sets that people saw, and what they chose; see `scoring.best_worst`."""

    question: str
    codes: tuple[str, ...]
    sets: Places
    best: Places
    worst: Places


def best_worst_answers(questionnaire: Questionnaire, responses: Responses) -> BestWorstAnswers | None:
    """Return the first question of that type, where it is known which version each person saw."""
    question = next((each for each in questionnaire.questions if isinstance(each, BestWorst)), None)
    drawn = responses.columns.get("drawn_sets")
    if question is None or drawn is None:
        return None
    codes = tuple(option.code for option in question.options)
    sets = np.full((len(responses), question.sets, question.size), NONE, dtype=np.intp)
    for version in np.unique(drawn[~np.isnan(drawn)]):
        asked = sets_asked(questionnaire, question, Drawn(sets=int(version)))
        for number, together in enumerate(asked[: question.sets]):
            sets[drawn == version, number, : len(together)] = [codes.index(code) for code in together]
    best, worst = (
        np.column_stack(
            [_place(responses.columns[f"{question.code}_{letter}{n + 1}"]) for n in range(question.sets)]
        )
        for letter in "bw"
    )
    known = (best != NONE) & (worst != NONE) & (sets != NONE).any(axis=2)
    return BestWorstAnswers(
        question.code, codes, sets, np.where(known, best, NONE), np.where(known, worst, NONE)
    )


def _place(column: Matrix) -> Places:
    return np.where(column >= 1, column - 1, NONE).astype(np.intp)
