"""What goes with use, over everybody: drivers, arithmetic on slopes, the hypotheses of the source text.

The trap: participation is use under another name, so it is left out of what goes with use. And whatever is shown here
mixes all cells, so it is shown for everybody only (see `disclosure.WHOLE_THRESHOLD`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from questionnaires.model import Questionnaire
from scoring.asked import USES, choice_of_use, goal_answers, use_scores
from scoring.dimensions import ScoringKey, percent_of_maximum
from scoring.drivers import FEWEST_PEOPLE, PEOPLE_A_DRIVER, drivers_of
from scoring.hypotheses import Evidence, findings, use_kinds
from scoring.release_findings import DriversFound, HypothesesFound, WhatIfsFound
from scoring.responses import Responses
from scoring.what_if import what_if

Matrix = NDArray[np.float64]

USE_ITSELF = ("part",)
"""Dimensions that are use, not what goes with it."""

OUTCOME = "frequency"


@dataclass(frozen=True)
class Answers:
    """Scores of n people, 0 to 100 and turned so that high is good: by dimension, by sub-score, by item, and use."""

    questionnaire: Questionnaire
    responses: Responses
    dimensions: Mapping[str, Matrix]
    sub_scores: Mapping[str, Matrix]
    items: Mapping[str, Matrix]
    use: Mapping[str, Matrix]

    @property
    def outcome(self) -> Matrix | None:
        """How often people use it."""
        return self.use.get(OUTCOME)

    @property
    def drivers(self) -> Mapping[str, Matrix]:
        """The dimensions that may go with use."""
        return {code: scores for code, scores in self.dimensions.items() if code not in USE_ITSELF}


def answers_to(
    questionnaire: Questionnaire, responses: Responses, key: ScoringKey, scores: Matrix, sub_scores: Matrix
) -> Answers:
    """Return the scores by name.

    Parameters
    ----------
    scores, sub_scores : ndarray of shape (n, n_dimensions), (n, n_sub_scores)
        As the pipeline has them: 0 to 100, reversed items turned.
    """
    turned = [d.higher_is == "worse" for d in questionnaire.dimensions]
    return Answers(
        questionnaire,
        responses,
        _named([d.code for d in questionnaire.dimensions], np.where(turned, 100 - scores, scores)),
        _named([each.code for each in questionnaire.sub_scores], sub_scores),
        _named(key.items, percent_of_maximum(responses.points, key)),
        use_scores(questionnaire, responses),
    )


def _named(codes: Sequence[str], columns: Matrix) -> dict[str, Matrix]:
    return {code: columns[:, place] for place, code in enumerate(codes)}


def drivers_found(answers: Answers, *, seed: int) -> DriversFound:
    """Return how what goes with use is shared out over the dimensions."""
    drivers, outcome = answers.drivers, answers.outcome
    if outcome is None or not drivers:
        return DriversFound("not_asked")
    scores = np.column_stack(list(drivers.values()))
    found = drivers_of(scores, outcome, list(drivers), seed=seed)
    if found is not None:
        return DriversFound(None, USES[OUTCOME], found)
    people = int((~np.isnan(np.column_stack([scores, outcome]))).all(axis=1).sum())
    enough = people >= max(FEWEST_PEOPLE, PEOPLE_A_DRIVER * len(drivers))
    return DriversFound("alike" if enough else "few", USES[OUTCOME])


def what_ifs_found(answers: Answers) -> WhatIfsFound:
    """Return, by dimension, what use would be if its score rose and all others stayed."""
    drivers, outcome = answers.drivers, answers.outcome
    if outcome is None or not drivers:
        return WhatIfsFound("not_asked")
    rises = {}
    for code, score in drivers.items():
        others = [other for name, other in drivers.items() if name != code]
        rise = what_if(score, outcome, held_equal=np.column_stack(others) if others else None)
        if rise is not None:
            rises[code] = rise
    return WhatIfsFound(None if rises else "few", USES[OUTCOME], rises)


def hypotheses_found(answers: Answers) -> HypothesesFound:
    """Return the table of hypotheses; rows whose questions were not asked are not tested."""
    rows = findings(_evidence(answers))
    if all(row.verdict == "not_tested" for row in rows):
        return HypothesesFound("few" if answers.use else "not_asked")
    return HypothesesFound(None, rows)


def _evidence(answers: Answers) -> Evidence:
    chosen = choice_of_use(answers.questionnaire, answers.responses)
    take, give = (answers.sub_scores.get(code) for code in ("take", "give"))
    use = answers.outcome
    kinds = use_kinds(take, give, use) if take is not None and give is not None and use is not None else {}
    block = goal_answers(answers.questionnaire, answers.responses)
    goals = block[1] if block else None
    paths = sorted(set(answers.responses.units) - {()})
    place = {path: number for number, path in enumerate(paths)}
    return Evidence(
        scores={**answers.items, **answers.sub_scores, **answers.dimensions, **answers.use},
        kinds=kinds,
        choice=chosen[1] if chosen else None,
        choices=chosen[0] if chosen else (),
        units=np.array([place.get(path, -1) for path in answers.responses.units], dtype=np.intp),
        goal_relevance=_known(goals.relevance) if goals else None,
        goal_visibility=_known(goals.visibility) if goals else None,
    )


def _known(answers: Matrix) -> Matrix:
    return np.where(answers >= 0, answers, np.nan)
