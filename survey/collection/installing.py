"""Installing: make or upgrade everything under HOME; one command serves the first day and each update."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass

from survey.config import Settings
from survey.errors import ConfigError
from survey.store import admission, ballots
from survey.store.campaign_file import migrate
from survey.store.files import write_atomically
from survey.store.migrations import NEWEST, upgrade
from survey.store.paths import Home, require_owned
from survey.store.register import Register


@dataclass(frozen=True)
class Installed:
    """What was made or upgraded, one line each; nothing where all was there already."""

    home: Home
    done: tuple[str, ...]


def install(settings: Settings) -> Installed:
    """Make the folders, the register and the secrets, as far as they are missing, and upgrade what is older.

    Raises
    ------
    ConfigError
        When the folder cannot be made or written.
    StoreError
        When a store is of a newer version than this program.
    """
    home = settings.home
    try:
        home.make()
        done = [*_register(settings), *_secrets(home), *_campaign_files(home)]
    except OSError as error:
        raise ConfigError(
            f"The folder cannot be made or written ({error.strerror or error}).",
            where=str(error.filename or home.path),
            mend="Choose another with SIGHTLINE_HOME, or let its owner run this.",
        ) from error
    return Installed(home, tuple(done))


def opened(settings: Settings) -> Register:
    """Return the register of an installation.

    Raises
    ------
    ConfigError, StoreError
        When there is no installation, one of another version, or one that belongs to another user.
    """
    if not settings.home.path.is_dir():
        raise ConfigError(
            "There is no installation here.",
            where=str(settings.home.path),
            mend="Run: sightline init; or name the folder with SIGHTLINE_HOME.",
        )
    require_owned(settings.home)
    return Register.open(settings.register_url)


def _register(settings: Settings) -> Iterator[str]:
    before = upgrade(settings.register_url)
    if before is None:
        yield f"register, version {NEWEST}"
    elif before != NEWEST:
        yield f"register, from version {before} to {NEWEST}"


def _secrets(home: Home) -> Iterator[str]:
    for name in ("answering", "office"):
        path = home.secrets / f"{name}.key"
        if not path.exists():
            write_atomically(path, secrets.token_urlsafe(48).encode())
            yield f"secret of {name}"


def _campaign_files(home: Home) -> Iterator[str]:
    for folder in sorted(home.campaigns.iterdir()):
        paths = home.campaign(folder.name)
        for path, layout in ((paths.admission, admission.LAYOUT), (paths.ballots, ballots.LAYOUT)):
            if path.exists() and (before := migrate(path, layout)) != layout.version:
                yield f"{layout.kind} of {folder.name}, from version {before} to {layout.version}"
