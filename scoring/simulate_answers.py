"""Made-up answers to questions of every type, from a truth that is told with them.

Each option has a pull, in logits: choices, ranks, best-worst sets and points all come from it, so that whatever reads
them can be held to it. What is asked on a scale follows the person's own trait. The trap: what conditions leave out,
or a position does not see, nobody answers, made up or not.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from questionnaires.checking import Answer, Json
from questionnaires.drawing import Drawn, draw, goals_asked, sets_asked
from questionnaires.flow import reachable
from questionnaires.model import Goal, Questionnaire, Scale
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

_SILENT_SHARE = 0.03
_OUTSIDE_SHARE = 0.05
_WRITING_SHARE = 0.35
_NOISE = 0.15
_MEAN_NUMBER = 0.3
_PULLS = (1.2, -1.2)
_GOAL_SHIFTS = (0.2, -0.2)

_SENTENCES: Mapping[str, tuple[str, ...]] = {
    "en": (
        "One place where I find what others have done.",
        "Time in the week for it, agreed with my manager.",
        "Fewer tools, and all of them working together.",
        "An example from my own job.",
        "Tell us what it is for before you train us.",
        "none",
    ),
    "fr": (
        "Un seul endroit où trouver ce que les autres ont fait.",
        "Du temps dans la semaine, convenu avec ma responsable.",
        "Moins d'outils, et qui marchent ensemble.",
        "Un exemple tiré de mon métier.",
        "Dites-nous à quoi cela sert avant de nous former.",
        "aucun",
    ),
}


@dataclass(frozen=True)
class Truth:
    """What people were drawn from: the pull of each option by question, and how much better each goal is seen."""

    pulls: Mapping[str, Mapping[str, float]]
    goals: Mapping[str, float]


@dataclass(frozen=True)
class Person:
    """Who answers: a trait of 0 to 1, whether the questions are read at all, and the segments."""

    trait: float
    careless: bool
    segments: Mapping[str, str | None]


def truth_of(questionnaire: Questionnaire, random: Generator) -> Truth:
    """Return pulls that fall from the first option to the last, not evenly, and goals seen better and worse."""
    asked = [*questionnaire.questions, *(part for each in questionnaire.questions for part in inner_of(each))]
    codes = [goal.code for goal in questionnaire.goals]
    shifts = np.linspace(*_GOAL_SHIFTS, max(len(codes), 1)).tolist()
    return Truth(
        pulls={question.code: _pulls(options_of(question), random) for question in asked},
        goals=dict(zip(codes, shifts, strict=False)),
    )


def _pulls(options: Sequence[Option], random: Generator) -> dict[str, float]:
    values = np.linspace(*_PULLS, max(len(options), 1))[: len(options)] + random.normal(0, 0.25, len(options))
    return {option.code: float(value) for option, value in zip(options, values, strict=True)}


def answers_of(
    questionnaire: Questionnaire, items: Mapping[str, Answer], person: Person, truth: Truth, random: Generator
) -> tuple[dict[str, Answer], Drawn]:
    """Return what one person answers to all that is asked, given the answers to items, and what was drawn."""
    position = person.segments.get("position")
    drawn = draw(questionnaire, position, below=lambda number: int(random.integers(number)))
    room = _Room(questionnaire, person, truth, drawn, position or "", random)
    given = {question.code: room.answer(question) for question in questionnaire.questions}
    known: dict[str, Answer] = {code: value for code, value in person.segments.items() if value is not None}
    answers = {**known, **items, **{code: answer for code, answer in given.items() if answer is not None}}
    return {code: answers[code] for code in reachable(questionnaire, answers) if code in answers}, drawn


class _Room:
    """One person before the questionnaire; `answer` says what the person answers to a question, None for nothing."""

    def __init__(
        self,
        questionnaire: Questionnaire,
        person: Person,
        truth: Truth,
        drawn: Drawn,
        position: str,
        random: Generator,
    ) -> None:
        self._questionnaire = questionnaire
        self._person = person
        self._truth = truth
        self._drawn = drawn
        self._position = position
        self._random = random

    def answer(self, question: Question) -> Answer | None:
        if self._random.random() < _SILENT_SHARE:
            return None
        answers: Mapping[type, Callable[..., Answer | None]] = {
            Single: self._single,
            Multiple: self._multiple,
            Ranking: self._ranking,
            BestWorst: self._best_worst,
            Rating: lambda asked: self._between(asked.low, asked.high),
            Points: self._points,
            Number: self._number,
            Writing: self._writing,
            GoalBlock: self._goal_block,
            GoalEntry: self._goal_entry,
            Check: self._check,
        }
        return answers[type(question)](question)

    # -- on a scale

    def _between(self, low: int, high: int, shift: float = 0.0) -> int:
        """Return a point where the person's trait lies, give or take; anywhere where nothing was read."""
        if self._person.careless:
            return int(self._random.integers(low, high + 1))
        share = np.clip(self._person.trait + shift + self._random.normal(0, _NOISE), 0, 1)
        return round(low + (high - low) * float(share))

    def _on(self, scale: Scale, shift: float = 0.0) -> Answer:
        if scale.outside and self._random.random() < _OUTSIDE_SHARE:
            return scale.outside[0].code
        return self._between(scale.lowest, scale.highest, shift)

    def _check(self, question: Check) -> Answer:
        scale = self._questionnaire.scale_of[question.code]
        return self._between(scale.lowest, scale.highest) if self._person.careless else question.expected

    def _number(self, question: Number) -> Answer:
        share = self._random.beta(3, 3 / _MEAN_NUMBER - 3)
        value = round(question.low + (question.high - question.low) * share, question.decimals)
        return int(value) if value == int(value) else value

    # -- options

    def _offered(self, question: object) -> list[Option]:
        return list(self._questionnaire.options_for(question, self._position))

    def _pull(self, question: Question, codes: Sequence[str]) -> NDArray[np.float64]:
        pulls = self._truth.pulls[question.code]
        return np.array([0.0 if self._person.careless else pulls[code] for code in codes])

    def _in_order(self, question: Question, codes: Sequence[str]) -> list[str]:
        """Return options from the most to the least chosen, by chance and pull (Plackett-Luce)."""
        urge = self._pull(question, codes) + self._random.gumbel(size=len(codes))
        return [codes[place] for place in np.argsort(-urge)]

    def _single(self, question: Single) -> Answer | None:
        if question.scale:
            return self._on(self._questionnaire.scale_of[question.code])
        offered = {option.code: option for option in self._offered(question)}
        inside = [code for code, option in offered.items() if not option.outside]
        outside = [code for code in offered if code not in inside]
        if outside and self._random.random() < _OUTSIDE_SHARE:
            return outside[0]
        chosen = self._in_order(question, inside)[0]
        return {"chosen": chosen, "text": self._sentence()} if offered[chosen].other else chosen

    def _alone(self, question: Multiple | Ranking) -> str | None:
        """Return an option that stands alone, now and then."""
        alone = [option.code for option in self._offered(question) if option.alone]
        return alone[0] if alone and self._random.random() < _OUTSIDE_SHARE else None

    def _together(self, question: Multiple | Ranking) -> list[str]:
        return [option.code for option in self._offered(question) if not option.alone]

    def _multiple(self, question: Multiple) -> Answer | None:
        alone, codes = self._alone(question), self._together(question)
        if alone:
            return {"chosen": [alone]}
        urge = self._pull(question, codes) + self._random.logistic(size=len(codes))
        liked = [codes[place] for place in np.argsort(-urge) if urge[place] > 0][: question.most]
        chosen: list[Json] = [code for code in codes if code in liked]
        return {"chosen": chosen, **self._other(question, liked)} if chosen else None

    def _ranking(self, question: Ranking) -> Answer:
        key = "ranked" if question.rank_text else "chosen"
        alone = self._alone(question)
        if alone:
            return {key: [alone]}
        number = int(self._random.integers(max(1, question.most - 1), question.most + 1))
        ranked = self._in_order(question, self._together(question))[:number]
        listed = [code for code in self._together(question) if code in ranked]
        codes: list[Json] = [*(ranked if question.rank_text else listed)]
        return {key: codes, **self._other(question, ranked)}

    def _other(self, question: object, codes: Sequence[str]) -> dict[str, Json]:
        other = [option.code for option in options_of(question) if option.other and option.code in codes]
        return {"text": self._sentence()} if other else {}

    def _best_worst(self, question: BestWorst) -> Answer:
        best: list[Json] = []
        worst: list[Json] = []
        for together in sets_asked(self._questionnaire, question, self._drawn):
            first = self._in_order(question, together)[0]
            rest = [code for code in together if code != first]
            dislike = -self._pull(question, rest) + self._random.gumbel(size=len(rest))
            best.append(first)
            worst.append(rest[int(np.argmax(dislike))])
        missing = question.sets - len(best)
        return {"best": best + [None] * missing, "worst": worst + [None] * missing}

    def _points(self, question: Points) -> Answer:
        codes = [option.code for option in self._offered(question)]
        weights = np.exp(self._pull(question, codes))
        shares = self._random.dirichlet(8 * weights / weights.sum())
        return dict(zip(codes, self._random.multinomial(question.total, shares).tolist(), strict=True))

    # -- words and goals

    def _sentence(self) -> str:
        spoken = [language for language in self._questionnaire.languages if language in _SENTENCES] or ["en"]
        sentences = _SENTENCES[spoken[int(self._random.integers(len(spoken)))]]
        return sentences[int(self._random.integers(len(sentences)))]

    def _writing(self, question: Writing) -> Answer | None:
        if self._random.random() >= _WRITING_SHARE:
            return None
        return self._sentence()[: question.most_characters].strip() or None

    def _goal_block(self, question: GoalBlock) -> Answer | None:
        asked = goals_asked(self._questionnaire, question, self._drawn)
        about: dict[str, Json] = {goal.code: self._about(question, goal) for goal in asked}
        return about or None

    def _about(self, question: GoalBlock, goal: Goal) -> dict[str, Json]:
        scales, shift = self._questionnaire.scale_of, self._truth.goals[goal.code]
        relevance = self._on(scales[question.relevance.code])
        answers: dict[str, Json | Answer] = {"rel": relevance}
        if isinstance(relevance, int) and relevance > question.skip_unless_above:
            answers |= {item.code: self._on(scales[item.code], shift) for item in question.items}
        return dict(answers)

    def _goal_entry(self, question: GoalEntry) -> Answer:
        number = int(self._random.integers(1, question.most + 1))
        weights = self._random.multinomial(question.total, np.full(number, 1 / number)).tolist()
        goals: list[Json] = []
        for place, weight in enumerate(weights, 1):
            parts = {part.code: self._single(part) for part in question.parts}
            given: dict[str, Json | Answer] = {
                code: answer for code, answer in parts.items() if answer is not None
            }
            goals.append({"name": f"Goal {place}", "weight": weight, **given})
        return goals
