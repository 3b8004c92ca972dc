"""Answers come out of SQLite as they went in, whatever they are and however many items there are."""

from __future__ import annotations

import sqlite3

import numpy as np
import pytest

from scoring.packed import packed, unpacked
from scoring.responses import MISSING


@pytest.mark.parametrize("items", [1, 40, 100, 101, 300])
def test_every_answer_comes_back(items: int) -> None:
    random = np.random.default_rng(items)
    answers = random.choice([MISSING, -127, -2, -1, 0, 1, 5, 100], (50, items)).astype(np.int8)
    names = [f"i{item}" for item in range(items)]
    db = sqlite3.connect(":memory:")
    db.execute(f"CREATE TABLE answers ({', '.join(f'{name} INTEGER' for name in names)}) STRICT")
    rows = [[None if x == MISSING else x for x in row] for row in answers.tolist()]
    db.executemany(f"INSERT INTO answers VALUES ({', '.join('?' * items)})", rows)  # noqa: S608  names made here

    texts = [text for (text,) in db.execute(f"SELECT {packed(names)} FROM answers ORDER BY rowid")]  # noqa: S608
    db.close()

    assert np.array_equal(unpacked(texts, items), answers)


def test_nobody_has_no_answers() -> None:
    assert unpacked([], 3).shape == (0, 3)


def test_no_items_make_an_empty_text() -> None:
    assert packed([]) == "''"
