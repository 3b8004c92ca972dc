"""Opening a dataset file: only if it is one, and with SQLite's words put into ours.

The trap: an administrator may write anything, so "read-only" is asked of the file's mode, not of the system.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlite_utils import Database

from scoring.errors import DatasetError

APPLICATION_ID = 0x5347_544C
"""SGTL: marks a SQLite file as a Sightline dataset."""

SCHEMA_VERSION = 2
"""2: columns of all types of questions, comments, goals."""

BUSY_SECONDS = 10.0


@contextmanager
def opened(path: Path, *, tables: Collection[str], mode: str = "ro") -> Iterator[Database]:
    """Open an existing dataset, for reading unless `mode` is "rw", after looking whether it is one."""
    with explained(path):
        _require_database(path)
        with connection(path, mode=mode) as db:
            _require_ours(db, path, tables)
            yield db


@contextmanager
def connection(path: Path, *, mode: str) -> Iterator[Database]:
    uri = f"{path.resolve().as_uri()}?mode={mode}"
    opened_file = sqlite3.connect(uri, uri=True, timeout=BUSY_SECONDS, isolation_level=None)
    try:
        db = Database(opened_file, execute_plugins=False, strict=True)
        for pragma in ("trusted_schema=OFF", "journal_mode=DELETE" if mode == "rwc" else "foreign_keys=ON"):
            db.execute(f"PRAGMA {pragma}")
        yield db
    finally:
        opened_file.close()


@contextmanager
def immediately(db: Database) -> Iterator[None]:
    """One transaction that takes the write lock at once: sqlite-utils' own would take it only at the first write."""
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        db.rollback()
        raise
    db.commit()


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Say in our words what SQLite or the system says in theirs."""
    try:
        yield
    except sqlite3.OperationalError as error:
        raise _explanation(path, str(error)) from error
    except sqlite3.DatabaseError as error:
        raise DatasetError(
            f"The file is damaged ({error}).",
            where=str(path),
            mend="Take the file from a backup, or import the answers again.",
        ) from error
    except OSError as error:
        raise DatasetError(
            f"The file cannot be read or written ({error.strerror or error}).",
            where=str(path),
            mend="Check the path, its permissions and the free space of the disk.",
        ) from error


def _explanation(path: Path, message: str) -> DatasetError:
    reasons = {
        "locked": (
            "Another program is using the dataset.",
            "Close it, or wait for it to finish, and try again.",
        ),
        "full": ("The disk is full.", "Free some space and try again; the dataset is as it was before."),
        "readonly": (
            "The dataset is read-only.",
            "Make the file and its folder writable, or work on a copy.",
        ),
        "malformed": ("The file is damaged.", "Take the file from a backup, or import the answers again."),
        "no such": ("The file lacks a table or column of a dataset.", "Import the answers again."),
    }
    for word, (wrong, mend) in reasons.items():
        if word in message:
            return DatasetError(wrong, where=str(path), mend=mend)
    return DatasetError(
        f"The dataset cannot be used ({message}).",
        where=str(path),
        mend="Check the path, its permissions and the free space of the disk.",
    )


def _require_database(path: Path) -> None:
    if not path.exists():
        raise DatasetError("There is no such file.", where=str(path), mend="Check the path of the dataset.")
    if path.is_dir():
        raise DatasetError(
            "This is a folder, not a dataset.", where=str(path), mend="Name the dataset file itself."
        )
    with path.open("rb") as file:
        if file.read(16) != b"SQLite format 3\x00":
            raise DatasetError(
                "This is not a dataset: it is not a SQLite file.",
                where=str(path),
                mend="Give the file that 'sightline import-responses' or a closed campaign has made.",
            )


def require_sound(db: Database, path: Path) -> None:
    """Refuse a file whose pages or indexes do not agree; whether its rows are what they were is for a checksum."""
    found = db.execute("PRAGMA integrity_check(1)").fetchone()[0]
    if found != "ok":
        raise DatasetError(
            f"The file is damaged ({found}).",
            where=str(path),
            mend="Take the file from a backup, or import the answers again.",
        )


def _require_ours(db: Database, path: Path, tables: Collection[str]) -> None:
    """Refuse another program's file, another version's, and one with more or less in it than a dataset has."""
    if _pragma(db, "application_id") != APPLICATION_ID:
        raise DatasetError(
            "This SQLite file was made by another program.",
            where=str(path),
            mend="Give the file that 'sightline import-responses' or a closed campaign has made.",
        )
    found = _pragma(db, "user_version")
    if found != SCHEMA_VERSION:
        raise DatasetError(
            f"The dataset has version {found}; this sightline reads version {SCHEMA_VERSION}.",
            where=str(path),
            mend="Use the version of sightline that made it, or a newer one; the file was not changed.",
        )
    names = {
        str(name) for (name,) in db.execute("SELECT name FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'")
    }
    if names != set(tables):
        odd = ", ".join(sorted(names ^ set(tables)))
        raise DatasetError(
            f"The file holds other tables, views or triggers than a dataset: {odd}.",
            where=str(path),
            mend="Import the answers again, and keep tables of your own in a file of their own.",
        )


def require_writable(path: Path) -> None:
    """Refuse what is marked read-only; asked of the mode, since an administrator may write anything."""
    if not path.stat().st_mode & 0o222:
        kind = "folder" if path.is_dir() else "file"
        raise DatasetError(
            f"The {kind} is read-only.", where=str(path), mend=f"Make the {kind} writable, or work on a copy."
        )


def _pragma(db: Database, name: str) -> int:
    return int(db.execute(f"PRAGMA {name}").fetchone()[0])
