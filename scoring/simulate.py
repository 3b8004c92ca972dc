"""People with known truth: populations to measure methods on, and a whole organisation for the demo and tests.

Nobody here is real, and whatever is made from it must say so. Truth is Gaussian behind the answers, which flatters
Gaussian methods; the guard's nulls and the real data are there to keep them honest.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from questionnaires.model import Questionnaire
from scoring.answered import Answered, comments_from, responses_from
from scoring.dimensions import ScoringKey, scoring_key
from scoring.responses import MISSING, Comment, HeadCount, Path, Responses
from scoring.simulate_answers import Person, Truth, answers_of, truth_of

Matrix = NDArray[np.float64]

CARELESS = -1
"""The true profile of a person who does not read the questions."""


@dataclass(frozen=True)
class Population:
    """Profiles on latent dimensions, in standard deviations of a continuum.

    Parameters: `separation` scales the distance of the profiles' means; `spread` and `correlation` are the standard
    deviation and the correlation between dimensions within each profile; `one` draws the same total covariance
    without any profiles.
    """

    separation: float
    spread: tuple[float, ...] = (0.55, 0.55, 0.55, 0.55)
    correlation: tuple[float, ...] = (0.35, 0.35, 0.35, 0.35)
    one: bool = False
    skewed: bool = False


POPULATIONS: Mapping[str, Population] = {
    "clear": Population(separation=1.68),
    "moderate": Population(separation=1.07),
    "fuzzy": Population(separation=0.76),
    "hetero": Population(
        separation=1.09, spread=(0.40, 0.55, 0.70, 0.50), correlation=(0.15, 0.35, 0.55, 0.25)
    ),
    "null": Population(separation=1.09, one=True),
    "skewed null": Population(separation=1.09, one=True, skewed=True),
}

SHARES = (0.22, 0.30, 0.33, 0.15)

# Four ordered profiles with shape as well as level: rows profiles, columns eight dimensions.
_MEANS = np.array(
    [
        [-1.0, -0.7, -1.2, -0.2, -0.9, -1.3, -0.5, -0.8],
        [-0.5, 0.3, -0.2, 0.7, -0.3, -0.5, 0.2, -0.6],
        [0.5, -0.2, 0.6, -0.4, 0.3, 0.6, 0.6, 0.1],
        [1.1, 1.0, 1.2, 0.5, 0.9, 1.0, 0.9, 1.2],
    ]
)
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
    profile = random.choice(len(SHARES), n, p=SHARES)
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


def _covariance(spread: float, correlation: float, size: int) -> Matrix:
    return np.asarray(spread**2 * (correlation + (1 - correlation) * np.eye(size)))


def _traits(population: Population, profile: NDArray[np.int64], random: Generator) -> Matrix:
    means = population.separation * _MEANS
    traits = np.empty((len(profile), means.shape[1]))
    for place, (spread, correlation) in enumerate(
        zip(population.spread, population.correlation, strict=True)
    ):
        people = np.flatnonzero(profile == place)
        covariance = _covariance(spread, correlation, means.shape[1])
        traits[people] = random.multivariate_normal(means[place], covariance, len(people))
    return traits


def _one_population(population: Population, n: int, random: Generator) -> Matrix:
    """Draw from one population with the mean and the total covariance of the four profiles."""
    means, shares = population.separation * _MEANS, np.array(SHARES)
    centre = shares @ means
    between = (shares[:, None] * (means - centre)).T @ (means - centre)
    within = sum(
        share * _covariance(spread, correlation, means.shape[1])
        for share, spread, correlation in zip(SHARES, population.spread, population.correlation, strict=True)
    )
    traits = random.multivariate_normal(np.zeros(means.shape[1]), between + within, n)
    if population.skewed:
        spread = traits.std(axis=0)
        traits = spread * (np.exp(0.5 * traits / spread) - np.exp(0.125)) / 0.6
    return np.asarray(centre + traits)


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


# -- a whole organisation


@dataclass(frozen=True)
class Story:
    """One profile of the made-up organisation: its share, and its mean of 0 to 100 on each dimension in turn."""

    share: float
    means: tuple[float, ...]


# In the order impact, fit, goals, tools, organisation, leadership, will, participation: tools were given before
# anybody said what for. Some are aligned all the same, some see the point and lack the means, some the reverse.
STORIES = (
    Story(0.27, (80, 78, 70, 74, 68, 72, 78, 74)),
    Story(0.25, (70, 38, 56, 36, 40, 58, 70, 54)),
    Story(0.26, (36, 70, 34, 74, 56, 40, 48, 44)),
    Story(0.22, (24, 26, 28, 42, 36, 28, 30, 26)),
)

_UNITS: tuple[tuple[Path, float], ...] = (
    (("Operations", "North"), 13),
    (("Operations", "South"), 12),
    (("Operations", "Night shift"), 6),
    (("Sales", "Key accounts"), 9),
    (("Sales", "Shops"), 15),
    (("Sales", "Online"), 1),
    (("Engineering", "Platform"), 10),
    (("Engineering", "Products"), 11),
    (("Engineering", "Quality"), 4),
    (("Support", "Finance"), 6),
    (("Support", "People"), 4),
    (("Support", "Legal"), 1),
    (("Head office",), 8),
)

_RESPONSE_RATE = 0.88
_CARELESS_SHARE = 0.02
_MISSING_SHARE = 0.02
_OUTSIDE_SHARE = 0.025
_OUTSIDE_SHARE_FIRST = 0.06
"""The first dimension (does one see what it brings?) is where people say that they do not know."""


@dataclass(frozen=True)
class Organisation:
    """Made-up responses with head counts, the true profile of each respondent or `CARELESS`, and the truth behind.

    `people` are the respondents' canonical answers, of which `responses` and `comments` are made; `persons` are those
    who gave them, so that they can be asked again by a form that knows less of them.
    """

    responses: Responses
    head_counts: tuple[HeadCount, ...]
    profile: NDArray[np.int64]
    people: tuple[Answered, ...]
    persons: tuple[Person, ...]
    comments: tuple[Comment, ...]
    truth: Truth


def simulate_organisation(questionnaire: Questionnaire, *, people: int, seed: int) -> Organisation:
    """Make up an organisation of `people` invited people who answered `questionnaire`.

    Parameters
    ----------
    questionnaire : Questionnaire
        Any; the story runs over its dimensions in their order.
    people : int
        Invited people, in three levels of units, some of them too small to be shown.
    seed : int
        Same seed, same people.
    """
    random = np.random.default_rng(seed)
    key = scoring_key(questionnaire)
    sizes = _sizes(people)
    unit_of = np.repeat(np.arange(len(_UNITS)), sizes)
    unit_of = unit_of[random.random(people) < _RESPONSE_RATE]
    profile = random.choice(len(STORIES), len(unit_of), p=[story.share for story in STORIES])
    means = np.array([story.means for story in STORIES])[
        :, np.arange(len(key.dimensions)) % len(STORIES[0].means)
    ]
    in_unit = random.normal(0, 4.5, (len(_UNITS), len(key.dimensions)))
    noise = random.multivariate_normal(
        np.zeros(len(key.dimensions)), _covariance(9, 0.3, len(key.dimensions)), len(profile)
    )
    points = _points(means[profile] + in_unit[unit_of] + noise, key, random)
    means_of = means[profile]
    profile = np.where(random.random(len(profile)) < _CARELESS_SHARE, CARELESS, profile)
    clicked = random.integers(key.lowest, key.highest + 1, points.shape)
    points = np.where((profile == CARELESS)[:, None], clicked, points)
    responses = Responses(
        answers=_with_gaps(points, questionnaire, key, random),
        units=tuple(_UNITS[unit][0] for unit in unit_of),
        segments=_segments(questionnaire, len(profile), random),
    )
    # A stream of its own: more questions must not change who the people are.
    apart = np.random.default_rng([seed, 1])
    truth, traits = truth_of(questionnaire, apart), means_of.mean(axis=1) / 100
    persons = tuple(_persons(responses, traits, profile))
    answered = tuple(_people(questionnaire, responses, persons, truth, apart))
    counts = [HeadCount(path, int(size)) for (path, _), size in zip(_UNITS, sizes, strict=True)]
    return Organisation(
        responses=responses_from(questionnaire, answered),
        head_counts=tuple(counts),
        profile=profile,
        people=answered,
        persons=persons,
        comments=comments_from(questionnaire, answered),
        truth=truth,
    )


def _persons(responses: Responses, traits: Matrix, profile: NDArray[np.int64]) -> Iterator[Person]:
    """Yield who answers, apart from what they answered."""
    for place, trait in enumerate(traits.tolist()):
        segments = {code: values[place] for code, values in responses.segments.items()}
        yield Person(trait, bool(profile[place] == CARELESS), segments)


def _people(
    questionnaire: Questionnaire,
    responses: Responses,
    persons: Sequence[Person],
    truth: Truth,
    random: Generator,
) -> Iterator[Answered]:
    """Yield everybody's answers to items, as they were drawn, and to the questions."""
    for row, unit, person in zip(responses.answers.tolist(), responses.units, persons, strict=True):
        answers, drawn = answers_of(questionnaire, _said(questionnaire, row), person, truth, random)
        yield Answered(answers, unit, person.segments, drawn)


def _said(questionnaire: Questionnaire, row: Sequence[int]) -> dict[str, int | str]:
    """Return the items that were answered, a point as it is and an outside answer by its code."""
    return {
        item.code: value if value >= 0 else questionnaire.scale_of[item.code].outside[-1 - value].code
        for item, value in zip(questionnaire.items, row, strict=True)
        if value != MISSING
    }


def _sizes(people: int) -> NDArray[np.int64]:
    """Share people out over the units by weight, the largest remainders first."""
    exact = people * np.array([weight for _, weight in _UNITS]) / sum(weight for _, weight in _UNITS)
    sizes = np.floor(exact).astype(np.int64)
    sizes[np.argsort(sizes - exact, kind="stable")[: people - sizes.sum()]] += 1
    return sizes


def _points(traits: Matrix, key: ScoringKey, random: Generator) -> NDArray[np.int64]:
    """Return points for traits of 0 to 100; items differ in difficulty, people in readiness to agree."""
    items = len(key.items)
    percent = (
        traits[:, key.dimension_of] + random.normal(0, 5, items) + random.normal(0, 15, (len(traits), items))
    )
    percent = np.where(key.reverse, 100 - percent, percent) + random.normal(0, 4, (len(traits), 1))
    span = key.highest - key.lowest
    return np.asarray(key.lowest + np.clip(np.rint(span * percent / 100), 0, span).astype(np.int64))


def _with_gaps(
    points: NDArray[np.int64], questionnaire: Questionnaire, key: ScoringKey, random: Generator
) -> NDArray[np.int8]:
    """Return the answers with some outside the scale and some not given."""
    answers = points.astype(np.int8)
    outside = np.array([len(questionnaire.scale_of[item].outside) for item in key.items])
    likely = np.where(key.dimension_of == 0, _OUTSIDE_SHARE_FIRST, _OUTSIDE_SHARE) * (outside > 0)
    which = np.where(random.random(points.shape) < 0.8, 1, np.maximum(outside, 1))
    answers = np.where(random.random(points.shape) < likely, -which, answers)
    return np.where(random.random(points.shape) < _MISSING_SHARE, MISSING, answers).astype(np.int8)


def _segments(questionnaire: Questionnaire, n: int, random: Generator) -> dict[str, tuple[str | None, ...]]:
    drawn = {}
    for segment in questionnaire.segments:
        drawn[segment.code] = _drawn([option.code for option in segment.options], n, random)
    return drawn


def _drawn(options: Sequence[str], n: int, random: Generator) -> tuple[str | None, ...]:
    """Draw options, each about half as likely as the one before it."""
    weights = 0.55 ** np.arange(len(options))
    return tuple(options[place] for place in random.choice(len(options), n, p=weights / weights.sum()))
