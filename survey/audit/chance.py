"""How often luck alone would hit: the yardstick of every attack that guesses.

Nobody running an audit knows whose answers are whose, so a guess cannot be checked one by one. But both sides carry a
stratum: admission says which stratum a person has, the response which one it was stored with. If two orders are the
same order, the strata of their pairs agree every time; if they have nothing to do with each other, as often as by
shuffling one of them. And if one side lacks some of the other's people but keeps their order, it can be laid along
the other one after the other, further than a shuffled one can.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

SHUFFLES = 400
BEYOND_LUCK = 4.5
"""Standard deviations above the mean of shuffles: luck gets there about once in 300,000 tries."""

FEWEST_BEYOND = 2.0
LONGEST = 5_000
"""Longer orders are compared over their first part: it gives them away as well, and memory stays small."""

_Codes = NDArray[np.int64]


@dataclass(frozen=True)
class Agreement:
    """How many pairs agree, and how many would if one side were shuffled."""

    tried: int
    hits: int
    chance: float
    beyond_luck: bool

    @property
    def margin(self) -> tuple[bool, float]:
        """By how much the hits exceed luck: what attacks are ranked by."""
        return self.beyond_luck, self.hits - self.chance


NOBODY = Agreement(0, 0, 0.0, beyond_luck=False)


def agreement(left: Sequence[Hashable], right: Sequence[Hashable]) -> Agreement:
    """Pair two sequences by rank, and lay the shorter along the longer; return what exceeds luck most."""
    if not left or not right:
        return NOBODY
    codes = {value: code for code, value in enumerate(dict.fromkeys([*left, *right]))}
    longer, shorter = sorted((_coded(left, codes), _coded(right, codes)), key=len, reverse=True)
    random = np.random.default_rng(1)
    tries = np.array([shorter, shorter[::-1], *(random.permutation(shorter) for _ in range(SHUFFLES))])
    found = [_against_luck(count(longer, tries), len(shorter)) for count in (_by_rank, _one_after_another)]
    return max(found, key=lambda one: one.margin)


def _coded(values: Sequence[Hashable], codes: dict[Hashable, int]) -> _Codes:
    return np.array([codes[value] for value in values[:LONGEST]], dtype=np.int64)


def _by_rank(longer: _Codes, tries: _Codes) -> _Codes:
    """Count the equal pairs of each try when it is stretched over the longer side."""
    stretched = longer[np.arange(tries.shape[1]) * len(longer) // tries.shape[1]]
    return np.asarray((tries == stretched).sum(axis=1))


def _one_after_another(longer: _Codes, tries: _Codes) -> _Codes:
    """Count how far each try can be laid along the longer side without changing the order of either."""
    ended = np.hstack([tries, np.full((len(tries), 1), -1)])
    at, every = np.zeros(len(tries), dtype=np.int64), np.arange(len(tries))
    for value in longer:
        at += ended[every, at] == value
    return at


def _against_luck(counts: _Codes, tried: int) -> Agreement:
    """Compare the first two counts, the sequence as it is and backwards, with those of the shuffled ones."""
    hits, luck = int(counts[:2].max()), counts[2:]
    mean, spread = float(luck.mean()), float(luck.std())
    return Agreement(tried, hits, mean, beyond_luck=hits > mean + max(BEYOND_LUCK * spread, FEWEST_BEYOND))
