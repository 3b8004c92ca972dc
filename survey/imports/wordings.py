"""Spellings of an answer -> what they stand for; a spelling that stands for nothing is a problem, not a guess."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from questionnaires.errors import Problem
from questionnaires.model import Text
from survey.imports.table import PROBLEMS_SHOWN, Table

Meaning = TypeVar("Meaning")


@dataclass(frozen=True)
class Spellings(Generic[Meaning]):
    """Codes count as they are written ("NA" is not "na"); labels in any language, whatever their case."""

    codes: Mapping[str, Meaning]
    labels: Mapping[str, Meaning]

    def known(self, cells: set[str]) -> dict[str, Meaning]:
        """Return what each of `cells` stands for, without those that stand for nothing."""
        by_label = {cell: self.labels[key] for cell in cells if (key := folded(cell)) in self.labels}
        return by_label | {cell: self.codes[cell] for cell in cells & self.codes.keys()}


def labels_of(text: Text, meaning: Meaning) -> dict[str, Meaning]:
    """Return the folded labels of `text` in all languages, each standing for `meaning`."""
    return {folded(label): meaning for label in text.by_language.values()}


def translated(
    table: Table,
    heading: str,
    spellings: Spellings[Meaning],
    what: str,
    allowed: str,
    problems: list[Problem],
) -> list[Meaning]:
    """Translate a column, and report each unknown spelling once with its count and first line."""
    cells = table.column(heading)
    known = spellings.known(set(cells))
    unknown = Counter(cell for cell in cells if cell not in known)
    for cell, count in unknown.most_common(PROBLEMS_SHOWN):
        line = table.rows[cells.index(cell)].line
        times = "once" if count == 1 else f"{count} times"
        problems.append(
            Problem(f"{cell[:60]!r} ({times}) is not {what}.", f"{table.name}, line {line}", allowed)
        )
    if len(unknown) > PROBLEMS_SHOWN:
        rest = len(unknown) - PROBLEMS_SHOWN
        problems.append(Problem(f"{rest} more spellings are not {what}.", table.name, allowed))
    return [known[cell] for cell in cells if cell in known]


def folded(label: str) -> str:
    """Return a label without case, with plain single spaces and straight apostrophes; accents stay."""
    return " ".join(label.casefold().split()).replace("\u2019", "'")
