"""Whether every question can be reached: conditions that look ahead, wait in a circle, or can never hold.

The trap: each of these faults is silent at run time, the question is simply asked of nobody. A page works without
scripts, so a condition can only look at what earlier pages ask. And a condition can hold by itself and still lead
nowhere: what it asks about may be asked only where it cannot hold.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cached_property

from questionnaires.conditions import All, Answered, Condition, Not, Some
from questionnaires.errors import Problem
from questionnaires.flow import kinds_of
from questionnaires.kinds import Kind, check
from questionnaires.model import Questionnaire
from questionnaires.possible import Patience, possible
from questionnaires.problems import quoted

_KNOWN_BEFORE = -1
"""The page of a segment that no page shows: it is known from the participants."""


@dataclass(frozen=True)
class Fault:
    """What is wrong with the condition of `code`, which is a question or, where `of_page`, a page."""

    code: str
    of_page: bool
    problem: Problem


def condition_faults(questionnaire: Questionnaire) -> tuple[Fault, ...]:
    """Return what is wrong with the conditions of a questionnaire, in the order of its pages."""
    return tuple(_Route(questionnaire).faults())


class _Route:
    """The way through a questionnaire: on which page each code is asked, and what must hold to get there."""

    def __init__(self, questionnaire: Questionnaire) -> None:
        self._questionnaire = questionnaire
        self._kinds = kinds_of(questionnaire)
        self._patience = Patience()

    def faults(self) -> Iterator[Fault]:
        for number, page in enumerate(self._questionnaire.pages):
            if page.show_if:
                problems = self._of(page.show_if, page.code, number, (page.show_if,))
                yield from (Fault(page.code, of_page=True, problem=problem) for problem in problems)
            for code in page.shows:
                own = self._questionnaire.question_of[code].show_if
                problems = self._of(own, code, number, self._needed(code)) if own else []
                yield from (Fault(code, of_page=False, problem=problem) for problem in problems)

    def _of(self, own: Condition, code: str, page: int, here: tuple[Condition, ...]) -> list[Problem]:
        """Return the faults of one condition; `here` is all that must hold to get to it."""
        problems = list(check(own, self._kinds))
        known = [asked for asked in own.codes if asked in self._kinds]
        problems += [self._too_early(code, asked) for asked in known if self._page(asked) >= page]
        if not problems and not self._reachable(here):
            problems.append(
                Problem(
                    f"Nobody ever sees {code!r}: {quoted(str(own))} cannot hold there.",
                    "",
                    "Compare it with the answers there are, and with the conditions of what it asks about.",
                )
            )
        return problems

    # -- order

    @cached_property
    def _pages(self) -> dict[str, int]:
        pages = enumerate(self._questionnaire.pages)
        return {code: number for number, page in pages for code in page.shows}

    def _page(self, code: str) -> int:
        return self._pages.get(code, _KNOWN_BEFORE)

    def _needed(self, code: str) -> tuple[Condition, ...]:
        """Return what must hold for `code` to be asked: its page's condition, and its own."""
        if code not in self._pages:
            return ()
        page, question = self._questionnaire.pages[self._pages[code]], self._questionnaire.question_of[code]
        return tuple(condition for condition in (page.show_if, question.show_if) if condition)

    def _waits_for(self, code: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(asked for condition in self._needed(code) for asked in condition.codes))

    def _too_early(self, code: str, asked: str) -> Problem:
        circle = self._way(asked, self._shown_by(code))
        if circle:
            waits = " for ".join(repr(each) for each in (code, *circle))
            return Problem(f"It waits in a circle: {waits}.", "", "Break the circle.")
        return Problem(
            f"It asks about {asked!r}, which no earlier page shows.",
            "",
            "Ask about what an earlier page shows, or move one of the two.",
        )

    def _shown_by(self, code: str) -> tuple[str, ...]:
        """Return the codes that a condition of `code` lets see: itself, or what its page shows."""
        return next((page.shows for page in self._questionnaire.pages if page.code == code), (code,))

    def _way(self, start: str, ends: Collection[str]) -> tuple[str, ...]:
        """Return the codes from `start` to one of `ends`, each waiting for the next, () where no way leads there."""
        ways: list[tuple[str, ...]] = [(start,)]
        met = {start}
        for way in ways:
            if way[-1] in ends:
                return way
            following = [code for code in self._waits_for(way[-1]) if code not in met]
            met.update(following)
            ways.extend((*way, code) for code in following)
        return ()

    # -- reach

    def _reachable(self, here: tuple[Condition, ...]) -> bool:
        """Return whether some answers lead here, of questions that had been asked then."""
        whole = All((*here, *self._asked_before(here)))
        kinds = {code: self._kinds.get(code) or Kind() for code in whole.codes}
        return possible(whole, kinds, self._patience)

    def _asked_before(self, here: tuple[Condition, ...]) -> Iterator[Condition]:
        """Yield, for each code that leads here, that it was not answered, or what had to hold to ask it."""
        codes = list(dict.fromkeys(code for condition in here for code in condition.codes))
        for code in codes:
            needed = self._needed(code)
            if needed:
                yield Some((Not(Answered(code)), All(needed)))
            codes.extend(each for each in self._waits_for(code) if each not in codes)
