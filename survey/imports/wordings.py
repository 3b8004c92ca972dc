"""Spellings of an answer -> what they stand for; a spelling that stands for nothing is a problem, not a guess."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import TypeVar

from questionnaires.errors import Problem
from survey.imports.table import Table

Meaning = TypeVar("Meaning")


def translated(
    table: Table,
    heading: str,
    values: Mapping[str, Meaning],
    what: str,
    allowed: str,
    problems: list[Problem],
) -> list[Meaning]:
    """Translate a column, and report each unknown spelling once with its count and first line."""
    cells = table.column(heading)
    meaning = {
        cell: values[key]
        for cell in set(cells)
        if (key := cell if cell in values else folded(cell)) in values
    }
    unknown = Counter(cell for cell in cells if cell not in meaning)
    for cell, count in unknown.items():
        line = table.rows[cells.index(cell)].line
        times = "once" if count == 1 else f"{count} times"
        problems.append(
            Problem(f"{cell[:60]!r} ({times}) is not {what}.", f"{table.name}, line {line}", allowed)
        )
    return [meaning[cell] for cell in cells if cell in meaning]


def folded(label: str) -> str:
    """Return a label without case, with plain single spaces and straight apostrophes; accents stay."""
    return " ".join(label.casefold().split()).replace("\u2019", "'")
