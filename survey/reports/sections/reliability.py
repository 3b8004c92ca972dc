"""How well the dimensions are measured, and what the figures mean in plain words."""

from __future__ import annotations

from scoring.release import Agreement, Release, Reliability
from survey.reports.section import Values
from survey.speech import Speech


def reliability(release: Release, speech: Speech) -> Values | None:
    """Return a row of figures for each dimension."""
    rows = [
        _row(d.code, release.reliability[d.code], release.agreement.get(d.code), speech)
        for d in release.questionnaire.dimensions
        if d.code in release.reliability
    ]
    return {"rows": rows, "agreement": bool(release.agreement)} if rows else None


def _row(code: str, held: Reliability, agreed: Agreement | None, speech: Speech) -> Values:
    rest = [figure for figure in held.item_rest.values() if figure is not None]
    return {
        "label": speech.dimension(code),
        "n": speech.number(held.n),
        "alpha": _figure(held.alpha, speech),
        "interval": _range(held.alpha_low, held.alpha_high, speech),
        "omega": _figure(held.omega, speech),
        "rest": _range(min(rest), max(rest), speech) if rest else "–",
        "light": _light(held, speech),
        "icc1": _figure(agreed.icc1 if agreed else None, speech),
        "icc2": _figure(agreed.icc2 if agreed else None, speech),
        "rwgj": _figure(agreed.rwgj_mean if agreed else None, speech),
        "climate": _climate(agreed, speech),
    }


def _light(held: Reliability, speech: Speech) -> str:
    lights = {
        "good": speech.say("good"),
        "fair": speech.say("fair"),
        "group_use_only": speech.say("for groups only"),
        "do_not_compare": speech.say("do not compare"),
        "not_defined": speech.say("not defined"),
    }
    return lights[held.light]


def _climate(agreed: Agreement | None, speech: Speech) -> str:
    if agreed is None or agreed.icc1 is None:
        return "–"
    return speech.say("shared") if agreed.shared_climate else speech.say("mixed")


def _range(low: float | None, high: float | None, speech: Speech) -> str:
    return "–" if low is None or high is None else f"{_figure(low, speech)}–{_figure(high, speech)}"


def _figure(figure: float | None, speech: Speech) -> str:
    return "–" if figure is None else speech.number(figure, 2)
