"""The question types beside the sentence on a scale: what is asked, never what was answered (see answers.py).

All have `code`, `text`, `hint`, `required` and `show_if`, so that pages, previews and exports treat them alike. The
trap: an option that is `outside` ("I don't know") is an answer, stored beside the others as a negative number, and is
never a position in their order.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import KW_ONLY, dataclass, field

from questionnaires.conditions import Condition
from questionnaires.texts import Text

POSITIONS = ("employee", "manager", "executive")
"""The audiences an option can be for; who is of no known position sees what employees see."""


@dataclass(frozen=True)
class Option:
    """An answer to choose. Only positions in `audience`, and campaigns whose scope is in `scopes`, see it; () is all.

    `exclusive`: cannot be combined. `other`: brings a field to write in. `outside`: "I don't know", "prefer not to
    say". `fixed`: keeps its place at the end where the order is random. `comment`: has a field for a remark.
    """

    code: str
    label: Text
    audience: tuple[str, ...] = ()
    exclusive: bool = False
    other: bool = False
    outside: bool = False
    fixed: bool = False
    comment: bool = False
    scopes: tuple[str, ...] = ()

    @property
    def alone(self) -> bool:
        """Whether it stands alone: one cannot both choose and not know."""
        return self.exclusive or self.outside


@dataclass(frozen=True)
class Asked:
    """What all questions have. `construct`, `cite` and `seed` say where one comes from, to nobody who answers."""

    code: str
    text: Text
    _: KW_ONLY
    hint: Text | None = None
    required: bool = False
    show_if: Condition | None = None
    construct: str = ""
    cite: tuple[str, ...] = ()
    seed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Single(Asked):
    """One answer, of `options` or on the scale named `scale`."""

    options: tuple[Option, ...] = ()
    scale: str = ""
    random: bool = False


@dataclass(frozen=True)
class Multiple(Asked):
    """Any number of options, or at most `most`."""

    options: tuple[Option, ...] = ()
    most: int | None = None
    random: bool = False


@dataclass(frozen=True)
class Ranking(Asked):
    """Pick up to `most` options, then put them in order; without `rank_text` there is no second step."""

    options: tuple[Option, ...] = ()
    rank_text: Text | None = None
    most: int = 3
    random: bool = False


@dataclass(frozen=True)
class Design:
    """The sets that people of some `positions` see, by version; a set is the options shown together, by code."""

    positions: tuple[str, ...]
    versions: tuple[tuple[tuple[str, ...], ...], ...]


@dataclass(frozen=True)
class BestWorst(Asked):
    """The best and the worst of each of `sets` sets of `size` options (MaxDiff).

    `designs` are fixed when a campaign is launched; before that drawing.py makes them from the random seed.
    """

    best: Text
    worst: Text
    options: tuple[Option, ...] = ()
    size: int = 4
    sets: int = 10
    versions: int = 8
    designs: tuple[Design, ...] = ()


@dataclass(frozen=True)
class Rating(Asked):
    """A whole number from `low` to `high`, with words at both ends."""

    low: int = 0
    high: int = 10
    low_label: Text | None = None
    high_label: Text | None = None


@dataclass(frozen=True)
class Points(Asked):
    """Points to share out over the options; they add up to `total`."""

    options: tuple[Option, ...] = ()
    total: int = 100
    random: bool = False


@dataclass(frozen=True)
class Number(Asked):
    """A number from `low` to `high` with at most so many `decimals`."""

    low: float
    high: float
    decimals: int = 0
    unit: Text | None = None


@dataclass(frozen=True)
class Writing(Asked):
    """Own words, one line or, where `long`, several. The usual limits of the two differ, so one is always said."""

    long: bool = False
    most_characters: int = field(kw_only=True)


@dataclass(frozen=True)
class GoalBlock(Asked):
    """The same few questions for each goal of the organisation, for `most` of them; `text` leads in with `{goal}`.

    `relevance` is asked first. Who answers it with `skip_unless_above`, less, or an outside answer is not asked the
    rest for that goal.
    """

    relevance: Single
    items: tuple[Single, ...]
    skip_unless_above: int = 0
    most: int = 3


@dataclass(frozen=True)
class GoalEntry(Asked):
    """Up to `most` goals in the person's own words, with points that add up to `total` and `parts` asked of each.

    It names people's views one by one: for the leaders' form, which promises no anonymity.
    """

    weight: Text
    parts: tuple[Single, ...] = ()
    most: int = 5
    total: int = 100


@dataclass(frozen=True)
class Check(Asked):
    """A line that tells which answer to choose; only asked where the questionnaire has `attention_check`."""

    scale: str
    expected: int


Question = (
    Single
    | Multiple
    | Ranking
    | BestWorst
    | Rating
    | Points
    | Number
    | Writing
    | GoalBlock
    | GoalEntry
    | Check
)

TYPES: Mapping[str, type[Question]] = {
    "single": Single,
    "multiple": Multiple,
    "ranking": Ranking,
    "best_worst": BestWorst,
    "rating": Rating,
    "points": Points,
    "number": Number,
    "text": Writing,
    "goal_block": GoalBlock,
    "goal_entry": GoalEntry,
    "check": Check,
}
"""What a file calls each type."""


def options_of(question: object) -> tuple[Option, ...]:
    """Return the options of whatever has any."""
    found: tuple[Option, ...] = getattr(question, "options", ())
    return found


def inner_of(question: object) -> tuple[Single, ...]:
    """Return the questions within a question: what is asked for each goal."""
    if isinstance(question, GoalBlock):
        return (question.relevance, *question.items)
    return question.parts if isinstance(question, GoalEntry) else ()
