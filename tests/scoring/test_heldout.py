"""The target of shrinkage: even where dimensions vary alike, a sphere where an even target would mislead."""

from __future__ import annotations

import numpy as np
from numpy.random import SeedSequence

from scoring.dimensions import dimension_scores, item_means, percent_of_maximum
from scoring.heldout import CANDIDATES, chosen_shrinkage
from scoring.populations import POPULATIONS, sample


def scaled(name: str, n: int, seed: int) -> np.ndarray:
    drawn = sample(POPULATIONS[name], n, seed, careless=0)
    percent = percent_of_maximum(drawn.answers, drawn.key)
    scores = dimension_scores(percent, drawn.key, item_means(percent))
    scores = scores[~np.isnan(scores).any(axis=1)]
    return (scores - scores.mean(axis=0)) / scores.std()


def test_where_dimensions_vary_alike_an_even_target_is_chosen() -> None:
    chosen = chosen_shrinkage(scaled("hetero", 400, 51), 4, SeedSequence(1))

    assert chosen.target == "even"


def test_where_dimensions_vary_unlike_each_other_it_is_not() -> None:
    chosen = chosen_shrinkage(scaled("uneven", 400, 51), 4, SeedSequence(1))

    assert chosen == CANDIDATES[0]


def test_of_many_people_a_sample_is_enough_and_the_same_seed_chooses_the_same() -> None:
    people = scaled("moderate", 3000, 52)

    one, two = (chosen_shrinkage(people, 4, SeedSequence(2)) for _ in range(2))

    assert one == two
