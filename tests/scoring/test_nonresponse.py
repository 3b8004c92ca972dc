"""Bounds and margins against the examples of the domain text (domain.md §5.3)."""

from __future__ import annotations

import pytest

from scoring.errors import ScoringError
from scoring.nonresponse import bounds_of_mean, bounds_of_share, margin_of_share

# "± points at 50 %", by invited people and share that answers.
MARGINS = {
    60: (19.5, 12.8, 8.4),
    150: (12.3, 8.0, 5.3),
    400: (7.5, 4.9, 3.2),
    1000: (4.7, 3.1, 2.0),
    5000: (2.1, 1.4, 0.9),
}


@pytest.mark.parametrize("invited", list(MARGINS))
def test_margins_are_those_of_the_domain_text(invited: int) -> None:
    found = [margin_of_share(round(rate * invited), invited=invited) for rate in (0.3, 0.5, 0.7)]

    assert [round(100 * margin, 1) for margin in found] == list(MARGINS[invited])


def test_the_worked_example_of_the_domain_text() -> None:
    # 800 invited, 420 answered, 60 % agree: ± 3.3 points at 50 %; bounds 31.5 % and 79 % of all staff.
    bounds = bounds_of_share(0.6, n=420, invited=800)

    assert 100 * margin_of_share(420, invited=800) == pytest.approx(3.3, abs=0.05)
    assert (100 * bounds.low, 100 * bounds.high) == (pytest.approx(31.5), pytest.approx(79))


def test_a_mean_could_be_anything_between_all_others_at_0_and_all_others_at_100() -> None:
    bounds = bounds_of_mean(60, n=50, invited=100)

    assert (bounds.low, bounds.high) == (30, 80)


def test_where_everybody_answered_nothing_is_open() -> None:
    bounds = bounds_of_mean(60, n=100, invited=100)

    assert (bounds.low, bounds.high, margin_of_share(100, invited=100)) == (60, 60, 0)


def test_one_invited_person_who_answered_is_a_census() -> None:
    assert margin_of_share(1, invited=1) == 0


@pytest.mark.parametrize(("n", "invited"), [(0, 10), (11, 10)])
def test_bounds_without_answers_or_with_too_many_are_refused(n: int, invited: int) -> None:
    with pytest.raises(ScoringError, match=f"{n} of {invited} invited"):
        bounds_of_share(0.5, n=n, invited=invited)


def test_a_margin_of_nobody_is_refused() -> None:
    with pytest.raises(ScoringError, match="of nobody"):
        margin_of_share(0, invited=10)
