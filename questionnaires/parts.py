"""The parts of a questionnaire: words, scopes, goals, scales, dimensions, items, sub-scores, segments.

One function a part. Whatever names a code is given the codes there are, so that a name that leads nowhere is told
with the line where it stands.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from questionnaires.fields import Fields, Names, Taken
from questionnaires.model import (
    GOAL,
    LONGEST_GOAL,
    Dimension,
    Goal,
    Item,
    Outside,
    Point,
    Scale,
    Segment,
    SubScore,
    Text,
)
from questionnaires.nodes import Listing, Node, Table, Value
from questionnaires.option_parts import Shared, read_options, require_plain
from questionnaires.problems import listed, meant, quoted

MOST_ITEMS = 300
MOST_POINTS = 26
HIGHEST_VALUE = 100
MOST_GOALS = 20
RESERVED = (
    *("response_id", "unit", "invited", "flagged", "profile", "probability"),
    *("fast_pages", "drawn_order", "drawn_goals", "drawn_sets"),
)
"""Columns of the dataset that no item, question, dimension or segment may be called."""

SCALE = ("prompt", "points", "outside")
DIMENSION = ("label", "question", "higher_is", "core_pair")
ITEM = (
    *("code", "dimension", "scale", "text", "reverse", "hint", "required", "show_if"),
    *("facet", "speaks_of", "construct", "cite", "seed"),
)
SEGMENT = ("label", "options", "more_options", "hint", "required", "show_if")
GOAL_KEYS = ("name", "weight", "owner", "measure")
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
    return _words(fields, "words", languages)


def _words(fields: Fields, key: str, languages: Languages) -> dict[str, Text]:
    words = {}
    for word, node in fields.coded_nodes(key, "the word"):
        if word.lower() == GOAL:
            fields.problems.note(
                f"No word can be called {word!r}: it stands for the goal that a goal block asks about.",
                node.line,
                "Choose another word.",
            )
        words[word] = fields.as_text(node, f"{key}, {word}", languages)
    return words


def read_scopes(fields: Fields, languages: Languages) -> dict[str, dict[str, Text]]:
    """Return the scopes to choose from, each with the words it brings."""
    scopes = {}
    for scope, node in fields.coded_nodes("scopes", "the scope"):
        if isinstance(node, Table) and node.nodes:
            inner = Table({scope: node}, {scope: node.line}, node.line)
            scopes[scope] = _words(
                Fields(inner, "'scopes:'", fields.problems, known=(scope,)), scope, languages
            )
        else:
            fields.problems.note(
                f"The scope {scope!r} is {node}.", node.line, "Write the words it brings, each with a text."
            )
    return scopes


def read_scope(fields: Fields, scopes: Collection[str]) -> str:
    """Return the chosen scope, the first one where the file does not choose."""
    if "scope" in fields:
        return fields.known_code("scope", Names("scope", "scopes", list(scopes)))
    return next(iter(scopes), "")


def read_goals(fields: Fields, languages: Languages) -> tuple[Goal, ...]:
    """Return the goals that a campaign has put in."""
    goals = tuple(
        Goal(
            code=code,
            name=_goal_name(part, languages),
            weight=part.number("weight", low=0, high=100),
            owner=part.word("owner"),
            measure=part.word("measure"),
        )
        for code, part in fields.coded_parts("goals", "the goal", GOAL_KEYS)
    )
    if len(goals) > MOST_GOALS:
        fields.refuse("goals", f"The file has {len(goals)} goals.", f"Use {MOST_GOALS} at most.")
    return goals


def _goal_name(part: Fields, languages: Languages) -> Text:
    name = part.text("name", languages)
    if max(len(wording) for wording in name.by_language.values()) > LONGEST_GOAL:
        part.refuse(
            "name", f"The name of {part.what} is too long.", f"Use {LONGEST_GOAL} characters at most."
        )
    return name


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


def read_items(fields: Fields, languages: Languages, known: Known, taken: Taken) -> tuple[Item, ...]:
    """Return the items, written in the file or selected from a bank by their code; `taken` gets their codes."""
    nodes = fields.listing("items")
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
        hint=part.optional_text("hint", languages),
        required=part.flag("required"),
        show_if=part.condition("show_if"),
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


def read_segments(fields: Fields, shared: Shared, taken: Taken) -> tuple[Segment, ...]:
    """Return the segments, written in the file or, where nothing is written under its code, those of a bank.

    Items, questions and segments are columns of one table, so none may share a name; `taken` holds those there are.
    """
    table, found = fields.optional_table("segments"), []
    for code, node in fields.coded_nodes("segments", "the segment"):
        line = table.lines[code]
        segment = _segment(code, node, line, fields, shared)
        if segment and taken.add(code, line, "the segment"):
            found.append(segment)
    return tuple(found)


def _segment(code: str, node: Node, line: int, fields: Fields, shared: Shared) -> Segment | None:
    if isinstance(node, Value) and node.value is None and code in shared.segments:
        return shared.segments[code]
    if not isinstance(node, Table):
        fields.problems.note(
            f"the segment {code!r} is {node}.", line, f"Write its keys: {listed(SEGMENT[:2])}."
        )
        return None
    part = Fields(replace(node, line=line), f"the segment {code!r}", fields.problems, known=SEGMENT)
    options = read_options(part, shared)
    require_plain(part, options, ("outside",))
    return Segment(
        code,
        part.text("label", shared.languages),
        options,
        part.optional_text("hint", shared.languages),
        part.flag("required"),
        part.condition("show_if"),
    )


def _names(items: tuple[Item, ...]) -> Names:
    return Names("item", "items", tuple(dict.fromkeys(item.code for item in items)))
