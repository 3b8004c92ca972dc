"""Jobs: what was wished for and is not done yet. The queue only wakes the worker; what is to be done stands here.

A job that is `running` while nobody holds its campaign's lock was killed, and is wished for again: no clock decides.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

from sqlalchemy import Connection, Row, insert, select, update

from survey.store.register.tables import JOBS

Kind = Literal["launch", "credit", "close", "freeze", "mail"]
State = Literal["waiting", "running", "done", "failed"]


@dataclass(frozen=True)
class Job:
    """One thing to do for a campaign."""

    id: int
    kind: Kind
    campaign: str
    state: State
    attempts: int
    problem: str | None


def wish(db: Connection, kind: Kind, campaign: str) -> Job:
    """Wish for a job, or return the one that waits or runs already: pressing twice does not do it twice."""
    undone = select(JOBS).where(
        JOBS.c.kind == kind, JOBS.c.campaign_id == campaign, JOBS.c.state.in_(("waiting", "running"))
    )
    found = db.execute(undone).one_or_none()
    if found is None:
        db.execute(
            insert(JOBS),
            {
                "kind": kind,
                "campaign_id": campaign,
                "state": "waiting",
                "attempts": 0,
                "wished_at": datetime.now(UTC),
            },
        )
        found = db.execute(undone).one()
    return _job(found)


def get(db: Connection, job: int) -> Job | None:
    """Return a job, or None where it was deleted with its campaign."""
    row = db.execute(select(JOBS).where(JOBS.c.id == job)).one_or_none()
    return None if row is None else _job(row)


def undone(db: Connection) -> list[Job]:
    """Return the jobs that wait or run, the oldest first."""
    wanted = select(JOBS).where(JOBS.c.state.in_(("waiting", "running"))).order_by(JOBS.c.id)
    return [_job(row) for row in db.execute(wanted)]


def problems(db: Connection, campaign: str) -> list[str]:
    """Return what was wrong with jobs of a campaign."""
    wanted = select(JOBS.c.problem).where(JOBS.c.campaign_id == campaign, JOBS.c.problem.is_not(None))
    return [problem for problem in db.execute(wanted).scalars() if problem]


def failed_since(db: Connection, kind: Kind, campaign: str, moment: datetime) -> bool:
    """Tell whether such a job was wished for after `moment` and failed: trying again at once would not help."""
    failed = select(JOBS.c.id).where(
        JOBS.c.kind == kind,
        JOBS.c.campaign_id == campaign,
        JOBS.c.state == "failed",
        JOBS.c.wished_at > moment,
    )
    return db.execute(failed.limit(1)).scalar() is not None


def begin(db: Connection, job: int) -> bool:
    """Take a waiting job, counting the attempt; False where somebody else has taken it."""
    taken = db.execute(
        update(JOBS)
        .where(JOBS.c.id == job, JOBS.c.state == "waiting")
        .values(state="running", attempts=JOBS.c.attempts + 1)
    )
    return taken.rowcount == 1


def put_back(db: Connection, job: int) -> None:
    """Let a job whose worker was killed wait again."""
    db.execute(update(JOBS).where(JOBS.c.id == job, JOBS.c.state == "running").values(state="waiting"))


def end(db: Connection, job: int, *, problem: str | None = None) -> None:
    """Note that a job is done, or what was wrong."""
    state = "done" if problem is None else "failed"
    db.execute(update(JOBS).where(JOBS.c.id == job).values(state=state, problem=problem))


def _job(row: Row[Any]) -> Job:
    return Job(row.id, row.kind, row.campaign_id, row.state, row.attempts, row.problem)
