"""Balanced designs: which things are shown together, so that each, and each pair, is shown equally often.

Two uses: the sets of a best-worst question (MaxDiff), and which goals a person is asked about. A draw by chance shows
some pairs five times and others never; here sets are dealt so that every thing comes equally often, then things
change places between sets as long as pairs get more even.

The trap: swaps that only look downhill end in a hollow. So they also go a little uphill, less and less (simulated
annealing; Kirkpatrick, Gelatt & Vecchi 1983, Science 220, 671-680).
"""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from functools import lru_cache
from itertools import combinations

Set = tuple[int, ...]
Version = tuple[Set, ...]

_MOST_SWEEPS = 60
_MOST_SWAPS = 600_000
"""Swaps looked at: twenty things in eight versions are even after some 200,000, in half a second."""

_WARM, _COLD = 2.0, 0.4
"""How much worse a swap may make the sum of squares, in the first round and in the last."""


@lru_cache(maxsize=64)
def balanced(things: int, *, size: int, sets: int, versions: int, seed: int) -> tuple[Version, ...]:
    """Return `versions` of `sets` sets of `size` of the numbers from 0 to `things` - 1; same seed, same design.

    Within each version, and over all, things differ by one at most in how often they are shown; the number of sets
    in which two things meet is as even as swaps can make it, and so is the place within the set.
    """
    chance = random.Random(seed)  # noqa: S311  a design is no secret
    dealt = _dealt(things, size, sets, versions, chance)
    _even_pairs(dealt, things, chance)
    _even_places(dealt, things, chance)
    for version in dealt:
        chance.shuffle(version)
    return tuple(tuple(tuple(each) for each in version) for version in dealt)


def _dealt(things: int, size: int, sets: int, versions: int, chance: random.Random) -> list[list[list[int]]]:
    """Deal things to sets so that each comes equally often and never twice in a set."""
    each, more = divmod(sets * size, things)
    order = chance.sample(range(things), things)
    dealt = []
    for version in range(versions):
        again = {order[(version * more + place) % things] for place in range(more)}
        deck = chance.sample(range(things), things)
        copies = [thing for thing in deck for _ in range(each + (thing in again))]
        dealt.append([copies[place::sets] for place in range(sets)])
    return dealt


class _Meetings:
    """How often each two things meet, over all versions and in each; `swap` keeps the counts."""

    def __init__(self, dealt: Sequence[list[list[int]]], things: int) -> None:
        self._over_all = [[0] * things for _ in range(things)]
        self._within = [[[0] * things for _ in range(things)] for _ in dealt]
        for number, version in enumerate(dealt):
            for together in version:
                for one, other in combinations(together, 2):
                    self._add(number, one, other, 1)

    def gain(self, version: int, one: int, left: Sequence[int], other: int, right: Sequence[int]) -> int:
        """Return how much less uneven pairs become when `one` goes to `right` and `other` to `left`."""
        gain = 0
        for counts, weight in ((self._over_all, 2), (self._within[version], 1)):
            for there in left:
                gain += weight * (counts[one][there] - counts[other][there] - 1)
            for there in right:
                gain += weight * (counts[other][there] - counts[one][there] - 1)
        return gain

    @property
    def even(self) -> bool:
        """Whether the commonest and the rarest pair differ by one meeting at most."""
        times = [self._over_all[one][other] for one, other in combinations(range(len(self._over_all)), 2)]
        return max(times) - min(times) <= 1

    def swap(self, version: int, one: int, left: Sequence[int], other: int, right: Sequence[int]) -> None:
        for there in left:
            self._add(version, one, there, -1)
            self._add(version, other, there, 1)
        for there in right:
            self._add(version, other, there, -1)
            self._add(version, one, there, 1)

    def _add(self, version: int, one: int, other: int, by: int) -> None:
        for counts in (self._over_all, self._within[version]):
            counts[one][other] += by
            counts[other][one] += by


def _even_pairs(dealt: list[list[list[int]]], things: int, chance: random.Random) -> None:
    """Swap things between sets of a version, in place, until all pairs meet equally often or patience ends."""
    meetings = _Meetings(dealt, things)
    swaps = sum(len(left) * len(right) for version in dealt for left, right in combinations(version, 2))
    sweeps = min(_MOST_SWEEPS, _MOST_SWAPS // max(swaps, 1))
    for sweep in range(sweeps):
        warmth = _WARM * (_COLD / _WARM) ** (sweep / sweeps)
        for number, version in enumerate(dealt):
            for left, right in combinations(version, 2):
                _swap_some(meetings, number, left, right, warmth, chance)
        if meetings.even:
            return


def _swap_some(
    meetings: _Meetings, version: int, left: list[int], right: list[int], warmth: float, chance: random.Random
) -> None:
    for here in range(len(left)):
        for there in range(len(right)):
            one, other = left[here], right[there]
            if one in right or other in left:
                continue
            rest_left, rest_right = left[:here] + left[here + 1 :], right[:there] + right[there + 1 :]
            gain = meetings.gain(version, one, rest_left, other, rest_right)
            if gain > 0 or chance.random() < math.exp(gain / warmth):
                meetings.swap(version, one, rest_left, other, rest_right)
                left[here], right[there] = other, one


def _even_places(dealt: list[list[list[int]]], things: int, chance: random.Random) -> None:
    """Order each set, in place, so that each thing stands first, second, … equally often."""
    every = [together for version in dealt for together in version]
    stood = [[0] * len(every[0]) for _ in range(things)]
    for together in every:
        chance.shuffle(together)
        for place, thing in enumerate(together):
            stood[thing][place] += 1
    for _ in range(_MOST_SWEEPS):
        if not sum(_moved(together, stood) for together in every):
            return


def _moved(together: list[int], stood: list[list[int]]) -> int:
    """Let things of one set change places, in place, where that makes places more even; return how many did."""
    moved = 0
    for here, there in combinations(range(len(together)), 2):
        one, other = together[here], together[there]
        gain = stood[one][here] - stood[one][there] + stood[other][there] - stood[other][here] - 2
        if gain > 0:
            stood[one][here], stood[one][there] = stood[one][here] - 1, stood[one][there] + 1
            stood[other][there], stood[other][here] = stood[other][there] - 1, stood[other][here] + 1
            together[here], together[there] = other, one
            moved += 1
    return moved
