"""What a section of the report is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from scoring.release import Release
from survey.reports.speech import Speech

Values = Mapping[str, Any]
"""What a template shows, ready: texts, numbers as texts, charts as geometry."""


@dataclass(frozen=True)
class Section:
    """A part of the report; `values` gives None where the release has nothing for it."""

    name: str
    values: Callable[[Release, Speech], Values | None]
