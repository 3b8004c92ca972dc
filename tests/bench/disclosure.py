"""What the usual rules for small groups give away, what ours gives away, and what it costs in cells, time and memory.

A leak is a group of 1 to 4 people whose exact total follows from the cells that a rule shows, by adding and
subtracting. Organisations are made up: three levels of units under the total, four skewed segments. Their sizes are
chosen so that hiding n < 5 shows about as many cells as in the specification's organisations, or fewer.
"""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context

import numpy as np
from joblib import Parallel, delayed
from threadpoolctl import threadpool_limits

from scoring.audit import derivable_groups
from scoring.gate import released_cells, released_means
from scoring.release_plan import Plan, release_plan
from scoring.responses import Path
from tests.scoring import assaults
from tests.scoring.organisations import over_atoms_of
from tests.scoring.other_rules import RULES, Flags

THRESHOLD = 5

OURS = "ours"

ORGANISATIONS = {60: 30, 300: 30, 1000: 10, 3000: 3}
"""People, and how many organisations of that size."""

DIVISIONS_AND_TEAM = {60: (4, 6.0), 300: (6, 8.5), 1000: (8, 9.0), 3000: (10, 11.0), 10_000: (14, 9.0)}
"""Divisions of an organisation, and people of a team on average, by people."""

IN_SPECIFICATION = {60: (0.45, 0.32), 300: (0.79, 0.66), 1000: (0.91, 0.82), 3000: (0.96, 0.92)}
"""Share of cells shown by hiding n < 5, and by the prototype of ours, in privacy.md §1."""

LARGE = 10_000
DIMENSIONS = 8
GOAL_SECONDS, GOAL_MIB = 30.0, 1024.0
"""P11 of performance.md; the prototype took 31 s and 1.9 GB for one figure, without the intervals."""


def _skewed(values: int, ratio: float) -> np.ndarray:
    weights = ratio ** np.arange(values)
    return weights / weights.sum()


SEGMENTS = {
    "position": _skewed(4, 0.45),
    "tenure": _skewed(6, 0.75),
    "age": _skewed(6, 0.75),
    "site": _skewed(8, 0.65),
}


@dataclass(frozen=True)
class Outcome:
    """What one rule did in one organisation."""

    shown: float
    groups: int
    persons: int


def run(*, attacks: int) -> None:
    """Print the table of leaks, the attacks, and the cost."""
    _print_leaks()
    _print_attacks(attacks)
    _print_cost()


def organisation(people: int, seed: int) -> Plan:
    """Return the release plan of a made-up organisation."""
    random = np.random.default_rng([people, seed])
    divisions, team = DIVISIONS_AND_TEAM[people]
    units: list[Path] = []
    for top, of_division in enumerate(_parts(people, divisions, random, 4)):
        for middle, of_department in enumerate(
            _parts(of_division, round(of_division / (4 * team)), random, 6)
        ):
            for low, n in enumerate(_parts(of_department, round(of_department / team), random, 8)):
                units += [(f"division {top}", f"department {middle}", f"team {low}")] * n
    options = {code: [str(place) for place in range(len(shares))] for code, shares in SEGMENTS.items()}
    segments = {
        code: random.choice(options[code], people, p=shares).tolist() for code, shares in SEGMENTS.items()
    }
    return release_plan(units, segments, options)


def _parts(people: int, parts: int, random: np.random.Generator, evenness: float) -> list[int]:
    shares = random.dirichlet(np.full(max(1, parts), evenness))
    return random.multinomial(people, shares).tolist()


def _ours(plan: Plan, counts: np.ndarray, threshold: int) -> Flags:
    verdicts = released_cells(plan, np.full(plan.members.shape[1], True), threshold)
    return np.array([hidden is None for hidden in verdicts.values()])


def _print_leaks() -> None:
    rules = [*RULES, OURS]
    print(
        f"\nOrganisations with a leak (of those made up), k = {THRESHOLD}; cells shown; in brackets privacy.md §1"
    )
    print(
        f"{'people':>7} {'cells':>6}",
        *(f"{rule:>18}" for rule in rules),
        f"{'shown: n < k':>16} {'ours':>15}",
    )
    for people, many in ORGANISATIONS.items():
        jobs = (delayed(_outcomes)(people, seed) for seed in range(many))
        found = Parallel(n_jobs=-1)(jobs)
        outcomes = {rule: [by_rule[rule] for _, by_rule in found] for rule in rules}
        leaks = [f"{sum(one.groups > 0 for one in outcomes[rule])}/{many}" for rule in rules]
        shown = [np.mean([one.shown for one in outcomes[rule]]) for rule in ("hide n < k", OURS)]
        beside = [
            f"{share:.1%} ({known:.0%})" for share, known in zip(shown, IN_SPECIFICATION[people], strict=True)
        ]
        cells = np.mean([cells for cells, _ in found])
        print(
            f"{people:>7} {cells:>6.0f}",
            *(f"{leak:>18}" for leak in leaks),
            f"{beside[0]:>16} {beside[1]:>15}",
        )
        persons = [_persons(outcomes[rule]) for rule in rules]
        print(f"{'':>7} {'':>6}", *(f"{told:>18}" for told in persons), " <- single persons told", flush=True)


def _persons(outcomes: list[Outcome]) -> str:
    """Return in how many organisations single persons' totals follow, and how many of them on average."""
    told = [one.persons for one in outcomes]
    return f"{sum(n > 0 for n in told)}/{len(told)} ({np.mean(told):.1f} each)"


def _outcomes(people: int, seed: int) -> tuple[int, dict[str, Outcome]]:
    with threadpool_limits(limits=1):
        plan = organisation(people, seed)
        counts = plan.members.sum(axis=1)
        rules = {**RULES, OURS: _ours}
        return int((counts > 0).sum()), {
            name: _outcome(plan, counts, rule(plan, counts, THRESHOLD)) for name, rule in rules.items()
        }


def _outcome(plan: Plan, counts: np.ndarray, shown: Flags) -> Outcome:
    rows, people = over_atoms_of(plan, np.flatnonzero(shown))
    groups = derivable_groups(rows, people, THRESHOLD, random=np.random.default_rng(1))
    told = groups @ people
    return Outcome(shown[counts > 0].mean(), groups.shape[0], int((told == 1).sum()))


def _print_attacks(attacks: int) -> None:
    print(
        f"\nAttacks on {attacks} random releases of small organisations each; every union of people is tried"
    )
    print(f"{'attack':<64} {'leaks':>6} {'goal':>5}")
    for name, attack in (
        ("one release: exact algebra, and a spreadsheet of ±1 and ±2", assaults.one_release),
        ("a second release, after people moved, left, or the plan changed", assaults.two_releases),
        ("shown means: linear programmes, every small group", assaults.shown_means),
    ):
        found = Parallel(n_jobs=-1)(
            delayed(_attacked)(attack, seed) for seed in range(10_000, 10_000 + attacks)
        )
        print(
            f"{name:<64} {sum(map(bool, found)):>6} {0:>5}  {'met' if not any(found) else 'NOT met'}",
            flush=True,
        )


def _attacked(attack: Callable[[int], list], seed: int) -> list:
    with threadpool_limits(limits=1):
        return attack(seed)


def _print_cost() -> None:
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as fresh:
        seconds, mib, cells, atoms = fresh.submit(_cost).result()
    counts, means = seconds
    whole = counts + DIMENSIONS * means
    print(
        f"\nThe gate for {LARGE:,} people: {cells} cells of 4 levels and 4 segments, {atoms} kinds of people"
    )
    print(f"{'':<48} {'CPU s':>8} {'goal':>8}")
    print(f"{'numbers of people':<48} {counts:>8.1f}")
    print(f"{'means of one dimension, intervals audited':<48} {means:>8.1f}")
    print(_beside(f"numbers and {DIMENSIONS} dimensions", whole, GOAL_SECONDS))
    print(_beside("most memory of the process, MiB", mib, GOAL_MIB), flush=True)


def _beside(name: str, figure: float, goal: float) -> str:
    return f"{name:<48} {figure:>8.1f} {goal:>8.0f}  {'met' if figure <= goal else 'NOT met'}"


def _cost() -> tuple[tuple[float, float], float, int, int]:
    """Return processor seconds of both questions, the process's peak memory, and the size of the plan."""
    with threadpool_limits(limits=1):
        plan = organisation(LARGE, 1)
        random = np.random.default_rng(2)
        scores = np.clip(random.normal(55, 17, LARGE), 0, 100)
        scores[random.random(LARGE) < 0.03] = np.nan
        counts = _seconds(lambda: released_cells(plan, np.full(LARGE, True), THRESHOLD))
        means = _seconds(lambda: released_means(plan, scores, THRESHOLD))
    unit = 1 if sys.platform == "darwin" else 1024
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 2**20
    atoms = len(over_atoms_of(plan, np.arange(len(plan.names)))[1])
    return (counts, means), peak, int((plan.members.sum(axis=1) > 0).sum()), atoms


def _seconds(work: Callable[[], object]) -> float:
    """Return the processor seconds of some work: one thread's, whoever else uses the machine."""
    begun = time.process_time()
    work()
    return time.process_time() - begun
