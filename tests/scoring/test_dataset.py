"""The dataset file: complete or not at all, read-only for reading, and refused when it is not what it was."""

from __future__ import annotations

import json
import sqlite3
import stat
from pathlib import Path

import numpy as np
import pytest

from questionnaires.model import Questionnaire
from scoring import dataset as datasets
from scoring.dataset import Dataset, PersonScores
from scoring.errors import DatasetError, ScoringError
from scoring.pipeline import score_dataset
from scoring.release import Release
from scoring.responses import MISSING, HeadCount, Responses
from scoring.sqlite_file import APPLICATION_ID

PEOPLE = 40


@pytest.fixture
def responses() -> Responses:
    random = np.random.default_rng(5)
    answers = random.choice([1, 2, 3, 4, 5, -1, -2, MISSING], (PEOPLE, 4)).astype(np.int8)
    units = tuple([("Ops", "Night"), ("Ops", "Day"), ("Sales",), ()][n % 4] for n in range(PEOPLE))
    positions = tuple(["employee", "manager", None, None][n % 4] for n in range(PEOPLE))
    return Responses(answers, units, {"position": positions})


@pytest.fixture
def wave(tmp_path: Path, questionnaire: Questionnaire, responses: Responses) -> Path:
    path = tmp_path / "wave.db"
    head_counts = [HeadCount(("Ops", "Night"), 20), HeadCount(("Sales",), 30, {"position": "manager"})]
    datasets.create(path, questionnaire, responses, head_counts=head_counts, origin="imported", threshold=6)
    return path


@pytest.fixture
def release(wave: Path) -> Release:
    return score_dataset(datasets.read(wave), seed=1)[0]


def rows(responses: Responses) -> list[tuple]:
    positions = responses.segments["position"]
    return sorted(zip(responses.answers.tolist(), responses.units, map(str, positions), strict=True))


def people_of(dataset: Dataset) -> PersonScores:
    n = len(dataset.responses)
    return PersonScores(np.full((n, 2), 50.0), np.zeros(n, bool), (None,) * n, np.full(n, np.nan))


def test_what_is_written_is_read_again(
    wave: Path, questionnaire: Questionnaire, responses: Responses
) -> None:
    dataset = datasets.read(wave)

    assert dataset.questionnaire == questionnaire
    assert rows(dataset.responses) == rows(responses)
    assert dataset.head_counts == (
        HeadCount(("Ops", "Night"), 20),
        HeadCount(("Sales",), 30, {"position": "manager"}),
    )
    assert (dataset.origin, dataset.threshold) == ("imported", 6)


def test_people_lie_in_random_order_under_random_ids(
    tmp_path: Path, questionnaire: Questionnaire, responses: Responses
) -> None:
    orders = []
    for name in ("one.db", "two.db"):
        datasets.create(tmp_path / name, questionnaire, responses, origin="imported")
        dataset = datasets.read(tmp_path / name)
        orders.append(dataset.responses.answers.tolist())
        assert len({*dataset.response_ids}) == PEOPLE
        assert all(len(person) == 32 for person in dataset.response_ids)

    assert orders[0] != orders[1] != responses.answers.tolist()


def test_an_analyst_finds_points_outside_answers_and_gaps_apart(wave: Path, responses: Responses) -> None:
    with sqlite3.connect(wave) as db:
        mean, outside, gaps = db.execute(
            "SELECT avg(see1) FILTER (WHERE see1 >= 0), count(*) FILTER (WHERE see1 < 0), sum(see1 IS NULL)"
            " FROM responses"
        ).fetchone()
        label = db.execute(
            "SELECT label FROM codebook WHERE variable='see1' AND value=-1 AND language='fr'"
        ).fetchone()
    db.close()

    column = responses.answers[:, 0]
    assert mean == pytest.approx(column[column >= 0].mean())
    assert (outside, gaps) == (((column < 0) & (column != MISSING)).sum(), (column == MISSING).sum())
    assert label == ("Je ne sais pas",)


def test_every_table_is_strict_and_the_file_says_what_it_is(wave: Path) -> None:
    db = sqlite3.connect(wave)
    tables = db.execute(
        "SELECT name, strict FROM pragma_table_list WHERE schema='main' AND name NOT LIKE 'sqlite_%'"
    )

    assert {strict for _, strict in tables} == {1}
    assert db.execute("PRAGMA application_id").fetchone() == (APPLICATION_ID,)
    assert db.execute("PRAGMA user_version").fetchone() == (2,)
    db.close()


def test_a_threshold_below_five_is_refused_and_nothing_is_written(
    tmp_path: Path, questionnaire: Questionnaire, responses: Responses
) -> None:
    with pytest.raises(ScoringError, match="threshold 4 is too low"):
        datasets.create(tmp_path / "wave.db", questionnaire, responses, origin="imported", threshold=4)

    assert list(tmp_path.iterdir()) == []


def test_a_dataset_that_fails_half_way_leaves_nothing_and_keeps_the_old_one(
    wave: Path, questionnaire: Questionnaire, responses: Responses
) -> None:
    before = wave.read_bytes()
    broken = HeadCount(("Ops",), "many")  # type: ignore[arg-type]  # a STRICT column refuses it late

    with pytest.raises(DatasetError):
        datasets.create(wave, questionnaire, responses, head_counts=[broken], origin="imported")

    assert wave.read_bytes() == before
    assert list(wave.parent.iterdir()) == [wave]


def test_a_full_disk_leaves_no_half_a_dataset(
    tmp_path: Path, questionnaire: Questionnaire, responses: Responses, monkeypatch: pytest.MonkeyPatch
) -> None:
    many = Responses(np.tile(responses.answers, (200, 1)), responses.units * 200)
    # max_page_count makes SQLite itself say "database or disk is full", as a full disk does.
    monkeypatch.setattr(datasets, "_create_tables", tables_on_a_small_disk(datasets._create_tables))

    with pytest.raises(DatasetError, match="disk is full"):
        datasets.create(tmp_path / "wave.db", questionnaire, many, origin="imported")

    assert list(tmp_path.iterdir()) == []


def tables_on_a_small_disk(create_tables):
    def create(db, questionnaire):
        create_tables(db, questionnaire)
        db.execute(f"PRAGMA max_page_count={db.execute('PRAGMA page_count').fetchone()[0]}")

    return create


def test_reading_changes_nothing_not_even_with_a_dead_journal_beside_it(wave: Path) -> None:
    before = wave.read_bytes()
    stray = wave.with_name("wave.db-wal")
    stray.write_bytes(b"the write-ahead log of some other database")

    dataset = datasets.read(wave)

    assert len(dataset.responses) == PEOPLE
    assert wave.read_bytes() == before


def test_one_changed_answer_is_noticed(wave: Path) -> None:
    # SQLite's integrity check finds nothing here: the file is in order, only the answer is another.
    with sqlite3.connect(wave) as db:
        db.execute("UPDATE responses SET fit1 = 1 - coalesce(fit1, 0) WHERE rowid = 7")
    db.close()

    with pytest.raises(DatasetError, match="do not match the dataset's fingerprint"):
        datasets.read(wave)


def test_every_flipped_bit_in_an_answer_or_the_threshold_is_noticed(wave: Path) -> None:
    dataset, raw = datasets.read(wave), wave.read_bytes()
    random = np.random.default_rng(2)
    ids = [raw.index(person.encode()) for person in dataset.response_ids[:20]]

    for place in ids:
        flipped = bytearray(raw)
        flipped[place + int(random.integers(0, 32))] ^= 1 << int(random.integers(0, 7))
        wave.write_bytes(flipped)
        with pytest.raises(DatasetError):
            datasets.read(wave)


def test_a_release_that_was_tampered_with_is_refused(wave: Path, release: Release) -> None:
    dataset = datasets.read(wave)
    datasets.write_scores(wave, dataset, people_of(dataset), None, release)
    with sqlite3.connect(wave) as db:
        db.execute("UPDATE released SET value = value + 1 WHERE measure = 'score:see'")
    db.close()

    with pytest.raises(DatasetError, match="do not match their checksum"):
        datasets.read_release(wave)


def test_a_dataset_without_scores_shows_nothing(wave: Path) -> None:
    with pytest.raises(DatasetError, match="has not been scored yet") as refusal:
        datasets.read_release(wave)

    assert refusal.value.problems[0].mend == f"Run: sightline score {wave}"


def test_a_release_is_read_as_it_was_written(wave: Path, release: Release) -> None:
    dataset = datasets.read(wave)

    datasets.write_scores(wave, dataset, people_of(dataset), "{}", release)

    assert datasets.read_release(wave) == release


def test_the_table_of_released_figures_cannot_hold_a_small_n(wave: Path) -> None:
    db = sqlite3.connect(wave)

    with pytest.raises(sqlite3.IntegrityError, match="never_a_small_n"):
        db.execute("INSERT INTO released VALUES ('Ops', 'people', 4, 1.0, NULL, '{}')")
    with pytest.raises(sqlite3.IntegrityError, match="hidden_has_no_numbers"):
        db.execute("INSERT INTO released VALUES ('Ops', 'people', 7, 1.0, 'few', '{}')")
    db.close()


def test_earlier_scores_stand_when_new_ones_cannot_be_written(wave: Path, release: Release) -> None:
    dataset = datasets.read(wave)
    datasets.write_scores(wave, dataset, people_of(dataset), None, release)
    short = PersonScores(np.zeros((3, 2)), np.zeros(3, bool), (None,) * 3, np.zeros(3))

    with pytest.raises(ValueError, match="zip"):
        datasets.write_scores(wave, dataset, short, None, release)

    assert datasets.read_release(wave) == release


def not_sqlite(path: Path) -> None:
    path.write_text("unit,invited\n")


def of_another_program(path: Path) -> None:
    path.unlink()
    with sqlite3.connect(path) as db:
        db.execute("CREATE TABLE notes (text)")
    db.close()


def of_a_newer_version(path: Path) -> None:
    with sqlite3.connect(path) as db:
        db.execute("PRAGMA user_version = 999")
    db.close()


def with_a_trigger(path: Path) -> None:
    with sqlite3.connect(path) as db:
        db.execute("CREATE TRIGGER odd AFTER DELETE ON released BEGIN DELETE FROM responses; END")
    db.close()


def with_a_view_in_place_of_a_table(path: Path) -> None:
    with sqlite3.connect(path) as db:
        db.execute("ALTER TABLE responses RENAME TO hidden")
        db.execute("CREATE VIEW responses AS SELECT * FROM hidden")
    db.close()


def cut_in_half(path: Path) -> None:
    raw = path.read_bytes()
    path.write_bytes(raw[: len(raw) // 2])


def cut_to_its_header(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:100])


def emptied(path: Path) -> None:
    path.write_bytes(b"")


def of_an_unknown_origin(path: Path) -> None:
    with sqlite3.connect(path) as db:
        db.execute("UPDATE about SET value = 'campagne' WHERE key = 'origin'")
    db.close()


def with_another_questionnaire(path: Path) -> None:
    with sqlite3.connect(path) as db:
        db.execute("UPDATE questionnaire SET yaml = '!!python/object/apply:os.system [true]'")
    db.close()


SPOILED = {
    not_sqlite: "not a SQLite file",
    of_another_program: "made by another program",
    of_a_newer_version: "has version 999; this sightline reads version 2",
    with_a_trigger: "other tables, views or triggers than a dataset: odd",
    with_a_view_in_place_of_a_table: "other tables, views or triggers than a dataset: hidden",
    cut_in_half: "damaged",
    cut_to_its_header: "damaged|other tables",
    emptied: "not a SQLite file",
    of_an_unknown_origin: "fingerprint",
    with_another_questionnaire: "questionnaire|fingerprint|[Tt]ags",
}


@pytest.mark.parametrize("spoil", SPOILED, ids=lambda spoil: spoil.__name__)
def test_a_file_that_is_no_sound_dataset_is_refused_and_not_touched(wave: Path, spoil) -> None:
    spoil(wave)
    before = wave.read_bytes()

    with pytest.raises(DatasetError, match=SPOILED[spoil]) as refusal:
        datasets.read(wave)

    assert str(wave) in refusal.value.problems[0].where
    assert refusal.value.problems[0].mend
    assert wave.read_bytes() == before


def test_a_missing_dataset_is_refused_and_not_made(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="no such file"):
        datasets.read(tmp_path / "none.db")

    assert list(tmp_path.iterdir()) == []


def test_a_read_only_file_is_refused_before_anything_is_computed(wave: Path, release: Release) -> None:
    dataset = datasets.read(wave)
    wave.chmod(stat.S_IRUSR)

    with pytest.raises(DatasetError, match="file is read-only"):
        datasets.write_scores(wave, dataset, people_of(dataset), None, release)


def test_a_read_only_folder_is_refused(
    tmp_path: Path, questionnaire: Questionnaire, responses: Responses
) -> None:
    tmp_path.chmod(0o555)
    try:
        with pytest.raises(DatasetError, match="folder is read-only"):
            datasets.create(tmp_path / "wave.db", questionnaire, responses, origin="imported")
    finally:
        tmp_path.chmod(0o755)


def test_a_dataset_in_use_is_refused_after_a_while(wave: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scoring.sqlite_file.BUSY_SECONDS", 0.2)
    other = sqlite3.connect(wave)
    other.execute("BEGIN EXCLUSIVE")

    with pytest.raises(DatasetError, match="Another program is using the dataset"):
        datasets.read(wave)

    other.close()


def test_no_value_in_the_release_is_anything_but_json(wave: Path, release: Release) -> None:
    dataset = datasets.read(wave)
    datasets.write_scores(wave, dataset, people_of(dataset), None, release)
    db = sqlite3.connect(wave)

    details = [json.loads(detail) for (detail,) in db.execute("SELECT detail FROM released")]

    assert all(isinstance(detail, dict) for detail in details)
    db.close()
