"""Somebody on a list of people: what the import reads and the register keeps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Invitee:
    """Somebody to be invited, as given. `unit` is a path, levels parted by "/"; `reference` is HR's name for them."""

    reference: str
    name: str = ""
    email: str = ""
    unit: str = ""
    language: str = ""
    segments: Mapping[str, str] = field(default_factory=dict)
