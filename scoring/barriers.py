"""What stops people: the share citing each barrier, the rank index, and the two barriers of the source text together.

The trap: people choose up to three, so shares add up to more than 100 %, and some barriers are shown to leaders only.
The base of a barrier is therefore those who answered the question and were shown it, never all who answered.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from questionnaires.columns import UNRANKED
from scoring.estimates import mean_estimate, share_estimate
from scoring.release import Estimate
from scoring.release_findings import Share

Matrix = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Barrier:
    """One barrier: share citing it, and its rank index of 0 to 100, None where nobody ranked."""

    code: str
    cited: Share
    rank_index: Estimate | None


@dataclass(frozen=True)
class Barriers:
    """All barriers that somebody was shown, in the order they were given, and the core pair."""

    n: int
    barriers: tuple[Barrier, ...]
    core_pair: Share | None


def barriers_cited(
    ranks: Matrix,
    codes: Sequence[str],
    *,
    most: int,
    core_pair: Sequence[str] = (),
    ranked: bool = True,
    shown: Flags | None = None,
    weights: Matrix | None = None,
    invited: int | None = None,
) -> Barriers:
    """Return what is known of each barrier.

    Parameters
    ----------
    ranks : ndarray of shape (n, n_barriers)
        1 the biggest obstacle, 2, 3, …; 0 not chosen; `UNRANKED` chosen and not put in order; NaN where a person
        did not answer the question or was not shown the barrier. Where nothing is ranked, 1 is chosen. Leave out
        the options that are none, but not the people who chose them: "nothing stops us" is an answer.
    codes : sequence of str
        The barriers' codes, in the order of the columns.
    most : int
        How many could be chosen.
    core_pair : sequence of str
        Codes of which choosing either counts once.
    ranked : bool
        Whether the ranking step was asked.
    shown : ndarray of shape (n, n_barriers), optional
        Who could choose what; where it is left out, whoever has a number.
    weights, invited
        As in `mean_estimate`; a barrier that only some were shown has no known number of invited people.

    References
    ----------
    Item bank, barrier_question: share_citing, rank_index, core_pair_share.
    """
    base: Flags = np.asarray(~np.isnan(ranks) if shown is None else ~np.isnan(ranks) & shown)
    answered = base.any(axis=1)
    chosen = np.where(base, ranks > 0, np.nan)
    points = rank_points(np.where(base, ranks, np.nan), most=most)
    return Barriers(
        n=int(answered.sum()),
        barriers=tuple(
            Barrier(
                code,
                share_estimate(chosen[:, place], weights=weights, invited=reached),
                _rank_index(points[:, place], ranked, weights, reached),
            )
            for place, code in enumerate(codes)
            if base[:, place].any()
            for reached in [invited if np.array_equal(base[:, place], answered) else None]
        ),
        core_pair=core_pair_share(chosen, codes, core_pair, weights=weights, invited=invited),
    )


def rank_points(ranks: Matrix, *, most: int) -> Matrix:
    """Return 100, 66.7, 33.3 for ranks 1, 2, 3 of three choices, and 0 for what was not chosen.

    NaN stays NaN, and is given to all choices of a person who left some of them out of order.
    """
    points = np.where(ranks > 0, 100 * (most + 1 - ranks) / most, 0 * ranks)
    return np.where((ranks == UNRANKED).any(axis=1, keepdims=True), np.nan, points)


def core_pair_share(
    chosen: Matrix,
    codes: Sequence[str],
    pair: Sequence[str],
    *,
    weights: Matrix | None = None,
    invited: int | None = None,
) -> Share | None:
    """Return the share of people who chose any of `pair`, each once; None where none of them was asked.

    Parameters
    ----------
    chosen : ndarray of shape (n, n_barriers)
        1 chosen, 0 not, NaN where the person could not choose it.
    """
    places = [place for place, code in enumerate(codes) if code in pair]
    either = chosen[:, places]
    known = ~np.isnan(either).all(axis=1) if places else np.zeros(len(chosen), bool)
    if not known.any():
        return None
    return share_estimate(
        np.where(known, (either == 1).any(axis=1), np.nan), weights=weights, invited=invited
    )


def _rank_index(points: Matrix, ranked: bool, weights: Matrix | None, invited: int | None) -> Estimate | None:
    if not ranked or (~np.isnan(points)).sum() < 2:
        return None
    return mean_estimate(points, weights=weights, invited=invited)
