"""A release as one JSON object for other programs; the schema stands in README.md beside this file."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from scoring.release import Cell, Release, Score
from scoring.responses import path_text

SCHEMA = 1


def summary(release: Release) -> dict[str, Any]:
    """Return the figures of a release as plain values; what is hidden is null, with its reason."""
    questionnaire, facts = release.questionnaire, release.facts
    findings = {} if release.findings is None else asdict(release.findings)
    return {
        "schema": SCHEMA,
        "questionnaire": {"id": questionnaire.id, "version": questionnaire.version},
        "n": facts.responses,
        "facts": asdict(facts),
        "dimensions": {d.code: _dimension(release, d.code) for d in questionnaire.dimensions},
        "items": {code: asdict(item) for code, item in release.items.items()},
        "maturity": asdict(release.maturity),
        "profiles": _profiles(release),
        **findings,
        "units": [_cell(cell) for cell in release.units],
        "segments": [
            {"segment": cell.segment, "option": cell.option, **_cell(cell)} for cell in release.segments
        ],
        "crossings": [
            {"segment": cell.segment, "option": cell.option, **_cell(cell)} for cell in release.crossings
        ],
    }


def _dimension(release: Release, code: str) -> dict[str, Any]:
    held, agreed = release.reliability.get(code), release.agreement.get(code)
    reliability = asdict(held) if held else {}
    reliability.pop("n", None)
    agreement = asdict(agreed) if agreed else {}
    return {**_score(release.total.scores.get(code)), **reliability, **agreement}


def _score(score: Score | None) -> dict[str, Any]:
    estimate = asdict(score.estimate) if score and score.estimate else {}
    low, high = estimate.pop("low", None), estimate.pop("high", None)
    interval = None if low is None else [low, high]
    level = asdict(score.level) if score and score.level else None
    return {**estimate, "interval": interval, "level": level, "hidden": score.hidden if score else "few"}


def _profiles(release: Release) -> dict[str, Any]:
    """Return the profiles with their sizes, centroids and stability also as lists, in the profiles' order."""
    found = release.profiles
    return {
        **asdict(found),
        "sizes": [profile.n for profile in found.profiles],
        "centroids": [dict(profile.centroid) for profile in found.profiles],
        "stability": [profile.stability for profile in found.profiles],
    }


def _cell(cell: Cell) -> dict[str, Any]:
    return {
        "unit": path_text(cell.path),
        "n": cell.n,
        "invited": cell.invited,
        "rate_percent": cell.rate_percent,
        "hidden": cell.hidden,
        "dimensions": {code: _score(score) for code, score in cell.scores.items()},
    }
