"""The gate: which cells of the release plan may be shown of one figure. Every output asks it, figure by figure.

The trap: people who lack a figure make its groups smaller. So the gate is asked again for each figure, with the
people who have it, among the cells that are shown at all.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, vstack

from scoring.intervals import pinning_cells, tells_each, watched
from scoring.release import CellName, Hidden
from scoring.release_plan import Plan, atoms_of
from scoring.suppression import Counts, Flags, safe_cells
from scoring.unit_tree import Path, released_units, residuals

Vector = NDArray[np.float64]

Verdicts = Mapping[CellName, Hidden | None]
"""None for a cell that may be shown, else the reason why not."""


@dataclass(frozen=True)
class Earlier:
    """What was released of a figure before: groups of which it was shown, as rows over people, and what it said.

    The groups may hold people whom the plan leaves out. `verdicts` stand: what was shown is known, what was hidden
    stays hidden.
    """

    groups: csr_array
    verdicts: Verdicts = field(default_factory=dict)


def released_cells(
    plan: Plan,
    present: Flags,
    threshold: int,
    *,
    among: Collection[CellName] | None = None,
    earlier: Earlier | None = None,
) -> Verdicts:
    """Choose the cells of which the number of people, or a sum over them, may be shown.

    Parameters
    ----------
    plan : Plan
        Cells over n people.
    present : ndarray of shape (n,)
        Who has the figure.
    threshold : int
        Smallest group shown.
    among : collection of CellName, optional
        Only these may be shown; all of the plan if not given.
    earlier : Earlier, optional
        What was shown before: nothing new may complete it to a small group.
    """
    tables = _Tables.of(plan, present, earlier)
    return tables.verdicts(tables.shown(threshold, among), threshold)


def released_means(
    plan: Plan,
    scores: NDArray[np.float64],
    threshold: int,
    *,
    among: Collection[CellName] | None = None,
    earlier: Earlier | None = None,
) -> Verdicts:
    """Choose the cells whose mean and spread of scores may be shown.

    Parameters
    ----------
    scores : ndarray of shape (n,)
        0 to 100; NaN for people who lack it.
    plan, threshold, among, earlier
        As for `released_cells`.
    """
    present = ~np.isnan(scores)
    tables = _Tables.of(plan, present, earlier)
    totals, squares = (tables.sums(power) for power in (scores[present], scores[present] ** 2))
    telling = tables.telling(totals, squares, threshold)
    shown = tables.shown(threshold, among, telling)
    pinned = telling | tables.narrow(shown, totals, squares)
    pinned |= tables.pinned(shown & ~pinned, totals, threshold)
    return tables.verdicts(shown, threshold, pinned=pinned)


@dataclass(frozen=True)
class _Tables:
    """Cells and earlier groups over atoms, which are people who belong to the same of them.

    Atoms stand in the order of the unit tree, so that neighbours share cells.
    """

    plan: Plan
    cells: csr_array
    people: Counts
    atom_of: NDArray[np.intp]
    earlier: csr_array | None
    stands: Verdicts

    @classmethod
    def of(cls, plan: Plan, present: Flags, earlier: Earlier | None) -> _Tables:
        groups = (
            plan.members
            if earlier is None
            else csr_array(vstack([plan.members, earlier.groups], format="csr"))
        )
        first, atom_of = plan.atoms if earlier is None else atoms_of(groups)
        people = np.bincount(atom_of[present], minlength=len(first))
        kept = np.flatnonzero(people)
        kept = kept[np.argsort(_tree_order(plan, groups)[first[kept]], kind="stable")]
        atoms = groups[:, first[kept]]
        atoms.eliminate_zeros()  # from here on a place that is named is a member
        place = np.zeros(len(first), dtype=np.intp)
        place[kept] = np.arange(len(kept))
        return cls(
            plan,
            atoms[: len(plan.names)],
            people[kept].astype(np.int64),
            place[atom_of[present]],
            None if earlier is None else atoms[len(plan.names) :],
            {} if earlier is None else earlier.verdicts,
        )

    @property
    def counts(self) -> Counts:
        """People of each cell."""
        return np.asarray(self.cells @ self.people)

    def sums(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the sum of the people's values over each atom."""
        return np.bincount(self.atom_of, values, len(self.people)).astype(np.float64)

    def telling(self, totals: Vector, squares: Vector, threshold: int) -> Flags:
        """Return the cells that are large enough, and would tell on each of their people all the same."""
        told = tells_each(self.counts, self.cells @ totals, self.cells @ squares)
        return told & (self.counts >= threshold) & self._flags(lambda name: name not in self.stands)

    def shown(
        self, threshold: int, among: Collection[CellName] | None, telling: Flags | None = None
    ) -> Flags:
        """Return which cells are shown as far as adding and subtracting goes, none of the telling ones."""
        telling = np.zeros(len(self.plan.names), dtype=bool) if telling is None else telling
        allowed = set(self.plan.names if among is None else among) - set(self.stands)
        may = (self.counts >= threshold) & ~telling & self._flags(lambda name: name in allowed)
        units = self._units(threshold, allowed, telling)
        is_unit = self._flags(lambda name: name.segment is None)
        if not may.any() or (self.earlier is None and is_unit.all()):
            return units
        given, wished = self.earlier, may
        if given is None:  # then the tree alone says which units are safe
            given, wished = self.cells[np.flatnonzero(units)], may & ~is_unit
        order = sorted(np.flatnonzero(wished).tolist(), key=self._importance(units))
        shown = safe_cells(self.cells, self.people, threshold, given=given, wished=order, telling=telling)
        return shown | units if self.earlier is None else shown

    def narrow(self, shown: Flags, totals: Vector, squares: Vector) -> Flags:
        """Return shown units to refuse, so that what is left of the units above does not tell on its people."""
        refused = np.zeros(len(shown), dtype=bool)
        while True:
            nodes = {
                unit: place for unit, place in self.plan.units.items() if shown[place] and not refused[place]
            }
            found = self._telling_remainder(nodes, totals, squares)
            if found is None:
                return refused
            refused[min(_directly_below(found, nodes), key=lambda place: self.counts[place])] = True

    def pinned(self, shown: Flags, totals: Vector, threshold: int) -> Flags:
        """Return which of the shown cells are refused because means would pin a small group's."""
        pinned = np.zeros(len(shown), dtype=bool)
        counts, left = self.counts, np.flatnonzero(shown)
        if not len(left):
            return pinned
        small = self.cells[np.flatnonzero((counts > 0) & (counts < threshold))]
        known = self.cells[:0] if self.earlier is None else self.earlier
        groups = watched(small, self.people, threshold)
        pinned[left[pinning_cells(self.cells[left], known, self.people, totals, groups)]] = True
        return pinned

    def verdicts(self, shown: Flags, threshold: int, *, pinned: Flags | None = None) -> Verdicts:
        """Return the verdict on every cell of the plan."""
        reasons = np.where(self.counts < threshold, "few", "complement").astype(object)
        reasons[shown] = None
        if pinned is not None:
            reasons[pinned] = "pinned"
        return dict(zip(self.plan.names, reasons.tolist(), strict=True)) | dict(self.stands)

    def _flags(self, holds: Callable[[CellName], bool]) -> Flags:
        return np.array([holds(name) for name in self.plan.names], dtype=bool)

    def _units(self, threshold: int, allowed: Collection[CellName], telling: Flags) -> Flags:
        """Return which unit nodes are shown as far as the unit tree alone is concerned."""
        counts, units = self.counts.tolist(), self.plan.units
        found = released_units(
            {unit: counts[place] for unit, place in units.items()},
            threshold,
            among=[name.unit for name in allowed if name.segment is None],
            telling={unit for unit, place in units.items() if telling[place]},
        )
        return self._flags(lambda name: name.segment is None and found[name.unit] is None)

    def _telling_remainder(self, nodes: Mapping[Path, int], totals: Vector, squares: Vector) -> Path | None:
        """Return a shown node of which the people in none of the nodes below are told on, if there is one."""
        sums = [np.asarray(self.cells @ values, dtype=float) for values in (self.people, totals, squares)]
        left = [residuals({unit: float(of[place]) for unit, place in nodes.items()}, nodes) for of in sums]
        n, total, square = (np.array(list(each.values())) for each in left)
        told = tells_each(np.rint(n).astype(np.int64), total, square) & (n > 0)
        return next((unit for unit, tells in zip(left[0], told.tolist(), strict=True) if tells), None)

    def _importance(self, units: Flags) -> Callable[[int], tuple[int, ...]]:
        """Return a key that puts units first, the chosen before all, then segments, then crossings."""
        counts = self.counts.tolist()

        def importance(place: int) -> tuple[int, ...]:
            name = self.plan.names[place]
            if name.segment is None:
                return (0, not units[place], len(name.unit), -counts[place])
            return (1, len(name.unit), -counts[place])

        return importance


def _directly_below(unit: Path, nodes: Mapping[Path, int]) -> list[int]:
    """Return the places of the largest nodes below a unit, or its own where there is none."""
    below = {path for path in nodes if path[: len(unit)] == unit and path != unit}
    direct = [nodes[path] for path in below if not below & {path[:depth] for depth in range(len(path))}]
    return sorted(direct) or [nodes[unit]]


def _tree_order(plan: Plan, groups: csr_array) -> NDArray[np.intp]:
    """Return for each person the place of the deepest unit in a walk through the tree."""
    order = np.zeros(groups.shape[1], dtype=np.intp)
    for step, (_, place) in enumerate(sorted(plan.units.items())):
        order[groups.indices[groups.indptr[place] : groups.indptr[place + 1]]] = step
    return order
