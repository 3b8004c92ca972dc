"""What to do: at most six actions, goals first, each with room for an owner, a date, a measure and a stop rule."""

from __future__ import annotations

from collections.abc import Sequence

from questionnaires.references import Action, sources, studies
from scoring.release import Release
from survey.reports import findings
from survey.reports.section import Values
from survey.speech import Speech

SEED = "seed"
"""The source text itself."""


def actions(release: Release, speech: Speech) -> Values | None:
    """Return the table of actions, and what they rest on."""
    chosen = findings.chosen_actions(release, speech)
    if not chosen:
        return None
    steps = {
        "goal": speech.say("Goal"),
        "technical": speech.say("Technical means"),
        "organisational": speech.say("Organisational means"),
        "will": speech.say("Will"),
    }
    return {
        "rows": [
            {
                "step": steps[each.action.step],
                "text": speech.wording(each.action.text),
                "because": each.because,
            }
            for each in chosen
        ],
        "sources": _sources([each.action for each in chosen], speech),
    }


def _sources(found: Sequence[Action], speech: Speech) -> list[str]:
    """Return the works and studies behind the actions, as a client may read them."""
    works, published = sources(), {study.code: study for study in studies()}
    codes = dict.fromkeys(code for action in found for code in action.sources if code != SEED)
    return [
        works[code].cited if code in works else published[code].cited(speech.language)
        for code in codes
        if code in works or code in published
    ]
