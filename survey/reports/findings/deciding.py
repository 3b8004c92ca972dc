"""What to decide next: the weakest dimensions that are not done, those that hold the level back first."""

from __future__ import annotations

from dataclasses import dataclass

from scoring.release import Release
from survey.reports.findings.standing import Standing, comparable, named_all
from survey.speech import Speech

DONE = 65.0
"""A dimension that stands here or higher needs no decision now."""

MOST_DECISIONS = 3


@dataclass(frozen=True)
class Decision:
    """Something to decide: a dimension, the question it asks, and where it stands."""

    dimension: str
    question: str
    score: str


def decisions(release: Release, speech: Speech) -> tuple[Decision, ...]:
    """Return what to decide next: the lowest dimensions that are not clearly done, those that hold back first."""
    return tuple(
        Decision(
            dimension=speech.wording(standing.dimension.label),
            question=speech.wording(standing.dimension.question),
            score=speech.number(standing.estimate.mean, 1),
        )
        for standing in _to_decide(release)[:MOST_DECISIONS]
    )


def as_urgent(release: Release, speech: Speech) -> str | None:
    """Name the dimensions left out of the decisions although they cannot be told from the last one in."""
    ranked = _to_decide(release)
    chosen, rest = ranked[:MOST_DECISIONS], ranked[MOST_DECISIONS:]
    if not chosen:
        return None
    last = max(chosen, key=lambda standing: standing.good)
    close = [standing for standing in rest if standing.low <= last.high]
    if not close:
        return None
    return speech.say(
        "No less urgent, as far as the answers tell: %(names)s.", names=named_all(close, speech)
    )


def _to_decide(release: Release) -> list[Standing]:
    open_ones = [standing for standing in comparable(release) if standing.low < DONE]
    held_back = release.maturity.held_back_by
    return sorted(open_ones, key=lambda standing: (standing.dimension.code not in held_back, standing.good))
