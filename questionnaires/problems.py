"""The faults of one file, collected so that its author hears of all of them at once.

The trap: hostile files have millions of faults. After `MOST` of them the reading stops, with those found so far.
"""

from __future__ import annotations

from collections.abc import Collection
from difflib import get_close_matches
from typing import NoReturn

from questionnaires.errors import Problem, QuestionnaireError

MOST = 100
_MOST_NAMES = 20


class Problems:
    """The faults found in the file `name`; each is placed by its line."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._found: list[tuple[int, Problem]] = []

    def note(self, wrong: str, line: int, mend: str, *, column: int | None = None) -> None:
        """Note a fault in `line`; raise when there are too many to go on."""
        if len(self._found) == MOST:
            self.stop(
                f"The file has more than {MOST} faults; the reading stopped here.",
                line,
                "Mend those above first.",
            )
        self._found.append((line, self._problem(wrong, line, mend, column)))

    def stop(self, wrong: str, line: int | None, mend: str, *, column: int | None = None) -> NoReturn:
        """Raise what was found, and last this fault, behind which nothing can be read."""
        raise QuestionnaireError.of([*self._sorted(), self._problem(wrong, line, mend, column)])

    def raise_found(self) -> None:
        """Raise what was found, in the order of lines; do nothing where nothing was."""
        if self._found:
            raise QuestionnaireError.of(self._sorted())

    def _sorted(self) -> list[Problem]:
        return [problem for _, problem in sorted(self._found, key=lambda found: found[0])]

    def _problem(self, wrong: str, line: int | None, mend: str, column: int | None) -> Problem:
        place = [self.name, f"line {line}" if line else "", f"column {column}" if column else ""]
        return Problem(wrong, ", ".join(part for part in place if part), mend)


def quoted(text: str) -> str:
    """Return a text as a message shows it: in quotes, short, and what cannot be seen spelt out."""
    return repr(text if len(text) <= 60 else f"{text[:59]}…")


def listed(names: Collection[str]) -> str:
    """Return names one after the other, or as many of them as one reads."""
    few = list(names)[:_MOST_NAMES]
    more = len(names) - len(few)
    return (", ".join(few) or "none") + (f" and {more} more" if more else "")


def offered(names: Collection[str], otherwise: str) -> str:
    """Return what may be chosen, and what else can be done; only the latter where there is no choice."""
    return f"Use one of {listed(names)}, or {otherwise}" if names else otherwise[:1].upper() + otherwise[1:]


def meant(name: str, known: Collection[str]) -> str:
    """Return "Did you mean …? " with the closest known name, or nothing where none is close."""
    close = get_close_matches(name[:60], known, n=1)
    return f"Did you mean {close[0]!r}? " if close else ""
