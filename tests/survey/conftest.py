"""The cast of the command line: `sightline(...)` runs a command and tells how it ended."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from survey.cli import main


@dataclass(frozen=True)
class Ended:
    """How a command ended: its exit code, and what it printed."""

    code: int
    out: str
    err: str


@pytest.fixture
def sightline(capsys: pytest.CaptureFixture[str]) -> Callable[..., Ended]:
    """Run a command in this process, the way the installed script does."""

    def run(*arguments: object) -> Ended:
        with pytest.raises(SystemExit) as end:
            main([str(argument) for argument in arguments])
        printed = capsys.readouterr()
        return Ended(end.value.code or 0, printed.out, printed.err)  # type: ignore[arg-type]

    return run
