"""The goals on the plane of visibility and fit, in words: below the line only where no interval crosses it."""

from __future__ import annotations

from questionnaires.references import cuts
from scoring.release import Estimate, Release
from scoring.release_findings import GoalPlace
from survey.speech import Speech


def goal_places(release: Release) -> list[GoalPlace]:
    """Return the goals that may be shown over everybody, with both scores."""
    found = release.findings.goals if release.findings else None
    if found is None or found.absent is not None:
        return []
    return [
        place
        for place in found.places
        if place.position is None and place.visibility is not None and place.fit is not None
    ]


def goal_name(code: str, release: Release, speech: Speech) -> str:
    """Return a goal's name."""
    goal = next(goal for goal in release.questionnaire.goals if goal.code == code)
    return speech.wording(goal.name)


def goals_at_risk(release: Release, speech: Speech) -> list[str]:
    """Say which goals people do not see served, and which are not fitted with means; and which are both."""
    places = goal_places(release)
    if not places:
        return []
    unseen = [place for place in places if _below(place.visibility)]
    unfit = [place for place in places if _below(place.fit)]
    line = speech.number(cuts().high)
    sentences = []
    if unseen:
        sentences.append(
            speech.say(
                "Goals that people do not see served (visibility below %(line)s): %(names)s.",
                line=line,
                names=_named(unseen, release, speech),
            )
        )
    if unfit:
        sentences.append(
            speech.say(
                "Goals for which people lack what they need (fit below %(line)s): %(names)s.",
                line=line,
                names=_named(unfit, release, speech),
            )
        )
    return sentences or [speech.say("No goal stands clearly below %(line)s on visibility or fit.", line=line)]


def _below(estimate: Estimate | None) -> bool:
    return estimate is not None and estimate.high < cuts().high


def _named(places: list[GoalPlace], release: Release, speech: Speech) -> str:
    return speech.listed(
        [speech.say("“%(name)s”", name=goal_name(place.goal, release, speech)) for place in places]
    )
