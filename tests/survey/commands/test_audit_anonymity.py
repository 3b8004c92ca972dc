"""`sightline audit-anonymity`: exit 0 where nothing links, 1 with findings, and never a value in what it prints."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.conftest import Ended
from tests.survey.audit.test_audit import arrived, sixty_people
from tests.survey.collection.conftest import Running, Site, answers_of, make_site

Run = Callable[..., Ended]


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Running:
    site = make_site(tmp_path_factory.mktemp("prepared") / "home")
    running = site.launches(*sixty_people())
    running.send_all([(token, answers_of(n)) for n, token in enumerate(arrived(running)[:40])])
    site.register.close()
    return running


@pytest.fixture
def running(prepared: Running, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Running]:
    shutil.copytree(prepared.site.home.path, tmp_path / "home")
    monkeypatch.setenv("SIGHTLINE_HOME", str(tmp_path / "home"))
    site = prepared.site
    yield Running(Site(type(site.home)(tmp_path / "home"), site.register, site.plan), prepared.id)
    site.register.close()


def test_a_live_installation_is_clean(sightline: Run, running: Running) -> None:
    ended = sightline("audit-anonymity")

    assert (ended.code, ended.err) == (0, "")
    assert ended.out.startswith(f"Été ({running.id}, open)")
    assert "Clean: none of" in ended.out
    assert not any(token in ended.out for token in running.tokens().values())


def test_findings_end_it_with_1_and_say_where_to_look(sightline: Run, running: Running) -> None:
    (running.site.home.run / "answering.log").write_text(f"GET /s/{running.id}/{arrived(running)[0]}\n")

    ended = sightline("audit-anonymity", running.id)

    assert ended.code == 1
    assert "LEAK  traces: tokens and their hashes in other files" in ended.out
    assert "answering.log" in ended.out
    assert "NOT CLEAN: 2 of" in ended.out
    assert arrived(running)[0] not in ended.out


def test_an_earlier_copy_and_other_logs_are_read_where_they_are_named(
    sightline: Run, running: Running, tmp_path: Path
) -> None:
    shutil.copytree(running.site.home.path, tmp_path / "copy")
    (tmp_path / "proxy.log").write_text("203.0.113.7 GET /\n")

    ended = sightline("audit-anonymity", "--earlier", tmp_path / "copy", "--log", tmp_path / "proxy.log")

    assert ended.code == 0
    assert "in the earlier copy" in ended.out


@pytest.mark.parametrize("option", ["--log", "--earlier"])
def test_a_file_that_is_not_there_is_named(sightline: Run, running: Running, option: str) -> None:
    ended = sightline("audit-anonymity", option, "/nope")

    assert ended.code == 1
    assert "/nope" in ended.err


def test_without_an_installation_or_a_campaign_it_says_so(
    sightline: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SIGHTLINE_HOME", str(tmp_path / "empty"))
    nowhere = sightline("audit-anonymity")
    assert sightline("init").code == 0

    assert (nowhere.code, "sightline init" in nowhere.err) == (1, True)
    assert sightline("audit-anonymity").out == "No campaign was launched yet.\n"
    assert sightline("audit-anonymity", "abcdefghijkl2").code == 1
