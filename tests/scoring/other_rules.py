"""The usual rules for small groups, none of them safe: the attackers must be able to break each.

Described in the public handbooks of survey tools; a table is the children of a unit, or the values of a segment.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from scoring.release import CellName
from scoring.release_plan import Plan

Flags = NDArray[np.bool_]
Rule = Callable[[Plan, NDArray[np.int64], int], Flags]


def hide_small(plan: Plan, counts: NDArray[np.int64], threshold: int) -> Flags:
    """Show every group that reaches the threshold."""
    return counts >= threshold


def hide_next_smallest(plan: Plan, counts: NDArray[np.int64], threshold: int) -> Flags:
    """Where a table has exactly one small group, hide its next smallest too."""
    shown = hide_small(plan, counts, threshold)
    for _, cells in _tables(plan):
        small = [cell for cell in cells if 0 < counts[cell] < threshold]
        rest = sorted((cell for cell in cells if shown[cell]), key=lambda cell: counts[cell])
        if len(small) == 1 and rest:
            shown[rest[0]] = False
    return shown


def hide_small_remainders(plan: Plan, counts: NDArray[np.int64], threshold: int) -> Flags:
    """In every table hide the smallest groups until those left out are nobody or reach the threshold."""
    shown = hide_small(plan, counts, threshold)
    for whole, cells in _tables(plan):
        rest = sorted((cell for cell in cells if shown[cell]), key=lambda cell: counts[cell])
        while shown[whole] and rest and 0 < counts[whole] - sum(counts[cell] for cell in rest) < threshold:
            shown[rest.pop(0)] = False
    return shown


RULES: Mapping[str, Rule] = {
    "hide n < k": hide_small,
    "and next smallest": hide_next_smallest,
    "remainder rule": hide_small_remainders,
}


def _tables(plan: Plan) -> list[tuple[int, list[int]]]:
    """Return each table's whole and its cells: the children of a unit, and its people by each segment."""
    tables: dict[tuple[int, str | None], list[int]] = defaultdict(list)
    for place, name in enumerate(plan.names):
        whole = name.unit[:-1] if name.segment is None else name.unit
        if name != CellName(()):
            tables[plan.place[CellName(whole)], name.segment].append(place)
    return [(whole, cells) for (whole, _), cells in tables.items()]
