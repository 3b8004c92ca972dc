"""Populations without profiles that look like the people at hand: what the guard compares them with.

Each keeps what a continuum may have and leaves out what only profiles bring. `SameMargins` has the dimension scores'
marginals and rank correlations, with a normal copula behind them. A copula takes one skewed trait behind all
dimensions, or two, for profiles: the upper ends of the dimensions then go together. `BentFactors` is made of such
traits: two factors as skewed and as heavy- or light-tailed as the people's, behind items with the people's
marginals, correlations, floors, ceilings and gaps. `SameItems` is the same population with normal factors.

The trap: a factor is bent, and never given the shape that the people have. Two clear profiles would be a factor too.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol, Self

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray
from scipy import stats

from scoring.dimensions import ScoringKey, dimension_scores, item_means, percent_of_maximum
from scoring.reliability import pairwise_covariance

Matrix = NDArray[np.float64]

_ROTATIONS = 100
_TRIAL = 4000
_TRIAL_SEED = 2008
_MOST_BENT = 1.5
_STEPS = 8


class OnePopulation(Protocol):
    """A population without profiles."""

    def draw(self, random: Generator) -> Matrix:
        """Return dimension scores of as many people as it was made from, of shape (n, d)."""


@dataclass(frozen=True)
class SameItems:
    """Cut points of a latent normal for each item, and latent correlations.

    `points[j]` are the scale's points that occur, in order, and `cuts[j]` the cut points between them.
    """

    points: Sequence[Matrix]
    cuts: Sequence[Matrix]
    root: Matrix
    gaps: NDArray[np.bool_]
    key: ScoringKey

    @classmethod
    def of(cls, answers: Matrix, key: ScoringKey) -> Self:
        """Return the population whose items have the marginals, correlations and gaps of `answers`."""
        items = [answers[~np.isnan(answers[:, item]), item] for item in range(answers.shape[1])]
        points, shares = zip(*(_shares(item) for item in items), strict=True)
        cuts = [stats.norm.ppf(np.cumsum(share)[:-1]) for share in shares]
        covariance = np.nan_to_num(pairwise_covariance(answers)[0])
        spread = np.sqrt(np.maximum(np.diag(covariance), 1e-12))
        attenuation = np.array([_attenuation(p, c) for p, c in zip(points, cuts, strict=True)]) / spread
        safe = np.where(attenuation > 0, attenuation, 1.0)
        latent = covariance / np.outer(spread, spread) / np.outer(safe, safe)
        return cls(points, cuts, _root(latent), np.isnan(answers), key)

    def draw(self, random: Generator) -> Matrix:
        """Return the scores of drawn answers, with the gaps of the people it stands for."""
        return scores_of(self.answers(random), self.key)

    def answers(self, random: Generator) -> Matrix:
        """Return drawn answers, of shape (n, n_items)."""
        return np.where(self.gaps, np.nan, self.cut(self.latent(len(self.gaps), random)))

    def latent(self, n: int, random: Generator) -> Matrix:
        """Return what n people would answer if the scale had no steps."""
        return np.asarray(random.standard_normal((n, len(self.root))) @ self.root.T)

    def cut(self, latent: Matrix) -> Matrix:
        """Return answers in the steps of the scale."""
        answers = np.empty(latent.shape)
        for item, (points, cuts) in enumerate(zip(self.points, self.cuts, strict=True)):
            answers[:, item] = points[np.searchsorted(cuts, latent[:, item])]
        return answers


@dataclass(frozen=True)
class SameMargins:
    """The scores of each dimension in order, and a root of their normal-score correlations."""

    ordered: Matrix
    root: Matrix

    @classmethod
    def of(cls, scores: Matrix) -> Self:
        """Return the population with the marginals and the rank correlations of `scores`, of shape (n, d)."""
        normal = stats.norm.ppf((stats.rankdata(scores, axis=0) - 0.5) / len(scores))
        return cls(np.sort(scores, axis=0), _root(np.asarray(np.corrcoef(normal.T))))

    def draw(self, random: Generator) -> Matrix:
        """Return scores with these marginals, bound by a normal copula."""
        n = len(self.ordered)
        latent = random.standard_normal(self.ordered.shape) @ self.root.T
        places = np.minimum((stats.norm.cdf(latent) * n).astype(np.int64), n - 1)
        return np.take_along_axis(self.ordered, places, axis=0)


@dataclass(frozen=True)
class BentFactors:
    """Two factors, each with one peak, skewed and heavy- or light-tailed as `bends` say, behind the people's items.

    Latent answers are those of `items`, moved along `loadings` (items, 2) as far as bending moves the two factors
    that `readings` (2, items) take from them; the cut points of `items` are those of the moved answers.

    References
    ----------
    Jones & Pewsey (2009), Biometrika 96, 761-780: the sinh-arcsinh family, which always has one peak.
    """

    items: SameItems
    readings: Matrix
    loadings: Matrix
    bends: Matrix

    @classmethod
    def of(cls, answers: Matrix, key: ScoringKey) -> Self:
        """Return the population whose scores are as skewed and as heavy-tailed as the people's, along two factors."""
        items, scores = SameItems.of(answers, key), scores_of(answers, key)
        directions, averaging = _most_skewed_of_leading(scores), _averaging(answers, key)
        readings = _whitened(directions @ averaging * _signed_steps(answers, key), items.root)
        unbent = cls(items, readings, items.root @ (readings @ items.root).T, np.zeros((len(readings), 2)))
        trial = items.latent(_TRIAL, np.random.default_rng(_TRIAL_SEED))
        wanted = _form(scores @ directions.T)

        def miss(bends: Matrix) -> Matrix:
            one = unbent._bent_by(bends.reshape(-1, 2), trial)
            percent = percent_of_maximum(one.items.cut(one.moved(trial)), key)
            return (_form(percent @ averaging.T @ directions.T) - wanted).ravel()

        return unbent._bent_by(_nearest_to_zero(miss, unbent.bends.size).reshape(-1, 2), trial)

    def draw(self, random: Generator) -> Matrix:
        """Return the scores of drawn answers, with the gaps of the people it stands for."""
        latent = self.moved(self.items.latent(len(self.items.gaps), random))
        return scores_of(np.where(self.items.gaps, np.nan, self.items.cut(latent)), self.items.key)

    def moved(self, latent: Matrix) -> Matrix:
        """Return latent answers with their two factors bent."""
        factors = latent @ self.readings.T
        return np.asarray(latent + (bent(factors, self.bends) - factors) @ self.loadings.T)

    def _bent_by(self, bends: Matrix, trial: Matrix) -> Self:
        """Return the population with its factors bent, and cut points that keep the items' marginals for it."""
        one = replace(self, bends=bends)
        ordered = np.sort(one.moved(trial), axis=0)
        cuts = [
            np.quantile(own, stats.norm.cdf(normal))
            for own, normal in zip(ordered.T, self.items.cuts, strict=True)
        ]
        return replace(one, items=replace(self.items, cuts=cuts))


def bent(factors: Matrix, bends: Matrix) -> Matrix:
    """Return standard normal factors (n, m) made skewed and heavy-tailed, of mean 0 and standard deviation 1.

    Parameters
    ----------
    bends : ndarray of shape (m, 2)
        Of each factor, how far to the right its tail lies, and how light its tails are; 0, 0 leaves it as it is.
    """
    skewed, tails = bends[:, 0], np.exp(bends[:, 1])

    def transformed(values: Matrix) -> Matrix:
        return np.asarray(np.sinh((np.arcsinh(values) + skewed) / tails))

    nodes, weights = np.polynomial.hermite_e.hermegauss(61)
    weights, grid = weights / weights.sum(), transformed(nodes[:, None])
    mean = weights @ grid
    return np.asarray((transformed(factors) - mean) / np.sqrt(weights @ (grid - mean) ** 2))


def scores_of(answers: Matrix, key: ScoringKey) -> Matrix:
    """Return the dimension scores of the people who have all of them."""
    percent = percent_of_maximum(answers, key)
    scores = dimension_scores(percent, key, item_means(percent))
    return scores[~np.isnan(scores).any(axis=1)]


def _shares(item: Matrix) -> tuple[Matrix, Matrix]:
    points, counts = np.unique(item, return_counts=True)
    return (points, counts / counts.sum()) if len(points) else (np.zeros(1), np.ones(1))


def _attenuation(points: Matrix, cuts: Matrix) -> float:
    """Return the covariance of a cut latent normal with the uncut one: the sum of φ at the cuts, times the steps."""
    return float((stats.norm.pdf(cuts) * np.diff(points)).sum())


def _root(correlation: Matrix) -> Matrix:
    """Return a root of the nearest matrix that is a correlation matrix, its eigenvalues clipped at 1e-6."""
    np.fill_diagonal(correlation, 1.0)
    values, vectors = np.linalg.eigh(np.clip(correlation, -1, 1))
    root = vectors * np.sqrt(np.maximum(values, 1e-6))
    return np.asarray(root / np.sqrt((root**2).sum(axis=1, keepdims=True)))


def _most_skewed(white: Matrix) -> Matrix:
    """Return the rotation of white scores to their most skewed, mutually uncorrelated directions, as rows."""
    rotation = np.eye(white.shape[1])
    for _ in range(_ROTATIONS):
        left, _, right = np.linalg.svd((white @ rotation.T).T ** 2 @ white)
        turned = left @ right
        settled = np.abs((turned * rotation).sum(axis=1)).min() > 1 - 1e-6
        rotation = turned
        if settled:
            break
    return np.asarray(rotation)


def _most_skewed_of_leading(scores: Matrix) -> Matrix:
    """Return the most skewed pair of directions within the two along which scores vary most, as rows."""
    centred = scores - scores.mean(axis=0)
    values, vectors = np.linalg.eigh(np.cov(centred.T))
    leading = (vectors / np.sqrt(np.maximum(values, 1e-9 * values.max())))[:, -2:]
    return np.asarray(_most_skewed(centred @ leading) @ leading.T)


def _averaging(answers: Matrix, key: ScoringKey) -> Matrix:
    """Return what makes dimension scores of per cent, of shape (d, n_items); items that nobody answered count 0."""
    answered = ~np.isnan(answers).all(axis=0)
    belongs = (key.dimension_of == np.arange(len(key.dimensions))[:, None]) & answered
    return np.asarray(belongs / np.maximum(belongs.sum(axis=1, keepdims=True), 1))


def _signed_steps(answers: Matrix, key: ScoringKey) -> Matrix:
    """Return by how many per cent an item moves with one standard deviation, less than 0 where it is reversed."""
    percent = percent_of_maximum(answers, key)
    known = ~np.isnan(percent)
    mean = np.where(known, percent, 0).sum(axis=0) / np.maximum(known.sum(axis=0), 1)
    variance = np.where(known, percent - mean, 0) ** 2
    spread = np.sqrt(variance.sum(axis=0) / np.maximum(known.sum(axis=0), 1))
    return np.asarray(np.where(key.reverse, -spread, spread))


def _whitened(readings: Matrix, root: Matrix) -> Matrix:
    """Return readings of latent answers that are uncorrelated and of variance 1, turned as little as possible."""
    own = readings @ root
    values, vectors = np.linalg.eigh(own @ own.T)
    inverse = vectors / np.sqrt(np.maximum(values, 1e-9 * max(float(values.max()), 1e-300))) @ vectors.T
    return np.asarray(inverse @ readings)


def _form(factors: Matrix) -> Matrix:
    """Return skewness and excess kurtosis of each column, the latter dampened, side by side."""
    return np.stack([stats.skew(factors), np.arcsinh(stats.kurtosis(factors))], axis=1)


def _nearest_to_zero(miss: Callable[[Matrix], Matrix], size: int) -> Matrix:
    """Return where `miss` is least: damped Gauss-Newton steps from 0, their slopes over steps too wide for noise."""
    place, left, damping, wide = np.zeros(size), miss(np.zeros(size)), 0.01, 0.1
    for _ in range(_STEPS):
        slope = np.stack([(miss(place + wide * unit) - left) / wide for unit in np.eye(size)], axis=1)
        step = np.linalg.solve(slope.T @ slope + damping * np.eye(size), -slope.T @ left)
        step = step * min(1.0, 0.7 / max(float(np.abs(step).max()), 1e-9))
        tried = np.clip(place + step, -_MOST_BENT, _MOST_BENT)
        found = miss(tried)
        if (found**2).sum() < (left**2).sum():
            place, left, damping = tried, found, damping / 3
        else:
            damping *= 10
    return place
