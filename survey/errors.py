"""What the platform refuses, in the family of `questionnaires.errors`.

SightlineError
├── ResponsesError      a file of answers or head counts cannot be taken
├── ReportError         a report cannot be made or written
└── CommandError        a command cannot do what it was told
"""

from __future__ import annotations

from questionnaires.errors import SightlineError


class ResponsesError(SightlineError):
    """A file of answers or head counts cannot be taken."""


class ReportError(SightlineError):
    """A report cannot be made or written."""


class CommandError(SightlineError):
    """A command cannot do what it was told."""
