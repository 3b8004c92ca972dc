"""Every text of a questionnaire that people read, with the place that holds it.

One walk for all who must see every text: the lint, the comparison of versions, and the tests that no language is
missing. A new kind of text is added here, or nobody checks it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from questionnaires.model import Item, Maturity, Questionnaire, Scale, Segment
from questionnaires.questions import (
    BestWorst,
    GoalEntry,
    Number,
    Option,
    Question,
    Ranking,
    Rating,
    inner_of,
    options_of,
)
from questionnaires.texts import Text

Role = Literal["sentence", "question", "option", "point", "around", "report"]
"""A sentence on a scale, a question, an answer, what stands around them, or what only a report shows."""


@dataclass(frozen=True)
class Wording:
    """One text: `place` names what holds it ("item imp1"), `part` which of its texts it is."""

    place: str
    part: str
    text: Text
    role: Role

    @property
    def where(self) -> str:
        """The place as a message names it."""
        return f"{self.place}, {self.part}" if self.part else self.place


def wordings(questionnaire: Questionnaire) -> Iterator[Wording]:
    """Yield every text but the words that placeholders stand for, in the order of the file."""
    q = questionnaire
    yield Wording("title", "", q.title, "around")
    yield from _perhaps("intro", "", q.intro)
    for scale in q.scales:
        yield from _of_scale(scale)
    for item in q.items:
        yield Wording(f"item {item.code}", "", item.text, "sentence")
        yield from _perhaps(f"item {item.code}", "hint", item.hint)
    for page in q.pages:
        yield from _perhaps(f"page {page.code}", "title", page.title)
    for question in (*q.questions, *q.segments):
        yield from of_question(question)
    yield from (Wording(f"goal {goal.code}", "", goal.name, "around") for goal in q.goals)
    yield from _of_report(q)


def of_question(question: Item | Question | Segment) -> Iterator[Wording]:
    """Yield the texts of one question or segment, its options and what it asks of each goal."""
    place = f"{'segment' if isinstance(question, Segment) else 'question'} {question.code}"
    yield Wording(place, "", question.text, "question")
    yield from _perhaps(place, "hint", question.hint)
    yield from _own(place, question)
    yield from (_option(place, option) for option in options_of(question))
    for part in inner_of(question):
        yield from of_question(part)


def words(questionnaire: Questionnaire) -> Iterator[Wording]:
    """Yield what placeholders stand for: the words of the file, and those of each scope."""
    q = questionnaire
    yield from (Wording(f"word {word}", "", text, "around") for word, text in q.words.items())
    for scope, said in q.scopes.items():
        yield from (Wording(f"scope {scope}", f"word {word}", text, "around") for word, text in said.items())


def _own(place: str, question: Item | Question | Segment) -> Iterator[Wording]:
    """Yield the texts that only one type of question has."""
    if isinstance(question, Ranking):
        yield from _perhaps(place, "rank_text", question.rank_text, "question")
    elif isinstance(question, BestWorst):
        yield Wording(place, "best", question.best, "question")
        yield Wording(place, "worst", question.worst, "question")
    elif isinstance(question, Rating):
        yield from _perhaps(place, "low_label", question.low_label, "point")
        yield from _perhaps(place, "high_label", question.high_label, "point")
    elif isinstance(question, Number):
        yield from _perhaps(place, "unit", question.unit)
    elif isinstance(question, GoalEntry):
        yield Wording(place, "weight", question.weight, "question")


def _option(place: str, option: Option) -> Wording:
    return Wording(place, f"option {option.code}", option.label, "option")


def _of_scale(scale: Scale) -> Iterator[Wording]:
    place = f"scale {scale.code}"
    yield from _perhaps(place, "prompt", scale.prompt, "question")
    yield from (Wording(place, f"point {point.value}", point.label, "point") for point in scale.points)
    yield from (Wording(place, f"outside {answer.code}", answer.label, "point") for answer in scale.outside)


def _of_report(questionnaire: Questionnaire) -> Iterator[Wording]:
    for dimension in questionnaire.dimensions:
        place = f"dimension {dimension.code}"
        yield Wording(place, "", dimension.label, "report")
        yield from _perhaps(place, "question", dimension.question, "report")
    for score in questionnaire.sub_scores:
        yield Wording(f"sub-score {score.code}", "", score.label, "report")
    if questionnaire.maturity:
        yield from _of_maturity(questionnaire.maturity)
    for k, names in sorted(questionnaire.profile_names.items()):
        yield from (
            Wording(f"profiles {k}", f"name {at}", name, "report") for at, name in enumerate(names, 1)
        )


def _of_maturity(maturity: Maturity) -> Iterator[Wording]:
    for level in maturity.levels:
        yield Wording(f"level {level.number}", "", level.name, "report")
        yield from _perhaps(f"level {level.number}", "idea", level.idea, "report")
    for archetype in maturity.archetypes:
        yield Wording(f"archetype {archetype.code}", "", archetype.label, "report")


def _perhaps(place: str, part: str, text: Text | None, role: Role = "around") -> Iterator[Wording]:
    if text is not None:
        yield Wording(place, part, text, role)
