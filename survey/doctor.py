"""Does this machine have what Sightline needs? Each finding says how to get what is missing."""

from __future__ import annotations

import ctypes.util
import platform
import sqlite3
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from questionnaires.errors import Problem

OLDEST_PYTHON = (3, 11)
OLDEST_SQLITE = (3, 37)
"""STRICT tables came with SQLite 3.37."""

PANGO = ("pango-1.0", "pangoft2-1.0", "harfbuzz", "harfbuzz-subset")
"""The system libraries through which WeasyPrint sets type."""

PANGO_LINE = "apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"


@dataclass(frozen=True)
class Finding:
    """One thing looked at: what, what was found, whether it will do, and how to mend it."""

    what: str
    found: str
    good: bool
    mend: str

    @property
    def problem(self) -> Problem:
        return Problem(f"{self.what}: {self.found}.", "this machine", self.mend)


def examine() -> tuple[Finding, ...]:
    """Look at Python, SQLite, the libraries for PDF and the folder for temporary files."""
    return (_python(), _sqlite(), _pango(), _temporary_folder())


def _python() -> Finding:
    good = sys.version_info[:2] >= OLDEST_PYTHON
    return Finding("Python", platform.python_version(), good, "Install Python 3.11 or newer.")


def _sqlite() -> Finding:
    good = sqlite3.sqlite_version_info[:2] >= OLDEST_SQLITE
    return Finding(
        "SQLite", sqlite3.sqlite_version, good, "Install a Python built with SQLite 3.37 or newer."
    )


def _pango() -> Finding:
    missing = [name for name in PANGO if ctypes.util.find_library(name) is None]
    found = f"lacks {', '.join(missing)}" if missing else "found"
    return Finding("Pango, for PDF", found, not missing, f"On Debian and Ubuntu: {PANGO_LINE}")


def _temporary_folder() -> Finding:
    folder = tempfile.gettempdir()
    try:
        with tempfile.NamedTemporaryFile() as file:
            Path(file.name).write_bytes(b"sightline")
    except OSError as error:
        return Finding(
            "Temporary files", f"{folder}: {error.strerror}", good=False, mend="Free space, or set TMPDIR."
        )
    return Finding("Temporary files", folder, good=True, mend="")
