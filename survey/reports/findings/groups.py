"""Units that stand apart, and kinds of people."""

from __future__ import annotations

from collections.abc import Sequence

from scoring.release import ProfilesResult, Release
from survey.reports.apart import Apart, units_apart
from survey.speech import Speech

MOST_UNITS = 3
"""So many units are named in a sentence; the table marks them all."""

CLEAR_LEAD = 0.10
"""A profile is called the largest only if it leads the next by this share, and their ranges do not touch."""


def units(release: Release, speech: Speech) -> list[str]:
    """Name the units that stand clearly apart from the whole, those with the most dimensions first."""
    apart = units_apart(release)
    above = _side(apart, "better", speech)
    below = _side(apart, "worse", speech)
    sentences = []
    if above:
        sentences.append(speech.say("Units clearly better than the whole: %(names)s.", names=above))
    if below:
        sentences.append(speech.say("Units clearly worse than the whole: %(names)s.", names=below))
    return sentences or [speech.say("No unit that is shown stands clearly apart from the whole.")]


def _side(apart: Sequence[Apart], side: str, speech: Speech) -> str:
    dimensions: dict[tuple[str, ...], list[str]] = {}
    for one in apart:
        if one.side == side:
            dimensions.setdefault(one.path, []).append(one.dimension)
    ranked = sorted(dimensions, key=lambda path: (-len(dimensions[path]), path))
    names = [
        speech.say_many(
            "%(unit)s (on %(n)s dimension)",
            "%(unit)s (on %(n)s dimensions)",
            len(dimensions[path]),
            unit=" / ".join(path),
        )
        for path in ranked[:MOST_UNITS]
    ]
    more = len(ranked) - len(names)
    if more:
        names.append(speech.say_many("%(n)s more", "%(n)s more", more))
    return speech.listed(names)


def profiles(found: ProfilesResult, speech: Speech) -> str:
    """Say which profiles there are, or why there are none; the largest is named only if it clearly is."""
    if found.status != "profiles":
        return no_profiles(found, speech)
    ranked = sorted(found.profiles, key=lambda profile: profile.share, reverse=True)
    first, others = ranked[0], ranked[1:]
    leads = all(
        first.share - other.share >= CLEAR_LEAD and first.share_low > other.share_high for other in others
    )
    if leads:
        return speech.say(
            "People fall into %(k)s profiles; the largest is “%(name)s” with %(share)s.",
            k=len(ranked),
            name=speech.of(first.name),
            share=speech.share(first.share),
        )
    return speech.say(
        "People fall into %(k)s profiles of %(low)s to %(high)s each; none is clearly the largest.",
        k=len(ranked),
        low=speech.share(ranked[-1].share),
        high=speech.share(first.share),
    )


def no_profiles(found: ProfilesResult, speech: Speech) -> str:
    """Say why there are no profiles."""
    reasons = {
        "continuum": speech.say(
            "The answers form a continuum: nothing in them says that there are separate kinds of people. They are"
            " shown in bands, not in profiles."
        ),
        "too_few": speech.say(
            "There are no profiles: fewer than 300 complete answers are too few to look for them."
        ),
        "unstable": speech.say(
            "There are no profiles: the answers are more than one continuum, but no grouping comes back when people"
            " are drawn again."
        ),
        "too_few_dimensions": speech.say("There are no profiles: they need at least two dimensions."),
        "no_spread": speech.say("There are no profiles: on some dimension everybody answered alike."),
    }
    return reasons[found.status]
