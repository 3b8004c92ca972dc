"""P7 and P8: a million people with forty items, from the dataset to all printed figures, against reading the rows.

Every figure is a ratio to a floor of the same run, in seconds of one thread's processor time, so that a busy machine
changes little. Profiles are left out: their draws have a table of their own. `python -m tests.bench.scoring_scale
100000` asks for another size; each size runs in a process of its own, so that the peak of memory is that of the size.
"""

from __future__ import annotations

import json
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import numpy as np
from threadpoolctl import threadpool_limits

from questionnaires import load
from questionnaires.model import Item, Page, Questionnaire
from questionnaires.texts import Text
from scoring import dataset as datasets
from scoring.cells import cells_of
from scoring.dataset import Dataset
from scoring.dimensions import answer_means, scores_of, scoring_key
from scoring.items import item_results
from scoring.packed import packed, unpacked
from scoring.pipeline import _agreement, _reliability
from scoring.responses import MISSING, Responses
from scoring.responses import Path as Unit
from scoring.screening import screened

PEOPLE = 1_000_000
ITEMS_EACH = 5
READING_GOAL, SCORING_GOAL, MEMORY_GOAL = 0.5, 2.0, 1024.0


def run(people: int = PEOPLE) -> None:
    """Print the table for so many people."""
    with tempfile.TemporaryDirectory() as folder:
        wave = Path(folder) / "wave.db"
        _in_a_process("make", people, wave)
        found = json.loads(_in_a_process("measure", people, wave))
    print(
        f"\nScoring at scale: {people:,} people x {found['width']} items, one thread, seconds of processor time"
    )
    print(f"{'figure':<46} {'s':>8} {'floor':>8} {'ratio':>7} {'goal':>7}")
    for name, floor, goal in (
        ("P7 dataset -> NumPy matrix, / plain fetchall", "fetchall", READING_GOAL),
        ("P7 dataset -> NumPy matrix, / reading an .npy", "npy", None),
    ):
        _print_row(name, found["matrix"], found[floor], goal)
    _print_row("   whole read with checksum, / plain fetchall", found["read"], found["fetchall"], None)
    _print_row("P8 all figures but profiles, / P7's reading", found["figures"], found["matrix"], SCORING_GOAL)
    _print_row("   the same, / the whole read", found["figures"], found["read"], None)
    for name in ("screen", "scores", "items", "reliability", "agreement", "cells"):
        print(f"     {name:<41} {found[name]:>8.2f}")
    met = "met" if found["peak"] < MEMORY_GOAL else "NOT met"
    print(
        f"{'peak memory of read and figures, MiB':<46} {found['peak']:>8.0f} {'':>16} < {MEMORY_GOAL:.0f}  {met}"
    )
    print(f"{'   of which the whole read alone':<46} {found['read_peak']:>8.0f}")


def _print_row(name: str, seconds: float, floor: float, goal: float | None) -> None:
    ratio = seconds / floor
    verdict = "" if goal is None else f"{goal:>7.1f}  {'met' if ratio <= goal else 'NOT met'}"
    print(f"{name:<46} {seconds:>8.2f} {floor:>8.2f} {ratio:>7.2f} {verdict}")


def _in_a_process(task: str, people: int, wave: Path) -> str:
    command = [sys.executable, "-m", "tests.bench.scoring_scale", task, str(people), str(wave)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


@lru_cache
def _form() -> Questionnaire:
    """Return forty sentences in eight dimensions on five points, the last of each reversed, and no other question."""
    full = load("barriers-full")
    items = tuple(
        Item(
            f"{dimension.code}{number}",
            text=Text({"en": f"Sentence {number} about {dimension.code}."}),
            dimension=dimension.code,
            scale="agree5",
            reverse=number == ITEMS_EACH,
        )
        for dimension in full.dimensions
        for number in range(1, ITEMS_EACH + 1)
    )
    pages = (Page("all", tuple(item.code for item in items)),)
    return replace(
        full, languages=("en",), items=items, questions=(), goals=(), segments=(), sub_scores=(), pages=pages
    )


def _make(people: int, wave: Path) -> None:
    """Write a dataset of made-up people in 120 units, some answers missing or outside the scale."""
    random, items = np.random.default_rng(1), len(_form().items)
    level = random.normal(3, 0.7, (people, 1)).astype(np.float32)
    answers = np.empty((people, items), dtype=np.int8)
    for start in range(0, people, 50_000):
        rows = slice(start, start + 50_000)
        drawn = level[rows] + random.normal(0, 0.9, (len(level[rows]), items))
        answers[rows] = np.clip(np.rint(drawn), 1, 5)
        answers[rows][random.random(drawn.shape) < 0.03] = -1
        answers[rows][random.random(drawn.shape) < 0.04] = MISSING
    names: list[Unit] = [(f"Division {a}", f"Team {a}-{b}") for a in range(12) for b in range(10)]
    units = tuple(names[place] for place in random.integers(0, len(names), people))
    datasets.create(wave, _form(), Responses(answers, units), origin="simulated")


def _measure(wave: Path) -> dict[str, float]:
    with threadpool_limits(limits=1):
        found: dict[str, float] = {"width": len(_form().items)}
        found |= _figures(found, wave)
        found["peak"] = _peak()
        # The floor makes a Python number of every answer, and so must not count in the peak: it comes last.
        found["npy"] = _npy(wave)
        found["matrix"] = _seconds(lambda: _matrix(wave))
        found["fetchall"] = _seconds(lambda: _fetchall(wave))
    return found


def _figures(found: dict[str, float], wave: Path) -> dict[str, float]:
    """Read the dataset and compute every printed figure but profiles, each timed."""
    kept: list[Dataset] = []
    found["read"] = _seconds(lambda: kept.append(datasets.read(wave)))
    found["read_peak"] = _peak()
    responses, form = kept[0].responses, kept[0].questionnaire
    key, scores = scoring_key(form), np.empty(0)

    def compute_scores() -> None:
        nonlocal scores
        scores = scores_of(responses.answers, key, key.item_sets, answer_means(responses.answers, key))

    tasks: dict[str, Callable[[], object]] = {
        "screen": lambda: screened(form, responses, key),
        "scores": compute_scores,
        "items": lambda: item_results(form, responses, threshold=10),
        "reliability": lambda: _reliability(responses, scores, key),
        "agreement": lambda: _agreement(responses, scores, key),
        "cells": lambda: cells_of(
            scores, responses.units, form.dimensions, head_counts=(), threshold=5, maturity=form.maturity
        ),
    }
    for name, task in tasks.items():
        found[name] = _seconds(task)
    found["figures"] = sum(found[name] for name in tasks)
    return found


def _matrix(wave: Path) -> np.ndarray:
    """Return the answers as scoring reads them, without ids, units and checksum."""
    items = [item.code for item in _form().items]
    db = sqlite3.connect(f"file:{wave}?mode=ro", uri=True)
    rows = db.execute(f"SELECT {packed(items)} FROM responses ORDER BY response_id").fetchall()  # noqa: S608
    db.close()
    return unpacked((text for (text,) in rows), len(items))


def _fetchall(wave: Path) -> int:
    items = ", ".join(f"[{item.code}]" for item in _form().items)
    db = sqlite3.connect(f"file:{wave}?mode=ro", uri=True)
    rows = db.execute(f"SELECT {items} FROM responses ORDER BY response_id").fetchall()  # noqa: S608
    db.close()
    return len(rows)


def _npy(wave: Path) -> float:
    path = wave.with_suffix(".npy")
    np.save(path, _matrix(wave), allow_pickle=False)
    return _seconds(lambda: np.load(path, allow_pickle=False))


def _seconds(work: Callable[[], object]) -> float:
    begun = time.process_time()
    work()
    return time.process_time() - begun


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _main(arguments: list[str]) -> None:
    match arguments:
        case ["make", people, wave]:
            _make(int(people), Path(wave))
        case ["measure", _, wave]:
            print(json.dumps(_measure(Path(wave))))
        case [people]:
            run(int(people))
        case _:
            run()


if __name__ == "__main__":
    _main(sys.argv[1:])
