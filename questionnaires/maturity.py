"""The `maturity:` and `profiles:` blocks: levels as bands, gates, archetypes, names of profiles.

The trap: a level has no end of its own. It ends where the next one begins, so no score falls between two levels or
into both; a `to:` is taken only where it says the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from questionnaires.fields import Fields, Names
from questionnaires.model import Archetype, Band, Gate, Level, Maturity, Text, Unknown
from questionnaires.nodes import Listing
from questionnaires.problems import offered, quoted

MOST_LEVELS = 9
LARGEST_K = 9
HALF = 0.5

MATURITY = ("dimensions", "levels", "gates", "archetypes")
LEVEL = ("number", "from", "to", "name", "idea")
GATE = ("above", "lowest_of")
ARCHETYPE = ("label", "when", "unknown", "otherwise")
BAND = ("score", "lowest_of", "from", "below")
UNKNOWN = ("dimension", "answer", "from")

Answers = Mapping[str, Sequence[str]]
"""The outside answers that all items of a dimension offer, by the dimension's code."""


def read_maturity(fields: Fields, languages: tuple[str, ...], answers: Answers) -> Maturity | None:
    """Return the block, or None where the file has none; `answers` names the dimensions there are."""
    if "maturity" not in fields:
        return None
    block = Fields(fields.table("maturity"), "the maturity block", fields.problems, known=MATURITY)
    names = Names("dimension", "dimensions", list(answers))
    dimensions = block.known_codes("dimensions", names) if "dimensions" in block else tuple(answers)
    return Maturity(
        dimensions=dimensions,
        levels=_levels(block, languages),
        gates=_gates(block, dimensions),
        archetypes=_archetypes(block, languages, answers),
    )


def read_profile_names(fields: Fields, languages: tuple[str, ...]) -> dict[int, tuple[Text, ...]]:
    """Return the names of profiles by their number, from the lowest composite on."""
    table, names = fields.optional_table("profiles"), dict[int, tuple[Text, ...]]()
    for key, node in table.nodes.items():
        k = int(key) if key in {str(k) for k in range(2, LARGEST_K + 1)} else 0
        if not k:
            fields.problems.note(
                f"{quoted(key)} is not a number of profiles.", table.lines[key], f"Use 2 to {LARGEST_K}."
            )
        elif not isinstance(node, Listing) or len(node.nodes) != k:
            fields.problems.note(
                f"The names of {k} profiles are {node}.", node.line, f"Write a list of {k} names."
            )
        else:
            names[k] = tuple(fields.as_text(name, f"profiles, {k}", languages) for name in node.nodes)
    return names


# -- levels


def _levels(block: Fields, languages: tuple[str, ...]) -> tuple[Level, ...]:
    if "levels" not in block:
        block.listing("levels")
    parts = list(block.parts("levels", "a level", LEVEL))
    found = [(part, _level(part, languages)) for part in parts]
    if len(found) == 1:
        block.refuse("levels", "There is one level only.", f"Write 2 to {MOST_LEVELS} levels.")
    if all(level for _, level in found):
        _require_ladder([(part, level) for part, level in found if level])
    return tuple(level for _, level in found if level)


def _level(part: Fields, languages: tuple[str, ...]) -> Level | None:
    number, start = part.whole("number", low=1, high=MOST_LEVELS), part.number("from", low=0, high=100)
    name, idea = part.text("name", languages), part.optional_text("idea", languages)
    if "from" not in part:
        part.refuse(
            "from", f"{part.what} has no 'from:'.", "Add the score at which it begins, from 0 to 100."
        )
    return None if start is None else Level(number, start, name, idea)


def _require_ladder(levels: list[tuple[Fields, Level]]) -> None:
    """Note levels that do not climb one by one from 0 to 100."""
    if levels and levels[0][1].start != 0:
        part, level = levels[0]
        part.refuse("from", f"The first level begins at {level.start:g}.", "Begin it at 0.")
    for at, (part, level) in enumerate(levels, 1):
        if level.number != at:
            part.refuse(
                "number", f"Level number {at} of the list has the number {level.number}.", "Count from 1."
            )
    ends = [part.number("to", low=0, high=100) for part, _ in levels]
    bands = [(part, level, end) for (part, level), end in zip(levels, ends, strict=True)]
    for lower, upper in pairwise(bands):
        _require_step(lower, upper)
    if bands and bands[-1][2] not in (None, 100):
        part, level, end = bands[-1]
        part.refuse("to", f"The last, {_shown(level, end)}, has no level above it.", "Leave 'to:' out.")


_Rung = tuple[Fields, Level, float | None]


def _require_step(lower: _Rung, upper: _Rung) -> None:
    """Note a level that does not begin above the one before, or that overlaps it, or leaves a gap."""
    (_, low, end), (part, high, high_end) = lower, upper
    both = f"{_shown(low, end)} and {_shown(high, high_end)}"
    mend = "Leave 'to:' out: a level ends where the next one begins."
    if high.start <= low.start:
        part.refuse(
            "from",
            f"Level {high.number} begins at {high.start:g}, and level {low.number} before it at {low.start:g}.",
            "Let each level begin above the one before.",
        )
    elif end is not None and end > high.start:
        part.refuse("from", f"The bands of {both} overlap from {high.start:g} to {end:g}.", mend)
    elif end is not None and end < high.start:
        part.refuse("from", f"The bands of {both} leave a gap from {end:g} to {high.start:g}.", mend)


def _shown(level: Level, end: float | None) -> str:
    return f"level {level.number} (from {level.start:g}{'' if end is None else f' to {end:g}'})"


# -- gates


def _gates(block: Fields, dimensions: tuple[str, ...]) -> tuple[Gate, ...]:
    home = "maturity, dimensions" if "dimensions" in block else "dimensions"
    names = Names("dimension", home, dimensions)
    return tuple(
        Gate(part.whole("above", low=0, high=MOST_LEVELS), part.known_codes("lowest_of", names))
        for part in block.parts("gates", "a gate", GATE)
    )


# -- archetypes


def _archetypes(block: Fields, languages: tuple[str, ...], answers: Answers) -> tuple[Archetype, ...]:
    archetypes, rest = [], ""
    for code, part in block.coded_parts("archetypes", "the archetype", ARCHETYPE):
        archetype = Archetype(
            code=code,
            label=part.text("label", languages),
            when=_bands(part, answers),
            unknown=_unknown(part, answers),
            otherwise=part.flag("otherwise"),
        )
        if not any(key in part for key in ("when", "unknown", "otherwise")):
            part.refuse(
                "when", f"Nobody can be {part.what}.", "Give it 'when:', 'unknown:' or 'otherwise: true'."
            )
        if archetype.otherwise and rest:
            part.refuse(
                "otherwise",
                f"{part.what} takes who is left, and so does {rest!r}.",
                "Keep one 'otherwise: true'.",
            )
        rest = code if archetype.otherwise else rest
        archetypes.append(archetype)
    return tuple(archetypes)


def _bands(part: Fields, answers: Answers) -> tuple[Band, ...]:
    names = Names("dimension", "dimensions", list(answers))
    return tuple(_band(fields, names) for fields in part.parts("when", f"a band of {part.what}", BAND))


def _band(fields: Fields, names: Names) -> Band:
    if "score" in fields and "lowest_of" in fields:
        fields.refuse("lowest_of", f"{fields.what} has 'score:' and 'lowest_of:'.", "Keep one of the two.")
    codes = (
        fields.known_codes("lowest_of", names)
        if "lowest_of" in fields
        else (fields.known_code("score", names),)
    )
    start, below = fields.number("from", low=0, high=100), fields.number("below", low=0, high=100)
    if "from" not in fields and "below" not in fields:
        fields.refuse("from", f"{fields.what} has no bound.", "Add 'from:', 'below:' or both.")
    if start is not None and below is not None and start >= below:
        fields.refuse(
            "below",
            f"{fields.what} wants a score from {start:g} and below {below:g}, which none is.",
            "Let 'below:' be higher than 'from:'.",
        )
    return Band(codes, start, below)


def _unknown(part: Fields, answers: Answers) -> Unknown | None:
    if "unknown" not in part:
        return None
    what = f"'unknown:' of {part.what}"
    fields = Fields(part.table("unknown"), what, part.problems, known=UNKNOWN)
    dimension = fields.known_code("dimension", Names("dimension", "dimensions", list(answers)))
    answer = fields.code("answer")
    share = fields.number("from", low=0, high=1, default=HALF)
    if share == 0:
        fields.refuse(
            "from", f"{what} begins at a share of 0, which everybody reaches.", "Write more than 0."
        )
    if dimension and answer and answer not in answers[dimension]:
        fields.refuse(
            "answer",
            f"{part.what} asks for the answer {answer!r}, which not all items of {dimension!r} offer.",
            offered(answers[dimension], "add it to 'outside:' of their scale."),
        )
    return Unknown(dimension, answer, share or HALF)
