"""The admission list of one campaign: which tokens are good, with which stratum, and who took part.

It knows a token by its hash only, and no person. Rows are filled in random order at launch, and from then on change
in place: being *pending* or *spent* is a flag of one bit in a row that keeps its size, so that neither the order of
rows nor their place in the file tells who came first.

The trap: participation is written after Send has been acknowledged, in a transaction and a file of its own. In Send's
own transaction it would tie a person to an answer (500 of 500 were linked so in a trial).
"""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import (
    CheckConstraint,
    Column,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    bindparam,
    func,
    insert,
    select,
    update,
)

from survey.store.campaign_file import CampaignFile, Layout

TABLES = MetaData()

ADMITTED = Table(
    "admitted",
    TABLES,
    Column("admission_key", LargeBinary, primary_key=True),
    Column("stratum", Integer, nullable=False),
    Column("pending", Integer, nullable=False),
    Column("spent", Integer, nullable=False),
    CheckConstraint("length(admission_key) = 32", name="key_is_a_hash"),
    CheckConstraint("pending IN (0, 1) AND spent IN (0, 1)", name="flags_keep_the_rows_size"),
    CheckConstraint("pending + spent < 2", name="pending_or_spent"),
    sqlite_with_rowid=False,
    sqlite_strict=True,
)

_STRATUM = select(ADMITTED.c.stratum).where(ADMITTED.c.admission_key == bindparam("admission_key"))

LAYOUT = Layout("admission", 0x5347_5441, TABLES)
"""SGTA"""


@dataclass(frozen=True)
class AdmissionRow:
    """A token's hash and the stratum that its answers will carry."""

    admission_key: bytes
    stratum: int


class Admission:
    """The open admission list of a campaign."""

    def __init__(self, file: CampaignFile) -> None:
        self._file = file

    @classmethod
    def create(cls, path: Path, rows: Iterable[AdmissionRow]) -> Admission:
        """Make the list of a campaign; rows go in in random order, whatever the order they come in."""
        admission = cls(CampaignFile.create(path, LAYOUT))
        admission.add(rows)
        return admission

    @classmethod
    def open(cls, path: Path, *, durable: bool = True) -> Admission:
        """Open the list of a campaign (see `CampaignFile.open`)."""
        return cls(CampaignFile.open(path, LAYOUT, durable=durable))

    def add(self, rows: Iterable[AdmissionRow]) -> None:
        """Admit people at launch, or those who joined since; those on the list already stay as they are."""
        new = [
            {"admission_key": row.admission_key, "stratum": row.stratum, "pending": 0, "spent": 0}
            for row in rows
        ]
        secrets.SystemRandom().shuffle(new)
        if new:
            with self._file.writing() as db:
                db.execute(insert(ADMITTED).prefix_with("OR IGNORE"), new)
        self._file.vacuum()

    def stratum_of(self, admission_key: bytes) -> int | None:
        """Return the stratum of an admitted token, or None for any other: the one question answering may ask."""
        found = self._file.row(_STRATUM, admission_key=admission_key)
        return None if found is None else int(found[0])

    def note_pending(self, admission_key: bytes) -> None:
        """Note that this token's answers were sent; again, or for a credited or unknown one, nothing changes."""
        with self._file.writing() as db:
            db.execute(
                update(ADMITTED)
                .where(
                    ADMITTED.c.admission_key == admission_key, ADMITTED.c.spent == 0, ADMITTED.c.pending == 0
                )
                .values(pending=1)
            )

    def credit(self, *, at_least: int) -> int:
        """Turn all who are pending into spent, if they are `at_least` so many, and return how many were.

        One statement in one transaction: there is no order among them that a file could keep. The file is rewritten
        afterwards all the same.
        """
        with self._file.writing() as db:
            pending = db.execute(select(func.sum(ADMITTED.c.pending))).scalar() or 0
            if pending < at_least:
                return 0
            db.execute(update(ADMITTED).where(ADMITTED.c.pending == 1).values(pending=0, spent=1))
        self._file.vacuum()
        return int(pending)

    def spent(self) -> Collection[bytes]:
        """Return the admission keys that were credited: whom no reminder needs to reach."""
        with self._file.reading() as db:
            return set(db.execute(select(ADMITTED.c.admission_key).where(ADMITTED.c.spent == 1)).scalars())

    def known(self) -> Collection[bytes]:
        """Return the admission keys on the list."""
        with self._file.reading() as db:
            return set(db.execute(select(ADMITTED.c.admission_key)).scalars())

    def head_counts(self) -> dict[int, int]:
        """Return how many tokens each stratum has."""
        counted = select(ADMITTED.c.stratum, func.count()).group_by(ADMITTED.c.stratum)
        with self._file.reading() as db:
            return dict(db.execute(counted).all())

    def spent_by_stratum(self) -> dict[int, int]:
        """Return how many tokens of each stratum were credited: for the day's participation, never for a person."""
        counted = select(ADMITTED.c.stratum, func.sum(ADMITTED.c.spent)).group_by(ADMITTED.c.stratum)
        with self._file.reading() as db:
            return {stratum: int(count) for stratum, count in db.execute(counted)}

    def close_file(self) -> None:
        """Close the file in this process."""
        self._file.close()
