"""The queue: JSON and nothing else, and a real worker that is killed and started again."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from survey.config import Settings
from survey.jobs import JsonSerializer, jobs
from survey.store.paths import Home
from survey.store.register import Register, campaigns
from survey.store.register import jobs as register_jobs
from tests.survey.collection.conftest import Site, make_site, thirty_people

PATIENCE_SECONDS = 120


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    site = make_site(tmp_path / "home")
    yield site
    site.register.close()


@contextmanager
def working(home: Home) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, "-c", "from survey.cli import main; main(['worker'])"],
        env={**os.environ, "SIGHTLINE_HOME": str(home.path)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate(timeout=PATIENCE_SECONDS)


def awaits(register: Register, campaigns_open: list[str]) -> None:
    """Wait until the worker has launched these campaigns, and is done with them."""
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        with register.reading() as db:
            launching = {job.campaign for job in register_jobs.undone(db) if job.kind == "launch"}
            states = {campaigns.get(db, campaign).state for campaign in campaigns_open}
        if states == {"open"} and launching.isdisjoint(campaigns_open):
            return
        time.sleep(0.1)
    pytest.fail(f"the worker left {launching} undone, in the states {states}")


def test_a_task_is_kept_as_json_and_read_back(tmp_path: Path) -> None:
    queue = jobs(Settings({"SIGHTLINE_HOME": str(tmp_path)}))

    queue.work(17)

    [data] = queue.queue.storage.enqueued_items()
    assert bytes(data).startswith(b"[")
    [task] = queue.queue.pending()
    assert (task.name, task.args) == ("work", [17])


def test_pickles_are_not_read(tmp_path: Path) -> None:
    ran = tmp_path / "ran"
    hostile = b"cposix\nsystem\n(S'touch " + str(ran).encode() + b"'\ntR."

    with pytest.raises(ValueError, match="Expecting value"):
        JsonSerializer().deserialize(hostile)

    assert not ran.exists()


def test_a_worker_does_what_was_wished_for_before_it_began(site: Site) -> None:
    campaign = site.plans(*thirty_people())
    with site.register.writing() as db:
        register_jobs.wish(db, "launch", campaign)

    with working(site.home) as worker:
        awaits(site.register, [campaign])
        worker.send_signal(signal.SIGINT)
        _, err = worker.communicate(timeout=PATIENCE_SECONDS)

    assert "Traceback" not in err
    assert worker.returncode == 0


def test_r3_a_killed_worker_loses_no_job(site: Site) -> None:
    """Huey forgets a task when it is taken; what is to be done stands in the register."""
    planned = [site.plans(*thirty_people(), title=f"Number {n}") for n in range(6)]
    queue = jobs(Settings({"SIGHTLINE_HOME": str(site.home.path)}))
    for campaign in planned:
        with site.register.writing() as db:
            queue.work(register_jobs.wish(db, "launch", campaign).id)
    with working(site.home) as worker:
        awaits(site.register, planned[:2])
        worker.kill()

    with working(site.home):
        awaits(site.register, planned)


def test_a_second_worker_is_refused(site: Site) -> None:
    campaign = site.plans(*thirty_people())
    with site.register.writing() as db:
        register_jobs.wish(db, "launch", campaign)

    with working(site.home):
        awaits(site.register, [campaign])
        with working(site.home) as second:
            _, err = second.communicate(timeout=PATIENCE_SECONDS)

    assert second.returncode == 1
    assert "A worker runs already." in err
