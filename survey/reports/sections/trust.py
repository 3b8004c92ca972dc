"""How far to trust the figures: what those who did not answer could change, and what careless answers move."""

from __future__ import annotations

from questionnaires.model import Dimension
from scoring.release import Release
from scoring.release_findings import Bounds, Findings
from survey.reports.section import Values
from survey.speech import Speech


def trust(release: Release, speech: Speech) -> Values | None:
    """Return bounds and comparisons by dimension, and the sentences about margin, weights and flagged people."""
    found = release.findings
    if found is None:
        return None
    rows = [
        _row(dimension, release, found, speech)
        for dimension in release.questionnaire.dimensions
        if dimension.code in found.non_response.bounds or dimension.code in found.quality.with_without
    ]
    if not rows:
        return None
    return {
        "rows": rows,
        "bounds": bool(found.non_response.bounds),
        "without": bool(found.quality.with_without) and bool(found.quality.flagged),
        "sentences": [*_margin(found, speech), *_weights(found, speech)],
    }


def _row(dimension: Dimension, release: Release, found: Findings, speech: Speech) -> Values:
    estimate = release.total.scores[dimension.code].estimate
    bounds = found.non_response.bounds.get(dimension.code)
    both = found.quality.with_without.get(dimension.code)
    unflagged = both.unflagged if both else None
    return {
        "label": speech.wording(dimension.label),
        "mean": "–" if estimate is None else speech.number(estimate.mean, 1),
        "bounds": "–" if bounds is None else _ends(bounds, speech),
        "unflagged": "–" if unflagged is None else speech.number(unflagged.mean, 1),
    }


def _ends(bounds: Bounds, speech: Speech) -> str:
    return f"{speech.number(bounds.low, 1)}–{speech.number(bounds.high, 1)}"


def _margin(found: Findings, speech: Speech) -> list[str]:
    if found.non_response.margin is None:
        return [
            speech.say(
                "How many people were invited is not known, so nothing is said of those who did not answer."
            )
        ]
    return [
        speech.say(
            "If those who answered were a random draw from the %(invited)s invited, a share would be sure to"
            " ± %(points)s points. The bounds assume nothing: they are the means over everybody invited if all others"
            " had given the lowest, or the highest, answer to everything.",
            invited=speech.number(found.non_response.invited or 0),
            points=speech.number(100 * found.non_response.margin, 1),
        )
    ]


def _weights(found: Findings, speech: Speech) -> list[str]:
    if found.weighting.absent is not None:
        return []
    reasons = {
        "enough_answered": speech.say("Weights are not needed: at least 80 % of those invited answered."),
        "small_cell": speech.say("Weights cannot be used: of some group too few people answered."),
        "attribute_lost": speech.say("Weights cannot be used: of too many people the group is not known."),
        "no_margins": speech.say("Weights cannot be used: there are no head counts by group."),
        "nobody": speech.say("Weights cannot be used: nobody answered."),
        "weighted": speech.say(
            "Fewer than 80 %% of those invited answered. Weighting them to the head counts would leave the precision"
            " of %(effective)s answers; figures are not weighted, since weighted and plain ones side by side could"
            " give small groups away.",
            effective=speech.number(found.weighting.effective_n or 0),
        ),
    }
    return [reasons[found.weighting.status]]
