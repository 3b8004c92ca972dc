"""The answers of one wave as arrays: what a dataset file holds and what scoring reads.

The trap: three things look alike and are not. A point of the scale is 0 or more, an outside answer ("I don't
know") is −1, −2, … in the scale's order, and no answer at all is `MISSING`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from questionnaires.model import Scale

Path = tuple[str, ...]
"""A unit's place in the organisation, from the top; () where it is not known."""

MISSING = -128


@dataclass(frozen=True)
class Responses:
    """Answers of shape (n, n_items) in the questionnaire's order, int8, with each person's unit and segments.

    `columns` holds all that is no item, by the name of its column: NaN where nothing was answered.
    """

    answers: NDArray[np.int8]
    units: tuple[Path, ...]
    segments: Mapping[str, tuple[str | None, ...]] = field(default_factory=dict)
    columns: Mapping[str, NDArray[np.float64]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.answers)

    @property
    def points(self) -> NDArray[np.float64]:
        """Answers on the scale; NaN for outside answers and no answer."""
        return np.where(self.answers >= 0, self.answers, np.nan).astype(np.float64)

    @property
    def outside(self) -> NDArray[np.bool_]:
        """Where an outside answer was given."""
        return np.asarray((self.answers < 0) & (self.answers != MISSING))

    @property
    def missing(self) -> NDArray[np.bool_]:
        """Where nothing was answered."""
        return np.asarray(self.answers == MISSING)


@dataclass(frozen=True)
class HeadCount:
    """How many people of a unit, and of a combination of segments where given, were invited."""

    unit: Path
    invited: int
    segments: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Comment:
    """What somebody wrote to a question, and the block of units it is shown for; nothing says who wrote it."""

    question: str
    block: Path
    text: str


def outside_value(scale: Scale, code: str) -> int:
    """Return the negative number that stands for the outside answer `code` of `scale`."""
    return -1 - [outside.code for outside in scale.outside].index(code)


def parse_path(unit: str) -> Path:
    """Return a unit's path from its text, levels parted by "/"; "" is the unknown unit, ()."""
    return tuple(unit.split("/")) if unit else ()


def path_text(path: Path) -> str:
    """Return a unit's path as text, the inverse of `parse_path`."""
    return "/".join(path)
