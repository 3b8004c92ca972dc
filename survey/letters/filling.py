"""A text filled in for one person: every placeholder once, in one pass, and never anything twice.

A line whose placeholder has no value (no name, nobody to ask) is left out. Values lose line breaks and whatever turns
the direction of writing, so that no name can end a header or bend a link.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from survey.letters.texts import PLACEHOLDER, LetterText

_UNWANTED = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]+")


@dataclass(frozen=True)
class Part:
    """A piece of a line: words, or the personal link."""

    words: str
    is_link: bool = False


Line = tuple[Part, ...]


@dataclass(frozen=True)
class Filled:
    """A mail's subject and the paragraphs of its text, each some lines of parts."""

    subject: str
    paragraphs: tuple[tuple[Line, ...], ...]


def filled(text: LetterText, values: Mapping[str, str]) -> Filled:
    """Fill a checked text; `values` has a value, perhaps an empty one, for every placeholder of its kind."""
    tidy = {name: _UNWANTED.sub(" ", value).strip() for name, value in values.items()}
    subject = PLACEHOLDER.sub(lambda found: tidy.get(found[1], found[0]), text.subject)
    paragraphs = (tuple(_lines(paragraph, tidy)) for paragraph in re.split(r"\n[ \t]*\n\s*", text.body))
    return Filled(re.sub(r"[ \t\n]+", " ", subject).strip(" "), tuple(lines for lines in paragraphs if lines))


def _lines(paragraph: str, values: Mapping[str, str]) -> Iterator[Line]:
    for line in paragraph.split("\n"):
        asked = [word for word in PLACEHOLDER.findall(line) if word in values]
        if all(values[word] for word in asked):
            yield tuple(_parts(line, values))


def _parts(line: str, values: Mapping[str, str]) -> Iterator[Part]:
    """Yield the pieces of a line; `split` puts the words in braces at the odd places."""
    words = ""
    for place, piece in enumerate(PLACEHOLDER.split(line)):
        if place % 2 == 0:
            words += piece
        elif piece != "link":
            words += values.get(piece, f"{{{piece}}}")
        else:
            yield from [Part(words)] if words else []
            yield Part(values["link"], is_link=True)
            words = ""
    yield from [Part(words)] if words else []
