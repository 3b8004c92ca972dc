"""Releases of small random organisations under attack: each returns the groups that were given away, by people.

Tests run some hundred of them, `make bench` as many thousand as it is asked for; both expect none.
"""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_array

from scoring.gate import Earlier, released_cells, released_means
from scoring.intervals import POINT
from scoring.release_plan import Plan
from tests.scoring import attackers, organisations
from tests.scoring.organisations import OPTIONS, People, over_atoms, shown_rows

THRESHOLD = 5
"""Here the audit is complete."""


def one_release(seed: int) -> list[tuple[int, ...]]:
    """Attack a release of a figure that some people lack, by exact algebra and with a spreadsheet."""
    random = np.random.default_rng(seed)
    people = organisations.draw(random)
    plan = people.plan()
    present = random.random(len(people.units)) >= random.choice([0, 0.1, 0.3])

    shown = shown_rows(plan, released_cells(plan, present, THRESHOLD))

    (rows,), n = over_atoms(shown[:, np.flatnonzero(present)])
    given_away = [*attackers.algebra(rows, n, THRESHOLD), *attackers.spreadsheet(rows, n, THRESHOLD)]
    return [tuple(n[group.astype(bool)].tolist()) for group in given_away]


def two_releases(seed: int) -> list[tuple[int, ...]]:
    """Attack a second release, after some people moved or left and the plan changed, together with the first.

    The first one is not always safe itself: what it gave away is not held against the second.
    """
    random = np.random.default_rng(seed)
    people = organisations.draw(random, most_atoms=9)
    everybody = np.full(len(people.units), True)
    first = people.plan([(), ("position",), ("tenure",), ("position", "tenure")][random.integers(4)])
    if random.random() < 0.3:
        before = first.members[np.flatnonzero(first.members @ everybody >= THRESHOLD)]
    else:
        before = shown_rows(first, released_cells(first, everybody, THRESHOLD))
    second = _changed(people, random)

    after = shown_rows(second, released_cells(second, everybody, THRESHOLD, earlier=Earlier(before)))

    (old, new), n = over_atoms(before, after)
    known = {tuple(group) for group in attackers.algebra(old, n, THRESHOLD).tolist()}
    both = attackers.algebra(np.concatenate([old, new]), n, THRESHOLD)
    return [tuple(n[group.astype(bool)].tolist()) for group in both if tuple(group.tolist()) not in known]


def shown_means(seed: int) -> list[tuple[float, float]]:
    """Attack shown means by linear programmes, of scores often at the ends; return the intervals under a point."""
    random = np.random.default_rng(seed)
    people = organisations.draw(random)
    plan, scores = people.plan(), _scores(len(people.units), random)
    present = ~np.isnan(scores)

    shown = shown_rows(plan, released_means(plan, scores, THRESHOLD))[:, np.flatnonzero(present)]

    cells = plan.members[:, np.flatnonzero(present)]
    (rows, planned), n = over_atoms(shown, cells)
    totals = _totals(np.concatenate([shown.toarray(), cells.toarray()]), scores[present])
    atoms = np.eye(len(n), dtype=np.int64)
    small = [group for group in (*atoms, *planned) if 0 < group @ n < THRESHOLD]
    ends = [attackers.programme(rows, n, totals, group) for group in small]
    return [(low, high) for low, high in ends if high - low < POINT - 1e-5]


def _changed(people: People, random: np.random.Generator) -> Plan:
    """Return the plan after a few people have changed their unit or a segment, and a few are not counted any more."""
    units, segments = list(people.units), {code: list(values) for code, values in people.segments.items()}
    for person in random.integers(0, len(units), random.integers(0, 4)).tolist():
        code = random.choice(["unit", *OPTIONS])
        if code == "unit":
            units[person] = units[random.integers(len(units))]
        else:
            segments[code][person] = str(random.choice(OPTIONS[code]))
    plan = People(tuple(units), {code: tuple(values) for code, values in segments.items()}).plan()
    members = plan.members.toarray()
    members[:, random.integers(0, len(units), random.integers(0, 3))] = 0
    return Plan(plan.names, csr_array(members))


def _scores(n: int, random: np.random.Generator) -> np.ndarray:
    kinds = [
        random.uniform(0, 100, n),
        np.clip(random.normal(85, 20, n), 0, 100),
        random.choice([0.0, 100.0], n),
    ]
    scores = np.array(kinds[random.integers(len(kinds))])
    scores[random.random(n) < random.choice([0, 0.1])] = np.nan
    return scores


def _totals(rows: np.ndarray, scores: np.ndarray) -> np.ndarray:
    """Return the sum of scores over each atom, in the order of `over_atoms`."""
    held = rows.any(axis=0)
    atoms, atom_of = np.unique(rows[:, held], axis=1, return_inverse=True)
    return np.bincount(atom_of.ravel(), scores[held], atoms.shape[1])
