"""The plane of visibility and fit: where goals stand, with their intervals as crosses and the line that parts it.

The trap: a dot near the line is on neither side of it. Whatever has an interval that crosses the line is hollow, and
the strip of doubt around the line is tinted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from questionnaires.references import cuts
from survey.reports.charts import WIDTH, Words

SIDE = 316.0
LEFT, TOP = 44.0, 12.0
KEY = LEFT + SIDE + 24
KEY_ROW = 30.0
SMALLEST, LARGEST = 8.0, 13.0
"""Radii of dots: the area grows with n, and a number fits into the smallest."""


@dataclass(frozen=True)
class Place:
    """Something on the plane: its mark (a number or a star), name, figures as text, both scores with intervals."""

    mark: str
    name: str
    figures: str
    n: int
    visibility: tuple[float, float, float]
    fit: tuple[float, float, float]

    @property
    def near_the_line(self) -> bool:
        """Whether one of the intervals crosses the line."""
        line = cuts().high
        return any(low < line <= high for _, low, high in (self.visibility, self.fit))


@dataclass(frozen=True)
class Dot:
    """A drawn place; `hollow` near the line, `whole` for everybody together, who are a square."""

    x: float
    y: float
    radius: float
    mark: str
    hollow: bool
    whole: bool


@dataclass(frozen=True)
class Plane:
    """The square with its strips of doubt, line, crosses, dots, and a key of names beside it."""

    width: float
    height: float
    alt: str
    frame: str
    doubt: str
    line: str
    crosses: str
    dots: tuple[Dot, ...]
    words: tuple[Words, ...]


def plane(
    places: Sequence[Place],
    *,
    alt: str,
    axes: tuple[str, str],
    corners: tuple[str, str, str, str],
    whole: str,
) -> Plane:
    """Return the chart.

    Parameters
    ----------
    places : sequence of Place
        Those whose mark is `whole` are drawn as a square.
    axes : tuple of str
        What runs across, and what runs up.
    corners : tuple of str
        What is low on both, high across only, high up only, high on both.
    """
    most = max((place.n for place in places), default=1)
    line, near = cuts().high, (cuts().near_from, cuts().near_to)
    return Plane(
        width=WIDTH,
        height=TOP + SIDE + 44,
        alt=alt,
        frame=f"M{across(0):.1f} {up(0):.1f}V{up(100):.1f}H{across(100):.1f}V{up(0):.1f}z",
        doubt=_strip(across(near[0]), up(100), across(near[1]), up(0))
        + _strip(across(0), up(near[1]), across(100), up(near[0])),
        line=f"M{across(line):.1f} {up(0):.1f}V{up(100):.1f}M{across(0):.1f} {up(line):.1f}H{across(100):.1f}",
        crosses="".join(_cross(place) for place in places),
        dots=tuple(_dot(place, most, whole) for place in places),
        words=(*_ticks(), *_axes(axes), *_corners(corners), *_key(places)),
    )


def across(score: float) -> float:
    """Return the place of a score from left to right."""
    return LEFT + SIDE * score / 100


def up(score: float) -> float:
    """Return the place of a score from the bottom up."""
    return TOP + SIDE * (1 - score / 100)


def _strip(left: float, top: float, right: float, bottom: float) -> str:
    return f"M{left:.1f} {top:.1f}H{right:.1f}V{bottom:.1f}H{left:.1f}z"


def _cross(place: Place) -> str:
    (x, left, right), (y, low, high) = place.visibility, place.fit
    return f"M{across(left):.1f} {up(y):.1f}H{across(right):.1f}M{across(x):.1f} {up(low):.1f}V{up(high):.1f}"


def _dot(place: Place, most: int, whole: str) -> Dot:
    radius = max(SMALLEST, LARGEST * (place.n / most) ** 0.5)
    return Dot(
        round(across(place.visibility[0]), 1),
        round(up(place.fit[0]), 1),
        round(radius, 1),
        place.mark,
        place.near_the_line,
        place.mark == whole,
    )


def _ticks() -> list[Words]:
    ticks = (0, 20, 40, 60, 80, 100)
    below = [Words(round(across(t), 1), up(0) + 15, str(t), "middle", quiet=True) for t in ticks]
    beside = [Words(LEFT - 6, round(up(t) + 4, 1), str(t), "end", quiet=True) for t in ticks]
    return below + beside


def _axes(axes: tuple[str, str]) -> list[Words]:
    return [
        Words(across(50), up(0) + 34, f"{axes[0]} →", "middle"),
        Words(KEY, TOP + 12, f"↑ {axes[1]}"),
    ]


def _corners(corners: tuple[str, str, str, str]) -> list[Words]:
    low, right, high, both = corners
    return [
        Words(across(1.5), up(2), low, quiet=True),
        Words(across(98.5), up(2), right, "end", quiet=True),
        Words(across(1.5), up(96), high, quiet=True),
        Words(across(98.5), up(96), both, "end", quiet=True),
    ]


def _key(places: Sequence[Place]) -> list[Words]:
    words = []
    for number, place in enumerate(places):
        y = TOP + 46 + KEY_ROW * number
        words += [
            Words(KEY, y, f"{place.mark}  {place.name}"),
            Words(KEY + 16, y + 15, place.figures, quiet=True),
        ]
    return words
