"""Banks: files of items shipped in this package, that forms select from by code.

The trap: a form names a bank, never a path. Only names found in the package's own folder are ever opened.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, is_dataclass, replace
from dataclasses import fields as fields_of
from functools import lru_cache
from importlib import resources
from typing import Any, TypeVar, cast

from questionnaires.fields import Fields, Names, Taken
from questionnaires.head import read_languages
from questionnaires.model import Dimension, Item, Scale, Segment, SubScore, Text
from questionnaires.nodes import parse_nodes
from questionnaires.option_parts import Options, Shared, read_lists
from questionnaires.parts import (
    RESERVED,
    Known,
    Languages,
    read_dimensions,
    read_items,
    read_scales,
    read_scopes,
    read_segments,
    read_sub_scores,
    read_words,
)
from questionnaires.problems import Problems
from questionnaires.question_parts import read_questions
from questionnaires.questions import Question

BANK = (
    *("format", "id", "languages", "words", "scopes", "scales", "dimensions", "items", "sub_scores"),
    *("lists", "questions", "segments"),
)

_Part = TypeVar("_Part")


@dataclass(frozen=True)
class Bank:
    """Items and questions that forms select from, with what they need, in the languages they are written in."""

    languages: Languages
    words: Mapping[str, Text] = field(default_factory=dict)
    scopes: Mapping[str, Mapping[str, Text]] = field(default_factory=dict)
    scales: tuple[Scale, ...] = ()
    dimensions: tuple[Dimension, ...] = ()
    items: tuple[Item, ...] = ()
    sub_scores: tuple[SubScore, ...] = ()
    lists: Mapping[str, Options] = field(default_factory=dict)
    questions: tuple[Question, ...] = ()
    segments: tuple[Segment, ...] = ()

    def speaking(self, languages: Languages) -> Bank:
        """Return the bank with its texts in `languages` and their order, so that a form holds no others."""
        return replace(_said(self, languages), languages=languages)


NO_BANK = Bank(())


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
    return read_bank(Fields(parse_nodes(file.read_bytes(), problems), "the bank", problems, known=BANK))


def read_bank(fields: Fields) -> Bank:
    """Return the bank in the mapping of a file.

    Raises
    ------
    QuestionnaireError
        With every problem of the file.
    """
    languages, taken = read_languages(fields), Taken(fields.problems, RESERVED)
    scales, dimensions = read_scales(fields, languages), read_dimensions(fields, languages)
    known = Known(
        {},
        Names("scale", "scales", [scale.code for scale in scales]),
        Names("dimension", "dimensions", [dimension.code for dimension in dimensions]),
    )
    items, scopes = read_items(fields, languages, known, taken), read_scopes(fields, languages)
    shared = Shared(languages, {scale.code: scale for scale in scales}, tuple(scopes))
    shared = replace(shared, lists=read_lists(fields, shared))
    bank = Bank(
        languages,
        words=read_words(fields, languages),
        scopes=scopes,
        scales=scales,
        dimensions=dimensions,
        items=items,
        sub_scores=read_sub_scores(fields, languages, items),
        lists=shared.lists,
        questions=read_questions(fields, shared, taken),
        segments=read_segments(fields, shared, taken),
    )
    fields.problems.raise_found()
    return bank


def _said(part: _Part, languages: Languages) -> _Part:
    """Return a part of the bank with every text in it, however deep, in `languages`."""
    said: Any = part
    if isinstance(part, Text):
        said = Text({language: part.by_language[language] for language in languages})
    elif isinstance(part, tuple):
        said = tuple(_said(each, languages) for each in part)
    elif isinstance(part, Mapping):
        said = {key: _said(each, languages) for key, each in part.items()}
    elif is_dataclass(part) and not isinstance(part, type):
        said = replace(
            part, **{each.name: _said(getattr(part, each.name), languages) for each in fields_of(part)}
        )
    return cast("_Part", said)
