"""Employees, managers, executives in words: a difference is told only where it is sure over all that were tested."""

from __future__ import annotations

from scoring.release import Release
from scoring.release_findings import Gap
from survey.speech import Speech

MOST_GAPS = 4


def position_name(code: str, release: Release, speech: Speech) -> str:
    """Return a position as a reader calls it."""
    names = {
        "employee": speech.say("Employees"),
        "manager": speech.say("Managers"),
        "executive": speech.say("Executives"),
    }
    options = release.questionnaire.option_of.get("position", {})
    known = names.get(code)
    return known or (speech.wording(options[code].label) if code in options else code)


def gaps(release: Release, speech: Speech) -> list[str]:
    """Say where positions clearly differ, the widest first; else that they do not."""
    found = release.findings.gaps if release.findings else None
    if found is None or found.absent is not None:
        return []
    clear = sorted((gap for gap in found.gaps if gap.badge), key=lambda gap: -abs(gap.difference))
    if not clear:
        return [speech.say("No difference between positions is sure enough to be told.")]
    sentences = [_apart(gap, release, speech) for gap in clear[:MOST_GAPS]]
    more = len(clear) - len(sentences)
    if more:
        sentences.append(
            speech.say_many(
                "%(n)s more difference is clear: see the table.",
                "%(n)s more differences are clear: see the table.",
                more,
            )
        )
    return sentences


def _apart(gap: Gap, release: Release, speech: Speech) -> str:
    above, below = (gap.one, gap.other) if gap.difference > 0 else (gap.other, gap.one)
    ends = sorted(abs(end) for end in (gap.low, gap.high) if end is not None)
    return speech.say(
        "%(dimension)s: %(above)s score %(points)s points more than %(below)s (%(low)s to %(high)s).",
        dimension=speech.dimension(gap.dimension),
        above=position_name(above, release, speech),
        below=position_name(below, release, speech),
        points=speech.number(abs(gap.difference), 1),
        low=speech.number(ends[0], 1) if ends else "–",
        high=speech.number(ends[-1], 1) if ends else "–",
    )
