"""A real worker process sends to a real mail server, and is killed in the middle: nobody is skipped, no log tells.

Who is invited comes from a file as an HR system saves it: Windows-1252, semicolons, accents.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from questionnaires import parse
from survey.campaigns import mail_operations
from survey.collection import crediting
from survey.imports.people import read_people
from survey.letters.texts import Kind
from survey.store.register import mail_rounds
from tests.survey.collection.conftest import FORM, NOW, Running, Site, answers_of
from tests.survey.mail_cast import Mail, MailServer

PEOPLE = 300
PATIENCE_SECONDS = 300
UNITS = ("Siège/Études", "Siège/Qualité", "Usine/Équipe de nuit", "Usine/Équipe de jour", "Réseau")


@pytest.fixture
def server() -> Iterator[MailServer]:
    server = MailServer()
    server.seconds_a_mail = 0.01
    server.start()
    yield server
    server.stop()


@pytest.fixture
def three_hundred(site: Site, tmp_path: Path) -> Running:
    lines = [f"p{n}@example.org;Zoé Œuvré-{n};{UNITS[n % 5]};fr" for n in range(PEOPLE)]
    file = tmp_path / "liste.csv"
    file.write_bytes("\r\n".join(["email;name;unit;language", *lines]).encode("cp1252"))
    return site.launches(*read_people(file, parse(FORM, name="FORM")).invitees)


@dataclass
class Workers:
    """Workers of one installation, one after the other; what they print is kept."""

    running: Running
    server: MailServer
    printed: list[str] = field(default_factory=list)
    kills: int = 0

    def wishes(self, kind: Kind) -> None:
        with self.running.site.register.writing() as db:
            mail_operations.wish(db, self.running.id, kind, who="hr", now=NOW)

    def work_until(self, come: Callable[[], bool], *, killed: bool = False) -> None:
        """Let a worker work until then; stop it in peace, or with a signal that it cannot answer."""
        worker = subprocess.Popen(
            [sys.executable, "-c", "from survey.cli import main; main(['worker'])"],
            env={
                **os.environ,
                **self.server.settings(),
                "SIGHTLINE_HOME": str(self.running.site.home.path),
                "SIGHTLINE_ANSWERING_URL": "https://survey.example.org",
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        try:
            until = time.monotonic() + PATIENCE_SECONDS
            while not come():
                assert worker.poll() is None, "the worker has ended"
                assert time.monotonic() < until, f"{len(self.server.mails)} mails came"
                time.sleep(0.01)
        finally:
            worker.kill() if killed else worker.terminate()
            self.printed.append(worker.communicate(timeout=PATIENCE_SECONDS)[0])
        self.kills += killed

    def is_done(self, kind: Kind) -> bool:
        with self.running.site.register.reading() as db:
            rounds = [each for each in mail_rounds.of(db, self.running.id) if each.kind == kind]
        return bool(rounds) and all(each.state == "done" for each in rounds)

    def send_with_kills(self, kind: Kind, kills_after: tuple[int, ...]) -> dict[str, list[Mail]]:
        """Let a round be sent by workers that are killed after so many mails; return what came, by address."""
        before = len(self.server.mails)
        self.wishes(kind)
        for mails in kills_after:
            self.work_until(lambda goal=before + mails: len(self.server.mails) >= goal, killed=True)  # type: ignore[misc]
        self.work_until(lambda: self.is_done(kind))
        came: dict[str, list[Mail]] = {}
        for mail in self.server.mails[before:]:
            came.setdefault(mail.to, []).append(mail)
        return came


def doubles_of(came: dict[str, list[Mail]]) -> int:
    """Return how many mails came twice, after seeing that those are the same."""
    for mails in came.values():
        assert len({(mail.id, mail.token, mail.raw.partition(b"\r\n\r\n")[2]) for mail in mails}) == 1
    return sum(len(mails) - 1 for mails in came.values())


def test_a_worker_killed_in_the_middle_of_sending_skips_nobody(
    three_hundred: Running, server: MailServer
) -> None:
    workers, site, tokens = Workers(three_hundred, server), three_hundred.site, three_hundred.tokens()

    invited = workers.send_with_kills("invitation", (40, 130, 220))
    doubles = doubles_of(invited)
    three_hundred.send_all([(tokens[f"p{n}@example.org"], answers_of(n)) for n in range(100)])
    credited = crediting.credit(site.home, site.register, three_hundred.id)
    three_hundred.send_all([(tokens[f"p{n}@example.org"], answers_of(n)) for n in range(100, 103)])
    kills = workers.kills
    reminded = workers.send_with_kills("reminder", (50, 120))
    doubles_again = doubles_of(reminded)

    print(  # noqa: T201  the counts are what is to be shown
        f"\ninvited {len(invited)} of {PEOPLE}, {kills} kills, {doubles} doubles; credited {credited};"
        f" reminded {len(reminded)}: 197 who have not answered and 3 not credited,"
        f" {workers.kills - kills} kills, {doubles_again} doubles"
    )
    assert set(invited) == {f"p{n}@example.org" for n in range(PEOPLE)}
    assert {to: mails[0].token for to, mails in invited.items()} == dict(tokens)
    assert credited == 100
    assert set(reminded) == {f"p{n}@example.org" for n in range(100, PEOPLE)}
    assert {to: mails[0].token for to, mails in reminded.items()} == {to: tokens[to] for to in reminded}
    assert doubles <= kills == 3
    assert doubles_again <= workers.kills - kills == 2
    assert "Bonjour Zoé Œuvré-7," in invited["p7@example.org"][0].text
    assert traces_of(workers, tokens.values()) == []


def traces_of(workers: Workers, tokens: Iterable[str]) -> list[str]:
    """Return the tokens, addresses and links that logs, queue and run files hold."""
    home = workers.running.site.home
    files = [home.jobs, *home.path.glob("jobs.db-*"), *home.run.iterdir()]
    written = "".join(workers.printed).encode() + b"".join(file.read_bytes() for file in files)
    words = ["@example.org", "/s/", *tokens]
    return [word for word in words if word.encode() in written]
