"""What a release says, in sentences. Each is chosen by a rule from the numbers; none says more than the interval.

Scores are compared on the side where high is good, and only where their intervals leave no doubt: dimensions whose
intervals overlap that of the lowest are named together with it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from questionnaires.model import Dimension, Level
from scoring.release import Estimate, ProfilesResult, Release
from survey.reports.speech import Speech

LINE = 60.0
"""The cut of the visibility × fit plane: a mean of 3.4 on five points."""

DONE = 65.0
"""A dimension that stands here or higher needs no decision now."""

MOST_DECISIONS = 3


@dataclass(frozen=True)
class Standing:
    """A dimension that may be shown, on the side where high is good."""

    dimension: Dimension
    estimate: Estimate
    good: float
    low: float
    high: float


@dataclass(frozen=True)
class Decision:
    """Something to decide: a dimension, the question it asks, and where it stands."""

    dimension: str
    question: str
    score: str


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


def where_we_stand(release: Release, speech: Speech) -> list[str]:
    """Return the sentences of the first page: who answered, the level, high and low, the core, the profiles."""
    sentences = [answered(release, speech), *level(release, speech)]
    found = standings(release)
    if len(found) > 1:
        sentences += [highest(found, speech), lowest(found, speech)]
    sentences += core(found, speech)
    sentences.append(profiles(release.profiles, speech))
    return sentences


def answered(release: Release, speech: Speech) -> str:
    """Say how many people answered, and of how many."""
    facts, rate = release.facts, release.total.rate_percent
    n = speech.number(facts.responses or 0)
    if facts.invited is None or rate is None:
        return speech.say("%(n)s people answered; how many were invited is not known.", n=n)
    return speech.say(
        "%(n)s of the %(invited)s people invited answered (%(rate)s %%). Those who did not may think otherwise.",
        n=n,
        invited=speech.number(facts.invited),
        rate=speech.number(rate),
    )


def level(release: Release, speech: Speech) -> list[str]:
    """Say the level and what holds it back, or why there is none."""
    found, maturity = release.maturity, release.questionnaire.maturity
    if found.overall is None or maturity is None:
        return [no_level(release, speech)]
    reached = _level_of(found.overall, maturity.levels)
    sentences = [
        speech.say(
            "The organisation stands at level %(level)s of %(levels)s, “%(name)s”. %(idea)s",
            level=found.overall,
            levels=len(maturity.levels),
            name=speech.wording(reached.name),
            idea=speech.wording(reached.idea),
        ).strip()
    ]
    if found.held_back_by and found.ungated is not None:
        sentences.append(
            speech.say(
                "Its mean of %(composite)s alone would be level %(ungated)s; it is held back by: %(names)s.",
                composite=speech.number(found.composite or 0, 1),
                ungated=found.ungated,
                names=speech.listed([speech.dimension(code) for code in found.held_back_by]),
            )
        )
    return sentences


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


def highest(found: Sequence[Standing], speech: Speech) -> str:
    """Name the dimension that stands highest, with those that cannot be told from it."""
    best = max(found, key=lambda standing: standing.good)
    group = [standing for standing in found if standing.high >= best.low]
    if len(group) == len(found):
        return speech.say("No dimension is clearly stronger than the others.")
    if len(group) == 1:
        return speech.say("Strongest: %(names)s.", names=_names(group, speech))
    return speech.say("Strongest, and not to be told apart: %(names)s.", names=_names(group, speech))


def lowest(found: Sequence[Standing], speech: Speech) -> str:
    """Name the dimension that stands lowest, with those that cannot be told from it."""
    worst = min(found, key=lambda standing: standing.good)
    group = [standing for standing in found if standing.low <= worst.high]
    if len(group) == len(found):
        return speech.say("No dimension is clearly weaker than the others.")
    if len(group) == 1:
        return speech.say("Weakest: %(names)s.", names=_names(group, speech))
    return speech.say("Weakest, and not to be told apart: %(names)s.", names=_names(group, speech))


def _names(group: Sequence[Standing], speech: Speech) -> str:
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


def profiles(found: ProfilesResult, speech: Speech) -> str:
    """Say which profiles there are, or why there are none."""
    if found.status == "profiles":
        largest = max(found.profiles, key=lambda profile: profile.share)
        return speech.say(
            "People fall into %(k)s profiles; the largest is “%(name)s” with %(share)s.",
            k=len(found.profiles),
            name=speech.of(largest.name),
            share=speech.share(largest.share),
        )
    return no_profiles(found, speech)


def no_profiles(found: ProfilesResult, speech: Speech) -> str:
    """Say why there are no profiles."""
    reasons = {
        "continuum": speech.say(
            "The answers form a continuum: nothing in them says that there are separate kinds of people. They are"
            " shown in bands, not in profiles."
        ),
        "too_few": speech.say(
            "There are no profiles: fewer than 300 complete answers are too few to look for them."
        ),
        "unstable": speech.say(
            "There are no profiles: the answers are more than one continuum, but no grouping comes back when people"
            " are drawn again."
        ),
        "too_few_dimensions": speech.say("There are no profiles: they need at least two dimensions."),
        "no_spread": speech.say("There are no profiles: on some dimension everybody answered alike."),
    }
    return reasons[found.status]


def decisions(release: Release, speech: Speech) -> tuple[Decision, ...]:
    """Return what to decide next: the lowest dimensions that are not clearly done, those that hold back first."""
    open_ones = [standing for standing in standings(release) if standing.low < DONE]
    held_back = release.maturity.held_back_by
    ranked = sorted(open_ones, key=lambda standing: (standing.dimension.code not in held_back, standing.good))
    return tuple(
        Decision(
            dimension=speech.wording(standing.dimension.label),
            question=speech.wording(standing.dimension.question),
            score=speech.number(standing.estimate.mean, 1),
        )
        for standing in ranked[:MOST_DECISIONS]
    )


def cautions(release: Release, speech: Speech) -> list[str]:
    """Return what must be printed with the numbers."""
    threshold = speech.number(release.facts.threshold)
    sentences = [
        speech.say(
            "Groups with fewer than %(threshold)s answers are not shown. Some larger groups are hidden so that small"
            " ones cannot be worked out.",
            threshold=threshold,
        ),
        speech.say(
            "Answers are opinions at one moment. Two things that go together are not cause and effect."
        ),
    ]
    if release.maturity.status == "level":
        sentences.append(speech.say("Levels use provisional thresholds, chosen before any data."))
    if release.facts.origin == "simulated":
        sentences.append(
            speech.say("The people of this report are made up; no figure says anything about real ones.")
        )
    return sentences
