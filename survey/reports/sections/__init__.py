"""The sections of the report, in order: each turns a release into the values its template shows, or is left out.

A new section is a module here, a line in `SECTIONS`, and a template of its name under templates/sections/.
"""

from __future__ import annotations

from survey.reports.section import Section
from survey.reports.sections.dimensions import dimensions
from survey.reports.sections.items import items
from survey.reports.sections.method import method
from survey.reports.sections.opening import findings_page, too_few
from survey.reports.sections.profiles import profiles
from survey.reports.sections.reliability import reliability
from survey.reports.sections.units import units

SECTIONS: tuple[Section, ...] = (
    Section("too_few", too_few),
    Section("findings", findings_page),
    Section("dimensions", dimensions),
    Section("profiles", profiles),
    Section("units", units),
    Section("method", method),
    Section("reliability", reliability),
    Section("items", items),
)
