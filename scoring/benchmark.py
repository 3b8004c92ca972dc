"""The pool: one SQLite file with released means of organisations that agreed, and frozen editions of what it says.

    about            key, value: made_with
    entries          organisation, month, questionnaire, respondents, sector, size, country, added, fingerprint
    means            organisation, month, questionnaire, dimension, mean: on 0 to 100
    editions         name, questionnaire, frozen, since: entries of this month and later count
    edition_entries  edition, questionnaire, organisation, month: whose waves it holds
    edition_cells    edition, questionnaire, attribute, value, dimension, organisations, hidden, quantiles (JSON)

Aggregates only: no unit, no item, no person. What is shown is an edition, never the entries as they stand. The trap:
two pools that differ by one organisation tell its figures, so an edition follows another only when five have changed.
An organisation that withdraws is in no later edition; editions that were printed stay as they are.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any, cast

from sqlite_utils import Database

from scoring.disclosure import POOL_THRESHOLD
from scoring.errors import PoolError
from scoring.percentiles import Quantile
from scoring.pool_cells import Attribute, Entry, Group, HiddenCell, PoolCell, pool_cells
from scoring.pool_entries import require
from scoring.sqlite_file import connection, immediately

APPLICATION_ID = 0x5347_504C
"""SGPL: marks a SQLite file as a Sightline pool."""

SCHEMA_VERSION = 1

WINDOW_MONTHS = 24
"""An edition holds an organisation's newest wave of the last two years."""

FEWEST_CHANGES = 5
"""Organisations that came, left or have a newer wave before the next edition."""

TABLES = """
CREATE TABLE about (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
CREATE TABLE entries (
    organisation TEXT NOT NULL, month TEXT NOT NULL, questionnaire TEXT NOT NULL,
    respondents INTEGER NOT NULL CONSTRAINT some_respondents CHECK (respondents > 0),
    sector TEXT, size TEXT, country TEXT, added TEXT NOT NULL, fingerprint TEXT NOT NULL,
    CONSTRAINT one_entry_a_wave PRIMARY KEY (organisation, month, questionnaire),
    CONSTRAINT one_entry_a_dataset UNIQUE (fingerprint)
) STRICT;
CREATE TABLE means (
    organisation TEXT NOT NULL, month TEXT NOT NULL, questionnaire TEXT NOT NULL, dimension TEXT NOT NULL,
    mean REAL NOT NULL CONSTRAINT mean_on_the_scale CHECK (mean BETWEEN 0 AND 100),
    PRIMARY KEY (organisation, month, questionnaire, dimension),
    CONSTRAINT means_of_an_entry FOREIGN KEY (organisation, month, questionnaire)
        REFERENCES entries ON DELETE CASCADE
) STRICT;
CREATE TABLE editions (
    name TEXT NOT NULL, questionnaire TEXT NOT NULL, frozen TEXT NOT NULL, since TEXT NOT NULL,
    CONSTRAINT one_edition_of_a_name PRIMARY KEY (name, questionnaire)
) STRICT;
CREATE TABLE edition_entries (
    edition TEXT NOT NULL, questionnaire TEXT NOT NULL, organisation TEXT NOT NULL, month TEXT NOT NULL,
    PRIMARY KEY (edition, questionnaire, organisation),
    FOREIGN KEY (edition, questionnaire) REFERENCES editions
) STRICT;
CREATE TABLE edition_cells (
    edition TEXT NOT NULL, questionnaire TEXT NOT NULL, attribute TEXT, value TEXT, dimension TEXT NOT NULL,
    organisations INTEGER, hidden TEXT, quantiles TEXT NOT NULL,
    FOREIGN KEY (edition, questionnaire) REFERENCES editions
) STRICT;
"""


@dataclass(frozen=True)
class Edition:
    """A frozen edition: how many organisations it holds, of which months, and its cells."""

    name: str
    questionnaire: str
    frozen: str
    since: str
    organisations: int
    cells: tuple[PoolCell, ...]

    def cell(self, group: Group, dimension: str) -> PoolCell | None:
        """Return the cell of a group and dimension, None where the edition has none."""
        return next((c for c in self.cells if (c.group, c.dimension) == (group, dimension)), None)


def add(pool: Path, entry: Entry, *, fingerprint: str, today: date) -> None:
    """Add an organisation's wave; the file is made where there is none.

    Raises
    ------
    PoolError
        When the organisation has an entry of that month, or the dataset is in the pool under any name.
    """
    with _opened(pool, create=True) as db, immediately(db):
        try:
            db.execute(
                "INSERT INTO entries VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                [*_key(entry), entry.respondents, *_attributes(entry), today.isoformat(), fingerprint],
            )
        except sqlite3.IntegrityError as error:
            raise PoolError(
                f"{entry.organisation} has an entry of {entry.month} already, or this dataset is in the pool.",
                where=str(pool),
                mend="See: sightline pool list. Take one out with: sightline pool withdraw.",
            ) from error
        db.conn.executemany(
            "INSERT INTO means VALUES (?, ?, ?, ?, ?)",
            [(*_key(entry), dimension, mean) for dimension, mean in entry.means.items()],
        )


def withdraw(pool: Path, organisation: str) -> int:
    """Take all entries of an organisation out and return how many there were; later editions are without it."""
    with _opened(pool) as db, immediately(db):
        gone = db.execute("DELETE FROM entries WHERE organisation = ?", [organisation]).rowcount
        require(
            gone > 0,
            f"The pool has no organisation {organisation!r}.",
            str(pool),
            "See: sightline pool list.",
        )
        return gone


def entries(pool: Path) -> tuple[Entry, ...]:
    """Return all entries, by organisation and month."""
    with _opened(pool) as db:
        return _entries(db)


def freeze(pool: Path, questionnaire: str, *, name: str, today: date) -> Edition:
    """Freeze an edition of all newest waves of the last two years.

    Raises
    ------
    PoolError
        Under ten organisations, when fewer than five changed since the last edition, or when the name is taken.
    """
    since = _months_before(today, WINDOW_MONTHS)
    with _opened(pool) as db, immediately(db):
        held = _newest([e for e in _entries(db) if e.questionnaire == questionnaire and e.month >= since])
        require(
            len(held) >= POOL_THRESHOLD,
            f"The pool has {len(held)} organisations with {questionnaire} since {since}.",
            str(pool),
            f"An edition needs {POOL_THRESHOLD}.",
        )
        _require_changes(db, questionnaire, held, pool)
        if db.execute(
            "SELECT 1 FROM editions WHERE (name, questionnaire) = (?, ?)", [name, questionnaire]
        ).fetchone():
            raise PoolError(f"There is an edition {name}.", where=str(pool), mend="Choose another name.")
        dimensions = list(dict.fromkeys(code for entry in held for code in entry.means))
        edition = Edition(
            name, questionnaire, today.isoformat(), since, len(held), pool_cells(held, dimensions)
        )
        _insert_edition(db, edition, held)
    return edition


def edition(pool: Path, questionnaire: str, name: str | None = None) -> Edition:
    """Return an edition by its name, or the newest of a questionnaire."""
    with _opened(pool) as db:
        return _edition(db, pool, questionnaire, name)


def held_by(pool: Path, of: Edition) -> tuple[Entry, ...]:
    """Return the entries of an edition that are still in the pool."""
    with _opened(pool) as db:
        members = set(
            db.execute(
                "SELECT organisation, month FROM edition_entries WHERE (edition, questionnaire) = (?, ?)",
                [of.name, of.questionnaire],
            ).fetchall()
        )
        return tuple(
            entry
            for entry in _entries(db)
            if entry.questionnaire == of.questionnaire and (entry.organisation, entry.month) in members
        )


def _months_before(today: date, months: int) -> str:
    count = 12 * today.year + today.month - 1 - months
    return f"{count // 12:04d}-{count % 12 + 1:02d}"


def _key(entry: Entry) -> tuple[str, str, str]:
    return entry.organisation, entry.month, entry.questionnaire


def _attributes(entry: Entry) -> tuple[str | None, str | None, str | None]:
    return entry.sector, entry.size, entry.country


def _newest(found: list[Entry]) -> list[Entry]:
    newest = {entry.organisation: entry for entry in sorted(found, key=lambda entry: entry.month)}
    return list(newest.values())


def _require_changes(db: Database, questionnaire: str, held: list[Entry], pool: Path) -> None:
    last = db.execute(
        "SELECT name FROM editions WHERE questionnaire = ? ORDER BY frozen DESC, rowid DESC", [questionnaire]
    ).fetchone()
    if last is None:
        return
    before = set(
        db.execute(
            "SELECT organisation, month FROM edition_entries WHERE (edition, questionnaire) = (?, ?)",
            [last[0], questionnaire],
        ).fetchall()
    )
    changed = {organisation for organisation, _ in before ^ {(e.organisation, e.month) for e in held}}
    require(
        len(changed) >= FEWEST_CHANGES,
        f"Only {len(changed)} organisations changed since edition {last[0]}.",
        str(pool),
        f"Wait for {FEWEST_CHANGES}: the difference between two editions would tell the figures of so few.",
    )


def _insert_edition(db: Database, made: Edition, held: list[Entry]) -> None:
    db.execute(
        "INSERT INTO editions VALUES (?, ?, ?, ?)", [made.name, made.questionnaire, made.frozen, made.since]
    )
    db.conn.executemany(
        "INSERT INTO edition_entries VALUES (?, ?, ?, ?)",
        [(made.name, made.questionnaire, entry.organisation, entry.month) for entry in held],
    )
    db.conn.executemany(
        "INSERT INTO edition_cells VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (
                *(made.name, made.questionnaire, cell.group.attribute, cell.group.value, cell.dimension),
                *(cell.organisations, cell.hidden, json.dumps([asdict(q) for q in cell.quantiles])),
            )
            for cell in made.cells
        ],
    )


def _entries(db: Database) -> tuple[Entry, ...]:
    means: dict[tuple[str, ...], dict[str, float]] = {}
    for *key, dimension, mean in db.execute("SELECT * FROM means"):
        means.setdefault(tuple(key), {})[dimension] = mean
    rows = db.execute(
        "SELECT organisation, month, questionnaire, respondents, sector, size, country FROM entries"
        " ORDER BY organisation, month, questionnaire"
    )
    return tuple(
        Entry(name, questionnaire, month, n, means.get((name, month, questionnaire), {}), *attributes)
        for name, month, questionnaire, n, *attributes in rows
    )


def _edition(db: Database, pool: Path, questionnaire: str, name: str | None) -> Edition:
    row = db.execute(
        "SELECT name, frozen, since FROM editions WHERE questionnaire = :form AND name = coalesce(:name, name)"
        " ORDER BY frozen DESC, rowid DESC",
        {"form": questionnaire, "name": name},
    ).fetchone()
    if row is None:
        raise PoolError(
            f"There is no edition {name or 'yet'} for {questionnaire}.",
            where=str(pool),
            mend="Freeze one with: sightline pool freeze.",
        )
    chosen = {"edition": row[0], "form": questionnaire}
    among = "WHERE edition = :edition AND questionnaire = :form"
    count = db.execute(f"SELECT count(*) FROM edition_entries {among}", chosen).fetchone()[0]  # noqa: S608  ours
    cells = db.execute(
        f"SELECT attribute, value, dimension, organisations, hidden, quantiles FROM edition_cells {among}",  # noqa: S608
        chosen,
    )
    return Edition(row[0], questionnaire, row[1], row[2], count, tuple(_cell(*cell) for cell in cells))


def _cell(
    attribute: str | None,
    value: str | None,
    dimension: str,
    count: int | None,
    hidden: str | None,
    found: str,
) -> PoolCell:
    quantiles = tuple(Quantile(**cast("dict[str, Any]", each)) for each in json.loads(found))
    group = Group(cast("Attribute | None", attribute), value)
    return PoolCell(group, dimension, count, cast("HiddenCell | None", hidden), quantiles)


@contextmanager
def _opened(pool: Path, *, create: bool = False) -> Iterator[Database]:
    """Open the pool after looking whether it is one, and say in our words what SQLite says in its own."""
    new = create and not pool.exists()
    require(new or pool.is_file(), "There is no such file.", str(pool), "Check the path of the pool.")
    try:
        with connection(pool, mode="rwc" if new else "rw") as db:
            if new:
                _create(db)
            db.execute("PRAGMA foreign_keys=ON")
            ours = [db.execute(f"PRAGMA {name}").fetchone()[0] for name in ("application_id", "user_version")]
            require(
                ours == [APPLICATION_ID, SCHEMA_VERSION],
                "This file is not a pool, or one of another version.",
                str(pool),
                "Give the file that 'sightline pool add' has made; it was not changed.",
            )
            yield db
    except (sqlite3.DatabaseError, OSError) as error:
        raise PoolError(
            f"The pool cannot be read or written ({error}).",
            where=str(pool),
            mend="Check that it is a pool, its permissions and the free space of the disk.",
        ) from error


def _create(db: Database) -> None:
    with immediately(db):
        for statement in TABLES.split(";\n")[:-1]:
            db.execute(statement)
        db.execute("INSERT INTO about VALUES ('made_with', ?)", [version("sightline")])
        db.execute(f"PRAGMA application_id={APPLICATION_ID}")
        db.execute(f"PRAGMA user_version={SCHEMA_VERSION}")
