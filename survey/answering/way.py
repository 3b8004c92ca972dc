"""One person's way through a questionnaire: what was drawn for them, what they answered, and so what comes next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from questionnaires.answers import Answers, asked_answers, pages_asked
from questionnaires.drawing import Drawn, goals_asked, option_order, page_order, sets_asked
from questionnaires.model import Goal, Item, Page, Questionnaire, Segment
from questionnaires.questions import BestWorst, GoalBlock, Option, Question

POSITION = "position"
"""The segment that says which options somebody sees; where it is not known beforehand, the employees' ones."""


@dataclass(frozen=True)
class Way:
    """A questionnaire as one person goes through it. `known` are the segments that the participant list told."""

    questionnaire: Questionnaire
    answers: Answers = field(default_factory=dict)
    drawn: Drawn = field(default_factory=Drawn)
    known: Mapping[str, str] = field(default_factory=dict)

    @property
    def position(self) -> str:
        """The position that the participant list told, or ""."""
        return self.known.get(POSITION, "")

    def with_answers(self, answers: Answers) -> Way:
        """Return the way with other answers."""
        return replace(self, answers=answers)

    def pages(self) -> tuple[tuple[Page, tuple[str, ...]], ...]:
        """Return the pages that ask something, with the codes they ask, in this person's order."""
        return tuple(
            (page, tuple(code for code in page_order(self.questionnaire, page, self.drawn) if code in asked))
            for page, asked in pages_asked(self.questionnaire, {**self.known, **self.answers})
        )

    def asked(self) -> Answers:
        """Return the answers to what is asked: what Send puts into the ballot box."""
        asked = asked_answers(self.questionnaire, {**self.known, **self.answers})
        return {code: answer for code, answer in asked.items() if code not in self.known}

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
