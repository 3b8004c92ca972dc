"""Comments: in which block of people each is shown, and names taken out of them.

A list of comments gives away by subtraction as a mean does: the division's list minus the teams' lists. So
everybody's comments stand in exactly one block, the lowest unit in which enough people answered, small ones pooled.

The trap of masking: names are words. "Petit" is a colleague, and "petit" is what the raise was. A single name is
masked where it is written as one, with a capital; a first and a last name together in any case.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from scoring.responses import Path
from survey.collection.strata import Member, coarsen

MASK = "[…]"
SHORTEST_NAME = 3

_WORD = re.compile(r"\w+(?:-\w+)*")
_ADDRESS = re.compile(r"[^\s@<>()\[\],;:\"]+@[^\s@<>()\[\],;:\"]+\.[^\s@<>()\[\],;:\".]+")


def blocks_of(units: Sequence[Path], *, smallest: int) -> list[Path] | None:
    """Return the block of each respondent, or None where there are too few people for any."""
    if len(units) < smallest:
        return None
    found = coarsen([Member(unit) for unit in units], (), threshold=smallest)
    return [found.groups[code].unit for code in found.codes]


@dataclass(frozen=True)
class Names:
    """The words to take out: single names, and names of several words, without case and accents."""

    single: frozenset[str]
    whole: frozenset[tuple[str, ...]]

    @property
    def longest(self) -> int:
        return max(map(len, self.whole), default=0)


def names_in(people: Iterable[str]) -> Names:
    """Return the names of these people: each part that is long enough, and each name as a whole."""
    split = {tuple(_plain(word) for word in _WORD.findall(name)) for name in people}
    parts = {part for name in split for word in name for part in (word, *word.split("-"))}
    return Names(
        frozenset(part for part in parts if len(part) >= SHORTEST_NAME and not part.isdigit()),
        frozenset(name for name in split if len(name) > 1),
    )


def masked(text: str, names: Names) -> str:
    """Return a comment without the names of colleagues and without addresses."""
    text = _ADDRESS.sub(MASK, text)
    words = list(_WORD.finditer(text))
    hidden = _hidden(words, names)
    parts, at = [], 0
    for place, word in enumerate(words):
        if hidden[place]:
            parts += [text[at : word.start()], MASK]
            at = word.end()
    return "".join([*parts, text[at:]])


def _hidden(words: Sequence[re.Match[str]], names: Names) -> list[bool]:
    plain = [_plain(word[0]) for word in words]
    hidden = [_is_name(word[0], plain[place], names) for place, word in enumerate(words)]
    for length in range(2, names.longest + 1):
        for place in range(len(words) - length + 1):
            if tuple(plain[place : place + length]) in names.whole:
                hidden[place : place + length] = [True] * length
    return hidden


def _is_name(written: str, plain: str, names: Names) -> bool:
    capital = written[:1].isupper()
    return capital and (plain in names.single or any(part in names.single for part in plain.split("-")))


def _plain(word: str) -> str:
    """Return a word without case and accents: José is also written Jose and JOSE."""
    apart = unicodedata.normalize("NFKD", word)
    return "".join(character for character in apart if not unicodedata.combining(character)).casefold()
