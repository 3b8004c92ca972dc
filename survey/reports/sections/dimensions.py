"""Where each dimension stands: a dot with its interval, and the same figures as a table."""

from __future__ import annotations

from scoring.release import Estimate, Release, Score
from survey.reports import charts, findings
from survey.reports.charts import Row
from survey.reports.section import Values
from survey.reports.speech import Speech


def dimensions(release: Release, speech: Speech) -> Values | None:
    """Return the chart of dimensions and its table."""
    found = findings.standings(release)
    if not found:
        return None
    rows = [
        Row(
            label=speech.wording(standing.dimension.label),
            score=speech.number(standing.estimate.mean, 1),
            values=(standing.estimate.mean,),
            low=standing.estimate.low,
            high=standing.estimate.high,
            turned=standing.dimension.higher_is == "worse",
        )
        for standing in found
    ]
    alt = speech.say("Mean score of each dimension from 0 to 100, with its 95 % interval:")
    alt += " " + "; ".join(f"{row.label} {row.score}" for row in rows)
    return {
        "chart": charts.dots(rows, alt=alt),
        "any_turned": any(row.turned for row in rows),
        "rows": [_dimension_row(standing, release, speech) for standing in found],
        "has_levels": release.questionnaire.maturity is not None,
        "interval": _interval_sentence(found[0].estimate, speech),
    }


def _dimension_row(standing: findings.Standing, release: Release, speech: Speech) -> Values:
    estimate = standing.estimate
    score = release.total.scores[standing.dimension.code]
    return {
        "label": speech.wording(standing.dimension.label),
        "turned": standing.dimension.higher_is == "worse",
        "n": speech.number(estimate.n),
        "mean": speech.number(estimate.mean, 1),
        "low": speech.number(estimate.low, 1),
        "high": speech.number(estimate.high, 1),
        "sd": speech.number(estimate.sd, 1),
        "level": _levels(score),
    }


def _levels(score: Score) -> str:
    if score.level is None:
        return ""
    low, high = score.level.low, score.level.high
    return str(score.level.level) if low == high else f"{low}–{high}"


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
