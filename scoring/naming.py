"""What a profile is called: the archetype whose rule its centroid meets, never its number in a fit.

Two profiles of one archetype are told apart by their level. Without archetypes, the questionnaire's own names for
that many profiles are taken, and without those "Profile 1 of 3", from the lowest composite on.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from questionnaires.model import Questionnaire
from scoring.archetypes import UNCLASSIFIED, archetypes_of
from scoring.maturity import organisation_level

Matrix = NDArray[np.float64]


def named(
    questionnaire: Questionnaire, means: Matrix, dimensions: Sequence[str]
) -> tuple[list[dict[str, str]], list[str | None], list[int | None]]:
    """Return what each profile is called by language, its archetype, and its level.

    Parameters
    ----------
    means : ndarray of shape (k, d)
        Centroids, turned so that high is good, ordered by composite from the lowest.
    """
    maturity, k = questionnaire.maturity, len(means)
    levels = [
        organisation_level(maturity, dict(zip(dimensions, m.tolist(), strict=True))).overall for m in means
    ]
    if maturity is None or not maturity.archetypes:
        return _plain_names(questionnaire, k), [None] * k, levels
    by_dimension = dict(zip(dimensions, means.T, strict=True))
    found = archetypes_of(maturity.archetypes, by_dimension, {})
    labels = [maturity.archetypes[place] if place != UNCLASSIFIED else None for place in found]
    plain = _plain_names(questionnaire, k)
    names = [
        {language: label.label.in_language(language) for language in questionnaire.languages}
        if label
        else plain[place]
        for place, label in enumerate(labels)
    ]
    return _told_apart(names, levels), [label.code if label else None for label in labels], levels


_WORDS = {"en": ("Profile", "of", "level"), "fr": ("Profil", "sur", "niveau")}


def _plain_names(questionnaire: Questionnaire, k: int) -> list[dict[str, str]]:
    """Return the questionnaire's names for k profiles, or "Profile 1 of k" from the lowest composite on."""
    named = questionnaire.profile_names.get(k)
    if named:
        return [
            {language: text.in_language(language) for language in questionnaire.languages} for text in named
        ]
    return [
        {
            language: "{0} {place} {1} {k}".format(*_WORDS.get(language, _WORDS["en"]), place=place, k=k)
            for language in questionnaire.languages
        }
        for place in range(1, k + 1)
    ]


def _told_apart(names: list[dict[str, str]], levels: Sequence[int | None]) -> list[dict[str, str]]:
    """Add the level to names that occur twice, and a letter where even the level is the same."""
    first = [next(iter(name.values())) for name in names]
    alike = Counter(first)
    pairs = Counter(zip(first, levels, strict=True))
    seen: Counter[tuple[str, int | None]] = Counter()
    told = []
    for name, own, level in zip(names, first, levels, strict=True):
        seen[own, level] += 1
        letter = f" ({chr(96 + seen[own, level])})" if pairs[own, level] > 1 else ""
        told.append(
            {
                lang: _with_level(text, lang, level, letter) if alike[own] > 1 else text
                for lang, text in name.items()
            }
        )
    return told


def _with_level(name: str, language: str, level: int | None, letter: str) -> str:
    word = _WORDS.get(language, _WORDS["en"])[2]
    return f"{name}{letter}" if level is None else f"{name}, {word} {level}{letter}"
