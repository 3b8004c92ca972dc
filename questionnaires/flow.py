"""The way through a questionnaire: what is asked of a person, given the answers so far, page by page.

The trap: an answer to a question that is no longer asked still lies in the draft. It must not count, neither in the
response nor in the conditions of later pages.
"""

from __future__ import annotations

from collections.abc import Mapping

from questionnaires.kinds import Kind
from questionnaires.model import Item, Page, Questionnaire, Segment
from questionnaires.questions import Check, GoalBlock, Multiple, Number, Question, Ranking, Rating, Single


def pages_asked(
    questionnaire: Questionnaire, answers: Mapping[str, object]
) -> tuple[tuple[Page, tuple[str, ...]], ...]:
    """Return the pages with something to ask, and the codes that each asks, given the answers.

    `answers` may hold segments that no page shows: those are known, and conditions may ask about them.
    """
    shown = {code for page in questionnaire.pages for code in page.shows}
    known = {code: answer for code, answer in answers.items() if code not in shown}
    asked = []
    for page in questionnaire.pages:
        if page.show_if and not page.show_if.evaluate(known):
            continue
        codes = tuple(code for code in page.shows if _is_asked(questionnaire, code, known))
        if codes:
            asked.append((page, codes))
        known |= {code: answers[code] for code in codes if code in answers}
    return tuple(asked)


def reachable(questionnaire: Questionnaire, answers: Mapping[str, object]) -> tuple[str, ...]:
    """Return the codes that are asked, given the answers, in the order of the pages."""
    return tuple(code for _, codes in pages_asked(questionnaire, answers) for code in codes)


def _is_asked(questionnaire: Questionnaire, code: str, known: Mapping[str, object]) -> bool:
    question = questionnaire.question_of[code]
    if isinstance(question, Check) and not questionnaire.attention_check:
        return False
    if isinstance(question, GoalBlock) and not questionnaire.goals:
        return False
    return question.show_if is None or question.show_if.evaluate(known)


def kinds_of(questionnaire: Questionnaire) -> dict[str, Kind | None]:
    """Return what the answers to each code can be, for conditions; None for what is asked once a goal."""
    return {code: _kind(questionnaire, each) for code, each in questionnaire.question_of.items()}


def _kind(questionnaire: Questionnaire, question: Item | Question | Segment) -> Kind | None:
    scale = questionnaire.scale_of.get(question.code)
    if scale:
        outside = tuple(answer.code for answer in scale.outside)
        return Kind(options=outside, low=scale.lowest, high=scale.highest)
    if isinstance(question, (Rating, Number)):
        decimals = question.decimals if isinstance(question, Number) else 0
        return Kind(low=question.low, high=question.high, decimals=decimals)
    if isinstance(question, GoalBlock):
        return None
    if isinstance(question, (Single, Segment)):
        return Kind(options=tuple(option.code for option in questionnaire.options_for(question)))
    if isinstance(question, (Multiple, Ranking)):
        options = questionnaire.options_for(question)
        return Kind(
            options=tuple(option.code for option in options),
            several=True,
            most=question.most,
            exclusive=tuple(option.code for option in options if option.alone),
        )
    return Kind()
