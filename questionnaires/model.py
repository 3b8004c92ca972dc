"""What a questionnaire is: frozen values that read nothing and know no file.

The trap: an *outside* answer ("I don't know", "Does not apply") is an answer. It is neither a point of the
scale nor a missing answer, and it is stored and counted apart from both.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Literal

from questionnaires.conditions import Condition
from questionnaires.errors import QuestionnaireError
from questionnaires.questions import POSITIONS, Check, Question, Single, inner_of, options_of
from questionnaires.questions import Option as Option
from questionnaires.texts import PLACEHOLDER as PLACEHOLDER
from questionnaires.texts import Text as Text
from questionnaires.texts import filled

Direction = Literal["better", "worse"]


@dataclass(frozen=True)
class Point:
    """A position on a scale."""

    value: int
    label: Text


@dataclass(frozen=True)
class Outside:
    """An answer beside the scale, such as "I don't know"."""

    code: str
    label: Text


@dataclass(frozen=True)
class Scale:
    """Points in ascending order, one apart, and the answers outside them."""

    code: str
    points: tuple[Point, ...]
    outside: tuple[Outside, ...] = ()
    prompt: Text | None = None

    @property
    def lowest(self) -> int:
        return self.points[0].value

    @property
    def highest(self) -> int:
        return self.points[-1].value


@dataclass(frozen=True)
class Dimension:
    """What several items measure together. `higher_is` says whether a high score is good news."""

    code: str
    label: Text
    question: Text | None = None
    higher_is: Direction = "better"
    core_pair: bool = False


@dataclass(frozen=True)
class Item:
    """One sentence, answered on a scale. `reverse` items point against their dimension."""

    code: str
    dimension: str
    scale: str
    text: Text
    reverse: bool = False
    facet: str = ""
    speaks_of: str = ""
    construct: str = ""
    cite: tuple[str, ...] = ()
    seed: tuple[str, ...] = ()
    hint: Text | None = None
    required: bool = False
    show_if: Condition | None = None


@dataclass(frozen=True)
class Page:
    """What is shown together: codes of items, questions and segments, in order. `random`: items change places."""

    code: str
    shows: tuple[str, ...]
    title: Text | None = None
    random: bool = False
    show_if: Condition | None = None


@dataclass(frozen=True)
class Segment:
    """A group that respondents belong to beside their unit, such as position or tenure.

    A segment that a page shows is asked there; any other is known from the list of participants.
    """

    code: str
    label: Text
    options: tuple[Option, ...]
    hint: Text | None = None
    required: bool = False
    show_if: Condition | None = None

    @property
    def text(self) -> Text:
        """The label, under the name that items and questions have for theirs."""
        return self.label


@dataclass(frozen=True)
class Goal:
    """A strategic goal of the organisation, which goal blocks ask about."""

    code: str
    name: Text
    weight: float | None = None
    owner: str = ""
    measure: str = ""


@dataclass(frozen=True)
class SubScore:
    """A score over some items of one dimension, such as taking within participation."""

    code: str
    label: Text
    items: tuple[str, ...]


@dataclass(frozen=True)
class Level:
    """A maturity level; it begins at `start` (0 to 100) and ends below the start of the next one."""

    number: int
    start: float
    name: Text
    idea: Text | None = None


@dataclass(frozen=True)
class Gate:
    """The overall level may be at most `above` levels over the lowest level of `lowest_of`."""

    above: int
    lowest_of: tuple[str, ...]


@dataclass(frozen=True)
class Band:
    """The lowest score of `lowest_of` lies in the half-open band from `start` to below `below`."""

    lowest_of: tuple[str, ...]
    start: float | None = None
    below: float | None = None


@dataclass(frozen=True)
class Unknown:
    """At least the share `start` (0 to 1) of the items of `dimension` got the outside answer `answer`."""

    dimension: str
    answer: str
    start: float


@dataclass(frozen=True)
class Archetype:
    """A named pattern of scores. Tested in order; `unknown` is tested before all, `otherwise` takes who is left."""

    code: str
    label: Text
    when: tuple[Band, ...] = ()
    unknown: Unknown | None = None
    otherwise: bool = False


@dataclass(frozen=True)
class Maturity:
    """Levels, the gate on the overall level, and archetypes, over the dimensions they need."""

    dimensions: tuple[str, ...]
    levels: tuple[Level, ...]
    gates: tuple[Gate, ...] = ()
    archetypes: tuple[Archetype, ...] = ()


LONGEST_GOAL = 60
"""Characters of a goal's name, so that it fits into a sentence."""

GOAL = "goal"
"""The placeholder that stands for the goal a goal block asks about; no word may be called so."""


@dataclass(frozen=True)
class Questionnaire:
    """A questionnaire with everything in it: nothing is looked up elsewhere once it is read."""

    id: str
    version: str
    languages: tuple[str, ...]
    title: Text
    scales: tuple[Scale, ...]
    dimensions: tuple[Dimension, ...]
    items: tuple[Item, ...]
    pages: tuple[Page, ...]
    intro: Text | None = None
    words: Mapping[str, Text] = field(default_factory=dict)
    segments: tuple[Segment, ...] = ()
    sub_scores: tuple[SubScore, ...] = ()
    maturity: Maturity | None = None
    profile_names: Mapping[int, tuple[Text, ...]] = field(default_factory=dict)
    questions: tuple[Question, ...] = ()
    goals: tuple[Goal, ...] = ()
    scope: str = ""
    scopes: Mapping[str, Mapping[str, Text]] = field(default_factory=dict)
    attention_check: bool = False
    random_seed: int = 0

    @cached_property
    def scale_of(self) -> Mapping[str, Scale]:
        """The scale of each item, and of each question on a scale, by its code."""
        by_code = {scale.code: scale for scale in self.scales}
        inner = [part for question in self.questions for part in inner_of(question)]
        asked: list[Item | Question] = [*self.items, *self.questions, *inner]
        named = {each.code: each.scale for each in asked if isinstance(each, (Item, Single, Check))}
        return {code: by_code[scale] for code, scale in named.items() if scale}

    @cached_property
    def items_of(self) -> Mapping[str, tuple[Item, ...]]:
        """The items of each dimension, by the dimension's code, in the questionnaire's order."""
        return {
            dimension.code: tuple(item for item in self.items if item.dimension == dimension.code)
            for dimension in self.dimensions
        }

    @cached_property
    def question_of(self) -> Mapping[str, Item | Question | Segment]:
        """What a page can show, by code: items, questions, segments."""
        return {each.code: each for each in (*self.items, *self.questions, *self.segments)}

    @cached_property
    def option_of(self) -> Mapping[str, Mapping[str, Option]]:
        """The options of each question and segment that has any, by its code and theirs."""
        inner = [part for question in self.questions for part in inner_of(question)]
        return {
            each.code: {option.code: option for option in options_of(each)}
            for each in (*self.questions, *self.segments, *inner)
            if options_of(each)
        }

    @cached_property
    def segments_asked(self) -> tuple[str, ...]:
        """The codes of the segments that a page shows."""
        shown = {code for page in self.pages for code in page.shows}
        return tuple(segment.code for segment in self.segments if segment.code in shown)

    @cached_property
    def words_in_use(self) -> Mapping[str, Text]:
        """What placeholders stand for: the words of the chosen scope, and over them `words`."""
        return {**self.scopes.get(self.scope, {}), **self.words}

    def options_for(self, question: object, position: str | None = None) -> tuple[Option, ...]:
        """Return the options of `question` in this scope, and for people of `position` where one is given.

        A position that no option can be for ("prefer not to say", "") stands for employees.
        """
        here = [each for each in options_of(question) if not each.scopes or self.scope in each.scopes]
        if position is None:
            return tuple(here)
        audience = position if position in POSITIONS else POSITIONS[0]
        return tuple(each for each in here if not each.audience or audience in each.audience)

    def wording(self, text: Text, language: str, *, goal: Goal | None = None) -> str:
        """Return `text` with the declared words filled in once; what they bring in is not expanded again.

        Within a goal block, `{goal}` is the name of the goal that is asked about.
        """
        words = {name: word.in_language(language) for name, word in self.words_in_use.items()}
        name = {} if goal is None else {GOAL: goal.name.in_language(language)}
        return filled(text.in_language(language), {**words, **name})

    # -- as a campaign asks it

    def with_goals(self, goals: Sequence[Goal]) -> Questionnaire:
        """Return the questionnaire with the goals of the organisation; reading its YAML checks them."""
        return replace(self, goals=tuple(goals))

    def with_scope(self, scope: str, words: Mapping[str, Text] | None = None) -> Questionnaire:
        """Return the questionnaire with another of its scopes, and words of the organisation's own over its words.

        Raises
        ------
        QuestionnaireError
            When it has no such scope.
        """
        if scope not in self.scopes:
            raise QuestionnaireError(
                f"The questionnaire has no scope {scope!r}.",
                where=self.id,
                mend=f"Use one of {', '.join(self.scopes)}." if self.scopes else "Change 'words:' instead.",
            )
        return replace(self, scope=scope, words={**self.words, **(words or {})})

    def without(self, segments: Collection[str]) -> Questionnaire:
        """Return the questionnaire that does not ask for `segments`: they are known from the participants."""
        pages = [
            replace(page, shows=tuple(code for code in page.shows if code not in segments))
            for page in self.pages
        ]
        return replace(self, pages=tuple(page for page in pages if page.shows))
