"""The cover, the page that is read in a minute, and the page in its place where nobody may be shown."""

from __future__ import annotations

from datetime import date

from scoring.release import Release
from survey.reports import findings
from survey.reports.section import Values
from survey.reports.speech import Speech


def cover(release: Release, speech: Speech, released_on: date | None = None) -> Values:
    """Return the title and what the report rests on."""
    return {
        "title": speech.wording(release.questionnaire.title),
        "answered": findings.answered(release, speech) if release.facts.responses else None,
        "date": speech.day(released_on) if released_on else None,
        "made_up": release.facts.origin == "simulated",
    }


def findings_page(release: Release, speech: Speech) -> Values | None:
    """Return the page that is read in a minute."""
    if release.facts.responses is None:
        return None
    maturity = release.questionnaire.maturity
    overall = release.maturity.overall
    return {
        "sentences": findings.where_we_stand(release, speech),
        "levels": [
            {"number": level.number, "name": speech.wording(level.name), "here": level.number == overall}
            for level in (maturity.levels if maturity and overall is not None else ())
        ],
        "decisions": findings.decisions(release, speech),
    }


def too_few(release: Release, speech: Speech) -> Values | None:
    """Return the page that says why there is no report."""
    if release.facts.responses is not None:
        return None
    return {"threshold": speech.number(release.facts.threshold)}
