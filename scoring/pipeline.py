"""The steps from answers to a release, in order: the only module that knows them all.

Every figure of a group passes the gate of `disclosure` before it is computed, so that what must not be shown is not
there to be shown by mistake.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from questionnaires import content_hash
from questionnaires.model import Questionnaire
from scoring import dataset as datasets
from scoring.agreement import is_shared_climate, rwgj, variation
from scoring.cells import TOTAL, cells_of
from scoring.dataset import Dataset, PersonScores
from scoring.dimensions import (
    ScoringKey,
    answer_means,
    positions_of,
    scores_of,
    scoring_key,
)
from scoring.disclosure import WHOLE_THRESHOLD, item_threshold
from scoring.errors import DatasetError
from scoring.findings import Scored, findings_of
from scoring.items import item_results
from scoring.maturity import organisation_level
from scoring.profiles import find_profiles
from scoring.release import Agreement, Cell, Facts, MaturityResult, ProfilesResult, Release, Reliability
from scoring.reliability import consistency_of, light_of
from scoring.responses import Responses
from scoring.screening import screened
from scoring.sums import PairSums, pair_sums

Matrix = NDArray[np.float64]
Figure = TypeVar("Figure")

NO_PROFILES = ProfilesResult("too_few", 0, None, (), None, None, (), (), None)


def score(path: Path, *, seed: int = 1) -> Release:
    """Score the dataset at `path`, write the results into it, and return what may be shown.

    Raises
    ------
    DatasetError
        When the file cannot be read, trusted or written; it is then as it was.
    """
    dataset = datasets.read(path)
    release, people, model = score_dataset(dataset, seed=seed, earlier=_earlier_release(path))
    datasets.write_scores(path, dataset, people, model, release)
    return release


def score_dataset(
    dataset: Dataset, *, seed: int, earlier: Release | None = None
) -> tuple[Release, PersonScores, str | None]:
    """Return the release, what was found of each person, and the profile model as JSON; no file is touched.

    What an `earlier` release of the dataset said of its cells stands.
    """
    questionnaire, responses = dataset.questionnaire, dataset.responses
    key = scoring_key(questionnaire)
    means = answer_means(responses.answers, key)
    scores = scores_of(responses.answers, key, key.item_sets, means)
    screen = screened(questionnaire, responses, key)
    cells = cells_of(
        scores,
        responses.units,
        questionnaire.dimensions,
        head_counts=dataset.head_counts,
        threshold=dataset.threshold,
        maturity=questionnaire.maturity,
        segments=responses.segments,
        options={
            segment.code: [option.code for option in segment.options] for segment in questionnaire.segments
        },
        earlier=earlier,
    )
    total = cells.pop(TOTAL)
    whole = len(responses) >= WHOLE_THRESHOLD
    found = find_profiles(
        questionnaire,
        responses,
        scores,
        key,
        screen.left_out,
        seed=seed,
        questionnaire_hash=content_hash(questionnaire),
    )
    units = tuple(sorted((cell for cell in cells.values() if cell.segment is None), key=_path))
    segments = tuple(cell for cell in cells.values() if cell.segment is not None and not cell.path)
    release = Release(
        questionnaire=questionnaire,
        facts=_facts(dataset, total, screen.flagged, seed=seed),
        total=total,
        units=units,
        reliability=_shown(_reliability(responses, scores, key), total) if whole else {},
        agreement=_shown(_agreement(responses, scores, key), total) if whole else {},
        items=item_results(questionnaire, responses, threshold=item_threshold(dataset.threshold)),
        maturity=_maturity(questionnaire, total),
        profiles=found.result if whole else NO_PROFILES,
        segments=segments,
        crossings=tuple(cell for cell in cells.values() if cell.segment is not None and cell.path),
        findings=findings_of(
            dataset,
            Scored(means, scores, key, screen, (total, *units, *segments)),
            seed=seed,
            earlier=earlier,
        ),
    )
    people = PersonScores(scores, screen.flagged, found.profile, found.probability)
    return release, people, found.card


def _earlier_release(path: Path) -> Release | None:
    """Return what was released of the dataset before, if anything was and can still be read."""
    try:
        return datasets.read_release(path)
    except DatasetError:
        return None


def _path(cell: Cell) -> tuple[str, ...]:
    return cell.path


def _shown(figures: Mapping[str, Figure], total: Cell) -> dict[str, Figure]:
    """Return the figures of the dimensions whose score is shown: of others too few people have one."""
    return {code: figure for code, figure in figures.items() if total.scores[code].estimate is not None}


def _reliability(responses: Responses, scores: Matrix, key: ScoringKey) -> dict[str, Reliability]:
    sums = pair_sums(positions_of(responses.answers.T, key).T)
    return {
        code: _reliability_of(sums.of(items), scores[:, place], key, items)
        for place, code in enumerate(key.dimensions)
        for items in [key.items_of(place)]
    }


def _reliability_of(sums: PairSums, scores: Matrix, key: ScoringKey, items: NDArray[np.intp]) -> Reliability:
    found = consistency_of(sums, key.spans[items])
    codes = [key.items[item] for item in items]
    scored = scores[~np.isnan(scores)]
    alpha, omega = (_known(found.alpha), _known(found.omega)) if found else (None, None)
    return Reliability(
        n=found.n if found else len(scored),
        alpha=alpha,
        alpha_low=_known(found.alpha_low) if found else None,
        alpha_high=_known(found.alpha_high) if found else None,
        standardised_alpha=_known(found.standardised_alpha) if found else None,
        omega=omega,
        item_rest=_by_item(codes, found.item_rest if found else None),
        alpha_if_dropped=_by_item(codes, found.alpha_if_dropped if found else None),
        floor_share=float((scored <= 0).mean()) if len(scored) else 0.0,
        ceiling_share=float((scored >= 100).mean()) if len(scored) else 0.0,
        light=light_of(alpha, omega),
    )


def _agreement(responses: Responses, scores: Matrix, key: ScoringKey) -> dict[str, Agreement]:
    paths = sorted(set(responses.units) - {()})
    number = {path: place for place, path in enumerate(paths)}
    groups = np.array([number.get(path, -1) for path in responses.units], dtype=np.intp)
    return {
        code: _agreement_of(_points(responses, items), scores[:, place], key, items, groups)
        for place, code in enumerate(key.dimensions)
        for items in [key.items_of(place)]
    }


def _points(responses: Responses, items: NDArray[np.intp]) -> Matrix:
    """Return the answers to some items that are points of their scales; NaN for all others."""
    answers = responses.answers[:, items]
    return np.where(answers >= 0, answers, np.nan)


def _agreement_of(
    answers: Matrix, scores: Matrix, key: ScoringKey, items: NDArray[np.intp], groups: NDArray[np.intp]
) -> Agreement:
    between = variation(scores, groups)
    within = rwgj(answers, key.spans[items], groups)
    within = within[~np.isnan(within)]
    median = float(np.median(within)) if len(within) else None
    return Agreement(
        groups=between.groups if between else len(within),
        icc1=between.icc1 if between else None,
        icc2=between.icc2 if between else None,
        f=between.f if between else None,
        p=between.p if between else None,
        rwgj_mean=float(within.mean()) if len(within) else None,
        rwgj_median=median,
        shared_climate=is_shared_climate(between, median),
    )


def _maturity(questionnaire: Questionnaire, total: Cell) -> MaturityResult:
    """Return the level of the total's means, each turned so that high is good."""
    means: dict[str, float | None] = {}
    for dimension in questionnaire.dimensions:
        shown = total.scores.get(dimension.code)
        mean = shown.estimate.mean if shown and shown.estimate else None
        means[dimension.code] = mean if mean is None or dimension.higher_is == "better" else 100 - mean
    return organisation_level(questionnaire.maturity, means)


def _facts(dataset: Dataset, total: Cell, flagged: NDArray[np.bool_], *, seed: int) -> Facts:
    """Return what must be known to redo the numbers; a number of flagged people is never a small group."""
    count = int(flagged.sum())
    safe = count == 0 or count >= dataset.threshold
    shown = total.n is not None
    return Facts(
        title=next(iter(dataset.questionnaire.title.by_language.values())),
        origin=dataset.origin,
        responses=total.n,
        invited=total.invited,
        threshold=dataset.threshold,
        seed=seed,
        scored_with=f"sightline {version('sightline')}",
        fingerprint=dataset.fingerprint,
        flagged=count if shown and safe else None,
        outside_share=float(dataset.responses.outside.mean()) if shown else None,
        missing_share=float(dataset.responses.missing.mean()) if shown else None,
    )


def _by_item(codes: list[str], figures: Matrix | None) -> Mapping[str, float | None]:
    if figures is None:
        return dict.fromkeys(codes)
    return {code: _known(figure) for code, figure in zip(codes, figures.tolist(), strict=True)}


def _known(figure: float) -> float | None:
    return None if np.isnan(figure) else figure
