"""What goes with use: relative weights with their stability, arithmetic on slopes; the source text's hypotheses."""

from __future__ import annotations

from collections.abc import Sequence

from scoring.release import Release
from scoring.release_findings import Driver, Finding, WhatIf
from survey.reports import charts, findings
from survey.reports.charts import Row
from survey.reports.section import Values
from survey.speech import Speech


def use(release: Release, speech: Speech) -> Values | None:
    """Return the chart of what goes with use, and what slopes would give."""
    found = release.findings.drivers.found if release.findings else None
    if release.findings is None or found is None:
        return None
    drivers = sorted(found.drivers, key=lambda driver: -driver.share)
    rises = release.findings.what_ifs.rises
    return {
        "sentences": findings.going_with_use(release, speech),
        "chart": _chart(drivers, speech),
        "rows": [_row(driver, rises.get(driver.code), speech) for driver in drivers],
        "rises": bool(rises),
        "before": speech.number(next(iter(rises.values())).before, 1) if rises else "",
    }


def _chart(drivers: Sequence[Driver], speech: Speech) -> charts.Dots:
    rows = [
        Row(
            label=speech.dimension(driver.code),
            score=speech.share(driver.share),
            values=(100 * driver.share,),
            low=100 * driver.share_low,
            high=100 * driver.share_high,
        )
        for driver in drivers
    ]
    title = speech.say(
        "Part of each dimension in what goes with use, in per cent, with its stability interval:"
    )
    return charts.dots(rows, alt=f"{title} {'; '.join(f'{row.label} {row.score}' for row in rows)}")


def _row(driver: Driver, rise: WhatIf | None, speech: Speech) -> Values:
    return {
        "label": speech.dimension(driver.code),
        "share": speech.share(driver.share),
        "interval": f"{speech.number(100 * driver.share_low)}–{speech.number(100 * driver.share_high)}",
        "correlation": speech.number(driver.correlation, 2),
        "goes_with": speech.say("yes") if driver.goes_with else speech.say("may be chance"),
        "change": _change(rise, speech),
    }


def _change(rise: WhatIf | None, speech: Speech) -> str:
    if rise is None:
        return "–"
    low, high = speech.number(rise.low, 1), speech.number(rise.high, 1)
    return f"{speech.number(rise.change, 1)} ({low}; {high})"


def hypotheses(release: Release, speech: Speech) -> Values | None:
    """Return the table of hypotheses, those that could not be tested counted at its end."""
    found = release.findings.hypotheses if release.findings else None
    if found is None or found.absent is not None:
        return None
    rows = [row for row in found.rows if row.verdict != "not_tested"]
    untested = len(found.rows) - len(rows)
    codes = dict.fromkeys(row.hypothesis for row in rows)
    return {
        "groups": [
            {
                "code": code,
                "says": findings.hypothesis(code, speech),
                "rows": [_tested(row, release, speech) for row in rows if row.hypothesis == code],
            }
            for code in codes
        ],
        "untested": speech.say_many(
            "%(n)s test could not be made: too few people, or the question was not asked.",
            "%(n)s tests could not be made: too few people, or the questions were not asked.",
            untested,
        )
        if untested
        else "",
    }


def _tested(row: Finding, release: Release, speech: Speech) -> Values:
    digits = 1 if row.statistic == "difference of means" else 2
    ends = [speech.number(end, digits) for end in (row.low, row.high) if end is not None]
    return {
        "what": findings.tested(row, release, speech),
        "n": speech.number(row.n),
        "value": "–" if row.value is None else speech.number(row.value, digits),
        "interval": "; ".join(ends) or "–",
        "verdict": findings.verdict(row.verdict, speech),
    }
