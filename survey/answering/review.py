"""The answers in words, screen by screen, as they are shown before Send."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from questionnaires.model import Scale, Segment
from questionnaires.questions import (
    BestWorst,
    GoalEntry,
    Multiple,
    Number,
    Points,
    Ranking,
    Rating,
    Single,
    Writing,
    inner_of,
)
from survey.answering.question_field import mapping
from survey.answering.screens import RELEVANCE, Matrix, Order, Part, Row, Screen, screens
from survey.answering.way import Way
from survey.speech import Speech


@dataclass(frozen=True)
class Line:
    """A question and its answer in words; `answers` is empty where nothing was answered."""

    question: str
    answers: tuple[str, ...]


@dataclass(frozen=True)
class Group:
    """The lines of one screen."""

    slug: str
    title: str
    lines: tuple[Line, ...]


def groups(way: Way, speech: Speech) -> tuple[Group, ...]:
    """Return what was asked and answered. The order of a ranking is told with the choice, not once more."""
    shown = [screen for screen in screens(way) if not isinstance(screen.parts[0], Order)]
    return tuple(_group(way, speech, screen, place) for place, screen in enumerate(shown, 1))


def _group(way: Way, speech: Speech, screen: Screen, place: int) -> Group:
    title = speech.wording(screen.page.title) or speech.say("Page %(place)s", place=speech.number(place))
    lines = tuple(line for part in screen.parts for line in _lines(way, speech, part))
    return Group(screen.slug, title, lines)


def _lines(way: Way, speech: Speech, part: Part) -> Iterator[Line]:
    if isinstance(part, Matrix):
        yield from (_row(way, speech, part, row) for row in part.rows)
    elif not isinstance(part, Order):
        answer = way.answers.get(part.code)
        words = _WORDS[type(part)](way, speech, part, answer) if answer is not None else ()
        yield Line(speech.wording(part.text), tuple(words))


def _row(way: Way, speech: Speech, matrix: Matrix, row: Row) -> Line:
    if matrix.block is None or row.goal is None:
        answer = way.answers.get(row.name)
        return Line(speech.wording(row.text), _on_scale(speech, matrix.scale, answer))
    about = mapping(mapping(way.answers.get(matrix.block.code)).get(row.goal.code))
    answer = about.get(row.name.rsplit(".", 1)[1])
    goal = speech.wording(row.goal.name)
    question = speech.wording(matrix.lead if row.name.endswith(f".{RELEVANCE}") else row.text, row.goal)
    return Line(
        speech.say("%(goal)s: %(question)s", goal=goal, question=question),
        _on_scale(speech, matrix.scale, answer),
    )


def _on_scale(speech: Speech, scale: Scale, answer: object) -> tuple[str, ...]:
    labels = {point.value: point.label for point in scale.points}
    named = {outside.code: outside.label for outside in scale.outside}
    label = labels.get(answer) if isinstance(answer, int) else named.get(str(answer))
    return (speech.wording(label),) if label else ()


def _label(way: Way, speech: Speech, question: object, code: object) -> str:
    option = way.questionnaire.option_of[getattr(question, "code", "")].get(str(code))
    return speech.wording(option.label) if option else ""


def _single(way: Way, speech: Speech, question: Single | Segment, answer: Any) -> tuple[str, ...]:
    if getattr(question, "scale", ""):
        return _on_scale(speech, way.questionnaire.scale_of[question.code], answer)
    chosen = mapping(answer).get("chosen", answer)
    return _with_text(_label(way, speech, question, chosen), answer, speech)


def _with_text(label: str, answer: Any, speech: Speech) -> tuple[str, ...]:
    text = mapping(answer).get("text")
    return (speech.say("%(answer)s: %(words)s", answer=label, words=text),) if text else (label,)


def _several(way: Way, speech: Speech, question: Multiple | Ranking, answer: Any) -> tuple[str, ...]:
    options, remarks = way.questionnaire.option_of[question.code], mapping(answer.get("remarks"))
    words = []
    ranked = answer.get("ranked", [])
    for place, code in enumerate(ranked or answer.get("chosen", []), 1):
        label = _label(way, speech, question, code)
        text = answer.get("text") if options[code].other else remarks.get(code)
        label = speech.say("%(answer)s: %(words)s", answer=label, words=text) if text else label
        words.append(f"{speech.number(place)}. {label}" if ranked else label)
    return tuple(words)


def _best_worst(way: Way, speech: Speech, question: BestWorst, answer: Any) -> tuple[str, ...]:
    best, worst = speech.wording(question.best), speech.wording(question.worst)
    pairs = zip(answer["best"], answer["worst"], strict=True)
    return tuple(
        f"{_named(speech, best, _label(way, speech, question, one))} / "
        f"{_named(speech, worst, _label(way, speech, question, other))}"
        for one, other in pairs
        if one or other
    )


def _named(speech: Speech, name: str, words: str) -> str:
    return speech.say("%(answer)s: %(words)s", answer=name, words=words or "–")


def _number(way: Way, speech: Speech, question: Number | Rating, answer: Any) -> tuple[str, ...]:  # noqa: ARG001
    whole = float(answer).is_integer()
    return (speech.number(answer, 0 if whole else getattr(question, "decimals", 0)),)


def _points(way: Way, speech: Speech, question: Points, answer: Any) -> tuple[str, ...]:
    return tuple(
        speech.say(
            "%(answer)s: %(words)s",
            answer=_label(way, speech, question, code),
            words=speech.number(points),
        )
        for code, points in answer.items()
    )


def _writing(way: Way, speech: Speech, question: Writing, answer: Any) -> tuple[str, ...]:  # noqa: ARG001
    return (str(answer),)


def _goal_entry(way: Way, speech: Speech, question: GoalEntry, answer: Any) -> tuple[str, ...]:
    words = []
    for goal in answer:
        about = [speech.number(goal["weight"])] if "weight" in goal else []
        for part in inner_of(question):
            if part.code in goal:
                about += _single(way, speech, part, goal[part.code])
        words.append(f"{goal['name']} ({', '.join(about)})" if about else str(goal["name"]))
    return tuple(words)


_WORDS: Mapping[type, Callable[..., tuple[str, ...]]] = {
    Single: _single,
    Segment: _single,
    Multiple: _several,
    Ranking: _several,
    BestWorst: _best_worst,
    Rating: _number,
    Number: _number,
    Points: _points,
    Writing: _writing,
    GoalEntry: _goal_entry,
}
