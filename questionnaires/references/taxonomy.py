"""The barriers: what holds people back, as charts name it, as people choose it, and what is meant."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

from questionnaires.fields import Fields, Names
from questionnaires.model import Text
from questionnaires.references.shipped import LANGUAGES, code, opened

POSITIONS = ("employee", "manager", "executive")
_BARRIER = ("code", "dimension", "second_dimension", "core", "audience", "label", "option", "definition")


@dataclass(frozen=True)
class Barrier:
    """One barrier; `core` is true for the two that the source text names."""

    code: str
    dimension: str
    label: Text
    option: Text
    definition: Text
    second_dimension: str = ""
    core: bool = False
    audience: tuple[str, ...] = POSITIONS


@dataclass(frozen=True)
class Taxonomy:
    """All barriers. `origin` says after which survey, in the only words for it: no figure of that survey is known."""

    origin: Text
    barriers: tuple[Barrier, ...]

    @cached_property
    def barrier_of(self) -> Mapping[str, Barrier]:
        """Each barrier by its code."""
        return {barrier.code: barrier for barrier in self.barriers}


@lru_cache
def taxonomy() -> Taxonomy:
    """Return the taxonomy of barriers."""
    fields = opened("barriers.yaml", ("origin", "barriers"))
    barriers = tuple(_barrier(part) for part in fields.parts("barriers", "a barrier", _BARRIER))
    found = Taxonomy(fields.text("origin", LANGUAGES), barriers)
    fields.problems.raise_found()
    return found


def _barrier(part: Fields) -> Barrier:
    positions = Names("position", "audience", POSITIONS)
    return Barrier(
        code=code(part),
        dimension=code(part, "dimension"),
        label=part.text("label", LANGUAGES),
        option=part.text("option", LANGUAGES),
        definition=part.text("definition", LANGUAGES),
        second_dimension=code(part, "second_dimension") if "second_dimension" in part else "",
        core=part.flag("core"),
        audience=part.known_codes("audience", positions) if "audience" in part else POSITIONS,
    )
