"""One at a time, in turn: a fair queue in front of a file that SQLite lets only one process write.

SQLite's own waiting is a lottery: a process asks again after naps of up to 100 ms, and on a slow disk four writers
made one of them wait 5 s (measured), eight made one give up. Here a process waits in the kernel's queue for an
advisory lock beside the file, so that SQLite's naps are hardly ever needed.

The trap: a lock on the database file itself would be lost as soon as anything in this process closes that file, and
would take SQLite's own locks with it. Hence a file of its own, whose content never changes.
"""

from __future__ import annotations

import fcntl
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from survey.errors import StoreUnavailable

LONGEST_WAIT_SECONDS = 10.0


class Turns:
    """The queue in front of one file, for the threads of this process and for other processes."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._here = threading.Lock()
        self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)

    @contextmanager
    def turn(self, *, alone: bool) -> Iterator[None]:
        """Wait for a turn: `alone` to write, together with other readers else.

        Raises
        ------
        StoreUnavailable
            When it took more than ten seconds: whoever asked should not be kept waiting, and nothing was done.
        """
        begun = time.monotonic()
        if not self._here.acquire(timeout=LONGEST_WAIT_SECONDS):
            raise self._busy()
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX if alone else fcntl.LOCK_SH)
            try:
                if time.monotonic() - begun > LONGEST_WAIT_SECONDS:
                    raise self._busy()
                yield
            finally:
                fcntl.flock(self._descriptor, fcntl.LOCK_UN)
        finally:
            self._here.release()

    def close(self) -> None:
        """Leave the queue for good; leaving it again is no fault."""
        with self._here:
            if self._descriptor >= 0:
                os.close(self._descriptor)
            self._descriptor = -1

    def _busy(self) -> StoreUnavailable:
        return StoreUnavailable(
            f"The file was busy for more than {LONGEST_WAIT_SECONDS:.0f} seconds.",
            where=str(self._path.with_suffix(".db")),
            mend="Try again in a minute; nothing was stored.",
        )
