"""The release plan: which groups of people may be shown at all. Nothing else is, no filter and no other crossing.

The total, every node of the unit tree, every value of a segment, and top unit × value of a segment, all over one
fixed population. The trap: a segment that too many people lack would be released about whoever is left, so one is
on the plan only where 80 % of the invited people keep it.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, vstack

from scoring.release import CellName
from scoring.responses import HeadCount, Path

KEPT_SHARE = 0.8
"""A segment is on the plan only where so many of the invited people keep it after coarsening."""


@dataclass(frozen=True)
class Plan:
    """Cells in the order of their importance, and who belongs to each: 1 in a row of shape (n_people,)."""

    names: tuple[CellName, ...]
    members: csr_array

    @cached_property
    def place(self) -> Mapping[CellName, int]:
        """Where each cell stands in `names`."""
        return {name: place for place, name in enumerate(self.names)}

    @cached_property
    def units(self) -> Mapping[Path, int]:
        """Where each node of the unit tree stands in `names`."""
        return {name.unit: place for place, name in enumerate(self.names) if name.segment is None}

    @cached_property
    def atoms(self) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """See `atoms_of`; every figure of the same people needs them, so they are found once."""
        return atoms_of(self.members)

    def rows(self, names: Sequence[CellName]) -> csr_array:
        """Return the members of some cells, as rows."""
        return self.members[[self.place[name] for name in names]]

    def people(self, name: CellName) -> NDArray[np.intp]:
        """Return the places of a cell's people."""
        start, end = self.members.indptr[self.place[name] :][:2]
        return np.asarray(self.members.indices[start:end])


def release_plan(
    units: Sequence[Path], segments: Mapping[str, Sequence[str | None]], options: Mapping[str, Sequence[str]]
) -> Plan:
    """Return the plan for people with these units and values of segments.

    Parameters
    ----------
    units : sequence of n paths
        () where unknown: such people count in the total only.
    segments : mapping of segment code to n values
        None where unknown.
    options : mapping of segment code to values
        The values of each segment on the plan, in their order; one that nobody has is a cell all the same.
    """
    nodes, of_units = _unit_rows(units)
    tops = [node for node in nodes if len(node) == 1]
    top_of = _numbers([path[:1] for path in units], tops)
    names, rows = [CellName(node) for node in nodes], [of_units]
    option_of = {code: _numbers(segments[code], options[code]) for code in options}
    for code, number in option_of.items():
        names += [CellName((), code, option) for option in options[code]]
        rows.append(_rows(number, len(options[code])))
    for code, number in option_of.items():
        count = len(options[code])
        names += [CellName(top, code, option) for top in tops for option in options[code]]
        crossed = np.where((top_of >= 0) & (number >= 0), top_of * count + number, -1)
        rows.append(_rows(crossed, len(tops) * count))
    return Plan(tuple(names), csr_array(vstack(rows, format="csr")))


def atoms_of(groups: csr_array) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return one person of each atom, which is people who belong to the same groups, and the atom of each person."""
    # Members of the same groups have the same sum of the groups' random keys; two others have it once in 2⁶³ pairs.
    keys = np.random.default_rng(1).integers(-(2**62), 2**62, groups.shape[0])
    _, first, atom_of = np.unique(groups.T @ keys, return_index=True, return_inverse=True)
    return first, atom_of


def is_kept(code: str, values: Sequence[str | None], head_counts: Sequence[HeadCount]) -> bool:
    """Say if enough of the invited people keep a segment; of those who answered, where no head count names it."""
    kept = sum(count.invited for count in head_counts if code in count.segments)
    if kept:
        return kept >= KEPT_SHARE * sum(count.invited for count in head_counts)
    return sum(value is not None for value in values) >= KEPT_SHARE * len(values)


def _unit_rows(units: Sequence[Path]) -> tuple[list[Path], csr_array]:
    """Return the nodes of the tree, upper levels first, and who belongs to each."""
    paths = sorted(set(units))
    nodes = sorted({path[:depth] for path in [(), *paths] for depth in range(len(path) + 1)}, key=_top_down)
    place = {node: row for row, node in enumerate(nodes)}
    above = [
        (place[path[:depth]], number) for number, path in enumerate(paths) for depth in range(len(path) + 1)
    ]
    rows, columns = np.array(above, dtype=np.intp).reshape(-1, 2).T
    of_paths = csr_array(
        (np.ones(len(above), dtype=np.int64), (rows, columns)), shape=(len(nodes), len(paths))
    )
    return nodes, csr_array(of_paths @ _rows(_numbers(units, paths), len(paths)))


def _top_down(path: Path) -> tuple[int, Path]:
    return len(path), path


def _numbers(values: Sequence[Hashable], known: Sequence[Hashable]) -> NDArray[np.int64]:
    """Return the place of each value among the known ones, −1 where it is none of them."""
    place = {value: number for number, value in enumerate(known)}
    return np.array([place.get(value, -1) for value in values], dtype=np.int64)


def _rows(row_of: NDArray[np.int64], count: int) -> csr_array:
    """Return `count` rows of zeros with a 1 in each column that names its row."""
    columns = np.flatnonzero(row_of >= 0)
    ones = np.ones(len(columns), dtype=np.int64)
    return csr_array((ones, (row_of[columns], columns)), shape=(count, len(row_of)))
