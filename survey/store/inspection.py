"""A database file as an attacker with a copy of it has it. The original is read as bytes and never opened by SQLite.

So nothing is written: no journal, no -shm file, no checkpoint. SQL runs on a copy in memory. While the bytes are
read, our own writers wait (see `turns`).

The trap: to close any descriptor of a file makes a process lose the locks that its SQLite connections hold on it. The
audit therefore runs in a process of its own, beside the server and not inside it.
"""

from __future__ import annotations

import fcntl
import os
import sqlite3
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from sqlalchemy import StaticPool, create_engine

from survey.errors import StoreError
from survey.store.pages import Image, PlacedRow, Value, commits
from survey.store.register import Connection

_ROLLBACK_JOURNAL = b"\x01\x01"


@dataclass(frozen=True)
class Inspected:
    """A database file and what lies beside it, as bytes."""

    path: Path
    main: bytes
    wal: bytes
    journal: bytes

    @cached_property
    def image(self) -> Image:
        """The database as of its last commit."""
        return Image(next(iter(deque(commits(self.main, self.wal), maxlen=1)), self.main))

    @cached_property
    def columns(self) -> Mapping[str, tuple[str, ...]]:
        """The columns of each table."""
        with self._in_memory() as db:
            return {
                name: tuple(row[1] for row in db.execute(f"PRAGMA table_info([{name}])"))
                for name in self.tables
            }

    @cached_property
    def tables(self) -> tuple[str, ...]:
        """The names of the tables."""
        with self._in_memory() as db:
            names = db.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
            )
            return tuple(name for (name,) in names)

    def rows(self, table: str) -> list[tuple[Value, ...]]:
        """Return the rows of a table in the order in which SQLite walks it."""
        with self._in_memory() as db:
            return db.execute(f"SELECT * FROM [{table}]").fetchall()  # noqa: S608  a name from the file's own schema

    def placed(self, table: str) -> list[PlacedRow]:
        """Return the rows of a table with their places, the one that lies first in the file first."""
        rows = self.image.rows(self.image.roots()[table])
        return sorted(rows, key=lambda row: (row.page, -row.offset))

    def rewritten(self) -> Inspected:
        """Return the file as VACUUM would leave it: where rows lie then depends on nothing but their keys."""
        with self._in_memory() as db:
            db.execute("VACUUM")
            return Inspected(self.path, bytes(db.serialize()), b"", b"")

    @contextmanager
    def as_register(self) -> Iterator[Connection]:
        """Read the file as a register, in memory."""
        with self._in_memory() as db:
            db.isolation_level = None
            engine = create_engine("sqlite://", creator=lambda: db, poolclass=StaticPool)
            with engine.begin() as connection:
                yield connection

    @contextmanager
    def _in_memory(self) -> Iterator[sqlite3.Connection]:
        content = self.image.content
        db = sqlite3.connect(":memory:", isolation_level=None)
        try:
            db.execute("PRAGMA trusted_schema=OFF")
            db.deserialize(content[:18] + _ROLLBACK_JOURNAL + content[20:])
            yield db
        except sqlite3.DatabaseError as error:
            raise StoreError(
                f"The file cannot be read as a database ({error}).",
                where=str(self.path),
                mend="Look whether it is damaged.",
            ) from error
        finally:
            db.close()


def inspect(path: Path) -> Inspected | None:
    """Return a database file as it lies on the disk with its log and journal, or None where there is none."""
    if not path.is_file():
        return None
    with _writers_waiting(path):
        main, wal, journal = (_bytes(path.with_name(path.name + end)) for end in ("", "-wal", "-journal"))
    return Inspected(path, main, wal, journal) if main else None


@contextmanager
def _writers_waiting(path: Path) -> Iterator[None]:
    """Let our own writers wait, where the file has a queue; never make one."""
    queue = path.with_suffix(".lock")
    if not queue.exists():
        yield
        return
    descriptor = os.open(queue, os.O_RDONLY | os.O_CLOEXEC)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH)
        yield
    finally:
        os.close(descriptor)


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return b""
