"""Blind spots: how often people say that they do not know, as a result of its own."""

from __future__ import annotations

from scoring.release import Release
from survey.reports import charts
from survey.reports.charts import Row
from survey.reports.section import Values, interval
from survey.reports.sections.barriers import coded_share
from survey.speech import Speech

MOST_ITEMS = 5


def blind(release: Release, speech: Speech) -> Values | None:
    """Return the chart of dimensions and the sentences that most cannot answer."""
    found = release.findings.blind if release.findings else None
    if found is None or found.absent is not None or not found.dimensions:
        return None
    estimates = [
        (dimension, found.dimensions[dimension.code])
        for dimension in release.questionnaire.dimensions
        if dimension.code in found.dimensions
    ]
    rows = [
        Row(
            label=speech.wording(dimension.label),
            score=speech.say("%(number)s %%", number=speech.number(estimate.mean, 1)),
            values=(estimate.mean,),
            low=estimate.low,
            high=estimate.high,
        )
        for dimension, estimate in estimates
    ]
    title = speech.say("Share of “I don't know” among the answers to each dimension, with its 95 % interval:")
    items = {item.code: item for item in release.questionnaire.items}
    often = sorted(
        ((code, share) for code, share in found.items.items() if share.low is not None),
        key=lambda pair: -pair[1].share,
    )[:MOST_ITEMS]
    return {
        "chart": charts.dots(rows, alt=f"{title} {'; '.join(f'{row.label} {row.score}' for row in rows)}"),
        "rows": [
            (row.label, row.score, interval(estimate, speech), speech.number(estimate.n))
            for row, (_, estimate) in zip(rows, estimates, strict=True)
        ],
        "items": [
            (speech.wording(items[code].text), coded_share(share, speech), speech.number(share.n))
            for code, share in often
        ],
    }
