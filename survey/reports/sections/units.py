"""Units and their scores; a hidden cell has a reason in place of a number."""

from __future__ import annotations

import re

from scoring.release import Cell, Release, Score
from survey.reports.section import Values
from survey.reports.speech import Speech

UNITS_ON_ONE_PAGE = 24
"""So many units are kept together; a longer table runs over pages, its header repeated."""

SHADES = 5
"""Steps of the heat table, of 20 points each."""


def units(release: Release, speech: Speech) -> Values | None:
    """Return the table of units; a hidden cell has a reason in place of a number."""
    if not release.units:
        return None
    codes = [d.code for d in release.questionnaire.dimensions]
    hidden = {cell.hidden for cell in release.units} | {
        s.hidden for c in release.units for s in c.scores.values()
    }
    return {
        "dimensions": [speech.dimension(code) for code in codes],
        "rows": [
            _unit(cell, release, speech)
            for cell in (release.total, *sorted(release.units, key=_natural_order))
        ],
        "threshold": speech.number(release.facts.threshold),
        "few": "few" in hidden,
        "complement": "complement" in hidden,
        "on_one_page": len(release.units) <= UNITS_ON_ONE_PAGE,
        "rates": any(cell.rate_percent is not None for cell in release.units),
        "shown": speech.say_many(
            "%(n)s unit of %(all)s is shown.",
            "%(n)s units of %(all)s are shown.",
            sum(cell.hidden is None for cell in release.units),
            all=speech.number(len(release.units)),
        ),
    }


def _natural_order(cell: Cell) -> list[list[tuple[bool, int, str]]]:
    """Return a key that puts unit 9 before unit 10, and every unit after the one it belongs to."""
    return [
        [
            (not part.isdecimal(), int(part) if part.isdecimal() else 0, part)
            for part in re.split(r"(\d+)", name)
        ]
        for name in cell.path
    ]


def _unit(cell: Cell, release: Release, speech: Speech) -> Values:
    return {
        "name": cell.path[-1] if cell.path else speech.say("Everybody"),
        "depth": len(cell.path),
        "n": speech.number(cell.n) if cell.n is not None else None,
        "rate": f"{speech.number(cell.rate_percent)}" if cell.rate_percent is not None else "",
        "hidden": cell.hidden,
        "scores": [
            _unit_score(cell.scores.get(d.code), speech, worse=d.higher_is == "worse")
            for d in release.questionnaire.dimensions
        ],
    }


def _unit_score(score: Score | None, speech: Speech, *, worse: bool) -> Values:
    if score is None or score.estimate is None:
        return {"text": "b" if score and score.hidden == "complement" else "a", "hidden": True, "shade": 0}
    good = 100 - score.estimate.mean if worse else score.estimate.mean
    return {
        "text": speech.number(score.estimate.mean),
        "hidden": False,
        "shade": min(int(good * SHADES / 100), SHADES - 1),
    }
