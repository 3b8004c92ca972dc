"""The numbers of a best-worst question, and the designs that a launched campaign has fixed for it.

The trap: a design that names options nobody has, or another number of sets, would make answers unreadable. It is
held to the question, whoever wrote it.
"""

from __future__ import annotations

from typing import TypedDict

from questionnaires.drawing import audiences_of, default_sets, default_versions
from questionnaires.fields import Fields, Names
from questionnaires.nodes import Listing, Node
from questionnaires.option_parts import Options
from questionnaires.questions import POSITIONS, Design

LARGEST_SET = 6
MOST_SETS = 30
MOST_VERSIONS = 30
MOST_COMPARED = 30
DESIGN = ("positions", "versions")


class DesignKeys(TypedDict):
    """How the options of a best-worst question are shown."""

    size: int
    sets: int
    versions: int
    designs: tuple[Design, ...]


def read_design(part: Fields, options: Options) -> DesignKeys:
    """Return size, number of sets and versions, worked out where the file does not say, and fixed designs."""
    size = part.whole("size", low=3, high=LARGEST_SET, default=4)
    numbers = _numbers(options)
    if options and not size < min(numbers) <= max(numbers) <= MOST_COMPARED:
        part.refuse(
            "options",
            f"{part.what} shows {size} of {min(numbers)} options at a time.",
            f"Give everybody more options than a set has, and {MOST_COMPARED} at most.",
        )
        numbers = [size + 1]
    sets = part.whole("sets", low=2, high=MOST_SETS, default=min(default_sets(max(numbers), size), MOST_SETS))
    usual = default_versions(numbers, size, sets)
    versions = part.whole("versions", low=1, high=MOST_VERSIONS, default=usual)
    return {"size": size, "sets": sets, "versions": versions, "designs": _designs(part, options, size, sets)}


def _numbers(options: Options) -> list[int]:
    """Return how many options each audience sees."""
    seen = [
        sum(not each.audience or them[0] in each.audience for each in options)
        for them in audiences_of(options)
    ]
    return seen if options else [5]


def _designs(part: Fields, options: Options, size: int, sets: int) -> tuple[Design, ...]:
    names = Names("option", "options", [option.code for option in options])
    found = []
    for each in part.parts("designs", f"a design of {part.what}", DESIGN):
        versions = tuple(_version(each, node, names, size, sets) for node in each.listing("versions"))
        found.append(Design(each.choices("positions", POSITIONS), versions))
    met = [position for design in found for position in design.positions]
    if found and sorted(met) != sorted(POSITIONS):
        part.refuse(
            "designs",
            f"The designs of {part.what} are for {', '.join(met)}.",
            f"Name each of {', '.join(POSITIONS)} once.",
        )
    return tuple(found)


def _version(part: Fields, node: Node, names: Names, size: int, sets: int) -> tuple[tuple[str, ...], ...]:
    listed = node.nodes if isinstance(node, Listing) else ()
    if not 1 <= len(listed) <= sets:
        part.problems.note(f"A version is {node}.", node.line, f"Write a list of 1 to {sets} sets.")
    return tuple(_set(part, each, names, size) for each in listed)


def _set(part: Fields, node: Node, names: Names, size: int) -> tuple[str, ...]:
    codes = [part.as_known(each, names) for each in node.nodes] if isinstance(node, Listing) else []
    if len(codes) != size or len(set(codes)) != size:
        part.problems.note(f"A set is {node}.", node.line, f"Write {size} different options.")
    return tuple(codes)
