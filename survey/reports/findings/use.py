"""What goes with use, in words that never say more: "goes with", with its interval, and no cause."""

from __future__ import annotations

from scoring.release import Release
from scoring.release_findings import Driver, Finding, Verdict
from survey.speech import Speech


def going_with_use(release: Release, speech: Speech) -> list[str]:
    """Say which dimensions go with use, and how much of it all of them together; or why it is not told."""
    found = release.findings.drivers if release.findings else None
    if found is None or found.found is None:
        return []
    named = [driver for driver in _by_share(found.found.drivers) if driver.goes_with]
    together = speech.say(
        "Together the dimensions go with %(share)s of the differences in how often people use it (n = %(n)s).",
        share=speech.share(found.found.r_squared),
        n=speech.number(found.found.n),
    )
    if not named:
        return [together, speech.say("No dimension goes with use more than chance would have it.")]
    top = [driver for driver in named if driver.share_high >= named[0].share_low]
    names = speech.listed([speech.dimension(driver.code) for driver in top])
    if len(top) == 1:
        return [together, speech.say("What goes with use most: %(names)s.", names=names)]
    return [
        together,
        speech.say("What goes with use most, and is not to be told apart: %(names)s.", names=names),
    ]


def _by_share(drivers: tuple[Driver, ...]) -> list[Driver]:
    return sorted(drivers, key=lambda driver: -driver.share)


def verdict(found: Verdict, speech: Speech) -> str:
    """Return a verdict in words."""
    words = {
        "goes_with": speech.say("goes with"),
        "goes_against": speech.say("goes against"),
        "no_link": speech.say("does not go with"),
        "open": speech.say("cannot be told from these answers"),
        "described": speech.say("described, nothing expected"),
        "not_tested": speech.say("not tested"),
    }
    return words[found]


def hypothesis(code: str, speech: Speech) -> str:
    """Return what a hypothesis of the source text says."""
    words = {
        "H1": speech.say("Goals first goes with visibility"),
        "H2": speech.say("Visibility and fit go with use"),
        "H3": speech.say("Tools alone do little"),
        "H4": speech.say("Will is the last gate"),
        "H5": speech.say("The top level matters more than colleagues"),
        "H6": speech.say("Takers get value"),
        "H7": speech.say("Goals that do not clash go with use"),
    }
    return words[code]


def tested(row: Finding, release: Release, speech: Speech) -> str:
    """Return what a row compares, and among whom."""
    statistics = {
        "correlation": speech.say("correlation"),
        "correlation of unit means": speech.say("correlation of unit means"),
        "correlation within persons": speech.say("correlation within persons"),
        "partial correlation, tools held equal": speech.say("correlation, tools held equal"),
        "difference of correlations": speech.say("difference of correlations"),
        "difference of means": speech.say("difference of means"),
    }
    among = {
        "everybody": "",
        "units": speech.say("across units"),
        "goals": speech.say("across each person's goals"),
        "people whose way is open": speech.say("among people whose way is open"),
        "free": speech.say("where use is free"),
        "expected": speech.say("where use is expected"),
        "required": speech.say("where use is required"),
    }
    names = speech.listed([_name(code, release, speech) for code in row.of])
    whom = among.get(row.among, row.among)
    what = speech.say("%(statistic)s: %(names)s", statistic=statistics[row.statistic], names=names)
    return f"{what}, {whom}" if whom else what


def _name(code: str, release: Release, speech: Speech) -> str:
    words = {
        "frequency": speech.say("frequency of use"),
        "breadth": speech.say("breadth of use"),
        "intention": speech.say("intention to use"),
        "impact and fit": speech.say("visibility and fit together"),
        "goal_relevance": speech.say("relevance of the goal"),
        "goal_visibility": speech.say("visibility of the goal"),
        "goal4": speech.say("goals that do not clash"),
        "taker": speech.say("takers"),
        "giver": speech.say("givers"),
        "non_user": speech.say("those who do not use it"),
        "lead_executive": speech.say("leadership of executives"),
        "lead_peers": speech.say("leadership of colleagues"),
    }
    known = {d.code: speech.wording(d.label) for d in release.questionnaire.dimensions}
    return words.get(code) or known.get(code) or code
