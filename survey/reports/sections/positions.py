"""Leaders, managers, staff: the same scores side by side, and which differences are clear."""

from __future__ import annotations

from collections.abc import Sequence

from questionnaires.model import Dimension
from questionnaires.questions import POSITIONS
from scoring.asked import POSITION
from scoring.release import Cell, Estimate, Release
from scoring.release_findings import Gap
from survey.reports import charts, findings
from survey.reports.charts import Row
from survey.reports.section import Values
from survey.reports.sections.profiles import shape_name
from survey.speech import Speech


def positions(release: Release, speech: Speech) -> Values | None:
    """Return the chart of positions, its table and what is clear of it."""
    found = release.findings.gaps if release.findings else None
    cells = [
        cell
        for cell in release.segments
        if cell.segment == POSITION and cell.option in POSITIONS and cell.hidden is None
    ]
    rows = [d for d in release.questionnaire.dimensions if all(_estimate(cell, d) for cell in cells)]
    if found is None or found.absent is not None or not rows:
        return None
    return {
        "sentences": findings.gaps(release, speech),
        "positions": [
            {
                "name": findings.position_name(cell.option or "", release, speech),
                "mark": charts.mark_alone(place),
                "tone": charts.tone(place, len(cells)),
                "shape": shape_name(place, speech),
                "n": speech.number(cell.n or 0),
            }
            for place, cell in enumerate(cells)
        ],
        "chart": _chart(rows, cells, release, speech),
        "rows": [
            (
                speech.wording(dimension.label),
                [_mean(_estimate(cell, dimension), speech) for cell in cells],
                _widest(dimension.code, found.gaps, release, speech),
            )
            for dimension in rows
        ],
    }


def _estimate(cell: Cell, dimension: Dimension) -> Estimate | None:
    return cell.scores[dimension.code].estimate


def _mean(estimate: Estimate | None, speech: Speech) -> str:
    return "–" if estimate is None else speech.number(estimate.mean, 1)


def _chart(rows: Sequence[Dimension], cells: Sequence[Cell], release: Release, speech: Speech) -> charts.Dots:
    drawn = [
        Row(
            label=speech.wording(dimension.label),
            score="",
            values=tuple(estimate.mean for cell in cells if (estimate := _estimate(cell, dimension))),
            note=speech.say("(lower is better)") if dimension.higher_is == "worse" else "",
        )
        for dimension in rows
    ]
    names = ", ".join(findings.position_name(cell.option or "", release, speech) for cell in cells)
    title = speech.say("Mean of each position on each dimension, in the order %(names)s:", names=names)
    means = [f"{row.label} {', '.join(speech.number(value) for value in row.values)}" for row in drawn]
    return charts.profile_dots(drawn, alt=f"{title} {'; '.join(means)}")


def _widest(dimension: str, gaps: Sequence[Gap], release: Release, speech: Speech) -> str:
    """Return the widest difference on a dimension with its interval, marked where it is clear."""
    own = [gap for gap in gaps if gap.dimension == dimension]
    if not own:
        return "–"
    gap = max(own, key=lambda gap: abs(gap.difference))
    difference = speech.number(gap.difference, 1)
    if gap.low is None or gap.high is None:
        return difference
    text = f"{difference} ({speech.number(gap.low, 1)}; {speech.number(gap.high, 1)})"
    one, other = (findings.position_name(code, release, speech) for code in (gap.one, gap.other))
    return f"{one} − {other}: {text}{' ●' if gap.badge else ''}"
