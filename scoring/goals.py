"""The goal map: does one see what serves a goal, and does what one is given match it; by goal and by position.

The trap: a goal that is the heart of somebody's work must weigh more than one that is a small part of it, so answers
are weighted by relevance, and people of whose work a goal is no part do not speak for it. Whoever works for a goal
and cannot say whether anything serves it is counted apart, as blind.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scoring.estimates import mean_estimate, share_estimate
from scoring.release import Estimate
from scoring.release_findings import Share

Matrix = NDArray[np.float64]
Places = NDArray[np.intp]

PLANE_CUT = 60.0
"""Where the plane of visibility and fit is cut, on 0 to 100 (a mean of 3.4 on five points)."""

FEWEST_LEADERS = 2
"""A spread needs two lists of goals; what may be shown of leaders is for the gate to say."""


@dataclass(frozen=True)
class GoalAnswers:
    """What was answered on each goal, arrays of shape (n, n_goals).

    `relevance` runs from 0 (no part of my work) to `most_relevant`, `visibility` and `fit` over the points of
    `scale`. Outside answers are negative, "I don't know" is `unknown`; NaN where nothing was asked or answered.
    """

    goals: tuple[str, ...]
    relevance: Matrix
    visibility: Matrix
    fit: Matrix
    scale: tuple[int, int]
    most_relevant: int = 3
    unknown: int = -1


@dataclass(frozen=True)
class GoalScores:
    """A goal as one group of people sees it: None where fewer than two can say.

    `working` counts those of whose work the goal is part; `relevance` is the mean of all who placed it, 0 to 100.
    """

    goal: str
    group: int | None
    working: int
    relevance: Estimate | None
    visibility: Estimate | None
    fit: Estimate | None
    blind: Share | None

    @property
    def near_the_line(self) -> bool | None:
        """Whether the interval of visibility or fit crosses the cut of the plane; None where one is missing."""
        if self.visibility is None or self.fit is None:
            return None
        return any(score.low < PLANE_CUT <= score.high for score in (self.visibility, self.fit))


def goal_map(
    answers: GoalAnswers, *, groups: Places | None = None, count: int = 0, weights: Matrix | None = None
) -> tuple[GoalScores, ...]:
    """Return each goal over everybody, and then by group.

    Parameters
    ----------
    answers : GoalAnswers
        Over n people.
    groups : ndarray of shape (n,), optional
        Each person's group, such as the position, from 0 to `count` − 1; −1 where unknown.

    Returns
    -------
    tuple of GoalScores
        Goal by goal: everybody (`group` None), then each group.

    References
    ----------
    Item bank, goal_block.scores: goal_visibility, goal_fit, goal_blind_share (of those who answered at all).
    """
    base = np.ones(len(answers.relevance)) if weights is None else weights
    everybody: list[tuple[int | None, Matrix]] = [(None, base)]
    if groups is not None:
        everybody += [(group, base * (groups == group)) for group in range(count)]
    return tuple(
        _goal(answers, place, group, of_group)
        for place in range(len(answers.goals))
        for group, of_group in everybody
    )


def _goal(answers: GoalAnswers, place: int, group: int | None, weights: Matrix) -> GoalScores:
    relevance, visibility = answers.relevance[:, place], answers.visibility[:, place]
    part = np.where(relevance >= 1, relevance, 0.0)
    asked = (part > 0) & ~np.isnan(visibility)
    return GoalScores(
        goal=answers.goals[place],
        group=group,
        working=int(((part > 0) & (weights > 0)).sum()),
        relevance=_mean(_percent(relevance, (0, answers.most_relevant)), weights),
        visibility=_mean(_percent(visibility, answers.scale), part * weights),
        fit=_mean(_percent(answers.fit[:, place], answers.scale), part * weights),
        blind=_share(np.where(asked, visibility == answers.unknown, np.nan), weights),
    )


def goal_consensus(points: Matrix) -> tuple[Matrix, float] | None:
    """Return how far leaders' weights of the goals lie apart, and how much of them they share.

    Parameters
    ----------
    points : ndarray of shape (n_leaders, n_goals)
        100 points shared out by each leader over the agreed list of goals; NaN in the row of who did not.

    Returns
    -------
    spread : ndarray of shape (n_goals,)
        Standard deviation (n−1) of each goal's points.
    shared : float
        Mean over pairs of leaders of the points they place alike, 0 to 100.
        None in place of both with fewer than `FEWEST_LEADERS`.
    """
    known = points[~np.isnan(points).any(axis=1)]
    if len(known) < FEWEST_LEADERS:
        return None
    one, other = np.triu_indices(len(known), 1)
    apart = np.abs(known[one] - known[other]).sum(axis=1) / 2
    return known.std(axis=0, ddof=1), float(100 - apart.mean())


def _percent(answers: Matrix, scale: tuple[int, int]) -> Matrix:
    return np.where(answers >= 0, 100 * (answers - scale[0]) / (scale[1] - scale[0]), np.nan)


def _mean(values: Matrix, weights: Matrix) -> Estimate | None:
    if (~np.isnan(values) & (weights > 0)).sum() < 2:
        return None
    return mean_estimate(values, invited=None, weights=weights)


def _share(chosen: Matrix, weights: Matrix) -> Share | None:
    if not (~np.isnan(chosen) & (weights > 0)).any():
        return None
    return share_estimate(chosen, weights=weights)
