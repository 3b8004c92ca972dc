"""Groups of people with their scores: every cell of the release plan, each figure through the gate first.

The trap: people who lack a dimension's score make its n smaller than the group's. The gate is asked again for each
dimension with that n, among the groups already shown; else the difference between two n could tell on somebody.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from questionnaires.model import Dimension, Maturity
from scoring.disclosure import SMALLEST_RATE_BASE, rounded_rate
from scoring.estimates import mean_estimate
from scoring.gate import Earlier, Verdicts, released_cells, released_means
from scoring.maturity import level_range
from scoring.release import Cell, CellName, Hidden, Release, Score
from scoring.release_plan import Plan, is_kept, release_plan
from scoring.responses import HeadCount, Path

Matrix = NDArray[np.float64]

TOTAL = CellName(())


def cells_of(
    scores: Matrix,
    units: Sequence[Path],
    dimensions: Sequence[Dimension],
    *,
    head_counts: Sequence[HeadCount],
    threshold: int,
    maturity: Maturity | None,
    segments: Mapping[str, Sequence[str | None]] | None = None,
    options: Mapping[str, Sequence[str]] | None = None,
    earlier: Release | None = None,
) -> dict[CellName, Cell]:
    """Return every cell: the total, each unit, each value of a segment, and top unit × value of a segment.

    Parameters
    ----------
    scores : ndarray of shape (n, n_dimensions)
        0 to 100; NaN where a person has no score.
    units : sequence of n paths
        () where unknown: such people count in the total only.
    threshold : int
        Smallest group shown.
    segments, options : mapping of segment code to n values, and to the values there are
        None where unknown. A segment that nobody has is left out.
    earlier : Release, optional
        What was released of the same people before: it stands, and nothing new may complete it.
    """
    segments = segments or {}
    asked = {code: known for code, known in (options or {}).items() if any(segments.get(code, ()))}
    kept = {code: known for code, known in asked.items() if is_kept(code, segments[code], head_counts)}
    plan = release_plan(units, segments, kept)
    everybody = np.full(len(units), True)
    shown = released_cells(plan, everybody, threshold, earlier=_earlier(plan, everybody, earlier))
    groups = _Groups(plan, shown, _invited(plan, head_counts), threshold, earlier)
    by_dimension = {
        dimension.code: _scores(scores[:, place], dimension, groups, maturity)
        for place, dimension in enumerate(dimensions)
    }
    cells = {name: _cell(name, groups, {c: s[name] for c, s in by_dimension.items()}) for name in plan.names}
    one_way = [CellName((), code, option) for code, known in asked.items() for option in known]
    nodes = [name for name in plan.names if name.segment is None]
    sparse = {name: _hidden(name, "sparse", dimensions) for name in one_way if name not in cells}
    return {name: cells.get(name) or sparse[name] for name in dict.fromkeys([*nodes, *one_way, *plan.names])}


@dataclass(frozen=True)
class _Groups:
    """The plan's groups, which of them are shown, and how many people of each were invited."""

    plan: Plan
    shown: Verdicts
    invited: Mapping[CellName, int]
    threshold: int
    earlier: Release | None


def _scores(
    scores: NDArray[np.float64], dimension: Dimension, groups: _Groups, maturity: Maturity | None
) -> dict[CellName, Score]:
    """Return the dimension's score of every cell, hidden where the cell is or where too few have a score."""
    plan, shown = groups.plan, groups.shown
    allowed = released_means(
        plan,
        scores,
        groups.threshold,
        among=[name for name, hidden in shown.items() if hidden is None],
        earlier=_earlier(plan, ~np.isnan(scores), groups.earlier, dimension.code),
    )
    return {
        name: _score(
            scores[plan.people(name)],
            dimension,
            shown[name] or allowed[name],
            groups.invited.get(name),
            maturity,
        )
        for name in plan.names
    }


def _score(
    scores: Matrix,
    dimension: Dimension,
    hidden: Hidden | None,
    invited: int | None,
    maturity: Maturity | None,
) -> Score:
    if hidden is not None:
        return Score(None, None, hidden)
    estimate = mean_estimate(scores[~np.isnan(scores)], invited=invited)
    if maturity is None or dimension.code not in maturity.dimensions:
        return Score(estimate, None, None)
    return Score(
        estimate, level_range(estimate, maturity.levels, better=dimension.higher_is == "better"), None
    )


def _cell(name: CellName, groups: _Groups, scores: Mapping[str, Score]) -> Cell:
    hidden = groups.shown[name]
    if hidden is not None:
        return Cell(name.unit, None, hidden, None, None, scores, name.segment, name.option)
    n, invited = len(groups.plan.people(name)), groups.invited.get(name, 0)
    if invited < SMALLEST_RATE_BASE:
        return Cell(name.unit, n, None, None, None, scores, name.segment, name.option)
    rate = 100 * n / invited if name == TOTAL else rounded_rate(n, invited)
    return Cell(name.unit, n, None, invited, rate, scores, name.segment, name.option)


def _hidden(name: CellName, reason: Hidden, dimensions: Sequence[Dimension]) -> Cell:
    scores = {dimension.code: Score(None, None, reason) for dimension in dimensions}
    return Cell(name.unit, None, reason, None, None, scores, name.segment, name.option)


def _earlier(
    plan: Plan, present: NDArray[np.bool_], release: Release | None, dimension: str | None = None
) -> Earlier | None:
    """Return what an earlier release said of the number of people, or of a dimension's score."""
    if release is None:
        return None
    said = {
        cell.name: (cell.hidden, cell.n) if dimension is None else _said(cell, dimension)
        for cell in (release.total, *release.units, *release.segments, *release.crossings)
    }
    return standing(plan, present, said)


def standing(
    plan: Plan, present: NDArray[np.bool_], said: Mapping[CellName, tuple[Hidden | None, int | None]] | None
) -> Earlier | None:
    """Return what was said of a figure before: of each cell why it was hidden, or of how many people it was shown.

    A verdict stands unless other people have the figure now: then the cell is judged anew, though it was shown.
    """
    if said is None:
        return None
    said = {name: verdict for name, verdict in said.items() if name in plan.place}
    counts = plan.members @ present.astype(np.int64)
    shown = [name for name, (hidden, _) in said.items() if hidden is None]
    stands = {
        name: hidden
        for name, (hidden, n) in said.items()
        if hidden is not None or n == counts[plan.place[name]]
    }
    return Earlier(plan.rows(shown), stands)


def _said(cell: Cell, dimension: str) -> tuple[Hidden | None, int | None]:
    score = cell.scores.get(dimension, Score(None, None, "few"))
    return score.hidden, score.estimate.n if score.estimate else None


def _invited(plan: Plan, head_counts: Sequence[HeadCount]) -> Mapping[CellName, int]:
    """Return the invited people of each cell, where they are known; of a segment, at least those who answered.

    People may call themselves what the list of the invited does not: then nobody knows how many were invited.
    """
    invited: Counter[CellName] = Counter()
    for count in head_counts:
        for name in _cells_with(count):
            invited[name] += count.invited
    return {
        name: invited[name]
        for name in plan.names
        if name in invited and (name.segment is None or invited[name] >= len(plan.people(name)))
    }


def _cells_with(count: HeadCount) -> list[CellName]:
    """Return the cells that hold the people of a head count."""
    nodes = [CellName(count.unit[:depth]) for depth in range(len(count.unit) + 1)]
    groups = count.segments.items()
    return nodes + [
        CellName(unit, *group) for unit in {count.unit[:depth] for depth in (0, 1)} for group in groups
    ]
