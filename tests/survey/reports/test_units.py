"""The table of units says why a score is hidden."""

from __future__ import annotations

from dataclasses import replace

from scoring.release import Score
from survey.reports.sections.units import units
from survey.speech import speech_for
from tests.survey.reports import releases


def test_a_score_that_would_nearly_tell_one_person_s_has_a_letter_of_its_own() -> None:
    release = releases.rich()
    first = release.units[0]
    code = release.questionnaire.dimensions[0].code
    hidden = replace(first, scores={**first.scores, code: Score(None, None, "pinned")})

    values = units(
        replace(release, units=(hidden, *release.units[1:])), speech_for("en", release.questionnaire)
    )

    assert values is not None
    assert values["pinned"]
    row = next(row for row in values["rows"] if row["name"] == first.path[-1])
    assert row["scores"][0]["text"] == "c"
    assert not units(release, speech_for("en", release.questionnaire))["pinned"]
