"""The audit: every small group whose exact figures follow from what is shown, whatever table it comes from.

Take two random vectors that are orthogonal to all shown cells. A group follows from the cells if, and only if, the
vectors' entries over the group sum to 0; chance errs about once in 10⁵ audits of 10,000 people, and then only hides
a cell too many. Groups of up to four atoms are found without trying them all: sums of pairs are sorted, and a sum is
looked up beside its negative. Complete for thresholds of up to 5; above, groups of five atoms and more are not seen.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray
from scipy.sparse import csr_array

from scoring.modular import PRIME, Residues
from scoring.row_space import null_vectors

Places = NDArray[np.intp]
Counts = NDArray[np.int64]

LARGEST_GROUP = 4
"""Atoms of the largest groups that are looked for."""

PAIRS_AT_ONCE = 2_000_000
"""Sums of pairs held at a time: some 100 MB, whatever the number of people."""

SLACK = 1e-6
"""Room for rounding where leverage, a real number, rules atoms out."""


def derivable_groups(
    rows: csr_array, people: Counts, threshold: int, *, random: Generator, known: csr_array | None = None
) -> csr_array:
    """Return the smallest groups under `threshold` that a reader of `rows` can work out, as rows.

    Parameters
    ----------
    rows : sparse array of shape (n_rows, n_atoms)
        Of zeros and ones: groups whose figures are shown.
    people : ndarray of shape (n_atoms,)
        People of each atom, at least 1.
    threshold : int
        Groups of so many people are not small.
    known : sparse array of shape (n_known, n_atoms), optional
        Groups that follow from these alone are left out.

    Notes
    -----
    If the indicator of a group S lies in the row space, the projector P onto it leaves it as it is: for each atom a
    of S the entries P[a, b] over S sum to 1. Their squares sum to P[a, a], the leverage, at most, so that it is at
    least 1 / |S|. Atoms below are in no group that is looked for, which leaves a fraction of them.
    """
    after, leverage = null_vectors(rows, random)
    before = np.ones_like(after) if known is None else null_vectors(known, random)[0]
    lone = lone_atoms(after, people, threshold)
    found = [lone[before[lone[:, 0]].any(axis=1)]]
    if not len(found[0]):
        places = np.flatnonzero(leverage >= 1 / LARGEST_GROUP - SLACK)
        found = [places[groups] for groups in small_groups(after[places], people[places], threshold)]
        found = [groups[(before[groups].sum(axis=1) % PRIME).any(axis=1)] for groups in found]
    return _as_rows(found, len(people))


def _as_rows(groups: Sequence[Places], atoms: int) -> csr_array:
    sizes = np.repeat([some.shape[1] for some in groups], [len(some) for some in groups])
    columns = np.concatenate([some.ravel() for some in groups])
    rows = np.repeat(np.arange(len(sizes)), sizes)
    return csr_array((np.ones(len(columns), dtype=np.int64), (rows, columns)), shape=(len(sizes), atoms))


def small_groups(nulls: Residues, people: Counts, threshold: int) -> list[Places]:
    """Return the smallest groups under `threshold` over which the vectors sum to 0.

    Parameters
    ----------
    nulls : ndarray of shape (n_atoms, 2)
        Random vectors orthogonal to all that a reader knows, modulo `PRIME`.
    people : ndarray of shape (n_atoms,)
        People of each atom, at least 1.
    threshold : int
        Groups of so many people are not small.

    Returns
    -------
    list of ndarray of shape (n_groups, size)
        Atoms of the groups, for sizes of 1 to 4. A group that holds a smaller one is left out: less that one it
        is a smaller group itself.
    """
    alone = lone_atoms(nulls, people, threshold)
    atoms = np.setdiff1d(np.flatnonzero(people < threshold), alone)
    atoms = atoms[np.argsort(nulls[atoms, 0], kind="stable")]
    sorted_atoms = _Atoms(nulls[atoms, 0], nulls[atoms, 1], people[atoms], threshold)
    found: dict[int, list[Places]] = {2: [], 3: [], 4: []}
    for low, high in _windows(len(atoms)):
        below = _pairs(sorted_atoms, low, high)
        above = _pairs(sorted_atoms, PRIME - high + 1, PRIME - max(low, 1) + 1)
        found[2] += [_zero_pairs(sorted_atoms, below)]
        found[3] += [_triples(sorted_atoms, pairs) for pairs in (below, above)]
        found[4] += [_quadruples(sorted_atoms, below, above)]
    return [alone, *(atoms[np.concatenate(groups)] for groups in found.values())]


def lone_atoms(nulls: Residues, people: Counts, threshold: int) -> Places:
    """Return the groups of one atom among `small_groups`, of shape (n_groups, 1): quick, and most there are."""
    return np.flatnonzero(~nulls.any(axis=1) & (people < threshold))[:, None]


@dataclass(frozen=True)
class _Atoms:
    """Atoms in the order of their entries in the first vector; `check` are those in the second."""

    value: Residues
    check: Residues
    people: NDArray[np.int64]
    threshold: int

    def small(self, groups: Places) -> NDArray[np.bool_]:
        """Say which groups sum to 0 in the second vector too and are under the threshold."""
        few = self.people[groups].sum(axis=1) < self.threshold
        return np.asarray(few & (self.check[groups].sum(axis=1) % PRIME == 0))


@dataclass(frozen=True)
class _Pairs:
    """Pairs of places, first < second, in the order of their sum modulo the prime."""

    first: Places
    second: Places
    sum: Residues

    def where(self, chosen: NDArray[np.bool_]) -> _Pairs:
        return _Pairs(self.first[chosen], self.second[chosen], self.sum[chosen])


def _windows(atoms: int) -> Iterator[tuple[int, int]]:
    """Cut the sums from 0 to half the prime into windows; with its mirror image each holds about `PAIRS_AT_ONCE`."""
    count = 1 + atoms * atoms // (2 * PAIRS_AT_ONCE)
    ends = np.linspace(0, PRIME // 2 + 1, count + 1).astype(np.int64).tolist()
    yield from pairwise(ends)


def _pairs(atoms: _Atoms, low: int, high: int) -> _Pairs:
    """Return all pairs that are small themselves and sum to `low` or more, and less than `high`."""
    places = np.arange(len(atoms.value))
    parts = []
    for turn in (0, PRIME):  # a sum may pass the prime once
        start = np.maximum(np.searchsorted(atoms.value, low + turn - atoms.value), places + 1)
        counts = np.maximum(np.searchsorted(atoms.value, high + turn - atoms.value) - start, 0)
        first, second = _ranges(start, counts)
        kept = atoms.people[first] + atoms.people[second] < atoms.threshold
        first, second = first[kept], second[kept]
        parts.append((first, second, atoms.value[first] + atoms.value[second] - turn))
    first, second, total = (np.concatenate(part) for part in zip(*parts, strict=True))
    order = np.argsort(total)
    return _Pairs(first[order], second[order], total[order])


def _ranges(start: Places, counts: Places) -> tuple[Places, Places]:
    """Return (row, place) for every place from start to start + count of each row."""
    row = np.repeat(np.arange(len(start)), counts)
    offset = np.arange(len(row)) - np.repeat(np.cumsum(counts) - counts, counts)
    return row, start[row] + offset


def _matches(sought: Residues, values: Residues) -> tuple[Places, Places]:
    """Return every (place in `sought`, place in the sorted `values`) of equal numbers."""
    start = np.searchsorted(values, sought)
    return _ranges(start, np.searchsorted(values, sought, side="right") - start)


def _zero_pairs(atoms: _Atoms, pairs: _Pairs) -> Places:
    end = np.searchsorted(pairs.sum, 1)
    groups = np.stack([pairs.first[:end], pairs.second[:end]], axis=1)
    return groups[atoms.small(groups)]


def _triples(atoms: _Atoms, pairs: _Pairs) -> Places:
    third, pair = _matches((PRIME - atoms.value) % PRIME, pairs.sum)
    groups = np.stack([pairs.first[pair], pairs.second[pair], third], axis=1)
    groups = groups[groups[:, 1] < groups[:, 2]]
    return groups[atoms.small(groups)]


def _quadruples(atoms: _Atoms, below: _Pairs, above: _Pairs) -> Places:
    """Return four atoms that sum to 0, of which no two do: these are two small groups, found as such."""
    below, above = (
        pairs.where(atoms.people[pairs.first] + atoms.people[pairs.second] < atoms.threshold - 2)
        for pairs in (below, above)
    )
    one, other = _matches(PRIME - above.sum, below.sum)
    groups = np.stack([above.first[one], above.second[one], below.first[other], below.second[other]], axis=1)
    apart = (groups[:, 1] < groups[:, 2]) | (groups[:, 3] < groups[:, 0])
    groups = groups[apart]
    groups = groups[atoms.small(groups)]
    return groups[~_holds_zero_pair(atoms, groups)]


def _holds_zero_pair(atoms: _Atoms, groups: Places) -> NDArray[np.bool_]:
    value, check = atoms.value[groups], atoms.check[groups]
    ways = [
        ((value[:, 0] + value[:, place]) % PRIME == 0) & ((check[:, 0] + check[:, place]) % PRIME == 0)
        for place in (1, 2, 3)
    ]
    return np.asarray(np.any(ways, axis=0))
