"""The sentences of the page that is read in a minute."""

from __future__ import annotations

from scoring.release import Release
from survey.reports.findings.groups import profiles, units
from survey.reports.findings.levels import level
from survey.reports.findings.standing import comparable, core, either_end, highest, lowest, not_compared
from survey.speech import Speech


def where_we_stand(release: Release, speech: Speech) -> list[str]:
    """Return who answered, the level, and where the core pair stands."""
    return [
        answered(release, speech),
        *level(release, speech),
        *core(comparable(release), speech),
    ]


def what_stands_out(release: Release, speech: Speech) -> list[str]:
    """Return what is high and low among dimensions and units, and what kinds of people there are."""
    found = comparable(release)
    sentences = []
    if len(found) > 1:
        sentences += [highest(found, speech), lowest(found, speech), *either_end(found, speech)]
    sentences += not_compared(release, speech)
    if release.units:
        sentences += units(release, speech)
    sentences.append(profiles(release.profiles, speech))
    return sentences


def answered(release: Release, speech: Speech) -> str:
    """Say how many people answered, and of how many."""
    facts, rate = release.facts, release.total.rate_percent
    n = speech.number(facts.responses or 0)
    if facts.invited is None or rate is None:
        return speech.say("%(n)s people answered; how many were invited is not known.", n=n)
    return speech.say(
        "%(n)s of the %(invited)s people invited answered (%(rate)s %%). Those who did not may think otherwise.",
        n=n,
        invited=speech.number(facts.invited),
        rate=speech.number(rate),
    )
