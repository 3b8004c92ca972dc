""" "I don't know" as a result: how many of those asked cannot say.

The trap: on whether results can be seen, not knowing is the finding, and a mean over those who do know hides it. An
answer that does not apply counts among the asked; no answer at all does not, for nobody can tell whether the sentence
was seen.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scoring.estimates import mean_estimate, share_estimate
from scoring.release import Estimate
from scoring.release_findings import Share
from scoring.responses import MISSING

Matrix = NDArray[np.float64]
Answers = NDArray[np.int8]
Places = NDArray[np.intp]

NO_SUCH_ANSWER = 0
"""Stands for the "don't know" of a scale that has none; outside answers are negative."""


@dataclass(frozen=True)
class BlindShares:
    """By item, and by dimension in per cent of what its people were asked; None where nobody could say it."""

    items: tuple[Share | None, ...]
    dimensions: tuple[Estimate | None, ...]


def blind_shares(
    answers: Answers,
    unknown: Answers,
    item_sets: Sequence[Places],
    *,
    weights: Matrix | None = None,
    invited: int | None = None,
) -> BlindShares:
    """Return the share of "I don't know" among those asked.

    Parameters
    ----------
    answers : ndarray of shape (n, n_items), int8
        As `Responses` holds them.
    unknown : ndarray of shape (n_items,), int8
        The negative number of each item's "I don't know", or `NO_SUCH_ANSWER`.
    item_sets : sequence of arrays
        The places of each dimension's items, as `ScoringKey.item_sets`.

    References
    ----------
    Item bank, scoring: blind_share.
    """
    asked, blind = asked_and_blind(answers, unknown)
    return BlindShares(
        items=tuple(
            _item_share(asked[:, item], blind[:, item], weights, invited) for item in range(answers.shape[1])
        ),
        dimensions=tuple(
            _dimension_share(asked[:, items], blind[:, items], weights, invited) for items in item_sets
        ),
    )


def asked_and_blind(answers: Answers, unknown: Answers) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Return where a person was asked something with a "don't know", and where it was the answer."""
    asked = (answers != MISSING) & (unknown != NO_SUCH_ANSWER)
    return asked, asked & (answers == unknown)


def _item_share(
    asked: NDArray[np.bool_], blind: NDArray[np.bool_], weights: Matrix | None, invited: int | None
) -> Share | None:
    if not asked.any():
        return None
    return share_estimate(np.where(asked, blind, np.nan), weights=weights, invited=invited)


def _dimension_share(
    asked: NDArray[np.bool_], blind: NDArray[np.bool_], weights: Matrix | None, invited: int | None
) -> Estimate | None:
    """Return the share of all that people were asked; the interval counts persons, not sentences."""
    count = asked.sum(axis=1)
    if (count > 0).sum() < 2:
        return None
    own = np.divide(100 * blind.sum(axis=1), count, out=np.full(len(count), np.nan), where=count > 0)
    return mean_estimate(own, invited=invited, weights=count * (1.0 if weights is None else weights))
