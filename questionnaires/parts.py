"""The parts of a questionnaire: words, scales, dimensions, items, sub-scores, segments, pages.

One function a part. Whatever names a code is given the codes there are, so that a name that leads nowhere is told
with the line where it stands.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from questionnaires.fields import Fields, Names, Taken
from questionnaires.model import (
    Dimension,
    Item,
    Option,
    Outside,
    Page,
    Point,
    Scale,
    Segment,
    SubScore,
    Text,
)
from questionnaires.nodes import Listing, Node, Table, Value
from questionnaires.problems import listed, meant, quoted

MOST_ITEMS = 300
MOST_POINTS = 26
HIGHEST_VALUE = 100
RESERVED = ("response_id", "unit", "invited", "flagged", "profile", "probability")
"""Columns of the dataset that no item, dimension or segment may be called."""

SCALE = ("prompt", "points", "outside")
DIMENSION = ("label", "question", "higher_is", "core_pair")
ITEM = ("code", "dimension", "scale", "text", "reverse", "facet", "speaks_of", "construct", "cite", "seed")
PAGE = ("code", "title", "items")
SEGMENT = ("label", "options")
SUB_SCORE = ("label", "items")

Languages = tuple[str, ...]


@dataclass(frozen=True)
class Known:
    """What an item may name: items of a bank, scales and dimensions of the bank and the file."""

    items: Mapping[str, Item]
    scales: Names
    dimensions: Names


def read_words(fields: Fields, languages: Languages) -> dict[str, Text]:
    """Return what placeholders stand for."""
    return {
        word: fields.as_text(node, f"words, {word}", languages)
        for word, node in fields.coded_nodes("words", "the word")
    }


def read_scales(fields: Fields, languages: Languages) -> tuple[Scale, ...]:
    """Return the scales that the file defines."""
    return tuple(
        _scale(code, part, languages) for code, part in fields.coded_parts("scales", "the scale", SCALE)
    )


def _scale(code: str, part: Fields, languages: Languages) -> Scale:
    points = tuple(_point(part, value, node, languages) for value, node in part.table("points").nodes.items())
    values = [point.value for point in points]
    if values != list(range(values[0] if values else 0, (values[0] if values else 0) + len(values))):
        part.refuse(
            "points",
            f"The points of {part.what} are {listed([str(value) for value in values])}.",
            "Write them in ascending order, one apart.",
        )
    if points and not 2 <= len(points) <= MOST_POINTS:
        part.refuse("points", f"{part.what} has {len(points)} points.", f"Use 2 to {MOST_POINTS}.")
    outside = tuple(
        Outside(name, part.as_text(node, f"outside, {name}", languages))
        for name, node in part.coded_nodes("outside", f"an outside answer of {part.what}")
    )
    return Scale(
        code, points or (Point(0, Text({"": ""})),), outside, part.optional_text("prompt", languages)
    )


def _point(part: Fields, value: str, node: Node, languages: Languages) -> Point:
    whole = int(value) if re.fullmatch(r"0|[1-9][0-9]{0,2}", value) else -1
    if not 0 <= whole <= HIGHEST_VALUE:
        part.problems.note(
            f"{quoted(value)} is not a point that {part.what} can have.",
            node.line,
            f"Use whole numbers from 0 to {HIGHEST_VALUE}.",
        )
    return Point(max(whole, 0), part.as_text(node, f"points, {value}", languages))


def read_dimensions(fields: Fields, languages: Languages) -> tuple[Dimension, ...]:
    """Return the dimensions that the file defines."""
    reserved = Taken(fields.problems, RESERVED)
    return tuple(
        Dimension(
            code=code,
            label=part.text("label", languages),
            question=part.optional_text("question", languages),
            higher_is="worse" if part.choice("higher_is", ("better", "worse")) == "worse" else "better",
            core_pair=part.flag("core_pair"),
        )
        for code, part in fields.coded_parts("dimensions", "the dimension", DIMENSION)
        if reserved.add(code, part.line, "the dimension")
    )


def read_items(fields: Fields, languages: Languages, known: Known) -> tuple[Item, ...]:
    """Return the items, written in the file or selected from a bank by their code."""
    nodes, taken = fields.listing("items"), Taken(fields.problems, RESERVED)
    if len(nodes) > MOST_ITEMS:
        fields.refuse("items", f"The file has {len(nodes):,} items.", f"Use {MOST_ITEMS} at most.")
    found = [(node, _item(node, fields, languages, known)) for node in nodes]
    return tuple(item for node, item in found if item and taken.add(item.code, node.line, "the item"))


def _item(node: Node, fields: Fields, languages: Languages, known: Known) -> Item | None:
    if isinstance(node, Table):
        return _own_item(Fields(node, _called(node), fields.problems, known=ITEM), languages, known)
    keys = f"write it here with its keys: {listed(ITEM[:4])}."
    if isinstance(node, Listing):
        fields.problems.note(f"An item is {node}.", node.line, f"Name an item of the bank, or {keys}")
        return None
    code = fields.as_code(node, "an item")
    if code and code not in known.items:
        bank = f"use one of {listed(known.items)}" if known.items else "name its bank with 'bank:'"
        fields.problems.note(
            f"The item {code!r} is in no bank that the file names.",
            node.line,
            f"{meant(code, known.items)}{bank[:1].upper()}{bank[1:]}, or {keys}",
        )
    return known.items.get(code)


def _called(node: Table) -> str:
    code = node.nodes.get("code")
    return f"the item {code}" if isinstance(code, Value) else "an item"


def _own_item(part: Fields, languages: Languages, known: Known) -> Item | None:
    item = Item(
        code=part.code("code"),
        dimension=part.known_code("dimension", known.dimensions),
        scale=part.known_code("scale", known.scales),
        text=part.text("text", languages),
        reverse=part.flag("reverse"),
        facet=part.word("facet"),
        speaks_of=part.word("speaks_of"),
        construct=part.word("construct"),
        cite=part.words("cite"),
        seed=part.words("seed"),
    )
    return item if item.code else None


def read_sub_scores(fields: Fields, languages: Languages, items: tuple[Item, ...]) -> tuple[SubScore, ...]:
    """Return the sub-scores that the file defines, each over items of one dimension."""
    names, dimension_of = _names(items), {item.code: item.dimension for item in items}
    found = []
    for code, part in fields.coded_parts("sub_scores", "the sub-score", SUB_SCORE):
        score = SubScore(code, part.text("label", languages), part.known_codes("items", names))
        dimensions = dict.fromkeys(dimension_of[item] for item in score.items)
        if len(dimensions) > 1:
            part.refuse(
                "items",
                f"{part.what} mixes items of {listed(dimensions)}.",
                "Take the items of one dimension; what several dimensions share is not one score.",
            )
        found.append(score)
    return tuple(found)


def read_segments(fields: Fields, languages: Languages, items: tuple[Item, ...]) -> tuple[Segment, ...]:
    """Return the segments; items and segments are columns of one table, so none may share a name."""
    taken = Taken(fields.problems, (*RESERVED, *(item.code for item in items)))
    return tuple(
        Segment(
            code,
            part.text("label", languages),
            tuple(
                Option(name, part.as_text(node, f"options, {name}", languages))
                for name, node in _options(part)
            ),
        )
        for code, part in fields.coded_parts("segments", "the segment", SEGMENT)
        if taken.add(code, part.line, "the segment")
    )


def _options(part: Fields) -> list[tuple[str, Node]]:
    if "options" not in part:
        part.table("options")
    return list(part.coded_nodes("options", f"an option of {part.what}"))


def read_pages(
    fields: Fields, languages: Languages, items: tuple[Item, ...], dimensions: tuple[Dimension, ...]
) -> tuple[Page, ...]:
    """Return the pages, or a page for each dimension where the file has none."""
    if "pages" not in fields:
        by_dimension = {
            dimension.code: tuple(item.code for item in items if item.dimension == dimension.code)
            for dimension in dimensions
        }
        return tuple(Page(code, codes) for code, codes in by_dimension.items() if codes)
    names, taken, placed = _names(items), Taken(fields.problems), dict[str, str]()
    pages = []
    for part in fields.parts("pages", "a page", PAGE):
        page = Page(
            part.code("code"), part.known_codes("items", names), part.optional_text("title", languages)
        )
        if page.code and taken.add(page.code, part.line, "the page"):
            pages.append(page)
        _place(part, page, placed)
    missing = [code for code in names.codes if code not in placed]
    if missing:
        fields.refuse("pages", f"No page shows {listed(missing)}.", "Put each item on one page.")
    return tuple(pages)


def _place(part: Fields, page: Page, placed: dict[str, str]) -> None:
    """Note items that an earlier page shows, and remember where these are."""
    for code in page.items:
        if code in placed:
            part.refuse(
                "items",
                f"The item {code!r} is on the page {page.code!r} and on the page {placed[code]!r}.",
                "Put each item on one page.",
            )
        placed.setdefault(code, page.code)


def _names(items: tuple[Item, ...]) -> Names:
    return Names("item", "items", tuple(dict.fromkeys(item.code for item in items)))
