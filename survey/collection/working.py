"""The worker: does what was wished for, and finds what is due or was left behind by a worker that was killed.

The queue only wakes it; what is to be done stands in the register. A job holds a lock of its own while it runs, so a
running job whose lock is free was killed, whatever any clock says, and waits again.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from questionnaires.errors import SightlineError
from survey.collection import closing, crediting, freezing, launching, mailing, retention
from survey.config import Settings
from survey.store.paths import Home
from survey.store.register import Connection, Register, campaigns, jobs, log
from survey.store.register.campaigns import Campaign

MOST_ATTEMPTS = 5
"""A job that was killed this often kills its worker, and is not tried again by itself."""

PAUSE_AFTER_FAILURE = timedelta(hours=1)


@dataclass(frozen=True)
class Rhythm:
    """How often, and for how long: from the settings."""

    credit_minutes: int
    keep_people_days: int
    keep_dataset_months: int


_OPERATIONS: Mapping[jobs.Kind, Callable[[Home, Register, str, Settings], object]] = {
    "launch": lambda home, register, campaign, _: launching.launch(home, register, campaign, who=log.WORKER),
    "credit": lambda home, register, campaign, _: crediting.credit(home, register, campaign),
    "close": lambda home, register, campaign, _: closing.close(home, register, campaign, who=log.WORKER),
    "freeze": lambda home, register, campaign, _: freezing.freeze(home, register, campaign, who=log.WORKER),
    "mail": mailing.send,
}


def do(home: Home, register: Register, job_id: int, settings: Settings | None = None) -> None:
    """Do a job, once: one that somebody else does or has done is left alone. What is wrong is kept with the job."""
    with _holding(home, job_id) as mine:
        if not mine:
            return
        with register.writing() as db:
            job = jobs.get(db, job_id)
            if job is None or not jobs.begin(db, job_id):
                return
        problem = _done(home, register, job, settings or Settings({}))
        with register.writing() as db:
            jobs.end(db, job_id, problem=problem)


def sweep(home: Home, register: Register, rhythm: Rhythm, *, now: datetime) -> list[int]:
    """Wish for what is due, put back what was left behind, forget what is kept no longer; return what waits."""
    with register.writing() as db:
        for campaign in campaigns.all_of(db):
            for kind in _due(campaign, rhythm, now):
                if not jobs.failed_since(db, kind, campaign.id, now - PAUSE_AFTER_FAILURE):
                    jobs.wish(db, kind, campaign.id)
            _wish_for_mail(db, campaign, now)
    _put_back(home, register)
    retention.forget(home, register, rhythm.keep_people_days, rhythm.keep_dataset_months, now=now)
    with register.reading() as db:
        return [job.id for job in jobs.undone(db) if job.state == "waiting"]


def _done(home: Home, register: Register, job: jobs.Job, settings: Settings) -> str | None:
    """Run a job's operation, and return what was wrong: our own words, of anything else only its kind."""
    if job.attempts >= MOST_ATTEMPTS:
        return f"The job was killed {job.attempts} times."
    try:
        _OPERATIONS[job.kind](home, register, job.campaign, settings)
    except SightlineError as error:
        return str(error)
    except Exception as error:
        return f"A fault of the program: {type(error).__name__}."
    return None


def _due(campaign: Campaign, rhythm: Rhythm, now: datetime) -> Iterator[jobs.Kind]:
    """Yield what a campaign's state and dates ask for. States only go forward: a wrong clock reopens nothing."""
    if campaign.state == "launching":
        yield "launch"
    if campaign.state in {"open", "paused"} and campaign.plan.closes <= now:
        yield "close"
    elif crediting.is_due(campaign, minutes=rhythm.credit_minutes, now=now):
        yield "credit"
    if campaign.state == "closing":
        yield "freeze"


def _wish_for_mail(db: Connection, campaign: Campaign, now: datetime) -> None:
    """Wish for the mail that is due; what holds mail up is noted with its round, and is no failure of the job."""
    mailing.tidy(db, campaign)
    pause = jobs.failed_since(db, "mail", campaign.id, now - PAUSE_AFTER_FAILURE)
    if not pause and mailing.is_due(db, campaign, now):
        jobs.wish(db, "mail", campaign.id)


def _put_back(home: Home, register: Register) -> None:
    with register.reading() as db:
        running = [job.id for job in jobs.undone(db) if job.state == "running"]
    for job_id in running:
        with _holding(home, job_id) as free:
            if free:
                _let_wait(register, job_id)


def _let_wait(register: Register, job_id: int) -> None:
    with register.writing() as db:
        jobs.put_back(db, job_id)


@contextmanager
def _holding(home: Home, job_id: int) -> Iterator[bool]:
    """Hold a job's lock, or yield False where somebody else does. It goes with the process that holds it."""
    home.run.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(home.run / f"job-{job_id}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        yield False
    else:
        yield True
    finally:
        os.close(descriptor)
