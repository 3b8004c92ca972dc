"""From answers to scores: percent of the maximum for each item, two-way means for each dimension, the composite.

The trap: people skip the hard items, so the plain mean of what they answered is biased upwards by about a point.
The two-way score takes the difficulty of the answered items out; for complete answers it is the plain mean.
There are two ways to it with one result: from a matrix of per cent, and, for a million people at a time, from the
answers themselves in blocks.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from questionnaires.model import Questionnaire
from scoring.sums import BLOCK, answer_counts, blocks, counts_of

Matrix = NDArray[np.float64]
Answers = NDArray[np.int8]
Places = NDArray[np.intp]

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

    @property
    def spans(self) -> Matrix:
        """Highest minus lowest point of each item's scale."""
        return (self.highest - self.lowest).astype(np.float64)

    def items_of(self, dimension: int) -> Places:
        """Return the places of a dimension's items."""
        return np.flatnonzero(self.dimension_of == dimension)

    @property
    def item_sets(self) -> tuple[Places, ...]:
        """The places of each dimension's items, in the dimensions' order."""
        return tuple(self.items_of(dimension) for dimension in range(len(self.dimensions)))


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


def sub_score_items(questionnaire: Questionnaire) -> dict[str, Places]:
    """Return the places of each sub-score's items, for `two_way_scores` or `scores_of`; an item may be in several."""
    place = {item.code: place for place, item in enumerate(questionnaire.items)}
    return {
        sub_score.code: np.array([place[code] for code in sub_score.items if code in place], dtype=np.intp)
        for sub_score in questionnaire.sub_scores
    }


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
    """Return each person's two-way score on each dimension: `two_way_scores` over the dimensions' items."""
    return two_way_scores(percent, key.item_sets, means)


def two_way_scores(percent: Matrix, item_sets: Sequence[Places], means: Matrix) -> Matrix:
    """Return each person's two-way score: mean of the answered items, less their mean difficulty, plus that of all.

    Parameters
    ----------
    percent : ndarray of shape (n, n_items)
        From `percent_of_maximum`.
    item_sets : sequence of arrays
        The places of the items of each score: of dimensions, or of sub-scores.
    means : ndarray of shape (n_items,)
        Item means, frozen where waves are to be compared.

    Returns
    -------
    ndarray of shape (n, n_scores)
        0 to 100; NaN where fewer than half of the score's items were answered.

    References
    ----------
    Bernaards & Sijtsma (2000), Multivariate Behavioral Research 35, 321-364: two-way imputation.
    """
    scores = np.full((len(percent), len(item_sets)), np.nan)
    for place, items in enumerate(item_sets):
        usable = items[~np.isnan(means[items])]
        scores[:, place] = _two_way(percent[:, usable], means[usable], needed=math.ceil(len(items) / 2))
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


def answer_means(answers: Answers, key: ScoringKey) -> Matrix:
    """Return the mean per cent of each item, as `item_means` does, from the exact counts of the answers.

    Parameters
    ----------
    answers : ndarray of shape (n, n_items), int8
        As `Responses` holds them: negative where there is no point of the scale.
    """
    counts = answer_counts(answers)
    means = np.full(len(key.items), np.nan)
    for item, (lowest, highest) in enumerate(zip(key.lowest, key.highest, strict=True)):
        points = np.arange(lowest, highest + 1)
        given = np.array([counts_of(counts[item], point) for point in points])
        if given.sum():
            above = highest - points if key.reverse[item] else points - lowest
            means[item] = 100 * int(given @ above) / (int(given.sum()) * int(highest - lowest))
    return means


def scores_of(answers: Answers, key: ScoringKey, item_sets: Sequence[Places], means: Matrix) -> Matrix:
    """Return the scores of `two_way_scores` straight from the answers, block by block.

    Parameters
    ----------
    answers : ndarray of shape (n, n_items), int8
        As `Responses` holds them: negative where there is no point of the scale.
    item_sets, means
        As in `two_way_scores`.

    Returns
    -------
    ndarray of shape (n, n_scores)
        What a person gets depends on nobody else in the block, to the last bit.
    """
    scores = np.empty((len(answers), len(item_sets)))
    parts = [_Part.of(items, key, means) for items in item_sets]
    for start, block in zip(range(0, len(answers), BLOCK), blocks(answers), strict=False):
        columns = np.ascontiguousarray(block.T)
        answered = columns >= 0
        positions = positions_of(columns, key)
        for place, part in enumerate(parts):
            scores[start : start + len(block), place] = part.scores(positions, answered)
    return scores


def positions_of(columns: Answers, key: ScoringKey) -> Answers:
    """Return how far each answer is from the worst point of its scale, reversed items turned.

    Parameters
    ----------
    columns : ndarray of shape (n_items, n), int8
        A row an item; what is no point of the scale comes out as −1.
    """
    lowest, highest = key.lowest.astype(np.int8)[:, None], key.highest.astype(np.int8)[:, None]
    turned = np.where(key.reverse[:, None], highest - columns, columns - lowest)
    return np.where(columns >= 0, turned, np.int8(-1))


@dataclass(frozen=True)
class _Part:
    """One score's items with what each weighs: whole numbers, so that sums over items are exact."""

    items: Places
    weights: tuple[int, ...]
    whole: int
    means: tuple[float, ...]
    needed: int

    @classmethod
    def of(cls, items: Places, key: ScoringKey, means: Matrix) -> _Part:
        usable = items[~np.isnan(means[items])]
        spans = [int(span) for span in (key.highest - key.lowest)[usable]]
        whole = math.lcm(*spans) if spans else 1
        return cls(
            usable,
            tuple(whole // span for span in spans),
            whole,
            tuple(float(mean) for mean in means[usable]),
            needed=math.ceil(len(items) / 2),
        )

    def scores(self, positions: Answers, answered: NDArray[np.bool_]) -> Matrix:
        """Return the scores of a block of people; `positions` and `answered` have a row an item."""
        total, count = (np.zeros(positions.shape[1], np.int64) for _ in range(2))
        for item, weight in zip(self.items, self.weights, strict=True):
            total += np.maximum(positions[item], 0) * np.int64(weight)
            count += answered[item]
        enough = np.where((count >= self.needed) & (count > 0), count, np.nan)
        own = 100 * total / (self.whole * enough)
        part = np.flatnonzero(count < len(self.items))
        own[part] -= self._difficulty(answered[:, part], count[part])
        return np.asarray(np.clip(own, 0, 100))

    def _difficulty(self, answered: NDArray[np.bool_], count: NDArray[np.int64]) -> Matrix:
        """Return by how much the answered items are easier than all, added up item by item."""
        total = np.zeros(len(count))
        for item, mean in zip(self.items, self.means, strict=True):
            total += answered[item] * mean
        return np.asarray(total / np.maximum(count, 1) - sum(self.means) / max(len(self.means), 1))


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
