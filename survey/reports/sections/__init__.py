"""The sections of the report, in order: each turns a release into the values its template shows, or is left out.

A new section is a module here, a line in `SECTIONS`, and a template of its name under templates/sections/.
"""

from __future__ import annotations

from survey.reports.section import Section
from survey.reports.sections.actions import actions
from survey.reports.sections.barriers import barriers
from survey.reports.sections.blind import blind
from survey.reports.sections.comments import comments
from survey.reports.sections.core_pair import core_pair
from survey.reports.sections.dimensions import dimensions
from survey.reports.sections.items import items
from survey.reports.sections.maturity import maturity
from survey.reports.sections.method import method
from survey.reports.sections.opening import findings_page, too_few
from survey.reports.sections.positions import positions
from survey.reports.sections.profiles import profiles
from survey.reports.sections.reliability import reliability
from survey.reports.sections.trust import trust
from survey.reports.sections.units import units
from survey.reports.sections.use import hypotheses, use

SECTIONS: tuple[Section, ...] = (
    Section("too_few", too_few),
    Section("findings", findings_page),
    Section("core_pair", core_pair),
    Section("blind", blind),
    Section("barriers", barriers),
    Section("dimensions", dimensions),
    Section("maturity", maturity),
    Section("positions", positions),
    Section("units", units),
    Section("profiles", profiles),
    Section("use", use),
    Section("hypotheses", hypotheses),
    Section("comments", comments),
    Section("actions", actions),
    Section("method", method),
    Section("trust", trust),
    Section("reliability", reliability),
    Section("items", items),
)
