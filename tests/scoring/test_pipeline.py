"""From answers to a release: nothing small gets out, and the oddest answers still make a release."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from questionnaires import load
from questionnaires.model import Questionnaire
from scoring.__main__ import main
from scoring.dataset import create, read, read_release
from scoring.pipeline import score, score_dataset
from scoring.release_rows import release_of, rows_of
from scoring.responses import MISSING, Responses
from scoring.simulate import simulate_organisation
from scoring.summary import summary

FORM = load("barriers-full")


@pytest.fixture
def wave(tmp_path: Path) -> Path:
    made = simulate_organisation(FORM, people=120, seed=4)
    create(tmp_path / "wave.db", FORM, made.responses, head_counts=made.head_counts, origin="simulated")
    return tmp_path / "wave.db"


def numbers_of_people(value: object) -> list[int]:
    """Return every number of people anywhere in a summary."""
    if isinstance(value, dict):
        own = [value[key] for key in ("n", "responses", "flagged") if isinstance(value.get(key), int)]
        return own + [n for each in value.values() for n in numbers_of_people(each)]
    return [n for each in value for n in numbers_of_people(each)] if isinstance(value, list) else []


def test_scoring_twice_leaves_the_same_rows(wave: Path) -> None:
    first = score(wave)
    rows = list(rows_of(read_release(wave)))

    again = score(wave)

    assert again == first
    assert list(rows_of(read_release(wave))) == rows


def test_another_seed_changes_nothing_that_is_not_drawn(wave: Path) -> None:
    one, two = (summary(score_dataset(read(wave), seed=seed)[0]) for seed in (1, 2))

    assert one["dimensions"] == two["dimensions"]
    assert one["units"] == two["units"]


def test_a_dimension_that_nobody_answered_is_hidden_and_the_rest_is_shown(tmp_path: Path) -> None:
    made = simulate_organisation(FORM, people=120, seed=4)
    answers = made.responses.answers.copy()
    answers[3:, :4] = MISSING
    create(tmp_path / "wave.db", FORM, Responses(answers, made.responses.units), origin="imported")

    release = score(tmp_path / "wave.db")

    assert release.total.scores["impact"].hidden == "few"
    assert release.total.scores["fit"].estimate is not None
    assert "impact" not in release.reliability
    assert release.maturity.status == "too_few"
    assert read_release(tmp_path / "wave.db") == release


def test_segments_and_crossings_are_released_in_the_order_of_the_plan(wave: Path) -> None:
    release = score(wave)

    names = [(cell.path, cell.segment, cell.option) for cell in (*release.segments, *release.crossings)]
    options = [(segment.code, option.code) for segment in FORM.segments for option in segment.options]
    tops = sorted({cell.path[:1] for cell in release.units})
    assert names == [((), *option) for option in options] + [
        (top, segment.code, option.code)
        for segment in FORM.segments
        for top in tops
        for option in segment.options
    ]
    assert any(cell.n for cell in release.segments)
    assert {cell.hidden for cell in release.crossings} >= {None, "few"}
    assert read_release(wave) == release


def test_a_dataset_from_a_version_that_knew_fewer_reasons_can_be_scored_again(wave: Path) -> None:
    score(wave)
    with closing(sqlite3.connect(wave)) as db, db:
        table = db.execute("SELECT sql FROM sqlite_master WHERE name = 'released'").fetchone()[0]
        db.execute("DROP TABLE released")
        db.execute(table.replace(", 'pinned', 'sparse'", ""))

    again = score(wave)

    assert read_release(wave) == again


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(5, 60), st.integers(0, 10_000), st.floats(0, 1))
def test_no_small_number_of_people_gets_out_and_every_release_can_be_written(
    questionnaire: Questionnaire, people: int, seed: int, missing: float
) -> None:
    random = np.random.default_rng(seed)
    answers = random.choice([1, 2, 3, 4, 5, -1, -2], (people, 4)).astype(np.int8)
    answers[random.random(answers.shape) < missing] = MISSING
    units = tuple(tuple(random.choice(list("abc"), random.integers(0, 3))) for _ in range(people))
    positions = tuple(random.choice(["employee", "manager", None], people, p=[0.6, 0.3, 0.1]).tolist())

    release = score_responses(questionnaire, Responses(answers, units, {"position": positions}))

    assert all(n >= 5 for n in numbers_of_people({**summary(release), "profiles": {}, "items": {}}) if n)
    assert all(n >= 10 for n in numbers_of_people(summary(release)["items"]))
    assert release_of(questionnaire, rows_of(release), where="") == release
    assert all(row.n is None or row.n >= 5 for row in rows_of(release))


def score_responses(questionnaire: Questionnaire, responses: Responses):
    from scoring.dataset import Dataset

    ids = tuple(map(str, range(len(responses))))
    return score_dataset(Dataset(questionnaire, ids, responses, (), "imported", 5, "00"), seed=1)[0]


def test_the_module_prints_the_same_json_without_the_platform(
    wave: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(wave)]) == 0

    assert json.loads(capsys.readouterr().out) == json.loads(json.dumps(summary(read_release(wave))))


def test_the_module_refuses_in_the_same_words(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path / "none.db")]) == 1
    assert "There is no such file" in capsys.readouterr().err
    assert main([]) == 2


def test_the_summary_has_every_key_that_its_readme_promises(wave: Path) -> None:
    readme = (Path(__file__).parents[2] / "scoring" / "README.md").read_text(encoding="utf-8")

    found = summary(score(wave))

    keys = {*found, *found["facts"], *found["dimensions"]["impact"], *found["profiles"]}
    keys |= {*found["units"][0], *found["segments"][0], *found["crossings"][0]}
    assert [key for key in keys if f"`{key}`" not in readme] == []
