"""Every statistic that R has too is R's, on made-up answers and on the real ones of lq2002."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.against_r import REAL, SIMULATED, Pair, missing_part, real_scales


@pytest.fixture(autouse=True)
def r_is_here() -> None:
    if missing_part():
        pytest.skip(str(missing_part()))


def apart(pairs: list[Pair]) -> list[str]:
    """Return the statistics that differ by more than allowed."""
    return [
        f"{pair.statistic} differs by {pair.difference:.2g}"
        for pair in pairs
        if not pair.difference <= pair.allowed
    ]


@pytest.mark.parametrize("theme", list(SIMULATED))
def test_on_made_up_answers_our_figures_are_those_of_r(theme: str, tmp_path: Path) -> None:
    pairs = SIMULATED[theme](tmp_path)

    assert pairs
    assert apart(pairs) == []


@pytest.mark.parametrize("theme", list(REAL))
def test_on_real_answers_our_figures_are_those_of_r(theme: str, tmp_path: Path, shared: Path) -> None:
    pairs = REAL[theme](tmp_path, real_scales(shared))

    assert len({pair.statistic for pair in pairs}) == len(pairs)
    assert apart(pairs) == []
