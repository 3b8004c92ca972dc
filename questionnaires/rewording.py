"""Whether a changed sentence still asks the same: a slip mended, or another wording.

The rule is plain, so that anybody can check it by hand. A change is a *typo* when only case, spacing, quotes or
punctuation differ, when a doubled word went, or when at most two words differ and each is a slip of the pen: four
letters or more, the same first letter and the same last two, one letter added, dropped, changed or swapped with its
neighbour (two in words of nine letters or more), or only accents. Everything else is another *wording*. A word that
decides what is asked (not, never, all, more, must, my, {tools}), a number, a question mark, or two words that the
questionnaire uses elsewhere are never a slip.

The trap: a slip of one letter can be another word (adopt, adapt). The rule cannot know; so both sentences are shown.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

MOST_SLIPS = 2
_SHORTEST = 4
_LONG = 9

_SIGNS = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "‑": "-", "–": "-", "—": "-"})
# A placeholder; an elided French word (l', qu'); a word with what hangs on it (don't, e-mail); a sign that matters.
_TOKEN = re.compile(r"\{[A-Za-z][A-Za-z0-9_]*\}|\b[^\W\d_]{1,2}'(?=\w)|[^\W_]+(?:['-][^\W_]+)*|[?!%€$]")

_ENGLISH = """
not no never none nobody nothing without cannot neither nor
always often sometimes rarely seldom ever usually all every each some any most many much few more less least only
must should shall may might can could will would need needs
i me my mine we us our ours you your yours they them their theirs
"""
_FRENCH = """
ne pas jamais aucun aucune rien personne sans ni non
toujours souvent parfois rarement tous toutes tout toute chaque quelques certains certaines plusieurs beaucoup peu
plus moins seulement doit doivent devrait devraient peut peuvent pourrait pourraient faut
je moi mon ma mes nous notre nos vous votre vos ils elles leur leurs on
"""
DECISIVE = frozenset((_ENGLISH + _FRENCH).split())
"""Negation; quantity and frequency; what must be and what may be; whose and who."""


@dataclass(frozen=True)
class Rewording:
    """How a sentence changed, and by what sign of the rule."""

    kind: Literal["typo", "wording"]
    why: str


def rewording(before: str, after: str, used: Collection[str] = ()) -> Rewording | None:
    """Return how a sentence changed, None where it did not; `used` are the words of the other sentences."""
    if before == after:
        return None
    old, new = words(before), words(after)
    if old == new:
        return Rewording("typo", "only case, spacing, quotes or punctuation differ")
    if _once(old) == _once(new):
        return Rewording("typo", "a doubled word went")
    pairs = [pair for pair in zip(old, new, strict=False) if pair[0] != pair[1]]
    if len(old) != len(new) or len(pairs) > MOST_SLIPS:
        return Rewording("wording", "other words")
    for pair in pairs:
        if not _slip(*pair, used):
            return Rewording("wording", f"{pair[0]!r} is now {pair[1]!r}")
    return Rewording("typo", ", ".join(f"{one!r} is now {other!r}" for one, other in pairs))


def words(text: str) -> list[str]:
    """Return the words of a sentence, its placeholders and its question marks, without case or kind of quote."""
    plain = unicodedata.normalize("NFKC", text).translate(_SIGNS).casefold()
    return _TOKEN.findall(plain)


def _once(tokens: Iterable[str]) -> list[str]:
    return [token for token, _ in groupby(tokens)]


def _slip(one: str, other: str, used: Collection[str]) -> bool:
    if not (one.isalpha() and other.isalpha()) or min(len(one), len(other)) < _SHORTEST:
        return False
    if one in DECISIVE or other in DECISIVE or (one in used and other in used):
        return False
    a, b = _bare(one), _bare(other)
    if a[0] != b[0] or a[-2:] != b[-2:]:
        return False
    return _distance(a, b) <= (2 if max(len(a), len(b)) >= _LONG else 1)


def _bare(word: str) -> str:
    """Return a word without accents."""
    return "".join(sign for sign in unicodedata.normalize("NFD", word) if not unicodedata.combining(sign))


def _distance(a: str, b: str) -> int:
    """Return how many letters are added, dropped, changed or swapped with a neighbour (optimal string alignment)."""
    if abs(len(a) - len(b)) > MOST_SLIPS:
        return abs(len(a) - len(b))
    before: list[int] = []
    row = list(range(len(b) + 1))
    for i, letter in enumerate(a, 1):
        older, before, row = before, row, [i]
        for j, other in enumerate(b, 1):
            changed = before[j - 1] + (letter != other)
            row.append(min(before[j] + 1, row[j - 1] + 1, changed))
            if i > 1 and j > 1 and letter == b[j - 2] and a[i - 2] == other:
                row[j] = min(row[j], older[j - 2] + 1)
    return row[-1]
