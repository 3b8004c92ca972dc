"""The grid of maturity: what can be observed in each dimension at each level, with the present cell marked."""

from __future__ import annotations

from questionnaires.model import Text
from questionnaires.references import maturity_grid
from scoring.release import LevelRange, Release
from survey.reports.section import Values
from survey.speech import Speech


def maturity(release: Release, speech: Speech) -> Values | None:
    """Return the grid for the dimensions that it describes and that have a level."""
    levels = release.questionnaire.maturity
    if levels is None:
        return None
    grid = maturity_grid()
    rows = [
        (
            speech.wording(dimension.label),
            [
                _cell(level.number, grid[dimension.code][level.number], score.level, speech)
                for level in levels.levels
                if level.number in grid[dimension.code]
            ],
        )
        for dimension in release.questionnaire.dimensions
        if dimension.code in grid
        and (score := release.total.scores.get(dimension.code)) is not None
        and score.level is not None
    ]
    if not rows:
        return None
    return {
        "levels": [(level.number, speech.wording(level.name)) for level in levels.levels],
        "rows": [{"label": label, "cells": cells} for label, cells in rows],
        "two": any(sum(cell["here"] for cell in cells) > 1 for _, cells in rows),
    }


def _cell(number: int, text: Text, level: LevelRange, speech: Speech) -> Values:
    return {"text": speech.wording(text), "here": level.low <= number <= level.high}
