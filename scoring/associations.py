"""What goes with what: correlations, partial correlations, slopes, each with an interval.

The trap: one survey at one moment, with one person as the source of both answers, says that two things go together
and nothing more. No name, value or docstring here says "cause" or "effect", and no caller should.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from scoring.estimates import CONFIDENCE
from scoring.weights import effective_n

Matrix = NDArray[np.float64]

FEWEST_PEOPLE = 4
"""Fisher's interval needs n − 3 > 0."""

ROUNDING = 1e-10
"""A relative variance below this is the rounding of one that is 0."""


@dataclass(frozen=True)
class Association:
    """A figure of −1 to 1, or a difference of two, with its 95 % interval and p; `n` people, `effective` n."""

    n: int
    effective: float
    value: float
    low: float
    high: float
    p: float


@dataclass(frozen=True)
class Slopes:
    """A linear model: `slopes`, `errors` of shape (n_predictors,), without the constant; R², degrees of freedom."""

    n: int
    slopes: Matrix
    errors: Matrix
    r_squared: float
    freedom: float

    def interval(self, place: int) -> tuple[float, float]:
        """Return the 95 % interval of a slope."""
        half = stats.t.ppf((1 + CONFIDENCE) / 2, self.freedom) * self.errors[place]
        return float(self.slopes[place] - half), float(self.slopes[place] + half)


def correlation(
    x: Matrix, y: Matrix, *, given: Matrix | None = None, weights: Matrix | None = None
) -> Association | None:
    """Return Pearson's correlation, or the partial one where some things are held equal.

    Parameters
    ----------
    x, y : ndarray of shape (n,)
        NaN where unknown: such people do not count.
    given : ndarray of shape (n, k), optional
        What is held equal.
    weights : ndarray of shape (n,), optional
        Kish's effective n stands for n.

    Returns
    -------
    Association or None
        None with too few people, or where one of the two does not vary (beside what is held equal).

    References
    ----------
    Fisher (1921), Metron 1, 3-32: the interval; (1924), Metron 3, 329-332: k things held equal cost k people. As R's
    cor.test.
    """
    held = np.empty((len(x), 0)) if given is None else given
    known = _complete(x, y, held)
    weight = np.ones(len(x)) if weights is None else weights
    known &= weight > 0
    weight = weight[known]
    effective = effective_n(weight) - held.shape[1]
    if effective < FEWEST_PEOPLE:
        return None
    design = np.column_stack([np.ones(known.sum()), held[known]])
    one, other = (_residuals(design, each[known], weight) for each in (x, y))
    if one is None or other is None:
        return None
    r = float(np.clip(weight @ (one * other) / np.sqrt((weight @ one**2) * (weight @ other**2)), -1, 1))
    low, high = fisher_interval(r, effective)
    return Association(int(known.sum()), effective, r, low, high, p_of_correlation(r, effective))


def fisher_interval(r: float, n: float) -> tuple[float, float]:
    """Return the 95 % interval of a correlation over n people, by Fisher's z."""
    if abs(r) == 1:
        return r, r
    half = stats.norm.ppf((1 + CONFIDENCE) / 2) / np.sqrt(n - 3)
    return float(np.tanh(np.arctanh(r) - half)), float(np.tanh(np.arctanh(r) + half))


def p_of_correlation(r: float, n: float) -> float:
    """Return the p of a correlation over n people: r·√((n−2)/(1−r²)) follows t with n − 2 degrees."""
    if abs(r) == 1:
        return 0.0
    return float(2 * stats.t.sf(abs(r) * np.sqrt((n - 2) / (1 - r**2)), n - 2))


def correlation_difference(
    x_one: Matrix, x_other: Matrix, y: Matrix, *, weights: Matrix | None = None
) -> Association | None:
    """Return r(x_one, y) − r(x_other, y) over the people who have all three.

    References
    ----------
    Zou (2007), Psychological Methods 12, 399-413, eq. 11 and 13 (interval); Williams (1959), Journal of the Royal
    Statistical Society B 21, 396-399 (p), as R's psych::r.test.
    """
    known = _complete(x_one, x_other, y[:, None])
    kept = [np.where(known, each, np.nan) for each in (x_one, x_other, y)]
    found = [correlation(kept[a], kept[b], weights=weights) for a, b in ((0, 2), (1, 2), (0, 1))]
    one, other, between = found
    if one is None or other is None or between is None:
        return None
    low, high = _zou_interval(one, other, between.value)
    difference = one.value - other.value
    p = _williams_p(one.value, other.value, between.value, one.effective)
    return Association(one.n, one.effective, difference, low, high, p)


def least_squares(X: Matrix, y: Matrix, *, weights: Matrix | None = None) -> Slopes | None:
    """Fit y to the columns of X and a constant; errors hold where people scatter unequally (HC3).

    Parameters
    ----------
    X : ndarray of shape (n, n_predictors)
    y : ndarray of shape (n,)
        NaN anywhere in a row leaves the person out.

    Returns
    -------
    Slopes or None
        None where people are fewer than the slopes need, or a predictor adds nothing to the others (two identical
        ones cannot be told apart).

    References
    ----------
    MacKinnon & White (1985), Journal of Econometrics 29, 305-325: HC3; checked against R's lm with its hat values.
    """
    weight = np.ones(len(y)) if weights is None else weights
    known = _complete(y, weight, X) & (weight > 0)
    weight = weight[known]
    design = np.column_stack([np.ones(known.sum()), X[known]])
    freedom = effective_n(weight) - design.shape[1]
    if freedom < 1 or not _independent(design * np.sqrt(weight)[:, None]):
        return None
    inverse = np.linalg.inv((design * weight[:, None]).T @ design)
    beta = inverse @ (design * weight[:, None]).T @ y[known]
    left = y[known] - design @ beta
    leverage = weight * ((design @ inverse) * design).sum(axis=1)
    if leverage.max() >= 1 - ROUNDING:
        return None
    scores = design * (weight * left / (1 - leverage))[:, None]
    covariance = inverse @ (scores.T @ scores) @ inverse
    centred = y[known] - weight @ y[known] / weight.sum()
    total = weight @ centred**2
    return Slopes(
        n=int(known.sum()),
        slopes=beta[1:],
        errors=np.sqrt(np.diag(covariance))[1:],
        r_squared=float(1 - weight @ left**2 / total) if total > 0 else 0.0,
        freedom=freedom,
    )


def _zou_interval(one: Association, other: Association, r_between: float) -> tuple[float, float]:
    r, s, t = one.value, other.value, r_between
    if 1 in (abs(r), abs(s)):
        return r - s, r - s
    shared = ((t - r * s / 2) * (1 - r**2 - s**2 - t**2) + t**3) / ((1 - r**2) * (1 - s**2))
    down = (r - one.low) ** 2 + (other.high - s) ** 2 - 2 * shared * (r - one.low) * (other.high - s)
    up = (one.high - r) ** 2 + (s - other.low) ** 2 - 2 * shared * (one.high - r) * (s - other.low)
    return float(r - s - np.sqrt(max(down, 0.0))), float(r - s + np.sqrt(max(up, 0.0)))


def _williams_p(r: float, s: float, t: float, n: float) -> float:
    determinant = 1 - r**2 - s**2 - t**2 + 2 * r * s * t
    spread = 2 * (n - 1) / (n - 3) * determinant + (r + s) ** 2 / 4 * (1 - t) ** 3
    if spread <= ROUNDING:
        return 1.0 if r == s else 0.0
    return float(2 * stats.t.sf(abs(r - s) * np.sqrt((n - 1) * (1 + t) / spread), n - 3))


def _complete(one: Matrix, other: Matrix, rest: Matrix) -> NDArray[np.bool_]:
    return np.asarray(~(np.isnan(one) | np.isnan(other) | np.isnan(rest).any(axis=1)))


def _residuals(design: Matrix, values: Matrix, weight: Matrix) -> Matrix | None:
    """Return what the design leaves of `values`, or None where it leaves nothing."""
    root = np.sqrt(weight)
    beta = np.linalg.lstsq(design * root[:, None], values * root, rcond=None)[0]
    left = values - design @ beta
    return left if weight @ left**2 > ROUNDING * (weight @ values**2) else None


def _independent(design: Matrix) -> bool:
    lengths = np.sqrt((design**2).sum(axis=0))
    if lengths.min() == 0:
        return False
    return bool(np.linalg.matrix_rank(design / lengths, tol=np.sqrt(ROUNDING)) == design.shape[1])
