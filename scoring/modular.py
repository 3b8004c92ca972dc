"""Arithmetic modulo the prime 2³¹ − 1: whole numbers, so that no tolerance decides what a reader can work out.

Whatever is a rational combination of some rows is one modulo the prime too, so nothing derivable is missed; the
other way round chance errs once in 10⁹. The trap is overflow: one product of residues fits int64, a sum of
them does not, so factors are split into halves of 16 bits before sums are taken.
"""

from __future__ import annotations

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

BITS = 31
PRIME = 2**BITS - 1

Residues = NDArray[np.int64]
"""Whole numbers from 0 to `PRIME` − 1."""

_HALF = 16

_AT_ONCE = 2**14
"""Numbers handled at a time: their intermediate results stay in the cache, which is ten times as fast."""


def random_residues(random: Generator, shape: tuple[int, ...]) -> Residues:
    """Draw residues, each equally likely."""
    return random.integers(0, PRIME, shape, dtype=np.int64)


def folded(values: NDArray[np.int64]) -> Residues:
    """Return the residues of numbers from 0 to `PRIME`² − 1, overwriting them.

    2³¹ is 1 modulo the prime, so high bits are added to low ones. Many times as fast as the remainder operator, which
    processors do not do in parallel.
    """
    high = values >> BITS
    values &= PRIME
    values += high  # now below 2 × PRIME
    np.add(values, 1, out=high)
    high >>= BITS
    values += high
    values &= PRIME
    return values


def product(left: Residues, right: Residues) -> Residues:
    """Return ``left @ right``, for fewer than 2¹⁵ terms a sum."""
    high, low = right >> _HALF, right & (2**_HALF - 1)
    return np.asarray(((left @ high % PRIME << _HALF) + left @ low) % PRIME, dtype=np.int64)


def less_multiples(rows: Residues, factors: Residues, row: Residues) -> Residues:
    """Return each of `rows` less its factor times `row`, some rows at a time: they fit the processor's cache."""
    cleared = np.empty(rows.shape, dtype=np.int64)
    step = max(1, _AT_ONCE // max(rows.shape[1], 1))
    for start in range(0, len(rows), step):
        some = slice(start, start + step)
        np.multiply((PRIME - factors[some])[:, None], row, out=cleared[some])
        cleared[some] += rows[some]
        folded(cleared[some])
    return cleared


def reduced(row: Residues, place: int) -> Residues:
    """Return `row` divided by its entry at `place`, which must not be 0."""
    return folded(row * pow(int(row[place]), -1, PRIME))
