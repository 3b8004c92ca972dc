"""The outbox: a row for everybody invited, in every round. Who is skipped is decided when sending, in memory.

    waiting ─> leased ─> done        a lease has a holder and an end; what a killed worker held waits again

A row that is done says nothing else: sent, skipped and given up are one state, without time or number of tries. The
trap: rows must be finished one by one, each in a transaction of its own, or the size of a transaction tells how many
were skipped between two that were sent.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    delete,
    func,
    insert,
    literal,
    null,
    or_,
    select,
    update,
)

from survey.store.register.mail_rounds import Round
from survey.store.register.tables import ADDRESS_FAILURES, MAIL_ROUNDS, OUTBOX, PARTICIPANTS


@dataclass(frozen=True)
class Leased:
    """A row that this worker alone may send, and how often it was tried before."""

    participant: str
    attempts: int


@dataclass(frozen=True)
class Counts:
    """How many rows of a round wait (leased ones among them), and how many are done."""

    waiting: int
    done: int


@dataclass(frozen=True)
class Entry:
    """A row of the outbox and all that could tell it from others."""

    kind: str
    number: int
    participant: str
    state: str
    marks: tuple[object, ...]


@dataclass(frozen=True)
class Failing:
    """An address that fails, and the code of a mail server that says why."""

    email: str
    name: str
    reason: str


def fill(db: Connection, round_: Round) -> int:
    """Write a row for everybody who is on the list with an address, and return how many; again, it adds the missing.

    An invitation goes to whom no earlier invitation was written for: those who joined since.
    """
    people = select(
        literal(round_.id), PARTICIPANTS.c.id, literal("waiting"), literal(0), null(), null(), null()
    ).where(
        PARTICIPANTS.c.campaign_id == round_.campaign,
        PARTICIPANTS.c.removed == 0,
        PARTICIPANTS.c.email.is_not(None),
        PARTICIPANTS.c.id.not_in(_written(round_)),
    )
    columns = ["round_id", "participant_id", "state", "attempts", "due_at", "holder", "leased_until"]
    return db.execute(insert(OUTBOX).from_select(columns, people)).rowcount


def uninvited(db: Connection, campaign: str) -> int:
    """Return how many people with an address no invitation was written for."""
    return int(db.execute(select(func.count()).where(*_without_invitation(campaign))).scalar() or 0)


def names_uninvited(db: Connection, campaign: str, most: int) -> list[str]:
    """Return the first names, or addresses, of whom no invitation was written for, in their order."""
    wanted = (
        select(PARTICIPANTS.c.name, PARTICIPANTS.c.email)
        .where(*_without_invitation(campaign))
        .order_by(PARTICIPANTS.c.name, PARTICIPANTS.c.email)
        .limit(most)
    )
    return [row.name or row.email or "" for row in db.execute(wanted)]


def lease(
    db: Connection, round_id: int, holder: str, *, now: datetime, until: datetime, most: int
) -> list[Leased]:
    """Take up to `most` rows that are due, for this holder alone."""
    wanted = (
        select(OUTBOX.c.participant_id, OUTBOX.c.attempts)
        .where(OUTBOX.c.round_id == round_id, OUTBOX.c.state == "waiting")
        .where(or_(OUTBOX.c.due_at.is_(None), OUTBOX.c.due_at <= now))
        .limit(most)
        .with_for_update(skip_locked=True)
    )
    taken = [Leased(row.participant_id, row.attempts) for row in db.execute(wanted)]
    for row in taken:
        _change(db, round_id, row.participant, state="leased", holder=holder, leased_until=until)
    return taken


def finish(db: Connection, round_id: int, participant: str) -> None:
    """Note that nothing more is to be done for somebody, whatever was."""
    _change(
        db,
        round_id,
        participant,
        state="done",
        attempts=0,
        due_at=None,
        holder=None,
        leased_until=None,
    )


def put_off(db: Connection, round_id: int, participant: str, due_at: datetime) -> None:
    """Let a row wait until then."""
    _change(
        db,
        round_id,
        participant,
        state="waiting",
        attempts=OUTBOX.c.attempts + 1,
        due_at=due_at,
        holder=None,
        leased_until=None,
    )


def give_back(db: Connection, round_id: int, holder: str, now: datetime) -> int:
    """Let rows wait again that this holder leased before, or whose lease has ended; return how many."""
    return db.execute(
        update(OUTBOX)
        .where(OUTBOX.c.round_id == round_id, OUTBOX.c.state == "leased")
        .where(or_(OUTBOX.c.holder == holder, OUTBOX.c.leased_until < now))
        .values(state="waiting", holder=None, leased_until=None)
    ).rowcount


def counts(db: Connection, round_id: int) -> Counts:
    """Return how far a round has come."""
    counted = (
        select(OUTBOX.c.state, func.count()).where(OUTBOX.c.round_id == round_id).group_by(OUTBOX.c.state)
    )
    found: dict[str, int] = dict(db.execute(counted).all())
    return Counts(found.get("waiting", 0) + found.get("leased", 0), found.get("done", 0))


def next_due(db: Connection, round_id: int, now: datetime) -> datetime | None:
    """Return when something of a round can be sent next; None where nothing is left."""
    rows = select(func.count(), func.count(OUTBOX.c.due_at), func.min(OUTBOX.c.due_at)).where(
        OUTBOX.c.round_id == round_id, OUTBOX.c.state != "done"
    )
    left, put_off_rows, first = db.execute(rows).one()
    if not left:
        return None
    return now if put_off_rows < left else first


def forget_reminders(db: Connection, campaign: str) -> int:
    """Delete the rows of reminders, once links open nothing any more; return how many there were."""
    reminders = select(MAIL_ROUNDS.c.id).where(
        MAIL_ROUNDS.c.campaign_id == campaign, MAIL_ROUNDS.c.kind == "reminder"
    )
    return db.execute(delete(OUTBOX).where(OUTBOX.c.round_id.in_(reminders))).rowcount


def entries(db: Connection, campaign: str) -> list[Entry]:
    """Return every row of a campaign's outbox with all that it says: for the audit."""
    wanted = (
        select(OUTBOX, MAIL_ROUNDS.c.kind, MAIL_ROUNDS.c.number)
        .join(MAIL_ROUNDS, MAIL_ROUNDS.c.id == OUTBOX.c.round_id)
        .where(MAIL_ROUNDS.c.campaign_id == campaign)
    )
    return [
        Entry(
            row.kind,
            row.number,
            row.participant_id,
            row.state,
            (row.state, row.attempts, row.due_at is None, row.holder is None, row.leased_until is None),
        )
        for row in db.execute(wanted)
    ]


def note_failure(db: Connection, campaign: str, participant: str, reason: str) -> None:
    """Note that an address fails."""
    forget_failure(db, participant)
    row = {"campaign_id": campaign, "participant_id": participant, "reason": reason[:40]}
    db.execute(insert(ADDRESS_FAILURES), row)


def forget_failure(db: Connection, participant: str) -> None:
    """Note that an address does not fail any more."""
    db.execute(delete(ADDRESS_FAILURES).where(ADDRESS_FAILURES.c.participant_id == participant))


def failing(db: Connection, campaign: str) -> list[Failing]:
    """Return the addresses that fail, in their order."""
    wanted = (
        select(PARTICIPANTS.c.email, PARTICIPANTS.c.name, ADDRESS_FAILURES.c.reason)
        .join(PARTICIPANTS, PARTICIPANTS.c.id == ADDRESS_FAILURES.c.participant_id)
        .where(ADDRESS_FAILURES.c.campaign_id == campaign, PARTICIPANTS.c.removed == 0)
        .order_by(PARTICIPANTS.c.email)
    )
    return [Failing(row.email or "", row.name, row.reason) for row in db.execute(wanted)]


def _without_invitation(campaign: str) -> tuple[ColumnElement[bool], ...]:
    invited = (
        select(OUTBOX.c.participant_id)
        .join(MAIL_ROUNDS, MAIL_ROUNDS.c.id == OUTBOX.c.round_id)
        .where(MAIL_ROUNDS.c.campaign_id == campaign, MAIL_ROUNDS.c.kind == "invitation")
    )
    return (
        PARTICIPANTS.c.campaign_id == campaign,
        PARTICIPANTS.c.removed == 0,
        PARTICIPANTS.c.email.is_not(None),
        PARTICIPANTS.c.id.not_in(invited),
    )


def _written(round_: Round) -> Select[tuple[str]]:
    """Return whom not to write a row for: those of this round and, in an invitation, of the ones before."""
    rows = select(OUTBOX.c.participant_id).join(MAIL_ROUNDS, MAIL_ROUNDS.c.id == OUTBOX.c.round_id)
    if round_.kind == "invitation":
        return rows.where(MAIL_ROUNDS.c.campaign_id == round_.campaign, MAIL_ROUNDS.c.kind == "invitation")
    return rows.where(MAIL_ROUNDS.c.id == round_.id)


def _change(db: Connection, round_id: int, participant: str, **values: object) -> None:
    db.execute(
        update(OUTBOX)
        .where(OUTBOX.c.round_id == round_id, OUTBOX.c.participant_id == participant)
        .values(**values)
    )
