"""What a questionnaire and its campaign know of how people answered, brought to the screen for careless answers.

The trap: a campaign shows sentences in one of a few orders and keeps only its number, so a run of equal answers can
only be seen in the order that number stands for. Imported answers come without order, pages or check, and are
screened by what is there.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from questionnaires.drawing import ORDERS, Drawn, page_order
from questionnaires.model import Questionnaire
from questionnaires.questions import Check, GoalBlock, Ranking
from scoring.dimensions import ScoringKey
from scoring.quality import Presentation, Screen, screen
from scoring.responses import Responses


def screened(questionnaire: Questionnaire, responses: Responses, key: ScoringKey) -> Screen:
    """Return who was flagged, by all that is known of how the questionnaire was answered."""
    return screen(
        responses.answers,
        key,
        presentation=_presentation(questionnaire, responses, key),
        fast_pages=responses.columns.get("fast_pages"),
        pages=screens(questionnaire),
        failed_check=_failed(questionnaire, responses),
    )


def screens(questionnaire: Questionnaire) -> int:
    """Return how many screens there are at most: a ranking, and a block of goals, goes on on one of its own."""
    further = [
        question
        for question in questionnaire.questions
        if isinstance(question, GoalBlock)
        or (isinstance(question, Ranking) and question.rank_text is not None)
    ]
    return max(len(questionnaire.pages) + len(further), 1)


def _presentation(questionnaire: Questionnaire, responses: Responses, key: ScoringKey) -> Presentation | None:
    """Return the orders of a campaign; None where no order was drawn, and the key's own stands."""
    drawn = responses.columns.get("drawn_order")
    if drawn is None or np.isnan(drawn).any():
        return None
    orders = [_order(questionnaire, key, number) for number in range(ORDERS)]
    return Presentation(np.array(orders, dtype=np.intp), drawn.astype(np.intp) % ORDERS)


def _order(questionnaire: Questionnaire, key: ScoringKey, number: int) -> list[int]:
    place = {code: place for place, code in enumerate(key.items)}
    shown = [
        code for page in questionnaire.pages for code in page_order(questionnaire, page, Drawn(order=number))
    ]
    return [place[code] for code in shown if code in place]


def _failed(questionnaire: Questionnaire, responses: Responses) -> NDArray[np.bool_] | None:
    """Return who answered a check of attention otherwise than it asks; no answer is no failure."""
    checks = [question for question in questionnaire.questions if isinstance(question, Check)]
    failed = np.zeros(len(responses), dtype=bool)
    for check in checks:
        given = responses.columns.get(check.code)
        if given is not None:
            failed |= ~np.isnan(given) & (given != check.expected)
    return failed if checks else None
