"""Every dataset file of the catalogue of bad input, by the command line: refused, explained, left as it was."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from questionnaires import load
from scoring.dataset import create
from scoring.simulate import simulate_organisation
from tests.catalogue import cases_of

FORM = load("barriers-full")

Spoil = Callable[[Path], None]


def of_another_application(path: Path) -> None:
    path.unlink()
    with sqlite3.connect(path) as db:
        db.execute("CREATE TABLE notes (text)")
    db.close()


def of_a_newer_schema(path: Path) -> None:
    with sqlite3.connect(path) as db:
        db.execute("PRAGMA user_version = 999")
    db.close()


def truncated(path: Path) -> None:
    raw = path.read_bytes()
    path.write_bytes(raw[: len(raw) // 2])


def with_one_bit_flipped_in_an_answer(path: Path) -> None:
    with sqlite3.connect(path) as db:
        (answer,) = db.execute("SELECT imp1 FROM responses WHERE imp1 > 0 LIMIT 1").fetchone()
        db.execute(
            "UPDATE responses SET imp1 = ? WHERE rowid = (SELECT rowid FROM responses WHERE imp1 > 0)",
            [answer ^ 1],
        )
    db.close()


def copied_without_its_log_in_the_middle_of_a_write(path: Path) -> None:
    # A dataset keeps no write-ahead log; what a careless copy loses of one is pages, which its checksum notices.
    with sqlite3.connect(path) as db:
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("DELETE FROM responses WHERE rowid < 10")
        copy = path.read_bytes()
    db.close()
    path.with_name(path.name + "-wal").unlink(missing_ok=True)
    path.with_name(path.name + "-shm").unlink(missing_ok=True)
    path.write_bytes(copy[:4096] + copy[8192:])


def beside_the_log_of_another_database(path: Path) -> None:
    with sqlite3.connect(path) as db:
        db.execute("DELETE FROM head_counts")
    db.close()
    path.with_name(path.name + "-wal").write_bytes(b"\x37\x7f\x06\x82" + bytes(4092))


def read_only(path: Path) -> None:
    path.chmod(0o444)


def in_a_read_only_folder(path: Path) -> None:
    path.parent.chmod(0o555)


SPOILED: dict[str, tuple[Spoil, str]] = {
    "DATASET-003": (of_another_application, "made by another program"),
    "DATASET-004": (of_a_newer_schema, "has version 999; this sightline reads version 2"),
    "DATASET-005": (truncated, "damaged"),
    "DATASET-006": (with_one_bit_flipped_in_an_answer, "do not match the dataset's fingerprint"),
    "DATASET-007": (copied_without_its_log_in_the_middle_of_a_write, ""),
    "DATASET-008": (beside_the_log_of_another_database, "do not match the dataset's fingerprint"),
    "DATASET-009": (read_only, "The file is read-only"),
    "DATASET-011": (in_a_read_only_folder, "The folder is read-only"),
}
ELSEWHERE = {
    "DATASET-010": "test_dataset.py and below, with a second connection",
    "DATASET-014": "test_card.py: a model is only ever read as a card",
    "DATASET-015": "test_card.py",
}
WAITING = {
    "DATASET-012": "needs the answering pages",
    "DATASET-016": "needs the benchmark pool",
}


@pytest.fixture
def wave(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    folder.mkdir()
    made = simulate_organisation(FORM, people=60, seed=1)
    create(folder / "wave.db", FORM, made.responses, head_counts=made.head_counts, origin="simulated")
    return folder / "wave.db"


def test_no_case_of_the_catalogue_is_forgotten() -> None:
    assert {case.id for case in cases_of("dataset_file")} == {*SPOILED, *ELSEWHERE, *WAITING}


@pytest.mark.parametrize("case", [case for case in cases_of("dataset_file") if case.id in SPOILED], ids=str)
def test_a_bad_dataset_is_refused_explained_and_left_as_it_was(wave: Path, sightline, case) -> None:
    spoil, wrong = SPOILED[case.id]
    spoil(wave)
    before = wave.read_bytes()

    try:
        ended = sightline("score", wave)
    finally:
        wave.parent.chmod(0o755)

    assert ended.code == 1
    assert wrong in ended.err
    assert str(wave.parent) in ended.err
    assert "Traceback" not in ended.err + ended.out
    assert len(ended.err.splitlines()) >= 2
    assert wave.read_bytes() == before


def test_a_dataset_in_use_is_refused_by_score_and_report(
    wave: Path, sightline, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("scoring.sqlite_file.BUSY_SECONDS", 0.2)
    other = sqlite3.connect(wave)
    other.execute("BEGIN EXCLUSIVE")

    for command in (["score", wave], ["report", wave, "-o", wave.parent / "r.pdf"]):
        ended = sightline(*command)
        assert ended.code == 1
        assert "Another program is using the dataset" in ended.err

    other.close()
    assert [path.name for path in wave.parent.iterdir()] == ["wave.db"]
