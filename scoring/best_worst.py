"""Best–worst answers: how often each option was the best or the worst of those shown, and the logit behind it.

The trap: counts compare options fairly only if each met the others equally often. The logit puts every choice beside
the options it was made from. It exists only where the choices tie all options together (no group of options beats
another every time); elsewhere there are counts and no logit, rather than utilities that grow without end.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from scoring.estimates import CONFIDENCE, mean_estimate
from scoring.release import Estimate

Matrix = NDArray[np.float64]
Places = NDArray[np.intp]

NONE = -1
"""No option: nothing chosen, or a set that was not shown."""

STEPS = 50
TOLERANCE = 1e-10


@dataclass(frozen=True)
class OptionScore:
    """One option. `count_score` is (best − worst)/times shown, −100 to 100, over people; `utility` is of mean 0.

    `preference` is the share, 0 to 1, that would choose it as best among all options. The last three are None where
    there is no logit.
    """

    code: str
    shown: int
    best: int
    worst: int
    count_score: Estimate | None
    utility: float | None
    utility_low: float | None
    utility_high: float | None
    preference: float | None


@dataclass(frozen=True)
class Choices:
    """What was chosen from what: arrays with a row a choice.

    `options` of shape (n_choices, size) holds places of options, `NONE` where a set is smaller; `chosen` the place of
    the one chosen; `sign` +1 for best, −1 for worst; `person` who chose.
    """

    options: Places
    chosen: Places
    sign: Matrix
    person: Places


def best_worst_scores(
    sets: Places, best: Places, worst: Places, codes: Sequence[str], *, weights: Matrix | None = None
) -> tuple[OptionScore, ...]:
    """Return every option's counts and, where the choices allow it, its utility with a 95 % interval.

    Parameters
    ----------
    sets : ndarray of shape (n, n_sets, size)
        Places in `codes` of the options each person saw; `NONE` for places that were not used.
    best, worst : ndarray of shape (n, n_sets)
        Places in `codes` of what was chosen; `NONE` where nothing was.
    weights : ndarray of shape (n,), optional
        Of people, not of choices.

    References
    ----------
    Louviere, Flynn & Marley (2015), Best-Worst Scaling, chapters 2 and 5: counts, and best then worst of the rest;
    the logit of best choices checked against R's survival::clogit. Intervals count persons, not choices (White 1982).
    """
    seen = np.where(((best != NONE) | (worst != NONE))[..., None], sets, NONE)
    shown, best_counts, worst_counts = (_counted(places, len(codes)) for places in (seen, best, worst))
    fitted = logit(choices_of(sets, best, worst), len(codes), weights=weights)
    z = stats.norm.ppf((1 + CONFIDENCE) / 2)
    return tuple(
        OptionScore(
            code=code,
            shown=int(shown[:, place].sum()),
            best=int(best_counts[:, place].sum()),
            worst=int(worst_counts[:, place].sum()),
            count_score=_count_score(shown[:, place], best_counts[:, place], worst_counts[:, place], weights),
            utility=float(fitted.utilities[place]) if fitted else None,
            utility_low=float(fitted.utilities[place] - z * fitted.errors[place]) if fitted else None,
            utility_high=float(fitted.utilities[place] + z * fitted.errors[place]) if fitted else None,
            preference=float(fitted.preferences[place]) if fitted else None,
        )
        for place, code in enumerate(codes)
    )


def choices_of(sets: Places, best: Places, worst: Places) -> Choices:
    """Return best choices from the whole set, and worst choices from what the best one left."""
    person = np.broadcast_to(np.arange(len(sets))[:, None], best.shape)
    without_best = np.where(sets == best[..., None], NONE, sets)
    firsts, lasts = best != NONE, worst != NONE
    return Choices(
        options=np.concatenate([sets[firsts], without_best[lasts]]),
        chosen=np.concatenate([best[firsts], worst[lasts]]),
        sign=np.concatenate([np.ones(firsts.sum()), -np.ones(lasts.sum())]),
        person=np.concatenate([person[firsts], person[lasts]]),
    )


@dataclass(frozen=True)
class Fitted:
    """Utilities of shape (n_options,) with mean 0, and their covariance over persons."""

    utilities: Matrix
    covariance: Matrix

    @property
    def errors(self) -> Matrix:
        """Standard error of each utility."""
        return np.asarray(np.sqrt(np.diag(self.covariance)))

    @property
    def preferences(self) -> Matrix:
        """Share that would choose each option as best among all of them."""
        odds = np.exp(self.utilities - self.utilities.max())
        return np.asarray(odds / odds.sum())


def logit(choices: Choices, options: int, *, weights: Matrix | None = None) -> Fitted | None:
    """Fit the conditional logit by Newton's method, with errors over persons; None where it has no finite solution.

    Parameters
    ----------
    choices : Choices
        All choices of all people.
    options : int
        How many options there are; all of them must take part.
    """
    if options < 2 or not _ties_all_together(choices, options):
        return None
    weight = np.ones(len(choices.chosen)) if weights is None else weights[choices.person]
    utilities = np.zeros(options)
    for _ in range(STEPS):
        scores, curvature = _derivatives(choices, utilities, weight)
        # The curvature lacks the direction in which all utilities rise together: fixed by a mean of 0.
        step = np.linalg.solve(curvature + 1.0, scores.sum(axis=0))
        utilities = utilities + step
        if np.abs(step).max() < TOLERANCE:
            break
    scores, curvature = _derivatives(choices, utilities, weight)
    by_person = np.zeros((int(choices.person.max()) + 1, options))
    np.add.at(by_person, choices.person, scores)
    inverse = np.linalg.inv(curvature + 1.0)
    people = (np.abs(by_person).sum(axis=1) > 0).sum()
    covariance = inverse @ (by_person.T @ by_person) @ inverse * people / max(people - 1, 1)
    return Fitted(utilities - utilities.mean(), covariance)


def _derivatives(choices: Choices, utilities: Matrix, weight: Matrix) -> tuple[Matrix, Matrix]:
    """Return each choice's gradient, of shape (n_choices, n_options), and minus the sum of second derivatives."""
    present = choices.options != NONE
    value = np.where(present, choices.sign[:, None] * utilities[choices.options], -np.inf)
    odds = np.exp(value - value.max(axis=1, keepdims=True))
    rows = np.arange(len(value))
    of_row = np.broadcast_to(rows[:, None], present.shape)
    likely = np.zeros((len(value), len(utilities)))
    likely[of_row[present], choices.options[present]] = (odds / odds.sum(axis=1, keepdims=True))[present]
    gradient = -likely
    gradient[rows, choices.chosen] += 1
    gradient *= (choices.sign * weight)[:, None]
    weighted = likely * weight[:, None]
    return gradient, np.diag(weighted.sum(axis=0)) - weighted.T @ likely


def _ties_all_together(choices: Choices, options: int) -> bool:
    """Say whether every option beats every other through some chain of choices: the logit has then one solution.

    References
    ----------
    Ford (1957), American Mathematical Monthly 64(8), 28-33.
    """
    beaten = choices.options != NONE
    winners = np.broadcast_to(choices.chosen[:, None], beaten.shape)
    best = np.broadcast_to(choices.sign[:, None] > 0, beaten.shape)
    up = np.where(best, winners, choices.options)[beaten]
    down = np.where(best, choices.options, winners)[beaten]
    graph = csr_array((np.ones(len(up)), (up, down)), shape=(options, options))
    return bool(connected_components(graph, directed=True, connection="strong")[0] == 1)


def _counted(places: Places, options: int) -> NDArray[np.intp]:
    """Return how often each option occurs for each person."""
    flat = places.reshape(len(places), math.prod(places.shape[1:]))
    used = flat != NONE
    person = np.broadcast_to(np.arange(len(flat))[:, None], flat.shape)[used]
    counts = np.bincount(person * options + flat[used], minlength=len(flat) * options)
    return counts.reshape(len(flat), options)


def _count_score(
    shown: NDArray[np.intp], best: NDArray[np.intp], worst: NDArray[np.intp], weights: Matrix | None
) -> Estimate | None:
    if (shown > 0).sum() < 2:
        return None
    own = np.divide(100 * (best - worst), shown, out=np.full(len(shown), np.nan), where=shown > 0)
    return mean_estimate(own, invited=None, weights=weights, bounds=(-100.0, 100.0))
