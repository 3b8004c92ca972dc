"""What a campaign knows of how people answered reaches the screen."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from questionnaires import load
from questionnaires.drawing import ORDERS, Drawn, page_order
from questionnaires.model import Text
from questionnaires.questions import Check
from scoring.dimensions import scoring_key
from scoring.responses import Responses
from scoring.screening import screened, screens

FORM = load("barriers-full")
KEY = scoring_key(FORM)
RUN = 14
"""Longest run allowed of 35 items: ⌈.375 · 35⌉."""


def attentive(n: int, **columns: np.ndarray) -> Responses:
    """Return people whose answers go up and down in the order of the questionnaire."""
    answers = np.tile(np.array([2, 4] * 18, dtype=np.int8)[: len(KEY.items)], (n, 1))
    return Responses(answers, ((),) * n, columns=columns)


def shown_in(order: int) -> list[int]:
    """Return the places of the items in the order that a person of this number saw them."""
    place = {code: place for place, code in enumerate(KEY.items)}
    shown = [code for page in FORM.pages for code in page_order(FORM, page, Drawn(order=order))]
    return [place[code] for code in shown if code in place]


def test_runs_are_looked_for_in_the_order_each_person_saw() -> None:
    # One answer to the first fourteen sentences of order 3, a run only for whoever saw them in that order.
    orders = np.arange(ORDERS, dtype=np.float64)
    people = attentive(ORDERS, drawn_order=orders)
    answers = people.answers.copy()
    answers[:, shown_in(3)[:RUN]] = 5

    found = screened(FORM, replace(people, answers=answers), KEY)

    assert shown_in(3) != shown_in(4)
    assert found.long_run[3]
    assert not found.long_run.all()


def test_imported_answers_are_screened_in_the_order_of_the_questionnaire() -> None:
    people = attentive(2)
    answers = people.answers.copy()
    answers[0, :RUN] = 5

    assert screened(FORM, replace(people, answers=answers), KEY).long_run.tolist() == [True, False]


def test_whoever_rushed_through_more_than_half_of_the_screens_is_too_fast() -> None:
    # Eleven pages, and one screen more for the order of barriers, one for the goals.
    assert screens(FORM) == 13

    found = screened(FORM, attentive(3, fast_pages=np.array([6.0, 7, np.nan])), KEY)

    assert found.too_fast.tolist() == [False, True, False]


def test_whoever_answers_the_check_otherwise_is_flagged_and_no_answer_is_no_failure() -> None:
    check = Check("att1", Text({"en": "Choose agree."}), scale="agree5", expected=4)
    form = replace(FORM, questions=(*FORM.questions, check))

    found = screened(form, attentive(4, att1=np.array([4.0, 5, -1, np.nan])), KEY)

    assert found.failed_check.tolist() == [False, True, True, False]


@pytest.mark.parametrize("n", [0, 1])
def test_nobody_and_one_attentive_person_are_screened_without_a_flag(n: int) -> None:
    found = screened(FORM, attentive(n, drawn_order=np.zeros(n), fast_pages=np.zeros(n)), KEY)

    assert found.flagged.tolist() == [False] * n
