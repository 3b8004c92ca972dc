"""A CSV of people -> whom to invite: address, name, unit, language and the segments that the questionnaire declares.

All or nothing: a list with a bad line invites nobody, and every bad line is named. Other columns are never stored.
The trap: one cell, one address. "ana@example.org, eve@example.net" would send Ana's link to both.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from questionnaires.errors import Problem
from questionnaires.model import Questionnaire
from scoring.responses import path_text
from survey.errors import ResponsesError
from survey.imports.groups import segment_of, units_of
from survey.imports.table import LARGEST_BYTES, Table, read_table, shortened
from survey.invitee import Invitee

MOST_PEOPLE = 150_000
LONGEST_NAME = 200
LONGEST_ADDRESS = 254
LONGEST_LOCAL_PART = 64

_OWN = ("id", "email", "name", "unit", "language")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
_LOCAL_PART = re.compile(r"[^\s@\"(),:;<>\[\]\\\x00-\x1f\x7f]+")
_HOST_LABEL = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?")


@dataclass(frozen=True)
class People:
    """Who was on the list, and which of its columns were used."""

    invitees: tuple[Invitee, ...]
    used: tuple[str, ...]
    unused: tuple[str, ...]
    segments: tuple[str, ...]


def read_people(path: Path, questionnaire: Questionnaire) -> People:
    """Return the people in a CSV with the columns email and, if wished, id, name, unit, language and segments.

    Raises
    ------
    ResponsesError
        When the file cannot be read, or any line is wrong; the first hundred are named.
    """
    if path.is_file() and path.stat().st_size > LARGEST_BYTES // 4:
        raise ResponsesError(
            f"The file has more than {LARGEST_BYTES // 4 // 2**20} MiB.",
            where=str(path),
            mend="Leave out columns that are not needed.",
        )
    return people_in(_named(read_table(path)), questionnaire)


def people_in(table: Table, questionnaire: Questionnaire) -> People:
    """Return the people in a table whose headings are those of `read_people`."""
    _require_shape(table)
    problems: list[Problem] = []
    segments = [segment for segment in questionnaire.segments if segment.code.lower() in table.header]
    groups = {
        segment.code: segment_of(table, segment.code.lower(), segment, {""}, problems) for segment in segments
    }
    units = units_of(table, "unit", problems) if "unit" in table.header else [()] * len(table.rows)
    invitees = [
        Invitee(
            reference=_reference(table, place),
            name=_name(table, place, problems),
            email=_address(table, place, problems),
            unit=path_text(units[place]),
            language=_language(table, place, questionnaire, problems),
            segments={code: value for code, values in groups.items() if (value := values[place])},
        )
        for place in range(len(table.rows))
    ]
    _refuse_strangers_and_twins(table, invitees, problems)
    if problems:
        raise ResponsesError.of(shortened(problems, table.name))
    used = [*(own for own in _OWN if own in table.header), *groups]
    known = {*_OWN, *(code.lower() for code in groups)}
    unused = [heading for heading in table.header if heading and heading not in known]
    return People(tuple(invitees), tuple(used), tuple(unused), tuple(groups))


def _named(table: Table) -> Table:
    """Return the table with headings as we write them: " E-Mail " is email."""
    header = tuple(heading.strip().lower().replace("e-mail", "email") for heading in table.header)
    twice = {heading for heading in header if heading and header.count(heading) > 1}
    if twice:
        raise ResponsesError(
            f"The column {min(twice)!r} stands in the header twice.",
            where=f"{table.name}, line 1",
            mend="Rename or delete one of the two.",
        )
    return Table(table.name, table.encoding, table.delimiter, header, table.rows)


def _require_shape(table: Table) -> None:
    where = f"{table.name}, line 1"
    if "email" not in table.header:
        raise ResponsesError(
            f"The column 'email' is missing; found: {', '.join(table.header)}.",
            where=where,
            mend=f"Use the columns {', '.join(_OWN)} and the codes of segments; email is needed.",
        )
    if not table.rows:
        raise ResponsesError(
            "There are no people in the file.", where=where, mend="Add a line for each person."
        )
    if len(table.rows) > MOST_PEOPLE:
        raise ResponsesError(
            f"There are {len(table.rows):,} people in the file; the limit is {MOST_PEOPLE:,}.",
            where=where,
            mend="Survey parts of the organisation in campaigns of their own.",
        )


def _cell(table: Table, place: int, heading: str) -> str:
    return table.rows[place].cells[table.header.index(heading)] if heading in table.header else ""


def _where(table: Table, place: int) -> str:
    return f"{table.name}, line {table.rows[place].line}"


def _reference(table: Table, place: int) -> str:
    """Return what HR calls the person: its own number, else the address."""
    return _cell(table, place, "id") or _cell(table, place, "email").casefold()


def _name(table: Table, place: int, problems: list[Problem]) -> str:
    """Return the name; a line break inside the cell, as spreadsheets make it, is a space."""
    name = _cell(table, place, "name")
    folded = " ".join(part.strip(" ") for part in name.split("\n") if part.strip(" "))
    if _CONTROL.search(folded) or len(folded) > LONGEST_NAME:
        problems.append(
            Problem(
                f"{folded[:40]!r} is not a name: it has control characters or more than {LONGEST_NAME} letters.",
                _where(table, place),
                "Write the name in one line.",
            )
        )
    return folded


def _address(table: Table, place: int, problems: list[Problem]) -> str:
    address = _cell(table, place, "email")
    wrong = _fault_of(address) if address else None
    if wrong:
        problems.append(
            Problem(
                f"{address[:60]!r} {wrong}.",
                _where(table, place),
                "Write one address, such as ana@example.org.",
            )
        )
    return address


def _fault_of(address: str) -> str | None:
    """Return what keeps this from being one e-mail address, or None."""
    local, at, domain = address.partition("@")
    faults: Sequence[tuple[Callable[[], bool], str]] = (
        (lambda: bool(re.search(r"[,;]", address)), "is more than one address"),
        (lambda: not at, "has no @"),
        (lambda: "@" in domain, "has two @"),
        (lambda: len(address) > LONGEST_ADDRESS or len(local) > LONGEST_LOCAL_PART, "is too long"),
        (lambda: not _LOCAL_PART.fullmatch(local), "has characters that an address cannot have"),
        (lambda: local.startswith(".") or local.endswith(".") or ".." in local, "has misplaced dots"),
        (lambda: not _is_domain(domain), "does not end with a domain such as example.org"),
    )
    return next((wrong for found, wrong in faults if found()), None)


def _is_domain(domain: str) -> bool:
    try:
        labels = domain.encode("idna").decode().split(".")
    except UnicodeError:
        return False
    return len(labels) > 1 and all(_HOST_LABEL.fullmatch(label) for label in labels)


def _language(table: Table, place: int, questionnaire: Questionnaire, problems: list[Problem]) -> str:
    language = _cell(table, place, "language").lower()
    if language and language not in questionnaire.languages:
        problems.append(
            Problem(
                f"{language[:20]!r} is no language of the questionnaire.",
                _where(table, place),
                f"Use {', '.join(questionnaire.languages)}, or leave the cell empty.",
            )
        )
    return language


def _refuse_strangers_and_twins(table: Table, invitees: Sequence[Invitee], problems: list[Problem]) -> None:
    """Refuse who has neither address nor number, and who stands on the list twice."""
    seen: Mapping[str, dict[str, int]] = {"id": {}, "email": {}}
    for place, invitee in enumerate(invitees):
        line = table.rows[place].line
        if not invitee.reference:
            problems.append(
                Problem(
                    "The line has no address.",
                    _where(table, place),
                    "Write an address, or a number under id.",
                )
            )
        for heading, value in (("id", invitee.reference), ("email", invitee.email.casefold())):
            first = seen[heading].setdefault(value, line) if value else line
            if first != line and (heading == "email" or invitee.reference != invitee.email.casefold()):
                problems.append(
                    Problem(
                        f"{value[:60]!r} stands in line {first} too.",
                        _where(table, place),
                        f"Give each person one line, and an {heading} that nobody else has.",
                    )
                )
