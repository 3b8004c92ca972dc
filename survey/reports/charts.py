"""Values -> geometry. A chart is a frozen value with its coordinates ready; a macro of its kind draws it.

Bars, dots and whiskers of one kind are one path each, and texts are few: that is what makes a page quick to print.
Colour never stands alone: shape, letter or hatching says the same. Lengths are in points of the drawing, 1 = 1 px;
a text of 12 is printed at 9 pt.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from textwrap import shorten, wrap

WIDTH = 660.0
LABELS = 200.0
SCORES = 610.0
ROW = 21.0
LINE = 14.0
TOP = 24.0
BAR = 30.0
TICKS = (0, 25, 50, 75, 100)

LABEL_LETTERS = 33
"""So many letters fit beside the chart; a longer label runs over lines."""

LABEL_LINES = 3
"""A label longer than that is cut short: the table below the chart has it whole."""

SHAPES = ("circle", "square", "diamond", "triangle", "cross")
"""Marks of profiles, so that they are told apart without colour."""

TONES = 5
"""Steps from light to dark, for things in an order."""


@dataclass(frozen=True)
class Words:
    """A text at a place; `anchor` as in SVG."""

    x: float
    y: float
    text: str
    anchor: str = "start"
    quiet: bool = False


@dataclass(frozen=True)
class Marks:
    """One path of marks that look alike; `tone` 0 to 4 from light to dark, or hollow."""

    path: str
    tone: int = TONES - 1
    hollow: bool = False


@dataclass(frozen=True)
class Dots:
    """Rows with marks and intervals on a line from 0 to 100; `stripes` are every other band behind them."""

    width: float
    height: float
    alt: str
    stripes: str
    grid: str
    intervals: str
    marks: tuple[Marks, ...]
    words: tuple[Words, ...]


@dataclass(frozen=True)
class Segment:
    """One part of a stacked bar; `mark` is the shape drawn in it, or nothing."""

    x: float
    width: float
    tone: int
    label: str
    inside: bool
    mark: str = ""


@dataclass(frozen=True)
class Stack:
    """One bar of parts that add up to everybody."""

    width: float
    height: float
    alt: str
    segments: tuple[Segment, ...]


@dataclass(frozen=True)
class Row:
    """A row of a dot chart: its label, its score as text, its values on 0 to 100; one mark a value.

    `note` stands under the label; a row that is `turned` (lower is better) gets a hollow diamond.
    """

    label: str
    score: str
    values: tuple[float, ...]
    low: float | None = None
    high: float | None = None
    turned: bool = False
    note: str = ""

    @property
    def lines(self) -> tuple[str, ...]:
        """The label over as many lines as it needs."""
        found = wrap(self.label, LABEL_LETTERS, break_long_words=True)
        if len(found) <= LABEL_LINES:
            return tuple(found)
        rest = " ".join(found[LABEL_LINES - 1 :])
        last = shorten(rest, LABEL_LETTERS, placeholder=" …")
        return (*found[: LABEL_LINES - 1], last if last != "…" else rest[: LABEL_LETTERS - 1] + "…")

    @property
    def height(self) -> float:
        return ROW + LINE * (len(self.lines) + bool(self.note) - 1)


@dataclass(frozen=True)
class Bar:
    """A row with a share of 0 to 100; `outline` where the true one may be less. `published` has (letter, share)."""

    row: Row
    outline: bool = False
    published: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True)
class Bars:
    """Ranked bars with intervals, and diamonds where other studies found the same."""

    width: float
    height: float
    alt: str
    grid: str
    solid: str
    outline: str
    intervals: str
    published: str
    words: tuple[Words, ...]


@dataclass(frozen=True)
class Band:
    """A stretch of the line with a name, such as a level."""

    start: float
    end: float
    name: str


def across(score: float) -> float:
    """Return the place of a score of 0 to 100 on the line."""
    return LABELS + 10 + (SCORES - LABELS - 20) * score / 100


def dots(rows: Sequence[Row], *, alt: str, bands: Sequence[Band] = (), bands_are: str = "") -> Dots:
    """Return a chart of one mark a row with its interval, over the named `bands` of the line."""
    placed = list(zip(rows, _middles(rows), strict=True))
    usual = "".join(_mark("circle", across(row.values[0]), y) for row, y in placed if not row.turned)
    turned = "".join(_mark("diamond", across(row.values[0]), y) for row, y in placed if row.turned)
    return Dots(
        width=WIDTH,
        height=_bottom(rows) + (18 if bands else 4),
        alt=alt,
        stripes=_stripes(bands, _bottom(rows)),
        grid=_grid([band.start for band in bands] + [100] if bands else TICKS, _bottom(rows)),
        intervals="".join(_whisker(row, y) for row, y in placed),
        marks=tuple(mark for mark in (Marks(usual), Marks(turned, hollow=True)) if mark.path),
        words=(*_words(rows, bands), *_names(bands, bands_are, _bottom(rows))),
    )


def profile_dots(rows: Sequence[Row], *, alt: str) -> Dots:
    """Return a chart of several marks a row, one shape and tone for each profile, on a thin line from end to end."""
    count = max((len(row.values) for row in rows), default=0)
    placed = list(zip(rows, _middles(rows), strict=True))
    marks = [
        Marks("".join(_mark(SHAPES[p % 5], across(row.values[p]), y) for row, y in placed), tone(p, count))
        for p in range(count)
    ]
    joined = "".join(
        f"M{across(min(row.values)):.1f} {y:.1f}H{across(max(row.values)):.1f}" for row, y in placed
    )
    bottom = _bottom(rows)
    return Dots(
        WIDTH, bottom + 4, alt, "", _grid(TICKS, bottom), joined, tuple(marks), tuple(_words(rows, ()))
    )


def bars(rows: Sequence[Bar], *, alt: str) -> Bars:
    """Return ranked bars from 0 to 100; letters of published shares stand above their diamonds."""
    plain = [bar.row for bar in rows]
    placed = list(zip(rows, _middles(plain), strict=True))
    letters = [
        Words(across(share), y - 7, letter, "middle", quiet=True)
        for bar, y in placed
        for letter, share in bar.published
    ]
    return Bars(
        width=WIDTH,
        height=_bottom(plain) + 4,
        alt=alt,
        grid=_grid(TICKS, _bottom(plain)),
        solid="".join(_bar(bar, y) for bar, y in placed if not bar.outline),
        outline="".join(_bar(bar, y) for bar, y in placed if bar.outline),
        intervals="".join(_whisker(bar.row, y) for bar, y in placed),
        published="".join(
            _mark("diamond", across(share), y) for bar, y in placed for _, share in bar.published
        ),
        words=(*_words(plain, ()), *letters),
    )


def _bar(bar: Bar, y: float) -> str:
    return f"M{across(0):.1f} {y - 5.5:.1f}H{across(bar.row.values[0]):.1f}v11H{across(0):.1f}z"


def tone(place: int, count: int) -> int:
    """Return the tone of the thing at `place` among `count` in order, from the lightest to the darkest."""
    return round(place * (TONES - 1) / max(count - 1, 1))


def mark_alone(place: int) -> str:
    """Return the path of a profile's mark for a legend, centred at (7, 7)."""
    return _mark(SHAPES[place % 5], 7, 7)


def stack(parts: Sequence[tuple[str, float]], *, alt: str, marked: bool = False) -> Stack:
    """Return a bar of (label, share) parts; a narrow part carries no text, which the table below has."""
    segments, x = [], 0.0
    for place, (label, share) in enumerate(parts):
        width = WIDTH * share
        needed = 14 + 6.5 * len(label) + (18 if marked else 0)
        inside = width >= needed
        mark = _mark(SHAPES[place % 5], x + 14, BAR / 2) if marked and width >= 28 else ""
        if width > 0:
            segments.append(
                Segment(round(x, 1), round(width, 1), tone(place, len(parts)), label, inside, mark)
            )
        x += width
    return Stack(WIDTH, BAR, alt, tuple(segments))


def _middles(rows: Sequence[Row]) -> list[float]:
    """Return the height of each row's middle."""
    ends = list(accumulate((row.height for row in rows), initial=TOP))
    return [(top + bottom) / 2 for top, bottom in pairwise(ends)]


def _bottom(rows: Sequence[Row]) -> float:
    return TOP + sum(row.height for row in rows)


def _grid(ticks: Iterable[float], bottom: float) -> str:
    return "".join(f"M{across(tick):.1f} {TOP:.1f}V{bottom:.1f}" for tick in ticks)


def _stripes(bands: Sequence[Band], bottom: float) -> str:
    return "".join(
        f"M{across(band.start):.1f} {TOP:.1f}H{across(band.end):.1f}V{bottom:.1f}H{across(band.start):.1f}z"
        for band in bands[1::2]
    )


def _names(bands: Sequence[Band], bands_are: str, bottom: float) -> Iterable[Words]:
    if bands:
        yield Words(across(0) - 10, bottom + 14, bands_are, "end", quiet=True)
    for band in bands:
        yield Words(across((band.start + band.end) / 2), bottom + 14, band.name, "middle", quiet=True)


def _whisker(row: Row, y: float) -> str:
    if row.low is None or row.high is None:
        return ""
    low, high = across(row.low), across(row.high)
    return f"M{low:.1f} {y:.1f}H{high:.1f}M{low:.1f} {y - 6:.1f}v12M{high:.1f} {y - 6:.1f}v12"


def _words(rows: Sequence[Row], bands: Sequence[Band]) -> Iterable[Words]:
    ticks = [band.start for band in bands] + [100] if bands else TICKS
    for tick in ticks:
        yield Words(across(tick), TOP - 8, f"{tick:g}", "middle", quiet=True)
    for row, y in zip(rows, _middles(rows), strict=True):
        lines = len(row.lines) + bool(row.note)
        first = y + 4 - LINE * (lines - 1) / 2
        for place, line in enumerate(row.lines):
            yield Words(0, first + LINE * place, line)
        if row.note:
            yield Words(0, first + LINE * len(row.lines), row.note, quiet=True)
        if row.score:
            yield Words(WIDTH, y + 4, row.score, "end")


def _mark(shape: str, x: float, y: float) -> str:
    paths = {
        "circle": f"M{x - 4:.1f} {y:.1f}c0 -5.3 8 -5.3 8 0c0 5.3 -8 5.3 -8 0z",
        "square": f"M{x - 4.5:.1f} {y - 4.5:.1f}h9v9h-9z",
        "diamond": f"M{x:.1f} {y - 6:.1f}l6 6l-6 6l-6 -6z",
        "triangle": f"M{x:.1f} {y - 6:.1f}l6 11h-12z",
        "cross": f"M{x - 2:.1f} {y - 6:.1f}h4v4h4v4h-4v4h-4v-4h-4v-4h4z",
    }
    return paths[shape]
