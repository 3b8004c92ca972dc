"""Which nodes of a unit tree may be shown: exact, and linear in the number of nodes.

A division of 30 with one team of 27 shown gives away the other three people by subtraction. What a reader can work
out from shown nodes is spanned by their *residuals* (a node minus its largest shown descendants), so a choice is
safe if, and only if, every residual is empty or holds at least the threshold.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from scoring.release import Hidden

Path = tuple[str, ...]

_Number = TypeVar("_Number", int, float)


def unit_counts(paths: Iterable[Path]) -> dict[Path, int]:
    """Return how many of the people at `paths` belong to each unit, above and below; () is everybody."""
    counts: dict[Path, int] = defaultdict(int)
    for path in paths:
        for depth in range(len(path) + 1):
            counts[path[:depth]] += 1
    return dict(counts)


def released_units(
    counts: Mapping[Path, int],
    threshold: int,
    *,
    among: Iterable[Path] | None = None,
    telling: Collection[Path] = (),
) -> dict[Path, Hidden | None]:
    """Choose the nodes of a unit tree that may be shown: as many as is safe, upper levels first.

    Parameters
    ----------
    counts : mapping of path to int
        People of every node with its descendants (see `unit_counts`); () is the whole.
    threshold : int
        Smallest group shown.
    among : iterable of path, optional
        Only these may be shown: the nodes already released, when a figure that some people lack is released.
    telling : collection of path, optional
        Nodes of any size that are neither shown nor given away, since their figures would tell on each of their
        people.

    Returns
    -------
    dict of path to Hidden or None
        None where the node is shown; else why not: "few" people, or "complement", because together with
        the others it would give a smaller group away.

    Notes
    -----
    Dynamic programming over the tree, linear in the number of nodes. Each state is the number of people (capped
    at the threshold) that the nearest shown node above will be left with.
    """
    allowed = set(counts if among is None else among)
    children: dict[Path, list[Path]] = defaultdict(list)
    for path in sorted(counts):
        if path:
            children[path[:-1]].append(path)
    depth = 1 + max((len(path) for path in counts), default=0)
    tables: dict[Path, _Table] = {}
    for path in sorted(counts, key=len, reverse=True):
        table = _own_people(counts[path] - sum(counts[child] for child in children[path]), threshold, depth)
        for child in children[path]:
            table = _joined(table, tables.pop(child), threshold)
        if path in telling:
            table = _not_alone(table, threshold)
        elif path in allowed and counts[path] >= threshold:
            table = _with_node_shown(table, path, counts[path], threshold)
        tables[path] = table
    best = max(tables[()].values(), key=lambda state: state.worth, default=_State((), None))
    shown = set(_paths(best.shown))
    return {path: None if path in shown else _reason(counts[path], threshold) for path in counts}


def residuals(counts: Mapping[Path, _Number], shown: Iterable[Path]) -> dict[Path, _Number]:
    """Return for each shown node its people, or a sum over them, less those of its largest shown descendants."""
    nodes = set(shown)
    left = {path: counts[path] for path in nodes}
    for path in nodes:
        above = next((path[:depth] for depth in range(len(path) - 1, -1, -1) if path[:depth] in nodes), None)
        if above is not None:
            left[above] -= counts[path]
    return left


@dataclass(frozen=True)
class _Node:
    path: Path


@dataclass(frozen=True)
class _Pair:
    one: _Shown
    other: _Shown


_Shown = _Node | _Pair | None
"""The nodes shown, as a tree of choices: joining two sets costs nothing."""


@dataclass(frozen=True)
class _State:
    """The best choice so far: its worth, (nodes, people) shown by depth from the top, and the nodes shown."""

    worth: tuple[int, ...]
    shown: _Shown


_Table = dict[int, _State]
"""Best state by the number of people, capped at the threshold, whom no shown node covers yet."""


def _own_people(people: int, threshold: int, depth: int) -> _Table:
    return {min(people, threshold): _State((0, 0) * depth, None)}


def _joined(table: _Table, child: _Table, threshold: int) -> _Table:
    joined: _Table = {}
    for left, state in table.items():
        for more, below in child.items():
            worth = tuple(a + b for a, b in zip(state.worth, below.worth, strict=True))
            _keep_better(joined, min(left + more, threshold), _State(worth, _Pair(state.shown, below.shown)))
    return joined


def _with_node_shown(table: _Table, path: Path, people: int, threshold: int) -> _Table:
    """Add the choice of showing `path`: allowed if nobody, or at least the threshold, would be left over."""
    shown = dict(table)
    for left in (0, threshold):
        if left in table:
            worth = list(table[left].worth)
            worth[2 * len(path)] += 1
            worth[2 * len(path) + 1] += people
            _keep_better(shown, 0, _State(tuple(worth), _Pair(table[left].shown, _Node(path))))
    return shown


def _not_alone(table: _Table, threshold: int) -> _Table:
    """Count people left over as fewer than the threshold, so that none but they are never all that is left over."""
    alone: _Table = {}
    for left, state in table.items():
        _keep_better(alone, min(left, threshold - 1), state)
    return alone


def _keep_better(table: _Table, left: int, state: _State) -> None:
    if left not in table or state.worth > table[left].worth:
        table[left] = state


def _paths(shown: _Shown) -> Iterable[Path]:
    waiting = [shown]
    while waiting:
        match waiting.pop():
            case _Node(path):
                yield path
            case _Pair(one, other):
                waiting += [one, other]


def _reason(people: int, threshold: int) -> Hidden:
    return "few" if people < threshold else "complement"
