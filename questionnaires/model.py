"""What a questionnaire is: frozen values that read nothing and know no file.

The trap: an *outside* answer ("I don't know", "Does not apply") is an answer. It is neither a point of the
scale nor a missing answer, and it is stored and counted apart from both.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

Direction = Literal["better", "worse"]

CODE_PATTERN = r"[A-Za-z][A-Za-z0-9_]{0,19}"
"""Codes fit LimeSurvey and SPSS, so that a round trip costs nothing (shared rules: at most 20 characters)."""

PLACEHOLDER = re.compile(r"\{([A-Za-z][A-Za-z0-9_]*)\}")


@dataclass(frozen=True)
class Text:
    """One wording in several languages; the first language of `by_language` is the fallback."""

    by_language: Mapping[str, str]

    def in_language(self, language: str) -> str:
        """Return the wording in `language`, or in the first language where that one is missing."""
        found = self.by_language.get(language)
        return found if found is not None else next(iter(self.by_language.values()))


@dataclass(frozen=True)
class Point:
    """A position on a scale."""

    value: int
    label: Text


@dataclass(frozen=True)
class Outside:
    """An answer beside the scale, such as "I don't know"."""

    code: str
    label: Text


@dataclass(frozen=True)
class Scale:
    """Points in ascending order, one apart, and the answers outside them."""

    code: str
    points: tuple[Point, ...]
    outside: tuple[Outside, ...] = ()
    prompt: Text | None = None

    @property
    def lowest(self) -> int:
        return self.points[0].value

    @property
    def highest(self) -> int:
        return self.points[-1].value


@dataclass(frozen=True)
class Dimension:
    """What several items measure together. `higher_is` says whether a high score is good news."""

    code: str
    label: Text
    question: Text | None = None
    higher_is: Direction = "better"
    core_pair: bool = False


@dataclass(frozen=True)
class Item:
    """One sentence, answered on a scale. `reverse` items point against their dimension."""

    code: str
    dimension: str
    scale: str
    text: Text
    reverse: bool = False
    facet: str = ""
    speaks_of: str = ""
    construct: str = ""
    cite: tuple[str, ...] = ()
    seed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Page:
    """Items shown together, by code."""

    code: str
    items: tuple[str, ...]
    title: Text | None = None


@dataclass(frozen=True)
class Option:
    """One value of a segment."""

    code: str
    label: Text


@dataclass(frozen=True)
class Segment:
    """A group that respondents belong to beside their unit, such as position or tenure."""

    code: str
    label: Text
    options: tuple[Option, ...]


@dataclass(frozen=True)
class SubScore:
    """A score over some items of one dimension, such as taking within participation."""

    code: str
    label: Text
    items: tuple[str, ...]


@dataclass(frozen=True)
class Level:
    """A maturity level; it begins at `start` (0 to 100) and ends below the start of the next one."""

    number: int
    start: float
    name: Text
    idea: Text | None = None


@dataclass(frozen=True)
class Gate:
    """The overall level may be at most `above` levels over the lowest level of `lowest_of`."""

    above: int
    lowest_of: tuple[str, ...]


@dataclass(frozen=True)
class Band:
    """The lowest score of `lowest_of` lies in the half-open band from `start` to below `below`."""

    lowest_of: tuple[str, ...]
    start: float | None = None
    below: float | None = None


@dataclass(frozen=True)
class Unknown:
    """At least the share `start` (0 to 1) of the items of `dimension` got the outside answer `answer`."""

    dimension: str
    answer: str
    start: float


@dataclass(frozen=True)
class Archetype:
    """A named pattern of scores. Tested in order; `unknown` is tested before all, `otherwise` takes who is left."""

    code: str
    label: Text
    when: tuple[Band, ...] = ()
    unknown: Unknown | None = None
    otherwise: bool = False


@dataclass(frozen=True)
class Maturity:
    """Levels, the gate on the overall level, and archetypes, over the dimensions they need."""

    dimensions: tuple[str, ...]
    levels: tuple[Level, ...]
    gates: tuple[Gate, ...] = ()
    archetypes: tuple[Archetype, ...] = ()


@dataclass(frozen=True)
class Questionnaire:
    """A questionnaire with everything in it: nothing is looked up elsewhere once it is read."""

    id: str
    version: str
    languages: tuple[str, ...]
    title: Text
    scales: tuple[Scale, ...]
    dimensions: tuple[Dimension, ...]
    items: tuple[Item, ...]
    pages: tuple[Page, ...]
    intro: Text | None = None
    words: Mapping[str, Text] = field(default_factory=dict)
    segments: tuple[Segment, ...] = ()
    sub_scores: tuple[SubScore, ...] = ()
    maturity: Maturity | None = None
    profile_names: Mapping[int, tuple[Text, ...]] = field(default_factory=dict)

    @cached_property
    def scale_of(self) -> Mapping[str, Scale]:
        """The scale of each item, by the item's code."""
        by_code = {scale.code: scale for scale in self.scales}
        return {item.code: by_code[item.scale] for item in self.items}

    @cached_property
    def items_of(self) -> Mapping[str, tuple[Item, ...]]:
        """The items of each dimension, by the dimension's code, in the questionnaire's order."""
        return {
            dimension.code: tuple(item for item in self.items if item.dimension == dimension.code)
            for dimension in self.dimensions
        }

    def wording(self, text: Text, language: str) -> str:
        """Return `text` with the declared words filled in once; what they bring in is not expanded again."""

        def fill(match: re.Match[str]) -> str:
            name = match[1]
            word = self.words.get(name) or self.words.get(name[:1].lower() + name[1:])
            if word is None:
                return match[0]
            filled = word.in_language(language)
            return filled[:1].upper() + filled[1:] if name[:1].isupper() else filled

        return PLACEHOLDER.sub(fill, text.in_language(language))
