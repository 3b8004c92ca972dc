"""Headings of columns: which codes one may stand for.

The trap: LimeSurvey drops underscores from codes and writes a row of an array as ``Q[SQ001]``; both are matched.
"""

from __future__ import annotations

import re

_LIMESURVEY = re.compile(r"(?P<question>[A-Za-z][A-Za-z0-9]*)\[(?P<row>[^\]]+)\](?:\[[12]\])?")


def codes_of(heading: str) -> set[str]:
    """Return the codes a heading may stand for: itself, or a LimeSurvey row with or without its question."""
    match = _LIMESURVEY.fullmatch(heading)
    if match is None:
        return {plain(heading)}
    return {plain(match["row"]), plain(match["question"] + match["row"])}


def plain(heading: str) -> str:
    """Return a heading without case, underscores, hyphens and spaces: LimeSurvey drops underscores from codes."""
    return re.sub(r"[_\-\s]", "", heading).casefold()
