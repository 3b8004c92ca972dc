"""What a release says, in sentences. Each is chosen by a rule from the numbers; none says more than the interval.

Nothing is called higher, better or larger where the interval of the difference covers zero. One module a subject; a
section takes what it needs from here.
"""

from __future__ import annotations

from survey.reports.findings.acting import chosen_actions
from survey.reports.findings.cautioning import cautions
from survey.reports.findings.deciding import Decision, as_urgent, decisions
from survey.reports.findings.goals import goal_name, goal_places, goals_at_risk
from survey.reports.findings.groups import no_profiles, profiles, units
from survey.reports.findings.levels import gates, held_back, level, no_level
from survey.reports.findings.obstacles import barrier_name, barriers_of, obstacles, ranked
from survey.reports.findings.page import answered, what_stands_out, where_we_stand
from survey.reports.findings.positions import gaps, position_name
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
from survey.reports.findings.use import going_with_use, hypothesis, tested, verdict

__all__ = [
    "Decision",
    "Standing",
    "answered",
    "as_urgent",
    "barrier_name",
    "barriers_of",
    "cautions",
    "chosen_actions",
    "comparable",
    "core",
    "decisions",
    "either_end",
    "gaps",
    "gates",
    "goal_name",
    "goal_places",
    "goals_at_risk",
    "going_with_use",
    "held_back",
    "highest",
    "hypothesis",
    "level",
    "lowest",
    "no_level",
    "no_profiles",
    "not_compared",
    "obstacles",
    "position_name",
    "profiles",
    "ranked",
    "standings",
    "tested",
    "units",
    "verdict",
    "what_stands_out",
    "where_we_stand",
]
