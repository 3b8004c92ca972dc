"""An invitation to 100,000 people: how long its outbox takes to write, how fast it is sent, how much memory it needs.

The sink is a mail server in a process of its own, which takes everything and keeps nothing. Sending is one worker and
one connection, with a commit to the disk after every mail, as in earnest: only the throttle is open.
"""

from __future__ import annotations

import multiprocessing
import tempfile
import time
from datetime import UTC, datetime, timedelta
from multiprocessing.sharedctypes import Synchronized
from multiprocessing.synchronize import Event
from pathlib import Path

from aiosmtpd.controller import Controller

from questionnaires import load, to_yaml
from survey.campaigns import mail_operations
from survey.collection import launching, mailing
from survey.collection.posting import LEASED_AT_ONCE
from survey.config import Settings
from survey.invitee import Invitee
from survey.store import migrations
from survey.store.paths import Home
from survey.store.register import Connection, Register, campaigns, mail_rounds, organisations, outbox
from survey.store.register import participants as people
from survey.store.register.campaigns import Plan
from tests.survey.mail_cast import free_port

PEOPLE = 100_000
MOST_SECONDS = 1200
MOST_GROWTH_MIB = 100


class Sink:
    """Takes every mail and counts it."""

    def __init__(self, taken: Synchronized[int]) -> None:
        self.taken = taken

    async def handle_DATA(self, *_given: object) -> str:  # noqa: N802  the library's name
        self.taken.value += 1
        return "250 OK"


def run(*, invited: int = PEOPLE) -> None:
    """Print seconds, mails a second and megabytes."""
    with tempfile.TemporaryDirectory(prefix="sightline-bench-") as folder:
        home = Home(Path(folder))
        home.make()
        url = f"sqlite:///{home.register}"
        migrations.upgrade(url)
        register = Register.open(url)
        campaign = _launched(home, register, invited)
        port, stop = free_port(), multiprocessing.Event()
        taken: Synchronized[int] = multiprocessing.Value("i", 0, lock=False)  # type: ignore[assignment]
        sink = multiprocessing.Process(target=_serve, args=(port, taken, stop), daemon=True)
        sink.start()
        try:
            _measure(home, register, campaign, port, taken, invited)
        finally:
            stop.set()
            sink.join(timeout=60)
            register.close()


def _measure(
    home: Home, register: Register, campaign: str, port: int, taken: Synchronized[int], invited: int
) -> None:
    now = datetime.now(UTC)
    with register.writing() as db:
        each = mail_operations.wish(db, campaign, "invitation", who="bench", now=now)
        begun = time.perf_counter()
        outbox.fill(db, each)
        written = time.perf_counter() - begun
    settings = Settings(_environment(home, port))
    Path("/proc/self/clear_refs").write_text("5")  # the peak from now on, not that of the launch
    before, begun = _peak_mib(), time.perf_counter()
    sent = 0
    while not _is_done(register, campaign) and time.perf_counter() - begun < MOST_SECONDS:
        sent += mailing.send(home, register, campaign, settings)
    seconds, grown = time.perf_counter() - begun, _peak_mib() - before
    print(
        f"\nAn invitation to {invited:,} people, leased {LEASED_AT_ONCE} at a time, to a sink on this machine"
    )
    print(f"{'outbox written':>16} {'sent':>9} {'taken':>9} {'seconds':>8} {'mails/s':>8} {'memory':>12}")
    bound = "met" if grown <= MOST_GROWTH_MIB and sent == taken.value == invited else "NOT met"
    print(
        f"{written:>14.1f} s {sent:>9,} {taken.value:>9,} {seconds:>8.0f} {sent / seconds:>8.0f}"
        f" {'+' + format(grown, '.0f') + ' MiB':>12}  goal: all, under +{MOST_GROWTH_MIB} MiB: {bound}"
    )


def _launched(home: Home, register: Register, invited: int) -> str:
    now = datetime.now(UTC)
    with register.writing() as db:
        plan = Plan(
            organisation=organisations.add(db, "Exemple").id,
            title="Été",
            questionnaire=to_yaml(load("barriers-short")),
            opens=now - timedelta(days=1),
            closes=now + timedelta(days=20),
        )
        campaign = campaigns.add(db, plan).id
        _add(db, campaign, invited)
    launching.launch(home, register, campaign, who="bench")
    return campaign


def _add(db: Connection, campaign: str, invited: int) -> None:
    people.add(
        db,
        campaign,
        (
            Invitee(str(n), f"Person {n}", f"p{n}@example.org", f"Unit {n % 50}", ("en", "fr")[n % 2])
            for n in range(invited)
        ),
    )


def _environment(home: Home, port: int) -> dict[str, str]:
    return {
        "SIGHTLINE_HOME": str(home.path),
        "SIGHTLINE_ANSWERING_URL": "https://survey.example.org",
        "SIGHTLINE_SMTP_HOST": "127.0.0.1",
        "SIGHTLINE_SMTP_PORT": str(port),
        "SIGHTLINE_SMTP_TLS": "none",
        "SIGHTLINE_SMTP_SENDER": "survey@example.org",
        "SIGHTLINE_SMTP_PER_MINUTE": "999999",
    }


def _is_done(register: Register, campaign: str) -> bool:
    with register.reading() as db:
        return not mail_rounds.undone(db, campaign)


def _serve(port: int, taken: Synchronized[int], stop: Event) -> None:
    controller = Controller(Sink(taken), hostname="127.0.0.1", port=port)
    controller.start()
    stop.wait(MOST_SECONDS + 600)
    controller.stop()


def _peak_mib() -> float:
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024
