"""The cells of one row -> answers to questions of every type, held to the same rules as what people send.

Columns are headed as a dataset has them (`barriers_no_time`), or as LimeSurvey does: `Q[SQ]` for an option,
`Q[other]` for words to "other", `Q[SQcomment]` for a remark, `Q[1]`, `Q[2]` for what was ranked first and second.

The trap: an empty cell of a choice is "not chosen" only where something of that question was chosen; all empty is no
answer. And goals that people entered are read with their names or not at all.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from questionnaires.answers import Answer, AnswerError, checked
from questionnaires.columns import UNRANKED, value_of
from questionnaires.errors import Problem
from questionnaires.model import Questionnaire
from questionnaires.questions import (
    BestWorst,
    Check,
    GoalBlock,
    GoalEntry,
    Multiple,
    Number,
    Option,
    Points,
    Question,
    Ranking,
    Rating,
    Single,
    Writing,
    inner_of,
    options_of,
)
from questionnaires.texts import Text
from survey.imports.headings import plain
from survey.imports.table import Table
from survey.imports.wordings import Spellings, folded

_CHOSEN = frozenset({"1", "y", "yes", "true", "x", "o", "oui", "vrai"})
_NOT_CHOSEN = frozenset({"", "0", "n", "no", "false", "non", "faux"})
_OTHER = "-oth-"

Cells = Mapping[str, str]
"""The cells of one row that belong to a question, by what they hold: "" the answer, an option, "other text" …"""


@dataclass(frozen=True)
class QuestionColumns:
    """Which heading holds which part of each question."""

    headings: Mapping[str, Mapping[str, str]]

    @property
    def used(self) -> tuple[str, ...]:
        return tuple(heading for parts in self.headings.values() for heading in parts.values())


def find_columns(
    questionnaire: Questionnaire, by_code: Mapping[str, Sequence[str]], problems: list[Problem], where: str
) -> QuestionColumns:
    """Return the headings of questions; a question without any was not asked. Two for one part are a problem."""
    found: dict[str, dict[str, str]] = {}
    for question in questionnaire.questions:
        for part, names in _names(questionnaire, question).items():
            headings = list(dict.fromkeys(each for name in names for each in by_code.get(plain(name), ())))
            if part.isdigit():  # a rank: only LimeSurvey writes these, always in brackets
                headings = [heading for heading in headings if heading.endswith("]")]
            if len(headings) > 1:
                wrong = f"The question {question.code!r} has several columns: {', '.join(headings)}."
                problems.append(Problem(wrong, where, "Keep one of them."))
            elif headings:
                found.setdefault(question.code, {})[part] = headings[0]
        if isinstance(question, GoalEntry) and "1 name" not in found.get(question.code, {}):
            found.pop(question.code, None)
    return QuestionColumns(found)


def answers_of(
    table: Table,
    questionnaire: Questionnaire,
    columns: QuestionColumns,
    marks: set[str],
    problems: list[Problem],
) -> list[dict[str, Answer]]:
    """Return each row's answers to questions; each thing that is no answer is told once, with its first line."""
    spelt, faults = _Spelt(questionnaire), _Faults()
    asked = [
        (
            question,
            {part: table.header.index(heading) for part, heading in columns.headings[question.code].items()},
        )
        for question in questionnaire.questions
        if question.code in columns.headings
    ]
    answers = []
    for row in table.rows:
        given: dict[str, Answer] = {}
        for question, places in asked:
            cells = {part: row.cells[place] for part, place in places.items()}
            cells = {part: "" if cell in marks else cell for part, cell in cells.items()}
            try:
                answer = _answer(spelt, question, cells)
            except AnswerError as error:
                faults.note(question.code, error, row.line)
                continue
            if answer is not None:
                given[question.code] = answer
        answers.append(given)
    problems += faults.problems(table.name)
    return answers


class _Faults:
    """What is no answer, each thing once, with how often it stands in the table and where first."""

    def __init__(self) -> None:
        self._times: Counter[tuple[str, str, str]] = Counter()
        self._lines: dict[tuple[str, str, str], int] = {}

    def note(self, code: str, error: AnswerError, line: int) -> None:
        problem = error.problems[0]
        fault = (code, problem.wrong, problem.mend)
        self._times[fault] += 1
        self._lines.setdefault(fault, line)

    def problems(self, name: str) -> list[Problem]:
        return [
            Problem(
                f"{code}: {wrong}{'' if times == 1 else f' ({times} times)'}",
                f"{name}, line {self._lines[code, wrong, mend]}",
                mend,
            )
            for (code, wrong, mend), times in self._times.items()
        ]


class _Spelt:
    """What cells stand for: codes, labels in any language, and the numbers that a dataset has for options."""

    def __init__(self, questionnaire: Questionnaire) -> None:
        self.questionnaire = questionnaire
        self._by_code = {
            asked.code: _spellings(questionnaire, asked)
            for question in questionnaire.questions
            for asked in (question, *inner_of(question))
        }

    def meant(self, code: str, cell: str) -> object:
        """Return the code or point that a cell of the question `code` stands for, the cell where it is none."""
        spellings = self._by_code[code]
        return spellings.codes.get(cell, spellings.labels.get(folded(cell), cell))


def _spellings(questionnaire: Questionnaire, question: Question) -> Spellings[object]:
    codes, labels = dict[str, object](), dict[str, object]()
    for number, code, label in _meanings(questionnaire, question):
        codes |= {str(number): code, str(code): code}
        wordings = [questionnaire.wording(label, language) for language in questionnaire.languages]
        labels |= {folded(wording): code for wording in wordings}
    return Spellings(codes, labels)


def _meanings(questionnaire: Questionnaire, question: Question) -> Iterator[tuple[int, int | str, Text]]:
    """Yield for each answer the number that a dataset has for it, its point or code, and its label."""
    scale, options = questionnaire.scale_of.get(question.code), options_of(question)
    if scale:
        yield from ((point.value, point.value, point.label) for point in scale.points)
        yield from ((-1 - place, each.code, each.label) for place, each in enumerate(scale.outside))
    yield from ((value_of(options, each.code), each.code, each.label) for each in options)


def _answer(spelt: _Spelt, question: Question, cells: Cells) -> Answer | None:
    if not any(cells.values()):
        return None
    return checked(spelt.questionnaire, question.code, _READERS[type(question)](spelt, question, cells))


# -- which columns


def _names(questionnaire: Questionnaire, question: Question) -> dict[str, tuple[str, ...]]:
    """Return the names that the column of each part of a question may have."""
    code = question.code
    by_option = {option.code: _option_names(code, option) for option in options_of(question)}
    if isinstance(question, (Multiple, Points)):
        remarks = {f"{option} comment": (f"{code}_{option}comment",) for option in by_option}
        return {**by_option, **remarks}
    if isinstance(question, Ranking):
        return {**by_option, **{str(rank): (f"{code}{rank}",) for rank in range(1, question.most + 1)}}
    if isinstance(question, BestWorst):
        sets = range(1, question.sets + 1)
        return {f"{letter}{number}": (f"{code}_{letter}{number}",) for letter in "bw" for number in sets}
    if isinstance(question, GoalBlock):
        parts = {"rel": question.relevance, **{item.code: item for item in question.items}}
        return {
            f"{goal.code} {key}": (f"{part.code}_{goal.code}",)
            for goal in questionnaire.goals
            for key, part in parts.items()
        }
    if isinstance(question, GoalEntry):
        keys, lines = ["name", "w", *(part.code for part in question.parts)], range(1, question.most + 1)
        return {f"{line} {key}": (f"{code}_{key}{line}",) for line in lines for key in keys}
    other = [by_option[each.code] for each in options_of(question) if each.other]
    return {"": (code,), **({"other text": other[0]} if other else {})}


def _option_names(code: str, option: Option) -> tuple[str, ...]:
    """Return the names of an option's column; LimeSurvey calls the "other" one so, whatever its code."""
    return (f"{code}_{option.code}", *([f"{code}_other"] if option.other else []))


# -- one function a type: the cells of a row -> what `checked` takes


def _single(spelt: _Spelt, question: Single, cells: Cells) -> object:
    chosen = spelt.meant(question.code, cells.get("", ""))
    other = next((option.code for option in question.options if option.other), "")
    if other and (chosen == _OTHER or (not chosen and cells.get("other text"))):
        chosen = other
    return {"chosen": chosen, "text": cells.get("other text", "")} if question.options else chosen


def _multiple(spelt: _Spelt, question: Multiple, cells: Cells) -> object:  # noqa: ARG001
    chosen, text = [], ""
    for option in question.options:
        cell = cells.get(option.code, "")
        if folded(cell) in _CHOSEN:
            chosen.append(option.code)
        elif folded(cell) not in _NOT_CHOSEN:
            if not option.other:
                raise _neither(question.code, option.code, cell)
            chosen.append(option.code)
            text = cell
    remarks = {option.code: cells.get(f"{option.code} comment", "") for option in question.options}
    return {
        "chosen": chosen,
        "text": text,
        "remarks": {code: words for code, words in remarks.items() if words},
    }


def _neither(code: str, option: str, cell: str) -> AnswerError:
    return AnswerError(
        f"{cell[:60]!r} says neither that {option!r} was chosen nor that it was not.",
        where=code,
        mend="Write 1 or Y where it was chosen, 0, N or nothing where not.",
    )


def _ranking(spelt: _Spelt, question: Ranking, cells: Cells) -> object:
    """Return options by rank: one column an option with its rank, or one column a rank with its option."""
    by_rank = [cells.get(str(rank), "") for rank in range(1, question.most + 1)]
    if any(by_rank):
        return {"ranked": [spelt.meant(question.code, cell) for cell in by_rank if cell]}
    ranks, text = {}, ""
    for option in question.options:
        cell = cells.get(option.code, "")
        if re.fullmatch(r"[0-9]{1,2}", cell):
            ranks[option.code] = int(cell)
        elif folded(cell) in _CHOSEN:
            ranks[option.code] = UNRANKED
        elif folded(cell) not in _NOT_CHOSEN:
            if not option.other:
                raise _neither(question.code, option.code, cell)
            ranks[option.code], text = UNRANKED, cell
    return {**_in_order(question, {code: rank for code, rank in ranks.items() if rank}), "text": text}


def _in_order(question: Ranking, ranks: Mapping[str, int]) -> dict[str, object]:
    """Return options in the order of their ranks; as merely chosen where they have none."""
    if question.rank_text is None or set(ranks.values()) == {UNRANKED}:
        return {"chosen": list(ranks)}
    if sorted(ranks.values()) != list(range(1, len(ranks) + 1)):
        raise AnswerError(
            f"The ranks are {', '.join(map(str, sorted(ranks.values())))}.",
            where=question.code,
            mend="Give each chosen option a rank of its own, from 1 on without a gap.",
        )
    return {"ranked": sorted(ranks, key=lambda code: ranks[code])}


def _points(spelt: _Spelt, question: Points, cells: Cells) -> object:
    offered = [option.code for option in spelt.questionnaire.options_for(question)]
    return {code: cells[code] for code in offered if code in cells}


def _best_worst(spelt: _Spelt, question: BestWorst, cells: Cells) -> object:
    return {
        key: [
            spelt.meant(question.code, cells.get(f"{letter}{number}", ""))
            for number in range(1, question.sets + 1)
        ]
        for letter, key in (("b", "best"), ("w", "worst"))
    }


def _goal_block(spelt: _Spelt, question: GoalBlock, cells: Cells) -> object:
    parts = {"rel": question.relevance, **{item.code: item for item in question.items}}
    return {
        goal.code: {
            key: spelt.meant(part.code, cells.get(f"{goal.code} {key}", "")) for key, part in parts.items()
        }
        for goal in spelt.questionnaire.goals
    }


def _goal_entry(spelt: _Spelt, question: GoalEntry, cells: Cells) -> object:
    return [
        {
            "name": cells.get(f"{line} name", ""),
            "weight": cells.get(f"{line} w", ""),
            **{
                part.code: spelt.meant(part.code, cells.get(f"{line} {part.code}", ""))
                for part in question.parts
            },
        }
        for line in range(1, question.most + 1)
    ]


def _as_it_is(spelt: _Spelt, question: Question, cells: Cells) -> object:
    return spelt.meant(question.code, cells[""]) if isinstance(question, Check) else cells[""]


_READERS: Mapping[type, Callable[..., object]] = {
    Single: _single,
    Multiple: _multiple,
    Ranking: _ranking,
    BestWorst: _best_worst,
    Rating: _as_it_is,
    Points: _points,
    Number: _as_it_is,
    Writing: _as_it_is,
    GoalBlock: _goal_block,
    GoalEntry: _goal_entry,
    Check: _as_it_is,
}
