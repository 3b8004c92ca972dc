"""What a release says, in sentences. Each is chosen by a rule from the numbers; none says more than the interval.

Scores are compared on the side where high is good, and only where their intervals leave no doubt: dimensions whose
intervals overlap that of the lowest are named together with it. A dimension measured too unreliably is not compared.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from questionnaires.model import Dimension, Gate, Level
from scoring.release import Estimate, ProfilesResult, Release
from survey.reports.apart import Apart, units_apart
from survey.speech import Speech

LINE = 60.0
"""The cut of the visibility × fit plane: a mean of 3.4 on five points."""

DONE = 65.0
"""A dimension that stands here or higher needs no decision now."""

MOST_DECISIONS = 3

MANY_CARELESS = 0.15
"""Above this share of careless-looking answers the reader is warned."""

MOST_UNITS = 3
"""So many units are named in a sentence; the table marks them all."""

CLEAR_LEAD = 0.10
"""A profile is called the largest only if it leads the next by this share, and their ranges do not touch."""


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


def comparable(release: Release) -> tuple[Standing, ...]:
    """Return the dimensions that may be compared: shown, and measured reliably enough."""
    return tuple(
        standing
        for standing in standings(release)
        if (held := release.reliability.get(standing.dimension.code)) is None
        or held.light != "do_not_compare"
    )


def where_we_stand(release: Release, speech: Speech) -> list[str]:
    """Return who answered, the level, and where the core pair stands."""
    return [
        answered(release, speech),
        *level(release, speech),
        *core(comparable(release), speech),
    ]


def what_stands_out(release: Release, speech: Speech) -> list[str]:
    """Return what is high and low among dimensions and units, and what kinds of people there are."""
    found = comparable(release)
    sentences = []
    if len(found) > 1:
        sentences += [highest(found, speech), lowest(found, speech), *either_end(found, speech)]
    sentences += not_compared(release, speech)
    if release.units:
        sentences += units(release, speech)
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


def highest(found: Sequence[Standing], speech: Speech) -> str:
    """Name the dimension that stands highest, with those that cannot be told from it."""
    group = _top(found)
    if len(group) == len(found):
        return speech.say("No dimension is clearly stronger than the others.")
    if len(group) == 1:
        return speech.say("Strongest: %(names)s.", names=_names(group, speech))
    return speech.say("Strongest, and not to be told apart: %(names)s.", names=_names(group, speech))


def lowest(found: Sequence[Standing], speech: Speech) -> str:
    """Name the dimension that stands lowest, with those that cannot be told from it."""
    group = _bottom(found)
    if len(group) == len(found):
        return speech.say("No dimension is clearly weaker than the others.")
    if len(group) == 1:
        return speech.say("Weakest: %(names)s.", names=_names(group, speech))
    return speech.say("Weakest, and not to be told apart: %(names)s.", names=_names(group, speech))


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


def units(release: Release, speech: Speech) -> list[str]:
    """Name the units that stand clearly apart from the whole, those with the most dimensions first."""
    apart = units_apart(release)
    above = _side(apart, "better", speech)
    below = _side(apart, "worse", speech)
    sentences = []
    if above:
        sentences.append(speech.say("Units clearly better than the whole: %(names)s.", names=above))
    if below:
        sentences.append(speech.say("Units clearly worse than the whole: %(names)s.", names=below))
    return sentences or [speech.say("No unit that is shown stands clearly apart from the whole.")]


def _side(apart: Sequence[Apart], side: str, speech: Speech) -> str:
    dimensions: dict[tuple[str, ...], list[str]] = {}
    for one in apart:
        if one.side == side:
            dimensions.setdefault(one.path, []).append(one.dimension)
    ranked = sorted(dimensions, key=lambda path: (-len(dimensions[path]), path))
    names = [
        speech.say_many(
            "%(unit)s (on %(n)s dimension)",
            "%(unit)s (on %(n)s dimensions)",
            len(dimensions[path]),
            unit=" / ".join(path),
        )
        for path in ranked[:MOST_UNITS]
    ]
    more = len(ranked) - len(names)
    if more:
        names.append(speech.say_many("%(n)s more", "%(n)s more", more))
    return speech.listed(names)


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
    """Say which profiles there are, or why there are none; the largest is named only if it clearly is."""
    if found.status != "profiles":
        return no_profiles(found, speech)
    ranked = sorted(found.profiles, key=lambda profile: profile.share, reverse=True)
    first, others = ranked[0], ranked[1:]
    leads = all(
        first.share - other.share >= CLEAR_LEAD and first.share_low > other.share_high for other in others
    )
    if leads:
        return speech.say(
            "People fall into %(k)s profiles; the largest is “%(name)s” with %(share)s.",
            k=len(ranked),
            name=speech.of(first.name),
            share=speech.share(first.share),
        )
    return speech.say(
        "People fall into %(k)s profiles of %(low)s to %(high)s each; none is clearly the largest.",
        k=len(ranked),
        low=speech.share(ranked[-1].share),
        high=speech.share(first.share),
    )


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
    return speech.say("No less urgent, as far as the answers tell: %(names)s.", names=_names(close, speech))


def _to_decide(release: Release) -> list[Standing]:
    open_ones = [standing for standing in comparable(release) if standing.low < DONE]
    held_back = release.maturity.held_back_by
    return sorted(open_ones, key=lambda standing: (standing.dimension.code not in held_back, standing.good))


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
        speech.say("A difference that the 95 % intervals cover may be chance."),
    ]
    sentences += _careless(release, speech)
    if release.maturity.status == "level":
        sentences.append(speech.say("Levels use provisional thresholds, chosen before any data."))
    if release.facts.origin == "simulated":
        sentences.append(
            speech.say("The people of this report are made up; no figure says anything about real ones.")
        )
    return sentences


def _careless(release: Release, speech: Speech) -> list[str]:
    flagged, responses = release.facts.flagged, release.facts.responses
    if not flagged or not responses or flagged / responses <= MANY_CARELESS:
        return []
    return [
        speech.say(
            "%(n)s answers (%(share)s) look careless. They are kept; read small differences with caution.",
            n=speech.number(flagged),
            share=speech.share(flagged / responses),
        )
    ]
