"""What stops people: ranked barriers with intervals, beside what published studies found; by position and unit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from string import ascii_lowercase

from questionnaires.references import studies, taxonomy
from scoring.disclosure import LOW_END
from scoring.release import Estimate, Release
from scoring.release_findings import BarrierCell, Cited, CodedShare
from survey.reports import charts, findings
from survey.reports.charts import Bar, Row
from survey.reports.section import Values, interval
from survey.speech import Speech

MOST_COLUMNS = 8
"""Cells in the table of positions and units: as many as fit the page."""

ROWS_BY_CELL = 10

Published = Mapping[str, Sequence[tuple[str, float]]]


def barriers(release: Release, speech: Speech) -> Values | None:
    """Return the chart of barriers, its table, the studies behind its marks, and the barriers by cell."""
    found = findings.barriers_of(release)
    if found is None:
        return None
    total = found.cells[0]
    order = findings.ranked(total)
    published, cited_studies = _published([barrier.code for barrier in order], speech)
    return {
        "sentences": findings.obstacles(release, speech),
        "chart": _chart(order, published, release, speech),
        "rows": [_row(barrier, release, speech) for barrier in order],
        "ranked": found.ranked,
        "base": _base(total, found.most, speech),
        "others": _others(total, speech),
        "studies": cited_studies,
        "origin": speech.wording(taxonomy().origin),
        "least": speech.share(LOW_END),
        "by_cell": _by_cell(order, found.cells[1:], release, speech),
    }


def coded_share(share: CodedShare, speech: Speech) -> str:
    """Return a share as text; at the ends it may be less, or more."""
    text = speech.share(share.share)
    if share.low is not None:
        return text
    return (
        speech.say("≤ %(share)s", share=text) if share.share < 0.5 else speech.say("≥ %(share)s", share=text)
    )


def _published(codes: Sequence[str], speech: Speech) -> tuple[Published, list[tuple[str, str]]]:
    """Return the published shares of each barrier by letter, and what each letter stands for."""
    known = [study for study in studies(client=True) if set(codes) & set(study.shares)]
    letters = dict(zip([study.code for study in known], ascii_lowercase, strict=False))
    marks = {
        code: [(letters[study.code], study.shares[code]) for study in known if code in study.shares]
        for code in codes
    }
    return marks, [(letters[study.code], study.cited(speech.language)) for study in known]


def _chart(order: Sequence[Cited], published: Published, release: Release, speech: Speech) -> charts.Bars:
    rows = [
        Bar(
            Row(
                label=findings.barrier_name(barrier.code, release, speech),
                score=coded_share(barrier.cited, speech),
                values=(100 * barrier.cited.share,),
                low=None if barrier.cited.low is None else 100 * barrier.cited.low,
                high=None if barrier.cited.high is None else 100 * barrier.cited.high,
            ),
            outline=barrier.cited.low is None,
            published=tuple(published.get(barrier.code, ())),
        )
        for barrier in order
    ]
    title = speech.say("Share of people citing each barrier, with its 95 % interval:")
    return charts.bars(rows, alt=f"{title} {'; '.join(f'{bar.row.label} {bar.row.score}' for bar in rows)}")


def _row(barrier: Cited, release: Release, speech: Speech) -> Values:
    share, index = barrier.cited, barrier.rank_index
    known = share.low is not None and share.high is not None
    return {
        "label": findings.barrier_name(barrier.code, release, speech),
        "n": speech.number(share.n),
        "share": coded_share(share, speech),
        "interval": _ends(share, speech) if known else "–",
        "index": _index(index, speech),
    }


def _ends(share: CodedShare, speech: Speech) -> str:
    return f"{speech.number(100 * (share.low or 0))}–{speech.number(100 * (share.high or 0))}"


def _index(index: Estimate | None, speech: Speech) -> str:
    return "–" if index is None else f"{speech.number(index.mean, 1)} ({interval(index, speech)})"


def _base(total: BarrierCell, most: int, speech: Speech) -> str:
    return speech.say_many(
        "Base: the %(people)s people who answered the question. Each could choose %(n)s answer.",
        "Base: the %(people)s people who answered the question. Each could choose up to %(n)s answers.",
        most,
        people=speech.number(total.n or 0),
    )


def _others(total: BarrierCell, speech: Speech) -> list[str]:
    sentences = []
    if total.nothing is not None:
        sentences.append(
            speech.say("%(share)s say that nothing stops them.", share=coded_share(total.nothing, speech))
        )
    if total.unknown is not None:
        sentences.append(
            speech.say("%(share)s do not know what stops them.", share=coded_share(total.unknown, speech))
        )
    return sentences


def _by_cell(
    order: Sequence[Cited], cells: Sequence[BarrierCell], release: Release, speech: Speech
) -> Values | None:
    """Return the barriers of positions and top units; columns are shown cells only, and say how many are hidden."""
    top = [cell for cell in cells if cell.name.segment is not None or len(cell.name.unit) == 1]
    shown = [cell for cell in top if cell.hidden is None]
    shown = sorted(shown, key=lambda cell: cell.name.segment is None)[:MOST_COLUMNS]
    if not shown:
        return None
    by_cell = [{barrier.code: barrier for barrier in cell.barriers} for cell in shown]
    codes = [barrier.code for barrier in order if all(barrier.code in known for known in by_cell)]
    hidden = sum(cell.hidden is not None for cell in top)
    return {
        "columns": [_cell_name(cell, release, speech) for cell in shown],
        "people": [speech.number(cell.n or 0) for cell in shown],
        "rows": [
            (
                findings.barrier_name(code, release, speech),
                [coded_share(known[code].cited, speech) for known in by_cell],
            )
            for code in codes[:ROWS_BY_CELL]
        ],
        "hidden": speech.say_many(
            "%(n)s position or unit is not shown: too few people, or it would give a small group away.",
            "%(n)s positions or units are not shown: too few people, or they would give a small group away.",
            hidden,
        )
        if hidden
        else "",
    }


def _cell_name(cell: BarrierCell, release: Release, speech: Speech) -> str:
    if cell.name.segment is None:
        return " / ".join(cell.name.unit)
    return findings.position_name(cell.name.option or "", release, speech)
