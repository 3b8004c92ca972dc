"""What the browser shows at once: a page of the questionnaire, or a step that depends on what was answered on it.

    a page         its questions; sentences on one scale that follow each other make one matrix
    CODE-order     the second step of a ranking: putting in order what was chosen
    CODE-goals     what is asked of each goal that is part of somebody's work

The trap: which screens there are depends on the answers, so they are worked out anew for each request.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby

from questionnaires.model import Goal, Item, Page, Scale, Segment
from questionnaires.questions import Check, GoalBlock, Question, Ranking, Single
from questionnaires.texts import Text
from survey.answering.way import Way

RELEVANCE = "rel"
"""How an answer about a goal calls its relevance (see questionnaires.answers)."""


@dataclass(frozen=True)
class Row:
    """A line of a matrix: the name of its field, and what it asks."""

    name: str
    text: Text
    goal: Goal | None = None
    hint: Text | None = None
    required: bool = False


@dataclass(frozen=True)
class Matrix:
    """Lines answered on one scale. `block` is set where they belong to a goal block; `lead` then introduces them."""

    code: str
    scale: Scale
    rows: tuple[Row, ...]
    block: GoalBlock | None = None
    lead: Text | None = None
    goal: Goal | None = None


@dataclass(frozen=True)
class Order:
    """The second step of a ranking."""

    question: Ranking
    chosen: tuple[str, ...]

    @property
    def code(self) -> str:
        return self.question.code


Part = Matrix | Order | Question | Segment


@dataclass(frozen=True)
class Screen:
    """A screen with its place in the address, its title and what it asks."""

    slug: str
    page: Page
    parts: tuple[Part, ...]

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of the questions that it asks, for telling where an answer is given."""
        return tuple(code for part in self.parts for code in codes_of(part))


def codes_of(part: Part) -> tuple[str, ...]:
    """Return the codes of the questions that a part of a screen answers."""
    if isinstance(part, Matrix) and part.block is None:
        return tuple(row.name for row in part.rows)
    return (part.block.code,) if isinstance(part, Matrix) and part.block else (part.code,)


def screens(way: Way) -> tuple[Screen, ...]:
    """Return all screens of a way, in order."""
    return tuple(screen for page, codes in way.pages for screen in _screens_of(way, page, codes))


def _screens_of(way: Way, page: Page, codes: tuple[str, ...]) -> Iterator[Screen]:
    yield Screen(page.code, page, _parts_once(way, codes))
    for code in codes:
        question = way.question(code)
        if isinstance(question, Ranking) and (order := _order(way, question)):
            yield Screen(f"{code}-order", page, (order,))
        elif isinstance(question, GoalBlock) and (parts := tuple(_about_goals(way, question))):
            yield Screen(f"{code}-goals", page, parts)


def _parts_once(way: Way, codes: tuple[str, ...]) -> tuple[Part, ...]:
    """Return the parts of a page: they depend on its codes and its goals alone."""
    return way.once(("parts", codes, way.drawn.goals), lambda: tuple(_parts(way, codes)))


def _parts(way: Way, codes: tuple[str, ...]) -> Iterator[Part]:
    for scale, run in groupby(codes, lambda code: _matrix_scale(way, code)):
        if scale is None:
            yield from (_alone(way, code) for code in run)
        else:
            questions = [way.question(code) for code in run]
            rows = tuple(Row(q.code, q.text, hint=q.hint, required=q.required) for q in questions)
            yield Matrix(rows[0].name, way.questionnaire.scale_of[rows[0].name], rows)


def _matrix_scale(way: Way, code: str) -> str | None:
    """Return the scale of what can be a line of a matrix: a sentence, or a question whose scale has a prompt."""
    question = way.question(code)
    if isinstance(question, (Item, Check)):
        return question.scale
    if isinstance(question, Single) and question.scale and way.questionnaire.scale_of[code].prompt:
        return question.scale
    return None


def _alone(way: Way, code: str) -> Part:
    question = way.question(code)
    if isinstance(question, Item):
        message = f"{code} is a line of a matrix"
        raise TypeError(message)
    return _relevance(way, question) if isinstance(question, GoalBlock) else question


def _relevance(way: Way, block: GoalBlock) -> Matrix:
    scale = way.questionnaire.scale_of[block.relevance.code]
    rows = tuple(
        Row(name_about(block, goal, RELEVANCE), goal.name, goal, required=block.required)
        for goal in way.goals(block)
    )
    return Matrix(f"{block.code}.{RELEVANCE}", scale, rows, block, block.relevance.text)


def _about_goals(way: Way, block: GoalBlock) -> Iterator[Matrix]:
    """Yield a matrix for each goal that is part of the person's work, and each scale that its items have."""
    answers = _mapping(way.answers.get(block.code))
    for goal in way.goals(block):
        relevance = _mapping(answers.get(goal.code)).get(RELEVANCE)
        if not isinstance(relevance, int) or relevance <= block.skip_unless_above:
            continue
        for scale, items in groupby(block.items, lambda item: item.scale):
            rows = tuple(
                Row(name_about(block, goal, item.code), item.text, goal, item.hint, item.required)
                for item in items
            )
            found = next(each for each in way.questionnaire.scales if each.code == scale)
            yield Matrix(f"{block.code}.{goal.code}.{scale}", found, rows, block, block.text, goal)


def name_about(block: GoalBlock, goal: Goal, part: str) -> str:
    """Return the name of the field with what is asked about a goal."""
    return f"{block.code}.{goal.code}.{part}"


def _order(way: Way, question: Ranking) -> Order | None:
    """Return the second step, where at least two of the options that the person sees were chosen."""
    if question.rank_text is None:
        return None
    answer = _mapping(way.answers.get(question.code))
    chosen = answer.get("ranked") or answer.get("chosen") or []
    if not isinstance(chosen, list) or len(chosen) < 2:
        return None
    seen = [option.code for option in way.options(question)]
    codes = tuple(code for code in seen if code in chosen)
    return Order(question, codes) if len(codes) > 1 else None


def _mapping(answer: object) -> Mapping[str, object]:
    return answer if isinstance(answer, Mapping) else {}
