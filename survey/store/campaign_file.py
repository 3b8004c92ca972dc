"""One SQLite file of a campaign (admission or ballots): how it is opened, written, rewritten and kept in one version.

    journal_mode=DELETE, synchronous=EXTRA   what was acknowledged survives a power cut, and no -wal file is left
                                             from which commits could be replayed one by one
    secure_delete=ON                         what was deleted is overwritten
    temp_store=MEMORY                        VACUUM's copy of everything never touches another folder
    BEGIN IMMEDIATE for every write          read-then-write in a deferred transaction fails at once when two do it

The traps: SQLite remembers the journal mode of a file only when it is WAL, so all of this is set on every connection.
And secure_delete is not the whole truth: when a page is rebalanced, copies of *moved* rows stay in the gap between a
page's cells (measured: 8 to 12 copies after 3,000 drafts), and outlive the row. Only VACUUM removes them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from sqlalchemy import URL, Connection, Engine, MetaData, Select, create_engine, event
from sqlalchemy.exc import DatabaseError

from survey.errors import StoreError, StoreUnavailable
from survey.store.turns import LONGEST_WAIT_SECONDS, Turns

PRAGMAS = (
    f"busy_timeout={LONGEST_WAIT_SECONDS * 1000:.0f}",
    "trusted_schema=OFF",
    "temp_store=MEMORY",
    "journal_mode=DELETE",
    "synchronous=EXTRA",
    "secure_delete=ON",
    "foreign_keys=ON",
)

_CONNECTIONS = 64
"""More threads than a process has; each keeps its connection, since connecting costs more than a transaction."""

Migration = Callable[[Connection], None]


@dataclass(frozen=True)
class Layout:
    """What a kind of campaign file holds: its mark, its tables, and how older files become like that."""

    kind: str
    application_id: int
    tables: MetaData
    migrations: tuple[Migration, ...] = ()
    """The first leads from version 1 to 2, and so on; each runs in one transaction with the new version's number."""

    @property
    def version(self) -> int:
        return 1 + len(self.migrations)


class CampaignFile:
    """An open file of a campaign. Threads may share it; processes each open their own, after they have forked."""

    def __init__(self, path: Path, engine: Engine) -> None:
        self.path = path
        self._reading = engine
        self._writing = engine.execution_options(sightline_begin="BEGIN IMMEDIATE")
        self._turns = Turns(path.with_suffix(".lock"))
        self._compiled: dict[Select[Any], tuple[str, Sequence[str]]] = {}

    @classmethod
    def create(cls, path: Path, layout: Layout, *, durable: bool = True) -> CampaignFile:
        """Make a new file with the layout's tables; one that exists is refused."""
        if path.exists():
            raise StoreError(
                "The file exists.", where=str(path), mend="A campaign is launched once; choose another."
            )
        path.touch(mode=0o600)
        file = cls(path, _engine(path, durable=durable))
        with file.writing() as db:
            layout.tables.create_all(db)
            db.exec_driver_sql(f"PRAGMA application_id={layout.application_id}")
            db.exec_driver_sql(f"PRAGMA user_version={layout.version}")
        return file

    @classmethod
    def open(cls, path: Path, layout: Layout, *, durable: bool = True) -> CampaignFile:
        """Open a file of exactly the layout's version.

        `durable=False` gives up surviving a power cut for speed: it is for made-up people only.

        Raises
        ------
        StoreError
            When there is no such file, it is of another kind or version, or cannot be used.
        """
        _require_file(path)
        file = cls(path, _engine(path, durable=durable))
        try:
            _require_version(file, layout)
        except StoreError:
            file.close()
            raise
        return file

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One transaction that reads."""
        with self._turns.turn(alone=False), explained(self.path), self._reading.begin() as db:
            yield db

    def row(self, statement: Select[Any], **parameters: object) -> tuple[Any, ...] | None:
        """Return the first row of one statement that reads, which needs no transaction around it.

        For what every page asks: through the driver it takes a fifth of the time that Core needs for one row.
        """
        text, names = self._compiled.get(statement) or self._compile(statement)
        with self._turns.turn(alone=False), self._explained_by_driver():
            connection = self._reading.raw_connection()
            try:
                found = connection.cursor().execute(text, [parameters[name] for name in names]).fetchone()
            finally:
                connection.close()
        return cast("tuple[Any, ...] | None", found)

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """One transaction that writes: on the disk when this ends, undone when it ends with an error."""
        with self._turns.turn(alone=True), explained(self.path), self._writing.begin() as db:
            yield db

    def vacuum(self) -> None:
        """Rewrite the file: rows lie in the order of their keys, and of deleted rows nothing is left."""
        with self._turns.turn(alone=True), explained(self.path):
            connection = self._reading.raw_connection()
            try:
                cast("Any", connection.driver_connection).execute("VACUUM")
            finally:
                connection.close()

    def pages(self) -> bytes:
        """Return the file as it lies on the disk, read through SQLite so that its locks are kept."""
        with self._turns.turn(alone=False), explained(self.path):
            connection = self._reading.raw_connection()
            try:
                return bytes(cast("Any", connection.driver_connection).serialize())
            finally:
                connection.close()

    def _compile(self, statement: Select[Any]) -> tuple[str, Sequence[str]]:
        compiled = statement.compile(self._reading)
        made = (compiled.string, compiled.positiontup or ())
        self._compiled[statement] = made
        return made

    @contextmanager
    def _explained_by_driver(self) -> Iterator[None]:
        try:
            yield
        except self._reading.dialect.loaded_dbapi.Error as error:
            raise _explanation(self.path, str(error)) from error

    def close(self) -> None:
        """Close every connection of this process."""
        self._reading.dispose()
        self._turns.close()


def migrate(path: Path, layout: Layout) -> int:
    """Bring a file to the layout's version, one transaction a version, and return the version it had.

    Raises
    ------
    StoreError
        When the file is of another kind, or of a newer version.
    """
    _require_file(path)
    file = CampaignFile(path, _engine(path, durable=True))
    try:
        with file.writing() as db:
            _require_kind(db, path, layout)
            before = _pragma(db, "user_version")
        for version, step in enumerate(layout.migrations[before - 1 :], start=before + 1):
            with file.writing() as db:
                step(db)
                db.exec_driver_sql(f"PRAGMA user_version={version}")
    finally:
        file.close()
    return before


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Say in our words what SQLite says in its own; values of the statement are never repeated."""
    try:
        yield
    except DatabaseError as error:
        raise _explanation(path, str(error.orig)) from error


_REASONS = {
    "locked": "Another program is using the file.",
    "busy": "Another program is using the file.",
    "full": "The disk is full.",
    "readonly": "The file or its folder is read-only.",
    "disk I/O": "The disk does not work.",
    "unable to open": "The file or its journal cannot be opened.",
}


def _explanation(path: Path, message: str) -> StoreError:
    for word, wrong in _REASONS.items():
        if word in message:
            return StoreUnavailable(wrong, where=str(path), mend="Nothing was stored. Mend it and try again.")
    return StoreError(
        f"The file cannot be used ({message}).",
        where=str(path),
        mend="Look whether the file is damaged: sqlite3 FILE 'PRAGMA integrity_check'.",
    )


def _engine(path: Path, *, durable: bool) -> Engine:
    url = URL.create("sqlite", database=path.resolve().as_uri(), query={"mode": "rw", "uri": "true"})
    engine = create_engine(url, pool_size=_CONNECTIONS, max_overflow=0, hide_parameters=True)
    pragmas: Sequence[str] = PRAGMAS if durable else (*PRAGMAS, "synchronous=OFF")

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, record: object) -> None:  # noqa: ARG001  the hook's signature
        connection.isolation_level = None  # the driver begins nothing on its own
        for pragma in pragmas:
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql(connection.get_execution_options().get("sightline_begin", "BEGIN"))

    return engine


def _require_file(path: Path) -> None:
    if not path.is_file():
        raise StoreError(
            "There is no such file.",
            where=str(path),
            mend="The campaign was not launched yet, or it is closed and its files are destroyed.",
        )


def _require_version(file: CampaignFile, layout: Layout) -> None:
    with file.reading() as db:
        _require_kind(db, file.path, layout)
        found = _pragma(db, "user_version")
    if found != layout.version:
        raise StoreError(
            f"The file has version {found}, this program reads version {layout.version}.",
            where=str(file.path),
            mend="Stop the server, then run: sightline init",
        )


def _require_kind(db: Connection, path: Path, layout: Layout) -> None:
    if _pragma(db, "application_id") != layout.application_id:
        raise StoreError(
            f"This is not a file of {layout.kind}.", where=str(path), mend="Put back the file from a backup."
        )
    if _pragma(db, "user_version") > layout.version:
        raise StoreError(
            f"The file has version {_pragma(db, 'user_version')}, newer than this program's {layout.version}.",
            where=str(path),
            mend="Use the newer version of sightline; the file was not changed.",
        )


def _pragma(db: Connection, name: str) -> int:
    return int(db.exec_driver_sql(f"PRAGMA {name}").scalar_one())
