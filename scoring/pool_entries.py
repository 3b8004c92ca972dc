"""What the pool takes of a release: the whole organisation's shown means, and where the organisation belongs.

The trap: a class that everybody writes differently splits the pool into groups too small to be shown. So sectors,
sizes and countries are codes, sectors and sizes of closed lists.
"""

from __future__ import annotations

from datetime import date
from typing import cast

from scoring.errors import PoolError
from scoring.pool_cells import Entry
from scoring.release import Release

SIZES = ("1-249", "250-999", "1000-4999", "5000+")
"""Size classes by the number of employees."""

SECTORS = tuple("ABCDEFGHIJKLMNOPQRSTU")
"""Sections of NACE Rev. 2, Eurostat's classification of economic activities."""


def entry_of(
    release: Release,
    *,
    organisation: str,
    month: str,
    sector: str | None = None,
    size: str | None = None,
    country: str | None = None,
) -> Entry:
    """Return what the pool keeps of a release: the total's shown means, how many answered, and where it belongs.

    Raises
    ------
    PoolError
        For made-up people, an unknown sector, size, country or month, or where no mean is shown.
    """
    if release.facts.origin == "simulated":
        raise PoolError(
            "These people are made up.", where="origin", mend="Add datasets of real organisations only."
        )
    organisation = " ".join(organisation.split())
    require(bool(organisation), "The organisation has no name.", "organisation", "Give its name.")
    require(_is_month(month), f"{month[:20]!r} is no month.", "month", "Write 2026-09.")
    require(
        sector in (None, *SECTORS),
        f"There is no sector {sector!r}.",
        "sector",
        "Use the letter of a NACE Rev. 2 section, A to U.",
    )
    require(size in (None, *SIZES), f"There is no size {size!r}.", "size", f"Use {', '.join(SIZES)}.")
    require(
        country is None or (len(country) == 2 and country.isascii() and country.isupper()),
        f"{country!r} is no country code.",
        "country",
        "Write two capital letters, such as FR.",
    )
    means = {c: s.estimate.mean for c, s in release.total.scores.items() if s.estimate is not None}
    require(
        bool(means) and release.total.n is not None,
        "The dataset shows no score of the whole organisation.",
        "dataset",
        "Add it when enough people have answered.",
    )
    return Entry(
        organisation,
        release.questionnaire.id,
        month,
        cast("int", release.total.n),
        means,
        sector,
        size,
        country,
    )


def require(holds: bool, wrong: str, where: str, mend: str) -> None:
    """Refuse what does not hold."""
    if not holds:
        raise PoolError(wrong, where=where, mend=mend)


def _is_month(text: str) -> bool:
    try:
        return date.fromisoformat(f"{text}-01").isoformat() == f"{text}-01"
    except ValueError:
        return False
