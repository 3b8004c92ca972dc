"""How far to trust the figures: what non-response could change, what weights would cost, what careless answers move.

The trap: a difference of two means tells of the people between them. So means with and without flagged people are
shown only where these are nobody or no small group, and weighted means never: weights are one more equation about
every stratum, and with the units beside it a small one could be worked out.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from questionnaires.model import Questionnaire
from scoring.errors import ScoringError
from scoring.nonresponse import bounds_of_mean, margin_of_share
from scoring.quality import Screen, with_and_without
from scoring.release import Cell
from scoring.release_findings import NonResponseFound, QualityFound, WeightingFound
from scoring.responses import HeadCount, Responses
from scoring.weights import Margin, response_weights

Matrix = NDArray[np.float64]


def non_response_found(total: Cell) -> NonResponseFound:
    """Return bounds over all invited people, made of shown figures alone."""
    if total.n is None:
        return NonResponseFound("few")
    if total.invited is None or total.invited < total.n:
        return NonResponseFound("no_head_counts", total.n)
    return NonResponseFound(
        None,
        total.n,
        total.invited,
        margin_of_share(total.n, invited=total.invited),
        {
            code: bounds_of_mean(score.estimate.mean, n=score.estimate.n, invited=total.invited)
            for code, score in total.scores.items()
            if score.estimate is not None
        },
    )


def weighting_found(
    questionnaire: Questionnaire, responses: Responses, head_counts: Sequence[HeadCount]
) -> WeightingFound:
    """Return whether weights would be used and what they would cost; they rest on head counts, not on answers."""
    if not head_counts:
        return WeightingFound("no_head_counts")
    try:
        found = response_weights(_margins(questionnaire, responses, head_counts), len(responses))
    except ScoringError:
        return WeightingFound("counts_disagree")
    return WeightingFound(
        None, found.status, found.effective_n, found.design_effect, largest_gap=found.largest_gap
    )


def _margins(
    questionnaire: Questionnaire, responses: Responses, head_counts: Sequence[HeadCount]
) -> list[Margin]:
    """Return the margins that every head count has: the top unit, and each segment."""
    found = [
        _margin("unit", [path[0] if path else "" for path in responses.units], _invited_by_top(head_counts))
    ]
    for segment in questionnaire.segments:
        if all(segment.code in count.segments for count in head_counts):
            own = responses.segments.get(segment.code, (None,) * len(responses))
            invited: dict[str, int] = {}
            for count in head_counts:
                value = count.segments[segment.code]
                invited[value] = invited.get(value, 0) + count.invited
            found.append(_margin(segment.code, [each or "" for each in own], invited))
    return found


def _invited_by_top(head_counts: Sequence[HeadCount]) -> dict[str, int]:
    invited: dict[str, int] = {}
    for count in head_counts:
        top = count.unit[0] if count.unit else ""
        invited[top] = invited.get(top, 0) + count.invited
    return invited


def _margin(name: str, values: Sequence[str], invited: dict[str, int]) -> Margin:
    """Return a margin; people of an unknown group are one group of it, which has not kept the attribute."""
    place = {value: number for number, value in enumerate(invited)}
    whole = sum(invited.values())
    return Margin(
        name,
        np.array([place.get(value, -1) for value in values], dtype=np.intp),
        np.array(list(invited.values()), dtype=np.float64),
        kept=1 - invited.get("", 0) / whole if whole else 0.0,
    )


def quality_found(
    questionnaire: Questionnaire, scores: Matrix, screened: Screen, total: Cell, *, threshold: int
) -> QualityFound:
    """Return how many people were flagged and why, and what they move."""
    if total.n is None:
        return QualityFound("few")
    flagged = screened.flagged
    reasons = {
        "long_run": screened.long_run,
        "no_spread": screened.no_spread,
        "contradicts": screened.contradicts,
        "too_fast": screened.too_fast,
        "failed_check": screened.failed_check,
    }
    both = with_and_without(scores, flagged, invited=total.invited)
    return QualityFound(
        None,
        _count(flagged, threshold),
        {reason: _count(people, threshold) for reason, people in reasons.items()},
        {
            dimension.code: both[place]
            for place, dimension in enumerate(questionnaire.dimensions)
            if total.scores[dimension.code].estimate is not None
            and _count(flagged & ~np.isnan(scores[:, place]), threshold) is not None
        },
    )


def _count(people: NDArray[np.bool_], threshold: int) -> int | None:
    """Return how many people there are, or None where they are a small group."""
    count = int(people.sum())
    return count if count == 0 or count >= threshold else None
