"""What to do about a barrier, and for a profile.

The trap: a source shows how heavy the problem is, or what an action rests on. It proves no action.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from questionnaires.fields import Fields, Names
from questionnaires.model import Text
from questionnaires.references.shipped import LANGUAGES, opened
from questionnaires.references.sources import sources
from questionnaires.references.studies import studies

Step = Literal["goal", "technical", "organisational", "will"]
STEPS: tuple[Step, ...] = ("goal", "technical", "organisational", "will")
"""The order in which actions are always told: goals, technical means, organisational means, will."""

_ACTION = ("step", *LANGUAGES, "source")
_PROFILE = ("kind", "label", "rule", "looks_like", "actions")


@dataclass(frozen=True)
class Action:
    """One thing to do; `sources` are codes of studies or works, empty for a proposal of this project."""

    step: Step
    text: Text
    sources: tuple[str, ...] = ()


@dataclass(frozen=True)
class Profile:
    """What to do for one profile. An `overlay` comes on top of a profile; `rule` and `looks_like` speak in codes."""

    code: str
    overlay: bool
    label: Text
    rule: str
    looks_like: str
    actions: tuple[Action, ...]


@dataclass(frozen=True)
class Actions:
    """All actions, each list in the order of steps."""

    for_profile: Mapping[str, Profile]
    for_barrier: Mapping[str, tuple[Action, ...]]


@lru_cache
def actions() -> Actions:
    """Return what to do, by profile and by barrier."""
    fields = opened("actions.yaml", ("profiles", "barriers"))
    codes = (*sources(), *(study.code for study in studies()))
    profiles = fields.coded_parts("profiles", "the profile", _PROFILE)
    barriers = [name for name, _ in fields.coded_nodes("barriers", "the barrier")]
    block = Fields(fields.table("barriers"), "barriers", fields.problems, known=barriers)
    found = Actions(
        {code: _profile(code, part, codes) for code, part in profiles},
        {barrier: _ordered(block.parts(barrier, "an action", _ACTION), codes) for barrier in barriers},
    )
    fields.problems.raise_found()
    return found


def _profile(code: str, part: Fields, codes: Collection[str]) -> Profile:
    return Profile(
        code=code,
        overlay=part.choice("kind", ("primary", "overlay")) == "overlay",
        label=part.text("label", LANGUAGES),
        rule=part.word("rule"),
        looks_like=part.word("looks_like"),
        actions=_ordered(part.parts("actions", "an action", _ACTION), codes),
    )


def _ordered(parts: Iterable[Fields], codes: Collection[str]) -> tuple[Action, ...]:
    return tuple(
        sorted((_action(part, codes) for part in parts), key=lambda action: STEPS.index(action.step))
    )


def _action(part: Fields, codes: Collection[str]) -> Action:
    step = part.choice("step", STEPS)
    return Action(
        step=next(each for each in STEPS if each == step),
        text=Text({language: _said(part, language) for language in LANGUAGES}),
        sources=part.known_codes("source", Names("source", "sources", codes)) if "source" in part else (),
    )


def _said(part: Fields, language: str) -> str:
    part.node(language, mend=f"Add '{language}:' with the sentence.")
    return part.word(language)
