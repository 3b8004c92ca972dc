"""Results by unit. A group under the threshold, or one that would give such a group away, has a reason, no number."""

from __future__ import annotations

import re
from collections.abc import Collection

from questionnaires.model import Dimension
from scoring.release import Cell, Hidden, Release, Score
from survey.reports.apart import Side, units_apart
from survey.reports.section import Values
from survey.speech import Speech

UNITS_ON_ONE_PAGE = 30
"""So many units are kept together; a longer table begins a page and runs over more, its header repeated."""

DEEPEST_INDENT = 6

SHADES = 5
"""Steps of the heat table, of 20 points each."""

PAGE_MM, UNIT_MM, FIGURE_MM, WIDEST_CELL_MM = 174.0, 48.0, 14.0, 24.0
"""Widths of the page, a unit's name, a column of figures, and a score where there is room."""

UPRIGHT_MM = 20.0
"""Headings of narrower columns are turned, to be read from below."""

HEADING_MM = 8.0
HEADING_LETTERS = 46
"""Two lines of a turned heading; a longer one is cut short, for the table of dimensions has it whole."""

LETTERS: dict[Hidden | None, str] = {"few": "a", "complement": "b", "pinned": "c"}

MARKS: dict[Side, str] = {"better": "▲", "worse": "▼"}


def units(release: Release, speech: Speech) -> Values | None:
    """Return the table of units."""
    if not release.units:
        return None
    apart = {(one.path, one.dimension): one.side for one in units_apart(release)}
    cells = (release.total, *sorted(release.units, key=_natural_order))
    hidden = _reasons(release.units)
    rates = any(cell.rate_percent is not None for cell in release.units)
    codes = [dimension.code for dimension in release.questionnaire.dimensions]
    return {
        "dimensions": [_heading(d, speech) for d in release.questionnaire.dimensions],
        "rows": [_row(cell, release, apart, speech) for cell in cells],
        "threshold": speech.number(release.facts.threshold),
        "few": "few" in hidden,
        "complement": "complement" in hidden,
        "pinned": "pinned" in hidden,
        "on_one_page": len(release.units) <= UNITS_ON_ONE_PAGE,
        "marked": bool(apart),
        "rates": rates,
        "widths": _widths(len(codes), figures=3 if rates else 2),
        "shown": speech.say_many(
            "%(n)s unit of %(all)s is shown.",
            "%(n)s units of %(all)s are shown.",
            sum(cell.hidden is None for cell in release.units),
            all=speech.number(len(release.units)),
        ),
    }


def _reasons(cells: Collection[Cell]) -> set[Hidden | None]:
    return {cell.hidden for cell in cells} | {s.hidden for cell in cells for s in cell.scores.values()}


def _heading(dimension: Dimension, speech: Speech) -> str:
    label = speech.wording(dimension.label)
    note = speech.say("(lower is better)") if dimension.higher_is == "worse" else ""
    if len(label) > HEADING_LETTERS:
        label = label[: HEADING_LETTERS - 1].rstrip() + "…"
    return f"{label} {note}".strip()


def _widths(dimensions: int, *, figures: int) -> Values:
    """Return the widths of columns in mm: with few dimensions the table is narrower than the page."""
    cell = min((PAGE_MM - UNIT_MM - figures * FIGURE_MM) / dimensions, WIDEST_CELL_MM)
    table = UNIT_MM + figures * FIGURE_MM + dimensions * cell
    return {
        "unit": UNIT_MM,
        "figure": FIGURE_MM,
        "cell": round(cell, 2),
        "table": round(table, 2),
        "upright": cell >= UPRIGHT_MM,
        "shift": round((cell + HEADING_MM) / 2, 2),
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


def _row(
    cell: Cell, release: Release, apart: dict[tuple[tuple[str, ...], str], Side], speech: Speech
) -> Values:
    return {
        "name": cell.path[-1] if cell.path else speech.say("Everybody"),
        "depth": min(len(cell.path), DEEPEST_INDENT),
        "n": speech.number(cell.n) if cell.n is not None else "",
        "rate": speech.number(cell.rate_percent) if cell.rate_percent is not None else "",
        "margin": _margin(cell, speech),
        "scores": [
            _score(cell, d, apart.get((cell.path, d.code)), speech) for d in release.questionnaire.dimensions
        ],
    }


def _margin(cell: Cell, speech: Speech) -> str:
    """Return the widest half of the row's 95 % intervals: how far chance alone may move a score."""
    halves = [
        max(score.estimate.mean - score.estimate.low, score.estimate.high - score.estimate.mean)
        for score in cell.scores.values()
        if score.estimate is not None
    ]
    return f"±\u00a0{speech.number(max(halves), 1)}" if halves else ""


def _score(cell: Cell, dimension: Dimension, side: Side | None, speech: Speech) -> Values:
    score = cell.scores.get(dimension.code)
    if score is None or score.estimate is None:
        return {"text": _letter(cell, score), "mark": "", "kind": "hidden"}
    mean = score.estimate.mean
    good = 100 - mean if dimension.higher_is == "worse" else mean
    shade = min(int(good * SHADES / 100), SHADES - 1)
    return {"text": speech.number(mean), "mark": MARKS[side] if side else "", "kind": f"shade-{shade}"}


def _letter(cell: Cell, score: Score | None) -> str:
    """Return the letter that the note below the table explains."""
    reason = (score.hidden if score is not None else None) or cell.hidden
    return LETTERS.get(reason, "a")
