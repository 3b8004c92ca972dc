"""The groups people belong to: unit paths, segments, and how many of each were invited.

A group is never a person: a column whose values are (nearly) all different, or addresses, is refused.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from questionnaires.errors import Problem
from questionnaires.model import Questionnaire, Segment
from scoring.responses import HeadCount, Path, Responses, path_text
from survey.errors import ResponsesError
from survey.imports.table import Table, shortened
from survey.imports.wordings import Spellings, labels_of, translated

DEEPEST_UNIT = 8
LONGEST_UNIT_NAME = 100

_CONTROL = re.compile(r"[\x00-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def head_counts_of(table: Table, questionnaire: Questionnaire) -> tuple[HeadCount, ...]:
    """Return the head counts in a table ``unit,segment…,invited``; segments may be left out.

    Raises
    ------
    ResponsesError
        For missing columns, numbers that are not whole, bad unit paths or a group given twice.
    """
    for heading in ("unit", "invited"):
        if heading not in table.header:
            raise ResponsesError(
                f"The column {heading!r} is missing; found: {', '.join(table.header)}.",
                where=f"{table.name}, line 1",
                mend="Use the columns unit, invited and, if wished, one for each segment.",
            )
    problems: list[Problem] = []
    units = units_of(table, "unit", problems, alone_allowed=True)
    invited = [_head_count(table, place, problems) for place in range(len(table.rows))]
    known = {segment.code: segment for segment in questionnaire.segments if segment.code in table.header}
    groups = {
        code: segment_of(table, code, segment, {""}, problems, alone_allowed=True)
        for code, segment in known.items()
    }
    segments: list[dict[str, str]] = [
        {code: value for code, values in groups.items() if (value := values[place]) is not None}
        for place in range(len(table.rows))
    ]
    _refuse_repeats(table, units, segments, problems)
    if problems:
        raise ResponsesError.of(shortened(problems, table.name))
    return tuple(HeadCount(*count) for count in zip(units, invited, segments, strict=True))


def require_plausible(responses: Responses, head_counts: Sequence[HeadCount], name: str) -> None:
    """Refuse head counts that cannot be: a unit with answers and no count, or with more answers than people."""
    answered, invited = (
        _by_unit((path, 1) for path in responses.units),
        _by_unit((h.unit, h.invited) for h in head_counts),
    )
    problems = [
        Problem(
            f"{path_text(path) or 'The organisation'}: {n} answered of {invited.get(path, 0)} invited.",
            name,
            "Correct the head count of this unit, or the unit of its answers.",
        )
        for path, n in sorted(answered.items())
        if n > invited.get(path, 0)
    ]
    if problems:
        raise ResponsesError.of(shortened(problems, name))


def units_of(
    table: Table, heading: str, problems: list[Problem], *, alone_allowed: bool = False
) -> list[Path]:
    if not alone_allowed:
        _refuse_personal(table, heading, problems)
    return [
        _unit(cell, f"{table.name}, line {row.line}", problems)
        for cell, row in zip(table.column(heading), table.rows, strict=True)
    ]


def _unit(cell: str, where: str, problems: list[Problem]) -> Path:
    path = tuple(part.strip() for part in cell.split("/")) if cell else ()
    if any(
        part in {"", ".", ".."} or len(part) > LONGEST_UNIT_NAME or _CONTROL.search(part) for part in path
    ):
        problems.append(
            Problem(
                f"{cell[:60]!r} is not a unit.",
                where,
                f"Write names of up to {LONGEST_UNIT_NAME} characters parted by single '/', such as Sales/North.",
            )
        )
    if len(path) > DEEPEST_UNIT:
        problems.append(
            Problem(f"The unit has {len(path)} levels.", where, f"Use {DEEPEST_UNIT} levels at most.")
        )
    return path


def _refuse_personal(table: Table, heading: str, problems: list[Problem]) -> None:
    """Refuse a column that would put people into groups of one: an address, a number of their own."""
    values = [cell for cell in table.column(heading) if cell]
    addresses = sum("@" in value for value in values)
    alone = len(values) >= 10 and len(set(values)) > len(values) / 2
    if addresses or alone:
        found = (
            "holds e-mail addresses"
            if addresses
            else f"has {len(set(values))} values for {len(values)} people"
        )
        problems.append(
            Problem(
                f"The column {heading!r} {found}: every group would be about one person.",
                f"{table.name}, line 1",
                "Choose a column with groups of people, such as department or tenure.",
            )
        )


def segment_of(
    table: Table,
    heading: str,
    segment: Segment,
    marks: set[str],
    problems: list[Problem],
    *,
    alone_allowed: bool = False,
) -> tuple[str | None, ...]:
    if not alone_allowed:
        _refuse_personal(table, heading, problems)
    spellings: Spellings[str | None] = Spellings(
        codes=dict.fromkeys(marks, None) | {option.code: option.code for option in segment.options},
        labels={
            key: code
            for option in segment.options
            for key, code in labels_of(option.label, option.code).items()
        },
    )
    codes = ", ".join(option.code for option in segment.options)
    allowed = f"Use {codes}, or a label; leave the cell empty if unknown."
    return tuple(translated(table, heading, spellings, f"an option of {segment.code}", allowed, problems))


def _head_count(table: Table, place: int, problems: list[Problem]) -> int:
    row = table.rows[place]
    cell = row.cells[table.header.index("invited")]
    if not re.fullmatch(r"[0-9]{1,7}", cell):
        problems.append(
            Problem(
                f"{cell[:60]!r} is not a head count.",
                f"{table.name}, line {row.line}",
                "Write a whole number.",
            )
        )
        return 0
    return int(cell)


def _refuse_repeats(
    table: Table, units: Sequence[Path], segments: Sequence[Mapping[str, str]], problems: list[Problem]
) -> None:
    seen: dict[tuple[Path, tuple[tuple[str, str], ...]], int] = {}
    for row, unit, group in zip(table.rows, units, segments, strict=True):
        key = (unit, tuple(sorted(group.items())))
        if key in seen:
            problems.append(
                Problem(
                    f"The group {path_text(unit)!r} was given before, in line {seen[key]}.",
                    f"{table.name}, line {row.line}",
                    "Give each unit, or each combination of unit and segments, once.",
                )
            )
        seen[key] = row.line


def _by_unit(numbers: Iterable[tuple[Path, int]]) -> Counter[Path]:
    totals: Counter[Path] = Counter()
    for path, number in numbers:
        for depth in range(len(path) + 1):
            totals[path[:depth]] += number
    return totals
