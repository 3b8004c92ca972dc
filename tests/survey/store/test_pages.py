"""The reader of SQLite's pages, held to SQLite itself: every row, wherever it lies, and what is no row."""

from __future__ import annotations

import random
import sqlite3
from pathlib import Path

import pytest

from survey.store.inspection import inspect
from survey.store.pages import Image, commits


@pytest.fixture
def database(tmp_path: Path) -> sqlite3.Connection:
    db = sqlite3.connect(tmp_path / "x.db", isolation_level=None)
    db.execute("PRAGMA secure_delete=ON")
    db.execute("PRAGMA synchronous=OFF")
    db.execute("CREATE TABLE ballots (id BLOB PRIMARY KEY, n INT, share REAL, text TEXT) WITHOUT ROWID")
    db.execute("CREATE TABLE plain (id INTEGER PRIMARY KEY, text TEXT)")
    return db


def filled(db: sqlite3.Connection, rows: int, *, seed: int = 1) -> None:
    draw = random.Random(seed)  # noqa: S311  no secret
    for n in range(rows):
        text = None if n % 7 == 0 else "é" * draw.choice([0, 3, 60, 700, 9000])
        values = (draw.randbytes(16), draw.choice([-1, 0, 1, 300, -70_000, 2**40]), draw.random(), text)
        db.execute("INSERT INTO ballots VALUES (?, ?, ?, ?)", values)
        db.execute("INSERT INTO plain VALUES (?, ?)", (draw.randrange(2**50), text))


def test_rows_are_those_that_sql_shows_whatever_their_size_and_depth(database: sqlite3.Connection) -> None:
    filled(database, 1500)

    image = Image(database.serialize())

    for table in ("ballots", "plain"):
        by_sql = database.execute(f"SELECT * FROM {table}").fetchall()  # noqa: S608  one of two names
        read = [row.values for row in image.rows(image.roots()[table])]
        # a rowid table stores NULL for its integer key
        assert read == [(None, *row[1:]) if table == "plain" else row for row in by_sql]


def test_of_two_rows_in_a_page_the_one_at_the_higher_offset_came_first(database: sqlite3.Connection) -> None:
    draw = random.Random(2)  # noqa: S311  no secret
    keys = [draw.randbytes(16) for _ in range(40)]
    for key in keys:
        database.execute("INSERT INTO ballots VALUES (?, 1, 0.5, 'x')", (key,))

    image = Image(database.serialize())
    placed = sorted(image.rows(image.roots()["ballots"]), key=lambda row: -row.offset)

    assert [row.values[0] for row in placed] == keys
    assert keys != sorted(keys)


@pytest.mark.parametrize(("secure", "left"), [("ON", False), ("OFF", True)])
def test_deleted_rows_are_found_in_the_residue_unless_they_were_overwritten(
    database: sqlite3.Connection, secure: str, left: bool
) -> None:
    database.execute(f"PRAGMA secure_delete={secure}")
    for n in range(8):
        database.execute("INSERT INTO ballots VALUES (?, 1, 0.5, ?)", (bytes([n] * 16), f"MARKER{n}" * 20))
    database.execute("DELETE FROM ballots WHERE id > ?", (bytes([3] * 16),))

    residue = b"".join(part.content for part in Image(database.serialize()).residue())

    assert (b"MARKER5" in residue) is left
    assert b"MARKER1" not in residue


def test_freed_pages_are_part_of_the_residue(database: sqlite3.Connection) -> None:
    database.execute("PRAGMA secure_delete=OFF")
    database.execute("INSERT INTO ballots VALUES (x'00', 1, 0.5, ?)", ("MARKER" * 5000,))
    database.execute("DELETE FROM ballots")

    kinds = {part.kind for part in Image(database.serialize()).residue() if b"MARKER" in part.content}

    assert "free page" in kinds


def test_a_write_ahead_log_is_replayed_commit_by_commit(tmp_path: Path) -> None:
    db = sqlite3.connect(tmp_path / "wal.db", isolation_level=None)
    db.execute("PRAGMA journal_mode=WAL")
    db.execute("PRAGMA synchronous=OFF")
    db.execute("CREATE TABLE ballots (id BLOB PRIMARY KEY) WITHOUT ROWID")
    keys = [random.Random(n).randbytes(16) for n in range(30)]  # noqa: S311  no secret
    for key in keys:
        db.execute("INSERT INTO ballots VALUES (?)", (key,))

    found = inspect(tmp_path / "wal.db")

    assert found is not None
    assert found.image.is_wal
    seen: list[object] = []
    for content in commits(found.main, found.wal):
        image = Image(content)
        if "ballots" in image.roots():
            now = [row.values[0] for row in image.rows(image.roots()["ballots"])]
            seen += [key for key in now if key not in seen]
    assert seen == keys
    assert {row[0] for row in found.rows("ballots")} == set(keys)
    db.close()


def test_inspecting_a_file_writes_nothing_and_rewriting_is_done_in_memory(
    database: sqlite3.Connection, tmp_path: Path
) -> None:
    filled(database, 200)
    before = (tmp_path / "x.db").read_bytes()

    found = inspect(tmp_path / "x.db")

    assert found is not None
    assert found.columns["ballots"] == ("id", "n", "share", "text")
    assert sorted(found.rows("ballots")) == sorted(found.rewritten().rows("ballots"))
    assert [row.values for row in found.placed("ballots")] != [
        r.values for r in found.rewritten().placed("ballots")
    ]
    assert (tmp_path / "x.db").read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["x.db"]
    assert inspect(tmp_path / "none.db") is None
