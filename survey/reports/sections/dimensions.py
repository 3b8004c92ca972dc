"""Where each dimension stands, with its interval; and the levels, with what holds the overall level back."""

from __future__ import annotations

from collections.abc import Sequence

from questionnaires.model import Level
from scoring.release import Estimate, Release, Score
from survey.reports import charts, findings
from survey.reports.charts import Row
from survey.reports.section import Values, interval
from survey.speech import Speech


def dimensions(release: Release, speech: Speech) -> Values | None:
    """Return the chart of dimensions, its table, and the levels."""
    found = findings.standings(release)
    if not found:
        return None
    maturity = release.questionnaire.maturity
    return {
        "chart": _chart(found, maturity.levels if maturity else (), speech),
        "rows": [_row(standing, release, speech) for standing in found],
        "has_levels": maturity is not None,
        "interval": _interval_sentence(found[0].estimate, speech),
        "turned": any(standing.dimension.higher_is == "worse" for standing in found),
        "no_level": findings.no_level(release, speech) if release.maturity.status != "level" else None,
        "levels": _levels_explained(release, speech),
        "two_levels": any(_between_levels(score) for score in release.total.scores.values()),
        "held_back": findings.held_back(release, speech),
        "gates": findings.gates(release, speech),
    }


def _chart(found: Sequence[findings.Standing], levels: Sequence[Level], speech: Speech) -> charts.Dots:
    rows = [_dot(standing, speech) for standing in found]
    means = [
        f"{row.label} {row.score} ({interval(standing.estimate, speech)})"
        for row, standing in zip(rows, found, strict=True)
    ]
    title = speech.say("Mean score of each dimension from 0 to 100, with its 95 % interval:")
    turned = any(row.turned for row in rows)
    return charts.dots(
        rows,
        alt=f"{title} {'; '.join(means)}",
        bands=[] if turned else _bands(levels),
        bands_are=speech.say("Level"),
    )


def _dot(standing: findings.Standing, speech: Speech) -> Row:
    turned = standing.dimension.higher_is == "worse"
    return Row(
        label=speech.wording(standing.dimension.label),
        score=speech.number(standing.estimate.mean, 1),
        values=(standing.estimate.mean,),
        low=standing.estimate.low,
        high=standing.estimate.high,
        turned=turned,
        note=speech.say("(lower is better)") if turned else "",
    )


def _bands(levels: Sequence[Level]) -> list[charts.Band]:
    """Return the levels' stretches of the line; on a line where low is good they would stand the wrong way."""
    ends = [level.start for level in levels[1:]] + [100.0]
    return [
        charts.Band(level.start, end, str(level.number)) for level, end in zip(levels, ends, strict=False)
    ]


def _row(standing: findings.Standing, release: Release, speech: Speech) -> Values:
    estimate = standing.estimate
    return {
        "label": speech.wording(standing.dimension.label),
        "turned": standing.dimension.higher_is == "worse",
        "n": speech.number(estimate.n),
        "mean": speech.number(estimate.mean, 1),
        "interval": interval(estimate, speech),
        "sd": speech.number(estimate.sd, 1),
        "level": _level(release.total.scores[standing.dimension.code]),
    }


def _level(score: Score) -> str:
    """Return the level, or both levels where the interval crosses a threshold."""
    if score.level is None:
        return ""
    if _between_levels(score):
        return f"{score.level.low}–{score.level.high}"
    return str(score.level.level)


def _between_levels(score: Score) -> bool:
    return score.level is not None and score.level.low != score.level.high


def _levels_explained(release: Release, speech: Speech) -> list[Values]:
    maturity = release.questionnaire.maturity
    return [
        {
            "number": level.number,
            "start": speech.number(level.start),
            "name": speech.wording(level.name),
            "idea": speech.wording(level.idea),
            "here": level.number == release.maturity.overall,
        }
        for level in (maturity.levels if maturity else ())
    ]


def _interval_sentence(estimate: Estimate, speech: Speech) -> str:
    sentences = {
        "sample": speech.say(
            "The lines are 95 % intervals, as if those who answered were a random draw from very many people."
        ),
        "finite": speech.say(
            "The lines are 95 % intervals, as if those who answered were a random draw from those invited."
        ),
        "census": speech.say("Everybody invited has answered, so there is no sampling error."),
    }
    return sentences[estimate.basis]
