"""What stops people, in words: the barriers cited most, and the two of the source text together.

People choose several, so shares do not add up, and two of them are told apart only where their intervals do not
touch: of answers by the same people that is never too bold.
"""

from __future__ import annotations

from collections.abc import Sequence

from questionnaires.references import taxonomy
from scoring.disclosure import LOW_END
from scoring.release import Release
from scoring.release_findings import BarrierCell, BarriersFound, Cited
from survey.speech import Speech

TOP = 3
"""So many barriers are named on the first page, and asked for actions."""


def barriers_of(release: Release) -> BarriersFound | None:
    """Return the barriers, None where there are none to show."""
    found = release.findings.barriers if release.findings else None
    return found if found is not None and found.absent is None else None


def ranked(cell: BarrierCell) -> list[Cited]:
    """Return the barriers by rank index, then by share; what is cited by few comes last."""
    return sorted(
        cell.barriers,
        key=lambda barrier: (
            -(barrier.rank_index.mean if barrier.rank_index else 0),
            -barrier.cited.share,
            barrier.code,
        ),
    )


def barrier_name(code: str, release: Release, speech: Speech) -> str:
    """Return a barrier as charts name it, or as the questionnaire does where it is not one of the taxonomy's."""
    known = taxonomy().barrier_of.get(code)
    if known is not None:
        return speech.wording(known.label)
    options = [options[code] for options in release.questionnaire.option_of.values() if code in options]
    return speech.wording(options[0].label) if options else code


def obstacles(release: Release, speech: Speech) -> list[str]:
    """Say which barriers are cited most, and how many cite the core pair; or why nothing is said."""
    found = barriers_of(release)
    if found is None:
        return []
    total = found.cells[0]
    sentences = [most_cited(total.barriers, release, speech)]
    if total.core_pair is not None and total.core_pair.low is not None and total.core_pair.high is not None:
        sentences.append(
            speech.say(
                "%(share)s (%(low)s to %(high)s) cite one of the two barriers that this survey starts from:"
                " %(names)s.",
                share=speech.share(total.core_pair.share),
                low=speech.share(total.core_pair.low),
                high=speech.share(total.core_pair.high),
                names=speech.listed(
                    [speech.wording(barrier.label) for barrier in taxonomy().barriers if barrier.core]
                ),
            )
        )
    return sentences


def most_cited(barriers: Sequence[Cited], release: Release, speech: Speech) -> str:
    """Name the barrier cited most, with those that cannot be told from it, at most three."""
    shown = sorted(
        (barrier for barrier in barriers if barrier.cited.low is not None),
        key=lambda barrier: -barrier.cited.share,
    )
    if not shown:
        return speech.say(
            "No barrier is cited by more than %(share)s of people.", share=speech.share(LOW_END)
        )
    lowest = shown[0].cited.low or 0.0
    alike = [barrier for barrier in shown if (barrier.cited.high or 0.0) >= lowest]
    named = [
        speech.say(
            "%(name)s (%(share)s)",
            name=barrier_name(barrier.code, release, speech),
            share=speech.share(barrier.cited.share),
        )
        for barrier in alike[:TOP]
    ]
    if len(alike) == 1:
        return speech.say("Cited most: %(names)s.", names=speech.listed(named))
    more = len(alike) - len(named)
    if more:
        named.append(speech.say_many("%(n)s more", "%(n)s more", more))
    return speech.say("Cited most, and not to be told apart: %(names)s.", names=speech.listed(named))
