"""The works that items and actions name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from questionnaires.fields import Fields
from questionnaires.references.shipped import opened

Read = Literal["no", "yes", "part"]


@dataclass(frozen=True)
class Source:
    """A work. Whether it was read says how far it may be leant on; `cited` is what a client may read."""

    code: str
    text: str
    read: Read

    @property
    def cited(self) -> str:
        return f"{self.text} Partly read." if self.read == "part" else self.text


@lru_cache
def sources() -> Mapping[str, Source]:
    """Return the works by their code."""
    fields = opened("sources.yaml", ("sources",))
    found = {
        code: _source(code, part)
        for code, part in fields.coded_parts("sources", "the source", ("text", "read"))
    }
    fields.problems.raise_found()
    return found


def _source(code: str, part: Fields) -> Source:
    part.node("text", mend="Add 'text:'.")
    read = part.choice("read", ("no", "yes", "part"))
    return Source(code, part.word("text"), "yes" if read == "yes" else "part" if read == "part" else "no")
