"""All that a release tells beside scores, in the order of `release_findings`; every figure behind its gate.

Figures that mix cells are for everybody only, from `WHOLE_THRESHOLD` people on. What is told of units and positions
goes through the gate in `barrier_cells` and `goal_cells`, or is made of shown figures alone, as gaps are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from questionnaires.questions import POSITIONS
from questionnaires.references import taxonomy
from scoring.asked import (
    POSITION,
    barrier_answers,
    best_worst_answers,
    goal_answers,
    unknown_answers,
)
from scoring.barrier_cells import barrier_cells, coded
from scoring.best_worst import NONE, best_worst_scores
from scoring.blind import blind_shares
from scoring.comment_findings import comments_found
from scoring.dataset import Dataset
from scoring.dimensions import ScoringKey, scores_of, sub_score_items
from scoring.disclosure import WHOLE_THRESHOLD
from scoring.estimates import mean_estimate
from scoring.gaps import position_gaps
from scoring.goal_cells import goal_places
from scoring.quality import Screen
from scoring.release import Cell, Release
from scoring.release_findings import (
    BarriersFound,
    BestWorstFound,
    BlindFound,
    CommentsFound,
    DriversFound,
    Findings,
    GapsFound,
    GoalsFound,
    HypothesesFound,
    NonResponseFound,
    QualityFound,
    SubScoresFound,
    Weighed,
    WeightingFound,
    WhatIfsFound,
)
from scoring.trust_findings import non_response_found, quality_found, weighting_found
from scoring.use_findings import answers_to, drivers_found, hypotheses_found, what_ifs_found

Matrix = NDArray[np.float64]


@dataclass(frozen=True)
class Scored:
    """What the pipeline has worked out: item means in per cent, scores of shape (n, n_dimensions), the screen.

    `cells` are the release's: the total first, then units, then values of segments; crossings are not needed.
    """

    means: Matrix
    scores: Matrix
    key: ScoringKey
    screened: Screen
    cells: Sequence[Cell]

    @property
    def total(self) -> Cell:
        """The cell of everybody."""
        return self.cells[0]

    @property
    def positions(self) -> list[Cell]:
        """The cells of one position each."""
        return [cell for cell in self.cells if cell.segment == POSITION]


def findings_of(dataset: Dataset, scored: Scored, *, seed: int, earlier: Release | None) -> Findings:
    """Return all findings of a dataset; what an earlier release said of cells stands."""
    if scored.total.n is None or len(dataset.responses) < WHOLE_THRESHOLD:
        return _too_few()
    before = earlier.findings if earlier else None
    sub_scores, barriers = (
        _sub_scores(dataset, scored),
        _barriers(dataset, scored, before.barriers if before else None),
    )
    answers = answers_to(dataset.questionnaire, dataset.responses, scored.key, scored.scores, sub_scores)
    return Findings(
        barriers=barriers,
        best_worst=_best_worst(dataset),
        goals=_goals(dataset, scored, before.goals if before else None),
        gaps=_gaps(scored, dataset),
        blind=_blind(dataset, scored, barriers),
        sub_scores=_sub_scores_found(dataset, sub_scores),
        drivers=drivers_found(answers, seed=seed),
        what_ifs=what_ifs_found(answers),
        hypotheses=hypotheses_found(answers),
        comments=comments_found(
            dataset.questionnaire,
            dataset.responses,
            dataset.comments,
            threshold=dataset.threshold,
            seed=seed,
        ),
        non_response=non_response_found(scored.total),
        weighting=weighting_found(dataset.questionnaire, dataset.responses, dataset.head_counts),
        quality=quality_found(
            dataset.questionnaire, scored.scores, scored.screened, scored.total, threshold=dataset.threshold
        ),
    )


def _too_few() -> Findings:
    """Return no finding at all: so few people answered that whatever mixes them would tell on one."""
    return Findings(
        barriers=BarriersFound("few"),
        best_worst=BestWorstFound("few"),
        goals=GoalsFound("few"),
        gaps=GapsFound("few"),
        blind=BlindFound("few"),
        sub_scores=SubScoresFound("few"),
        drivers=DriversFound("few"),
        what_ifs=WhatIfsFound("few"),
        hypotheses=HypothesesFound("few"),
        comments=CommentsFound("few"),
        non_response=NonResponseFound("few"),
        weighting=WeightingFound("few"),
        quality=QualityFound("few"),
    )


def _barriers(dataset: Dataset, scored: Scored, earlier: BarriersFound | None) -> BarriersFound:
    answers = barrier_answers(dataset.questionnaire, dataset.responses)
    if answers is None:
        return BarriersFound("not_asked")
    return barrier_cells(
        answers,
        dataset.responses,
        scored.cells,
        core_pair=[barrier.code for barrier in taxonomy().barriers if barrier.core],
        threshold=dataset.threshold,
        invited=scored.total.invited,
        earlier=earlier,
    )


def _best_worst(dataset: Dataset) -> BestWorstFound:
    answers = best_worst_answers(dataset.questionnaire, dataset.responses)
    if answers is None:
        return BestWorstFound("not_asked")
    people = int((answers.best != NONE).any(axis=1).sum())
    if people < WHOLE_THRESHOLD:
        return BestWorstFound("few", answers.question)
    found = best_worst_scores(answers.sets, answers.best, answers.worst, answers.codes)
    options = tuple(
        Weighed(
            option.code,
            option.count_score,
            option.utility,
            option.utility_low,
            option.utility_high,
            option.preference,
        )
        for option in found
        if option.count_score is not None and option.count_score.n >= WHOLE_THRESHOLD
    )
    return BestWorstFound(None, answers.question, people, options)


def _goals(dataset: Dataset, scored: Scored, earlier: GoalsFound | None) -> GoalsFound:
    found = goal_answers(dataset.questionnaire, dataset.responses)
    if found is None:
        return GoalsFound("not_asked")
    cells = [scored.total, *scored.positions]
    return goal_places(*found, dataset.responses, cells, threshold=dataset.threshold, earlier=earlier)


def _gaps(scored: Scored, dataset: Dataset) -> GapsFound:
    """Return gaps between shown scores: the same n, means and spreads that the positions' cells tell."""
    shown = [
        cell
        for cell in scored.positions
        if cell.option in POSITIONS and any(score.estimate for score in cell.scores.values())
    ]
    if len(shown) < 2:
        return GapsFound("no_positions")
    names = [cell.option or "" for cell in shown]
    own = dataset.responses.segments[POSITION]
    positions = np.array([names.index(each) if each in names else -1 for each in own], dtype=np.intp)
    scores = scored.scores.copy()
    for number, cell in enumerate(shown):
        for place, code in enumerate(scored.key.dimensions):
            if cell.scores[code].estimate is None:
                scores[positions == number, place] = np.nan
    return GapsFound(None, position_gaps(scores, scored.key.dimensions, positions, names))


def _blind(dataset: Dataset, scored: Scored, barriers: BarriersFound) -> BlindFound:
    questionnaire, responses = dataset.questionnaire, dataset.responses
    unknown = unknown_answers(questionnaire)
    if not unknown.any():
        return BlindFound("not_asked")
    found = blind_shares(responses.answers, unknown, scored.key.item_sets, invited=scored.total.invited)
    return BlindFound(
        None,
        {
            item.code: coded(share)
            for item, share in zip(questionnaire.items, found.items, strict=True)
            if share is not None and share.n >= WHOLE_THRESHOLD
        },
        {
            dimension.code: estimate
            for dimension, estimate in zip(questionnaire.dimensions, found.dimensions, strict=True)
            if estimate is not None and estimate.n >= WHOLE_THRESHOLD and estimate.sd > 0
        },
        barriers.cells[0].unknown if barriers.cells else None,
    )


def _sub_scores(dataset: Dataset, scored: Scored) -> Matrix:
    """Return everybody's sub-scores, of shape (n, n_sub_scores); NaN where the questionnaire lacks the items."""
    sets = list(sub_score_items(dataset.questionnaire).values())
    return scores_of(dataset.responses.answers, scored.key, sets, scored.means)


def _sub_scores_found(dataset: Dataset, sub_scores: Matrix) -> SubScoresFound:
    """Return the sub-scores that enough people have and that are not alike for all."""
    shown = {}
    for sub_score, column in zip(dataset.questionnaire.sub_scores, sub_scores.T, strict=True):
        known = column[~np.isnan(column)]
        if len(known) >= WHOLE_THRESHOLD and np.ptp(known) > 0:
            shown[sub_score.code] = mean_estimate(known, invited=None)
    if not dataset.questionnaire.sub_scores:
        return SubScoresFound("not_asked")
    return SubScoresFound(None if shown else "few", shown)
