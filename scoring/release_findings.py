"""What a release tells beside scores: barriers, goals, gaps, what goes with use, comments, and how far to trust it.

The trap: absent is not zero. Whatever cannot be told says why in `absent`, so that a page never shows a blank. Shares
that would tell on everybody of a group stop short of the ends and then have no interval (see `disclosure`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from scoring.release import Basis, CellName, Estimate, Hidden

Absence = Literal["not_asked", "few", "alike", "no_positions", "no_head_counts", "counts_disagree"]
"""Why there is no finding.

`not_asked`: the questionnaire lacks the question. `few`: too few people answered. `alike`: the answers do not differ
enough to tell. `no_positions`: fewer than two positions are shown. `no_head_counts`: it is not known how many were
invited. `counts_disagree`: more people of a group answered than were invited.
"""

Verdict = Literal["goes_with", "goes_against", "no_link", "open", "described", "not_tested"]

WeightStatus = Literal["weighted", "enough_answered", "small_cell", "attribute_lost", "no_margins", "nobody"]
"""Why people are weighted, or why not: see `scoring.weights.response_weights`."""


@dataclass(frozen=True)
class Share:
    """A share of people, 0 to 1, with its 95 % interval and the number of people it is a share of."""

    n: int
    share: float
    low: float
    high: float
    basis: Basis


@dataclass(frozen=True)
class CodedShare:
    """A share that may be shown: 0.1 and 0.9 stand for anything beyond, and have no interval."""

    n: int
    share: float
    low: float | None
    high: float | None


# -- what stops people


@dataclass(frozen=True)
class Cited:
    """One barrier in one cell; the rank index, 0 to 100, is of the total only, and of shares within the ends."""

    code: str
    cited: CodedShare
    rank_index: Estimate | None = None


@dataclass(frozen=True)
class BarrierCell:
    """What the people of one cell say stops them. Below the total, shares are rounded (see `scoring.barrier_cells`).

    `core_pair` counts who cites either barrier of the source text, `nothing` and `unknown` who says that nothing
    stops them, and who does not know. n is that of the question; a barrier that only some were shown has its own.
    """

    name: CellName
    n: int | None
    hidden: Hidden | None
    barriers: tuple[Cited, ...] = ()
    core_pair: CodedShare | None = None
    nothing: CodedShare | None = None
    unknown: CodedShare | None = None


@dataclass(frozen=True)
class BarriersFound:
    """The barrier question, how many could be chosen, whether they were ranked, and its cells, the total first."""

    absent: Absence | None
    question: str = ""
    most: int = 0
    ranked: bool = False
    cells: tuple[BarrierCell, ...] = ()


@dataclass(frozen=True)
class Weighed:
    """One option of best-worst sets: `score` −100 to 100; utility and preference where there is a logit."""

    code: str
    score: Estimate | None
    utility: float | None
    utility_low: float | None
    utility_high: float | None
    preference: float | None


@dataclass(frozen=True)
class BestWorstFound:
    """Best-worst answers of n people."""

    absent: Absence | None
    question: str = ""
    n: int | None = None
    options: tuple[Weighed, ...] = ()


# -- goals, positions, what people cannot say


@dataclass(frozen=True)
class GoalPlace:
    """A goal on the plane of visibility and fit, over everybody or one position; n work for it and were asked."""

    goal: str
    position: str | None
    n: int | None
    hidden: Hidden | None
    relevance: Estimate | None = None
    visibility: Estimate | None = None
    fit: Estimate | None = None
    blind: CodedShare | None = None


@dataclass(frozen=True)
class GoalsFound:
    """Goal by goal: everybody, then each position that is shown."""

    absent: Absence | None
    question: str = ""
    places: tuple[GoalPlace, ...] = ()


@dataclass(frozen=True)
class Gap:
    """Score of one position less that of another; p and the interval are None where they cannot be compared."""

    dimension: str
    one: str
    other: str
    n_one: int
    n_other: int
    difference: float
    low: float | None
    high: float | None
    p: float | None
    p_adjusted: float | None
    g: float | None
    badge: bool


@dataclass(frozen=True)
class GapsFound:
    """Differences between positions, over shown scores only: they say nothing that these do not."""

    absent: Absence | None
    gaps: tuple[Gap, ...] = ()


@dataclass(frozen=True)
class BlindFound:
    """Who says "I don't know": by item, by dimension in per cent of what was asked, and to the barrier question."""

    absent: Absence | None
    items: Mapping[str, CodedShare] = field(default_factory=dict)
    dimensions: Mapping[str, Estimate] = field(default_factory=dict)
    barriers: CodedShare | None = None


@dataclass(frozen=True)
class SubScoresFound:
    """Scores over some items of a dimension."""

    absent: Absence | None
    scores: Mapping[str, Estimate] = field(default_factory=dict)


# -- what goes with use


@dataclass(frozen=True)
class Driver:
    """One dimension. `weight` is its part of R², `share` that part over R²; low and high its stability interval.

    `correlation` gives the direction. `goes_with` is False where the weight may be chance.
    """

    code: str
    weight: float
    share: float
    share_low: float
    share_high: float
    correlation: float
    goes_with: bool


@dataclass(frozen=True)
class Drivers:
    """The dimensions in their own order, over n people; `first_share` says how often each came first in resamples."""

    n: int
    r_squared: float
    draws: int
    drivers: tuple[Driver, ...]
    first_share: tuple[float, ...]


@dataclass(frozen=True)
class DriversFound:
    """What goes with use, and which question says what use is."""

    absent: Absence | None
    outcome: str = ""
    found: Drivers | None = None


@dataclass(frozen=True)
class WhatIf:
    """Adoption here today, and what the slope gives if the dimension rose.

    `asked` and `possible` are the rise asked for and the mean rise that the scale leaves room for. `change` has its
    95 % interval. `arithmetic` is always True: whatever shows the figure must say so.
    """

    n: int
    asked: float
    possible: float
    before: float
    change: float
    low: float
    high: float
    arithmetic: bool = True

    @property
    def after(self) -> float:
        """Adoption with the change added."""
        return self.before + self.change


@dataclass(frozen=True)
class WhatIfsFound:
    """By dimension: use, 0 to 100, if its score rose and the others stayed."""

    absent: Absence | None
    outcome: str = ""
    rises: Mapping[str, WhatIf] = field(default_factory=dict)


@dataclass(frozen=True)
class Finding:
    """One row. `statistic` names what `value` is; `among` says of whom; figures are None where nothing was tested."""

    hypothesis: str
    statistic: str
    of: tuple[str, ...]
    among: str
    n: int
    value: float | None
    low: float | None
    high: float | None
    p: float | None
    p_adjusted: float | None
    verdict: Verdict


@dataclass(frozen=True)
class HypothesesFound:
    """The hypotheses of the source text, a row for every test."""

    absent: Absence | None
    rows: tuple[Finding, ...] = ()


# -- own words


@dataclass(frozen=True)
class CommentTheme:
    """Words as people wrote them, n comments of one language, how surely it comes back, masked excerpts."""

    language: str
    words: tuple[str, ...]
    n: int
    share: float
    stability: float
    excerpts: tuple[str, ...]


@dataclass(frozen=True)
class CommentBlock:
    """The comments of one block of people, masked, in no order that tells anything."""

    unit: tuple[str, ...]
    texts: tuple[str, ...]


@dataclass(frozen=True)
class QuestionComments:
    """The n comments on one question: themes over all, and those blocks that have enough of both."""

    question: str
    n: int | None
    hidden: Hidden | None
    themes: tuple[CommentTheme, ...] = ()
    blocks: tuple[CommentBlock, ...] = ()


@dataclass(frozen=True)
class CommentsFound:
    """Own words, question by question."""

    absent: Absence | None
    questions: tuple[QuestionComments, ...] = ()


# -- how far to trust it


@dataclass(frozen=True)
class Bounds:
    """Between what a figure over all invited people must lie, whatever the others think."""

    low: float
    high: float


@dataclass(frozen=True)
class NonResponseFound:
    """Bounds of each dimension over all invited people; `margin` is the widest of a share, 0 to 1."""

    absent: Absence | None
    n: int | None = None
    invited: int | None = None
    margin: float | None = None
    bounds: Mapping[str, Bounds] = field(default_factory=dict)


@dataclass(frozen=True)
class WeightingFound:
    """What weights would cost. Weighted means are never shown: beside plain ones they would tell on small groups."""

    absent: Absence | None
    status: WeightStatus = "no_margins"
    effective_n: float | None = None
    design_effect: float | None = None
    largest_gap: float | None = None


@dataclass(frozen=True)
class WithWithout:
    """A mean over everybody and over the unflagged; None where fewer than two people have a value."""

    everybody: Estimate | None
    unflagged: Estimate | None

    @property
    def difference(self) -> float | None:
        """By how much the flagged move the mean, in points."""
        if self.everybody is None or self.unflagged is None:
            return None
        return self.everybody.mean - self.unflagged.mean


@dataclass(frozen=True)
class QualityFound:
    """Flagged people by reason, None where they are a small group, and means with and without them by dimension."""

    absent: Absence | None
    flagged: int | None = None
    reasons: Mapping[str, int | None] = field(default_factory=dict)
    with_without: Mapping[str, WithWithout] = field(default_factory=dict)


@dataclass(frozen=True)
class Findings:
    """All of it."""

    barriers: BarriersFound
    best_worst: BestWorstFound
    goals: GoalsFound
    gaps: GapsFound
    blind: BlindFound
    sub_scores: SubScoresFound
    drivers: DriversFound
    what_ifs: WhatIfsFound
    hypotheses: HypothesesFound
    comments: CommentsFound
    non_response: NonResponseFound
    weighting: WeightingFound
    quality: QualityFound
