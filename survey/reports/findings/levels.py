"""The level of maturity in words: what it is, what holds it back, or why there is none."""

from __future__ import annotations

from collections.abc import Sequence

from questionnaires.model import Gate, Level
from scoring.release import Release
from survey.speech import Speech


def level(release: Release, speech: Speech) -> list[str]:
    """Say the level and what holds it back, or why there is none."""
    found, maturity = release.maturity, release.questionnaire.maturity
    if found.overall is None or maturity is None:
        return [no_level(release, speech)]
    reached = _level_of(found.overall, maturity.levels)
    sentence = speech.say(
        "The organisation stands at level %(level)s of %(levels)s, “%(name)s”. %(idea)s",
        level=found.overall,
        levels=len(maturity.levels),
        name=speech.wording(reached.name),
        idea=speech.wording(reached.idea),
    ).strip()
    return [sentence, *held_back(release, speech)]


def held_back(release: Release, speech: Speech) -> list[str]:
    """Say which dimensions keep the overall level below that of the mean."""
    found = release.maturity
    if not found.held_back_by or found.ungated is None:
        return []
    return [
        speech.say(
            "Its mean of %(composite)s alone would be level %(ungated)s; it is held back by: %(names)s.",
            composite=speech.number(found.composite or 0, 1),
            ungated=found.ungated,
            names=speech.listed([speech.dimension(code) for code in found.held_back_by]),
        )
    ]


def gates(release: Release, speech: Speech) -> list[str]:
    """Say the rule of the overall level: strategy first."""
    maturity = release.questionnaire.maturity
    if maturity is None or not maturity.gates:
        return []
    limits = "; ".join(_limit(gate, speech) for gate in maturity.gates)
    return [
        speech.say(
            "The overall level is that of the mean of the dimensions, but never more than %(limits)s.",
            limits=limits,
        )
    ]


def _limit(gate: Gate, speech: Speech) -> str:
    names = speech.listed([speech.dimension(code) for code in gate.lowest_of])
    if len(gate.lowest_of) == 1:
        return speech.say_many(
            "%(n)s level above %(names)s", "%(n)s levels above %(names)s", gate.above, names=names
        )
    return speech.say_many(
        "%(n)s level above the lowest of %(names)s",
        "%(n)s levels above the lowest of %(names)s",
        gate.above,
        names=names,
    )


def no_level(release: Release, speech: Speech) -> str:
    """Say why there is no level."""
    reasons = {
        "no_maturity_block": speech.say("No level: the questionnaire defines no levels of maturity."),
        "missing_dimensions": speech.say(
            "No level: the questionnaire lacks dimensions that the levels need."
        ),
        "too_few": speech.say(
            "No level: too few people answered some of the dimensions that the levels need."
        ),
    }
    return reasons.get(release.maturity.status, reasons["too_few"])


def _level_of(number: int, levels: Sequence[Level]) -> Level:
    return next(level for level in levels if level.number == number)
