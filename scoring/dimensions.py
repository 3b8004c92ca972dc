"""From answers to scores: percent of the maximum for each item, two-way means for each dimension, the composite.

The trap: people skip the hard items, so the plain mean of what they answered is biased upwards by about a point.
The two-way score takes the difficulty of the answered items out; for complete answers it is the plain mean.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from questionnaires.model import Questionnaire

Matrix = NDArray[np.float64]

COMPOSITE_SHARE = 3 / 4
"""A composite needs this share of the dimensions."""


@dataclass(frozen=True)
class ScoringKey:
    """How items make dimensions: arrays of shape (n_items,) in presentation order, `better` of (n_dimensions,)."""

    items: tuple[str, ...]
    lowest: NDArray[np.int64]
    highest: NDArray[np.int64]
    reverse: NDArray[np.bool_]
    dimension_of: NDArray[np.intp]
    dimensions: tuple[str, ...]
    better: NDArray[np.bool_]

    def items_of(self, dimension: int) -> NDArray[np.intp]:
        """Return the places of a dimension's items."""
        return np.flatnonzero(self.dimension_of == dimension)


def scoring_key(questionnaire: Questionnaire) -> ScoringKey:
    """Return the key of a questionnaire, its items in the questionnaire's order."""
    items, dimensions = questionnaire.items, tuple(dimension.code for dimension in questionnaire.dimensions)
    scales = [questionnaire.scale_of[item.code] for item in items]
    return ScoringKey(
        items=tuple(item.code for item in items),
        lowest=np.array([scale.lowest for scale in scales]),
        highest=np.array([scale.highest for scale in scales]),
        reverse=np.array([item.reverse for item in items]),
        dimension_of=np.array([dimensions.index(item.dimension) for item in items]),
        dimensions=dimensions,
        better=np.array([dimension.higher_is == "better" for dimension in questionnaire.dimensions]),
    )


def percent_of_maximum(answers: Matrix, key: ScoringKey) -> Matrix:
    """Rescale answers to 0..100, the percent of the maximum possible, with reversed items turned.

    Parameters
    ----------
    answers : ndarray of shape (n, n_items)
        Points of each item's scale; NaN where unanswered or answered outside the scale.
    key : ScoringKey
        Lowest and highest point of each item, and which are reversed.

    Returns
    -------
    ndarray of shape (n, n_items)
        0 to 100; NaN stays NaN.

    References
    ----------
    Cohen, Cohen, Aiken & West (1999), Multivariate Behavioral Research 34(3), 315-346.
    """
    percent = 100 * (answers - key.lowest) / (key.highest - key.lowest)
    return np.where(key.reverse, 100 - percent, percent)


def item_means(percent: Matrix) -> Matrix:
    """Return the mean of each item over those who answered it; NaN for an item that nobody answered."""
    answered = ~np.isnan(percent)
    counts = answered.sum(axis=0)
    sums = np.where(answered, percent, 0).sum(axis=0)
    return np.asarray(sums / np.where(counts, counts, np.nan))


def dimension_scores(percent: Matrix, key: ScoringKey, means: Matrix) -> Matrix:
    """Return each person's two-way score: mean of the answered items, less their mean difficulty, plus that of all.

    Parameters
    ----------
    percent : ndarray of shape (n, n_items)
        From `percent_of_maximum`.
    key : ScoringKey
        Which items make which dimension.
    means : ndarray of shape (n_items,)
        Item means, frozen where waves are to be compared.

    Returns
    -------
    ndarray of shape (n, n_dimensions)
        0 to 100; NaN where fewer than half of the dimension's items were answered.

    References
    ----------
    Bernaards & Sijtsma (2000), Multivariate Behavioral Research 35, 321-364: two-way imputation.
    """
    scores = np.full((len(percent), len(key.dimensions)), np.nan)
    for dimension in range(len(key.dimensions)):
        items = key.items_of(dimension)
        usable = items[~np.isnan(means[items])]
        scores[:, dimension] = _two_way(percent[:, usable], means[usable], needed=math.ceil(len(items) / 2))
    return scores


def _two_way(percent: Matrix, means: Matrix, *, needed: int) -> Matrix:
    answered = ~np.isnan(percent)
    count = answered.sum(axis=1).astype(np.float64)
    count[count < needed] = np.nan
    own = np.where(answered, percent, 0).sum(axis=1) / count
    complete = count == len(means)
    difficulty = np.where(
        complete, 0, (answered * means).sum(axis=1) / count - means.sum() / max(len(means), 1)
    )
    return np.asarray(np.clip(own - difficulty, 0, 100))


def composite(scores: Matrix, better: NDArray[np.bool_]) -> Matrix:
    """Return the mean of each person's dimensions, turned so that high is good.

    Parameters
    ----------
    scores : ndarray of shape (n, n_dimensions)
        0 to 100, NaN where missing.
    better : ndarray of shape (n_dimensions,)
        Where a high score is good news.

    Returns
    -------
    ndarray of shape (n,)
        0 to 100; NaN with fewer than three quarters of the dimensions.
    """
    good = np.where(better, scores, 100 - scores)
    known = ~np.isnan(good)
    count = known.sum(axis=1).astype(np.float64)
    count[count < math.ceil(COMPOSITE_SHARE * scores.shape[1])] = np.nan
    return np.asarray(np.where(known, good, 0).sum(axis=1) / count)
