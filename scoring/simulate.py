"""People with known truth: a whole made-up organisation for the demo and tests (`populations` measures methods).

Nobody here is real, and whatever is made from it must say so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from questionnaires.model import Questionnaire
from scoring.answered import Answered, comments_from, responses_from
from scoring.comment_blocks import comment_blocks
from scoring.dimensions import ScoringKey, scoring_key
from scoring.disclosure import LOWEST_THRESHOLD
from scoring.populations import CARELESS, even_covariance
from scoring.responses import MISSING, Comment, HeadCount, Path, Responses
from scoring.simulate_answers import Person, Truth, answers_of, truth_of

Matrix = NDArray[np.float64]


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

_POSITIONS: Mapping[str, tuple[float, float]] = {
    "employee": (0.79, 0.0),
    "manager": (0.14, 6.0),
    "executive": (0.05, 14.0),
}
"""The share of each position, the rest among other options, and by how much it sees everything brighter."""

_LANGUAGES: Mapping[str, float] = {"en": 0.6, "fr": 0.4}
"""In which language people write."""

_RESPONSE_RATE = 0.88
_CARELESS_SHARE = 0.02
_MISSING_SHARE = 0.02
_OUTSIDE_SHARE = 0.025
_OUTSIDE_SHARE_FIRST = 0.06
"""The first dimension (does one see what it brings?) is where people say that they do not know."""


@dataclass(frozen=True)
class Organisation:
    """Made-up responses with head counts, the true profile of each respondent or `CARELESS`, and the truth behind.

    `traits`, of shape (n, n_dimensions) and 0 to 100, is what each respondent's answers come from. `people` are
    the respondents' canonical answers, of which `responses` and `comments` are made; `persons` are those who gave
    them, so that they can be asked again by a form that knows less of them.
    """

    responses: Responses
    head_counts: tuple[HeadCount, ...]
    profile: NDArray[np.int64]
    people: tuple[Answered, ...]
    persons: tuple[Person, ...]
    comments: tuple[Comment, ...]
    truth: Truth
    traits: Matrix


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
        np.zeros(len(key.dimensions)), even_covariance(9, 0.3, len(key.dimensions)), len(profile)
    )
    # Streams of their own: more questions must not change who the people are, nor positions what they would answer.
    apart, ranks = (np.random.default_rng([seed, number]) for number in (1, 2))
    position = _position_of(questionnaire, len(unit_of), ranks)
    brighter = np.array([_POSITIONS.get(each or "", (0.0, 0.0))[1] for each in position])
    traits = means[profile] + in_unit[unit_of] + noise + brighter[:, None]
    points = _points(traits, key, random)
    profile = np.where(random.random(len(profile)) < _CARELESS_SHARE, CARELESS, profile)
    clicked = random.integers(key.lowest, key.highest + 1, points.shape)
    points = np.where((profile == CARELESS)[:, None], clicked, points)
    responses = Responses(
        answers=_with_gaps(points, questionnaire, key, random),
        units=tuple(_UNITS[unit][0] for unit in unit_of),
        segments=_segments(questionnaire, len(profile), random) | _known("position", position),
    )
    truth = truth_of(questionnaire, apart)
    persons = tuple(_persons(questionnaire, responses, traits / 100, profile, apart))
    answered = tuple(_people(questionnaire, responses, persons, truth, apart))
    blocks = [block or () for block in comment_blocks(responses.units, LOWEST_THRESHOLD)]
    counts = [HeadCount(path, int(size)) for (path, _), size in zip(_UNITS, sizes, strict=True)]
    return Organisation(
        responses=responses_from(questionnaire, answered),
        head_counts=tuple(counts),
        profile=profile,
        people=answered,
        persons=persons,
        comments=comments_from(questionnaire, answered, blocks=blocks),
        truth=truth,
        traits=np.clip(traits, 0, 100),
    )


def _persons(
    questionnaire: Questionnaire,
    responses: Responses,
    traits: Matrix,
    profile: NDArray[np.int64],
    random: Generator,
) -> Iterator[Person]:
    """Yield who answers, apart from what they answered."""
    codes = [dimension.code for dimension in questionnaire.dimensions]
    written = [language for language in _LANGUAGES if language in questionnaire.languages] or ["en"]
    shares = np.array([_LANGUAGES[language] for language in written])
    languages = random.choice(written, len(responses), p=shares / shares.sum()).tolist()
    for place, language in enumerate(languages):
        own = np.clip(traits[place], 0, 1).tolist()
        segments = {code: values[place] for code, values in responses.segments.items()}
        yield Person(dict(zip(codes, own, strict=True)), bool(profile[place] == CARELESS), segments, language)


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


def _position_of(questionnaire: Questionnaire, n: int, random: Generator) -> tuple[str | None, ...]:
    """Draw everybody's position where the questionnaire has that segment: few lead, and fewer do not say."""
    codes = [
        option.code for each in questionnaire.segments if each.code == "position" for option in each.options
    ]
    if not codes:
        return (None,) * n
    others = [code for code in codes if code not in _POSITIONS]
    rest = 1 - sum(share for code, (share, _) in _POSITIONS.items() if code in codes)
    shares = np.array([_POSITIONS[code][0] if code in _POSITIONS else rest / len(others) for code in codes])
    return tuple(codes[place] for place in random.choice(len(codes), n, p=shares / shares.sum()))


def _known(code: str, values: tuple[str | None, ...]) -> dict[str, tuple[str | None, ...]]:
    """Return a segment's values, or nothing where nobody has one."""
    return {code: values} if any(values) else {}


def _drawn(options: Sequence[str], n: int, random: Generator) -> tuple[str | None, ...]:
    """Draw options, each about half as likely as the one before it."""
    weights = 0.55 ** np.arange(len(options))
    return tuple(options[place] for place in random.choice(len(options), n, p=weights / weights.sum()))
