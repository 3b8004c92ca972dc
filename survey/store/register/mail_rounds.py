"""Rounds of mail: an invitation, each reminder, thanks, results. They are wished for here and sent by the worker.

    waiting ─> going ─> done         missed: the campaign closed before; withdrawn: HR took it back before it began

What is scheduled is a round whose moment has not come. From `going` on all of a round get the texts it holds.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, Row, func, insert, select, update

from survey.letters.texts import WITH_LINK, Kind, LetterText
from survey.store.register.tables import MAIL_ROUNDS

State = Literal["waiting", "going", "done", "missed", "withdrawn"]


@dataclass(frozen=True)
class Round:
    """A round of mail. `problem` says what holds it up, `undelivered` counts reminders that did not arrive."""

    id: int
    campaign: str
    kind: Kind
    number: int
    state: State
    due_at: datetime
    not_before: datetime | None
    tries: int
    problem: str | None
    texts: Mapping[str, LetterText]
    salt: bytes
    undelivered: int

    def begins_at(self) -> datetime:
        """Return the earliest moment at which something can be sent."""
        return max(self.due_at, self.not_before or self.due_at)


def wish(db: Connection, campaign: str, kind: Kind, due_at: datetime, *, now: datetime) -> Round:
    """Wish for a round, or return the one of its kind that has begun or begins as well: twice is not more.

    Rounds that are scheduled for different moments to come stand beside one another.
    """
    for other in of(db, campaign):
        going = other.state == "going" or (other.state == "waiting" and other.due_at <= now)
        if other.kind == kind and ((going and due_at <= now) or _is_twin(other, due_at)):
            return other
    number = _highest(db, campaign, kind) + 1
    db.execute(
        insert(MAIL_ROUNDS),
        {
            "campaign_id": campaign,
            "kind": kind,
            "number": number,
            "state": "waiting",
            "due_at": due_at,
            "tries": 0,
            "texts": {},
            "salt": "" if kind in WITH_LINK else secrets.token_hex(32),
            "undelivered": 0,
        },
    )
    return next(each for each in of(db, campaign) if (each.kind, each.number) == (kind, number))


def get(db: Connection, round_id: int) -> Round:
    """Return the round with this number."""
    return _round(db.execute(select(MAIL_ROUNDS).where(MAIL_ROUNDS.c.id == round_id)).one())


def of(db: Connection, campaign: str) -> list[Round]:
    """Return the rounds of a campaign, the earliest due first."""
    wanted = select(MAIL_ROUNDS).where(MAIL_ROUNDS.c.campaign_id == campaign)
    return [_round(row) for row in db.execute(wanted.order_by(MAIL_ROUNDS.c.due_at, MAIL_ROUNDS.c.id))]


def undone(db: Connection, campaign: str) -> list[Round]:
    """Return the rounds that wait or go on, the earliest due first."""
    return [each for each in of(db, campaign) if each.state in {"waiting", "going"}]


def begin(db: Connection, round_id: int, texts: Mapping[str, LetterText]) -> None:
    """Let a round begin with these texts, which all of it get."""
    held = {language: [text.subject, text.body] for language, text in texts.items()}
    _change(db, round_id, state="going", texts=held, problem=None, not_before=None, tries=0)


def end(db: Connection, round_id: int, state: Literal["done", "missed", "withdrawn"]) -> None:
    """Note that nothing more of a round is sent."""
    _change(db, round_id, state=state, not_before=None, tries=0, problem=None)


def withdraw(db: Connection, campaign: str, round_id: int) -> bool:
    """Take back a round that has not begun; False where it has, or is another campaign's."""
    changed = db.execute(
        update(MAIL_ROUNDS)
        .where(
            MAIL_ROUNDS.c.id == round_id,
            MAIL_ROUNDS.c.campaign_id == campaign,
            MAIL_ROUNDS.c.state == "waiting",
        )
        .values(state="withdrawn")
    )
    return changed.rowcount == 1


def hold_up(db: Connection, round_id: int, problem: str, until: datetime) -> None:
    """Note why nothing can be sent, and when it is tried again."""
    _change(db, round_id, problem=problem, not_before=until, tries=MAIL_ROUNDS.c.tries + 1)


def go_on(db: Connection, round_id: int, not_before: datetime | None = None) -> None:
    """Note that nothing holds a round up, or only the hour."""
    _change(db, round_id, problem=None, not_before=not_before, tries=0)


def count_undelivered(db: Connection, round_id: int) -> None:
    """Count a reminder that was not delivered. Whose it was is kept nowhere: it would tell who was reminded."""
    _change(db, round_id, undelivered=MAIL_ROUNDS.c.undelivered + 1)


def _change(db: Connection, round_id: int, **values: Any) -> None:
    db.execute(update(MAIL_ROUNDS).where(MAIL_ROUNDS.c.id == round_id).values(**values))


def _is_twin(other: Round, due_at: datetime) -> bool:
    return other.state == "waiting" and other.due_at == due_at


def _highest(db: Connection, campaign: str, kind: Kind) -> int:
    numbers = select(func.max(MAIL_ROUNDS.c.number)).where(
        MAIL_ROUNDS.c.campaign_id == campaign, MAIL_ROUNDS.c.kind == kind
    )
    return int(db.execute(numbers).scalar() or 0)


def _round(row: Row[Any]) -> Round:
    return Round(
        id=row.id,
        campaign=row.campaign_id,
        kind=row.kind,
        number=row.number,
        state=row.state,
        due_at=row.due_at,
        not_before=row.not_before,
        tries=row.tries,
        problem=row.problem,
        texts={language: LetterText(*text) for language, text in row.texts.items()},
        salt=bytes.fromhex(row.salt),
        undelivered=row.undelivered,
    )
