"""Strata: the coarse groups that answers are stored with, each shared by at least the threshold of invited people.

Unit, position and tenure as they are would single out most people (72 of 100 in a firm of 300). So the invited are
sorted into a tree, unit levels first, then segments in their order of importance; a branch with enough people is
followed, the others are pooled where they part from it, and a pool that is too small takes in the smallest finished
group of its subtree. What is lost is counted, to be seen before launch.

The trap: a segment that only some keep says something of those who lost it, and is of no use for weights. One that
fewer than `KEPT_SHARE` of the invited would keep is left out altogether, and the rest is worked out anew.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from survey.errors import CollectionError

Path = tuple[str, ...]

KEPT_SHARE = 0.8
"""A segment is recorded only where at least this share of the invited keep it."""


@dataclass(frozen=True)
class Member:
    """Somebody invited, or `count` people alike: unit path from the top, and the segments that are known."""

    unit: Path
    segments: Mapping[str, str] = field(default_factory=dict)
    count: int = 1


@dataclass(frozen=True)
class Group:
    """What a stratum says of its people, and how many they are."""

    unit: Path
    segments: Mapping[str, str]
    count: int


@dataclass(frozen=True)
class Cost:
    """What coarsening costs: shares (0 to 1) of people whose answers still carry each thing, and who was too alone.

    `unit_levels` counts, level by level, those who have a unit that deep; `unit` those who keep theirs whole.
    `alone` and `too_few` are the people who shared all attributes with nobody, or with too few, before coarsening.
    """

    people: int
    unit: float
    unit_levels: tuple[float, ...]
    segments: Mapping[str, float]
    left_out: Mapping[str, float]
    alone: int
    too_few: int


@dataclass(frozen=True)
class Strata:
    """The groups by code, the code of each member in the order given, and the cost."""

    groups: tuple[Group, ...]
    codes: tuple[int, ...]
    cost: Cost


def coarsen(members: Sequence[Member], segments: Sequence[str], *, threshold: int) -> Strata:
    """Sort people into strata of at least `threshold`, keeping of each person as much as that allows.

    Parameters
    ----------
    members : sequence of Member
        Everybody invited.
    segments : sequence of str
        Codes of the segments that may be recorded, the most important first.
    threshold : int
        Smallest group.

    Raises
    ------
    CollectionError
        When there are fewer people than the threshold: no group could hide anybody.
    """
    people = sum(member.count for member in members)
    if people < threshold:
        raise CollectionError(
            f"{people} people are invited, fewer than the threshold of {threshold}.",
            where="people",
            mend="Invite more people: in a group this small, answers cannot be anonymous.",
        )
    kept, left_out = list(segments), {}
    labels = _labels(members, kept, threshold)
    while too_rare := _first_lost(members, labels, kept):
        left_out[too_rare] = _share_of_segment(members, labels, too_rare)
        kept.remove(too_rare)
        labels = _labels(members, kept, threshold)
    groups, codes = _numbered(members, labels)
    assert all(group.count >= threshold for group in groups), "a stratum is smaller than the threshold"
    return Strata(groups, codes, _cost(members, labels, segments, kept, left_out, threshold))


def deepest(groups: Iterable[Group], unit: Path, segments: Mapping[str, str]) -> Group | None:
    """Return the group that says most of somebody who joined late, and nothing untrue; None where there is none."""
    fitting = [
        group
        for group in groups
        if unit[: len(group.unit)] == group.unit and group.segments.items() <= segments.items()
    ]
    return max(fitting, key=lambda group: (len(group.unit), len(group.segments)), default=None)


@dataclass(frozen=True)
class _Label:
    """What is kept of a person: the first levels of the unit, and, below its last level, the first segments."""

    unit: Path
    segments: tuple[tuple[str, str], ...] = ()


_END = ("end",)
"""Below the last level of a unit: not a level, but a branch of its own."""

_Value = str | tuple[str] | None


@dataclass
class _Class:
    """Members, by place, who share the first `depth` values."""

    places: list[int]
    depth: int


def _labels(members: Sequence[Member], segments: Sequence[str], threshold: int) -> list[_Label]:
    levels = max((len(member.unit) for member in members), default=0)
    values = [_values(member, levels, segments) for member in members]
    counts = [member.count for member in members]
    labels: list[_Label] = [_Label(())] * len(members)
    for found in _classes(list(range(len(members))), 0, values, counts, threshold):
        for place in found.places:
            labels[place] = _label(values[found.places[0]][: found.depth], levels, segments)
    return labels


def _values(member: Member, levels: int, segments: Sequence[str]) -> tuple[_Value, ...]:
    """Return the branches that lead to a member: unit levels, then segments."""
    ends = (_END,) * (levels - len(member.unit))
    return (*member.unit, *ends, *(member.segments.get(code) for code in segments))


def _classes(
    places: list[int],
    depth: int,
    values: Sequence[tuple[_Value, ...]],
    counts: Sequence[int],
    threshold: int,
) -> list[_Class]:
    """Return the finished groups of a branch that has enough people; equal sizes are told apart by name."""
    if depth == len(values[places[0]]):
        return [_Class(places, depth)]
    branches: dict[_Value, list[int]] = defaultdict(list)
    for place in places:
        branches[values[place][depth]].append(place)
    finished: list[_Class] = []
    pool: list[int] = []
    for _, branch in sorted(branches.items(), key=lambda named: repr(named[0])):
        if _size(branch, counts) >= threshold:
            finished += _classes(branch, depth + 1, values, counts, threshold)
        else:
            pool += branch
    return finished if not pool else _with_pool(finished, pool, depth, counts, threshold)


def _with_pool(
    finished: list[_Class], pool: list[int], depth: int, counts: Sequence[int], threshold: int
) -> list[_Class]:
    """Add the pool of the small branches, filled up with the smallest finished group where it is too small."""
    if _size(pool, counts) < threshold:
        smallest = min(finished, key=lambda found: (_size(found.places, counts), -found.depth))
        finished = [found for found in finished if found is not smallest]
        pool = pool + smallest.places
    return [*finished, _Class(pool, depth)]


def _size(places: Iterable[int], counts: Sequence[int]) -> int:
    return sum(counts[place] for place in places)


def _label(shared: tuple[_Value, ...], levels: int, segments: Sequence[str]) -> _Label:
    unit = tuple(value for value in shared[:levels] if isinstance(value, str))
    known = zip(segments, shared[levels:], strict=False)
    return _Label(unit, tuple((code, value) for code, value in known if isinstance(value, str)))


def _numbered(
    members: Sequence[Member], labels: Sequence[_Label]
) -> tuple[tuple[Group, ...], tuple[int, ...]]:
    """Number the labels in their own order, which tells nothing of who came first; equal ones are one group."""
    counts: dict[_Label, int] = defaultdict(int)
    for member, label in zip(members, labels, strict=True):
        counts[label] += member.count
    ordered = sorted(counts, key=lambda label: (label.unit, label.segments))
    code_of = {label: code for code, label in enumerate(ordered)}
    groups = tuple(Group(label.unit, dict(label.segments), counts[label]) for label in ordered)
    return groups, tuple(code_of[label] for label in labels)


def _first_lost(members: Sequence[Member], labels: Sequence[_Label], kept: Sequence[str]) -> str | None:
    """Return the first segment that too few keep, if any."""
    return next((code for code in kept if _share_of_segment(members, labels, code) < KEPT_SHARE), None)


def _share_of_segment(members: Sequence[Member], labels: Sequence[_Label], code: str) -> float:
    return _share(
        (member.count, code in dict(label.segments)) for member, label in zip(members, labels, strict=True)
    )


def _share(counted: Iterable[tuple[int, bool]]) -> float:
    kept = total = 0
    for count, keeps in counted:
        total += count
        kept += count * keeps
    return kept / total if total else 1.0


def _cost(
    members: Sequence[Member],
    labels: Sequence[_Label],
    segments: Sequence[str],
    kept: Sequence[str],
    left_out: Mapping[str, float],
    threshold: int,
) -> Cost:
    pairs = list(zip(members, labels, strict=True))
    levels = max((len(member.unit) for member in members), default=0)
    alike: dict[object, int] = defaultdict(int)
    for member in members:
        alike[_values(member, levels, segments)] += member.count
    return Cost(
        people=sum(member.count for member in members),
        unit=_share((member.count, label.unit == member.unit) for member, label in pairs),
        unit_levels=tuple(
            _share((m.count, len(label.unit) > level) for m, label in pairs if len(m.unit) > level)
            for level in range(levels)
        ),
        segments={code: _share_of_segment(members, labels, code) for code in kept},
        left_out=dict(left_out),
        alone=sum(count for count in alike.values() if count == 1),
        too_few=sum(count for count in alike.values() if count < threshold),
    )
