"""Barriers cell by cell, behind a gate: who cites what, over everybody, by unit and by position.

A share of a small group is as telling as an item's answers, so a cell needs as many people as an item does, and
`beside_units` says which cells may stand side by side. The trap: beside a total to the last person, exact shares of
its parts would tell by subtraction that nobody of the rest cites something. So below the total shares are rounded,
and the ends are coded everywhere.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from questionnaires.questions import POSITIONS
from scoring.asked import POSITION, BarrierAnswers
from scoring.barriers import Barriers, barriers_cited
from scoring.beside_units import TOTAL, released_beside_units
from scoring.disclosure import HIGH_END, LOW_END, end_coded, item_threshold
from scoring.estimates import share_estimate, wilson_interval
from scoring.release import Cell, CellName
from scoring.release_findings import BarrierCell, BarriersFound, Cited, CodedShare, Share
from scoring.release_plan import release_plan
from scoring.responses import Responses

Matrix = NDArray[np.float64]
Places = NDArray[np.intp]

SHARE_STEP = 0.05
"""Shares of cells below the total are rounded to this."""


def barrier_cells(
    answers: BarrierAnswers,
    responses: Responses,
    cells: Sequence[Cell],
    *,
    core_pair: Sequence[str],
    threshold: int,
    invited: int | None,
    earlier: BarriersFound | None,
) -> BarriersFound:
    """Return what stops the people of every shown cell: the total, units, positions.

    Parameters
    ----------
    cells : sequence of Cell
        The release's, in its order; crossings and other segments are left out.
    core_pair : sequence of str
        Codes of which citing either counts once.
    threshold : int
        Smallest group whose scores are shown; barriers need as many people as items do.
    earlier : BarriersFound, optional
        What was released of the same people before: it stands.
    """
    smallest = item_threshold(threshold)
    asked = np.flatnonzero(~np.isnan(answers.ranks).any(axis=1))
    own = responses.segments.get(POSITION, (None,) * len(responses))
    wanted = [
        cell.name
        for cell in cells
        if cell.segment is None or (cell.segment == POSITION and cell.option in POSITIONS and not cell.path)
    ]
    shown = {cell.name for cell in cells if cell.hidden is None}
    units, positions = [responses.units[person] for person in asked], [own[person] for person in asked]
    verdicts = released_beside_units(
        units, positions, smallest, among=[name for name in wanted if name in shown]
    )
    plan = release_plan(units, {POSITION: positions}, {POSITION: POSITIONS})
    people = {name: asked[plan.people(name)] for name, hidden in verdicts.items() if hidden is None}
    if earlier is not None:
        people = {name: some for name, some in people.items() if _stands(name, len(some), earlier)}
    if TOTAL not in people:
        return BarriersFound("few", answers.question, answers.most, answers.ranked)
    figures = _Figures(answers, tuple(core_pair), invited, smallest)
    return BarriersFound(
        None,
        answers.question,
        answers.most,
        answers.ranked,
        tuple(
            figures.cell(name, people[name])
            if name in people
            else BarrierCell(name, None, verdicts.get(name, "few") or "complement")
            for name in wanted
        ),
    )


def _stands(name: CellName, n: int, earlier: BarriersFound) -> bool:
    """Say whether a cell was told before, of as many people: a second release tells nothing new."""
    return any(cell.name == name and cell.n == n for cell in earlier.cells)


def coded(found: Share) -> CodedShare:
    """Return a share of everybody as it may be shown."""
    if LOW_END < found.share < HIGH_END:
        return CodedShare(found.n, found.share, found.low, found.high)
    return CodedShare(found.n, end_coded(found.share), None, None)


def rounded(found: Share) -> CodedShare:
    """Return a share of a part of the people, rounded; its interval is that of the rounded share."""
    share = round(round(found.share / SHARE_STEP) * SHARE_STEP, 6)
    if not LOW_END < share < HIGH_END:
        return CodedShare(found.n, end_coded(share), None, None)
    return CodedShare(found.n, share, *wilson_interval(share, found.n))


@dataclass(frozen=True)
class _Figures:
    """Answers, and what it takes to make figures of them."""

    answers: BarrierAnswers
    core_pair: tuple[str, ...]
    invited: int | None
    smallest: int

    def cell(self, name: CellName, people: Places) -> BarrierCell:
        return self._everybody(people) if name == TOTAL else self._part(name, people)

    def _everybody(self, people: Places) -> BarrierCell:
        """Return the total, to the last person, with rank indices."""
        cited = self._found(people, self.invited)
        barriers = [
            Cited(barrier.code, share, None if share.low is None else barrier.rank_index)
            for barrier in cited.barriers
            for share in [coded(barrier.cited)]
            if share.n >= self.smallest
        ]
        return self._cell(TOTAL, people, tuple(barriers), cited.core_pair, coded)

    def _part(self, name: CellName, people: Places) -> BarrierCell:
        """Return a cell with rounded shares, of the barriers that everybody was shown."""
        found = self._found(people, None)
        seen_by_all = np.asarray(self.answers.shown.all(axis=0)).tolist()
        kept = [code for code, seen in zip(self.answers.codes, seen_by_all, strict=True) if seen]
        barriers = [Cited(b.code, rounded(b.cited)) for b in found.barriers if b.code in kept]
        return self._cell(name, people, tuple(barriers), found.core_pair, rounded)

    def _found(self, people: Places, invited: int | None) -> Barriers:
        answers = self.answers
        return barriers_cited(
            answers.ranks[people],
            answers.codes,
            most=answers.most,
            core_pair=self.core_pair,
            ranked=answers.ranked,
            shown=answers.shown[people],
            invited=invited,
        )

    def _cell(
        self,
        name: CellName,
        people: Places,
        barriers: tuple[Cited, ...],
        pair: Share | None,
        shown: Callable[[Share], CodedShare],
    ) -> BarrierCell:
        nothing, unknown = (
            None if values is None else shown(share_estimate(values[people]))
            for values in (self.answers.nothing, self.answers.unknown)
        )
        return BarrierCell(
            name, len(people), None, barriers, None if pair is None else shown(pair), nothing, unknown
        )
