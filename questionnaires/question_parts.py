"""The questions of a questionnaire or a bank: one function a type, from the keys that this type has.

A form names a question of its bank by code, or takes it with `from_bank:` and other words for `required`, `show_if`,
`most` and `rank`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import TypedDict

from questionnaires.conditions import Condition
from questionnaires.design_parts import read_design
from questionnaires.fields import Fields, Names, Taken
from questionnaires.nodes import Node, Table, Value
from questionnaires.option_parts import Options, Shared, read_options, require_plain
from questionnaires.problems import listed, meant, offered
from questionnaires.questions import (
    TYPES,
    BestWorst,
    Check,
    GoalBlock,
    GoalEntry,
    Multiple,
    Number,
    Points,
    Question,
    Ranking,
    Rating,
    Single,
    Writing,
    inner_of,
    options_of,
)
from questionnaires.texts import Text

MOST_QUESTIONS = 100
LONGEST_WRITING = 2_000
LONGEST_LINE = 200
MOST_STEPS = 20
LARGEST_NUMBER = 1_000_000_000
MOST_DECIMALS = 4
LARGEST_TOTAL = 1_000
MOST_GOALS_ASKED = 5
MOST_GOALS_ENTERED = 10

COMMON = ("code", "type", "text", "hint", "required", "show_if", "construct", "cite", "seed")
INNER = ("code", "text", "options", "scale", "hint", "construct", "cite", "seed")
FROM_BANK = ("from_bank", "required", "show_if", "most", "rank")
_CHOICE = ("options", "more_options")
KEYS: Mapping[str, tuple[str, ...]] = {
    "single": (*_CHOICE, "scale", "random"),
    "multiple": (*_CHOICE, "most", "random"),
    "ranking": (*_CHOICE, "rank_text", "most", "random"),
    "best_worst": (*_CHOICE, "best", "worst", "size", "sets", "versions", "designs"),
    "rating": ("low", "high", "low_label", "high_label"),
    "points": (*_CHOICE, "total", "random"),
    "number": ("low", "high", "decimals", "unit"),
    "text": ("long", "most_characters"),
    "goal_block": ("relevance", "items", "skip_unless_above", "most"),
    "goal_entry": ("weight", "parts", "most", "total"),
    "check": ("scale", "expected"),
}
"""The keys of each type, beside those in `COMMON`."""


class Common(TypedDict):
    """What all questions have."""

    code: str
    text: Text
    hint: Text | None
    required: bool
    show_if: Condition | None
    construct: str
    cite: tuple[str, ...]
    seed: tuple[str, ...]


def read_questions(fields: Fields, shared: Shared, taken: Taken) -> tuple[Question, ...]:
    """Return the questions, written in the file or taken from a bank; `taken` holds the codes of items."""
    if "questions" not in fields:
        return ()
    nodes = fields.listing("questions")
    if len(nodes) > MOST_QUESTIONS:
        fields.refuse(
            "questions", f"The file has {len(nodes):,} questions.", f"Use {MOST_QUESTIONS} at most."
        )
    found = [(node.line, _question(node, fields, shared)) for node in nodes]
    return tuple(question for line, question in found if question and _take(taken, question, line))


def _take(taken: Taken, question: Question, line: int) -> bool:
    codes = [question.code, *(part.code for part in inner_of(question))]
    return len([code for code in codes if taken.add(code, line, "the question")]) == len(codes)


def _question(node: Node, fields: Fields, shared: Shared) -> Question | None:
    if isinstance(node, Value):
        return _banked(node, fields, shared)
    if not isinstance(node, Table):
        fields.problems.note(f"A question is {node}.", node.line, f"Write its keys: {listed(COMMON[:3])}.")
        return None
    if "from_bank" in node.nodes:
        return _varied(Fields(node, "a question of the bank", fields.problems, known=FROM_BANK), shared)
    return _own(node, fields, shared)


def _banked(node: Node, fields: Fields, shared: Shared) -> Question | None:
    code = fields.as_code(node, "a question")
    if code and code not in shared.questions:
        fields.problems.note(
            f"The question {code!r} is in no bank that the file names.",
            node.line,
            meant(code, shared.questions)
            + offered(shared.questions, f"write its keys: {listed(COMMON[:3])}."),
        )
    return shared.questions.get(code)


def _varied(part: Fields, shared: Shared) -> Question | None:
    """Return a question of the bank with what the form says otherwise."""
    node = part.optional("from_bank")
    question = _banked(node, part, shared) if node else None
    if question is None:
        return None
    part.what = f"the question {question.code!r}"
    if "required" in part:
        question = replace(question, required=part.flag("required"))
    if "show_if" in part:
        question = replace(question, show_if=part.condition("show_if"))
    if "most" in part:
        question = _with_most(part, question)
    if "rank" in part:
        question = _with_rank(part, question)
    return question


def _with_most(part: Fields, question: Question) -> Question:
    if isinstance(question, (Multiple, Ranking)):
        return replace(question, most=_most(part, question.options, 1))
    part.refuse("most", f"{part.what} has no 'most:'.", "Leave it out; multiple and ranking have one.")
    return question


def _with_rank(part: Fields, question: Question) -> Question:
    if isinstance(question, Ranking) and question.rank_text:
        return question if part.flag("rank") else replace(question, rank_text=None)
    part.refuse("rank", f"{part.what} has no second step to leave out.", "Delete 'rank:'.")
    return question


def _own(node: Table, fields: Fields, shared: Shared) -> Question | None:
    code, kind = node.nodes.get("code"), node.nodes.get("type")
    what = f"the question {code}" if isinstance(code, Value) else "a question"
    name = kind.value if isinstance(kind, Value) and isinstance(kind.value, str) else ""
    if name not in TYPES:
        found = "has no 'type:'" if kind is None else f"has the type {kind}"
        fields.problems.note(
            f"{what} {found}.",
            node.lines.get("type", node.line),
            f"{meant(name, TYPES) if name else ''}Use one of {listed(TYPES)}.",
        )
        return None
    part = Fields(node, what, fields.problems, known=(*COMMON, *KEYS[name]))
    common: Common = {
        "code": part.code("code"),
        "text": part.text("text", shared.languages),
        "required": part.flag("required"),
        "show_if": part.condition("show_if"),
        **_told(part, shared),
    }
    question = _READERS[name](part, shared, common)
    return question if question.code else None


class _Told(TypedDict):
    hint: Text | None
    construct: str
    cite: tuple[str, ...]
    seed: tuple[str, ...]


def _told(part: Fields, shared: Shared) -> _Told:
    return {
        "hint": part.optional_text("hint", shared.languages),
        "construct": part.word("construct"),
        "cite": part.words("cite"),
        "seed": part.words("seed"),
    }


# -- one function a type


def _single(part: Fields, shared: Shared, common: Common) -> Question:
    options, scale = _options_or_scale(part, shared)
    return Single(**common, options=options, scale=scale, random=part.flag("random"))


def _options_or_scale(part: Fields, shared: Shared) -> tuple[Options, str]:
    if "scale" in part and "options" in part:
        part.refuse("scale", f"{part.what} has 'scale:' and 'options:'.", "Keep one of the two.")
    if "scale" in part:
        return (), part.known_code("scale", _scales(shared))
    options = read_options(part, shared)
    require_plain(part, options, ("audience", "other", "outside", "fixed", "scopes"))
    return options, ""


def _multiple(part: Fields, shared: Shared, common: Common) -> Question:
    options = read_options(part, shared)
    most = _most(part, options, len(options)) if "most" in part else None
    return Multiple(**common, options=options, most=most, random=part.flag("random"))


def _ranking(part: Fields, shared: Shared, common: Common) -> Question:
    options = read_options(part, shared)
    require_plain(part, options, ("audience", "exclusive", "other", "outside", "fixed", "scopes"))
    return Ranking(
        **common,
        options=options,
        rank_text=part.optional_text("rank_text", shared.languages),
        most=_most(part, options, 3),
        random=part.flag("random"),
    )


def _most(part: Fields, options: Options, default: int) -> int:
    """Return how many options may be chosen: fewer than there are, or it says nothing."""
    together = sum(not option.alone for option in options)
    most = part.whole("most", low=1, high=99, default=default)
    if options and not (most < together or (most == 1 and together == 1)):
        part.refuse(
            "most",
            f"{part.what} lets {most} be chosen of {together} that can be combined.",
            "Let 'most:' be smaller than the number of options.",
        )
    return most


def _best_worst(part: Fields, shared: Shared, common: Common) -> Question:
    options = read_options(part, shared)
    require_plain(part, options, ("audience", "scopes"))
    return BestWorst(
        **common,
        best=part.text("best", shared.languages),
        worst=part.text("worst", shared.languages),
        options=options,
        **read_design(part, options),
    )


def _rating(part: Fields, shared: Shared, common: Common) -> Question:
    low = part.whole("low", low=0, high=MOST_STEPS, default=0)
    high = part.whole("high", low=0, high=MOST_STEPS, default=10)
    if low >= high:
        part.refuse("high", f"{part.what} goes from {low} to {high}.", "Let 'high:' be more than 'low:'.")
    return Rating(
        **common,
        low=low,
        high=high,
        low_label=part.optional_text("low_label", shared.languages),
        high_label=part.optional_text("high_label", shared.languages),
    )


def _points(part: Fields, shared: Shared, common: Common) -> Question:
    options = read_options(part, shared)
    require_plain(part, options, ("audience", "fixed", "scopes"))
    total = part.whole("total", low=2, high=LARGEST_TOTAL, default=100)
    return Points(**common, options=options, total=total, random=part.flag("random"))


def _number(part: Fields, shared: Shared, common: Common) -> Question:
    low, high = _bound(part, "low"), _bound(part, "high")
    if low >= high and "low" in part and "high" in part:
        part.refuse("high", f"{part.what} goes from {low:g} to {high:g}.", "Let 'high:' be more than 'low:'.")
    return Number(
        **common,
        low=low,
        high=high,
        decimals=part.whole("decimals", low=0, high=MOST_DECIMALS, default=0),
        unit=part.optional_text("unit", shared.languages),
    )


def _bound(part: Fields, key: str) -> float:
    part.node(key, mend=f"Add '{key}:' with the {'smallest' if key == 'low' else 'largest'} number there is.")
    found = part.number(key, low=-LARGEST_NUMBER, high=LARGEST_NUMBER)
    return int(found) if found is not None and found == int(found) else found or 0


def _writing(part: Fields, shared: Shared, common: Common) -> Question:  # noqa: ARG001  all readers are called alike
    long = part.flag("long")
    most = LONGEST_WRITING if long else LONGEST_LINE
    return Writing(
        **common,
        long=long,
        most_characters=part.whole("most_characters", low=1, high=LONGEST_WRITING, default=most),
    )


def _check(part: Fields, shared: Shared, common: Common) -> Question:
    scale = part.known_code("scale", _scales(shared))
    points = [point.value for point in shared.scales[scale].points] if scale else [0, 100]
    return Check(**common, scale=scale, expected=part.whole("expected", low=min(points), high=max(points)))


def _goal_block(part: Fields, shared: Shared, common: Common) -> Question:
    keys, what = part.table("relevance"), f"'relevance:' of {part.what}"
    asked_first = (
        _inner(Fields(keys, what, part.problems, known=INNER), shared, on_scale=True)
        if keys.nodes
        else Single("", common["text"])
    )
    points = (
        [point.value for point in shared.scales[asked_first.scale].points] if asked_first.scale else [100]
    )
    if "items" not in part:
        part.listing("items")
    return GoalBlock(
        **common,
        relevance=asked_first,
        items=tuple(_inner(each, shared, on_scale=True) for each in _parts(part, "items")),
        skip_unless_above=part.whole("skip_unless_above", low=0, high=max(points), default=0),
        most=part.whole("most", low=1, high=MOST_GOALS_ASKED, default=3),
    )


def _goal_entry(part: Fields, shared: Shared, common: Common) -> Question:
    return GoalEntry(
        **common,
        weight=part.text("weight", shared.languages),
        parts=tuple(_inner(each, shared, on_scale=False) for each in _parts(part, "parts")),
        most=part.whole("most", low=1, high=MOST_GOALS_ENTERED, default=5),
        total=part.whole("total", low=2, high=LARGEST_TOTAL, default=100),
    )


def _parts(part: Fields, key: str) -> Iterable[Fields]:
    return part.parts(key, f"a part of {part.what}", INNER)


def _inner(part: Fields, shared: Shared, *, on_scale: bool) -> Single:
    code, text, told = part.code("code"), part.text("text", shared.languages), _told(part, shared)
    if on_scale:
        return Single(code, text, scale=part.known_code("scale", _scales(shared)), **told)
    options, scale = _options_or_scale(part, shared)
    if any(option.other for option in options_of(Single("", text, options=options))):
        part.refuse("options", f"{part.what} has an option with 'other: true'.", "Leave it out.")
    return Single(code, text, options=options, scale=scale, **told)


def _scales(shared: Shared) -> Names:
    return Names("scale", "scales", list(shared.scales))


_READERS: Mapping[str, Callable[[Fields, Shared, Common], Question]] = {
    "single": _single,
    "multiple": _multiple,
    "ranking": _ranking,
    "best_worst": _best_worst,
    "rating": _rating,
    "points": _points,
    "number": _number,
    "text": _writing,
    "goal_block": _goal_block,
    "goal_entry": _goal_entry,
    "check": _check,
}
