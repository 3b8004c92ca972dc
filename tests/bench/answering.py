"""Answering on the real server: views, saves, Sends and whole surveys, beside bare Flask in the same run.

The goals are P1 to P3 and P5 of performance.md. Read ratios, not figures: the machine is shared, and so is its disk.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import chain, cycle, islice, repeat
from pathlib import Path
from urllib.parse import urlencode

from questionnaires import load, to_yaml
from questionnaires.drawing import with_draws
from survey import csrf
from survey.answering.screens import screens
from survey.answering.way import Way
from survey.app import create_answering_app
from survey.config import Settings
from survey.store import keyring
from survey.store.admission import Admission, AdmissionRow
from survey.store.ballots import BallotBox, Draft
from survey.store.keyring import Token
from survey.store.paths import Home
from survey.store.published import PublishedCampaign, Stratum, write_published
from tests.bench.load import Crowd, Steps, crowd, request

ID = "a" * 13
SECRET = "q8w7e6r5t4y3u2i1o0" * 2
WORKERS, CONNECTIONS = 2, 32
FORM = with_draws(load("barriers-full"), 7)


@dataclass(frozen=True)
class Scene:
    """A campaign that is served, the links into it with their form tokens, and the floor beside it."""

    home: Home
    host: str
    port: int
    floor: int
    process: int
    links: tuple[tuple[Token, str], ...]

    def get(self, token: Token, page: str) -> bytes:
        return request("GET", f"/s/{ID}/{page}", host=self.host, cookie=f"door={token}")

    def post(self, token: Token, form_token: str, page: str, **fields: str) -> bytes:
        body = urlencode({"form_token": form_token, "seen": "", "go": "next", **fields})
        return request("POST", f"/s/{ID}/{page}", host=self.host, cookie=f"door={token}", body=body)


def run(*, requests: int = 2_000, people: int = 200) -> None:
    """Print what the pages do a second, and how that compares with the floor."""
    with scene(people) as found:
        _warm(found)
        ok = crowd(found.floor, repeat([request("GET", "/ok", host=found.host)], requests * 2))
        row_body = urlencode({"answers": "x" * 400})
        row = crowd(
            found.floor, repeat([request("POST", "/row", host=found.host, body=row_body)], requests // 2)
        )
        views = crowd(found.port, _views(found, requests))
        saves = crowd(found.port, _saves(found, requests // 2))
        half = crowd(found.port, _saves(found, requests // 2), each_second=saves.rate / 2)
        sends = crowd(found.port, _sends(found))
    _print(ok, row, views, saves, half, sends)
    with scene(people) as found:
        _print_surveys(found, people)


@contextmanager
def scene(links: int) -> Iterator[Scene]:
    """Serve a campaign with so many links, and the floor, until the end of the block."""
    with tempfile.TemporaryDirectory() as folder:
        home = Home(Path(folder) / "home")
        home.make()
        port, floor = _free_port(), _free_port()
        settings = Settings(
            {
                "SIGHTLINE_HOME": str(home.path),
                "SIGHTLINE_ANSWERING_URL": f"http://127.0.0.1:{port}",
                "SIGHTLINE_ANSWERING_SECRET": SECRET,
            }
        )
        tokens = _launch(home, links)
        with create_answering_app(settings).test_request_context(base_url=settings.answering_url):
            forms = [csrf.issue(token) for token in tokens]
        environment = {**os.environ, **settings.environment, "BENCH_FLOOR": str(Path(folder) / "floor.db")}
        ours = [sys.executable, "-m", "survey.serving", "answering", "127.0.0.1", str(port), str(WORKERS)]
        bare = [
            *(sys.executable, "-m", "granian", "--interface", "wsgi", "--factory", "--no-ws", "--http", "1"),
            *("--workers", str(WORKERS), "--blocking-threads", "1", "--log-level", "warning"),
            *("--host", "127.0.0.1", "--port", str(floor), "tests.bench.floor:app"),
        ]
        started = [subprocess.Popen(command, env=environment) for command in (ours, bare)]
        try:
            for each in (port, floor):
                _wait(each)
            pairs = tuple(zip(tokens, forms, strict=True))
            yield Scene(home, f"127.0.0.1:{port}", port, floor, started[0].pid, pairs)
        finally:
            for process in started:
                process.terminate()
            for process in started:
                process.wait(30)


def _launch(home: Home, links: int) -> list[Token]:
    keys, paths = keyring.make(home, ID), home.campaign(ID)
    paths.folder.mkdir()
    tokens = [keyring.token_of(keys.invite, f"person {place}") for place in range(links)]
    Admission.create(paths.admission, [AdmissionRow(keyring.admission_key(t), 0) for t in tokens])
    BallotBox.create(paths.ballots, draft_keys=[keyring.draft_key(keys.answer, t) for t in tokens])
    now = datetime.now(UTC)
    campaign = PublishedCampaign(
        id=ID,
        organisation="Bench",
        title="Bench",
        questionnaire=to_yaml(FORM),
        languages=("en", "fr"),
        opens=now - timedelta(days=1),
        closes=now + timedelta(days=1),
        state="open",
        channel="personal",
        threshold=5,
        segments="participants",
        strata=(Stratum(0),),
    )
    write_published(paths.published, campaign)
    _lay_down_drafts(home, tokens)
    return tokens


def _lay_down_drafts(home: Home, tokens: list[Token]) -> None:
    box, key = BallotBox.open(home.campaign(ID).ballots, durable=False), keyring.read_answer(home, ID)
    answers = {item.code: 4 for item in FORM.items}
    for token in tokens:
        box.save_draft(keyring.draft_key(key, token), Draft(answers))
    box.close_file()


def _pages() -> list[tuple[str, dict[str, str]]]:
    """Return the screens of the form with an answer to each sentence on them."""
    items = {item.code for item in FORM.items}
    return [(each.slug, {code: "4" for code in each.codes if code in items}) for each in screens(Way(FORM))]


def _views(found: Scene, requests: int) -> Iterator[Steps]:
    pages = cycle(slug for slug, _ in _pages())
    return islice(([found.get(token, f"q/{next(pages)}")] for token, _ in cycle(found.links)), requests)


def _saves(found: Scene, requests: int) -> Iterator[Steps]:
    """Yield saves of the pages with sentences, each changing what was there."""
    pages = cycle([(slug, answers) for slug, answers in _pages() if answers])
    for place, (token, form) in enumerate(islice(cycle(found.links), requests)):
        slug, answers = next(pages)
        changed = dict.fromkeys(answers, str(1 + (place + place // len(found.links)) % 5))
        yield [found.post(token, form, f"q/{slug}", **changed)]


def _sends(found: Scene) -> Iterator[Steps]:
    return ([found.post(token, form, "send", go="send")] for token, form in found.links)


def _surveys(found: Scene) -> Iterator[Steps]:
    """Yield everybody's way from the link to the thanks: each page looked at and turned."""
    for token, form in found.links:
        turned = chain.from_iterable(
            (found.get(token, f"q/{slug}"), found.post(token, form, f"q/{slug}", **answers))
            for slug, answers in _pages()
        )
        yield [
            found.get(token, ""),
            found.post(token, form, "start"),
            *turned,
            found.get(token, "review"),
            found.post(token, form, "send", go="send"),
            found.get(token, "thanks"),
        ]


def _warm(found: Scene) -> None:
    crowd(found.port, _views(found, 300))
    crowd(found.floor, repeat([request("GET", "/ok", host=found.host)], 300))


def _print(ok: Crowd, row: Crowd, views: Crowd, saves: Crowd, half: Crowd, sends: Crowd) -> None:
    print(f"\nAnswering on granian ({WORKERS} workers, {CONNECTIONS} connections; full form)")
    print(f"{'':>34} {'a second':>9} {'floor':>9} {'ratio':>7} {'goal':>7}")
    _line("P2 page views / bare ok", views.rate, ok.rate, 0.25)
    _line("P1 saves / one durable row", saves.rate, row.rate, 0.60)
    _line("   Sends / one durable row", sends.rate, row.rate, None)
    p50, p99, worst = half.percentile(0.5), half.percentile(0.99), max(half.waits)
    met = "met" if p99 <= 10 * p50 and worst <= 1.0 else "NOT met"
    print(
        f"P3 saves at half that rate: p50 {p50 * 1e3:.1f} ms, p99 {p99 * 1e3:.1f} ms ({p99 / p50:.1f} x, goal 10 x),"
        f" longest {worst:.2f} s (goal 1 s)  {met}"
    )
    told = {
        name: dict(each.statuses) for name, each in (("views", views), ("saves", saves), ("sends", sends))
    }
    print(f"Statuses: {told}")


def _line(name: str, ours: float, floor: float, goal: float | None) -> None:
    met = "" if goal is None else f"{goal:>7.2f}  {'met' if ours / floor >= goal else 'NOT met'}"
    print(f"{name:>34} {ours:>9.0f} {floor:>9.0f} {ours / floor:>7.2f} {met}")


def _print_surveys(found: Scene, people: int) -> None:
    _warm(found)
    before = _memory(found.process)
    done = crowd(found.port, _surveys(found))
    errors = sum(count for status, count in done.statuses.items() if status >= 400)
    growth = _memory(found.process) / before - 1
    box = BallotBox.open(found.home.campaign(ID).ballots)
    counted = box.count()
    met = "met" if errors == 0 and growth < 0.1 and counted == people else "NOT met"
    print(
        f"P5 the first hour of 50,000 people at 1/{50_000 // people} scale, without its pauses: {counted} of {people}"
        f" surveys in the box, {people / done.seconds:.1f} a second, {len(done.waits) / done.seconds:.0f} requests a"
        f" second, {errors} errors, memory {growth:+.1%} (goal: 0 errors, under 10 %)  {met}"
    )


def _memory(process: int) -> int:
    """Return the resident bytes of a process and its children."""
    children = Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii").split()
    pages = [
        int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1]) for pid in (process, *children)
    ]
    return sum(pages) * os.sysconf("SC_PAGE_SIZE")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(port: int, *, patience: float = 60) -> None:
    deadline = time.monotonic() + patience
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)
        else:
            return


if __name__ == "__main__":
    run()
