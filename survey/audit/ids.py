"""Ids: a number in sequence, or one made of the time, tells who came when."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import sqrt

from survey.audit.finding import Finding
from survey.audit.scene import Scene
from survey.store.inspection import Inspected
from survey.store.pages import Value

_IDS = {
    "ballots": (("responses", "ballot_id"), ("drafts", "slot")),
    "dataset": (("responses", "response_id"),),
}
_BITS = 128
_NEAR = 1 << 64
"""Two of a million random ids are as near as this about once in 40 million tries."""

_UNEVEN = 2.2
"""Kolmogorov's D times the root of n: random ids exceed it about once in 8,000 tries."""


def ids(scene: Scene) -> Iterator[Finding]:
    """Look whether the ids of answers are 128 random bits."""
    for name, store in scene.stores.items():
        for table, column in _IDS.get(name, ()):
            if table in store.tables:
                yield _looked_at(store, name, table, column)


def _looked_at(store: Inspected, name: str, table: str, column: str) -> Finding:
    attack = f"{column} of {table} in {name}: neighbours, and how evenly they spread"
    if column not in store.columns[table]:
        return Finding(
            "ids",
            attack,
            0,
            0,
            0.0,
            leak=True,
            evidence=f"the table has no {column}: rows are numbered otherwise",
        )
    place = store.columns[table].index(column)
    numbers = sorted(_number(row[place]) for row in store.rows(table))
    near = sum(b - a < _NEAR for a, b in pairwise(numbers))
    uneven = _distance(numbers) * sqrt(len(numbers)) if len(numbers) >= 8 else 0.0
    leak = near > 0 or uneven > _UNEVEN
    said = "they are neighbours or bunched: made in sequence or of the time" if leak else "they are random"
    return Finding("ids", attack, len(numbers), near, 0.0, leak, said)


def _number(value: Value) -> int:
    """Return an id as a number of 128 bits; a plain number stays one, and so lies near its neighbours."""
    if isinstance(value, bytes):
        return int.from_bytes(value[:16], "big")
    if isinstance(value, str):
        digits = value.replace("-", "")
        return int(digits, 16) if _is_hexadecimal(digits) else int.from_bytes(digits.encode()[:16], "big")
    return int(value or 0)


def _is_hexadecimal(digits: str) -> bool:
    return len(digits) == _BITS // 4 and all(digit in "0123456789abcdefABCDEF" for digit in digits)


def _distance(numbers: Sequence[int]) -> float:
    """Return how far the share of ids below a number is from that number's share of all, at most."""
    n = len(numbers)
    shares = [number / (1 << _BITS) for number in numbers]
    return max(max((place + 1) / n - share, share - place / n) for place, share in enumerate(shares))
