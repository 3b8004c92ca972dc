"""Which actions to print: at most six, goals first, then technical means, organisational means, will.

Sources of actions are the three barriers with the highest rank index and the two largest profiles other than
"Aligned". Each gives its goal step and then its means, in turns; an action of a dimension that is done is dropped.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from questionnaires.references import Action, actions, taxonomy
from questionnaires.references.actions import STEPS
from scoring.release import Release
from survey.reports.findings.deciding import DONE
from survey.reports.findings.obstacles import TOP, barrier_name, barriers_of, ranked
from survey.speech import Speech

MOST_ACTIONS = 6
PROFILES = 2
ALIGNED = "aligned"

TURNS = (
    (0, 0),
    (1, 0),
    (2, 0),
    (0, 1),
    (3, 0),
    (1, 1),
    (4, 0),
    (2, 1),
    (0, 2),
    (1, 2),
    (2, 2),
    (3, 1),
    (4, 1),
)
"""Who gives what in turns: the place of the source (barriers, then profiles) and of its action."""


@dataclass(frozen=True)
class Chosen:
    """An action, and the barrier or profile that it answers."""

    action: Action
    because: str


def chosen_actions(release: Release, speech: Speech) -> tuple[Chosen, ...]:
    """Return the actions to print, in the order of steps."""
    of_barriers = list(_of_barriers(release, speech))
    sources = [*of_barriers, *[()] * (TOP - len(of_barriers)), *_of_profiles(release, speech)]
    found: dict[str, Chosen] = {}
    for source, place in TURNS:
        if source < len(sources) and place < len(sources[source]) and len(found) < MOST_ACTIONS:
            chosen = sources[source][place]
            found.setdefault(chosen.action.text.in_language("en"), chosen)
    return tuple(sorted(found.values(), key=lambda chosen: STEPS.index(chosen.action.step)))


def _of_barriers(release: Release, speech: Speech) -> Iterator[Sequence[Chosen]]:
    found = barriers_of(release)
    known = taxonomy().barrier_of
    top = [barrier.code for barrier in ranked(found.cells[0]) if barrier.code in known] if found else []
    for code in top[:TOP]:
        if not _is_done(known[code].dimension, release):
            name = barrier_name(code, release, speech)
            yield _in_turn(actions().for_barrier.get(code, ()), name)


def _of_profiles(release: Release, speech: Speech) -> Iterator[Sequence[Chosen]]:
    known = actions().for_profile
    shares = _shares(release)
    largest = sorted((code for code in shares if code in known and code != ALIGNED), key=lambda c: -shares[c])
    for code in largest[:PROFILES]:
        yield _in_turn(known[code].actions, speech.wording(known[code].label))


def _shares(release: Release) -> Mapping[str, float]:
    """Return the share of each named pattern: of profiles where there are any, else of patterns by rule."""
    found = release.profiles
    if found.status != "profiles":
        return {one.code: one.share for one in found.archetypes}
    shares: dict[str, float] = {}
    for profile in found.profiles:
        if profile.archetype is not None:
            shares[profile.archetype] = shares.get(profile.archetype, 0) + profile.share
    return shares


def _in_turn(found: Sequence[Action], because: str) -> Sequence[Chosen]:
    """Return the first goal step, then the means, other goal steps last: a means never comes without its goal."""
    goals = [action for action in found if action.step == "goal"]
    means = [action for action in found if action.step != "goal"]
    return [Chosen(action, because) for action in (*goals[:1], *means, *goals[1:])]


def _is_done(dimension: str, release: Release) -> bool:
    score = release.total.scores.get(dimension)
    return score is not None and score.estimate is not None and score.estimate.mean >= DONE
