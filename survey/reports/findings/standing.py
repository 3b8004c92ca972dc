"""Dimensions side by side: which stand high and low, as far as their intervals leave no doubt.

Scores are compared on the side where high is good: dimensions whose intervals overlap that of the lowest are named
together with it. A dimension measured too unreliably is not compared.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from questionnaires.model import Dimension
from scoring.release import Estimate, Release
from survey.speech import Speech

LINE = 60.0
"""The cut of the visibility × fit plane: a mean of 3.4 on five points."""


@dataclass(frozen=True)
class Standing:
    """A dimension that may be shown, on the side where high is good."""

    dimension: Dimension
    estimate: Estimate
    good: float
    low: float
    high: float


def standings(release: Release) -> tuple[Standing, ...]:
    """Return the dimensions that may be shown, in the questionnaire's order."""
    found = []
    for dimension in release.questionnaire.dimensions:
        score = release.total.scores.get(dimension.code)
        if score is not None and score.estimate is not None:
            found.append(_standing(dimension, score.estimate))
    return tuple(found)


def _standing(dimension: Dimension, estimate: Estimate) -> Standing:
    if dimension.higher_is == "better":
        return Standing(dimension, estimate, estimate.mean, estimate.low, estimate.high)
    return Standing(dimension, estimate, 100 - estimate.mean, 100 - estimate.high, 100 - estimate.low)


def comparable(release: Release) -> tuple[Standing, ...]:
    """Return the dimensions that may be compared: shown, and measured reliably enough."""
    return tuple(
        standing
        for standing in standings(release)
        if (held := release.reliability.get(standing.dimension.code)) is None
        or held.light != "do_not_compare"
    )


def highest(found: Sequence[Standing], speech: Speech) -> str:
    """Name the dimension that stands highest, with those that cannot be told from it."""
    group = _top(found)
    if len(group) == len(found):
        return speech.say("No dimension is clearly stronger than the others.")
    if len(group) == 1:
        return speech.say("Strongest: %(names)s.", names=named_all(group, speech))
    return speech.say("Strongest, and not to be told apart: %(names)s.", names=named_all(group, speech))


def lowest(found: Sequence[Standing], speech: Speech) -> str:
    """Name the dimension that stands lowest, with those that cannot be told from it."""
    group = _bottom(found)
    if len(group) == len(found):
        return speech.say("No dimension is clearly weaker than the others.")
    if len(group) == 1:
        return speech.say("Weakest: %(names)s.", names=named_all(group, speech))
    return speech.say("Weakest, and not to be told apart: %(names)s.", names=named_all(group, speech))


def either_end(found: Sequence[Standing], speech: Speech) -> list[str]:
    """Say which dimensions are named both strongest and weakest because their interval is wide."""
    top, bottom = _top(found), _bottom(found)
    both = [standing for standing in top if standing in bottom]
    if not both or len(top) == len(found) or len(bottom) == len(found):
        return []
    return [
        speech.say(
            "Named at both ends because the interval is wide: %(names)s.",
            names=speech.listed([speech.wording(standing.dimension.label) for standing in both]),
        )
    ]


def _top(found: Sequence[Standing]) -> list[Standing]:
    best = max(found, key=lambda standing: standing.good)
    return [standing for standing in found if standing.high >= best.low]


def _bottom(found: Sequence[Standing]) -> list[Standing]:
    worst = min(found, key=lambda standing: standing.good)
    return [standing for standing in found if standing.low <= worst.high]


def not_compared(release: Release, speech: Speech) -> list[str]:
    """Name the dimensions whose sentences hold together too loosely to compare their scores."""
    kept = comparable(release)
    left_out = [standing for standing in standings(release) if standing not in kept]
    if not left_out:
        return []
    return [
        speech.say(
            "Measured too unreliably to be compared: %(names)s.",
            names=speech.listed([speech.wording(standing.dimension.label) for standing in left_out]),
        )
    ]


def named_all(group: Sequence[Standing], speech: Speech) -> str:
    """Return dimensions with their scores, as a list."""
    return speech.listed([_named(standing, speech) for standing in group])


def _named(standing: Standing, speech: Speech) -> str:
    label, score = speech.wording(standing.dimension.label), speech.number(standing.estimate.mean, 1)
    if standing.dimension.higher_is == "better":
        return speech.say("%(label)s (%(score)s)", label=label, score=score)
    return speech.say("%(label)s (%(score)s, where lower is better)", label=label, score=score)


def core(found: Sequence[Standing], speech: Speech) -> list[str]:
    """Say where the core pair stands against the line: above or below only if the interval leaves no doubt."""
    sentences = []
    for standing in found:
        if standing.dimension.core_pair:
            label = speech.wording(standing.dimension.label)
            score, line = speech.number(standing.good, 1), speech.number(LINE)
            sentences.append(_against_the_line(standing, label, score, line, speech))
    return sentences


def _against_the_line(standing: Standing, label: str, score: str, line: str, speech: Speech) -> str:
    values = {"label": label, "score": score, "line": line}
    if standing.low >= LINE:
        return speech.say(
            "%(label)s stands at %(score)s: above %(line)s, the line between “not yet” and “yes”.", **values
        )
    if standing.high < LINE:
        return speech.say(
            "%(label)s stands at %(score)s: below %(line)s, the line between “not yet” and “yes”.", **values
        )
    return speech.say(
        "%(label)s stands at %(score)s: too near %(line)s, the line between “not yet” and “yes”, to tell.",
        **values,
    )
