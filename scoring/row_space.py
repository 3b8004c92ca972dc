"""The row space of cells: every sum over atoms that a reader of the cells can work out by adding and subtracting.

A cell is a row of zeros and ones over atoms, the groups of people whom no cell parts. Two things make the space of
thousands of rows quick to handle. Nested rows (a unit tree) need no elimination: their space is spanned by disjoint
blocks. And all others are eliminated not as rows over thousands of atoms but as their images under a random linear
map that forgets the blocks and keeps every other difference: a few hundred numbers each.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray
from scipy.linalg import solve_triangular
from scipy.sparse import csr_array

from scoring.modular import PRIME, Residues, less_multiples, product, random_residues, reduced

Blocks = NDArray[np.int64]
"""Number of each atom's block; −1 where it is in none."""

SPARE = 3
"""Dimensions that a map has beyond the rows: what lies outside their space stays there, but for 1 chance in 10²⁷."""

DRAWS = 2
"""Null vectors drawn: a group that does not follow sums to 0 over both by 1 chance in 4·10¹⁸."""


def nested_blocks(rows: csr_array) -> tuple[Blocks, NDArray[np.bool_]]:
    """Return the blocks that nested rows cut the atoms into, and which rows these are.

    Parameters
    ----------
    rows : sparse array of shape (n_rows, n_atoms)
        Of zeros and ones. Taken in turn; one that cuts across more than one block is left to elimination.

    Returns
    -------
    blocks : ndarray of shape (n_atoms,)
    nested : ndarray of shape (n_rows,)
        The rows whose space the blocks span.
    """
    blocks = np.zeros(rows.shape[1], dtype=np.int64)  # 0: in none
    sizes = [rows.shape[1] + 1]
    nested = np.zeros(rows.shape[0], dtype=bool)
    for place in range(rows.shape[0]):
        atoms = rows.indices[rows.indptr[place] : rows.indptr[place + 1]]
        held = np.bincount(blocks[atoms], minlength=1)
        cut = [block for block in np.flatnonzero(held).tolist() if held[block] < sizes[block]]
        nested[place] = len(cut) <= 1
        if len(cut) == 1:
            sizes[cut[0]] -= int(held[cut[0]])
            sizes.append(int(held[cut[0]]))
            blocks[atoms[blocks[atoms] == cut[0]]] = len(sizes) - 1
    return blocks - 1, nested


def map_that_forgets(blocks: Blocks, columns: int, random: Generator) -> Residues:
    """Return a random map of shape (n_atoms, columns) that takes the sum over every block to 0."""
    image = random_residues(random, (len(blocks), columns))
    members = _members_of(blocks)
    first = members.indices[members.indptr[:-1]]
    image[first] = (image[first] - members @ image) % PRIME
    return image


def images(rows: csr_array, image: Residues) -> Residues:
    """Return what a map makes of rows of zeros and ones."""
    return np.asarray(rows @ image % PRIME, dtype=np.int64)


class Elimination:
    """Rows taken in turn and cleared from all later ones, so that a row of zeros follows from what was taken."""

    def __init__(self, rows: Residues) -> None:
        self.left = rows.copy()
        self.taken: list[int] = []
        self._pivots: list[int] = []

    def take(self, place: int, *, protected: Sequence[int] | NDArray[np.intp] = ()) -> bool:
        """Take a row unless one of the protected later ones would follow; say if it is taken or follows already."""
        support = np.flatnonzero(self.left[place])
        if not len(support):
            return True
        pivot = int(support[0])
        row = reduced(self.left[place], pivot)
        later = self.left[place + 1 :, pivot:]
        cleared = less_multiples(later, later[:, 0], row[pivot:])
        if self._gives_away(np.asarray(protected, dtype=np.intp), place, pivot, cleared):
            return False
        self.left[place] = row
        self.left[place + 1 :, pivot:] = cleared
        self.taken.append(place)
        self._pivots.append(pivot)
        return True

    def nulls(self, random: Generator) -> Residues:
        """Return random vectors, as columns, orthogonal to the rows taken."""
        found = random_residues(random, (self.left.shape[1], DRAWS))
        for place, pivot in zip(reversed(self.taken), reversed(self._pivots), strict=True):
            found[pivot] = 0
            found[pivot] = (PRIME - product(self.left[place], found)) % PRIME
        return found

    def _gives_away(self, protected: NDArray[np.intp], place: int, pivot: int, cleared: Residues) -> bool:
        left = cleared[protected - place - 1]
        zero = ~left[:, -1].astype(bool)  # the last column tells nearly all of them apart
        gone = ~left[zero].any(axis=1) & ~self.left[protected[zero], :pivot].any(axis=1)
        return bool(gone.any())


def null_vectors(rows: csr_array, random: Generator) -> tuple[Residues, NDArray[np.float64]]:
    """Return random vectors over the atoms orthogonal to `rows`, and the leverage of each atom.

    Returns
    -------
    nulls : ndarray of shape (n_atoms, DRAWS)
        Modulo `PRIME`. A sum over atoms follows from the rows if, and only if, it is 0 over the vectors.
    leverage : ndarray of shape (n_atoms,)
        How far each atom shapes the space, 0 to 1: the diagonal of the projector onto it.
    """
    blocks, nested = nested_blocks(rows)
    others = rows[np.flatnonzero(~nested)]
    image = map_that_forgets(blocks, others.shape[0] + SPARE, random)
    elimination = Elimination(images(others, image))
    for place in range(others.shape[0]):
        elimination.take(place)
    return product(image, elimination.nulls(random)), _leverage(blocks, others[elimination.taken])


def _leverage(blocks: Blocks, others: csr_array) -> NDArray[np.float64]:
    """Return the diagonal of the projector onto the space of blocks and of other, independent rows."""
    members = _members_of(blocks)
    sizes = np.asarray(members.sum(axis=1), dtype=np.float64)
    across = others.T.toarray().astype(np.float64)
    across -= members.T @ ((members @ across) / sizes[:, None])
    triangle = np.linalg.qr(across, mode="r")
    orthonormal = solve_triangular(triangle, across.T, trans="T")
    return np.asarray(members.T @ (1 / sizes) + (orthonormal**2).sum(axis=0))


def _members_of(blocks: Blocks) -> csr_array:
    known = np.flatnonzero(blocks >= 0)
    ones = np.ones(len(known), dtype=np.int64)
    return csr_array((ones, (blocks[known], known)), shape=(int(blocks.max(initial=-1)) + 1, len(blocks)))
