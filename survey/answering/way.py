"""One person's way through a questionnaire: what was drawn for them, what they answered, and so what comes next."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, TypeVar, cast

from questionnaires.answers import Answers, asked_answers, pages_asked
from questionnaires.drawing import Drawn, goals_asked, option_order, page_order, sets_asked
from questionnaires.model import Goal, Item, Page, Questionnaire, Segment
from questionnaires.questions import BestWorst, GoalBlock, Option, Question, options_of

Made = TypeVar("Made")

_MOST_MADE = 5_000

POSITION = "position"
"""The segment that says which options somebody sees; where it is not known beforehand, the employees' ones."""


@dataclass(frozen=True)
class Way:
    """A questionnaire as one person goes through it. `known` are the segments that the participant list told."""

    questionnaire: Questionnaire
    answers: Answers = field(default_factory=dict)
    drawn: Drawn = field(default_factory=Drawn)
    known: Mapping[str, str] = field(default_factory=dict)
    made: dict[object, Any] = field(default_factory=dict, compare=False, repr=False)
    """What was worked out for others of the campaign and is the same for this person: see `once`."""

    @property
    def position(self) -> str:
        """The position that the participant list told, or ""."""
        return self.known.get(POSITION, "")

    def with_answers(self, answers: Answers) -> Way:
        """Return the way with other answers."""
        return replace(self, answers=answers)

    @cached_property
    def pages(self) -> tuple[tuple[Page, tuple[str, ...]], ...]:
        """Return the pages that ask something, with the codes they ask, in this person's order."""
        return tuple(
            (page, tuple(code for code in self._order_of(page) if code in asked))
            for page, asked in pages_asked(self.questionnaire, {**self.known, **self.answers})
        )

    def _order_of(self, page: Page) -> tuple[str, ...]:
        return self.once(
            ("order", page.code, self.drawn.order),
            lambda: tuple(page_order(self.questionnaire, page, self.drawn)),
        )

    def once(self, key: tuple[object, ...], work: Callable[[], Made]) -> Made:
        """Return what was worked out under this key for anybody of the campaign, or work it out now."""
        found = self.made.get(key)
        if found is None:
            if len(self.made) >= _MOST_MADE:
                self.made.clear()
            found = self.made[key] = work()
        return cast("Made", found)

    def asked(self) -> Answers:
        """Return the answers to what is asked: what Send puts into the ballot box."""
        asked = asked_answers(self.questionnaire, {**self.known, **self.answers})
        return {code: answer for code, answer in asked.items() if code not in self.known}

    def variant(self, codes: Iterable[str]) -> tuple[object, ...]:
        """Return what of this person changes how questions look: nothing, for most of them."""
        asked = [self.question(code) for code in codes]
        options = [option for each in asked for option in options_of(each)]
        return (
            self.drawn.order if any(getattr(each, "random", False) for each in asked) else None,
            self.drawn.sets if any(isinstance(each, BestWorst) for each in asked) else None,
            self.position if any(option.audience for option in options) else None,
        )

    def question(self, code: str) -> Item | Question | Segment:
        """Return what stands behind a code on a page."""
        return self.questionnaire.question_of[code]

    def options(self, question: object) -> tuple[Option, ...]:
        """Return the options that this person sees, in their order."""
        return option_order(self.questionnaire, question, self.drawn, self.position)

    def goals(self, block: GoalBlock) -> tuple[Goal, ...]:
        """Return the goals that this person is asked about."""
        return goals_asked(self.questionnaire, block, self.drawn)

    def sets(self, question: BestWorst) -> tuple[tuple[Option, ...], ...]:
        """Return the sets that this person chooses from."""
        options = self.questionnaire.option_of[question.code]
        return tuple(
            tuple(options[code] for code in each)
            for each in sets_asked(self.questionnaire, question, self.drawn)
        )
