"""What a section of the report is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from scoring.release import Estimate, Release
from survey.speech import Speech

Values = Mapping[str, Any]
"""What a template shows, ready: texts, numbers as texts, charts as geometry. Jinja refuses a name that is missing."""


@dataclass(frozen=True)
class Section:
    """A part of the report; `values` gives None where the release has nothing for it."""

    name: str
    values: Callable[[Release, Speech], Values | None]


def interval(estimate: Estimate, speech: Speech) -> str:
    """Return the ends of an interval, with one decimal."""
    return f"{speech.number(estimate.low, 1)}–{speech.number(estimate.high, 1)}"


def too_few_to_report(release: Release) -> bool:
    """Tell whether fewer people answered than the threshold: then nothing but this is said."""
    return release.facts.responses is None
