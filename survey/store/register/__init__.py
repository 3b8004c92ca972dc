"""The register: organisations, campaigns and their people, released figures, jobs and the log of what staff did.

    with register.writing() as db:              one transaction, BEGIN IMMEDIATE on SQLite
        campaigns.set_state(db, campaign, …)    each noun has a module of short functions

Whoever opens the connection decides what is one transaction. Answering never opens the register.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError

from survey.errors import ConfigError, StoreError
from survey.store.campaign_file import explained
from survey.store.turns import LONGEST_WAIT_SECONDS

__all__ = ["Connection", "Register"]

_PRAGMAS = (
    f"busy_timeout={LONGEST_WAIT_SECONDS * 1000:.0f}",
    "trusted_schema=OFF",
    "foreign_keys=ON",
    "synchronous=FULL",
)


class Register:
    """An open register. Threads may share it; processes each open their own, after they have forked."""

    def __init__(self, url: str) -> None:
        self._reading = _engine(url)
        self.url = url
        self._name = _name_of(url)
        self._writing = self._reading.execution_options(sightline_begin="BEGIN IMMEDIATE")

    @classmethod
    def open(cls, url: str) -> Register:
        """Open a register that `migrations.upgrade` has brought to this program's version.

        Raises
        ------
        StoreError
            When there is none, or it has another version.
        """
        from survey.store.migrations import require_current

        register = cls(url)
        try:
            require_current(register)
        except StoreError:
            register.close()
            raise
        return register

    @property
    def file(self) -> Path | None:
        """The register's file, where it is one."""
        return file_of(self.url)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One transaction that reads."""
        with explained(self._name), self._reading.begin() as db:
            yield db

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """One transaction that writes: on the disk when this ends, undone when it ends with an error."""
        with explained(self._name), self._writing.begin() as db:
            yield db

    @contextmanager
    def raw(self) -> Iterator[Any]:
        """The driver's own connection, in no transaction: for what SQLite allows nowhere else."""
        with explained(self._name):
            connection = self._reading.raw_connection()
            try:
                yield connection.driver_connection
            finally:
                connection.close()

    def close(self) -> None:
        """Close every connection of this process."""
        self._reading.dispose()


def file_of(url: str) -> Path | None:
    """Return the file that a database URL names, or None where a server keeps it."""
    parsed = make_url(url)
    return Path(parsed.database) if parsed.get_backend_name() == "sqlite" and parsed.database else None


def _engine(url: str) -> Engine:
    try:
        engine = create_engine(url, pool_pre_ping=not url.startswith("sqlite"), hide_parameters=True)
    except (ArgumentError, NoSuchModuleError, ModuleNotFoundError) as error:
        raise ConfigError(
            f"The register's URL cannot be used ({type(error).__name__}).",
            where="SIGHTLINE_REGISTER",
            mend="Write sqlite:////path/register.db or postgresql+psycopg://user@host/name, or leave it out.",
        ) from error
    if engine.dialect.name == "sqlite":
        _prepare_sqlite(engine)
    return engine


def _prepare_sqlite(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def prepare(connection: Any, record: object) -> None:  # noqa: ARG001  the hook's signature
        connection.isolation_level = None  # the driver begins nothing on its own
        for pragma in _PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql(connection.get_execution_options().get("sightline_begin", "BEGIN"))


def _name_of(url: str) -> Path:
    """Return what messages call the register: its file, or its server without user and password."""
    return file_of(url) or Path(make_url(url).host or "register")
