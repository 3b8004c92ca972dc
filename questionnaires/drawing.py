"""What differs from person to person by chance: order, which goals, which best-worst sets. All from one stored seed.

Each person draws three small numbers when the draft is made, and only these go into the response. The trap: an order
of one's own would be a fingerprint. So there are `ORDERS` orders a campaign, and short lists of goals and versions.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from math import gcd
from typing import TypeVar

from questionnaires.designs import balanced
from questionnaires.model import Goal, Item, Page, Questionnaire
from questionnaires.questions import POSITIONS, BestWorst, Check, Design, GoalBlock, Option, options_of

ORDERS = 16
_FEWEST_VERSIONS = 8
_MOST_VERSIONS = 30
_MOST_GOAL_SETS = 30

Thing = TypeVar("Thing")


@dataclass(frozen=True)
class Drawn:
    """The numbers of a person's order, set of goals, and best-worst version, each from 0."""

    order: int = 0
    goals: int = 0
    sets: int = 0


def draw(questionnaire: Questionnaire, position: str | None = None) -> Drawn:
    """Return numbers for one person, unforeseeable; `position` says which options best-worst sets are made of."""
    audience, versions = _audience(questionnaire, position), versions_of(questionnaire)
    return Drawn(
        order=secrets.randbelow(ORDERS),
        goals=secrets.randbelow(len(goal_sets(questionnaire))),
        sets=audience * versions + secrets.randbelow(versions),
    )


def with_draws(questionnaire: Questionnaire, seed: int) -> Questionnaire:
    """Return the questionnaire with the seed and the best-worst designs fixed, as a campaign keeps it."""
    return replace(
        questionnaire,
        random_seed=seed,
        questions=tuple(
            replace(question, designs=_made(questionnaire, question, seed))
            if isinstance(question, BestWorst)
            else question
            for question in questionnaire.questions
        ),
    )


# -- order


def page_order(questionnaire: Questionnaire, page: Page, drawn: Drawn) -> tuple[str, ...]:
    """Return what the page shows in the person's order: items next to each other change places, nothing else.

    A check of attention stays where its author put it, but does not part the items around it.
    """
    if not page.random:
        return page.shows
    order: list[str] = []
    for together, run in groupby(page.shows, lambda code: _is_sentence(questionnaire, code)):
        codes = list(run)
        items = [code for code in codes if isinstance(questionnaire.question_of[code], Item)]
        moved = iter(_shuffled(items, items, questionnaire, drawn, page.code))
        order += [next(moved) if together and code in items else code for code in codes]
    return tuple(order)


def _is_sentence(questionnaire: Questionnaire, code: str) -> bool:
    return isinstance(questionnaire.question_of[code], (Item, Check))


def option_order(
    questionnaire: Questionnaire, question: object, drawn: Drawn, position: str | None = None
) -> tuple[Option, ...]:
    """Return the options for people of `position` in the person's order, `fixed` and outside ones last."""
    options = questionnaire.options_for(question, position)
    if not getattr(question, "random", False):
        return options
    free = [option for option in options if not (option.fixed or option.alone or option.other)]
    code = str(getattr(question, "code", ""))
    moved = _shuffled(free, [option.code for option in free], questionnaire, drawn, code)
    return (*moved, *(option for option in options if option not in free))


def _shuffled(
    things: Sequence[Thing], names: Sequence[str], questionnaire: Questionnaire, drawn: Drawn, where: str
) -> list[Thing]:
    """Sort by a hash of seed, order, place and name: the same on every machine and in every version of Python."""
    key = f"{questionnaire.random_seed} {drawn.order} {where}"
    hashes = [hashlib.sha256(f"{key} {name}".encode()).digest() for name in names]
    return [things[place] for place in sorted(range(len(things)), key=lambda place: hashes[place])]


# -- goals


def goals_asked(questionnaire: Questionnaire, block: GoalBlock, drawn: Drawn) -> tuple[Goal, ...]:
    """Return the goals that `block` asks a person about."""
    sets = goal_sets(questionnaire)
    goals = sets[drawn.goals % len(sets)]
    return tuple(goal for goal in questionnaire.goals if goal.code in goals[: block.most])


def goal_sets(questionnaire: Questionnaire) -> tuple[tuple[str, ...], ...]:
    """Return the short list of goal sets: each goal equally often, each pair as evenly as can be."""
    codes = [goal.code for goal in questionnaire.goals]
    most = [question.most for question in questionnaire.questions if isinstance(question, GoalBlock)]
    size = min([len(codes), *most])
    if size in (0, len(codes)):
        return (tuple(codes),)
    sets = _number_of_goal_sets(len(codes), size)
    (made,) = balanced(len(codes), size=size, sets=sets, versions=1, seed=questionnaire.random_seed)
    return tuple(tuple(codes[place] for place in places) for places in made)


def _number_of_goal_sets(goals: int, size: int) -> int:
    """Return the fewest sets in which goals and pairs come equally often, or else the most that are a short list."""
    step = goals // gcd(goals, size)
    numbers = list(range(step, max(_MOST_GOAL_SETS, step) + 1, step))
    even = [sets for sets in numbers if sets * size * (size - 1) % (goals * (goals - 1)) == 0]
    return even[0] if even else numbers[-1]


# -- best-worst


def sets_asked(
    questionnaire: Questionnaire, question: BestWorst, drawn: Drawn
) -> tuple[tuple[str, ...], ...]:
    """Return the sets that a person sees, as codes of options."""
    versions = versions_of(questionnaire)
    designs = question.designs or _made(questionnaire, question, questionnaire.random_seed)
    positions = _audiences(questionnaire)[drawn.sets // versions % len(_audiences(questionnaire))]
    design = next((design for design in designs if positions[0] in design.positions), designs[0])
    return design.versions[drawn.sets % versions % len(design.versions)]


def versions_of(questionnaire: Questionnaire) -> int:
    """Return how many best-worst versions there are for each audience, 1 where nothing is drawn."""
    return max([q.versions for q in questionnaire.questions if isinstance(q, BestWorst)], default=1)


def default_sets(options: int, size: int) -> int:
    """Return the number of sets in which everybody sees each option about twice."""
    return -(-2 * options // size)


def default_versions(numbers: Iterable[int], size: int, sets: int) -> int:
    """Return the fewest versions, 8 or more, with which options come equally often in each of several lists."""
    lists = list(numbers)
    longest = max(lists)
    for versions in range(_FEWEST_VERSIONS, _MOST_VERSIONS):
        shown = [(_sets_of(options, longest, sets) * versions * size, options) for options in lists]
        if all(slots % options == 0 for slots, options in shown):
            return versions
    return _FEWEST_VERSIONS


def audiences_of(options: Sequence[Option]) -> tuple[tuple[str, ...], ...]:
    """Return the positions, together where they see the same options, employees first."""
    seen = {
        position: tuple(each.code for each in options if not each.audience or position in each.audience)
        for position in POSITIONS
    }
    return tuple(
        tuple(position for position in POSITIONS if seen[position] == codes)
        for codes in dict.fromkeys(seen.values())
    )


def _made(questionnaire: Questionnaire, question: BestWorst, seed: int) -> tuple[Design, ...]:
    options = questionnaire.options_for(question)
    lists = {
        audience: [each.code for each in questionnaire.options_for(question, audience[0])]
        for audience in audiences_of(options)
    }
    longest = max(len(codes) for codes in lists.values())
    return tuple(
        Design(audience, _named(codes, question, _sets_of(len(codes), longest, question.sets), seed))
        for audience, codes in lists.items()
    )


def _named(
    codes: Sequence[str], question: BestWorst, sets: int, seed: int
) -> tuple[tuple[tuple[str, ...], ...], ...]:
    made = balanced(len(codes), size=question.size, sets=sets, versions=question.versions, seed=seed)
    return tuple(tuple(tuple(codes[place] for place in each) for each in version) for version in made)


def _sets_of(options: int, longest: int, sets: int) -> int:
    """Return the number of sets for a list of options that may be shorter: everybody sees an option as often."""
    return -(-sets * options // longest)


def _audience(questionnaire: Questionnaire, position: str | None) -> int:
    known = position if position in POSITIONS else POSITIONS[0]
    return next(place for place, them in enumerate(_audiences(questionnaire)) if known in them)


def _audiences(questionnaire: Questionnaire) -> tuple[tuple[str, ...], ...]:
    """Return the positions told apart by the options of any best-worst question."""
    options = [
        Option(f"{question.code} {option.code}", option.label, audience=option.audience)
        for question in questionnaire.questions
        if isinstance(question, BestWorst)
        for option in options_of(question)
    ]
    return audiences_of(options)
