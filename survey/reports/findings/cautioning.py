"""What must be printed with the numbers."""

from __future__ import annotations

from scoring.release import Release
from survey.speech import Speech

MANY_CARELESS = 0.15
"""Above this share of careless-looking answers the reader is warned."""


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
