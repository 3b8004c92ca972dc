"""The `maturity:` and `profiles:` blocks: levels as bands, gates, archetypes, names of profiles."""

from __future__ import annotations

from itertools import pairwise

from questionnaires.fields import Fields, Problems
from questionnaires.model import Archetype, Condition, Gate, Level, Maturity, Text, Unknown
from questionnaires.nodes import Listing, Table, Value

MOST_LEVELS = 9
LARGEST_K = 9


def read_maturity(
    fields: Fields, problems: Problems, languages: tuple[str, ...], dimensions: list[str]
) -> Maturity | None:
    """Return the block, or None where the file has none."""
    if "maturity" not in fields:
        return None
    table = fields.table("maturity")
    if table is None:
        return None
    known = ("dimensions", "levels", "gates", "archetypes")
    block = Fields(table, "the maturity block", problems, known=known)
    own = block.codes("dimensions") if "dimensions" in block else tuple(dimensions)
    maturity = Maturity(
        dimensions=own,
        levels=_levels(block, problems, languages),
        gates=_gates(block, problems),
        archetypes=_archetypes(block, problems, languages),
    )
    _require_dimensions(block, maturity, dimensions)
    return maturity


def read_profile_names(
    fields: Fields, problems: Problems, languages: tuple[str, ...]
) -> dict[int, tuple[Text, ...]]:
    """Return the names of profiles by their number, from the lowest composite on."""
    table = fields.table("profiles") if "profiles" in fields else None
    names: dict[int, tuple[Text, ...]] = {}
    for key, node in (table.nodes if table else {}).items():
        k = int(key) if key.isascii() and key.isdigit() and 2 <= int(key) <= LARGEST_K else 0
        if not k:
            problems.note(f"{key[:60]!r} is not a number of profiles.", node.line, f"Use 2 to {LARGEST_K}.")
        elif not isinstance(node, Listing) or len(node.nodes) != k:
            problems.note(f"The names of {k} profiles are {node}.", node.line, f"Write a list of {k} names.")
        else:
            names[k] = tuple(fields.as_text(name, f"profiles, {k}", languages) for name in node.nodes)
    return names


def _levels(block: Fields, problems: Problems, languages: tuple[str, ...]) -> tuple[Level, ...]:
    levels: list[Level] = []
    ends: list[float | None] = []
    for node in block.listing("levels"):
        if not isinstance(node, Table):
            problems.note(f"A level is {node}.", node.line, "Write number, from and name.")
            continue
        part = Fields(node, "a level", problems, known=("number", "from", "to", "name", "idea"))
        start = part.number("from", low=0, high=100)
        if start is None:
            part.refuse(
                "from",
                "A level has no usable 'from:'.",
                "Write the score at which the level begins, from 0 to 100.",
            )
        number = part.whole("number", low=1, high=MOST_LEVELS)
        levels.append(
            Level(number, start or 0, part.text("name", languages), part.optional_text("idea", languages))
        )
        ends.append(part.number("to", low=0, high=100))
    _require_ladder(block, levels, ends)
    return tuple(levels)


def _require_ladder(block: Fields, levels: list[Level], ends: list[float | None]) -> None:
    """Note levels that do not climb from 0 to 100, with the ranges that overlap or leave a gap."""
    if levels and levels[0].start != 0:
        block.refuse("levels", f"The first level begins at {levels[0].start:g}.", "Begin it at 0.")
    for (low, end), (high, _) in pairwise(zip(levels, ends, strict=True)):
        if high.start <= low.start or high.number != low.number + 1:
            block.refuse(
                "levels",
                f"Level {high.number} from {high.start:g} follows level {low.number} from {low.start:g}.",
                "Number levels one by one, each beginning above the one before.",
            )
        elif end is not None and end != high.start:
            fault = "overlap" if end > high.start else "leave a gap"
            block.refuse(
                "levels",
                f"The levels {low.start:g} to {end:g} and from {high.start:g} {fault}.",
                "Leave 'to:' out: a level ends where the next one begins.",
            )


def _gates(block: Fields, problems: Problems) -> tuple[Gate, ...]:
    if "gates" not in block:
        return ()
    parts = [
        Fields(node, "a gate", problems, known=("above", "lowest_of"))
        for node in block.listing("gates")
        if isinstance(node, Table)
    ]
    return tuple(
        Gate(part.whole("above", low=0, high=MOST_LEVELS), part.codes("lowest_of")) for part in parts
    )


def _archetypes(block: Fields, problems: Problems, languages: tuple[str, ...]) -> tuple[Archetype, ...]:
    table = block.table("archetypes") if "archetypes" in block else None
    archetypes = []
    for code, node in (table.nodes if table else {}).items():
        if not isinstance(node, Table):
            problems.note(f"The archetype {code!r} is {node}.", node.line, "Write label and when.")
            continue
        part = Fields(
            node, f"the archetype {code!r}", problems, known=("label", "when", "unknown", "otherwise")
        )
        archetype = Archetype(
            code=part.as_code(Value(code, node.line)),
            label=part.text("label", languages),
            when=_conditions(part, problems),
            unknown=_unknown(part, problems),
            otherwise=part.flag("otherwise"),
        )
        if not (archetype.when or archetype.unknown or archetype.otherwise):
            part.refuse(
                "when", f"Nobody can be {part.what}.", "Give it 'when:', 'unknown:' or 'otherwise: true'."
            )
        archetypes.append(archetype)
    return tuple(archetypes)


def _conditions(part: Fields, problems: Problems) -> tuple[Condition, ...]:
    if "when" not in part:
        return ()
    conditions = []
    for node in part.listing("when"):
        if not isinstance(node, Table):
            problems.note(
                f"A condition of {part.what} is {node}.", node.line, "Write {score: CODE, from: 60}."
            )
            continue
        fields = Fields(
            node, f"a condition of {part.what}", problems, known=("score", "lowest_of", "from", "below")
        )
        codes = fields.codes("lowest_of") if "lowest_of" in fields else (fields.code("score"),)
        start, below = fields.number("from", low=0, high=100), fields.number("below", low=0, high=100)
        if start is None and below is None:
            fields.refuse("from", f"{fields.what} has no bound.", "Add 'from:', 'below:' or both.")
        conditions.append(Condition(codes, start, below))
    return tuple(conditions)


def _unknown(part: Fields, problems: Problems) -> Unknown | None:
    table = part.table("unknown") if "unknown" in part else None
    if table is None:
        return None
    fields = Fields(table, f"'unknown:' of {part.what}", problems, known=("dimension", "answer", "from"))
    return Unknown(
        fields.code("dimension"), fields.code("answer"), fields.number("from", low=0, high=1) or 0.5
    )


def _require_dimensions(block: Fields, maturity: Maturity, dimensions: list[str]) -> None:
    named = [
        *maturity.dimensions,
        *(code for gate in maturity.gates for code in gate.lowest_of),
        *(code for a in maturity.archetypes for condition in a.when for code in condition.lowest_of),
        *(a.unknown.dimension for a in maturity.archetypes if a.unknown),
    ]
    for code in dict.fromkeys(named):
        if code and code not in dimensions:
            block.refuse(
                "dimensions",
                f"The maturity block names the dimension {code!r}, which the file does not define.",
                f"Use {', '.join(dimensions)}.",
            )
    for code in dict.fromkeys(code for gate in maturity.gates for code in gate.lowest_of):
        if code in dimensions and code not in maturity.dimensions:
            block.refuse(
                "gates",
                f"A gate looks at {code!r}, which has no level.",
                "Add it to 'dimensions:' of the block.",
            )
