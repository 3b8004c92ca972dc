"""Readers who try to work out a small group's figures from a release, none of them with the gate's own means.

Each is given the groups that are shown, as rows of zeros and ones over atoms, and the people of each atom.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations, product

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog

Rows = NDArray[np.int64]


def unions(people: NDArray[np.int64], threshold: int) -> Rows:
    """Return every union of atoms with fewer people than the threshold, nobody apart, as rows."""
    rows = np.array(list(product((0, 1), repeat=len(people))), dtype=np.int64)
    n = rows @ people
    return rows[(n > 0) & (n < threshold)]


def algebra(shown: Rows, people: NDArray[np.int64], threshold: int) -> Rows:
    """Return all small unions whose sums follow from the shown ones: exact rational algebra, every union tried."""
    tried = unions(people, threshold)
    return tried[~(tried.astype(object) @ null_space(shown).T).any(axis=1)]


def null_space(rows: Rows) -> NDArray[np.object_]:
    """Return whole-numbered vectors that span what is orthogonal to `rows`, by elimination with fractions."""
    left = [[Fraction(int(x)) for x in row] for row in rows]
    width, pivots = rows.shape[1], []
    for column in range(width):
        place = next((i for i in range(len(pivots), len(left)) if left[i][column]), None)
        if place is None:
            continue
        rank = len(pivots)
        left[rank], left[place] = left[place], left[rank]
        left[rank] = [x / left[rank][column] for x in left[rank]]
        for i in range(len(left)):
            if i != rank and left[i][column]:
                factor = left[i][column]
                left[i] = [x - factor * y for x, y in zip(left[i], left[rank], strict=True)]
        pivots.append(column)
    vectors = []
    for free in (column for column in range(width) if column not in pivots):
        vector = [Fraction(int(column == free)) for column in range(width)]
        for rank, column in enumerate(pivots):
            vector[column] = -left[rank][free]
        scale = np.lcm.reduce([x.denominator for x in vector])
        vectors.append([int(x * int(scale)) for x in vector])
    return np.array(vectors, dtype=object).reshape(len(vectors), width)


def spreadsheet(shown: Rows, people: NDArray[np.int64], threshold: int, *, cells: int = 3) -> Rows:
    """Return the small groups found by adding and subtracting up to three cells, once or twice each."""
    found = []
    for size in range(1, min(cells, len(shown)) + 1):
        factors = np.array(list(product((1, -1, 2, -2), repeat=size)), dtype=np.int64)
        places = np.array(list(combinations(range(len(shown)), size)))
        made = np.einsum("fs,csa->cfa", factors, shown[places]).reshape(-1, shown.shape[1])
        indicator = ((made == 0) | (made == 1)).all(axis=1)
        n = made @ people
        found.append(made[indicator & (n > 0) & (n < threshold)])
    return np.unique(np.concatenate(found), axis=0) if found else shown[:0]


def programme(
    shown: Rows, people: NDArray[np.int64], totals: NDArray[np.float64], group: NDArray[np.int64]
) -> tuple[float, float]:
    """Return the lowest and highest mean of a group that the shown means allow, scores being 0 to 100."""
    ends = [
        linprog(
            sign * group,
            A_eq=shown if len(shown) else None,
            b_eq=shown @ totals if len(shown) else None,
            bounds=[(0, 100 * n) for n in people],
            method="highs",
        )
        for sign in (1, -1)
    ]
    assert all(end.status == 0 for end in ends)
    return ends[0].fun / (group @ people), -ends[1].fun / (group @ people)
