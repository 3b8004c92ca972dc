"""Names and addresses taken out of comments before anybody reads them.

The list of words comes from whoever holds the participants, bare and for this one use. The trap: Will, May, Pierre
and Rose are names and words. A name is masked wherever it stands, unless it is also one of the small words that every
sentence needs: then only where it has a capital. Better a sentence with a hole than a colleague found out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from scoring.words import STOP_WORDS, WORD, folded

MASK = "[…]"

_PARTICLES = "da de del della den der des di dit du el la le les mac mc of saint st ter van von zu"
PARTICLES = frozenset(_PARTICLES.split())
"""Parts of names that are no name alone."""

_MAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
_LINK = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
_NUMBER = re.compile(r"\+?\d(?:[\s.\-/()]{0,2}\d){8,14}")
_HANDLE = re.compile(r"(?<!\w)@\w+")
_SEVERAL = re.compile(rf"{re.escape(MASK)}(?:[ '’.,-]{{0,2}}{re.escape(MASK)})+")


def names_from(entries: Iterable[str]) -> frozenset[str]:
    """Return the folded words to be masked, from names and addresses as a participant list has them.

    "Anne-Marie de la Tour" gives anne, marie and tour; "a.tour@example.org" gives tour. Single letters and particles
    are left out, or every "la" would go.
    """
    words = {folded(word) for entry in entries for word in WORD.findall(entry.partition("@")[0])}
    return frozenset(word for word in words if len(word) > 1 and word not in PARTICLES)


def masked(text: str, names: frozenset[str]) -> str:
    """Return `text` with names, addresses, links, handles and long numbers replaced by `MASK`.

    Parameters
    ----------
    text : str
        A comment.
    names : frozenset of str
        From `names_from`.
    """
    for pattern in (_MAIL, _LINK, _HANDLE, _NUMBER):
        text = pattern.sub(MASK, text)
    text = WORD.sub(lambda match: MASK if _is_name(match[0], names) else match[0], text)
    return _SEVERAL.sub(MASK, text)


def _is_name(word: str, names: frozenset[str]) -> bool:
    plain = folded(word)
    if plain not in names:
        return False
    small = any(plain in words for words in STOP_WORDS.values())
    return not word.islower() or (len(plain) > 2 and not small)
