"""The cover, the page that is read in a minute, and the page in its place where nobody may be shown."""

from __future__ import annotations

from datetime import date
from textwrap import shorten

from scoring.release import Release
from survey.reports import findings
from survey.reports.section import Values, too_few_to_report
from survey.speech import Speech

TITLE_LETTERS = 60
"""A longer title is set smaller on the cover and cut short in the running header."""


def cover(release: Release, speech: Speech, released_on: date | None = None) -> Values:
    """Return the title and what the report rests on."""
    title = speech.wording(release.questionnaire.title)
    return {
        "title": title,
        "short_title": shorten(title, TITLE_LETTERS, placeholder=" …"),
        "long": len(title) > TITLE_LETTERS,
        "answered": None if too_few_to_report(release) else findings.answered(release, speech),
        "threshold": speech.number(release.facts.threshold),
        "date": speech.day(released_on) if released_on else None,
        "created": released_on.isoformat() if released_on else None,
        "made_up": release.facts.origin == "simulated",
    }


def findings_page(release: Release, speech: Speech) -> Values | None:
    """Return the sentences, the level as a step, and the decisions with room for who answers for them."""
    if too_few_to_report(release):
        return None
    return {
        "stands": findings.where_we_stand(release, speech),
        "stops": findings.obstacles(release, speech),
        "stands_out": findings.what_stands_out(release, speech),
        "levels": _steps(release, speech),
        "decisions": findings.decisions(release, speech),
        "as_urgent": findings.as_urgent(release, speech),
    }


def _steps(release: Release, speech: Speech) -> list[Values]:
    maturity, overall = release.questionnaire.maturity, release.maturity.overall
    if maturity is None or overall is None:
        return []
    return [
        {"number": level.number, "name": speech.wording(level.name), "here": level.number == overall}
        for level in maturity.levels
    ]


def too_few(release: Release, speech: Speech) -> Values | None:
    """Return the page that says why there is no report."""
    return {"threshold": speech.number(release.facts.threshold)} if too_few_to_report(release) else None
