"""Banks: files of items shipped in this package, that forms select from by code.

The trap: a form names a bank, never a path. Only names found in the package's own folder are ever opened.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib import resources

from questionnaires.fields import Fields, Names
from questionnaires.head import read_languages
from questionnaires.model import Dimension, Item, Scale, SubScore, Text
from questionnaires.nodes import parse_nodes
from questionnaires.parts import (
    Known,
    Languages,
    read_dimensions,
    read_items,
    read_scales,
    read_sub_scores,
    read_words,
)
from questionnaires.problems import Problems

BANK = ("format", "id", "languages", "words", "scales", "dimensions", "items", "sub_scores")


@dataclass(frozen=True)
class Bank:
    """Items that forms select from, with what they need, in the languages they are written in."""

    languages: Languages
    words: Mapping[str, Text]
    scales: tuple[Scale, ...]
    dimensions: tuple[Dimension, ...]
    items: tuple[Item, ...]
    sub_scores: tuple[SubScore, ...]

    def speaking(self, languages: Languages) -> Bank:
        """Return the bank with its texts in `languages` and their order, so that a form holds no others."""
        return Bank(
            languages,
            {word: _said(text, languages) for word, text in self.words.items()},
            tuple(_scale(scale, languages) for scale in self.scales),
            tuple(
                replace(each, label=_said(each.label, languages), question=_perhaps(each.question, languages))
                for each in self.dimensions
            ),
            tuple(replace(item, text=_said(item.text, languages)) for item in self.items),
            tuple(replace(score, label=_said(score.label, languages)) for score in self.sub_scores),
        )


NO_BANK = Bank((), {}, (), (), (), ())


def banks() -> tuple[str, ...]:
    """Return the names of the banks shipped in the package."""
    folder = resources.files("questionnaires") / "banks"
    return tuple(
        sorted(file.name.removesuffix(".yaml") for file in folder.iterdir() if file.name.endswith(".yaml"))
    )


@lru_cache
def load_bank(name: str) -> Bank:
    """Return the bank `name`, one of `banks()`."""
    file = resources.files("questionnaires") / "banks" / f"{name}.yaml"
    problems = Problems(f"bank {name}")
    fields = Fields(parse_nodes(file.read_bytes(), problems), "the bank", problems, known=BANK)
    languages = read_languages(fields)
    scales, dimensions = read_scales(fields, languages), read_dimensions(fields, languages)
    known = Known(
        {},
        Names("scale", "scales", [scale.code for scale in scales]),
        Names("dimension", "dimensions", [dimension.code for dimension in dimensions]),
    )
    items = read_items(fields, languages, known)
    sub_scores = read_sub_scores(fields, languages, items)
    problems.raise_found()
    return Bank(languages, read_words(fields, languages), scales, dimensions, items, sub_scores)


def _scale(scale: Scale, languages: Languages) -> Scale:
    return replace(
        scale,
        points=tuple(replace(point, label=_said(point.label, languages)) for point in scale.points),
        outside=tuple(replace(answer, label=_said(answer.label, languages)) for answer in scale.outside),
        prompt=_perhaps(scale.prompt, languages),
    )


def _said(text: Text, languages: Languages) -> Text:
    return Text({language: text.by_language[language] for language in languages})


def _perhaps(text: Text | None, languages: Languages) -> Text | None:
    return None if text is None else _said(text, languages)
