"""A Gaussian mixture with twice-shrunk covariances, as a scikit-learn estimator that takes gaps and weights.

scikit-learn's own takes neither; with no shrinkage, no gaps and no weights, both are the same model. Shrinking is
what makes it work at the size of an organisation: with 300 people, free covariances of four classes in eight
dimensions fit noise.
"""

from __future__ import annotations

from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.base import BaseEstimator, DensityMixin
from sklearn.cluster import kmeans_plusplus
from sklearn.utils import Tags, check_random_state
from sklearn.utils.validation import check_is_fitted, validate_data

from scoring import em
from scoring.em import Covariance, Matrix, Models, Shrinkage, Target


class ShrunkMixture(DensityMixin, BaseEstimator):  # type: ignore[misc]  # scikit-learn ships no types
    """Gaussian mixture; pooled covariance S ← (n·S + ν·T)/(n+ν), classes S_k ← (n_k·S_k + ν_k·T_k)/(n_k+ν_k).

    Parameters
    ----------
    n_components : int, default 1
        Number of classes k.
    covariance : {"classwise", "tied"}, default "classwise"
        A covariance for each class, or the pooled one for all.
    target : {"sphere", "even"}, default "sphere"
        T: one variance for all dimensions, or one covariance between them as well.
    shrinkage, class_shrinkage, size_shrinkage : float, default 100, 1000 and 30
        In people: what T counts against the pooled covariance; what T_k, the pooled one in the class's sizes (see
        `em.resized`), counts against a class's; and what the pooled sizes count against the class's own.
        The defaults lose least at their worst, measured on simulated people; `heldout` chooses the target.
    n_init : int, default 10
        Number of k-means++ starts; the likeliest result is kept.
    tol, max_iter : float and int, default 1e-5 and 500
        Stop when the mean log-likelihood gains less, or after so many rounds.
    random_state : int, RandomState or None
        Seed of the starts.

    Attributes
    ----------
    weights_, means_, covariances_, pooled_covariance_ : ndarray
        Shapes (k,), (k, d), (k, d, d), (d, d).
    lower_bound_, n_iter_, converged_
        Mean log-likelihood of the best start, its rounds, and whether it converged.

    References
    ----------
    Fraley & Raftery (2007), Journal of Classification 24, 155-181, for regularised mixtures; Ghahramani & Jordan
    (1994), NIPS 6, 120-127, for gaps. Checked against sklearn.mixture.GaussianMixture.
    """

    def __init__(
        self,
        n_components: int = 1,
        *,
        covariance: Covariance = "classwise",
        target: Target = "sphere",
        shrinkage: float = 100.0,
        class_shrinkage: float = 1000.0,
        size_shrinkage: float = 30.0,
        n_init: int = 10,
        tol: float = 1e-5,
        max_iter: int = 500,
        random_state: int | np.random.RandomState | None = None,
    ) -> None:
        self.n_components = n_components
        self.covariance = covariance
        self.target = target
        self.shrinkage = shrinkage
        self.class_shrinkage = class_shrinkage
        self.size_shrinkage = size_shrinkage
        self.n_init = n_init
        self.tol = tol
        self.max_iter = max_iter
        self.random_state = random_state

    def fit(self, X: ArrayLike, y: object = None, sample_weight: ArrayLike | None = None) -> Self:  # noqa: ARG002
        """Fit the mixture to X of shape (n, d); NaN where a person lacks a dimension."""
        checked = validate_data(
            self, X, dtype=np.float64, ensure_all_finite="allow-nan", ensure_min_samples=2
        )
        scores: Matrix = np.asarray(checked)
        weights = _weights(sample_weight, len(scores))
        centre, spread = _frame(scores)
        scaled = (scores - centre) / spread
        shrinkage = Shrinkage(
            self.covariance, self.target, self.shrinkage, self.class_shrinkage, self.size_shrinkage
        )
        random = check_random_state(self.random_state)
        starts = starts_of(scaled, weights[None], self.n_components, self.n_init, shrinkage, random)
        patterns = em.patterns_of(scaled)
        done = em.fit(patterns, weights[None], starts, shrinkage, tolerance=self.tol, rounds=self.max_iter)
        best = int(np.argmax(done.likelihood))
        self._keep(done.models[best], centre, spread)
        observed = (weights[:, None] * ~np.isnan(scores)).sum() / weights.sum()
        self.lower_bound_ = float(done.likelihood[best] - observed * np.log(spread))
        self.n_iter_, self.converged_ = int(done.iterations[best]), bool(done.converged[best])
        return self

    def predict_proba(self, X: ArrayLike) -> Matrix:
        """Return the posterior of each class, of shape (n, k); the prior for a person with no dimension at all."""
        return self._posteriors(X)[0]

    def predict(self, X: ArrayLike) -> NDArray[np.intp]:
        """Return the likeliest class of each person, of shape (n,)."""
        return np.asarray(self.predict_proba(X).argmax(axis=1))

    def score_samples(self, X: ArrayLike) -> Matrix:
        """Return the log-likelihood of the dimensions each person has, of shape (n,)."""
        return self._posteriors(X)[1]

    def score(self, X: ArrayLike, y: object = None) -> float:  # noqa: ARG002
        """Return the mean log-likelihood a person."""
        return float(self.score_samples(X).mean())

    def bic(self, X: ArrayLike) -> float:
        """Return the Bayesian information criterion; shrinkage is not counted, so it is a record, not a judge."""
        likelihood = self.score_samples(X)
        return float(-2 * likelihood.sum() + self._parameters() * np.log(len(likelihood)))

    def icl(self, X: ArrayLike) -> float:
        """Return the integrated completed likelihood: BIC plus twice the entropy of the classification."""
        share = self.predict_proba(X)
        return self.bic(X) - 2 * float((share * np.log(np.maximum(share, 1e-300))).sum())

    @classmethod
    def shrunk(cls, n_components: int, shrinkage: Shrinkage, random: np.random.RandomState) -> Self:
        """Return a mixture that is shrunk so, with the other parameters as they are by default."""
        return cls(
            n_components,
            covariance=shrinkage.covariance,
            target=shrinkage.target,
            shrinkage=shrinkage.pooled,
            class_shrinkage=shrinkage.within,
            size_shrinkage=shrinkage.sizes,
            random_state=random,
        )

    @property
    def models_(self) -> Models:
        """The fitted mixture as one model of `em`."""
        check_is_fitted(self)
        parts = (self.weights_, self.means_, self.covariances_, self.pooled_covariance_)
        return Models(*(np.asarray(part)[None] for part in parts))

    def _keep(self, model: Models, centre: Matrix, spread: float) -> None:
        """Keep a model of the scaled scores in the scores' own units."""
        self.weights_ = model.weights
        self.means_ = model.means * spread + centre
        self.covariances_ = model.covariances * spread**2
        self.pooled_covariance_ = model.pooled * spread**2

    def _posteriors(self, X: ArrayLike) -> tuple[Matrix, Matrix]:
        check_is_fitted(self)
        checked = validate_data(self, X, dtype=np.float64, ensure_all_finite="allow-nan", reset=False)
        return posteriors_under(self.models_, np.asarray(checked))

    def _parameters(self) -> int:
        k, d = np.shape(self.means_)
        covariances = 1 if self.covariance == "tied" else k
        return int(k - 1 + k * d + covariances * d * (d + 1) // 2)

    def __sklearn_tags__(self) -> Tags:
        tags = super().__sklearn_tags__()
        tags.input_tags.allow_nan = True
        return tags


def posteriors_under(models: Models, scores: Matrix) -> tuple[Matrix, Matrix]:
    """Return the posterior (n, k) averaged over the models, and the log-likelihood (n,) under the first.

    Components must be aligned over the models. People with no dimension get the prior and likelihood 0.
    """
    share = np.tile(models.weights.mean(axis=0), (len(scores), 1))
    likelihood = np.zeros(len(scores))
    for pattern in em.patterns_of(scores - models.means[0, 0]):
        found, log = em.posteriors(em.log_densities(pattern, _moved(models)))
        share[pattern.rows], likelihood[pattern.rows] = found.mean(axis=0).T, log[0]
    return share, likelihood


def starts_of(
    scores: Matrix,
    weights: Matrix,
    k: int,
    starts: int,
    shrinkage: Shrinkage,
    random: np.random.RandomState,
) -> Models:
    """Return k-means++ starts: `starts` for each row of `weights`, those of one row side by side.

    Centres are drawn among people without gaps (all people with gaps filled by the mean, where there are too few).
    """
    complete = ~np.isnan(scores).any(axis=1)
    if complete.sum() < max(k, len(scores) // 10):
        scores, complete = np.where(np.isnan(scores), 0, scores), np.ones(len(scores), bool)
    scores, weights = scores[complete], weights[:, complete]
    rows = [row if row.any() else np.ones_like(row) for row in weights]
    drawn = [
        kmeans_plusplus(scores, k, sample_weight=row, random_state=random)[0]
        for row in rows
        for _ in range(starts)
    ]
    centres = np.stack(drawn)
    distance = (centres**2).sum(axis=2)[..., None] - 2 * (centres @ scores.T)
    nearest = distance.argmin(axis=1)[:, None] == np.arange(k)[:, None]
    counted = np.repeat(np.stack(rows), starts, axis=0)
    return em.maximisation(em.sums_of(scores, nearest * counted[:, None]), shrinkage)


def _moved(models: Models) -> Models:
    """Return models with the first component's mean at 0: squares of large numbers would lose digits."""
    return Models(models.weights, models.means - models.means[0, 0], models.covariances, models.pooled)


def _frame(scores: Matrix) -> tuple[Matrix, float]:
    """Return the mean of each dimension and one common standard deviation."""
    centre = np.nan_to_num(np.nanmean(np.where(np.isnan(scores).all(axis=0), 0, scores), axis=0))
    spread = float(np.sqrt(np.nanmean((scores - centre) ** 2)))
    return centre, spread if spread > 0 else 1.0


def _weights(sample_weight: ArrayLike | None, n: int) -> Matrix:
    if sample_weight is None:
        return np.ones(n)
    weights: Any = np.asarray(sample_weight, dtype=np.float64)
    if weights.shape != (n,) or not np.isfinite(weights).all() or (weights < 0).any() or not weights.any():
        message = f"sample_weight must be {n} weights of zero or more, not all of them zero."
        raise ValueError(message)
    return np.asarray(weights)
