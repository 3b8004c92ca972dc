"""What came of one attack: counts and a sentence, never a value that was found."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """An attack of a channel: how many links it tried, how many it hit, and how many luck alone would have.

    `leak` says that it hit more often than luck explains, or that something is there which must not be.
    """

    channel: str
    attack: str
    tried: int
    hits: int
    chance: float
    leak: bool
    evidence: str
