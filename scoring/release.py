"""What staff and clients may see of a scored dataset: values that have passed the disclosure gate, and no others.

A report, a page or an export is made from a `Release` and from nothing else. A figure that is hidden has a reason
in place of numbers, never a small n.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from questionnaires.model import Questionnaire

if TYPE_CHECKING:
    from scoring.release_findings import Findings

Hidden = Literal["few", "complement", "pinned", "sparse"]
"""Why a figure is hidden.

`few`: fewer answers than the threshold. `complement`: shown, it would let a smaller group be worked out exactly.
`pinned`: shown, it would tell within one point of five what a smaller group, or one person, answered. `sparse`: of
too many of the invited people it is not known to which group of this segment they belong.
"""

Basis = Literal["sample", "finite", "census"]
"""`sample`: number of invited people unknown. `finite`: known, so the interval shrinks. `census`: all answered."""

Origin = Literal["imported", "simulated", "campaign"]

ProfileStatus = Literal["profiles", "continuum", "too_few", "unstable", "too_few_dimensions", "no_spread"]
"""Why there are profiles, or why there are none (see `scoring.profiles`)."""

LevelStatus = Literal["level", "no_maturity_block", "missing_dimensions", "too_few"]

Light = Literal["good", "fair", "group_use_only", "do_not_compare", "not_defined"]


@dataclass(frozen=True)
class Estimate:
    """A mean on 0 to 100 with its standard deviation and 95 % interval."""

    n: int
    mean: float
    sd: float
    low: float
    high: float
    basis: Basis


@dataclass(frozen=True)
class LevelRange:
    """The level of a score; `low` and `high` differ where the interval crosses a threshold."""

    level: int
    low: int
    high: int


@dataclass(frozen=True)
class Score:
    """A dimension's score in a cell: an estimate and its level, or the reason why it is hidden."""

    estimate: Estimate | None
    level: LevelRange | None
    hidden: Hidden | None


@dataclass(frozen=True)
class CellName:
    """Which group a cell is about: a unit's people, () for everybody, or those of them with a segment's value."""

    unit: tuple[str, ...]
    segment: str | None = None
    option: str | None = None


@dataclass(frozen=True)
class Cell:
    """A group of people: the total, a unit, a segment's value or both crossed, with its scores by dimension.

    `path` is the unit's place in the tree, () for the total; `segment` and `option` are None where all its people
    are meant. `invited` and `rate_percent` are None where the number of invited people is unknown or too small; a
    rate is rounded to 5, the total's is exact.
    """

    path: tuple[str, ...]
    n: int | None
    hidden: Hidden | None
    invited: int | None
    rate_percent: float | None
    scores: Mapping[str, Score]
    segment: str | None = None
    option: str | None = None

    @property
    def name(self) -> CellName:
        """Which group it is."""
        return CellName(self.path, self.segment, self.option)


@dataclass(frozen=True)
class Reliability:
    """How well the items of a dimension hold together. Undefined figures are None (omega below three items)."""

    n: int
    alpha: float | None
    alpha_low: float | None
    alpha_high: float | None
    standardised_alpha: float | None
    omega: float | None
    item_rest: Mapping[str, float | None]
    alpha_if_dropped: Mapping[str, float | None]
    floor_share: float
    ceiling_share: float
    light: Light


@dataclass(frozen=True)
class Agreement:
    """How far people of one unit answer alike and units differ; None where there are fewer than two units."""

    groups: int
    icc1: float | None
    icc2: float | None
    f: float | None
    p: float | None
    rwgj_mean: float | None
    rwgj_median: float | None
    shared_climate: bool


@dataclass(frozen=True)
class ItemResult:
    """One item over everybody. Shares are of 0 to 1; `favourable` is end-coded into 0.1 to 0.9."""

    n: int
    mean: float
    favourable: float
    distribution: Mapping[int, float]
    outside: Mapping[str, float]


@dataclass(frozen=True)
class MaturityResult:
    """The overall level, what capped it, or why there is none. `composite` is the mean of the dimensions' means."""

    status: LevelStatus
    composite: float | None
    overall: int | None
    ungated: int | None
    held_back_by: tuple[str, ...]


@dataclass(frozen=True)
class Profile:
    """A cluster of respondents. `name` by language; `share` of 0 to 1 with its resampling range."""

    id: str
    name: Mapping[str, str]
    archetype: str | None
    level: int | None
    n: int
    share: float
    share_low: float
    share_high: float
    stability: float
    centroid: Mapping[str, float]


@dataclass(frozen=True)
class Choice:
    """How the number of profiles was decided: the guard, then stability, with criteria printed for the record."""

    guard_z: float | None
    guard_threshold: float
    guard_draws: int
    bootstraps: int
    stability: Mapping[int, tuple[float, ...]]
    smallest_share: Mapping[int, float]
    bic: Mapping[int, float]
    icl: Mapping[int, float]
    silhouette: Mapping[int, float]


@dataclass(frozen=True)
class Band:
    """A stretch of the 0 to 100 line and the share of people whose composite lies in it."""

    start: float
    end: float
    share: float


@dataclass(frozen=True)
class ArchetypeShare:
    """A rule-based pattern of `maturity:` and the share of the classified people who meet it."""

    code: str
    share: float


@dataclass(frozen=True)
class ProfilesResult:
    """Profiles, or bands with the reason why there are no profiles."""

    status: ProfileStatus
    n: int
    k: int | None
    profiles: tuple[Profile, ...]
    between_share: float | None
    choice: Choice | None
    bands: tuple[Band, ...]
    archetypes: tuple[ArchetypeShare, ...]
    unclassified_share: float | None


@dataclass(frozen=True)
class Facts:
    """What must be known to trust or redo the numbers."""

    title: str
    origin: Origin
    responses: int | None
    invited: int | None
    threshold: int
    seed: int
    scored_with: str
    fingerprint: str
    flagged: int | None
    outside_share: float | None
    missing_share: float | None


@dataclass(frozen=True)
class Release:
    """Everything that may leave a dataset.

    `segments` are the cells of one value of a segment each, `crossings` those of a top unit and such a value.
    `findings` is None where an earlier version scored the dataset.
    """

    questionnaire: Questionnaire
    facts: Facts
    total: Cell
    units: tuple[Cell, ...]
    reliability: Mapping[str, Reliability]
    agreement: Mapping[str, Agreement]
    items: Mapping[str, ItemResult]
    maturity: MaturityResult
    profiles: ProfilesResult
    segments: tuple[Cell, ...] = ()
    crossings: tuple[Cell, ...] = ()
    findings: Findings | None = None
