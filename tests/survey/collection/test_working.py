"""The worker: what is due is done once, what a killed worker left again, and a wrong clock reopens nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from questionnaires.errors import SightlineError
from survey.collection import working
from survey.collection.working import Rhythm
from survey.store.published import read_published
from survey.store.register import campaigns, jobs, log, participants
from tests.survey.collection.conftest import NOW, Running, Site, answers_of, thirty_people

RHYTHM = Rhythm(credit_minutes=60, keep_people_days=30, keep_dataset_months=24)


def sweeps(site: Site, **later: float) -> list[int]:
    return working.sweep(site.home, site.register, RHYTHM, now=NOW + timedelta(**later))


def works_off(site: Site, **later: float) -> None:
    """Sweep and work until nothing is due any more, as the worker does minute by minute."""
    for _ in range(6):
        for job in sweeps(site, **later):
            working.do(site.home, site.register, job)


def job_kinds(site: Site, *states: str) -> list[str]:
    with site.register.reading() as db:
        rows = db.exec_driver_sql("SELECT kind, state FROM jobs ORDER BY id").all()
    return [kind for kind, state in rows if not states or state in states]


def test_a_campaign_whose_end_has_come_is_closed_and_frozen(running: Running) -> None:
    site, tokens = running.site, running.tokens()
    running.send_all([(tokens[str(n)], answers_of(n)) for n in range(8)])

    works_off(site, days=19)
    still = site.state(running.id)
    works_off(site, days=21)

    assert (still, site.state(running.id)) == ("open", "frozen")
    assert site.home.dataset(running.id).exists()
    assert [kind for kind in job_kinds(site) if kind != "credit"] == ["close", "freeze"]
    with site.register.reading() as db:
        assert {entry.who for entry in log.entries(db, running.id)} == {"operator", "worker"}


def test_a_paused_campaign_closes_too(running: Running) -> None:
    with running.site.register.writing() as db:
        campaigns.advance(db, running.id, "paused")

    works_off(running.site, days=21)

    assert running.site.state(running.id) == "frozen"


def test_r7_a_clock_that_is_set_back_reopens_nothing(running: Running) -> None:
    works_off(running.site, days=21)

    works_off(running.site, days=-400)

    assert running.site.state(running.id) == "frozen"
    assert read_published(running.paths.published).state == "closed"


def test_a_launch_that_was_wished_for_is_done_once(site: Site) -> None:
    campaign = site.plans(*thirty_people())
    with site.register.writing() as db:
        job = jobs.wish(db, "launch", campaign)

    for _ in range(3):
        working.do(site.home, site.register, job.id)

    assert site.state(campaign) == "open"
    with site.register.reading() as db:
        assert [entry.what for entry in log.entries(db, campaign)] == ["launched"]


def test_a_launch_that_was_interrupted_is_found(site: Site) -> None:
    campaign = site.plans(*thirty_people())
    with site.register.writing() as db:
        campaigns.advance(db, campaign, "launching")

    works_off(site)

    assert site.state(campaign) == "open"


def test_a_job_whose_worker_was_killed_waits_again(running: Running) -> None:
    with running.site.register.writing() as db:
        campaigns.advance(db, running.id, "closing")
        job = jobs.wish(db, "freeze", running.id)
        jobs.begin(db, job.id)

    assert job.id in sweeps(running.site)


def test_a_job_that_runs_is_left_alone(running: Running) -> None:
    with running.site.register.writing() as db:
        job = jobs.wish(db, "freeze", running.id)
        jobs.begin(db, job.id)

    with working._holding(running.site.home, job.id):
        assert job.id not in sweeps(running.site)
        working.do(running.site.home, running.site.register, job.id)

    assert job_kinds(running.site, "running") == ["freeze"]


def test_what_is_wrong_is_kept_with_the_job_and_not_tried_again_for_an_hour(site: Site) -> None:
    campaign = site.plans(*thirty_people()[:4])
    with site.register.writing() as db:
        campaigns.advance(db, campaign, "launching")

    works_off(site)
    with site.register.reading() as db:
        tried, later = jobs.get(db, 1), jobs.get(db, 2)

    assert tried is not None
    assert (tried.state, later) == ("failed", None)
    assert "4 people" in (tried.problem or "")
    assert sweeps(site, hours=2) == [2]


def test_a_fault_of_ours_stops_no_worker_and_tells_no_answer(
    running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        message = "MARKER"
        raise ValueError(message)

    _replace(monkeypatch, broken)
    works_off(running.site)

    with running.site.register.reading() as db:
        job = jobs.get(db, 1)
    assert job is not None
    assert (job.state, job.problem) == ("failed", "A fault of the program: ValueError.")


def test_a_job_that_kills_its_worker_again_and_again_is_given_up(
    running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refusing(*_: object) -> None:
        raise SightlineError("never reached", where="", mend="")

    _replace(monkeypatch, refusing)
    with running.site.register.writing() as db:
        job = jobs.wish(db, "credit", running.id)
        for _ in range(working.MOST_ATTEMPTS):
            jobs.begin(db, job.id)
            jobs.put_back(db, job.id)

    working.do(running.site.home, running.site.register, job.id)

    with running.site.register.reading() as db:
        given_up = jobs.get(db, job.id)
    assert given_up is not None
    assert given_up.problem == "The job was killed 5 times."


def _replace(monkeypatch: pytest.MonkeyPatch, operation: Callable[..., None]) -> None:
    monkeypatch.setattr(working, "_OPERATIONS", {**working._OPERATIONS, "credit": operation})


def test_people_are_forgotten_after_a_month_and_datasets_after_two_years(running: Running) -> None:
    site, tokens = running.site, running.tokens()
    running.send_all([(tokens[str(n)], answers_of(n)) for n in range(8)])
    works_off(site, days=21)
    counts = []
    for days in (20, 31, 700, 740):
        sweeps(site, days=days)
        with site.register.reading() as db:
            counts.append((len(participants.of(db, running.id)), site.home.dataset(running.id).exists()))

    assert counts == [(30, True), (0, True), (0, True), (0, False)]
    with site.register.reading() as db:
        assert [entry.what for entry in log.entries(db, running.id)][-2:] == [
            "forgot people",
            "destroyed the dataset",
        ]
