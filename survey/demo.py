"""A whole organisation, made up: invited, answered, frozen, scored, reported; and a second campaign left open.

Everything goes through what a real campaign goes through (`collection.rehearsal`), in an installation of its own.
Every page of its survey and its reports says that nobody is real. The trap: a demo replaces the one before it in the
same folder, so it must never take somebody's real installation for one; only what carries our mark is replaced.
"""

from __future__ import annotations

import secrets
import shutil
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from questionnaires import load
from scoring.dataset import read_release
from scoring.release import Release
from survey.collection.installing import install, opened
from survey.collection.rehearsal import REHEARSAL, Invitation, invitations, leave_open, rehearse, stage
from survey.collection.rehearsal_cast import ORGANISATION
from survey.config import PREFIX, Settings
from survey.errors import CommandError
from survey.jobs import is_worked
from survey.office.passwords import hash_of
from survey.reports.builder import write_report
from survey.store.register import Register, accounts, log, organisations

QUESTIONNAIRE = "barriers-full"
FIRST = "Qu'est-ce qui nous freine ? · What holds us back?"
SECOND = f"{FIRST} (2)"
ANSWERED_SHARE = 0.4
"""How much of the second campaign has answered when it is shown."""

OFFICE_EMAIL = "hr@example.org"
LINKS_EACH = 2
MARK = "MADE-UP.txt"
_MARK_TEXT = "Everybody in this installation is made up. The next 'sightline demo' replaces it.\n"
_PORTS = (8000, 8001)


@dataclass(frozen=True)
class Demo:
    """What was made, and where; `settings` are those of its installation."""

    settings: Settings
    release: Release
    files: tuple[Path, ...]
    invitations: tuple[Invitation, ...]


def make_demo(folder: Path, *, people: int, seed: int) -> Demo:
    """Fill `folder` with an installation and the reports of its first campaign, in place of an earlier demo's.

    Raises
    ------
    SightlineError
        When the folder cannot be made or written, or holds an installation that is no demo.
    """
    settings = _settings(_emptied(folder))
    install(settings)
    with _register(settings) as register:
        on = stage(settings.home, register, load(QUESTIONNAIRE), people=people, seed=seed)
        dataset = settings.home.dataset(rehearse(on, FIRST).id)
        second = leave_open(on, SECOND, share=ANSWERED_SHARE)
        links = invitations(on, second, settings.answering_url, each=LINKS_EACH)
        release = read_release(dataset)
        reports = [_report(release, folder, language) for language in on.questionnaire.languages]
    return Demo(settings, release, (dataset, *reports), tuple(links))


def open_office(demo: Demo) -> str:
    """Make an account for the office of the demo, and return its password, which is kept nowhere."""
    password = secrets.token_urlsafe(12)
    with _register(demo.settings) as register, register.writing() as db:
        organisation = organisations.find(db, ORGANISATION).id
        accounts.add(db, organisation, OFFICE_EMAIL, "hr", hash_of(password))
        log.note(db, REHEARSAL, "added an account", detail=OFFICE_EMAIL)
    return password


def _settings(home: Path) -> Settings:
    answering, office = (_free_port(wished) for wished in _PORTS)
    values = {
        "HOME": str(home),
        "ANSWERING_URL": f"http://127.0.0.1:{answering}",
        "OFFICE_URL": f"http://127.0.0.1:{office}",
        "ANSWERING_PORT": str(answering),
        "OFFICE_PORT": str(office),
        "ANSWERING_WORKERS": "1",
    }
    return Settings({PREFIX + name: value for name, value in values.items()})


def _free_port(wished: int) -> int:
    """Return the port, or any that is free where another program has it."""
    for port in (wished, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise CommandError(
        "No port of this machine is free.", where="127.0.0.1", mend="Use --no-serve, or end other programs."
    )


@contextmanager
def _register(settings: Settings) -> Iterator[Register]:
    register = opened(settings)
    try:
        yield register
    finally:
        register.close()


def _report(release: Release, folder: Path, language: str) -> Path:
    path = folder / f"report-{language}.pdf"
    write_report(release, path, language=language)
    return path


def _emptied(folder: Path) -> Path:
    """Return the folder for the demo's installation, new; an earlier demo's is removed."""
    home = folder / "installation"
    if home.exists():
        _require_demo(home)
    try:
        if home.exists():
            shutil.rmtree(home)
        home.mkdir(mode=0o700, parents=True)
        (home / MARK).write_text(_MARK_TEXT)
    except OSError as error:
        raise CommandError(
            f"The folder cannot be made ({error.strerror or error}).",
            where=str(folder),
            mend="Choose another with --dir.",
        ) from error
    return home


def _require_demo(home: Path) -> None:
    if not (home / MARK).is_file():
        raise CommandError(
            "There is something here that is no demo.",
            where=str(home),
            mend="Choose another folder with --dir.",
        )
    if is_worked(Settings({f"{PREFIX}HOME": str(home)})):
        raise CommandError(
            "The demo in this folder is being served.",
            where=str(home),
            mend="Stop it with Ctrl-C where it was started, or choose another folder with --dir.",
        )
