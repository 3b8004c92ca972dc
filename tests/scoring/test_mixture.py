"""The mixture against scikit-learn's where both are the same model, and against brute force where only ours can."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import multivariate_normal
from sklearn.mixture import GaussianMixture
from sklearn.utils.estimator_checks import parametrize_with_checks

from scoring import em, tied
from scoring.em import Models, Shrinkage
from scoring.mixture import ShrunkMixture, posteriors_under, starts_of


@pytest.fixture
def people() -> np.ndarray:
    random = np.random.default_rng(0)
    centres = random.normal(0, 20, (3, 4))
    return 50 + centres[random.integers(0, 3, 600)] + random.normal(0, 8, (600, 4))


@parametrize_with_checks([ShrunkMixture()])
@pytest.mark.filterwarnings("ignore::sklearn.exceptions.SkipTestWarning")
def test_it_keeps_scikit_learn_s_contract(estimator, check) -> None:
    check(estimator)


@pytest.mark.parametrize(("ours", "theirs"), [("tied", "tied"), ("classwise", "full")])
def test_without_shrinkage_it_is_scikit_learn_s_mixture(people: np.ndarray, ours: str, theirs: str) -> None:
    reference = GaussianMixture(
        3, covariance_type=theirs, reg_covar=0, n_init=5, tol=1e-10, max_iter=5000, random_state=0
    ).fit(people)

    found = ShrunkMixture(
        3, covariance=ours, shrinkage=0, class_shrinkage=0, tol=1e-11, max_iter=5000, random_state=0
    ).fit(people)

    order, same = np.argsort(found.means_[:, 0]), np.argsort(reference.means_[:, 0])
    assert found.score(people) == pytest.approx(reference.score(people), abs=1e-6)
    assert found.means_[order] == pytest.approx(reference.means_[same], abs=1e-2)
    assert found.weights_[order] == pytest.approx(reference.weights_[same], abs=1e-4)
    assert found.predict_proba(people)[:, order] == pytest.approx(
        reference.predict_proba(people)[:, same], abs=1e-3
    )


def test_covariances_are_shrunk_towards_a_sphere_and_classes_towards_the_pooled_one() -> None:
    # Two classes of 50, 100 people; every figure follows from the formula in the docstring.
    random = np.random.default_rng(1)
    scores = np.vstack([random.normal(0, 1, (50, 2)) @ [[2, 1], [0, 1]], random.normal(9, 1, (50, 2))])
    sure = np.repeat(np.eye(2), 50, axis=1)[None]

    model = em.maximisation(em.sums_of(scores, sure), Shrinkage(pooled=30, within=20, sizes=1e12))

    first, second = np.cov(scores[:50].T, bias=True), np.cov(scores[50:].T, bias=True)
    within = (50 * first + 50 * second) / 100
    pooled = (100 * within + 30 * np.trace(within) / 2 * np.eye(2)) / 130
    assert model.pooled[0] == pytest.approx(pooled, abs=1e-6)
    assert model.covariances[0, 0] == pytest.approx((50 * first + 20 * pooled) / 70, abs=1e-6)


def test_an_even_target_has_one_variance_and_one_covariance() -> None:
    # Variances 2, 4, 6 (mean 4), covariances 1, 0, 2 (mean 1); 100 people against 100 who saw the target.
    within = np.array([[2.0, 1, 0], [1, 4, 2], [0, 2, 6]])

    pooled = em.pooled_covariance(100 * within[None], np.array([100.0]), Shrinkage(target="even", pooled=100))

    target = np.array([[4.0, 1, 1], [1, 4, 1], [1, 1, 4]])
    assert pooled[0] == pytest.approx((within + target) / 2, abs=1e-6)


def test_a_class_takes_the_pooled_form_in_its_own_sizes_of_level_and_shape() -> None:
    # Pooled: variance 1 of each of two dimensions, uncorrelated: 1 along the level, 1 across it. A class of 60 varies
    # four times as much in level and as much in shape; against 20 people: (60·4 + 20)/80 = 3.25 and 1.
    along = np.full((2, 2), 0.5)
    scatter = 60 * (4 * along + (np.eye(2) - along))

    resized = em.resized(np.eye(2)[None], scatter[None, None], np.array([[60.0]]), 20)

    assert resized[0, 0] == pytest.approx(3.25 * along + (np.eye(2) - along))


def test_scaling_a_model_and_back_leaves_it(people: np.ndarray) -> None:
    model = ShrunkMixture(2, random_state=0).fit(people).models_
    centre = people.mean(axis=0)

    back = em.rescaled(em.rescaled(model, -centre / 5, 1 / 5), centre, 5)

    for part in ("weights", "means", "covariances", "pooled"):
        assert getattr(back, part) == pytest.approx(getattr(model, part))


def test_fits_with_a_shared_covariance_are_those_of_the_general_algorithm(people: np.ndarray) -> None:
    sets = np.stack([people[:300], people[300:]])
    sets = (sets - sets.mean(axis=1, keepdims=True)) / sets.std()
    shrinkage = Shrinkage("tied", pooled=50)
    ones = np.ones((1, 300))
    starts = [starts_of(one, ones, 3, 2, shrinkage, np.random.RandomState(5)) for one in sets]

    together = tied.fit(sets, ones, em.stacked(starts), shrinkage, tolerance=1e-7)

    for place, one in enumerate(sets):
        alone = em.fit(em.patterns_of(one), ones, starts[place], shrinkage, tolerance=1e-7)
        assert together.likelihood[2 * place : 2 * place + 2] == pytest.approx(alone.likelihood, abs=1e-5)
        assert together.models.means[2 * place] == pytest.approx(alone.models.means[0], abs=2e-3)


def test_a_weight_of_two_is_the_same_person_twice(people: np.ndarray) -> None:
    weights = np.random.default_rng(2).integers(1, 4, len(people))
    start = starts_of(people - 50, np.ones((1, len(people))), 3, 1, Shrinkage(), np.random.RandomState(0))

    weighted = em.fit(
        em.patterns_of(people - 50), weights[None].astype(float), start, Shrinkage(), tolerance=1e-7
    )
    repeated_people = np.repeat(people - 50, weights, axis=0)
    repeated = em.fit(
        em.patterns_of(repeated_people),
        np.ones((1, len(repeated_people))),
        start,
        Shrinkage(),
        tolerance=1e-7,
    )

    assert weighted.models.means == pytest.approx(repeated.models.means, abs=1e-8)
    assert weighted.likelihood == pytest.approx(repeated.likelihood, abs=1e-10)


def test_people_of_weight_zero_do_not_matter(people: np.ndarray) -> None:
    weights = np.concatenate([np.ones(500), np.zeros(100)])
    odd = np.vstack([people[:500], np.full((100, 4), 1000.0)])

    with_them = ShrunkMixture(2, random_state=0).fit(odd, sample_weight=weights)
    without = ShrunkMixture(2, random_state=0).fit(people[:500])

    assert np.sort(with_them.means_, axis=0) == pytest.approx(np.sort(without.means_, axis=0), abs=0.1)


def test_many_models_at_once_are_the_same_as_one_by_one(people: np.ndarray) -> None:
    scores = people - 50
    weights = (
        np.random.default_rng(3)
        .multinomial(len(scores), np.full(len(scores), 1 / len(scores)), 4)
        .astype(float)
    )
    starts = starts_of(scores, weights, 3, 1, Shrinkage(), np.random.RandomState(0))

    together = em.fit(em.patterns_of(scores), weights, starts, Shrinkage(), tolerance=1e-7)

    for place in range(4):
        alone = em.fit(em.patterns_of(scores), weights[[place]], starts[[place]], Shrinkage(), tolerance=1e-7)
        assert alone.models.means[0] == pytest.approx(together.models.means[place], abs=1e-9)


def test_missing_dimensions_are_left_out_of_a_person_s_density(people: np.ndarray) -> None:
    model = ShrunkMixture(3, random_state=0).fit(people)
    gaps = people[:40].copy()
    gaps[:20, 1] = np.nan
    gaps[10:30, 3] = np.nan

    found = model.score_samples(gaps)

    for person, seen in zip(found, gaps, strict=True):
        has = ~np.isnan(seen)
        density = sum(
            weight * multivariate_normal(mean[has], covariance[np.ix_(has, has)]).pdf(seen[has])
            for weight, mean, covariance in zip(model.weights_, model.means_, model.covariances_, strict=True)
        )
        assert person == pytest.approx(np.log(density), abs=1e-9)


def test_gaps_at_random_do_not_bias_the_means(people: np.ndarray) -> None:
    gaps = np.where(np.random.default_rng(4).random(people.shape) < 0.2, np.nan, people)

    whole, partial = ShrunkMixture(3, random_state=0).fit(people), ShrunkMixture(3, random_state=0).fit(gaps)

    assert np.sort(partial.means_, axis=0) == pytest.approx(np.sort(whole.means_, axis=0), abs=2.5)


def test_the_expected_sums_of_missing_dimensions_are_those_of_the_conditional_distribution() -> None:
    # One component with mean 0, variances 1 and covariance .6; seen x1 = 2: E[x2] = 1.2, E[x2²] = 1.2² + .64.
    models = Models(
        np.ones((1, 1)),
        np.zeros((1, 1, 2)),
        np.array([[[[1, 0.6], [0.6, 1]]]]),
        np.array([[[1, 0.6], [0.6, 1]]]),
    )

    sums, _ = em._expectation(em.patterns_of(np.array([[2.0, np.nan]])), np.ones((1, 1)), models)

    assert sums.first[0, 0] == pytest.approx([2, 1.2])
    assert sums.second[0, 0] == pytest.approx(np.array([[4, 2.4], [2.4, 1.44 + 0.64]]))


def test_a_person_without_any_dimension_gets_the_prior(people: np.ndarray) -> None:
    model = ShrunkMixture(3, random_state=0).fit(people)

    share, likelihood = posteriors_under(model.models_, np.full((1, 4), np.nan))

    assert share[0] == pytest.approx(model.weights_)
    assert likelihood[0] == 0


def test_the_same_seed_gives_the_same_fit(people: np.ndarray) -> None:
    one, two = (ShrunkMixture(3, random_state=7).fit(people).means_ for _ in range(2))

    assert np.array_equal(one, two)
