"""A questionnaire as a person reads it: every page in one language, words filled in, with the minutes it takes.

The trap: a preview shows what everybody may see. Nobody sees all of it: conditions, audiences and draws leave things
out, and the preview says where. Its own words are English or French; other languages get the English ones.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import groupby
from typing import Any

from questionnaires.duration import comment_seconds, minutes
from questionnaires.model import Goal, Item, Page, Questionnaire, Scale, Segment
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
)
from questionnaires.texts import Text

Asked = Item | Question | Segment

PHRASES: Mapping[str, Mapping[str, str]] = {
    "minutes": {"en": "About {n} min.", "fr": "Environ {n} min."},
    "comments": {"en": "With comments {n} min more.", "fr": "Avec des commentaires, {n} min de plus."},
    "page": {"en": "Page {n} of {all}", "fr": "Page {n} sur {all}"},
    "depends": {"en": "(depends on earlier answers)", "fr": "(selon les réponses précédentes)"},
    "random": {"en": "(in random order)", "fr": "(dans un ordre aléatoire)"},
    "required": {"en": "(an answer is needed)", "fr": "(réponse nécessaire)"},
    "most": {"en": "({n} at most)", "fr": "({n} au plus)"},
    "employee": {"en": "employees", "fr": "personnes sans encadrement"},
    "manager": {"en": "managers", "fr": "responsables d'équipe"},
    "executive": {"en": "top leaders", "fr": "dirigeants"},
    "only": {"en": "[only {who}]", "fr": "[seulement {who}]"},
    "remark": {"en": "Remark: ______", "fr": "Remarque : ______"},
    "goal": {"en": "(name of a goal)", "fr": "(nom d'un objectif)"},
    "each goal": {"en": "(for {n} goals at most)", "fr": "(pour {n} objectifs au plus)"},
    "one goal": {"en": "Goal {n}: ______", "fr": "Objectif {n} : ______"},
    "total": {"en": "(in all {n})", "fr": "(en tout {n})"},
    "sets": {"en": "({sets} times, {size} of these)", "fr": "({sets} fois, {size} parmi ceci)"},
    "between": {"en": "{low} to {high}", "fr": "de {low} à {high}"},
}
"""The preview's own words."""

_BLANK = "______"


def preview(questionnaire: Questionnaire, language: str) -> str:
    """Return the whole questionnaire in `language`, as text for a terminal."""
    return "\n".join(_Preview(questionnaire, language).lines()) + "\n"


class _Preview:
    """Lines in one language; questions are numbered through."""

    def __init__(self, questionnaire: Questionnaire, language: str) -> None:
        self._questionnaire = questionnaire
        self._language = language
        self._number = 0

    def lines(self) -> Iterator[str]:
        q = self._questionnaire
        yield self._said(q.title)
        more = round(comment_seconds(q) / 60)
        comments = [self._phrase("comments", n=more)] if more else []
        yield " ".join([self._phrase("minutes", n=minutes(q)), *comments])
        if q.intro:
            yield from ("", self._said(q.intro))
        for number, page in enumerate(q.pages, 1):
            yield from ("", f"--- {self._phrase('page', n=number, all=len(q.pages))} ---")
            yield from self._page(page)

    def _page(self, page: Page) -> Iterator[str]:
        marks = [self._phrase("depends")] if page.show_if else []
        marks += [self._phrase("random")] if page.random else []
        head = [self._said(page.title)] if page.title else []
        if head or marks:
            yield " ".join([*head, *marks])
        shown = [self._questionnaire.question_of[code] for code in page.shows]
        for scale, group in groupby(shown, key=self._matrix_scale):
            if scale is None:
                for question in group:
                    yield from ("", *self._question(question))
            else:
                yield from ("", *self._scale(scale))
                yield from (self._numbered(question) for question in group)

    def _matrix_scale(self, question: Asked) -> Scale | None:
        """Return the scale of what stands in a matrix: sentences, and single choices whose scale has a prompt."""
        scale = self._questionnaire.scale_of.get(question.code)
        sentence = isinstance(question, Item) or (isinstance(question, Single) and scale and scale.prompt)
        return scale if sentence else None

    def _scale(self, scale: Scale) -> Iterator[str]:
        if scale.prompt:
            yield self._said(scale.prompt)
        yield f"   {' · '.join(self._answers(scale))}"

    def _answers(self, scale: Scale) -> list[str]:
        labels = [point.label for point in scale.points] + [answer.label for answer in scale.outside]
        return [self._said(label) for label in labels]

    # -- one question

    def _question(self, question: Asked) -> Iterator[str]:
        if isinstance(question, Check) and not self._questionnaire.attention_check:
            return
        yield self._numbered(question)
        lines = self._lines_of.get(type(question))
        if lines:
            yield from lines(question)

    @cached_property
    def _lines_of(self) -> Mapping[type, Callable[[Any], Iterator[str]]]:
        """What stands under a question, by its type; a sentence alone has nothing but its scale, told before."""
        return {
            Single: self._of_choice,
            Segment: self._of_choice,
            Multiple: self._of_choices,
            Ranking: self._of_choices,
            BestWorst: self._of_sets,
            Rating: self._of_rating,
            Points: self._of_points,
            Number: self._of_number,
            Writing: self._of_writing,
            GoalBlock: self._of_goals,
            GoalEntry: self._of_entry,
            Check: self._of_check,
        }

    def _numbered(self, question: Asked) -> str:
        self._number += 1
        marks = [self._phrase("depends")] if question.show_if else []
        marks += [self._phrase("required")] if question.required else []
        hint = [self._said(question.hint)] if question.hint else []
        goal = self._goal if isinstance(question, GoalBlock) else None
        return " ".join([f"{self._number}.", self._said(question.text, goal), *hint, *marks])

    def _of_choice(self, question: Single | Segment) -> Iterator[str]:
        scale = self._questionnaire.scale_of.get(question.code)
        if scale:
            yield from (f"   ( ) {answer}" for answer in self._answers(scale))
        yield from (f"   ( ) {self._option(option)}" for option in self._options(question))

    def _of_check(self, question: Check) -> Iterator[str]:
        yield f"   {' · '.join(self._answers(self._questionnaire.scale_of[question.code]))}"

    def _of_choices(self, question: Multiple | Ranking) -> Iterator[str]:
        marks = [self._phrase("most", n=question.most)] if question.most else []
        marks += [self._phrase("random")] if question.random else []
        if marks:
            yield f"   {' '.join(marks)}"
        for option in self._options(question):
            yield f"   [ ] {self._option(option)}"
        if isinstance(question, Ranking) and question.rank_text:
            yield f"   {self._said(question.rank_text)}"
            yield "   " + "  ".join(f"{place}. {_BLANK}" for place in range(1, question.most + 1))

    def _of_sets(self, question: BestWorst) -> Iterator[str]:
        yield f"   {self._phrase('sets', sets=question.sets, size=question.size)}"
        yield f"   {self._said(question.best)} / {self._said(question.worst)}"
        yield from (f"   - {self._option(option)}" for option in self._options(question))

    def _of_rating(self, question: Rating) -> Iterator[str]:
        low, high = ([self._said(end)] if end else [] for end in (question.low_label, question.high_label))
        numbers = [str(number) for number in range(question.low, question.high + 1)]
        yield f"   {' '.join([*low, *numbers, *high])}"

    def _of_points(self, question: Points) -> Iterator[str]:
        yield f"   {self._phrase('total', n=question.total)}"
        yield from (f"   ___ {self._option(option)}" for option in self._options(question))

    def _of_number(self, question: Number) -> Iterator[str]:
        unit = f" {self._said(question.unit)}" if question.unit else ""
        between = self._phrase("between", low=f"{question.low:g}", high=f"{question.high:g}")
        yield f"   {_BLANK}{unit} ({between})"

    def _of_writing(self, question: Writing) -> Iterator[str]:
        yield from (f"   {_BLANK * 6}" for _ in range(3 if question.long else 1))

    def _of_goals(self, question: GoalBlock) -> Iterator[str]:
        yield f"   {self._phrase('each goal', n=question.most)}"
        yield from self._inner((question.relevance,))
        yield f"   {self._phrase('depends')}"
        yield from self._inner(question.items)

    def _of_entry(self, question: GoalEntry) -> Iterator[str]:
        yield "   " + "  ".join(self._phrase("one goal", n=number) for number in range(1, question.most + 1))
        yield f"   {self._said(question.weight)} {self._phrase('total', n=question.total)}"
        yield from self._inner(question.parts)

    def _inner(self, questions: Sequence[Single]) -> Iterator[str]:
        for question in questions:
            yield f"   - {self._said(question.text, self._goal)}"
            yield from (f"   {line}" for line in self._of_choice(question))

    # -- words

    @cached_property
    def _goal(self) -> Goal:
        """The goal that goal blocks are shown with: the first one entered, or a name in its place."""
        named = Goal("goal", Text({self._language: self._phrase("goal")}))
        return next(iter(self._questionnaire.goals), named)

    def _options(self, question: object) -> tuple[Option, ...]:
        return self._questionnaire.options_for(question)

    def _option(self, option: Option) -> str:
        said = [self._said(option.label)]
        said += [_BLANK] if option.other else []
        said += [self._phrase("remark")] if option.comment else []
        if option.audience:
            who = ", ".join(self._phrase(position) for position in option.audience)
            said.append(self._phrase("only", who=who))
        return " ".join(said)

    def _said(self, text: Text, goal: Goal | None = None) -> str:
        return self._questionnaire.wording(text, self._language, goal=goal)

    def _phrase(self, phrase: str, **values: object) -> str:
        said = PHRASES[phrase]
        return said.get(self._language.partition("-")[0], said["en"]).format(**values)
