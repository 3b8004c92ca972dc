"""Crowds: every group that answers are stored with must be shared by enough people to hide in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from survey.audit.finding import Finding
from survey.audit.scene import Scene
from survey.store.inspection import Inspected
from survey.store.pages import Value

_NO_SEGMENTS = {"response_id", "unit"}


def crowds(scene: Scene) -> Iterator[Finding]:
    """Count the strata that too few people share, while collecting and in the dataset."""
    if scene.campaign.plan.channel == "personal" and scene.strata_of:
        yield _small("strata of the admission list", Counter(scene.strata_of.values()), scene)
    if scene.dataset is not None:
        yield _small("groups of the dataset", _groups(scene.dataset), scene)


def _small(what: str, counts: Counter[int] | Counter[tuple[Value, ...]], scene: Scene) -> Finding:
    threshold = scene.campaign.plan.threshold
    small = sum(count for count in counts.values() if count < threshold)
    said = f"the smallest of {len(counts)} is shared by {'too few' if small else 'enough'} people"
    return Finding("crowds", f"people alone in {what}", sum(counts.values()), small, 0.0, small > 0, said)


def _groups(dataset: Inspected) -> Counter[tuple[Value, ...]]:
    """Return how many invited people share each unit and combination of segments that a response has.

    Where nobody counted the invited (an open link, a kiosk), those who answered are counted.
    """
    columns = dataset.columns["head_counts"]
    group = [column for column in columns if column != "invited"]
    invited = {
        tuple(row[columns.index(column)] for column in group): row[columns.index("invited")]
        for row in dataset.rows("head_counts")
    }
    places = [dataset.columns["responses"].index(column) for column in group]
    answered = Counter(tuple(row[place] for place in places) for row in dataset.rows("responses"))
    known = {key: value for key, value in invited.items() if isinstance(value, int)}
    return Counter({key: known.get(key, count) for key, count in answered.items()})
