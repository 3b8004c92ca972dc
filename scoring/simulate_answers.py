"""Made-up answers to questions of every type, from a truth that is told with them.

Each option has a pull, in logits: choices, ranks, best-worst sets and points all come from it, so that whatever reads
them can be held to it. A barrier pulls the more, the less the person has of its dimension. Use follows the person's
traits as `USE` says, what is asked of a goal the traits of impact and fit. The trap: what conditions leave out, or a
position does not see, nobody answers, made up or not.
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
from questionnaires.references import taxonomy
from scoring.simulate_words import NOTHING, SENTENCES

USE: Mapping[str, float] = {"impact": 0.35, "fit": 0.30, "will": 0.20, "org": 0.10, "tools": 0.05}
"""How much of use each trait makes up, where the questionnaire has these dimensions; else all alike."""

LACK = 5.0
"""Logits by which a barrier pulls more on who has nothing of its dimension than on who has all."""

CORE = 0.8
"""Logits by which the barriers of the source text pull more than others, on average."""

BREADTH = 3.0
"""Logits between who uses least and most, in choosing any of several options."""

_SILENT_SHARE = 0.03
_OUTSIDE_SHARE = 0.05
_WRITING_SHARE = 0.45
_NOTHING_SHARE = 0.08
_NOISE = 0.15
_MEAN_NUMBER = 0.3
_PULLS = (1.2, -1.2)
_GOAL_SHIFTS = (0.2, -0.2)


@dataclass(frozen=True)
class Truth:
    """What people were drawn from: the pull of each option by question; how much better a goal is seen, and fits."""

    pulls: Mapping[str, Mapping[str, float]]
    goals: Mapping[str, float]
    fits: Mapping[str, float]


@dataclass(frozen=True)
class Person:
    """Who answers: traits of 0 to 1 by dimension, whether the questions are read at all, segments, and language."""

    traits: Mapping[str, float]
    careless: bool
    segments: Mapping[str, str | None]
    language: str = "en"

    @property
    def use(self) -> float:
        """How much this person uses it, 0 to 1, before chance."""
        known = {code: share for code, share in USE.items() if code in self.traits}
        shares = known or dict.fromkeys(self.traits, 1.0)
        return sum(share * self.traits[code] for code, share in shares.items()) / sum(shares.values())

    def lack(self, option: str) -> float:
        """Return by how much a barrier pulls more, or less, on this person than on who stands in the middle."""
        barrier = taxonomy().barrier_of.get(option)
        known = barrier is not None and barrier.dimension in self.traits
        return LACK * (0.5 - self.traits[barrier.dimension]) if barrier and known else 0.0


def truth_of(questionnaire: Questionnaire, random: Generator) -> Truth:
    """Return pulls that fall from the first option to the last, not evenly, and goals seen better and worse."""
    asked = [*questionnaire.questions, *(part for each in questionnaire.questions for part in inner_of(each))]
    codes = [goal.code for goal in questionnaire.goals]
    shifts = np.linspace(*_GOAL_SHIFTS, max(len(codes), 1)).tolist()
    return Truth(
        pulls={question.code: _pulls(options_of(question), random) for question in asked},
        goals=dict(zip(codes, shifts, strict=False)),
        fits=dict(zip(codes, np.roll(shifts, 2).tolist(), strict=False)),
    )


def _pulls(options: Sequence[Option], random: Generator) -> dict[str, float]:
    """Return pulls that fall, but for barriers: what people lack decides among these, not their place in a list."""
    if any(option.code in taxonomy().barrier_of for option in options):
        core = {barrier.code for barrier in taxonomy().barriers if barrier.core}
        return {
            option.code: float(random.normal(CORE if option.code in core else 0, 0.5)) for option in options
        }
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

    def _between(self, low: int, high: int, trait: float | None = None) -> int:
        """Return a point where a trait lies, the person's use if none is named; anywhere where nothing was read."""
        if self._person.careless:
            return int(self._random.integers(low, high + 1))
        share = np.clip((self._person.use if trait is None else trait) + self._random.normal(0, _NOISE), 0, 1)
        return round(low + (high - low) * float(share))

    def _on(self, scale: Scale, trait: float | None = None) -> Answer:
        if scale.outside and self._random.random() < _OUTSIDE_SHARE:
            return scale.outside[0].code
        return self._between(scale.lowest, scale.highest, trait)

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
        if self._person.careless:
            return np.zeros(len(codes))
        pulls = self._truth.pulls[question.code]
        return np.array([pulls[code] + self._person.lack(code) for code in codes])

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
        more = 0.0 if self._person.careless else BREADTH * (self._person.use - 0.5)
        urge = self._pull(question, codes) + more + self._random.logistic(size=len(codes))
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
        """Return what somebody writes about what he lacks, or the word for nothing."""
        if self._random.random() < _NOTHING_SHARE:
            return NOTHING[self._person.language]
        topics = SENTENCES[self._person.language]
        lacks = np.array([LACK * (0.5 - self._person.traits.get(topic, 0.5)) for topic in topics])
        topic = list(topics)[int(np.argmax(lacks + self._random.gumbel(size=len(lacks))))]
        return topics[topic][int(self._random.integers(len(topics[topic])))]

    def _writing(self, question: Writing) -> Answer | None:
        if self._random.random() >= _WRITING_SHARE:
            return None
        return self._sentence()[: question.most_characters].strip() or None

    def _goal_block(self, question: GoalBlock) -> Answer | None:
        asked = goals_asked(self._questionnaire, question, self._drawn)
        about: dict[str, Json] = {goal.code: self._about(question, goal) for goal in asked}
        return about or None

    def _about(self, question: GoalBlock, goal: Goal) -> dict[str, Json]:
        """Return how much a goal is part of somebody's work, and then whether it is seen and whether means fit it."""
        scales = self._questionnaire.scale_of
        relevance = self._on(scales[question.relevance.code], float(self._random.random()))
        answers: dict[str, Json | Answer] = {"rel": relevance}
        if isinstance(relevance, int) and relevance > question.skip_unless_above:
            see, fit = (self._person.traits.get(code, self._person.use) for code in ("impact", "fit"))
            of_goal = (see + self._truth.goals[goal.code], fit + self._truth.fits[goal.code])
            answers |= {
                item.code: self._on(scales[item.code], of_goal[min(place, 1)])
                for place, item in enumerate(question.items)
            }
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
