"""The parts of a questionnaire file: words, scales, dimensions, items, segments and pages, each from its fields."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from questionnaires.fields import Fields, Problems
from questionnaires.model import Dimension, Item, Option, Outside, Page, Point, Scale, Segment, Text
from questionnaires.nodes import Node, Table, Value

MOST_ITEMS = 300
MOST_POINTS = 26
HIGHEST_VALUE = 100

_ITEM = ("code", "dimension", "scale", "text", "reverse", "facet", "speaks_of", "construct", "cite", "seed")


def coded(
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


def read_words(fields: Fields, languages: tuple[str, ...]) -> dict[str, Text]:
    """Return the words that fill placeholders, by name."""
    table = fields.table("words") if "words" in fields else None
    return {
        fields.as_code(Value(word, node.line)): fields.as_text(node, f"words, {word}", languages)
        for word, node in (table.nodes if table else {}).items()
    }


def read_scale(code: str, fields: Fields, languages: tuple[str, ...]) -> Scale:
    """Return a scale; noted where its points are not in order, one apart."""
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


def read_dimension(code: str, fields: Fields, languages: tuple[str, ...]) -> Dimension:
    """Return a dimension."""
    return Dimension(
        code=code,
        label=fields.text("label", languages),
        question=fields.optional_text("question", languages),
        higher_is="worse" if fields.choice("higher_is", ("better", "worse")) == "worse" else "better",
        core_pair=fields.flag("core_pair"),
    )


def read_items(
    fields: Fields, problems: Problems, languages: tuple[str, ...], banked: Mapping[str, Item]
) -> tuple[Item, ...]:
    """Return the items, own ones and those picked from a bank by code."""
    items: list[Item] = []
    lines: dict[str, int] = {}
    for node in fields.listing("items"):
        item = _item(node, fields, problems, languages, banked)
        if item is not None and plain_code(item.code) in lines:
            problems.note(
                f"The code {item.code!r} is taken, by the item in line {lines[plain_code(item.code)]}.",
                node.line,
                "Give each item a code of its own; case and '_' make no difference.",
            )
        elif item is not None:
            lines[plain_code(item.code)] = node.line
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


def read_segments(fields: Fields, problems: Problems, languages: tuple[str, ...]) -> tuple[Segment, ...]:
    """Return the segments with their options."""
    segments = []
    for code, part in coded(fields, problems, "segments", "the segment", ("label", "options")):
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


def read_pages(
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


def plain_code(code: str) -> str:
    """Return what LimeSurvey leaves of a code: no underscores; and no case, as in SPSS."""
    return code.replace("_", "").lower()
