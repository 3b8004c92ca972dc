"""The register's versions. `upgrade` makes a new register or brings an older one up; a copy of the old is kept first.

Alembic runs each step in one transaction with the version's number, so a register is never between two versions.
The trap: WAL is a property of the file, and setting it from several processes at once can fail. It is set here, once,
when the file is made.
"""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from survey.errors import StoreError
from survey.store.register import Register

NEWEST = "0003"


def upgrade(url: str) -> str | None:
    """Bring the register to this program's version, and return the version it had; None for a new one.

    Raises
    ------
    StoreError
        When it is of a newer version, or cannot be written.
    """
    register = Register(url)
    try:
        file = register.file
        if file is not None and not file.exists():
            _make_file(register, file)
        with register.reading() as db:
            before = _version(db)
        _refuse_newer(before, register)
        if before not in (None, NEWEST) and file is not None:
            _keep_copy(register, file, before)
        with register.writing() as db:
            command.upgrade(_config(db), "head")
    finally:
        register.close()
    return before


def require_current(register: Register) -> None:
    """Refuse a register that is not there or of another version than this program's."""
    if register.file is not None and not register.file.exists():
        raise StoreError("There is no register.", where=str(register.file), mend="Run: sightline init")
    with register.reading() as db:
        found = _version(db)
    _refuse_newer(found, register)
    if found != NEWEST:
        raise StoreError(
            f"The register has version {found or 'none'}, this program needs {NEWEST}.",
            where=str(register.file or "register"),
            mend="Stop the server, then run: sightline init",
        )


def _version(db: Connection) -> str | None:
    return MigrationContext.configure(db).get_current_revision()


def _refuse_newer(found: str | None, register: Register) -> None:
    known = {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}
    if found is not None and found not in known:
        raise StoreError(
            f"The register has version {found}, which is newer than this program's {NEWEST}.",
            where=str(register.file or "register"),
            mend="Use the newer version of sightline; the register was not changed.",
        )


def _config(db: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.attributes["connection"] = db
    return config


def _make_file(register: Register, file: Path) -> None:
    file.touch(mode=0o600)
    _driver(register, "PRAGMA journal_mode=WAL")


def _keep_copy(register: Register, file: Path, version: str | None) -> None:
    """Copy the register as it was, since a plain copy of a WAL database may lack what was written last."""
    copy = file.with_name(f"{file.name}.{version}.{secrets.token_hex(4)}")
    _driver(register, "VACUUM INTO ?", str(copy))


def _driver(register: Register, statement: str, *values: Any) -> None:
    """Run a statement that SQLite allows outside a transaction only."""
    with register.raw() as connection:
        connection.execute(statement, values)
