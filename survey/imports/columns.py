"""Which column of a table is what: items and segments by code, the unit by name, and what is left over.

The trap: LimeSurvey drops underscores from codes and writes a row of an array as ``Q[SQ001]``; both are matched.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping

from questionnaires.errors import Problem
from questionnaires.model import Questionnaire
from survey.errors import ResponsesError
from survey.imports.table import Table, shortened

_LIMESURVEY_HEADING = re.compile(r"(?P<question>[A-Za-z][A-Za-z0-9]*)\[(?P<row>[^\]]+)\](?:\[[12]\])?")
_PERSONAL = {
    *(
        "id",
        "responseid",
        "sub",
        "respondent",
        "userid",
        "employeeid",
        "staffno",
        "matricule",
        "seed",
        "token",
    ),
    *(
        "email",
        "mail",
        "courriel",
        "ipaddr",
        "ip",
        "ipaddress",
        "refurl",
        "useragent",
        "phone",
        "name",
        "nom",
    ),
    *(
        "firstname",
        "lastname",
        "prenom",
        "prénom",
        "submitdate",
        "startdate",
        "datestamp",
        "date",
        "timestamp",
    ),
    *("starttime", "endtime", "time", "interviewtime", "lastpage", "startlanguage", "horodateur"),
}


class Columns:
    """Which column of the table is what; refuses what does not fit before any row is read."""

    def __init__(
        self, table: Table, questionnaire: Questionnaire, unit: str | None, segments: Mapping[str, str]
    ) -> None:
        self._table = table
        self._problems: list[Problem] = []
        by_code = self._by_code()
        self.segments = {
            s.code: by_code[_plain(s.code)][0] for s in questionnaire.segments if _plain(s.code) in by_code
        }
        self._take_named_columns(questionnaire, unit, segments)
        self.items = self._item_columns(questionnaire, by_code)
        if self._problems:
            raise ResponsesError.of(shortened(self._problems, table.name))
        taken = {*self.items.values(), *self.segments.values(), *filter(None, [unit])}
        left = [heading for heading in table.header if heading and heading not in taken]
        self.used = tuple(heading for heading in table.header if heading in taken)
        self.dropped = tuple(heading for heading in left if _plain(heading) in _PERSONAL)
        self.unused = tuple(heading for heading in left if _plain(heading) not in _PERSONAL)

    def _by_code(self) -> dict[str, list[str]]:
        headings: dict[str, list[str]] = defaultdict(list)
        for heading in filter(None, self._table.header):
            for code in _codes_of(heading):
                headings[code].append(heading)
        return headings

    def _take_named_columns(
        self, questionnaire: Questionnaire, unit: str | None, segments: Mapping[str, str]
    ) -> None:
        declared = [segment.code for segment in questionnaire.segments]
        for code, heading in segments.items():
            if code not in declared:
                allowed = f"Use one of {', '.join(declared)}, or add" if declared else "Add"
                self._refuse(
                    f"The questionnaire declares no segment {code!r}.",
                    f"{allowed} it under 'segments:' with its options.",
                )
            self.segments[code] = heading
        for heading in filter(None, [unit, *segments.values()]):
            if heading not in self._table.header:
                self._refuse(
                    f"There is no column {heading!r}.",
                    f"Use one of the columns found: {', '.join(self._table.header)}.",
                )

    def _item_columns(self, questionnaire: Questionnaire, by_code: Mapping[str, list[str]]) -> dict[str, str]:
        found = {item.code: by_code.get(_plain(item.code), []) for item in questionnaire.items}
        absent = [code for code, headings in found.items() if not headings]
        if absent:
            self._refuse(
                f"No column for {len(absent)} of {len(found)} items: {', '.join(absent[:20])}"
                f"{' …' if len(absent) > 20 else ''}. Columns found: {', '.join(self._table.header)}.",
                "Head each column with its item's code, or take a questionnaire without these items.",
            )
        for code, headings in found.items():
            if len(headings) > 1:
                self._refuse(
                    f"The item {code!r} has several columns: {', '.join(headings)}.", "Keep one of them."
                )
        return {code: headings[0] for code, headings in found.items() if headings}

    def _refuse(self, wrong: str, mend: str) -> None:
        self._problems.append(Problem(wrong, f"{self._table.name}, line 1", mend))


def _codes_of(heading: str) -> set[str]:
    """Return the codes a heading may stand for: itself, or a LimeSurvey row with or without its question."""
    match = _LIMESURVEY_HEADING.fullmatch(heading)
    if match is None:
        return {_plain(heading)}
    return {_plain(match["row"]), _plain(match["question"] + match["row"])}


def _plain(heading: str) -> str:
    """Return a heading without case, underscores, hyphens and spaces: LimeSurvey drops underscores from codes."""
    return re.sub(r"[_\-\s]", "", heading).casefold()
