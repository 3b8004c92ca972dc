"""Published studies: which share of whom named which barrier.

The trap: bases differ. A share is shown with its base, year and country or not at all, is never ranked against
another study's and never averaged with it. `cited` says all of it; how a figure was read stays in this package.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache

from questionnaires.fields import Fields
from questionnaires.model import Text
from questionnaires.references.shipped import LANGUAGES, code, opened
from questionnaires.references.taxonomy import taxonomy

FEWEST_FOR_CLIENTS = 100
_LARGEST_N = 10_000_000
_PUBLISHED = (
    "title",
    "publisher",
    "year",
    "country",
    "n",
    "base",
    "population",
    "question",
    "several_answers",
)
_FIGURES = ("shares", "approximate", "groups", "as_published", "context", "caution")
_READING = ("reported", "fieldwork", "published", "also", "sponsor", "read_in", "remarks", "note")
_LISTS = ("also", "remarks")
_STUDY = ("code", "client", "partly_read", "source", *_PUBLISHED, *_FIGURES, *_READING)

_PARTLY_READ = {"en": "partly read", "fr": "lu en partie"}
_THOUSANDS = {"en": ",", "fr": "\u202f"}
_COLON = {"en": ":", "fr": "\u00a0:"}


@dataclass(frozen=True)
class Study:
    """One study. `shares` are percents of `base`, by barrier, as published; `groups` have bases of their own.

    `n` counts all who were asked; `base` may be fewer.
    """

    code: str
    title: str
    publisher: str
    year: int
    country: Text
    base: Text
    population: str
    source: str
    n: int | None
    question: str
    several_answers: bool | None
    shares: Mapping[str, float]
    groups: Mapping[str, Mapping[str, float]]
    as_published: Mapping[str, str]
    approximate: tuple[str, ...]
    context: tuple[str, ...]
    caution: Text | None
    client: bool
    partly_read: bool
    reading: Mapping[str, str | tuple[str, ...]]
    """How it was read, for those who tend the data. No client sees it."""

    def cited(self, language: str) -> str:
        """Return whose study it is, with base, n, country and year, as a client may read it."""
        known = language if language in LANGUAGES else LANGUAGES[0]
        n = "" if self.n is None else f"n = {self.n:,}".replace(",", _THOUSANDS[known])
        base = f"base{_COLON[known]} {self.base.in_language(known)}"
        facts = [self.country.in_language(known), n, base, _PARTLY_READ[known] if self.partly_read else ""]
        return f"{self.publisher}, {self.title}, {self.year}. {'; '.join(fact for fact in facts if fact)}"


@lru_cache
def studies(*, client: bool = False) -> tuple[Study, ...]:
    """Return all studies, or with `client` those whose shares may stand in a client's chart."""
    return tuple(study for study in _all_studies() if study.client or not client)


@lru_cache
def _all_studies() -> tuple[Study, ...]:
    fields = opened("studies.yaml", ("studies",))
    found = tuple(_study(part) for part in fields.parts("studies", "a study", _STUDY))
    fields.problems.raise_found()
    return found


def _study(part: Fields) -> Study:
    barriers = taxonomy().barrier_of
    published = _within(part, "as_published", barriers)
    study = Study(
        code=code(part),
        title=_required(part, "title"),
        publisher=_required(part, "publisher"),
        year=part.whole("year", low=1990, high=2100),
        country=part.text("country", LANGUAGES),
        base=part.text("base", LANGUAGES),
        population=part.word("population"),
        source=_required(part, "source"),
        n=part.whole("n", low=1, high=_LARGEST_N) if "n" in part else None,
        question=part.word("question"),
        several_answers=part.flag("several_answers") if "several_answers" in part else None,
        shares=_shares(_within(part, "shares", barriers), barriers),
        groups=_groups(part, barriers),
        as_published={barrier: published.word(barrier) for barrier in barriers if barrier in published},
        approximate=part.words("approximate"),
        context=part.words("context"),
        caution=part.optional_text("caution", LANGUAGES),
        client=part.flag("client"),
        partly_read=part.flag("partly_read"),
        reading={
            key: part.words(key) if key in _LISTS else part.word(key) for key in _READING if key in part
        },
    )
    if study.client and (study.n or 0) < FEWEST_FOR_CLIENTS:
        part.refuse(
            "client", f"{study.code} has n = {study.n}.", f"Clients see {FEWEST_FOR_CLIENTS} or more."
        )
    return study


def _required(part: Fields, key: str) -> str:
    part.node(key, mend=f"Add '{key}:'.")
    return part.word(key)


def _within(part: Fields, key: str, known: Collection[str]) -> Fields:
    """Return the mapping under `key`, empty where the key is missing."""
    return Fields(part.optional_table(key), f"'{key}:' of {part.what}", part.problems, known=known)


def _shares(shares: Fields, barriers: Collection[str]) -> dict[str, float]:
    """Return the percent of each barrier in the order of the taxonomy."""
    found = {barrier: shares.number(barrier, low=0, high=100) for barrier in barriers}
    return {barrier: share for barrier, share in found.items() if share is not None}


def _groups(part: Fields, barriers: Collection[str]) -> dict[str, Mapping[str, float]]:
    names = part.optional_table("groups").nodes
    groups = _within(part, "groups", names)
    return {name: _shares(_within(groups, name, barriers), barriers) for name in names}
