"""python -m tests.survey.collection.crash OPERATION HOME CAMPAIGN WHERE: run an operation and die in the middle.

WHERE is the name of a step that freezing tells of, or a number: then the process is killed at that call to the file
system (open for writing, rename, remove, connect to a database …), whoever makes it. It prints how many calls it saw.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]

_CALLS = {
    "os.rename",
    "os.remove",
    "os.rmdir",
    "os.mkdir",
    "os.link",
    "os.truncate",
    "os.chmod",
    "sqlite3.connect",
    "fcntl.flock",
}


def crashing(operation: str, home: Path, campaign: str, where: str) -> tuple[int, int]:
    """Run an operation in a process of its own that dies at `where`; return its exit code and the calls it made."""
    ended = subprocess.run(
        [sys.executable, "-m", "tests.survey.collection.crash", operation, str(home), campaign, where],
        capture_output=True,
        text=True,
        timeout=300,
        cwd=ROOT,
    )
    assert ended.returncode in {0, -signal.SIGKILL}, ended.stderr
    return ended.returncode, int(ended.stdout or 0)


def main(operation: str, home: Path, campaign: str, where: str) -> None:
    """Run the operation with a bomb at the place asked for."""
    from survey.collection import closing, crediting, freezing, launching
    from survey.store.paths import Home
    from survey.store.register import Register

    register, at = Register.open(f"sqlite:///{home / 'register.db'}"), Home(home)
    calls = _armed(int(where) if where.isdigit() else 0)
    if operation == "launch":
        launching.launch(at, register, campaign, who="operator")
    elif operation == "credit":
        crediting.credit(at, register, campaign)
    elif operation == "close":
        closing.close(at, register, campaign, who="operator")
    else:
        freezing.freeze(at, register, campaign, who="operator", watch=lambda step: _die_if(step == where))
    print(len(calls))  # noqa: T201  this program's result


def _armed(number: int) -> list[str]:
    """Count calls to the file system, and die at the given one."""
    calls: list[str] = []

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        writes = (
            event == "open" and isinstance(arguments[2], int) and arguments[2] & (os.O_WRONLY | os.O_RDWR)
        )
        if writes or event in _CALLS:
            calls.append(event)
            _die_if(len(calls) == number)

    sys.addaudithook(hook)
    return calls


def _die_if(now: bool) -> None:
    if now:
        os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), sys.argv[3], sys.argv[4])
