"""The core: visibility and fit, overall and goal by goal, on one plane; and the goals as a table."""

from __future__ import annotations

from collections.abc import Sequence

from scoring.release import Estimate, Release
from scoring.release_findings import GoalPlace
from survey.reports import findings
from survey.reports.plane import Place, Plane, plane
from survey.reports.section import Values, interval
from survey.reports.sections.barriers import coded_share
from survey.speech import Speech

WHOLE = "★"
"""The mark of everybody together, over all goals."""

MOST_GOALS = 9
"""Goals on the plane: as many as its key has room for."""


def core_pair(release: Release, speech: Speech) -> Values | None:
    """Return the plane and the table of goals."""
    places = findings.goal_places(release)
    drawn = [*_overall(release, speech), *_goals(places[:MOST_GOALS], release, speech)]
    if not drawn:
        return None
    return {
        "sentences": [
            *findings.core(findings.comparable(release), speech),
            *findings.goals_at_risk(release, speech),
        ],
        "plane": _plane(drawn, speech),
        "goals": [_row(place, number, release, speech) for number, place in enumerate(places, 1)],
        "weights": any(goal.weight is not None for goal in release.questionnaire.goals),
        "positions": _positions(release, speech),
        "hollow": any(place.near_the_line for place in drawn),
    }


def _overall(release: Release, speech: Speech) -> list[Place]:
    """Return the place of the two dimensions of the core pair, where both are shown."""
    pair = [s for s in findings.comparable(release) if s.dimension.core_pair]
    if len(pair) != 2:
        return []
    first, second = ((s.good, s.low, s.high) for s in pair)
    return [
        Place(
            WHOLE,
            speech.say("All sentences together"),
            speech.say("n = %(n)s", n=speech.number(min(s.estimate.n for s in pair))),
            min(s.estimate.n for s in pair),
            first,
            second,
        )
    ]


def _goals(places: Sequence[GoalPlace], release: Release, speech: Speech) -> list[Place]:
    return [
        Place(
            str(number),
            findings.goal_name(place.goal, release, speech),
            speech.say("n = %(n)s", n=speech.number(place.n or 0)),
            place.n or 0,
            _ends(place.visibility),
            _ends(place.fit),
        )
        for number, place in enumerate(places, 1)
        if place.visibility is not None and place.fit is not None
    ]


def _ends(estimate: Estimate) -> tuple[float, float, float]:
    return estimate.mean, estimate.low, estimate.high


def _plane(drawn: Sequence[Place], speech: Speech) -> Plane:
    means = [
        f"{place.name} {speech.number(place.visibility[0], 1)}, {speech.number(place.fit[0], 1)}"
        for place in drawn
    ]
    title = speech.say("Visibility and fit, each from 0 to 100, with 95 % intervals:")
    return plane(
        drawn,
        alt=f"{title} {'; '.join(means)}",
        axes=(speech.say("Visibility: I see what it brings"), speech.say("Fit: it matches what I need")),
        corners=(
            speech.say("neither seen nor fitted"),
            speech.say("seen, means lacking"),
            speech.say("fitted, point not seen"),
            speech.say("seen and fitted"),
        ),
        whole=WHOLE,
    )


def _row(place: GoalPlace, number: int, release: Release, speech: Speech) -> Values:
    goal = next(goal for goal in release.questionnaire.goals if goal.code == place.goal)
    return {
        "number": number,
        "name": findings.goal_name(place.goal, release, speech),
        "weight": "–" if goal.weight is None else speech.number(goal.weight),
        "n": speech.number(place.n or 0),
        "relevance": _mean(place.relevance, speech),
        "visibility": _mean(place.visibility, speech),
        "visibility_interval": _interval(place.visibility, speech),
        "fit": _mean(place.fit, speech),
        "fit_interval": _interval(place.fit, speech),
        "blind": coded_share(place.blind, speech) if place.blind else "–",
    }


def _positions(release: Release, speech: Speech) -> Values | None:
    """Return visibility and fit of each goal by position, where any position is shown."""
    found = release.findings.goals.places if release.findings else ()
    positions = list(dict.fromkeys(place.position for place in found if place.position and not place.hidden))
    if not positions:
        return None
    of = {(place.goal, place.position): place for place in found}
    return {
        "columns": [findings.position_name(position, release, speech) for position in positions],
        "rows": [
            (
                findings.goal_name(goal.code, release, speech),
                [_both(of.get((goal.code, position)), speech) for position in positions],
            )
            for goal in release.questionnaire.goals
        ],
    }


def _both(place: GoalPlace | None, speech: Speech) -> str:
    if place is None or place.hidden is not None:
        return "–"
    return speech.say(
        "%(visibility)s · %(fit)s (n = %(n)s)",
        visibility=_mean(place.visibility, speech, 0),
        fit=_mean(place.fit, speech, 0),
        n=speech.number(place.n or 0),
    )


def _mean(estimate: Estimate | None, speech: Speech, digits: int = 1) -> str:
    return "–" if estimate is None else speech.number(estimate.mean, digits)


def _interval(estimate: Estimate | None, speech: Speech) -> str:
    return "–" if estimate is None else interval(estimate, speech)
