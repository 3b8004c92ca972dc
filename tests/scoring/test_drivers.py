"""Relative weights: what they must add up to, what copies and chance get; R's algebra stands in test_against_r."""

from __future__ import annotations

import numpy as np
import pytest

from scoring.drivers import correlations, drivers_of, moment_matrix, relative_weights

CODES = ("impact", "fit", "tools")


def organisation(n: int = 300, *, slopes: tuple[float, ...] = (1.0, 0.5, 0.0), seed: int = 3) -> tuple:
    """Return scores that go together with correlation .4, and adoption that follows them with noise."""
    random, columns = np.random.default_rng(seed), len(slopes)
    scores = random.multivariate_normal(np.zeros(columns), 0.4 + 0.6 * np.eye(columns), n)
    return 50 + 15 * scores, scores @ np.array(slopes) + random.normal(size=n)


def r_squared(scores: np.ndarray, outcome: np.ndarray) -> float:
    design = np.column_stack([np.ones(len(scores)), scores])
    left = outcome - design @ np.linalg.lstsq(design, outcome, rcond=None)[0]
    return float(1 - left.var() / outcome.var())


def test_weights_add_up_to_what_all_dimensions_explain_together() -> None:
    scores, outcome = organisation()

    found = drivers_of(scores, outcome, CODES, seed=1, draws=50)

    assert found is not None
    assert sum(driver.weight for driver in found.drivers) == pytest.approx(r_squared(scores, outcome))
    assert sum(driver.share for driver in found.drivers) == pytest.approx(1)
    assert found.r_squared == pytest.approx(r_squared(scores, outcome))


def test_dimensions_that_do_not_go_together_get_their_squared_correlations() -> None:
    matrix = np.array([[1.0, 0, 0.6], [0, 1, 0.3], [0.6, 0.3, 1]])

    assert relative_weights(matrix[None])[0] == pytest.approx([0.36, 0.09])


def test_two_dimensions_are_worked_by_hand() -> None:
    # Correlation r = .6 between the two: the square root of [[1, r], [r, 1]] has (√1.6 ± √.4)/2 in and off its
    # diagonal, .9487 and .3162. With .5 and .3 to the outcome, β = Λ⁻¹(.5, .3) = (.4743, .1581).
    matrix = np.array([[1, 0.6, 0.5], [0.6, 1, 0.3], [0.5, 0.3, 1]])

    found = relative_weights(matrix[None])[0]

    assert found == pytest.approx([0.9 * 0.225 + 0.1 * 0.025, 0.1 * 0.225 + 0.9 * 0.025])


def test_copies_of_one_dimension_share_its_weight() -> None:
    scores, outcome = organisation()
    copied = np.column_stack([scores, scores[:, 0]])

    found = drivers_of(copied, outcome, (*CODES, "again"), seed=1, draws=50)

    assert found is not None
    first, *_, again = found.drivers
    assert (again.weight, again.share_low) == (pytest.approx(first.weight), pytest.approx(first.share_low))
    assert found.r_squared == pytest.approx(r_squared(scores, outcome))


def test_the_order_and_the_unit_of_adoption_change_nothing() -> None:
    scores, outcome = organisation()

    found = drivers_of(scores, outcome, CODES, seed=1, draws=20)
    turned = drivers_of(scores[:, ::-1], 7 - 3 * outcome, CODES[::-1], seed=1, draws=20)

    assert found is not None
    assert turned is not None
    assert [d.weight for d in turned.drivers[::-1]] == pytest.approx([d.weight for d in found.drivers])
    assert turned.drivers[-1].correlation == pytest.approx(-found.drivers[0].correlation)


def test_what_goes_with_adoption_is_named_and_chance_is_not() -> None:
    named = drivers_of(*organisation(), CODES, seed=1)
    assert named is not None
    assert named.drivers[0].goes_with
    assert named.first_share[0] > 0.9

    false = [
        drivers_of(*organisation(slopes=(0.0, 0.0, 0.0), seed=seed), CODES, seed=seed) for seed in range(30)
    ]
    assert sum(any(driver.goes_with for driver in each.drivers) for each in false if each) <= 3


def test_the_same_seed_gives_the_same_intervals_however_much_is_drawn_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    scores, outcome = organisation()
    at_once = drivers_of(scores, outcome, CODES, seed=1, draws=40)

    monkeypatch.setattr("scoring.drivers.AT_ONCE", 7 * len(outcome))
    in_parts = drivers_of(scores, outcome, CODES, seed=1, draws=40)

    assert at_once is not None
    assert in_parts is not None
    assert [d.share_low for d in in_parts.drivers] == pytest.approx(
        [d.share_low for d in at_once.drivers], rel=1e-12
    )


def test_a_dimension_that_never_varies_goes_with_nothing() -> None:
    scores, outcome = organisation()
    scores[:, 2] = 100 / 3

    found = drivers_of(scores, outcome, CODES, seed=1, draws=50)

    assert found is not None
    assert (found.drivers[2].weight, found.drivers[2].goes_with) == (0, False)


def test_weighted_people_count_by_their_weight() -> None:
    scores, outcome = organisation(80)
    weights = np.r_[np.full(40, 2.0), np.ones(40)]
    doubled = np.r_[np.arange(80), np.arange(40)]

    found = drivers_of(scores, outcome, CODES, seed=1, draws=20, weights=weights)
    expected = correlations(moment_matrix(np.column_stack([scores, outcome])[doubled], np.ones(120)))

    assert found is not None
    assert [d.weight for d in found.drivers] == pytest.approx(relative_weights(expected[None])[0])


@pytest.mark.parametrize(
    ("scores", "outcome"),
    [
        (np.empty((0, 3)), np.empty(0)),
        (np.zeros((29, 3)), np.arange(29.0)),
        (np.full((100, 3), np.nan), np.arange(100.0)),
        (np.full((100, 3), 50.0), np.arange(100.0)),
        (organisation(100)[0], np.full(100, 3.0)),
    ],
)
def test_too_few_people_or_nothing_that_varies_make_no_drivers(
    scores: np.ndarray, outcome: np.ndarray
) -> None:
    assert drivers_of(scores, outcome, CODES, seed=1, draws=10) is None
