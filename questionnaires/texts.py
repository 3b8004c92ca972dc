"""Wordings and the codes that things are called by: what every part of a questionnaire is written with."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

CODE_PATTERN = r"[A-Za-z][A-Za-z0-9_]{0,19}"
"""Codes fit LimeSurvey and SPSS, so that a round trip costs nothing (shared rules: at most 20 characters)."""

PLACEHOLDER = re.compile(r"\{([A-Za-z][A-Za-z0-9_]*)\}")

# Control characters, line separators, spaces of no width, marks of writing direction, and what is no character.
# The joiners U+200C and U+200D stay: Persian, Hindi and emoji are written with them.
UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffe\uffff]"
)


@dataclass(frozen=True)
class Text:
    """One wording in several languages; the first language of `by_language` is the fallback."""

    by_language: Mapping[str, str]

    def in_language(self, language: str) -> str:
        """Return the wording in `language`, or in the first language where that one is missing."""
        found = self.by_language.get(language)
        return found if found is not None else next(iter(self.by_language.values()))


def filled(wording: str, words: Mapping[str, str]) -> str:
    """Return a wording with the declared words filled in once; what they bring in is not expanded again.

    `{Tools}` is the word `tools` with a capital letter, unless there is a word `Tools`.
    """

    def fill(match: re.Match[str]) -> str:
        name = match[1]
        word = words.get(name) or words.get(name[:1].lower() + name[1:])
        if word is None:
            return match[0]
        return word[:1].upper() + word[1:] if name[:1].isupper() else word

    return PLACEHOLDER.sub(fill, wording)
