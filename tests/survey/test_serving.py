"""`sightline serve` with real processes on this machine: it starts, answers, survives a killed worker, and stops."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from survey.config import Settings
from survey.errors import ConfigError
from survey.serving import require_apart
from tests.conftest import Ended
from tests.survey.web_cast import ANSWERING_SECRET, install, settings_of

SIGHTLINE = Path(sys.executable).with_name("sightline")
PATIENCE = 90


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    answering, office = free_port(), free_port()
    settings = settings_of(
        tmp_path / "home",
        ANSWERING_URL=f"http://127.0.0.1:{answering}",
        OFFICE_URL=f"http://127.0.0.1:{office}",
        ANSWERING_PORT=str(answering),
        OFFICE_PORT=str(office),
        ANSWERING_WORKERS="1",
    )
    install(settings, "Exemple").close()
    return settings


class Served:
    """A running `sightline serve`."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.process = subprocess.Popen(
            [SIGHTLINE, "serve"],
            env={**os.environ, **settings.environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def status(self, url: str) -> int:
        """Return the status of a page as soon as there is one."""
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                return httpx.get(url, timeout=10).status_code
            except httpx.TransportError:
                if self.process.poll() is not None or time.monotonic() > deadline:
                    raise
                time.sleep(0.1)

    def starts(self) -> None:
        assert self.status(f"{self.settings.answering_url}/s/abcdefghijkl2/") == 404
        assert self.status(f"{self.settings.office_url}/sign-in") == 200

    def ends(self, number: int | None = None) -> Ended:
        """Send a signal, if any, and return how the server ended."""
        if number is not None:
            self.process.send_signal(number)
        out, err = self.process.communicate(timeout=PATIENCE)
        return Ended(self.process.returncode, out, err)


@pytest.fixture
def served(settings: Settings) -> Iterator[Served]:
    served = Served(settings)
    yield served
    if served.process.poll() is None:
        served.process.terminate()
        served.process.communicate(timeout=PATIENCE)


def children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def command(pid: int) -> str:
    return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()


def refuses(settings: Settings) -> Ended:
    return Served(settings).ends()


def test_both_applications_are_served_and_stopped_in_peace(served: Served) -> None:
    served.starts()

    ended = served.ends(signal.SIGTERM)

    assert ended.code == 0
    assert served.settings.answering_url in ended.out
    assert served.settings.office_url in ended.out
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"{served.settings.office_url}/sign-in")


def test_an_interrupted_server_stops_and_says_so(served: Served) -> None:
    served.starts()

    ended = served.ends(signal.SIGINT)

    assert ended.code == 130
    assert "Traceback" not in ended.err


def test_no_address_of_a_visitor_is_printed(served: Served) -> None:
    served.starts()

    ended = served.ends(signal.SIGTERM)

    assert "/s/abcdefghijkl2" not in ended.out + ended.err
    assert "GET" not in ended.out + ended.err


def test_a_killed_web_worker_is_replaced(served: Served) -> None:
    served.starts()
    [answering] = [pid for pid in children(served.process.pid) if "serving answering" in command(pid)]
    workers = [pid for pid in children(answering) if "resource_tracker" not in command(pid)]

    for worker in workers:
        os.kill(worker, signal.SIGKILL)

    assert workers
    assert served.status(f"{served.settings.answering_url}/s/abcdefghijkl2/") == 404
    assert served.process.poll() is None


def test_a_part_that_ends_by_itself_ends_all(served: Served) -> None:
    served.starts()
    [office] = [pid for pid in children(served.process.pid) if "serving office" in command(pid)]

    os.kill(office, signal.SIGTERM)
    ended = served.ends()

    assert ended.code == 1
    assert "office ended by itself" in ended.err
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"{served.settings.answering_url}/s/abcdefghijkl2/")


def test_parts_leave_when_their_starter_was_killed(served: Served) -> None:
    served.starts()
    parts = children(served.process.pid)

    served.process.kill()
    served.ends()

    deadline = time.monotonic() + PATIENCE
    while any(Path(f"/proc/{pid}").exists() and "serving" in command(pid) for pid in parts):
        assert time.monotonic() < deadline
        time.sleep(0.2)


def test_a_taken_port_is_named(settings: Settings) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", settings.office_port))
        taken.listen()

        ended = refuses(settings)

    assert ended.code == 1
    assert f"Port {settings.office_port} is taken by another program." in ended.err
    assert "SIGHTLINE_OFFICE_PORT" in ended.err


def test_without_an_installation_it_says_how_to_make_one(settings: Settings, tmp_path: Path) -> None:
    elsewhere = Settings({**settings.environment, "SIGHTLINE_HOME": str(tmp_path / "nothing")})

    ended = refuses(elsewhere)

    assert ended.code == 1
    assert "sightline init" in ended.err
    assert not (tmp_path / "nothing").exists()


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"OFFICE_URL": "https://survey.example.org:8443"}, "host"),
        ({"OFFICE_SECRET": ANSWERING_SECRET}, "secret"),
        ({"OFFICE_PORT": "8000"}, "port"),
    ],
)
def test_the_applications_are_kept_apart(tmp_path: Path, changes: dict[str, str], what: str) -> None:
    with pytest.raises(ConfigError, match=f"share one {what}"):
        require_apart(settings_of(tmp_path, **changes))


def test_on_this_machine_alone_both_may_share_its_name(tmp_path: Path) -> None:
    require_apart(
        settings_of(tmp_path, ANSWERING_URL="http://127.0.0.1:8000", OFFICE_URL="http://127.0.0.1:8001")
    )


@pytest.mark.parametrize("name", ["ANSWERING_PORT", "OFFICE_PORT"])
@pytest.mark.parametrize("value", ["0", "65536", "-1", "eighty", "８０００"])
def test_a_port_is_a_port(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(ConfigError, match="1 to 65535"):
        require_apart(settings_of(tmp_path, **{name: value}))


def test_help_answers_without_loading_the_web(sightline: Callable[..., Ended]) -> None:
    program = "import sys, survey.cli; print(sorted({'flask', 'sqlalchemy', 'granian', 'argon2'} & set(sys.modules)))"

    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=120)

    assert ended.stdout == "[]\n"
    assert "serve" in sightline("--help").out
