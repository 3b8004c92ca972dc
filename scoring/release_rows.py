"""A release as rows of the table `released`, and back.

Each row is one figure of one cell: n and its headline value for whoever opens the file, and the whole figure as
JSON for the program. A hidden figure has a reason and neither n nor value.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, TypeVar, get_type_hints

import cattrs

from questionnaires.model import Questionnaire
from scoring.errors import DatasetError
from scoring.release import (
    Agreement,
    Cell,
    CellName,
    Facts,
    ItemResult,
    MaturityResult,
    ProfilesResult,
    Release,
    Reliability,
    Score,
)
from scoring.release_findings import BarrierCell, BarriersFound, Findings
from scoring.responses import path_text

TOTAL = ""
"""The text of the total's name."""

CITED = "cited"
"""The measure of what the people of one cell say stops them."""

OF_UNIT = "//"
"""Stands between a unit's path and a segment's value, as in "Sales//tenure=long": no path has it, or begins so."""

_converter = cattrs.Converter(forbid_extra_keys=True)
_Figure = TypeVar("_Figure")


@dataclass(frozen=True)
class ReleasedRow:
    """One figure of one cell, as the table holds it."""

    cell: str
    measure: str
    n: int | None
    value: float | None
    hidden: str | None
    detail: str


def rows_of(release: Release) -> Iterator[ReleasedRow]:
    """Yield every figure of a release, the total's first."""
    for cell in (release.total, *release.units, *release.segments, *release.crossings):
        yield from _cell_rows(cell)
    yield _row("facts", release.facts, n=release.facts.responses, value=None)
    for code, held in release.reliability.items():
        yield _row(f"reliability:{code}", held, n=held.n, value=held.alpha)
    for code, agreed in release.agreement.items():
        yield _row(f"agreement:{code}", agreed, n=None, value=agreed.icc1)
    for code, item in release.items.items():
        yield _row(f"item:{code}", item, n=item.n, value=item.mean)
    yield _row("maturity", release.maturity, n=None, value=release.maturity.overall)
    yield _row("profiles", release.profiles, n=None, value=release.profiles.k)
    if release.findings is not None:
        yield from _finding_rows(release.findings)


def _finding_rows(findings: Findings) -> Iterator[ReleasedRow]:
    """Yield a row for each kind of finding, and one for each cell that the barriers are told of."""
    for kind in fields(Findings):
        found = getattr(findings, kind.name)
        if isinstance(found, BarriersFound):
            found = replace(found, cells=())
        yield _row(kind.name, found, n=None, value=None)
    for cell in findings.barriers.cells:
        pair = cell.core_pair.share if cell.core_pair else None
        yield _row(CITED, cell, cell=cell_text(cell.name), n=cell.n, value=pair, hidden=cell.hidden)


def release_of(questionnaire: Questionnaire, rows: Iterable[ReleasedRow], *, where: str) -> Release:
    """Return the release that `rows` hold, or refuse rows that do not make one."""
    try:
        return _release_of(questionnaire, rows)
    except (KeyError, ValueError, TypeError, cattrs.BaseValidationError) as error:
        raise DatasetError(
            f"The table 'released' does not hold what this version of sightline writes ({type(error).__name__}).",
            where=where,
            mend="Run 'sightline score' on the dataset again.",
        ) from error


def _release_of(questionnaire: Questionnaire, rows: Iterable[ReleasedRow]) -> Release:
    measures: dict[str, dict[str, ReleasedRow]] = defaultdict(dict)
    for row in rows:
        measures[row.cell][row.measure] = row
    total = measures.pop(TOTAL)
    dimensions = [dimension.code for dimension in questionnaire.dimensions]
    cells = [_cell(name, of_cell, dimensions) for name, of_cell in measures.items()]
    cells.sort(key=_order(questionnaire))
    release = Release(
        questionnaire=questionnaire,
        facts=_figure(Facts, total["facts"]),
        total=_cell(TOTAL, total, dimensions),
        units=tuple(cell for cell in cells if cell.segment is None),
        reliability=_by_code(Reliability, "reliability:", total, dimensions),
        agreement=_by_code(Agreement, "agreement:", total, dimensions),
        items=_by_code(ItemResult, "item:", total, [item.code for item in questionnaire.items]),
        maturity=_figure(MaturityResult, total["maturity"]),
        profiles=_figure(ProfilesResult, total["profiles"]),
        segments=tuple(cell for cell in cells if cell.segment is not None and not cell.path),
        crossings=tuple(cell for cell in cells if cell.segment is not None and cell.path),
    )
    return replace(release, findings=_findings(release, total, measures))


def _findings(
    release: Release, total: Mapping[str, ReleasedRow], measures: Mapping[str, Mapping[str, ReleasedRow]]
) -> Findings | None:
    """Return the findings, None where an earlier version wrote the rows."""
    if "barriers" not in total:
        return None
    kinds = get_type_hints(Findings)
    found = {name: _figure(kind, total[name]) for name, kind in kinds.items()}
    names = [cell_text(cell.name) for cell in (*release.units, *release.segments)]
    of_cells = [total, *(measures[name] for name in names)]
    cells = tuple(_figure(BarrierCell, rows[CITED]) for rows in of_cells if CITED in rows)
    return Findings(**{**found, "barriers": replace(found["barriers"], cells=cells)})


def _order(questionnaire: Questionnaire) -> Callable[[Cell], tuple[int, int, tuple[str, ...], int]]:
    """Return a key that puts cells in the order of the release plan."""
    segments = {segment.code: place for place, segment in enumerate(questionnaire.segments)}
    options = {
        (segment.code, option.code): place
        for segment in questionnaire.segments
        for place, option in enumerate(segment.options)
    }

    def order(cell: Cell) -> tuple[int, int, tuple[str, ...], int]:
        if cell.segment is None or cell.option is None:
            return (0, 0, cell.path, 0)
        return (1, segments[cell.segment], cell.path, options[cell.segment, cell.option])

    return order


def cell_text(name: CellName) -> str:
    """Return a cell's name as the table holds it."""
    unit = path_text(name.unit)
    return unit if name.segment is None else f"{unit}{OF_UNIT}{name.segment}={name.option}"


def _cell_rows(cell: Cell) -> Iterator[ReleasedRow]:
    name = cell_text(cell.name)
    head = replace(cell, scores={})
    yield _row("people", head, cell=name, n=cell.n, value=cell.rate_percent, hidden=cell.hidden)
    for code, score in cell.scores.items():
        n = score.estimate.n if score.estimate else None
        mean = score.estimate.mean if score.estimate else None
        yield _row(f"score:{code}", score, cell=name, n=n, value=mean, hidden=score.hidden)


def _cell(name: str, measures: Mapping[str, ReleasedRow], dimensions: Sequence[str]) -> Cell:
    head = _figure(Cell, measures["people"])
    if cell_text(head.name) != name:
        raise ValueError(name)
    return replace(head, scores=_by_code(Score, "score:", measures, dimensions))


def _by_code(
    kind: type[_Figure], prefix: str, measures: Mapping[str, ReleasedRow], codes: Sequence[str]
) -> dict[str, _Figure]:
    """Return the figures of one kind by dimension or item, in the order of `codes`."""
    return {code: _figure(kind, measures[prefix + code]) for code in codes if prefix + code in measures}


def _row(
    measure: str,
    figure: Any,
    *,
    n: int | None,
    value: float | None,
    cell: str = TOTAL,
    hidden: str | None = None,
) -> ReleasedRow:
    detail = json.dumps(_converter.unstructure(figure), ensure_ascii=False, allow_nan=False)
    return ReleasedRow(cell, measure, n, None if value is None else float(value), hidden, detail)


def _figure(kind: type[_Figure], row: ReleasedRow) -> _Figure:
    return _converter.structure(json.loads(row.detail), kind)
