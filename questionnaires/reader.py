"""Questionnaire files -> questionnaires. Each part of the file has one function; all faults are told at once.

A form may name a *bank*, a file of items shipped in this package (never a path): its `items:` then lists codes of the
bank, and what those items need comes with them. The result holds everything; nothing is looked up later.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
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
    Option,
    Outside,
    Page,
    Point,
    Questionnaire,
    Scale,
    Segment,
    SubScore,
    Text,
)
from questionnaires.nodes import Node, Table, Value, parse_nodes

FORMAT = 1
MOST_ITEMS = 300
MOST_POINTS = 26
HIGHEST_VALUE = 100
RESERVED = ("response_id", "unit", "invited", "flagged", "profile", "probability")
"""Columns of the dataset that no item, dimension or segment may be called."""

_ID = r"[a-z][a-z0-9-]{0,39}"
_ID_RULE = "Use a small letter first, then small letters, digits and '-', at most 40 in all."
_LANGUAGE = r"[a-z]{2,3}(-[A-Z]{2})?"
_TOP = (
    *("format", "id", "version", "languages", "title", "intro", "bank", "words", "scales", "dimensions"),
    *("items", "pages", "segments", "sub_scores", "maturity", "profiles"),
)
_ITEM = ("code", "dimension", "scale", "text", "reverse", "facet", "speaks_of", "construct", "cite", "seed")

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
    items = _items(fields, problems, languages, bank)
    used_scales, used_dimensions = {item.scale for item in items}, {item.dimension for item in items}
    scales = _merged(fields, "scales", read_bank.scales, bank.scales, used_scales)
    dimensions = _merged(fields, "dimensions", read_bank.dimensions, bank.dimensions, used_dimensions)
    segments = _segments(fields, problems, languages)
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
        pages=_pages(fields, problems, languages, items, dimensions),
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
    bank = replace(own, items=_items(fields, problems, languages, _EMPTY_BANK))
    if problems.found:
        raise QuestionnaireError.of(problems.found)
    return languages, bank


def _own_bank(fields: Fields, problems: Problems, languages: tuple[str, ...]) -> Bank:
    """Return what a file defines itself, without its items."""
    return Bank(
        words=_words(fields, languages),
        scales=tuple(
            _scale(code, part, languages)
            for code, part in _coded(fields, problems, "scales", "the scale", ("prompt", "points", "outside"))
        ),
        dimensions=tuple(
            _dimension(code, part, languages)
            for code, part in _coded(
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
            for code, part in _coded(fields, problems, "sub_scores", "the sub-score", ("label", "items"))
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


# -- parts


def _coded(
    fields: Fields, problems: Problems, key: str, what: str, known: tuple[str, ...]
) -> Iterable[tuple[str, Fields]]:
    """Yield each code under `key` with its fields."""
    table = fields.table(key) if key in fields else None
    for code, node in (table.nodes if table else {}).items():
        name = Fields(Table({}, {}, table.lines[code] if table else 0), what, problems, known=())
        checked = name.as_code(Value(code, name.line))
        if not isinstance(node, Table):
            problems.note(f"{what} {code!r} is {node}.", node.line, f"Write its keys: {', '.join(known)}.")
        elif checked:
            yield checked, Fields(node, f"{what} {code!r}", problems, known=known)


def _words(fields: Fields, languages: tuple[str, ...]) -> dict[str, Text]:
    table = fields.table("words") if "words" in fields else None
    return {
        fields.as_code(Value(word, node.line)): fields.as_text(node, f"words, {word}", languages)
        for word, node in (table.nodes if table else {}).items()
    }


def _scale(code: str, fields: Fields, languages: tuple[str, ...]) -> Scale:
    table = fields.table("points")
    points = tuple(
        _point(value, node, fields, languages) for value, node in (table.nodes if table else {}).items()
    )
    values = [point.value for point in points]
    if values != list(range(min(values, default=0), min(values, default=0) + len(values))):
        fields.refuse(
            "points",
            f"The points of {fields.what} are {', '.join(map(str, values))}.",
            "Write them in order, one apart.",
        )
    if not 2 <= len(points) <= MOST_POINTS:
        fields.refuse("points", f"{fields.what} has {len(points)} points.", f"Use 2 to {MOST_POINTS}.")
    outside = fields.table("outside") if "outside" in fields else None
    others = tuple(
        Outside(fields.as_code(Value(name, node.line)), fields.as_text(node, f"outside, {name}", languages))
        for name, node in (outside.nodes if outside else {}).items()
    )
    return Scale(
        code, points or (Point(0, Text({"": ""})),), others, fields.optional_text("prompt", languages)
    )


def _point(value: str, node: Node, fields: Fields, languages: tuple[str, ...]) -> Point:
    plain = int(value) if re.fullmatch(r"0|[1-9][0-9]{0,2}", value) and int(value) <= HIGHEST_VALUE else None
    if plain is None:
        fields.refuse(
            "points",
            f"{value[:60]!r} is not a point of {fields.what}.",
            f"Use whole numbers from 0 to {HIGHEST_VALUE}.",
        )
    return Point(plain or 0, fields.as_text(node, f"points, {value}", languages))


def _dimension(code: str, fields: Fields, languages: tuple[str, ...]) -> Dimension:
    return Dimension(
        code=code,
        label=fields.text("label", languages),
        question=fields.optional_text("question", languages),
        higher_is="worse" if fields.choice("higher_is", ("better", "worse")) == "worse" else "better",
        core_pair=fields.flag("core_pair"),
    )


def _items(fields: Fields, problems: Problems, languages: tuple[str, ...], bank: Bank) -> tuple[Item, ...]:
    banked = {item.code: item for item in bank.items}
    items: list[Item] = []
    lines: dict[str, int] = {}
    for node in fields.listing("items"):
        item = _item(node, fields, problems, languages, banked)
        if item is not None and _plain(item.code) in lines:
            problems.note(
                f"The code {item.code!r} is taken, by the item in line {lines[_plain(item.code)]}.",
                node.line,
                "Give each item a code of its own; case and '_' make no difference.",
            )
        elif item is not None:
            lines[_plain(item.code)] = node.line
            items.append(item)
    if len(items) > MOST_ITEMS:
        fields.refuse("items", f"The questionnaire has {len(items)} items.", f"Use {MOST_ITEMS} at most.")
    return tuple(items)


def _item(
    node: Node, fields: Fields, problems: Problems, languages: tuple[str, ...], banked: Mapping[str, Item]
) -> Item | None:
    if isinstance(node, Table):
        return _own_item(Fields(node, _called(node), problems, known=_ITEM), languages)
    code = fields.as_code(node)
    if code and code not in banked:
        known = f"Use one of {', '.join(banked)}, or" if banked else "Name a bank with 'bank:', or"
        problems.note(
            f"The item {code!r} is in no bank.", node.line, f"{known} write the item here with its keys."
        )
    return banked.get(code)


def _called(node: Table) -> str:
    code = node.nodes.get("code")
    return f"the item {code}" if isinstance(code, Value) else "an item"


def _own_item(fields: Fields, languages: tuple[str, ...]) -> Item | None:
    item = Item(
        code=fields.code("code"),
        dimension=fields.code("dimension"),
        scale=fields.code("scale"),
        text=fields.text("text", languages),
        reverse=fields.flag("reverse"),
        facet=fields.word("facet"),
        speaks_of=fields.word("speaks_of"),
        construct=fields.word("construct"),
        cite=fields.words("cite"),
        seed=fields.words("seed"),
    )
    return item if item.code else None


def _segments(fields: Fields, problems: Problems, languages: tuple[str, ...]) -> tuple[Segment, ...]:
    segments = []
    for code, part in _coded(fields, problems, "segments", "the segment", ("label", "options")):
        options = part.table("options")
        segments.append(
            Segment(
                code,
                part.text("label", languages),
                tuple(
                    Option(
                        part.as_code(Value(name, node.line)),
                        part.as_text(node, f"options, {name}", languages),
                    )
                    for name, node in (options.nodes if options else {}).items()
                ),
            )
        )
    return tuple(segments)


def _pages(
    fields: Fields,
    problems: Problems,
    languages: tuple[str, ...],
    items: tuple[Item, ...],
    dimensions: tuple[Dimension, ...],
) -> tuple[Page, ...]:
    """Return the pages, or a page for each dimension where the file has none."""
    if "pages" not in fields:
        by_dimension = {
            d.code: tuple(item.code for item in items if item.dimension == d.code) for d in dimensions
        }
        return tuple(Page(code, codes) for code, codes in by_dimension.items() if codes)
    pages = [
        Page(part.code("code"), part.codes("items"), part.optional_text("title", languages))
        for node in fields.listing("pages")
        if isinstance(node, Table)
        for part in [Fields(node, "a page", problems, known=("code", "title", "items"))]
    ]
    _require_each_once(fields, pages, items)
    return tuple(pages)


def _require_each_once(fields: Fields, pages: list[Page], items: tuple[Item, ...]) -> None:
    placed = [code for page in pages for code in page.items]
    known = [item.code for item in items]
    for code in dict.fromkeys(placed):
        if code not in known:
            fields.refuse(
                "pages",
                f"The pages name {code!r}, which is no item.",
                f"Use the items: {', '.join(known[:20])}.",
            )
        elif placed.count(code) > 1:
            fields.refuse("pages", f"The item {code!r} is on several pages.", "Put each item on one page.")
    missing = [code for code in known if code not in placed]
    if missing:
        fields.refuse("pages", f"No page has {', '.join(missing[:20])}.", "Put each item on one page.")


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
    names = {_plain(name) for name in taken}
    for code in codes:
        if _plain(code) in names:
            fields.refuse(
                key, f"The code {code!r} is taken as a column of the dataset.", "Choose another code."
            )


def _plain(code: str) -> str:
    """Return what LimeSurvey leaves of a code: no underscores; and no case, as in SPSS."""
    return code.replace("_", "").lower()
