"""Log silence: a whole survey through the real server leaves nothing of a person in any log, on any stream.

And one page for every link that leads nowhere, byte for byte. (How long it takes is compared by `make bench`.)
"""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from survey.store import keyring
from survey.store.keyring import Token
from survey.store.paths import Home
from tests.survey.answering.conftest import IDS, SECRET

ID = IDS["personal"]
PATIENCE = 60
COMMENT = "Les réunions du jeudi à Brisbane"
AGENT = "Marker-Browser/77.3"


@dataclass
class Served:
    """Answering as it is served, and all that it has said."""

    url: str
    process: subprocess.Popen[bytes]
    said: Path
    home: Home

    def ends(self) -> bytes:
        """Stop the server, and return every byte it wrote to a stream or into a file that is no store."""
        self.process.terminate()
        self.process.wait(PATIENCE)
        stores = {".db", ".key", ".json", ".lock"}
        written = [
            path.read_bytes()
            for path in self.home.path.rglob("*")
            if path.is_file() and path.suffix not in stores
        ]
        return self.said.read_bytes() + b"".join(written)


@pytest.fixture
def served(home: Home, tmp_path: Path) -> Iterator[Served]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    url, said = f"http://127.0.0.1:{port}", tmp_path / "said.log"
    environment = {
        **os.environ,
        "SIGHTLINE_HOME": str(home.path),
        "SIGHTLINE_ANSWERING_URL": url,
        "SIGHTLINE_ANSWERING_SECRET": SECRET,
    }
    command = [sys.executable, "-m", "survey.serving", "answering", "127.0.0.1", str(port), "1"]
    with said.open("wb") as log:
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=subprocess.STDOUT)
    _wait(port)
    yield Served(url, process, said, home)
    if process.poll() is None:
        process.terminate()
        process.wait(PATIENCE)


def _wait(port: int) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    pytest.fail("The server did not start.")


def test_a_whole_survey_leaves_nothing_in_any_log(served: Served, launch: Callable[..., list[Token]]) -> None:
    token = launch()[0]
    headers = {"User-Agent": AGENT, "Accept-Language": "fr"}

    with httpx.Client(
        base_url=served.url, headers=headers, follow_redirects=True, timeout=PATIENCE
    ) as browser:
        page = browser.get(f"/s/{ID}/{token}")
        form_token = re.search(r'name="form_token" value="([^"]+)"', page.text)[1]  # type: ignore[index]

        def posts(path: str, **fields: object) -> httpx.Response:
            return browser.post(f"/s/{ID}/{path}", data={"form_token": form_token, **fields})  # type: ignore[arg-type]

        posts("start")
        posts("q/first", go="next", use="3", role="other", **{"role.text": COMMENT})
        posts("q/sentences", go="next", q1="4")
        posts("q/last", go="save", idea=COMMENT)
        posts("q/last", go="next", idea=COMMENT, unknown=COMMENT)  # refused
        posts("q/first", go="next", use=COMMENT)  # a mistake
        browser.get(f"/s/{ID}/review")
        thanks = posts("send", go="send")
        browser.get(f"/s/{ID}/{COMMENT}")
        cookies = [cookie.value for cookie in browser.cookies.jar if cookie.value]
    logged = served.ends()

    assert "Merci" in thanks.text
    admission = keyring.admission_key(token)
    draft = keyring.draft_key(keyring.read_answer(served.home, ID), token)
    secrets = [
        token,
        form_token,
        COMMENT,
        "Brisbane",
        AGENT,
        "127.0.0.1 -",
        admission.hex(),
        draft.hex(),
        *cookies,
    ]
    assert [secret for secret in secrets if secret.encode() in logged] == []


def test_every_link_that_leads_nowhere_gives_the_same_bytes(
    served: Served, launch: Callable[..., list[Token]]
) -> None:
    launch()
    other = launch("open")[0]
    wrong = ["a" * 26, "short", "0189" * 6, other, "%00", "é" * 26, "x" * 500]

    answers = []
    for address in [*(f"/s/{ID}/{each}" for each in wrong), f"/s/{'z' * 13}/{other}", "/s/zz/aa"]:
        with httpx.Client(base_url=served.url, timeout=PATIENCE) as browser:
            first = browser.get(address)
            last = browser.get(first.headers["Location"])
            told = {name: value for name, value in last.headers.items() if name != "date"}
            answers.append((first.status_code, last.status_code, last.content, tuple(sorted(told.items()))))

    assert len(set(answers)) == 1
    assert answers[0][:2] == (303, 404)
