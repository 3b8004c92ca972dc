"""How narrowly shown means bound the mean of a group too small to be shown, and which cells to refuse for it.

A team of five at 97 of 100 gives nobody away by subtraction, and yet tells that each of the five stands at 85 or
more. So a linear programme asks for every small group, and for every single person, how low and how high the mean
could be given all that is shown; a cell that helps to bound one within a point of a five-point scale is refused.

That a group is open is shown by two examples: scores that agree with everything shown and differ by a point or more
in the group's mean. A few programmes with random objectives find examples for nearly all groups at once. Each runs
over some hundred neighbouring atoms and leaves all others as they are, which makes examples rarer, never wrong: what
is not shown to be open counts as pinned.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray
from scipy.optimize import linprog
from scipy.sparse import csc_array, csr_array, vstack

from scoring.modular import PRIME

Vector = NDArray[np.float64]
Places = NDArray[np.intp]
Flags = NDArray[np.bool_]

HIGHEST = 100.0
"""Scores run from 0 to here."""

POINT = HIGHEST / 4
"""One point of a five-point scale, on 0 to 100: the mean of a small group must stay open by so much."""

ROUNDS = 3
"""Random programmes, each there and back; of 10,000 groups they leave a handful to be looked at one by one."""

ATOMS_AT_ONCE = 400
"""Atoms of one programme: larger ones take longer, and refuse no fewer cells."""

SLACK = 1e-6


@dataclass(frozen=True)
class Watched:
    """Groups whose mean must stay open: rows over atoms, their people, and how many of these are watched."""

    rows: csr_array
    people: Vector
    size: Vector

    def widths(self, low: Vector, high: Vector) -> Vector:
        """Return how far the watched means may differ where the sums over the rows run from `low` to `high`."""
        others = (self.people - self.size) * HIGHEST
        lowest = np.maximum(0, (low - others) / self.size)
        return np.asarray(np.minimum(HIGHEST, high / self.size) - lowest)

    def only(self, places: Sequence[int]) -> Watched:
        """Return some of the groups."""
        return Watched(self.rows[places], self.people[places], self.size[places])


def watched(small_cells: csr_array, people: NDArray[np.int64], threshold: int) -> Watched:
    """Return the groups to watch: cells too small to be shown, atoms that are, and one person of each other atom."""
    atoms = csr_array((np.ones(len(people), dtype=np.int64), (np.arange(len(people)),) * 2))
    rows = csr_array(vstack([small_cells, atoms], format="csr"))
    whole = (rows @ people).astype(np.float64)
    return Watched(rows, whole, np.where(whole < threshold, whole, 1.0))


def tells_each(n: NDArray[np.int64], total: Vector, squares: Vector) -> Flags:
    """Say which cells pin every one of their people by themselves, by their mean and their spread.

    Parameters
    ----------
    n, total, squares : ndarray of shape (n_cells,)
        People, and the sums of their scores and of the scores' squares.

    References
    ----------
    Samuelson (1968), JASA 63, 1522-1525: no value lies farther from the mean than √(n−1) population deviations.
    """
    people = np.maximum(n, 1)
    mean = total / people
    reach = np.sqrt(np.maximum(squares / people - mean**2, 0) * (people - 1))
    high = np.minimum.reduce([np.full(len(n), HIGHEST), total, mean + reach])
    low = np.maximum.reduce([np.zeros(len(n)), total - (people - 1) * HIGHEST, mean - reach])
    return np.asarray(high - low < POINT - SLACK)


def pinning_cells(
    cells: csr_array, known: csr_array, people: NDArray[np.int64], totals: Vector, groups: Watched
) -> Places:
    """Return the cells to refuse so that no watched group is pinned.

    Parameters
    ----------
    cells : sparse array of shape (n_cells, n_atoms)
        Cells to be shown, the most important first. Atoms that lie near one another share cells.
    known : sparse array of shape (n_known, n_atoms)
        Groups whose means were shown before; what they pin by themselves is not held against the cells.
    people, totals : ndarray of shape (n_atoms,)
        People of each atom, and the sum of their scores of 0 to 100.
    groups : Watched
        Rows over the same atoms.
    """
    search = _Search(csr_array(vstack([known, cells], format="csr")), known.shape[0], people, totals, groups)
    search.try_at_random(np.random.default_rng(PRIME))
    for group in search.pinned():
        search.open(group)
    return np.flatnonzero(search.refused[known.shape[0] :])


@dataclass(frozen=True)
class _Example:
    """The sums over all watched groups in one example, and which rows kept it from going further."""

    sums: Vector
    binding: Flags


class _Search:
    """Examples of scores that agree with all that is shown, and what had to be refused to find them."""

    def __init__(
        self, rows: csr_array, known: int, people: NDArray[np.int64], totals: Vector, groups: Watched
    ) -> None:
        self._rows, self._most, self._totals = csc_array(rows), people * HIGHEST, totals
        self._groups, self._columns = groups, csc_array(groups.rows)
        self._sums = groups.rows @ totals
        self._low, self._high = self._sums.copy(), self._sums.copy()
        self._wished = np.arange(rows.shape[0]) >= known
        self.refused = np.zeros(rows.shape[0], dtype=bool)

    def pinned(self) -> Places:
        """Return the groups of which no two examples differ by a point."""
        return np.flatnonzero(self._groups.widths(self._low, self._high) < POINT - SLACK)

    def try_at_random(self, random: Generator) -> None:
        """Look for examples for many groups at once."""
        for _ in range(ROUNDS):
            pinned = np.zeros(len(self._sums))
            pinned[self.pinned()] = 1
            for atoms in _stretches(len(self._totals), ATOMS_AT_ONCE):
                weights = self._columns[:, atoms].T @ (
                    pinned * random.normal(size=len(pinned)) / self._groups.size
                )
                if weights.any():
                    for sign in (1, -1):
                        self._add(self._example(atoms, sign * weights, self.refused).sums)

    def open(self, group: int) -> None:
        """Refuse cells, the least important first, until the group's mean is open; none if known groups pin it."""
        row = self._groups.rows[[group]]
        atoms = self._around(row.indices.astype(np.intp))
        weights = row.toarray()[0, atoms].astype(np.float64)
        if self._pinned_by_known(group, atoms, weights):
            return
        while group in self.pinned():
            found = [self._example(atoms, sign * weights, self.refused) for sign in (1, -1)]
            for example in found:
                self._add(example.sums)
            culprits = np.flatnonzero((found[0].binding | found[1].binding) & self._wished)
            if group in self.pinned():
                self.refused[culprits[-1]] = True

    def _pinned_by_known(self, group: int, atoms: Places, weights: Vector) -> bool:
        if self._wished.all():
            return False
        low, high = (self._example(atoms, sign * weights, self._wished).sums[[group]] for sign in (1, -1))
        return bool(self._groups.only([group]).widths(low, high)[0] < POINT - SLACK)

    def _add(self, sums: Vector) -> None:
        self._low, self._high = np.minimum(self._low, sums), np.maximum(self._high, sums)

    def _around(self, atoms: Places) -> Places:
        """Return the atoms and their neighbours."""
        reach = ATOMS_AT_ONCE // (2 * len(atoms))
        near = (atoms[:, None] + np.arange(-reach, reach + 1)).ravel()
        return np.unique(near[(near >= 0) & (near < len(self._totals))])

    def _example(self, atoms: Places, weights: Vector, refused: Flags) -> _Example:
        """Return the example with the least weighted sum over some atoms, the others as they are."""
        rows = self._rows[:, atoms]
        held = np.flatnonzero((np.bincount(rows.indices, minlength=rows.shape[0]) > 0) & ~refused)
        rows = rows[held]
        found = linprog(  # type: ignore[call-overload]  # the stubs know no sparse matrix
            weights,
            A_eq=rows,
            b_eq=rows @ self._totals[atoms],
            bounds=np.stack([np.zeros(len(atoms)), self._most[atoms]], axis=1),
            method="highs",
            options={"presolve": False},  # so small a programme is solved sooner without
        )
        binding = np.zeros(len(refused), dtype=bool)
        if found.status != 0:  # no example found: whatever is there may be the reason
            binding[held] = True
            return _Example(self._sums, binding)
        binding[held] = np.abs(found.eqlin.marginals) > SLACK
        moved = found.x - self._totals[atoms]
        return _Example(self._sums + self._columns[:, atoms] @ moved, binding)


def _stretches(count: int, size: int) -> Iterator[Places]:
    parts = max(1, round(count / size))
    yield from np.array_split(np.arange(count), parts)
