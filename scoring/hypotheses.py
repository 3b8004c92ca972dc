"""The hypotheses of the source text as a table of findings: what goes with what in these answers.

The trap: none of them can be proved by one survey, and seven hypotheses make some twenty tests. Each row has its
statistic, interval and n; p is held over the whole table; and the verdict is one of a few words, the strongest of
which is "goes with".
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from scoring.associations import (
    Association,
    correlation,
    correlation_difference,
    fisher_interval,
    p_of_correlation,
)
from scoring.comparisons import FALSE_SHARE, LEAST_DIFFERENCE, benjamini_hochberg, compare
from scoring.estimates import moments
from scoring.release_findings import Finding, Verdict

Matrix = NDArray[np.float64]
Flags = NDArray[np.bool_]
Places = NDArray[np.intp]

VERDICT_WORDS: Mapping[Verdict, str] = {
    "goes_with": "goes with",
    "goes_against": "goes against",
    "no_link": "does not go with",
    "open": "cannot be told from these answers",
    "described": "described, nothing expected",
    "not_tested": "not tested",
}

FEWEST_PEOPLE = 30
FEWEST_UNITS = 10
PEOPLE_A_UNIT = 5
LEAST_CORRELATION = 0.10
"""A smaller correlation is no link to speak of (Cohen's small)."""

OPEN_GATE = 60.0
"""Scores from which a person's way is open: H4 looks at those who have everything but perhaps the will."""


@dataclass(frozen=True)
class Evidence:
    """What the hypotheses need of n people; whatever is missing leaves its rows untested.

    `scores` by name, arrays of shape (n,), 0 to 100 and high is good: impact, fit, goals, tools, org, will,
    lead_executive, lead_peers, goal4, and of use: frequency, breadth, intention. `kinds` by name, Boolean arrays:
    taker, giver, non_user. `choice` has the place of each person's answer in `choices` (free, expected, required).
    `goal_relevance`, `goal_visibility` of shape (n, n_goals) come from the goal block.
    """

    scores: Mapping[str, Matrix]
    kinds: Mapping[str, Flags] = field(default_factory=dict)
    choice: Places | None = None
    choices: Sequence[str] = ()
    units: Places | None = None
    goal_relevance: Matrix | None = None
    goal_visibility: Matrix | None = None
    weights: Matrix | None = None

    def get(self, *names: str) -> list[Matrix] | None:
        """Return the scores of these names, or None where one is missing."""
        return [self.scores[name] for name in names] if all(name in self.scores for name in names) else None


@dataclass(frozen=True)
class _Row:
    hypothesis: str
    statistic: str
    of: tuple[str, ...]
    among: str = "everybody"
    expected: bool = True
    least: float = LEAST_CORRELATION
    fewest: int = FEWEST_PEOPLE


Test = Callable[[Evidence], Association | None]
USES = ("frequency", "breadth", "intention")


def findings(evidence: Evidence) -> tuple[Finding, ...]:
    """Return a row for every test of H1 to H7, in order, judged as one family.

    References
    ----------
    domain.md §1.2, the table of hypotheses.
    """
    tested = [(row, _found(row, test, evidence)) for row, test in _tests(evidence)]
    p = np.array([np.nan if found is None else found.p for _, found in tested], dtype=np.float64)
    adjusted = benjamini_hochberg(p)
    return tuple(
        _finding(row, found, float(p_held)) for (row, found), p_held in zip(tested, adjusted, strict=True)
    )


def use_kinds(take: Matrix, give: Matrix, frequency: Matrix) -> dict[str, Flags]:
    """Return who takes without giving, who gives, and who does not use it at all.

    Parameters
    ----------
    take, give : ndarray of shape (n,)
        Sub-scores of participation, 0 to 100.
    frequency : ndarray of shape (n,)
        Frequency of use, 0 for never.

    References
    ----------
    domain.md §4.3, the overlays: a taker takes from 60 and gives below 45, a giver gives from 60. Readers are users.
    """
    uses = ~(frequency == 0)
    return {
        "taker": uses & (take >= 60) & (give < 45),
        "giver": uses & (give >= 60),
        "non_user": ~uses,
    }


def within_persons(x: Matrix, y: Matrix) -> Association | None:
    """Return how two things go together across the goals of one person, over all persons with two goals or more.

    Parameters
    ----------
    x, y : ndarray of shape (n, n_goals)
        NaN where a person was not asked or does not know.

    References
    ----------
    Bland & Altman (1995), British Medical Journal 310, 446: each person's own mean is taken out, and costs one pair.
    """
    known = ~(np.isnan(x) | np.isnan(y))
    known &= known.sum(axis=1, keepdims=True) >= 2
    people = int(known.any(axis=1).sum())
    found = correlation(_own_mean_out(x, known), _own_mean_out(y, known))
    free = int(known.sum()) - people + 1
    if found is None or free < FEWEST_PEOPLE:
        return None
    low, high = fisher_interval(found.value, free)
    return Association(people, float(free), found.value, low, high, p_of_correlation(found.value, free))


def _tests(evidence: Evidence) -> Iterator[tuple[_Row, Test]]:
    yield _Row("H1", "correlation", ("goals", "impact")), _correlated("goals", "impact")
    units = _Row("H1", "correlation of unit means", ("goals", "impact"), "units", fewest=FEWEST_UNITS)
    yield units, _across_units("goals", "impact")
    goals = _Row("H1", "correlation within persons", ("goal_relevance", "goal_visibility"), "goals")
    yield goals, _across_goals
    for use in USES:
        yield _Row("H2", "correlation", ("impact and fit", use)), _core_pair_with(use)
    for place, name in enumerate(evidence.choices):
        yield _Row("H2", "correlation", ("impact and fit", USES[0]), name), _core_pair_with(USES[0], place)
    yield _Row("H3", "correlation", ("tools", USES[0])), _correlated("tools", USES[0])
    beside = _Row("H3", "partial correlation, tools held equal", ("org", USES[0]))
    yield beside, _correlated("org", USES[0], held=("tools",))
    yield _Row("H4", "correlation", ("will", USES[0]), "people whose way is open"), _will_where_open
    leaders = _Row("H5", "difference of correlations", ("lead_executive", "lead_peers", USES[0]))
    yield leaders, _executives_against_peers
    for score in ("impact", "fit"):
        for one, other, expected in (
            ("taker", "non_user", True),
            ("giver", "non_user", True),
            ("taker", "giver", False),
        ):
            kinds = _Row(
                "H6", "difference of means", (one, other, score), expected=expected, least=LEAST_DIFFERENCE
            )
            yield kinds, _kinds_apart(score, one, other)
    yield _Row("H7", "correlation", ("goal4", USES[0])), _correlated("goal4", USES[0])


def _correlated(x: str, y: str, *, held: tuple[str, ...] = ()) -> Test:
    def test(evidence: Evidence) -> Association | None:
        found = evidence.get(x, y, *held)
        if found is None:
            return None
        given = np.column_stack(found[2:]) if held else None
        return correlation(found[0], found[1], given=given, weights=evidence.weights)

    return test


def _core_pair_with(use: str, choice: int | None = None) -> Test:
    def test(evidence: Evidence) -> Association | None:
        found = evidence.get("impact", "fit", use)
        if found is None or (choice is not None and evidence.choice is None):
            return None
        among = np.ones(len(found[0]), bool) if choice is None else evidence.choice == choice
        return correlation(
            np.where(among, (found[0] + found[1]) / 2, np.nan), found[2], weights=evidence.weights
        )

    return test


def _across_units(x: str, y: str) -> Test:
    def test(evidence: Evidence) -> Association | None:
        found = evidence.get(x, y)
        if found is None or evidence.units is None:
            return None
        count = int(evidence.units.max(initial=-1)) + 1
        known = ~(np.isnan(found[0]) | np.isnan(found[1]))
        units = np.where(known, evidence.units, -1)
        one, other = (moments(each, units, count=count, weights=evidence.weights) for each in found)
        large = one.n >= PEOPLE_A_UNIT
        return correlation(one.mean[large], other.mean[large])

    return test


def _across_goals(evidence: Evidence) -> Association | None:
    if evidence.goal_relevance is None or evidence.goal_visibility is None:
        return None
    return within_persons(evidence.goal_relevance, evidence.goal_visibility)


def _will_where_open(evidence: Evidence) -> Association | None:
    found = evidence.get("will", USES[0], "impact", "fit", "tools", "org")
    if found is None:
        return None
    way_open = np.all([score >= OPEN_GATE for score in found[2:]], axis=0)
    return correlation(np.where(way_open, found[0], np.nan), found[1], weights=evidence.weights)


def _executives_against_peers(evidence: Evidence) -> Association | None:
    found = evidence.get("lead_executive", "lead_peers", USES[0])
    return correlation_difference(*found, weights=evidence.weights) if found else None


def _kinds_apart(score: str, one: str, other: str) -> Test:
    def test(evidence: Evidence) -> Association | None:
        found = evidence.get(score)
        if found is None or one not in evidence.kinds or other not in evidence.kinds:
            return None
        group = np.where(evidence.kinds[one], 0, np.where(evidence.kinds[other], 1, -1))
        kinds = moments(found[0], group, count=2, weights=evidence.weights)
        apart = compare(kinds.of([0]), kinds.of([1]))
        if np.isnan(apart.p[0]):
            return None
        figures = (float(each[0]) for each in (apart.difference, apart.low, apart.high, apart.p))
        return Association(int(kinds.n.sum()), float(kinds.effective.sum()), *figures)

    return test


def _own_mean_out(values: Matrix, known: Flags) -> Matrix:
    """Return each person's known values less their mean, in one row."""
    sums = np.where(known, values, 0).sum(axis=1, keepdims=True)
    return np.asarray((values - sums / np.maximum(known.sum(axis=1, keepdims=True), 1))[known])


def _found(row: _Row, test: Test, evidence: Evidence) -> Association | None:
    found = test(evidence)
    return found if found is not None and found.n >= row.fewest else None


def _finding(row: _Row, found: Association | None, p_adjusted: float) -> Finding:
    if found is None:
        return Finding(
            row.hypothesis, row.statistic, row.of, row.among, 0, None, None, None, None, None, "not_tested"
        )
    return Finding(
        hypothesis=row.hypothesis,
        statistic=row.statistic,
        of=row.of,
        among=row.among,
        n=found.n,
        value=found.value,
        low=found.low,
        high=found.high,
        p=found.p,
        p_adjusted=p_adjusted,
        verdict=_verdict(row, found, p_adjusted),
    )


def _verdict(row: _Row, found: Association, p_adjusted: float) -> Verdict:
    if not row.expected:
        return "described"
    if p_adjusted <= FALSE_SHARE and abs(found.value) >= row.least:
        return "goes_with" if found.value > 0 else "goes_against"
    return "no_link" if -row.least < found.low and found.high < row.least else "open"
