"""The cast of a rehearsal: an organisation of made-up people, on a list as HR would give it.

Nobody here is real. Everybody has a name, an address under example.org, a unit and segments; most will answer, some
never do. What the form must not know of a person (see strata) is known here only, until launch has decided it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from questionnaires.answers import Answer
from questionnaires.model import Goal, Questionnaire
from questionnaires.texts import Text
from scoring.responses import HeadCount, Path, path_text
from scoring.simulate import Organisation, simulate_organisation
from scoring.simulate_answers import Person, Truth
from survey.invitee import Invitee

ORGANISATION = "Northwind Works"

GOALS = (
    Goal(
        "g1",
        Text({"en": "Answer customers within a day", "fr": "Répondre aux clients sous un jour"}),
        weight=35,
        owner="Sales",
        measure="Median hours to the first answer",
    ),
    Goal(
        "g2",
        Text({"en": "Bring new products out sooner", "fr": "Sortir plus tôt les nouveaux produits"}),
        weight=30,
        owner="Engineering",
        measure="Months from idea to first sale",
    ),
    Goal(
        "g3",
        Text({"en": "Make fewer mistakes twice", "fr": "Ne pas refaire deux fois la même erreur"}),
        weight=20,
        owner="Operations",
        measure="Repeated faults a quarter",
    ),
    Goal(
        "g4",
        Text({"en": "Keep the people we train", "fr": "Garder les personnes que nous formons"}),
        weight=15,
        owner="People",
        measure="Leavers in the first three years",
    ),
)

_FIRST_NAMES = (
    *("Camille", "Nadia", "Hugo", "Inès", "Karim", "Élodie", "Mathis", "Zoé", "Loïc", "Awa", "Théo", "Chloé"),
    *("Oliver", "Priya", "Hannah", "Marek", "Grace", "Samuel", "Aisha", "Tomasz", "Ellen", "Kofi", "Ruth"),
)
_SURNAMES = (
    *("Lefèvre", "Benali", "Moreau", "Diallo", "Garnier", "Nguyen", "Rousseau", "Haddad", "Chevalier"),
    *("Whitfield", "Sharma", "Kowalski", "Mensah", "Ashworth", "Novak", "Brennan", "Okafor", "Lindqvist"),
)
_FRENCH_SHARE = 0.6


@dataclass(frozen=True)
class Answering:
    """What somebody will answer to the sentences, and who that is: the rest is asked when the form is known."""

    items: Mapping[str, Answer]
    person: Person


@dataclass(frozen=True)
class Cast:
    """Everybody invited, those who answer by their reference, and the truth that they were drawn from."""

    invitees: tuple[Invitee, ...]
    answering: Mapping[str, Answering]
    truth: Truth


def cast_of(questionnaire: Questionnaire, *, people: int, seed: int) -> Cast:
    """Make up the people of an organisation: same seed, same people, whatever keys and ids a campaign draws."""
    made_up = simulate_organisation(questionnaire, people=people, seed=seed)
    random = np.random.default_rng([seed, 2])
    places = [*_answering(questionnaire, made_up), *_silent(made_up, random)]
    numbers = random.permutation(len(places)).tolist()
    invitees, answering = [], {}
    for number, (unit, person, items) in zip(numbers, places, strict=True):
        invitee = _invitee(number + 1, unit, person, random)
        invitees.append(invitee)
        if items is not None:
            answering[invitee.reference] = Answering(items, person)
    return Cast(tuple(invitees), answering, made_up.truth)


_Place = tuple[Path, Person, Mapping[str, Answer] | None]


def _answering(questionnaire: Questionnaire, made_up: Organisation) -> list[_Place]:
    codes = [item.code for item in questionnaire.items]
    return [
        (each.unit, person, {code: each.answers[code] for code in codes if code in each.answers})
        for each, person in zip(made_up.people, made_up.persons, strict=True)
    ]


def _silent(made_up: Organisation, random: Generator) -> list[_Place]:
    """Return those who never answer: as many as each unit lacks, with the segments of some who do."""
    units = [each.unit for each in made_up.people]
    missing = [unit for count in made_up.head_counts for unit in _lacking(count, units)]
    alike = random.integers(len(made_up.persons), size=len(missing)).tolist()
    return [(unit, made_up.persons[place], None) for unit, place in zip(missing, alike, strict=True)]


def _lacking(count: HeadCount, units: list[Path]) -> list[Path]:
    return [count.unit] * (count.invited - units.count(count.unit))


def _invitee(number: int, unit: Path, person: Person, random: Generator) -> Invitee:
    first = _FIRST_NAMES[int(random.integers(len(_FIRST_NAMES)))]
    last = _SURNAMES[int(random.integers(len(_SURNAMES)))]
    return Invitee(
        reference=f"P{number:05}",
        name=f"{first} {last}",
        email=f"p{number:05}@example.org",
        unit=path_text(unit),
        language="fr" if random.random() < _FRENCH_SHARE else "en",
        segments={code: value for code, value in person.segments.items() if value is not None},
    )
