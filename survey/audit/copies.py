"""Copies: two states of the stores a few answers apart pair those answers with those people.

An operator who has an earlier copy of the installation (a backup, a snapshot) gives it here, as an attacker would
have it. Every attack is run on it too, and then the two states are subtracted.
"""

from __future__ import annotations

from collections.abc import Iterator

from survey.audit.finding import Finding
from survey.audit.scene import Scene
from survey.store.inspection import Inspected
from survey.store.pages import Value


def copies(then: Scene, now: Scene) -> Iterator[Finding]:
    """Subtract an earlier state from the present one."""
    if then.ballots is None:
        return
    threshold = now.campaign.plan.threshold
    arrived = _after(now) - len(then.ballots.rows("responses"))
    joined = len(_taking_part(now.admission) - _taking_part(then.admission))
    few = 0 < arrived < threshold and joined > 0
    yield Finding(
        "copies",
        "answers and participants that came between two states",
        max(arrived, 0),
        arrived if few else 0,
        0.0,
        leak=few,
        evidence="so few came between them that they are told by subtraction" if few else _said(now, arrived),
    )


def _said(now: Scene, arrived: int) -> str:
    if now.admission is None:
        return "participation by person is gone, so there is nobody to subtract"
    return "nothing came between them" if arrived <= 0 else "enough came between them to hide in"


def _after(now: Scene) -> int:
    """Return how many answers there are now, in the ballot box or in the dataset."""
    store = now.ballots or now.dataset
    return len(store.rows("responses")) if store is not None else 0


def _taking_part(admission: Inspected | None) -> set[Value]:
    if admission is None or "admitted" not in admission.tables:
        return set()
    return {row[0] for row in admission.rows("admitted") if any(row[2:4])}
