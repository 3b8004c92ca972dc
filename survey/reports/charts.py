"""Values -> geometry. A chart is a frozen value with its coordinates ready; a macro of its kind draws it.

Bars, dots and whiskers of one kind are one path each, and texts are few: that is what makes a page quick to print.
Colour never stands alone: shape, letter or hatching says the same. Lengths are in points of the drawing, 1 = 1 px.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

WIDTH = 660.0
LABELS = 230.0
SCORES = 560.0
ROW = 21.0
TOP = 24.0
BAR = 30.0
TICKS = (0, 25, 50, 75, 100)

SHAPES = ("circle", "square", "diamond", "triangle", "cross")
"""Marks of profiles, so that they are told apart without colour."""


@dataclass(frozen=True)
class Words:
    """A text at a place; `anchor` as in SVG."""

    x: float
    y: float
    text: str
    anchor: str = "start"


@dataclass(frozen=True)
class Marks:
    """One path of marks that look alike, by the number of their colour."""

    path: str
    colour: int = 0


@dataclass(frozen=True)
class Dots:
    """Rows with a dot and an interval on a line from 0 to 100."""

    width: float
    height: float
    alt: str
    grid: str
    intervals: str
    marks: tuple[Marks, ...]
    words: tuple[Words, ...]


@dataclass(frozen=True)
class Segment:
    """One part of a stacked bar."""

    x: float
    width: float
    colour: int
    label: str
    inside: bool


@dataclass(frozen=True)
class Stack:
    """One bar of parts that add up to everybody."""

    width: float
    height: float
    alt: str
    segments: tuple[Segment, ...]


@dataclass(frozen=True)
class Row:
    """A row of a dot chart: its label, its score as text, its values on 0 to 100; one mark a value."""

    label: str
    score: str
    values: tuple[float, ...]
    low: float | None = None
    high: float | None = None
    turned: bool = False


def across(score: float) -> float:
    """Return the place of a score of 0 to 100 on the line."""
    return LABELS + 10 + (SCORES - LABELS - 20) * score / 100


def dots(rows: Sequence[Row], *, alt: str) -> Dots:
    """Return a chart of one dot a row with its interval; a row that is turned (lower is better) has a diamond."""
    marks = [
        Marks(
            "".join(_mark("circle", across(r.values[0]), _y(i)) for i, r in enumerate(rows) if not r.turned),
            0,
        ),
        Marks(
            "".join(_mark("diamond", across(r.values[0]), _y(i)) for i, r in enumerate(rows) if r.turned), 3
        ),
    ]
    return Dots(
        width=WIDTH,
        height=_height(rows),
        alt=alt,
        grid=_grid(len(rows)),
        intervals="".join(_whisker(row, _y(place)) for place, row in enumerate(rows)),
        marks=tuple(mark for mark in marks if mark.path),
        words=tuple(_words(rows)),
    )


def profile_dots(rows: Sequence[Row], *, alt: str) -> Dots:
    """Return a chart of several marks a row, one shape and colour for each profile, joined by a thin line."""
    count = max((len(row.values) for row in rows), default=0)
    marks = [
        Marks("".join(_mark(shape_of(p), across(row.values[p]), _y(i)) for i, row in enumerate(rows)), p)
        for p in range(count)
    ]
    joined = "".join(
        f"M{across(min(r.values)):.1f} {_y(i):.1f}H{across(max(r.values)):.1f}" for i, r in enumerate(rows)
    )
    return Dots(WIDTH, _height(rows), alt, _grid(len(rows)), joined, tuple(marks), tuple(_words(rows)))


def shape_of(place: int) -> str:
    """Return the shape of a profile's mark."""
    return SHAPES[place % len(SHAPES)]


def mark_alone(place: int) -> str:
    """Return the path of a profile's mark for a legend, centred at (7, 7)."""
    return _mark(shape_of(place), 7, 7)


def stack(parts: Sequence[tuple[str, float]], *, alt: str) -> Stack:
    """Return a bar of (label, share) parts; labels of narrow parts stand outside, in the table beside it."""
    segments, x = [], 0.0
    for place, (label, share) in enumerate(parts):
        width = WIDTH * share
        if width > 0:
            segments.append(Segment(round(x, 1), round(width, 1), place, label, inside=width >= 34))
        x += width
    return Stack(WIDTH, BAR, alt, tuple(segments))


def _y(place: int) -> float:
    return TOP + ROW * (place + 0.5)


def _height(rows: Sequence[Row]) -> float:
    return TOP + ROW * len(rows) + 4


def _grid(rows: int) -> str:
    bottom = TOP + ROW * rows
    return "".join(f"M{across(tick):.1f} {TOP:.1f}V{bottom:.1f}" for tick in TICKS)


def _whisker(row: Row, y: float) -> str:
    if row.low is None or row.high is None:
        return ""
    low, high = across(row.low), across(row.high)
    return f"M{low:.1f} {y:.1f}H{high:.1f}M{low:.1f} {y - 7:.1f}v14M{high:.1f} {y - 7:.1f}v14"


def _words(rows: Sequence[Row]) -> Iterable[Words]:
    for tick in TICKS:
        yield Words(across(tick), TOP - 8, str(tick), "middle")
    for place, row in enumerate(rows):
        yield Words(0, _y(place) + 4, row.label)
        yield Words(SCORES + 14, _y(place) + 4, row.score)


def _mark(shape: str, x: float, y: float) -> str:
    paths = {
        "circle": f"M{x - 4.5:.1f} {y:.1f}a4.5 4.5 0 1 0 9 0a4.5 4.5 0 1 0 -9 0z",
        "square": f"M{x - 4.5:.1f} {y - 4.5:.1f}h9v9h-9z",
        "diamond": f"M{x:.1f} {y - 6:.1f}l6 6l-6 6l-6 -6z",
        "triangle": f"M{x:.1f} {y - 6:.1f}l6 11h-12z",
        "cross": f"M{x - 2:.1f} {y - 6:.1f}h4v4h4v4h-4v4h-4v-4h-4v-4h4z",
    }
    return paths[shape]
