"""Named patterns of scores, found by the questionnaire's rules: for people where too few answered to cluster, and as
the names of clusters where enough did.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from questionnaires.model import Archetype, Band
from scoring.release import ArchetypeShare

Matrix = NDArray[np.float64]

UNCLASSIFIED = -1


def archetypes_of(
    archetypes: Sequence[Archetype],
    scores: Mapping[str, Matrix],
    unknown_share: Mapping[tuple[str, str], Matrix],
) -> NDArray[np.int64]:
    """Return the place of each person's archetype, or `UNCLASSIFIED` for who lacks a score that the rules need.

    Parameters
    ----------
    archetypes : sequence of Archetype
        Tested in order, those with an `unknown` rule before all others, `otherwise` last.
    scores : mapping of dimension to ndarray of shape (n,)
        0 to 100, turned so that high is good; NaN where missing.
    unknown_share : mapping of (dimension, outside answer) to ndarray of shape (n,)
        Share of the dimension's items that got that outside answer, 0 to 1.
    """
    n = len(next(iter(scores.values())))
    found = np.full(n, UNCLASSIFIED, dtype=np.int64)
    _take_unknown(found, archetypes, unknown_share)
    needed = {code for a in archetypes for band in a.when for code in band.lowest_of}
    ready = np.all([~np.isnan(scores[code]) for code in needed], axis=0) if needed else np.ones(n, bool)
    for place, archetype in enumerate(archetypes):
        if archetype.when:
            met = np.all([_meets(band, scores) for band in archetype.when], axis=0)
            found[(found == UNCLASSIFIED) & ready & met] = place
    for place, archetype in enumerate(archetypes):
        if archetype.otherwise:
            found[(found == UNCLASSIFIED) & ready] = place
    return found


def shares_of(
    archetypes: Sequence[Archetype], found: NDArray[np.int64]
) -> tuple[tuple[ArchetypeShare, ...], float]:
    """Return the share of each archetype among the classified, and the share of people who are not classified."""
    classified = found[found != UNCLASSIFIED]
    counts = np.bincount(classified, minlength=len(archetypes)) / max(len(classified), 1)
    shares = tuple(ArchetypeShare(a.code, float(share)) for a, share in zip(archetypes, counts, strict=True))
    return shares, float(1 - len(classified) / max(len(found), 1))


def _take_unknown(
    found: NDArray[np.int64], archetypes: Sequence[Archetype], unknown_share: Mapping[tuple[str, str], Matrix]
) -> None:
    for place, archetype in enumerate(archetypes):
        if archetype.unknown is not None:
            share = unknown_share.get((archetype.unknown.dimension, archetype.unknown.answer))
            if share is not None:
                found[(found == UNCLASSIFIED) & (share >= archetype.unknown.start)] = place


def _meets(band: Band, scores: Mapping[str, Matrix]) -> NDArray[np.bool_]:
    lowest = np.min([scores[code] for code in band.lowest_of], axis=0)
    start = -np.inf if band.start is None else band.start
    below = np.inf if band.below is None else band.below
    with np.errstate(invalid="ignore"):
        return np.asarray((lowest >= start) & (lowest < below))
