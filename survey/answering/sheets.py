"""A page of questions as HTML: drawn once for all who see it alike, filled in for each person.

Drawing nine sentences takes milliseconds, filling them in some fifty microseconds. So templates leave *blanks* where
something depends on the person: which button is checked, what was written, the token of the form. What was drawn is
cut at its blanks and kept; filling it is joining strings.

The trap: what is filled in was typed by somebody. Each kind of blank escapes what it takes, and there is no other way
into the page. A blank is marked by control characters, which no text of a questionnaire can hold.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

_OPEN, _CLOSE, _PART = "\x02", "\x03", "\x1f"
_BLANK = re.compile(f"{_OPEN}([^{_CLOSE}]*){_CLOSE}")
_MOST_KEPT = 400

Key = tuple[object, ...]


@dataclass(frozen=True)
class Filling:
    """What a person brings to a page: what stands in its inputs, by their names, and words of the page's own."""

    values: Mapping[str, Sequence[str]]
    words: Mapping[str, str]


class Blanks:
    """What templates leave open. Each method returns a mark that the sheet will be cut at."""

    def has(self, name: str, value: object) -> Markup:
        """Leave open whether a button is checked."""
        return _mark("has", name, str(value))

    def one(self, name: str) -> Markup:
        """Leave open what stands in an input."""
        return _mark("one", name)

    def word(self, name: str) -> Markup:
        """Leave open a word of the page, such as the token of its form."""
        return _mark("word", name)


@dataclass(frozen=True)
class Sheet:
    """What was drawn, cut at its blanks: texts and blanks by turns, beginning and ending with a text."""

    texts: tuple[str, ...]
    blanks: tuple[tuple[Callable[..., str], tuple[str, ...]], ...]

    @classmethod
    def cut(cls, drawn: str) -> Sheet:
        """Return what a template has drawn, cut at its blanks."""
        pieces = _BLANK.split(drawn)
        blanks = [blank.split(_PART) for blank in pieces[1::2]]
        return cls(tuple(pieces[0::2]), tuple((_FILLED[kind], tuple(of)) for kind, *of in blanks))

    def filled(self, filling: Filling) -> str:
        """Return the sheet as one person sees it."""
        parts = [self.texts[0]]
        for text, (fill, of) in zip(self.texts[1:], self.blanks, strict=True):
            parts += (fill(filling, *of), text)
        return "".join(parts)


class Sheets:
    """The sheets of a campaign that this process has drawn."""

    def __init__(self) -> None:
        self._drawn: dict[Key, Sheet] = {}

    def get(self, key: Key, draw: Callable[[], str]) -> Sheet:
        """Return the sheet of those who share `key`, drawn now if it was not before."""
        found = self._drawn.get(key)
        if found is None:
            if len(self._drawn) >= _MOST_KEPT:
                self._drawn.clear()
            found = self._drawn[key] = Sheet.cut(draw())
        return found


def _mark(*parts: str) -> Markup:
    return Markup(_OPEN + _PART.join(parts) + _CLOSE)  # noqa: S704  names of inputs are codes and dots


def _has(filling: Filling, name: str, value: str) -> str:
    return " checked" if value in filling.values.get(name, ()) else ""


def _one(filling: Filling, name: str) -> str:
    values = filling.values.get(name)
    return str(escape(values[0])) if values else ""


def _word(filling: Filling, name: str) -> str:
    return str(escape(filling.words[name]))


_FILLED: Mapping[str, Callable[..., str]] = {"has": _has, "one": _one, "word": _word}
