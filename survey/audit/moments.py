"""Times: a moment beside an answer is compared with when somebody sat at the desk, clicked, or got a reminder."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from survey.audit.finding import Finding
from survey.audit.scene import Scene
from survey.store.admission import LAYOUT as ADMISSION
from survey.store.ballots import LAYOUT as BALLOTS
from survey.store.pages import Value

_WRITTEN = re.compile(r"\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}.*)?|\d{2}:\d{2}:\d{2}.*")
_YEARS_2005_TO_2060 = (1_104_537_600, 2_840_140_800)
_JULIAN_2005_TO_2060 = (2_453_371, 2_473_459)
_MOSTLY = 0.8
_FEWEST = 5

_EXPECTED_FILES = {
    "campaign.json",
    "admission.db",
    "admission.lock",
    "ballots.db",
    "ballots.lock",
    "admission.db-journal",
    "ballots.db-journal",
}


def moments(scene: Scene) -> Iterator[Finding]:
    """Look for columns and values that are moments, for columns that nobody declared, and for a file an answer."""
    for name, store in scene.stores.items():
        for table in store.tables:
            columns = store.columns[table]
            rows = store.rows(table)
            values: dict[str, list[Value]] = {
                column: [row[place] for row in rows] for place, column in enumerate(columns)
            }
            yield _timed(name, table, {**values, **_leaves(values.get("answers", []))})
    yield from _undeclared(scene)
    yield _files(scene)


def _timed(store: str, table: str, columns: Mapping[str, Iterable[Value]]) -> Finding:
    found = {column: _moments(values) for column, values in columns.items()}
    timed = {
        column: count for column, (count, of) in found.items() if of >= _FEWEST and count >= _MOSTLY * of
    }
    hits = max(timed.values(), default=0)
    said = f"moments in {', '.join(sorted(timed))}" if timed else "no column holds moments"
    tried = max((of for _, of in found.values()), default=0)
    return Finding("times", f"moments in {table} of {store}", tried, hits, 0.0, bool(timed), said)


def _moments(values: Iterable[Value]) -> tuple[int, int]:
    present = [value for value in values if value is not None]
    return sum(_is_moment(value) for value in present), len(present)


def _is_moment(value: Value) -> bool:
    if isinstance(value, str):
        return bool(_WRITTEN.fullmatch(value))
    if isinstance(value, int | float):
        low, high = _YEARS_2005_TO_2060
        scales = (1, 1_000, 1_000_000, 1_000_000_000)
        julian = isinstance(value, float) and _JULIAN_2005_TO_2060[0] < value < _JULIAN_2005_TO_2060[1]
        return julian or any(low * scale < value < high * scale for scale in scales)
    return False


def _leaves(answers: Iterable[Value]) -> dict[str, list[Value]]:
    """Return the values inside answers, by code."""
    found: dict[str, list[Value]] = defaultdict(list)
    for text in answers:
        if isinstance(text, str) and text.startswith("{"):
            for code, value in json.loads(text).items():
                if isinstance(value, str | int | float):
                    found[f"answers.{code}"].append(value)
    return found


def _undeclared(scene: Scene) -> Iterator[Finding]:
    for name, store, layout in (
        ("admission", scene.admission, ADMISSION),
        ("ballots", scene.ballots, BALLOTS),
    ):
        if store is not None:
            declared = {
                (table.name, column.name) for table in layout.tables.sorted_tables for column in table.columns
            }
            present = {(table, column) for table, columns in store.columns.items() for column in columns}
            odd = sorted(f"{table}.{column}" for table, column in present - declared)
            said = f"nobody declared {', '.join(odd)}" if odd else "all are declared"
            yield Finding("times", f"columns of {name}", len(present), len(odd), 0.0, bool(odd), said)


def _files(scene: Scene) -> Finding:
    """Count the files beside the stores: one that is written for each answer has the answer's time."""
    folder = scene.home.campaign(scene.campaign.id).folder
    present = [path.name for path in folder.iterdir()] if folder.is_dir() else []
    odd = [name for name in present if name not in _EXPECTED_FILES]
    said = "other files lie beside the stores" if odd else "no file is written for one answer"
    return Finding(
        "times", "times of files in the campaign's folder", len(present), len(odd), 0.0, bool(odd), said
    )
