"""Populations with known truth, to measure methods on: profiles of several kinds, and continua that look like them.

Truth is Gaussian behind the answers of profiles, which flatters Gaussian methods; continua of other shapes and the
real data are there to keep them honest.

The trap: a continuum is drawn with about the total covariance of the profiles, or it would be told apart by that.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from scoring.dimensions import ScoringKey

Matrix = NDArray[np.float64]

CARELESS = -1
"""The true profile of a person who does not read the questions."""

Continuum = Literal["normal", "skewed", "one trait", "two factors", "flat trait", "floor", "ceiling"]
"""Shapes of one population: normal; every dimension skewed; one trait behind all dimensions, or two factors behind
half of them each; a trait that is as frequent everywhere; most people at the lower or at the upper end."""


@dataclass(frozen=True)
class Population:
    """Profiles on latent dimensions, in standard deviations of a continuum; or a continuum.

    `k` is the number of profiles; `separation` scales the distance of their means; `spread` and `correlation` are
    the standard deviation and the correlation between dimensions within each; `uneven` makes both differ from
    dimension to dimension. `one` draws about the same total covariance in that shape without any profiles; `shape`
    says how skewed it is (log-normal; 0 is normal, less than 0 turned left) or how far off, `loading` how much a
    trait weighs on each dimension.
    """

    separation: float
    k: int = 4
    spread: tuple[float, ...] = (0.55, 0.55, 0.55, 0.55, 0.55)
    correlation: tuple[float, ...] = (0.35, 0.35, 0.35, 0.35, 0.35)
    uneven: bool = False
    one: Continuum | None = None
    shape: float = 0.0
    loading: float = 0.8

    @property
    def means(self) -> Matrix:
        """The profiles' means, of shape (k, 8)."""
        return self.separation * _MEANS[self.k]

    @property
    def shares(self) -> tuple[float, ...]:
        """How many belong to each profile, of 1."""
        return _SHARES[self.k]

    def within(self, place: int) -> Matrix:
        """Return the covariance within one profile, of shape (8, 8)."""
        spread, correlation, size = self.spread[place], self.correlation[place], self.means.shape[1]
        if not self.uneven:
            return even_covariance(spread, correlation, size)
        block = np.arange(size) % 2
        correlated = np.where(block[:, None] == block, correlation + 0.25, correlation - 0.25)
        np.fill_diagonal(correlated, 1)
        spreads = spread * np.tile([0.7, 1.4, 1.1, 0.8], 2)
        return np.asarray(correlated * np.outer(spreads, spreads))


# Ordered profiles with shape as well as level: rows profiles, columns eight dimensions. Two profiles differ in shape
# alone; they lie closer, so that one separation is as hard for every k (adjusted Rand index of the true classifier:
# .9 at 1.68, .7 at 1.07, .5 at .76).
_FOUR = np.array(
    [
        [-1.0, -0.7, -1.2, -0.2, -0.9, -1.3, -0.5, -0.8],
        [-0.5, 0.3, -0.2, 0.7, -0.3, -0.5, 0.2, -0.6],
        [0.5, -0.2, 0.6, -0.4, 0.3, 0.6, 0.6, 0.1],
        [1.1, 1.0, 1.2, 0.5, 0.9, 1.0, 0.9, 1.2],
    ]
)
_FIFTH = np.array([[-0.6, 0.9, -0.9, 0.9, 0.7, -0.8, -0.2, 0.9]])
_MEANS: Mapping[int, Matrix] = {
    2: 0.68 * _FOUR[[1, 2]],
    3: _FOUR[[0, 1, 3]],
    4: _FOUR,
    5: np.vstack([_FOUR[:2], _FIFTH, _FOUR[2:]]),
}
_SHARES: Mapping[int, tuple[float, ...]] = {
    2: (0.45, 0.55),
    3: (0.30, 0.45, 0.25),
    4: (0.22, 0.30, 0.33, 0.15),
    5: (0.18, 0.24, 0.16, 0.27, 0.15),
}

POPULATIONS: Mapping[str, Population] = {
    "clear": Population(1.68),
    "moderate": Population(1.07),
    "fuzzy": Population(0.76),
    "hetero": Population(1.09, spread=(0.40, 0.55, 0.70, 0.50), correlation=(0.15, 0.35, 0.55, 0.25)),
    "uneven": Population(1.07, uneven=True),
    "two": Population(1.07, k=2),
    "three": Population(1.07, k=3),
    "five": Population(1.07, k=5),
    "null": Population(1.09, one="normal"),
    "one normal trait": Population(1.09, one="one trait"),
    "skewed null": Population(1.09, one="skewed", shape=0.5),
    "skewed trait": Population(1.09, one="one trait", shape=0.7),
    "very skewed trait": Population(1.09, one="one trait", shape=1.0, loading=0.7),
    "left-skewed trait": Population(1.09, one="one trait", shape=-0.5, loading=0.85),
    "two normal factors": Population(1.09, one="two factors"),
    "two skewed factors": Population(1.09, one="two factors", shape=0.7),
    "flat trait": Population(1.09, one="flat trait"),
    "floor": Population(1.09, one="floor", shape=1.3),
    "ceiling": Population(1.09, one="ceiling", shape=1.3),
}

_CUTS = np.array([-1.25, -0.45, 0.45, 1.25])
_ITEMS_EACH = 4


@dataclass(frozen=True)
class Sample:
    """Answers of shape (n, 32), NaN where unanswered; the true profile of each person, or `CARELESS`."""

    answers: Matrix
    profile: NDArray[np.int64]
    key: ScoringKey


def sample(
    population: Population, n: int, seed: int, *, missing: float = 0.07, careless: float = 0.05
) -> Sample:
    """Draw `n` people who answer 32 five-point items in eight dimensions, one item of each reversed.

    Items have unequal cut points, and people differ in how readily they agree (sd .25).
    """
    random = np.random.default_rng(seed)
    key = _key()
    profile = random.choice(population.k, n, p=population.shares)
    traits = (
        _one_population(population, n, random) if population.one else _traits(population, profile, random)
    )
    answers = _answered(traits, key, random)
    profile = np.where(random.random(n) < careless, CARELESS, profile)
    answers = np.where((profile == CARELESS)[:, None], _careless(n, len(key.items), random), answers)
    answers[random.random(answers.shape) < missing] = np.nan
    return Sample(answers, profile, key)


def _key() -> ScoringKey:
    items = 8 * _ITEMS_EACH
    return ScoringKey(
        items=tuple(f"i{item}" for item in range(items)),
        lowest=np.ones(items, dtype=np.int64),
        highest=np.full(items, 5),
        reverse=np.arange(items) % _ITEMS_EACH == _ITEMS_EACH - 1,
        dimension_of=np.arange(items) // _ITEMS_EACH,
        dimensions=tuple(f"d{dimension}" for dimension in range(8)),
        better=np.ones(8, dtype=bool),
    )


def even_covariance(spread: float, correlation: float, size: int) -> Matrix:
    """Return the covariance of dimensions that vary and go together alike."""
    return np.asarray(spread**2 * (correlation + (1 - correlation) * np.eye(size)))


def _traits(population: Population, profile: NDArray[np.int64], random: Generator) -> Matrix:
    means = population.means
    traits = np.empty((len(profile), means.shape[1]))
    for place, mean in enumerate(means):
        people = np.flatnonzero(profile == place)
        traits[people] = random.multivariate_normal(mean, population.within(place), len(people))
    return traits


def _one_population(population: Population, n: int, random: Generator) -> Matrix:
    """Draw from one population with the mean and about the total covariance of the profiles."""
    means, shares = population.means, np.array(population.shares)
    centre = shares @ means
    between = (shares[:, None] * (means - centre)).T @ (means - centre)
    total = between + sum(share * population.within(place) for place, share in enumerate(shares))
    spread = np.sqrt(np.diag(total))
    if population.one in {"one trait", "two factors", "flat trait"}:
        return np.asarray(centre + spread * _behind_factors(population, n, random))
    drawn = random.multivariate_normal(np.zeros(len(total)), total, n)
    if population.one == "skewed":
        drawn = spread * _skewed(drawn / spread, population.shape)
    moved = {"floor": -population.shape, "ceiling": population.shape}.get(str(population.one), 0.0)
    return np.asarray(centre + moved + drawn)


def _behind_factors(population: Population, n: int, random: Generator) -> Matrix:
    """Draw dimensions of variance 1 that have one trait behind them, or two factors behind half of them each."""
    factors, size, loading = (
        2 if population.one == "two factors" else 1,
        population.means.shape[1],
        population.loading,
    )
    if population.one == "flat trait":
        behind = random.uniform(-np.sqrt(3), np.sqrt(3), (n, 1))
    else:
        behind = _skewed(random.standard_normal((n, factors)), population.shape)
    of_dimension = behind[:, np.arange(size) * factors // size]
    own = random.standard_normal((n, size))
    return np.asarray(loading * of_dimension + np.sqrt(1 - loading**2) * own)


def _skewed(normal: Matrix, shape: float) -> Matrix:
    """Return values of mean 0 and standard deviation 1, log-normal with that shape; 0 leaves them normal."""
    if not shape:
        return normal
    variance = shape**2
    drawn = np.exp(shape * normal) - np.exp(variance / 2)
    return np.asarray(np.sign(shape) * drawn / np.sqrt((np.exp(variance) - 1) * np.exp(variance)))


def _answered(traits: Matrix, key: ScoringKey, random: Generator) -> Matrix:
    items = len(key.items)
    latent = traits[:, key.dimension_of] + random.normal(0, 0.6, (len(traits), items))
    latent = np.where(key.reverse, -latent, latent) + random.normal(0, 0.25, (len(traits), 1))
    shift = np.random.default_rng(items).uniform(-0.35, 0.35, items)
    return np.asarray(1 + (latent[..., None] > _CUTS + shift[:, None]).sum(axis=-1), dtype=np.float64)


def _careless(n: int, items: int, random: Generator) -> Matrix:
    """Return answers of people who straight-line or click at random, half each."""
    straight = np.repeat(random.integers(2, 5, (n, 1)), items, axis=1)
    clicked = random.integers(1, 6, (n, items))
    return np.where(random.random((n, 1)) < 0.5, straight, clicked).astype(np.float64)
