"""The one family of errors: what is wrong, where, how to mend it.

Page, command and job show the same words. A file may hold many faults; all of them travel in one error,
so that its author mends the file once and not once a fault.

    SightlineError
    ├── QuestionnaireError      a questionnaire or a bank cannot be read
    │   └── ConditionError      a condition cannot be read
    ├── AnswerError             what was answered is no answer to the question
    ├── scoring.errors          ScoringError, DatasetError
    └── survey.errors           ResponsesError, ReportError, CommandError
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True)
class Problem:
    """One fault: `wrong` with the value found, `where` it stands, how to `mend` it with the values allowed."""

    wrong: str
    where: str
    mend: str

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        return f"{place}{self.wrong}\n    {self.mend}"


class SightlineError(Exception):
    """Refuse an input, with one problem or many."""

    def __init__(self, wrong: str, *, where: str, mend: str) -> None:
        super().__init__(wrong, where, mend)
        self.problems: tuple[Problem, ...] = (Problem(wrong, where, mend),)

    @classmethod
    def of(cls, problems: Sequence[Problem]) -> Self:
        """Return one error that carries all `problems`, at least one, in their order."""
        first = problems[0]
        error = cls(first.wrong, where=first.where, mend=first.mend)
        error.problems = tuple(problems)
        return error

    def __str__(self) -> str:
        return "\n".join(str(problem) for problem in self.problems)


class QuestionnaireError(SightlineError):
    """A questionnaire or a bank of items cannot be used."""


class ConditionError(QuestionnaireError):
    """A condition cannot be read; `where` is the column at which it stops making sense."""


class AnswerError(SightlineError):
    """What was answered is no answer to the question.

    `where` is the question's code and, after dots, what within it: a goal and an item, a line, an option.
    Pages speak the language of who answers: they choose their words by `reason`, and by what is allowed (`limit`) and
    what was `found`.
    """

    def __init__(
        self,
        wrong: str,
        *,
        where: str,
        mend: str,
        reason: str = "form",
        limit: float | None = None,
        found: float | None = None,
    ) -> None:
        super().__init__(wrong, where=where, mend=mend)
        self.reason = reason
        self.limit = limit
        self.found = found
