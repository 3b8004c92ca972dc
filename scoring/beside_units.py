"""Positions shown beside a unit tree, exactly and for any threshold: the gate of what is as telling as an item.

`gate` audits groups of up to four kinds of people, which is complete for thresholds of 5; items need 10. But of two
tables only, units and positions, what a reader can work out has a simple form: a number for each remainder of units
plus a number for each position. So every choice of numbers for the few positions is tried, and a group that follows
is found, however many kinds of people it has.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from itertools import product

import numpy as np
from numpy.typing import NDArray

from questionnaires.questions import POSITIONS
from scoring.gate import Verdicts
from scoring.release import CellName, Hidden
from scoring.responses import Path
from scoring.unit_tree import released_units, unit_counts

Counts = NDArray[np.int64]

TOTAL = CellName(())


def released_beside_units(
    units: Sequence[Path],
    positions: Sequence[str | None],
    threshold: int,
    *,
    among: Collection[CellName],
) -> Verdicts:
    """Choose the units and positions of which sums may be shown side by side, units before positions.

    Parameters
    ----------
    units, positions : sequence of n paths, of n values
        Of the people who have the figure.
    threshold : int
        Smallest group shown.
    among : collection of CellName
        Only these may be shown: units and positions, no crossings.

    Returns
    -------
    mapping of CellName to reason
        On each of `among`. Without the total nothing is shown.
    """
    counts: dict[Path, int] = unit_counts(units) or {(): 0}
    nodes = [name.unit for name in among if name.segment is None]
    found = released_units(counts, threshold, among=[node for node in nodes if node in counts])
    verdicts: dict[CellName, Hidden | None] = {CellName(node): found.get(node, "few") for node in nodes}
    if verdicts.get(TOTAL, "few") is not None:
        return dict.fromkeys(among, "few")
    people = {
        name: positions.count(name.option) for name in among if name.segment is not None and name.option
    }
    shown = {node for node, hidden in found.items() if hidden is None}
    remainders = [_deepest(path, shown) for path in units]
    chosen: list[str] = []
    for name in sorted(people, key=lambda name: -people[name]):
        wished = [*chosen, name.option or ""]
        if people[name] < threshold or name.option not in POSITIONS:
            verdicts[name] = "few"
        elif smallest_group(_table(remainders, positions, wished), threshold) is not None:
            verdicts[name] = "complement"
        else:
            verdicts[name] = None
            chosen = wished
    return verdicts


def smallest_group(table: Counts, threshold: int) -> int | None:
    """Return the size of a group under `threshold` that a reader can single out, None where there is none.

    Parameters
    ----------
    table : ndarray of shape (n_remainders, n_positions + 1)
        People of each remainder of units by shown position, those of no shown one last. Every row is empty or has
        `threshold` people or more.

    Notes
    -----
    A group follows from the cells if, and only if, numbers f of the rows and g of the columns add up to 1 for its
    people and to 0 for all others. In one row g then takes at most two values, one apart, over the columns that have
    people; where it takes two, the row's part of the group is those of the larger; where it takes one, the row can be
    left out. Along a chain of rows g moves by one at most, so whole numbers up to the number of columns are enough.
    """
    columns = table.shape[1]
    taken = table > 0
    reach = range(-(columns - 1), columns)
    found: int | None = None
    for numbers in product(reach, repeat=columns - 1):
        g = np.array([*numbers, 0])
        low = np.where(taken, g, columns).min(axis=1)
        high = np.where(taken, g, -columns).max(axis=1)
        if (high - low > 1).any():
            continue
        group = int(table[(g == high[:, None]) & (high > low)[:, None]].sum())
        if 0 < group < threshold and (found is None or group < found):
            found = group
    return found


def _deepest(path: Path, shown: Collection[Path]) -> Path:
    return next(path[:depth] for depth in range(len(path), -1, -1) if path[:depth] in shown)


def _table(remainders: Sequence[Path], positions: Sequence[str | None], wished: Sequence[str]) -> Counts:
    rows = {path: place for place, path in enumerate(dict.fromkeys(remainders))}
    columns: Mapping[str | None, int] = {option: place for place, option in enumerate(wished)}
    table = np.zeros((len(rows), len(wished) + 1), dtype=np.int64)
    for path, position in zip(remainders, positions, strict=True):
        table[rows[path], columns.get(position, len(wished))] += 1
    return table
