"""Small organisations that the attackers can take apart completely, drawn at random with a bent to awkward sizes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from scoring.release import CellName
from scoring.release_plan import Plan, release_plan
from scoring.responses import Path

OPTIONS = {"position": ("employee", "manager"), "tenure": ("short", "middle", "long")}

MOST_ATOMS = 12


@dataclass(frozen=True)
class People:
    """Units and segments of some people."""

    units: tuple[Path, ...]
    segments: dict[str, tuple[str | None, ...]]

    def plan(self, codes: tuple[str, ...] = tuple(OPTIONS)) -> Plan:
        """Return the plan with some of the segments."""
        return release_plan(self.units, self.segments, {code: OPTIONS[code] for code in codes})


def draw(random: np.random.Generator, *, most_atoms: int = MOST_ATOMS) -> People:
    """Draw up to `most_atoms` kinds of people, of 1 to 9 each and mostly few, some without a unit or a segment."""
    tops = "ab"[: random.integers(1, 3)]
    kinds = {_kind(tops, random) for _ in range(random.integers(1, most_atoms + 1))}
    sizes = random.choice([1, 1, 1, 2, 2, 3, 4, 5, 6, 9], len(kinds))
    people = [kind for kind, size in zip(sorted(kinds, key=str), sizes, strict=True) for _ in range(size)]
    return People(
        tuple(unit for unit, *_ in people),
        {code: tuple(kind[1 + place] for kind in people) for place, code in enumerate(OPTIONS)},
    )


def _kind(tops: str, random: np.random.Generator) -> tuple[Path, str | None, str | None]:
    path = (str(random.choice(list(tops))), str(random.choice(list("xyz"))))[
        : random.choice(3, p=[0.05, 0.2, 0.75])
    ]
    values = [None if random.random() < 0.05 else str(random.choice(OPTIONS[code])) for code in OPTIONS]
    return path, values[0], values[1]


def over_atoms(*groups: csr_array) -> tuple[list[NDArray[np.int64]], NDArray[np.int64]]:
    """Return groups of people as rows over atoms, and the people of each atom; those in no group are left out."""
    rows = np.concatenate([np.asarray(group.todense()) for group in groups])
    rows = rows[:, rows.any(axis=0)]
    atoms, people = np.unique(rows, axis=1, return_counts=True)
    ends = np.cumsum([group.shape[0] for group in groups])[:-1]
    return np.split(atoms, ends), people


def over_atoms_of(plan: Plan, cells: NDArray[np.intp]) -> tuple[csr_array, NDArray[np.int64]]:
    """Return some cells of a large plan as rows over atoms, without a dense array of all people."""
    keys = np.random.default_rng(3).integers(-(2**62), 2**62, len(plan.names))
    _, first, people = np.unique(plan.members.T @ keys, return_index=True, return_counts=True)
    return plan.members[cells][:, first], people


def shown_rows(plan: Plan, verdicts: dict[CellName, object]) -> csr_array:
    """Return the rows of the cells that are shown."""
    return plan.rows([name for name in plan.names if verdicts[name] is None])
