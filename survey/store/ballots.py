"""The ballot box of one campaign: drafts under keys, answers under random ids, and nothing that ties the two.

    drafts           draft_key -> slot             a random number for the draft's content
    draft_contents   slot -> content               apart from the key: see the trap
    spent_drafts     draft_key -> spent            that answers were sent; leads to no response
    responses        a random id -> stratum, answers as JSON with sorted keys
    closing          one row, once the box is closed

On Send, one transaction puts the answers under a fresh random id, deletes the draft and marks its key as spent. From
then on nothing in the file leads from a key to an answer. No table has a time, a number in sequence, an address.

The traps. Cells lie in a page in the order they came: so known draft keys are laid down at launch and only flagged
on Send, in place, and the order of responses has no other order in the file to be compared with; VACUUM removes it
after each credit. And a deleted row may survive in a page's gap (see `campaign_file`): were key and content one row,
such a copy would tie a key to what was then sent; apart, it takes two copies of the same draft.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path

from sqlalchemy import (
    BindParameter,
    CheckConstraint,
    Column,
    Connection,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    bindparam,
    delete,
    func,
    insert,
    select,
    update,
)

from questionnaires.answers import Answers
from questionnaires.drawing import Drawn
from survey.errors import AlreadySent, CampaignClosed, StoreError
from survey.store.campaign_file import CampaignFile, Layout

TABLES = MetaData()

DRAFTS = Table(
    "drafts",
    TABLES,
    Column("draft_key", LargeBinary, primary_key=True),
    Column("slot", LargeBinary, nullable=False),
    CheckConstraint("length(draft_key) = 16", name="key_has_128_bits"),
    sqlite_with_rowid=False,
    sqlite_strict=True,
)

DRAFT_CONTENTS = Table(
    "draft_contents",
    TABLES,
    Column("slot", LargeBinary, primary_key=True),
    Column("content", Text, nullable=False),
    sqlite_with_rowid=False,
    sqlite_strict=True,
)

SPENT_DRAFTS = Table(
    "spent_drafts",
    TABLES,
    Column("draft_key", LargeBinary, primary_key=True),
    Column("spent", Integer, nullable=False),
    CheckConstraint("length(draft_key) = 16", name="key_has_128_bits"),
    CheckConstraint("spent IN (0, 1)", name="flag_keeps_the_rows_size"),
    sqlite_with_rowid=False,
    sqlite_strict=True,
)

RESPONSES = Table(
    "responses",
    TABLES,
    Column("ballot_id", LargeBinary, primary_key=True),
    Column("stratum", Integer, nullable=False),
    Column("answers", Text, nullable=False),
    Column("drawn_order", Integer, nullable=False),
    Column("drawn_goals", Integer, nullable=False),
    Column("drawn_sets", Integer, nullable=False),
    Column("fast_pages", Integer, nullable=False),
    CheckConstraint("length(ballot_id) = 16", name="id_has_128_random_bits"),
    CheckConstraint("substr(answers, 1, 1) = '{'", name="answers_are_by_code"),
    CheckConstraint("fast_pages >= 0", name="fast_pages_is_a_count"),
    sqlite_with_rowid=False,
    sqlite_strict=True,
)

CLOSING = Table(
    "closing",
    TABLES,
    Column("closed", Integer, primary_key=True),
    CheckConstraint("closed = 1", name="closed_once"),
    sqlite_with_rowid=False,
    sqlite_strict=True,
)

_KEY: BindParameter[bytes] = bindparam("draft_key")
_SLOT = select(DRAFTS.c.slot).where(DRAFTS.c.draft_key == _KEY).scalar_subquery()
_CLOSED = select(CLOSING.c.closed)
_SPENT = select(SPENT_DRAFTS.c.spent).where(SPENT_DRAFTS.c.draft_key == _KEY)
_CONTENT = select(DRAFT_CONTENTS.c.content).where(DRAFT_CONTENTS.c.slot == _SLOT)
_LOOK = select(_SPENT.scalar_subquery(), _CONTENT.scalar_subquery())
_REWRITE = update(DRAFT_CONTENTS).where(DRAFT_CONTENTS.c.slot == _SLOT).values(content=bindparam("content"))
"""What every request asks. Made once: to build a statement takes longer than to run it."""

LAYOUT = Layout("ballots", 0x5347_5442, TABLES)
"""SGTB"""


class Sent(Enum):
    """What became of a Send. Both lead to the same page."""

    NEW = "new"
    ALREADY = "already"


@dataclass(frozen=True)
class Draft:
    """Answers so far, and the page to resume at. `fast_pages`: how many took under 2 seconds an item."""

    answers: Answers
    drawn: Drawn = field(default_factory=Drawn)
    page: str = ""
    fast_pages: int = 0


@dataclass(frozen=True)
class Look:
    """What the box has under a key: whether answers were sent, and the draft, if there is one."""

    spent: bool
    draft: Draft | None


@dataclass(frozen=True)
class Ballot:
    """Answers as they are sent."""

    answers: Answers
    drawn: Drawn = field(default_factory=Drawn)
    fast_pages: int = 0


@dataclass(frozen=True)
class Response:
    """A ballot of the closed box with its stratum. It has no id: the dataset gives it a new one."""

    stratum: int
    ballot: Ballot


class BallotBox:
    """The open ballot box of a campaign."""

    def __init__(self, file: CampaignFile) -> None:
        self._file = file

    @classmethod
    def create(cls, path: Path, *, draft_keys: Iterable[bytes] = ()) -> BallotBox:
        """Make the empty box; `draft_keys` are those of all who are invited, where that is known."""
        box = cls(CampaignFile.create(path, LAYOUT))
        box.expect(draft_keys)
        return box

    @classmethod
    def open(cls, path: Path, *, durable: bool = True) -> BallotBox:
        """Open the box of a campaign (see `CampaignFile.open`)."""
        return cls(CampaignFile.open(path, LAYOUT, durable=durable))

    def expect(self, draft_keys: Iterable[bytes]) -> None:
        """Lay down draft keys in random order, so that Send will only flag them in place."""
        rows = [{"draft_key": key, "spent": 0} for key in draft_keys]
        secrets.SystemRandom().shuffle(rows)
        if rows:
            with self._file.writing() as db:
                db.execute(insert(SPENT_DRAFTS).prefix_with("OR IGNORE"), rows)
        self._file.vacuum()

    def save_draft(self, draft_key: bytes, draft: Draft) -> None:
        """Keep a draft in place of an earlier one.

        Raises
        ------
        CampaignClosed, AlreadySent
            When the box takes nothing more, or nothing more under this key.
        StoreUnavailable
            When the disk is full or the file busy; the earlier draft still stands.
        """
        with self._file.writing() as db:
            _require_open(db, self._file.path)
            if _spent(db, draft_key):
                raise _already_sent(self._file.path)
            _keep_draft(db, draft_key, draft_text(draft))

    def change_draft(self, draft_key: bytes, changed: Callable[[Draft | None], Draft]) -> Draft:
        """Replace a draft by what `changed` makes of it, and return that; raises as `save_draft` does.

        Read and written in one transaction: two windows that save different pages at once lose nothing.
        """
        with self._file.writing() as db:
            _require_open(db, self._file.path)
            if _spent(db, draft_key):
                raise _already_sent(self._file.path)
            before = _draft_under(db, draft_key)
            after = changed(before)
            if after != before:
                _keep_draft(db, draft_key, draft_text(after))
        return after

    def look(self, draft_key: bytes) -> Look:
        """Return what lies under this key, read at one moment."""
        spent, content = self._file.row(_LOOK, draft_key=draft_key) or (None, None)
        return Look(bool(spent), None if content is None else draft_of(content))

    def draft(self, draft_key: bytes) -> Draft | None:
        """Return the draft under this key, or None."""
        with self._file.reading() as db:
            return _draft_under(db, draft_key)

    def delete_draft(self, draft_key: bytes) -> None:
        """Delete a draft before it is sent, as whoever holds its link may ask; a missing one is no fault."""
        with self._file.writing() as db:
            _forget_draft(db, draft_key)

    def send(self, draft_key: bytes, stratum: int, ballot: Ballot) -> Sent:
        """Put a ballot into the box, once for each key; when this returns it is on the disk.

        Raises
        ------
        CampaignClosed
            When the box was closed before: nothing is stored then.
        StoreUnavailable
            When the disk is full or the file busy: nothing is stored and the draft still stands.
        """
        return self.send_draft(draft_key, stratum, lambda _: ballot)

    def send_draft(self, draft_key: bytes, stratum: int, ballot_of: Callable[[Draft | None], Ballot]) -> Sent:
        """Put what `ballot_of` makes of the draft into the box, as `send` does.

        The draft is read in the same transaction: what was saved before Send is in what is sent. What `ballot_of`
        raises leaves everything as it was.
        """
        with self._file.writing() as db:
            _require_open(db, self._file.path)
            if _spent(db, draft_key):
                _forget_draft(db, draft_key)
                return Sent.ALREADY
            ballot = ballot_of(_draft_under(db, draft_key))
            _mark_spent(db, draft_key)
            db.execute(insert(RESPONSES), _response_row(stratum, ballot))
            _forget_draft(db, draft_key)
        return Sent.NEW

    def is_spent(self, draft_key: bytes) -> bool:
        """Tell whether answers were sent under this key."""
        with self._file.reading() as db:
            return bool(_spent(db, draft_key))

    @property
    def closed(self) -> bool:
        """Whether the box takes nothing more."""
        with self._file.reading() as db:
            return _closed(db)

    def close(self) -> None:
        """Close the box for good: whoever sends after this is refused. Closing it again changes nothing."""
        with self._file.writing() as db:
            if not _closed(db):
                db.execute(insert(CLOSING), {"closed": 1})

    def drop_drafts(self) -> None:
        """Delete every draft and every key of a closed box, and rewrite the file so that nothing of them is left."""
        with self._file.writing() as db:
            _require_closed(db, self._file.path)
            for table in (DRAFTS, DRAFT_CONTENTS, SPENT_DRAFTS):
                db.execute(delete(table))
        self._file.vacuum()

    def count(self) -> int:
        """Return how many responses the box holds."""
        with self._file.reading() as db:
            return db.execute(select(func.count()).select_from(RESPONSES)).scalar_one()

    def responses(self) -> Iterator[Response]:
        """Yield the responses of a closed box in the order of their ids, which are random.

        Raises
        ------
        StoreError
            When the box is still open: nobody reads answers before it is closed.
        """
        with self._file.reading() as db:
            _require_closed(db, self._file.path)
            for row in db.execute(select(RESPONSES).order_by(RESPONSES.c.ballot_id)):
                drawn = Drawn(row.drawn_order, row.drawn_goals, row.drawn_sets)
                yield Response(row.stratum, Ballot(json.loads(row.answers), drawn, row.fast_pages))

    def shuffle(self) -> None:
        """Rewrite the file, so that the order in which responses came is not left in its pages."""
        self._file.vacuum()

    def close_file(self) -> None:
        """Close the file in this process."""
        self._file.close()


def _require_open(db: Connection, path: Path) -> None:
    if _closed(db):
        raise CampaignClosed(
            "The ballot box is closed.",
            where=str(path),
            mend="Nothing was stored: show the page that says so.",
        )


def _already_sent(path: Path) -> AlreadySent:
    return AlreadySent(
        "The answers of this draft were sent.",
        where=str(path),
        mend="Show the page of thanks: after Send nothing can be changed.",
    )


def _require_closed(db: Connection, path: Path) -> None:
    if not _closed(db):
        raise StoreError(
            "The ballot box is still open.",
            where=str(path),
            mend="Close the campaign first: sightline campaign close",
        )


def _closed(db: Connection) -> bool:
    return db.execute(_CLOSED).scalar() is not None


def _spent(db: Connection, draft_key: bytes) -> int | None:
    """Return whether the key is spent, 1 or 0, or None where the box does not know it yet."""
    return db.execute(_SPENT, {"draft_key": draft_key}).scalar()


def _mark_spent(db: Connection, draft_key: bytes) -> None:
    known = db.execute(update(SPENT_DRAFTS).where(SPENT_DRAFTS.c.draft_key == draft_key).values(spent=1))
    if known.rowcount == 0:
        db.execute(insert(SPENT_DRAFTS), {"draft_key": draft_key, "spent": 1})


def _draft_under(db: Connection, draft_key: bytes) -> Draft | None:
    content = db.execute(_CONTENT, {"draft_key": draft_key}).scalar()
    return None if content is None else draft_of(content)


def _keep_draft(db: Connection, draft_key: bytes, content: str) -> None:
    kept = db.execute(_REWRITE, {"draft_key": draft_key, "content": content})
    if kept.rowcount == 0:
        slot = secrets.token_bytes(16)
        db.execute(insert(DRAFT_CONTENTS), {"slot": slot, "content": content})
        db.execute(insert(DRAFTS), {"draft_key": draft_key, "slot": slot})


def _forget_draft(db: Connection, draft_key: bytes) -> None:
    db.execute(delete(DRAFT_CONTENTS).where(DRAFT_CONTENTS.c.slot == _SLOT), {"draft_key": draft_key})
    db.execute(delete(DRAFTS).where(DRAFTS.c.draft_key == draft_key))


def _response_row(stratum: int, ballot: Ballot) -> dict[str, object]:
    return {
        "ballot_id": secrets.token_bytes(16),
        "stratum": stratum,
        "answers": _json(ballot.answers),
        "drawn_order": ballot.drawn.order,
        "drawn_goals": ballot.drawn.goals,
        "drawn_sets": ballot.drawn.sets,
        "fast_pages": ballot.fast_pages,
    }


def draft_text(draft: Draft) -> str:
    """Return a draft as it is kept."""
    drawn = [draft.drawn.order, draft.drawn.goals, draft.drawn.sets]
    return _json(
        {"answers": draft.answers, "drawn": drawn, "page": draft.page, "fast_pages": draft.fast_pages}
    )


def draft_of(content: str) -> Draft:
    """Return the draft that was kept as `content`."""
    kept = json.loads(content)
    return Draft(kept["answers"], Drawn(*kept["drawn"]), kept["page"], kept["fast_pages"])


def _json(value: object) -> str:
    """Return JSON with sorted keys: the order in which somebody answered is nobody's business."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
