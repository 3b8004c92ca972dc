"""`sightline pool` from scored datasets to a comparison, in the words of the command line."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from questionnaires import load

FORM = "barriers-full"
Run = Callable[..., object]


def scored(folder: Path, sightline: Run, seed: int, *, people: int = 30) -> Path:
    """A scored dataset of people who answered at random."""
    items, random = [item.code for item in load(FORM).items], np.random.default_rng(seed)
    answers, wave = folder / f"answers{seed}.csv", folder / f"wave{seed}.db"
    with answers.open("w", newline="") as file:
        csv.writer(file).writerows([items, *random.integers(1, 6, (people, len(items))).tolist()])
    assert sightline("import-responses", FORM, answers, "-o", wave).code == 0
    assert sightline("score", wave).code == 0
    return wave


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("pool")


def test_ten_organisations_are_added_frozen_shown_and_compared_with(tmp_path: Path, sightline: Run) -> None:
    pool = tmp_path / "pool.db"
    for seed in range(10):
        ended = sightline(
            *(
                "pool",
                "add",
                scored(tmp_path, sightline, seed),
                "--pool",
                pool,
                "--organisation",
                f"Org {seed}",
            ),
            *("--month", "2026-09", "--sector", "J", "--size", "250-999", "--country", "FR", "--agreed"),
        )
        assert ended.code == 0, ended.err

    frozen = sightline("pool", "freeze", FORM, "--pool", pool, "--name", "first")
    shown = sightline("pool", "show", FORM, "--pool", pool)
    compared = sightline("pool", "compare", scored(tmp_path, sightline, 99), "--pool", pool)

    assert "10 organisations" in frozen.out
    assert "n 10, P25 " in shown.out
    assert "% lie below" in compared.out
    assert "Traceback" not in frozen.err + shown.err + compared.err


def test_an_organisation_that_was_not_asked_is_not_added(tmp_path: Path, sightline: Run) -> None:
    pool = tmp_path / "pool.db"

    ended = sightline(
        *("pool", "add", tmp_path / "any.db", "--pool", pool, "--organisation", "A", "--month", "2026-09")
    )

    assert ended.code == 1
    assert "--agreed" in ended.err
    assert not pool.exists()


def test_made_up_people_stay_out_of_the_pool(tmp_path: Path, sightline: Run) -> None:
    demo = tmp_path / "demo"
    assert sightline("demo", "--no-serve", "--people", 60, "--dir", demo).code == 0
    [wave] = [path for path in demo.rglob("*.db") if b"released_hash" in path.read_bytes()]

    ended = sightline(
        *("pool", "add", wave, "--pool", tmp_path / "pool.db", "--organisation", "A", "--month", "2026-09"),
        "--agreed",
    )

    assert ended.code == 1
    assert "made up" in ended.err


@pytest.mark.parametrize(
    ("option", "value", "wrong"),
    [
        ("--month", "2026-13", "is no month"),
        ("--month", "Sept", "is no month"),
        ("--sector", "Z", "no sector"),
        ("--size", "12", "no size"),
        ("--country", "fr", "no country code"),
        ("--organisation", "  ", "has no name"),
    ],
)
def test_what_the_pool_cannot_file_is_refused(
    tmp_path: Path, folder: Path, sightline: Run, option: str, value: str, wrong: str
) -> None:
    wave = folder / "wave7.db" if (folder / "wave7.db").exists() else scored(folder, sightline, 7)
    given = {"--organisation": "A", "--month": "2026-09"} | {option: value}

    ended = sightline(
        *("pool", "add", wave, "--pool", tmp_path / "pool.db", "--agreed"),
        *(x for pair in given.items() for x in pair),
    )

    assert ended.code == 1
    assert wrong in ended.err
    assert not (tmp_path / "pool.db").exists()


def test_sector_and_country_together_are_refused(tmp_path: Path, folder: Path, sightline: Run) -> None:
    wave = folder / "wave7.db" if (folder / "wave7.db").exists() else scored(folder, sightline, 7)

    ended = sightline(
        *("pool", "compare", wave, "--pool", tmp_path / "pool.db", "--sector", "J", "--country", "FR")
    )

    assert ended.code == 1
    assert "Choose one" in ended.err
