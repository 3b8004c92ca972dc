"""Maturity levels: where a score stands on the questionnaire's ladder, and the strategy-first gate.

The overall level is never a plain average of levels: however good the tools, an organisation is not more than
one level above its goals. Bands are half-open, so 65 belongs to the level that begins at 65.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from questionnaires.model import Gate, Level, Maturity
from scoring.release import Estimate, LevelRange, LevelStatus, MaturityResult


def level_of(score: float, levels: Sequence[Level]) -> int:
    """Return the number of the level whose band holds `score` (0 to 100, high is good)."""
    return max(level.number for level in levels if level.start <= score or level is levels[0])


def level_range(estimate: Estimate, levels: Sequence[Level], *, better: bool) -> LevelRange:
    """Return the level of a mean, with both levels where its interval crosses a threshold."""
    turned = [value if better else 100 - value for value in (estimate.mean, estimate.low, estimate.high)]
    mean, *ends = (level_of(value, levels) for value in turned)
    return LevelRange(level=mean, low=min(ends), high=max(ends))


def organisation_level(maturity: Maturity | None, good_means: Mapping[str, float | None]) -> MaturityResult:
    """Return the overall level, or why there is none.

    Parameters
    ----------
    maturity : Maturity or None
        The questionnaire's block; None where it has none.
    good_means : mapping of dimension to float or None
        Mean of each dimension, 0 to 100, turned so that high is good; None where it may not be shown.

    Returns
    -------
    MaturityResult
        `held_back_by` names the dimensions whose level capped the overall one.
    """
    if maturity is None:
        return _no_level("no_maturity_block")
    means = {code: good_means.get(code) for code in maturity.dimensions}
    known = {code: mean for code, mean in means.items() if mean is not None}
    if len(known) < len(means):
        return _no_level("too_few" if all(code in good_means for code in means) else "missing_dimensions")
    composite = sum(known.values()) / len(known)
    levels = {code: level_of(mean, maturity.levels) for code, mean in known.items()}
    ungated = level_of(composite, maturity.levels)
    caps = [_cap(gate, levels) for gate in maturity.gates]
    overall = min([ungated, *(cap for cap, _ in caps)])
    held_back_by = {code: None for cap, codes in caps if cap == overall < ungated for code in codes}
    return MaturityResult("level", composite, overall, ungated, tuple(held_back_by))


def _cap(gate: Gate, levels: Mapping[str, int]) -> tuple[int, tuple[str, ...]]:
    """Return the highest overall level the gate allows, and the dimensions that set it."""
    lowest = min(levels[code] for code in gate.lowest_of)
    return lowest + gate.above, tuple(code for code in gate.lowest_of if levels[code] == lowest)


def _no_level(status: LevelStatus) -> MaturityResult:
    return MaturityResult(status, None, None, None, ())
