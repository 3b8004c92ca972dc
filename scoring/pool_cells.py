"""What a pool of organisations says: by dimension, over all of them and over those of one sector, size or country.

Organisations take the place of people: a cell needs ten of them, none with more than a quarter of the respondents,
and the disclosure gate keeps a smaller group from being worked out from those shown. The trap: a quantile *is* some
organisation's mean, or lies between two. It is told in whole points only, and never of a cell that the gate hides.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np

from scoring.disclosure import POOL_DOMINANCE, POOL_THRESHOLD
from scoring.gate import released_cells
from scoring.percentiles import Quantile, Standing, quantile, standing
from scoring.release import CellName
from scoring.release_plan import KEPT_SHARE, release_plan

QUANTILES = (0.25, 0.5, 0.75, 0.9)
STANDING_STEP = 5
"""A standing is told in steps of so many per cent: finer, it would tell on which side of each other one lies."""

Attribute = Literal["sector", "size", "country"]
ATTRIBUTES: tuple[Attribute, ...] = get_args(Attribute)

HiddenCell = Literal["few", "complement", "dominated", "sparse"]
"""`few`: under ten organisations. `complement`: shown, it would give a smaller group away. `dominated`: one of them
has over a quarter of the respondents. `sparse`: of too many organisations the attribute is not known."""


@dataclass(frozen=True)
class Entry:
    """One organisation's wave: its released means on 0 to 100 by dimension, and of how many respondents."""

    organisation: str
    questionnaire: str
    month: str
    respondents: int
    means: Mapping[str, float]
    sector: str | None = None
    size: str | None = None
    country: str | None = None

    def value_of(self, attribute: Attribute) -> str | None:
        """Return its sector, size or country."""
        return {"sector": self.sector, "size": self.size, "country": self.country}[attribute]


@dataclass(frozen=True)
class Group:
    """Which organisations a cell is about: all, or those with one value of an attribute."""

    attribute: Attribute | None = None
    value: str | None = None


@dataclass(frozen=True)
class PoolCell:
    """A dimension over a group of organisations: quantiles in whole points, or why there are none."""

    group: Group
    dimension: str
    organisations: int | None
    hidden: HiddenCell | None
    quantiles: tuple[Quantile, ...]


def pool_cells(entries: Sequence[Entry], dimensions: Sequence[str]) -> tuple[PoolCell, ...]:
    """Return every cell of an edition, each organisation counted once.

    Parameters
    ----------
    entries : sequence of Entry
        One an organisation, all of one questionnaire.
    dimensions : sequence of str
        Codes; an organisation without a mean of one does not count in it.
    """
    groups = [Group(), *(Group(a, value) for a in ATTRIBUTES for value in _values(entries, a))]
    return tuple(cell for dimension in dimensions for cell in _cells(entries, groups, dimension))


def standing_in(
    entries: Sequence[Entry], group: Group, dimension: str, mean: float, *, organisation: str
) -> Standing:
    """Return where an organisation stands among the others of a shown cell, in steps of `STANDING_STEP` per cent."""
    others = [
        entry.means[dimension]
        for entry in _members(entries, group)
        if dimension in entry.means and entry.organisation != organisation
    ]
    found = standing(np.array(others), mean)
    low, percent, high = (
        STANDING_STEP * float(round(x / STANDING_STEP)) for x in (found.low, found.percent, found.high)
    )
    return Standing(found.organisations, percent, low, high)


def _cells(entries: Sequence[Entry], groups: Sequence[Group], dimension: str) -> list[PoolCell]:
    present = [entry for entry in entries if dimension in entry.means]
    hidden = _hidden(present, groups)
    return [_cell(present, group, dimension, hidden[group]) for group in groups]


def _cell(entries: Sequence[Entry], group: Group, dimension: str, hidden: HiddenCell | None) -> PoolCell:
    if hidden is not None:
        return PoolCell(group, dimension, None, hidden, ())
    means = np.array([entry.means[dimension] for entry in _members(entries, group)])
    return PoolCell(
        group, dimension, len(means), None, tuple(_in_points(quantile(means, at)) for at in QUANTILES)
    )


def _in_points(found: Quantile) -> Quantile:
    low, high = (None if end is None else float(round(end)) for end in (found.low, found.high))
    return Quantile(found.at, float(round(found.value)), low, high)


def _hidden(entries: Sequence[Entry], groups: Sequence[Group]) -> dict[Group, HiddenCell | None]:
    """Return the gate's verdict on each group of organisations."""
    kept = [a for a in ATTRIBUTES if _is_kept(entries, a)]
    plan = release_plan(
        [()] * len(entries),
        {a: [entry.value_of(a) for entry in entries] for a in kept},
        {a: _values(entries, a) for a in kept},
    )
    names = {group: _name(group) for group in groups if group.attribute is None or group.attribute in kept}
    dominated = {group for group in names if _is_dominated(_members(entries, group))}
    verdicts = released_cells(
        plan,
        np.full(len(entries), True),
        POOL_THRESHOLD,
        among=[name for group, name in names.items() if group not in dominated and name in plan.place],
    )

    def verdict(group: Group) -> HiddenCell | None:
        if group not in names:
            return "sparse"
        if len(_members(entries, group)) < POOL_THRESHOLD:
            return "few"
        if group in dominated:
            return "dominated"
        return None if verdicts[names[group]] is None else "complement"

    hidden = {group: verdict(group) for group in groups}
    for attribute in kept:
        hidden |= dict.fromkeys(_completing(entries, attribute, hidden), "complement")
    return hidden


def _completing(
    entries: Sequence[Entry], attribute: Attribute, hidden: Mapping[Group, HiddenCell | None]
) -> list[Group]:
    """Return the groups to hide so that all less those shown of an attribute are nobody, or ten and more.

    The gate's audit sees remainders of a few kinds of people only; those of ten organisations can be of many.
    """
    size = {
        group: len(_members(entries, group))
        for group, reason in hidden.items()
        if group.attribute == attribute and reason is None
    }
    shown = sorted(size, key=lambda group: size[group])
    while shown and 0 < len(entries) - sum(size[group] for group in shown) < POOL_THRESHOLD:
        shown = shown[1:]
    return [group for group in size if group not in shown]


def _is_kept(entries: Sequence[Entry], attribute: Attribute) -> bool:
    known = sum(entry.value_of(attribute) is not None for entry in entries)
    return known > 0 and known >= KEPT_SHARE * len(entries)


def _is_dominated(entries: Sequence[Entry]) -> bool:
    respondents = [entry.respondents for entry in entries]
    return bool(respondents) and max(respondents) > POOL_DOMINANCE * sum(respondents)


def _members(entries: Sequence[Entry], group: Group) -> list[Entry]:
    if group.attribute is None:
        return list(entries)
    return [entry for entry in entries if entry.value_of(group.attribute) == group.value]


def _values(entries: Sequence[Entry], attribute: Attribute) -> list[str]:
    return sorted({value for entry in entries if (value := entry.value_of(attribute)) is not None})


def _name(group: Group) -> CellName:
    return CellName((), group.attribute, group.value)
