"""Answers out of SQLite without a Python number for each: one short text a person, a letter an item.

The trap: a million people with forty items are forty million small objects, and making them is most of what reading
costs. So SQLite joins a row's answers into one text whose letters are the answers, moved up so that none is 0.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from scoring.responses import MISSING

_MOVED = 1 - MISSING
"""Makes letters 1 to 229 of what is stored: `MISSING` is the lowest, the highest point of a scale is 100."""

_MOST_ARGUMENTS = 100
"""SQLite's functions take 127 as it is usually built."""


def packed(columns: Sequence[str]) -> str:
    """Return the SQL of one text out of the named columns, which are checked codes."""
    letters = [f"ifnull([{column}], {MISSING}) + {_MOVED}" for column in columns]
    parts = [letters[start : start + _MOST_ARGUMENTS] for start in range(0, len(letters), _MOST_ARGUMENTS)]
    return " || ".join(f"char({', '.join(part)})" for part in parts) or "''"


def unpacked(texts: Iterable[str], columns: int) -> NDArray[np.int8]:
    """Return the answers of shape (n, columns) that the texts stand for."""
    letters = np.frombuffer("".join(texts).encode("latin-1"), dtype=np.uint8)
    return (letters - np.uint8(_MOVED)).view(np.int8).reshape(-1, columns)
