"""The guard: continua of any shape are not taken for profiles, and profiles are seen."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.random import SeedSequence

from scoring.dimensions import dimension_scores, item_means, percent_of_maximum
from scoring.guard import THRESHOLD, guard_z
from scoring.populations import POPULATIONS, Sample, sample
from scoring.quality import screen


def attentive(drawn: Sample) -> np.ndarray:
    percent = percent_of_maximum(drawn.answers, drawn.key)
    scores = dimension_scores(percent, drawn.key, item_means(percent))
    return drawn.answers[~np.isnan(scores).any(axis=1) & ~screen(drawn.answers, drawn.key).left_out]


CONTINUA = [name for name, population in POPULATIONS.items() if population.one not in {None, "flat trait"}]


@pytest.mark.parametrize("name", CONTINUA)
def test_a_continuum_is_not_taken_for_profiles(name: str) -> None:
    drawn = sample(POPULATIONS[name], 800, 31)

    assert guard_z(attentive(drawn), drawn.key, SeedSequence(31)) < THRESHOLD


@pytest.mark.parametrize("name", ["clear", "moderate", "hetero", "three", "five"])
def test_profiles_are_seen(name: str) -> None:
    drawn = sample(POPULATIONS[name], 600, 33)

    assert guard_z(attentive(drawn), drawn.key, SeedSequence(1), draws=9) >= THRESHOLD


def test_the_same_seed_gives_the_same_z() -> None:
    drawn = sample(POPULATIONS["moderate"], 400, 36)

    one, two = (guard_z(attentive(drawn), drawn.key, SeedSequence(9), draws=5) for _ in range(2))

    assert one == two


def test_the_first_population_that_explains_the_answers_is_the_last_one_drawn() -> None:
    drawn = sample(POPULATIONS["null"], 400, 37)

    early, late = (
        guard_z(attentive(drawn), drawn.key, SeedSequence(2), draws=5, threshold=threshold)
        for threshold in (THRESHOLD, -np.inf)
    )

    assert late <= early < THRESHOLD
