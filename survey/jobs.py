"""The names of the jobs, and the queue that wakes the worker. Bodies are imported when a job runs, not before.

Huey takes a task out of its queue when it begins, so a task whose worker is killed is forgotten. That costs nothing
here: a task holds the number of a job that stands in the register, and the sweep finds every job that still waits.

The trap: Huey's own serializer runs what it reads. Ours is JSON and knows numbers and words only.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from huey import SqliteHuey, crontab
from huey.registry import Message
from huey.serializer import Serializer

from survey.config import Settings
from survey.errors import ConfigError


class JsonSerializer(Serializer):  # type: ignore[misc]  # huey has no types
    """Writes messages as JSON arrays, in the order of their fields."""

    def _serialize(self, data: object) -> bytes:
        return json.dumps(data, allow_nan=False).encode()

    def _deserialize(self, data: bytes) -> object:
        value = json.loads(bytes(data))
        return Message(*value) if isinstance(value, list) else value


@dataclass(frozen=True)
class Jobs:
    """The queue with its two tasks: `work` on one job, and `sweep` for what is due."""

    queue: Any
    work: Callable[[int], Any]
    sweep: Callable[[], Any]


def jobs(settings: Settings) -> Jobs:
    """Return the queue of an installation; whoever wishes for a job wakes the worker with `work(job.id)`."""
    queue = SqliteHuey(
        "sightline", filename=str(settings.home.jobs), results=False, serializer=JsonSerializer(), fsync=False
    )

    def work(job_id: int) -> None:
        do_job(settings, job_id)

    def sweep() -> None:
        for job_id in swept(settings):
            enqueue(job_id)

    enqueue = queue.task(name="work")(work)
    return Jobs(queue, enqueue, queue.periodic_task(crontab(minute="*"), name="sweep")(sweep))


def do_job(settings: Settings, job_id: int) -> None:
    """Do one job of the register."""
    from survey.collection import working
    from survey.store.register import Register

    register = Register.open(settings.register_url)
    try:
        working.do(settings.home, register, job_id, settings)
    finally:
        register.close()


def swept(settings: Settings) -> list[int]:
    """Look for what is due, and return the jobs that wait."""
    from survey.collection import working
    from survey.store.register import Register

    rhythm = working.Rhythm(settings.credit_minutes, settings.keep_people_days, settings.keep_dataset_months)
    register = Register.open(settings.register_url)
    try:
        return working.sweep(settings.home, register, rhythm, now=datetime.now(UTC))
    finally:
        register.close()


def run_worker(settings: Settings) -> None:
    """Work until told to stop (SIGTERM, SIGINT); a job in hand is finished first where there is time.

    Raises
    ------
    ConfigError
        When a worker of this installation runs already: one is enough, and two would race for nothing.
    """
    with _only_one(settings):
        found = jobs(settings)
        for job_id in swept(settings):
            found.work(job_id)  # what a killed worker left need not wait for the minute to be full
        found.queue.create_consumer(workers=1, worker_type="thread", max_delay=2.0).run()


def is_worked(settings: Settings) -> bool:
    """Tell whether a worker of this installation runs just now."""
    try:
        with _only_one(settings):
            return False
    except ConfigError:
        return True


@contextmanager
def _only_one(settings: Settings) -> Iterator[None]:
    settings.home.run.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(settings.home.run / "worker.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError as error:
        raise ConfigError(
            "A worker runs already.",
            where=str(settings.home.path),
            mend="Stop it first, or leave it running.",
        ) from error
    finally:
        os.close(descriptor)
