"""One operation at a time on a campaign: launch, credit, close and freeze never run beside one another.

The lock is the kernel's and goes with the process that holds it, so after a crash it is free at once and no clock has
to decide whether somebody still works. It also tells the sweep which running jobs were killed.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager

from survey.errors import CollectionError
from survey.store.paths import Home, checked_id


@contextmanager
def alone(home: Home, campaign: str, *, task: str = "") -> Iterator[None]:
    """Hold the campaign's lock, or that of one task which may go on beside the others.

    Raises
    ------
    CollectionError
        When another process or thread works on the campaign just now.
    """
    home.run.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(
        home.run / f"{checked_id(campaign)}{f'.{task}' if task else ''}.lock",
        os.O_RDWR | os.O_CREAT | os.O_CLOEXEC,
        0o600,
    )
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise CollectionError(
                "Another process is working on this campaign.",
                where=campaign,
                mend="Wait until it has finished; 'sightline campaign list' shows how far it is.",
            ) from error
        yield
    finally:
        os.close(descriptor)


def is_busy(home: Home, campaign: str) -> bool:
    """Tell whether somebody works on the campaign just now."""
    try:
        with alone(home, campaign):
            return False
    except CollectionError:
        return True
