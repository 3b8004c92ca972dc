"""Exact sums over answers, which are small whole numbers: how often each was given, and by whom together with which.

The trap: floats add up differently in another order, so figures would depend on how the answers were cut into
blocks. Here every sum is a whole number. Blocks go through a float32 matrix product, exact as long as nothing exceeds
2²⁴, and are added as int64: parts of a dataset may be summed anywhere and joined in any order, bit for bit.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scoring.responses import MISSING

Answers = NDArray[np.int8]
Whole = NDArray[np.int64]
Matrix = NDArray[np.float64]

BLOCK = 16_384
"""Rows at a time: a block of 40 items and its copies fit into the processor's cache."""

_EXACT = 2**24
"""The largest whole number up to which float32 has no gaps."""


@dataclass(frozen=True)
class PairSums:
    """Over the people who answered both of two items: their number, sums of the first, of its square, of the product.

    int64 arrays of shape (n_items, n_items). Sums of parts are added with `+`.
    """

    people: Whole
    sums: Whole
    squares: Whole
    products: Whole

    def __add__(self, other: PairSums) -> PairSums:
        return PairSums(
            self.people + other.people,
            self.sums + other.sums,
            self.squares + other.squares,
            self.products + other.products,
        )

    def of(self, items: NDArray[np.intp]) -> PairSums:
        """Return the sums of some of the items."""
        chosen = np.ix_(items, items)
        return PairSums(self.people[chosen], self.sums[chosen], self.squares[chosen], self.products[chosen])


def blocks(answers: Answers, rows: int = BLOCK) -> Iterator[Answers]:
    """Yield the rows of `answers` in blocks, in order."""
    for start in range(0, len(answers), rows):
        yield answers[start : start + rows]


def answer_counts(answers: Answers) -> Whole:
    """Return how often each value was given to each item.

    Parameters
    ----------
    answers : ndarray of shape (n, n_items), int8
        As `Responses` holds them: points, negative outside answers, `MISSING`.

    Returns
    -------
    ndarray of shape (n_items, 256)
        Column `value + 128` counts the answers `value`; column 0 counts those who gave none.
    """
    counts = np.zeros((answers.shape[1], 256), dtype=np.int64)
    for block in blocks(answers):
        columns = np.ascontiguousarray(block.T).view(np.uint8) ^ np.uint8(128)
        for item, column in enumerate(columns):
            counts[item] += np.bincount(column, minlength=256)
    return counts


def counts_of(counts: Whole, value: int) -> Whole:
    """Return how often each item was answered with `value`."""
    return counts[..., value - MISSING]


def pair_sums(positions: Answers) -> PairSums:
    """Return the sums over pairs of items.

    Parameters
    ----------
    positions : ndarray of shape (n, n_items), int8
        Whole numbers from 0, reversed items already turned; negative where there is no point of the scale.
    """
    items = positions.shape[1]
    with_mask, products = np.zeros((3 * items, items), np.int64), np.zeros((items, items), np.int64)
    highest = max(int(positions.max(initial=1)), 1)
    for block in blocks(positions, rows=min(BLOCK, _EXACT // highest**2)):
        answered = (block >= 0).astype(np.float32)
        filled = np.maximum(block, 0).astype(np.float32)
        with_mask += (np.hstack([answered, filled, filled**2]).T @ answered).astype(np.int64)
        products += (filled.T @ filled).astype(np.int64)
    people, sums, squares = np.split(with_mask, 3)
    return PairSums(people, sums, squares, products)


def covariance_of(sums: PairSums) -> Matrix:
    """Return covariances over the people who answered both items; NaN where fewer than two did.

    The numerator stays a whole number, so equal answers give exactly 0. As R's ``cov(use = "pairwise")``.
    """
    people = sums.people
    numerator = sums.products * people - sums.sums * sums.sums.T
    pairs = people * (people - 1)
    return np.asarray(np.divide(numerator, pairs, out=np.full(people.shape, np.nan), where=pairs > 0))


def correlation_of(sums: PairSums) -> Matrix:
    """Return correlations over the people who answered both items; NaN where one of the two does not vary among them.

    Each pair has its own means and variances, as R's ``cor(use = "pairwise")``.
    """
    people = sums.people
    numerator = sums.products * people - sums.sums * sums.sums.T
    spread = (sums.squares * people - sums.sums**2).astype(np.float64)
    scale = np.sqrt(spread * spread.T)
    return np.asarray(np.divide(numerator, scale, out=np.full(people.shape, np.nan), where=scale > 0))
