"""The pool of organisations: quantiles that hold for few, cells that give nobody away, editions that stand."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from scoring import benchmark
from scoring.errors import PoolError
from scoring.percentiles import quantile, standing
from scoring.pool_cells import Entry, Group, PoolCell, pool_cells, standing_in

FORM = "barriers-full"
TODAY = date(2026, 11, 25)


def entry(number: int, **changes: object) -> Entry:
    """An organisation that differs from its neighbours in its means only."""
    made = Entry(
        f"Organisation {number}", FORM, "2026-09", 100, {"imp": 30.0 + 2 * number, "fit": 80.0 - number}
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def pool_of(path: Path, entries: list[Entry]) -> Path:
    for each in entries:
        benchmark.add(path, each, fingerprint=f"{each.organisation} {each.month}", today=TODAY)
    return path


def cell(cells: tuple[PoolCell, ...], group: Group, dimension: str = "imp") -> PoolCell:
    return next(each for each in cells if (each.group, each.dimension) == (group, dimension))


def test_quantiles_are_those_that_r_gives() -> None:
    """quantile(c(3, 1, 4, 1, 5, 9, 2, 6, 5, 3), c(.25, .5, .75, .9)) in R 4.2."""
    values = np.array([3.0, 1, 4, 1, 5, 9, 2, 6, 5, 3])

    found = [quantile(values, at).value for at in (0.25, 0.5, 0.75, 0.9)]

    assert found == pytest.approx([2.25, 3.5, 5.0, 6.3])


@pytest.mark.parametrize("n", [10, 12, 30, 100, 400])
@pytest.mark.parametrize("at", [0.25, 0.5, 0.75, 0.9])
def test_the_interval_of_a_quantile_holds_whatever_the_distribution(n: int, at: float) -> None:
    found = quantile(np.arange(1.0, n + 1), at)

    below = 0 if found.low is None else int(found.low)
    above = n + 1 if found.high is None else int(found.high)
    # The true quantile lies between two order statistics as often as so many of n fall below it.
    covered = stats.binom.cdf(above - 1, n, at) - stats.binom.cdf(below - 1, n, at)
    assert 0.95 <= covered <= 0.999


def test_the_upper_tenth_of_ten_organisations_has_no_upper_end() -> None:
    assert quantile(np.arange(10.0), 0.9).high is None


def test_ties_count_half_in_a_standing() -> None:
    found = standing(np.array([10.0, 20, 20, 30]), 20)

    assert found.percent == 50
    assert found.low < 50 < found.high


def test_a_cell_needs_ten_organisations() -> None:
    nine, ten = ([entry(n) for n in range(count)] for count in (9, 10))

    assert cell(pool_cells(nine, ["imp"]), Group()).hidden == "few"
    assert cell(pool_cells(ten, ["imp"]), Group()).organisations == 10


def test_what_is_shown_of_a_cell_is_in_whole_points() -> None:
    entries = [entry(n, means={"imp": 30 + n / 7}) for n in range(20)]

    shown = cell(pool_cells(entries, ["imp"]), Group())

    assert [q.value for q in shown.quantiles] == [round(q.value) for q in shown.quantiles]


def test_one_organisation_with_over_a_quarter_of_the_respondents_hides_the_cell() -> None:
    entries = [entry(n, respondents=1000 if n == 0 else 100) for n in range(20)]

    assert cell(pool_cells(entries, ["imp"]), Group()).hidden == "dominated"


def test_a_sector_whose_remainder_is_small_is_hidden() -> None:
    """Thirty in all and twenty-five in one sector would tell of the other five."""
    entries = [entry(n, sector="J" if n < 25 else "C") for n in range(30)]

    cells = pool_cells(entries, ["imp"])

    assert cell(cells, Group()).hidden is None
    assert cell(cells, Group("sector", "C")).hidden == "few"
    assert cell(cells, Group("sector", "J")).hidden == "complement"


def test_two_large_sectors_are_both_shown() -> None:
    entries = [entry(n, sector="J" if n < 15 else "C") for n in range(30)]

    cells = pool_cells(entries, ["imp"])

    assert [cell(cells, Group("sector", s)).organisations for s in "CJ"] == [15, 15]


def test_an_attribute_known_of_too_few_is_not_shown() -> None:
    entries = [entry(n, country="FR" if n < 15 else None) for n in range(30)]

    assert cell(pool_cells(entries, ["imp"]), Group("country", "FR")).hidden == "sparse"


@given(
    st.lists(st.tuples(st.sampled_from("CJK"), st.sampled_from(["FR", "BE", "CH"])), min_size=10, max_size=60)
)
def test_no_difference_between_shown_cells_is_a_small_group(kinds: list[tuple[str, str]]) -> None:
    entries = [entry(n, sector=s, country=c) for n, (s, c) in enumerate(kinds)]

    shown = [each.group for each in pool_cells(entries, ["imp"]) if each.hidden is None]

    members = [
        {e.organisation for e in entries if g.attribute is None or e.value_of(g.attribute) == g.value}
        for g in shown
    ]
    whole = {e.organisation for e in entries}
    for attribute in ("sector", "country"):
        of_attribute = [m for g, m in zip(shown, members, strict=True) if g.attribute == attribute]
        if Group() in shown:
            rest = whole.difference(*of_attribute)
            assert not rest or len(rest) >= 10
    assert all(len(group) >= 10 for group in members)


def test_a_standing_leaves_the_organisation_itself_out_and_is_rough() -> None:
    entries = [entry(n) for n in range(20)]

    found = standing_in(entries, Group(), "imp", 51.0, organisation="Organisation 3")

    assert found.organisations == 19
    assert found.percent == 55  # ten of nineteen lie below, 52.6 %
    assert found.low % 5 == found.high % 5 == 0


def test_an_edition_stands_and_reads_back_as_it_was_frozen(tmp_path: Path) -> None:
    pool = pool_of(tmp_path / "pool.db", [entry(n) for n in range(12)])

    made = benchmark.freeze(pool, FORM, name="2026-11", today=TODAY)
    pool_of(pool, [entry(n) for n in range(12, 20)])

    assert benchmark.edition(pool, FORM) == made
    assert made.organisations == 12
    assert len(benchmark.held_by(pool, made)) == 12


def test_nine_organisations_make_no_edition(tmp_path: Path) -> None:
    pool = pool_of(tmp_path / "pool.db", [entry(n) for n in range(9)])

    with pytest.raises(PoolError, match="has 9 organisations"):
        benchmark.freeze(pool, FORM, name="2026-11", today=TODAY)

    with pytest.raises(PoolError, match="no edition yet"):
        benchmark.edition(pool, FORM)


def test_the_next_edition_waits_for_five_changes(tmp_path: Path) -> None:
    pool = pool_of(tmp_path / "pool.db", [entry(n) for n in range(12)])
    benchmark.freeze(pool, FORM, name="first", today=TODAY)
    pool_of(pool, [entry(n) for n in range(12, 15)])
    pool_of(pool, [entry(0, month="2026-10")])

    with pytest.raises(PoolError, match="Only 4 organisations changed"):
        benchmark.freeze(pool, FORM, name="second", today=TODAY)
    benchmark.withdraw(pool, "Organisation 5")
    second = benchmark.freeze(pool, FORM, name="second", today=TODAY)

    assert second.organisations == 14
    assert benchmark.edition(pool, FORM).name == "second"
    assert benchmark.edition(pool, FORM, "first").organisations == 12


def test_only_the_newest_wave_of_two_years_counts(tmp_path: Path) -> None:
    old = [entry(n, month="2024-10") for n in range(20, 25)]
    twice = [entry(n, month="2025-09") for n in range(12)]
    pool = pool_of(tmp_path / "pool.db", [entry(n) for n in range(12)] + old + twice)

    made = benchmark.freeze(pool, FORM, name="2026-11", today=TODAY)

    assert made.organisations == 12
    assert {each.month for each in benchmark.held_by(pool, made)} == {"2026-09"}


def test_a_second_entry_of_the_wave_or_the_dataset_is_refused(tmp_path: Path) -> None:
    pool = pool_of(tmp_path / "pool.db", [entry(1)])

    for number, fingerprint in [(1, "another"), (2, "Organisation 1 2026-09")]:
        with pytest.raises(PoolError, match="already, or this dataset"):
            benchmark.add(pool, entry(number), fingerprint=fingerprint, today=TODAY)

    assert benchmark.entries(pool) == (entry(1),)


def test_withdrawing_somebody_who_is_not_there_says_so(tmp_path: Path) -> None:
    pool = pool_of(tmp_path / "pool.db", [entry(1)])

    with pytest.raises(PoolError, match="no organisation 'Nobody'"):
        benchmark.withdraw(pool, "Nobody")


@pytest.mark.parametrize("content", [b"", b"not a database", b"SQLite format 3\x00" + b"\xff" * 4000])
def test_another_file_is_refused_and_left_as_it_was(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "pool.db"
    path.write_bytes(content)

    with pytest.raises(PoolError):
        benchmark.add(path, entry(1), fingerprint="f", today=TODAY)

    assert path.read_bytes() == content


def test_the_database_of_another_program_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "pool.db"
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE entries (a)")
    other.close()

    with pytest.raises(PoolError, match="not a pool"):
        benchmark.entries(path)


def test_quantiles_of_a_cell_are_in_order() -> None:
    entries = [entry(n) for n in range(30)]

    shown = cell(pool_cells(entries, ["imp"]), Group())

    assert all(a.value <= b.value for a, b in pairwise(shown.quantiles))
