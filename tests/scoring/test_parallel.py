"""Where tasks run changes their time and no number."""

from __future__ import annotations

import numpy as np
from joblib import parallel_config
from numpy.random import SeedSequence

from scoring import parallel
from scoring.stability import stability


def test_results_come_in_the_order_of_the_tasks() -> None:
    assert parallel.run(pow, [(2, 3), (3, 2), (5, 1)]) == [8, 9, 5]


def test_stability_on_threads_is_the_same_number_as_in_this_process() -> None:
    random = np.random.default_rng(0)
    people = np.vstack([random.normal(mean, 5, (150, 3)) for mean in (40, 60)])

    here = stability(people, SeedSequence(3), bootstraps=20)
    with parallel_config(backend="threading", n_jobs=2):
        elsewhere = stability(people, SeedSequence(3), bootstraps=20)

    assert here == elsewhere
