"""Which column of a table is what: items, questions and segments by code, the unit by name, and what is left over."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from questionnaires.errors import Problem
from questionnaires.model import Questionnaire
from survey.errors import ResponsesError
from survey.imports.headings import codes_of, plain
from survey.imports.questions import find_columns
from survey.imports.table import Table, shortened

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
            s.code: by_code[plain(s.code)][0] for s in questionnaire.segments if plain(s.code) in by_code
        }
        self._take_named_columns(questionnaire, unit, segments)
        self.items = self._item_columns(questionnaire, by_code)
        self.questions = find_columns(questionnaire, by_code, self._problems, f"{table.name}, line 1")
        if self._problems:
            raise ResponsesError.of(shortened(self._problems, table.name))
        taken = {
            *(*self.items.values(), *self.questions.used, *self.segments.values()),
            *filter(None, [unit]),
        }
        left = [heading for heading in table.header if heading and heading not in taken]
        self.used = tuple(heading for heading in table.header if heading in taken)
        self.dropped = tuple(heading for heading in left if plain(heading) in _PERSONAL)
        self.unused = tuple(heading for heading in left if plain(heading) not in _PERSONAL)

    def _by_code(self) -> dict[str, list[str]]:
        headings: dict[str, list[str]] = defaultdict(list)
        for heading in filter(None, self._table.header):
            for code in codes_of(heading):
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
        found = {item.code: by_code.get(plain(item.code), []) for item in questionnaire.items}
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
