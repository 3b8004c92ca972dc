"""What the pooled covariance is shrunk towards: whatever explains people best who were not fitted.

No target serves all. Where dimensions vary and go together alike, one variance and one covariance for all of them is
nearly the truth, and few people are enough; where they do not, it is a bias that people have to overcome. Five times,
a fifth of the people is held out. Every candidate is tried on the same people from the same starts.
"""

from __future__ import annotations

import numpy as np
from numpy.random import SeedSequence
from numpy.typing import NDArray

from scoring import em, parallel
from scoring.em import Matrix, Models, Shrinkage
from scoring.mixture import starts_of

FOLDS = 5
LARGEST_SAMPLE = 2000

CANDIDATES = (Shrinkage(), Shrinkage(target="even", pooled=300.0), Shrinkage(target="even", pooled=1000.0))

_STARTS = 4


def chosen_shrinkage(scores: Matrix, k: int, seed: SeedSequence) -> Shrinkage:
    """Return the candidate under which held-out people are likeliest.

    Parameters
    ----------
    scores : ndarray of shape (n, d)
        Dimension scores without gaps, centred and scaled to a spread of about 1, turned so that high is good.
    k : int
        Number of classes.
    seed : SeedSequence
        Of the sample, the folds and the starts.
    """
    random = np.random.RandomState(seed.generate_state(1)[0])
    if len(scores) > LARGEST_SAMPLE:
        scores = scores[random.choice(len(scores), LARGEST_SAMPLE, replace=False)]
    fold = random.permutation(len(scores)) % FOLDS
    starts = starts_of(scores, _fitted(fold), k, _STARTS, Shrinkage("tied"), random)
    tasks = [(scores, fold, starts, each) for each in CANDIDATES]
    return CANDIDATES[int(np.argmax(parallel.run(held_out_likelihood, tasks)))]


def held_out_likelihood(
    scores: Matrix, fold: NDArray[np.intp], starts: Models, shrinkage: Shrinkage
) -> float:
    """Return the mean log-likelihood of people under the model that was fitted without their fold."""
    each = len(starts.weights) // FOLDS
    patterns = em.patterns_of(scores)
    done = em.fit(patterns, np.repeat(_fitted(fold), each, axis=0), starts, shrinkage)
    best = done.likelihood.reshape(FOLDS, each).argmax(axis=1) + each * np.arange(FOLDS)
    _, likelihood = em.posteriors(em.log_densities(patterns[0], done.models[best]))
    return float(likelihood[fold, np.arange(len(scores))].mean())


def _fitted(fold: NDArray[np.intp]) -> Matrix:
    """Return what each person counts where a fold is held out, of shape (FOLDS, n)."""
    return np.asarray(fold != np.arange(FOLDS)[:, None], dtype=np.float64)
