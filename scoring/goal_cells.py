"""The goal map behind the gate: each goal over everybody, and over each position that is shown.

The trap: a goal is asked of few and answered by fewer, so each goal is a figure of its own for the gate, with the
people who have it. A mean weighted by relevance is no sum of the others', and tells less than one; it is gated all
the same as if it were a plain one.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from scoring.asked import POSITION
from scoring.barrier_cells import coded, rounded
from scoring.cells import standing
from scoring.disclosure import item_threshold
from scoring.gate import Verdicts, released_cells, released_means
from scoring.goals import GoalAnswers, GoalScores, goal_map
from scoring.release import Cell, CellName, Hidden
from scoring.release_findings import GoalPlace, GoalsFound
from scoring.release_plan import Plan, release_plan
from scoring.responses import Responses

Matrix = NDArray[np.float64]
Flags = NDArray[np.bool_]

TOTAL = CellName(())


def goal_places(
    question: str,
    answers: GoalAnswers,
    responses: Responses,
    cells: Sequence[Cell],
    *,
    threshold: int,
    earlier: GoalsFound | None,
) -> GoalsFound:
    """Return every goal on the plane, for everybody and by position.

    Parameters
    ----------
    cells : sequence of Cell
        The total and the positions, of which only shown ones come into question.
    threshold : int
        Smallest group whose scores are shown; a goal needs as many people as an item does.
    """
    shown = [cell.name for cell in cells if cell.hidden is None]
    positions = [name.option for name in shown if name.option is not None]
    plan = release_plan([()] * len(responses), responses.segments, {POSITION: positions} if positions else {})
    place = {option: number for number, option in enumerate(positions)}
    own = responses.segments.get(POSITION, (None,) * len(responses))
    groups = np.array([place.get(each or "", -1) for each in own], dtype=np.intp)
    names = [TOTAL, *(CellName((), POSITION, option) for option in positions)]
    verdicts = [
        _verdicts(answers, number, plan, shown, item_threshold(threshold), earlier)
        for number in range(len(answers.goals))
    ]
    found = tuple(
        _place(score, name, verdicts[number // len(names)].get(name, "few"))
        for number, score in enumerate(goal_map(answers, groups=groups, count=len(positions)))
        for name in [names[number % len(names)]]
    )
    if all(goal.hidden for goal in found):
        return GoalsFound("few", question)
    return GoalsFound(None, question, found)


def _verdicts(
    answers: GoalAnswers,
    number: int,
    plan: Plan,
    shown: Sequence[CellName],
    smallest: int,
    earlier: GoalsFound | None,
) -> Verdicts:
    """Return the verdict on each cell: enough people were asked, and neither mean tells on them."""
    before = _said(answers.goals[number], earlier)
    visibility, fit = answers.visibility[:, number], answers.fit[:, number]
    asked: Flags = np.asarray((answers.relevance[:, number] >= 1) & ~np.isnan(visibility))
    found = [
        released_cells(plan, asked, smallest, among=shown, earlier=standing(plan, asked, before)),
        *(
            released_means(
                plan, values, smallest, among=shown, earlier=standing(plan, ~np.isnan(values), before)
            )
            for values in (_percent(each, asked, answers.scale) for each in (visibility, fit))
        ),
    ]
    return {name: next((each[name] for each in found if each[name]), None) for name in plan.names}


def _said(goal: str, earlier: GoalsFound | None) -> dict[CellName, tuple[Hidden | None, int | None]] | None:
    if earlier is None:
        return None
    return {
        CellName((), POSITION if place.position else None, place.position): (place.hidden, place.n)
        for place in earlier.places
        if place.goal == goal
    }


def _percent(values: Matrix, asked: Flags, scale: tuple[int, int]) -> Matrix:
    low, high = scale
    return np.where(asked & (values >= low), 100 * (values - low) / (high - low), np.nan)


def _place(score: GoalScores, name: CellName, hidden: Hidden | None) -> GoalPlace:
    if hidden is not None or score.blind is None:
        return GoalPlace(score.goal, name.option, None, hidden or "few")
    whole = name == TOTAL
    return GoalPlace(
        goal=score.goal,
        position=name.option,
        n=score.blind.n,
        hidden=None,
        relevance=score.relevance if whole else None,
        visibility=score.visibility,
        fit=score.fit,
        blind=coded(score.blind) if whole else rounded(score.blind),
    )
