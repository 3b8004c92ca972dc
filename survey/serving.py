"""Serving: answering and office, each in processes of its own on a port of its own, beside one another.

This process starts them, waits, and stops them; it answers nothing itself and opens no store for long. Where one ends
unasked all are stopped, so that whoever watches this process (systemd, a container) starts everything anew. The trap:
a server whose starter was killed would keep its port; each part therefore leaves when its starter is gone.

Granian serves WSGI with one blocking thread a process: its throughput is the best of those measured, and with several
threads its slowest answers were far slower. Its access log stays off: answering keeps no address.
"""

from __future__ import annotations

import errno
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

from questionnaires.errors import SightlineError
from survey.config import LOOPBACK, PREFIX, Settings
from survey.errors import CommandError, ConfigError
from survey.store.paths import Home, require_owned

WORKER = "worker"
START_SECONDS = 60
STOP_SECONDS = 30
LOOK_SECONDS = 0.2


@dataclass(frozen=True)
class Part:
    """One application as it is served."""

    name: str
    host: str
    port: int
    workers: int
    url: str


def parts_of(settings: Settings) -> tuple[Part, ...]:
    """Return the two applications with their addresses.

    Raises
    ------
    ConfigError
        When a setting is missing, or the two would not be kept apart.
    """
    require_apart(settings)
    return (
        Part(
            "answering",
            settings.listen,
            settings.answering_port,
            settings.answering_workers,
            settings.answering_url,
        ),
        Part("office", settings.listen, settings.office_port, settings.office_workers, settings.office_url),
    )


def require_apart(settings: Settings) -> None:
    """Refuse one host, port or secret for both: a cookie of one would reach the other."""
    hosts = {urlsplit(url).hostname for url in (settings.answering_url, settings.office_url)}
    if len(hosts) == 1 and not hosts <= set(LOOPBACK):
        raise _not_apart("host", "OFFICE_URL", "Give the office a host of its own.")
    if settings.answering_secret == settings.office_secret:
        raise _not_apart("secret", "OFFICE_SECRET", "Make another one for the office.")
    if settings.answering_port == settings.office_port:
        raise _not_apart("port", "OFFICE_PORT", "Choose another port for the office.")


def serve(settings: Settings, *, say: Callable[[str], None], guide: str = "") -> None:
    """Serve until told to stop, with a worker beside; SIGTERM stops in peace, SIGINT too but is an interruption.

    Once pages are there, their addresses are said, and the `guide`, if any.

    Raises
    ------
    ConfigError, CommandError, StoreError
        When something is missing, a port is taken, or a part ended by itself.
    """
    require_installed(settings.home)
    require_owned(settings.home)
    parts = parts_of(settings)
    _require_register(settings)
    for part in parts:
        _require_free(part)
    with _told_to_stop() as told:
        processes = {part.name: _start(settings, part) for part in parts}
        processes[WORKER] = _start_module(settings, WORKER)
        try:
            _wait_until_served(parts, processes, told)
            for part in parts:
                say(f"{part.name}: {part.url} (on {part.host}, port {part.port})")
            if guide and told.by is None:
                say(guide)
            _watch(processes, told)
        finally:
            _stop(processes.values())
        if told.by == signal.SIGINT:
            raise KeyboardInterrupt


def require_installed(home: Home) -> None:
    """Refuse to go on without the folders of an installation."""
    missing = [folder for folder in (home.campaigns, home.secrets, home.run) if not folder.is_dir()]
    if missing:
        raise CommandError(
            "There is no installation here.",
            where=str(missing[0]),
            mend="Run: sightline init; or let SIGHTLINE_HOME name the folder that has one.",
        )


class Told:
    """Whether this process was told to stop, and by which signal."""

    by: int | None = None

    def __call__(self, number: int, frame: object) -> None:  # noqa: ARG002  the handler's signature
        self.by = number


@contextmanager
def _told_to_stop() -> Iterator[Told]:
    told = Told()
    before = {number: signal.signal(number, told) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield told
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _require_register(settings: Settings) -> None:
    from survey.store.register import Register

    Register.open(settings.register_url).close()


def _require_free(part: Part) -> None:
    family = socket.AF_INET6 if ":" in part.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((part.host, part.port))
        except OSError as error:
            raise _cannot_listen(part, error) from error


def _cannot_listen(part: Part, error: OSError) -> CommandError:
    setting = f"{PREFIX}{part.name.upper()}_PORT"
    if error.errno == errno.EADDRINUSE:
        return CommandError(
            f"Port {part.port} is taken by another program.",
            where=setting,
            mend=f"Stop that program, or set {setting} to a free port.",
        )
    return CommandError(
        f"This machine does not let us listen on {part.host}, port {part.port} ({error.strerror or error}).",
        where=setting,
        mend="Choose a port above 1023 and an address of this machine, and put a proxy in front.",
    )


def _start(settings: Settings, part: Part) -> subprocess.Popen[bytes]:
    return _start_module(settings, part.name, part.host, str(part.port), str(part.workers))


def _start_module(settings: Settings, *arguments: str) -> subprocess.Popen[bytes]:
    """Start a part in a process group of its own: Ctrl-C reaches this process alone, which then stops the parts."""
    return subprocess.Popen(  # noqa: S603  our own module, checked settings
        [sys.executable, "-m", "survey.serving", *arguments],
        stdin=subprocess.DEVNULL,
        env={**os.environ, **settings.environment},
        process_group=0,
    )


def _wait_until_served(
    parts: Sequence[Part], processes: dict[str, subprocess.Popen[bytes]], told: Told
) -> None:
    deadline = time.monotonic() + START_SECONDS
    for part in parts:
        while told.by is None and not _answers(part):
            _require_running(processes)
            if time.monotonic() > deadline:
                raise CommandError(
                    f"{part.name} did not start within {START_SECONDS} seconds.",
                    where=f"port {part.port}",
                    mend="See what it said above.",
                )
            time.sleep(LOOK_SECONDS)


def _answers(part: Part) -> bool:
    try:
        socket.create_connection((part.host, part.port), timeout=1).close()
    except OSError:
        return False
    return True


def _watch(processes: dict[str, subprocess.Popen[bytes]], told: Told) -> None:
    while told.by is None:
        _require_running(processes)
        time.sleep(LOOK_SECONDS)


def _require_running(processes: dict[str, subprocess.Popen[bytes]]) -> None:
    for name, process in processes.items():
        if (code := process.poll()) is not None:
            raise CommandError(
                f"{name} ended by itself, with exit code {code}.",
                where="sightline serve",
                mend="See what it said above, mend it, and start again.",
            )


def _stop(processes: Iterable[subprocess.Popen[bytes]]) -> None:
    """Let requests that are being answered end, then go."""
    running = [process for process in processes if process.poll() is None]
    for process in running:
        process.terminate()
    deadline = time.monotonic() + STOP_SECONDS
    for process in running:
        try:
            process.wait(timeout=max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _not_apart(what: str, setting: str, mend: str) -> ConfigError:
    return ConfigError(f"Answering and office share one {what}.", where=PREFIX + setting, mend=mend)


def serve_part(name: str, host: str, port: int, workers: int) -> None:
    """Serve one application in this process and its workers, until told to stop."""
    from granian.constants import HTTPModes, Interfaces
    from granian.log import LogLevels
    from granian.server import Server

    _leave_with(os.getppid())
    Server(
        f"survey.wsgi:{name}",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        http=HTTPModes.http1,
        websockets=False,
        workers=workers,
        blocking_threads=1,
        factory=True,
        respawn_failed_workers=True,
        respawn_interval=0.5,
        workers_kill_timeout=STOP_SECONDS // 2,
        log_level=LogLevels.warning,
        log_access=False,
    ).serve()


def run_beside() -> None:
    """Run the worker in this process, until told to stop."""
    from survey.config import settings
    from survey.jobs import run_worker

    _leave_with(os.getppid())
    try:
        run_worker(settings())
    except SightlineError as error:
        sys.exit(str(error))


def _leave_with(starter: int) -> None:
    def watch() -> None:
        while os.getppid() == starter:
            time.sleep(1)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, daemon=True).start()


if __name__ == "__main__":
    if sys.argv[1:] == [WORKER]:
        run_beside()
        sys.exit()
    serve_part(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
