"""Questionnaire files -> questionnaires. Each part of the file has one function; all faults are told at once.

A form may name a *bank*, a file of items shipped in this package (never a path): its `items:` then lists codes of the
bank, and what those items need comes with them. The result holds everything; nothing is looked up later.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import TypeVar

from questionnaires.errors import Problem, QuestionnaireError
from questionnaires.fields import Fields, Problems
from questionnaires.maturity import read_maturity, read_profile_names
from questionnaires.model import (
    Dimension,
    Item,
    Page,
    Questionnaire,
    Scale,
    Segment,
    SubScore,
    Text,
)
from questionnaires.nodes import Value, parse_nodes
from questionnaires.parts import (
    coded,
    plain_code,
    read_dimension,
    read_items,
    read_pages,
    read_scale,
    read_segments,
    read_words,
)

FORMAT = 1
RESERVED = ("response_id", "unit", "invited", "flagged", "profile", "probability")
"""Columns of the dataset that no item, dimension or segment may be called."""

_ID = r"[a-z][a-z0-9-]{0,39}"
_ID_RULE = "Use a small letter first, then small letters, digits and '-', at most 40 in all."
_LANGUAGE = r"[a-z]{2,3}(-[A-Z]{2})?"
_TOP = (
    *("format", "id", "version", "languages", "title", "intro", "bank", "words", "scales", "dimensions"),
    *("items", "pages", "segments", "sub_scores", "maturity", "profiles"),
)

_Part = TypeVar("_Part", Scale, Dimension, Item, SubScore, Segment, Page)


@dataclass(frozen=True)
class Bank:
    """Items that forms select from, with what they need."""

    words: Mapping[str, Text]
    scales: tuple[Scale, ...]
    dimensions: tuple[Dimension, ...]
    items: tuple[Item, ...]
    sub_scores: tuple[SubScore, ...]


_EMPTY_BANK = Bank({}, (), (), (), ())


def read(path: Path) -> Questionnaire:
    """Return the questionnaire in the file at `path`.

    Raises
    ------
    QuestionnaireError
        With every problem of the file, each with its line.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise QuestionnaireError(
            f"The file cannot be read ({error.strerror or error}).",
            where=str(path),
            mend="Check the path and its permissions.",
        ) from error
    return parse(content, name=str(path))


def parse(content: str | bytes, name: str = "questionnaire.yaml") -> Questionnaire:
    """Return the questionnaire in a YAML text; `name` is how messages call the file.

    Raises
    ------
    QuestionnaireError
        With every problem of the text, each with its line.
    """
    top, found = parse_nodes(content, name)
    problems = Problems(name, list(found))
    fields = Fields(top, "the questionnaire", problems, known=_TOP)
    questionnaire = _questionnaire(fields, problems)
    if problems.found:
        raise QuestionnaireError.of(sorted(problems.found, key=_line))
    return questionnaire


def _line(problem: Problem) -> int:
    found = re.search(r", line (\d+)", problem.where)
    return int(found[1]) if found else 0


def _questionnaire(fields: Fields, problems: Problems) -> Questionnaire:
    _require_format(fields)
    languages = _languages(fields)
    bank = _bank(fields, languages)
    read_bank = _own_bank(fields, problems, languages)
    items = read_items(fields, problems, languages, {item.code: item for item in bank.items})
    used_scales, used_dimensions = {item.scale for item in items}, {item.dimension for item in items}
    scales = _merged(fields, "scales", read_bank.scales, bank.scales, used_scales)
    dimensions = _merged(fields, "dimensions", read_bank.dimensions, bank.dimensions, used_dimensions)
    segments = read_segments(fields, problems, languages)
    questionnaire = Questionnaire(
        id=fields.code("id", pattern=_ID, rule=_ID_RULE),
        version=_version(fields),
        languages=languages,
        title=fields.text("title", languages),
        intro=fields.optional_text("intro", languages),
        words={**bank.words, **read_bank.words},
        scales=scales,
        dimensions=dimensions,
        items=items,
        pages=read_pages(fields, problems, languages, items, dimensions),
        segments=segments,
        sub_scores=_sub_scores(read_bank.sub_scores, bank.sub_scores, items),
        maturity=read_maturity(fields, problems, languages, [d.code for d in dimensions]),
        profile_names=read_profile_names(fields, problems, languages),
    )
    _require_whole(fields, questionnaire)
    return questionnaire


# -- the head


def _require_format(fields: Fields) -> None:
    node = fields.node("format", mend=f"Add 'format: {FORMAT}' as the first line.")
    if node is not None and not (isinstance(node, Value) and node.value == FORMAT and node.value is not True):
        fields.refuse("format", f"The format is {node}.", f"This version reads format {FORMAT}.")


def _version(fields: Fields) -> str:
    fields.node("version", mend="Add 'version:', such as version: \"1\".")
    return fields.word("version")


def _languages(fields: Fields) -> tuple[str, ...]:
    rule = "Use codes such as en, fr or pt-BR."
    languages = tuple(
        code
        for node in fields.listing("languages")
        if (code := fields.as_code(node, pattern=_LANGUAGE, rule=rule))
    )
    if len(set(languages)) < len(languages):
        fields.refuse("languages", f"A language stands twice: {', '.join(languages)}.", "Name each once.")
    return tuple(dict.fromkeys(languages)) or ("en",)


# -- banks


def _bank(fields: Fields, languages: tuple[str, ...]) -> Bank:
    node = fields.optional("bank")
    if node is None:
        return _EMPTY_BANK
    name = fields.as_code(node, pattern=_ID, rule=f"Name a bank, never a path: {', '.join(banks())}.")
    if name and name not in banks():
        fields.refuse("bank", f"There is no bank {name!r}.", f"Use one of {', '.join(banks())}.")
    if name not in banks():
        return _EMPTY_BANK
    own, bank = load_bank(name)
    missing = [language for language in languages if language not in own]
    if missing:
        fields.refuse(
            "languages", f"The bank {name!r} has no texts in {', '.join(missing)}.", f"Use {', '.join(own)}."
        )
    return bank


def banks() -> tuple[str, ...]:
    """Return the names of the banks shipped in the package."""
    folder = resources.files("questionnaires") / "banks"
    return tuple(
        sorted(file.name.removesuffix(".yaml") for file in folder.iterdir() if file.name.endswith(".yaml"))
    )


@lru_cache
def load_bank(name: str) -> tuple[tuple[str, ...], Bank]:
    """Return the languages and the content of the bank `name`."""
    file = resources.files("questionnaires") / "banks" / f"{name}.yaml"
    top, found = parse_nodes(file.read_bytes(), f"bank {name}")
    problems = Problems(f"bank {name}", list(found))
    known = ("format", "id", "languages", "words", "scales", "dimensions", "sub_scores", "items")
    fields = Fields(top, "the bank", problems, known=known)
    languages = _languages(fields)
    own = _own_bank(fields, problems, languages)
    bank = replace(own, items=read_items(fields, problems, languages, {}))
    if problems.found:
        raise QuestionnaireError.of(problems.found)
    return languages, bank


def _own_bank(fields: Fields, problems: Problems, languages: tuple[str, ...]) -> Bank:
    """Return what a file defines itself, without its items."""
    return Bank(
        words=read_words(fields, languages),
        scales=tuple(
            read_scale(code, part, languages)
            for code, part in coded(fields, problems, "scales", "the scale", ("prompt", "points", "outside"))
        ),
        dimensions=tuple(
            read_dimension(code, part, languages)
            for code, part in coded(
                fields,
                problems,
                "dimensions",
                "the dimension",
                ("label", "question", "higher_is", "core_pair"),
            )
        ),
        items=(),
        sub_scores=tuple(
            SubScore(code, part.text("label", languages), part.codes("items"))
            for code, part in coded(fields, problems, "sub_scores", "the sub-score", ("label", "items"))
        ),
    )


def _merged(
    fields: Fields, key: str, own: tuple[_Part, ...], banked: tuple[_Part, ...], used: set[str]
) -> tuple[_Part, ...]:
    """Return the parts of the file and those of the bank that its items use; none may be in both."""
    codes = {part.code for part in banked}
    for part in own:
        if part.code in codes:
            fields.refuse(key, f"{part.code!r} is defined by the bank already.", "Give yours another code.")
    known = {part.code for part in own}
    return tuple(part for part in banked if part.code in used and part.code not in known) + own


def _sub_scores(
    own: tuple[SubScore, ...], banked: tuple[SubScore, ...], items: tuple[Item, ...]
) -> tuple[SubScore, ...]:
    """Return the file's sub-scores and those of the bank, over the items that the file has."""
    chosen = {item.code for item in items}
    kept = [replace(score, items=tuple(code for code in score.items if code in chosen)) for score in banked]
    return tuple(score for score in kept if score.items) + own


# -- the whole


def _require_whole(fields: Fields, questionnaire: Questionnaire) -> None:
    """Note references that lead nowhere, dimensions without items, and names that clash."""
    scales, dimensions = [s.code for s in questionnaire.scales], [d.code for d in questionnaire.dimensions]
    for item in questionnaire.items:
        _require_known(fields, f"The item {item.code!r} uses the scale", item.scale, scales, "scales")
        _require_known(
            fields,
            f"The item {item.code!r} belongs to the dimension",
            item.dimension,
            dimensions,
            "dimensions",
        )
    for code in dimensions:
        if not any(item.dimension == code for item in questionnaire.items):
            fields.refuse(
                "dimensions", f"The dimension {code!r} has no items.", "Give it items, or delete it."
            )
    items = [item.code for item in questionnaire.items]
    for score in questionnaire.sub_scores:
        for code in score.items:
            _require_known(fields, f"The sub-score {score.code!r} names the item", code, items, "items")
    _require_answers(fields, questionnaire)
    _require_distinct(fields, "segments", items, [segment.code for segment in questionnaire.segments])
    _require_distinct(
        fields, "items", list(RESERVED), [*items, *dimensions, *(s.code for s in questionnaire.segments)]
    )


def _require_answers(fields: Fields, questionnaire: Questionnaire) -> None:
    """Note archetypes that ask for an outside answer which the items of their dimension do not have."""
    scales = {scale.code: scale for scale in questionnaire.scales}
    for archetype in questionnaire.maturity.archetypes if questionnaire.maturity else ():
        asked = archetype.unknown
        for item in questionnaire.items if asked else ():
            scale = scales.get(item.scale)
            outside = [answer.code for answer in scale.outside] if scale else []
            if asked and item.dimension == asked.dimension and asked.answer not in outside:
                fields.refuse(
                    "maturity",
                    f"The archetype {archetype.code!r} asks for {asked.answer!r}, which {item.code!r} lacks.",
                    f"Use one of {', '.join(outside) or 'none'}, or add it to the scale's 'outside:'.",
                )


def _require_known(fields: Fields, what: str, code: str, known: list[str], key: str) -> None:
    if code and code not in known:
        fields.refuse(
            key,
            f"{what} {code!r}, which the file does not define.",
            f"Use one of {', '.join(known)}, or add it under '{key}:'.",
        )


def _require_distinct(fields: Fields, key: str, taken: list[str], codes: list[str]) -> None:
    names = {plain_code(name) for name in taken}
    for code in codes:
        if plain_code(code) in names:
            fields.refuse(
                key, f"The code {code!r} is taken as a column of the dataset.", "Choose another code."
            )
