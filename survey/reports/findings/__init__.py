"""What a release says, in sentences. Each is chosen by a rule from the numbers; none says more than the interval.

Nothing is called higher, better or larger where the interval of the difference covers zero. One module a subject; a
section takes what it needs from here.
"""

from __future__ import annotations

from survey.reports.findings.cautioning import cautions
from survey.reports.findings.deciding import Decision, as_urgent, decisions
from survey.reports.findings.groups import no_profiles, profiles, units
from survey.reports.findings.levels import gates, held_back, level, no_level
from survey.reports.findings.page import answered, what_stands_out, where_we_stand
from survey.reports.findings.standing import (
    Standing,
    comparable,
    core,
    either_end,
    highest,
    lowest,
    not_compared,
    standings,
)

__all__ = [
    "Decision",
    "Standing",
    "answered",
    "as_urgent",
    "cautions",
    "comparable",
    "core",
    "decisions",
    "either_end",
    "gates",
    "held_back",
    "highest",
    "level",
    "lowest",
    "no_level",
    "no_profiles",
    "not_compared",
    "profiles",
    "standings",
    "units",
    "what_stands_out",
    "where_we_stand",
]
