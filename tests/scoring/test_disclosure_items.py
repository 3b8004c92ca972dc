"""Items: what everybody answered alike is not shown, and shares stop short of the ends."""

from __future__ import annotations

import numpy as np

from questionnaires.model import Questionnaire
from scoring.items import item_results
from scoring.responses import Responses


def test_an_item_that_everybody_answered_alike_is_withheld_and_shares_near_the_ends_are_coded(
    questionnaire: Questionnaire,
) -> None:
    answers = np.full((20, 4), 4, dtype=np.int8)
    answers[0, 1], answers[:11, 2] = 1, 2

    found = item_results(questionnaire, Responses(answers, ((),) * 20), threshold=10)

    assert list(found) == ["see_2", "fit1"]
    assert (found["see_2"].favourable, found["fit1"].favourable) == (0.9, 0.45)
