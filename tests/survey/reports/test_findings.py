"""Sentences of the report: each at the border where it changes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from questionnaires import load
from scoring.release import Estimate, MaturityResult, Release, Score
from survey.reports import findings
from survey.reports.sections.method import favourable
from survey.reports.speech import Speech, speech_for

FORM = load("barriers-full")


@pytest.fixture
def english() -> Speech:
    return speech_for("en", FORM)


def with_scores(release: Release, **intervals: tuple[float, float, float]) -> Release:
    """Return a release whose total has only these dimensions: mean, low, high."""
    scores = {
        code: Score(Estimate(100, mean, 20, low, high, "sample"), None, None)
        for code, (mean, low, high) in intervals.items()
    }
    return replace(release, total=replace(release.total, scores=scores))


def test_the_weakest_dimension_is_named_alone_only_if_no_interval_touches_its_own(
    rich: Release, english: Speech
) -> None:
    apart = with_scores(rich, impact=(40, 38, 42), fit=(45, 42.1, 47), goals=(60, 58, 62))
    touching = with_scores(rich, impact=(40, 38, 42), fit=(45, 42.0, 47), goals=(60, 58, 62))

    assert (
        findings.lowest(findings.standings(apart), english)
        == "Weakest: Visibility of business impact (40.0)."
    )
    assert findings.lowest(findings.standings(touching), english) == (
        "Weakest, and not to be told apart: Visibility of business impact (40.0) and Needs fit (45.0)."
    )


def test_where_all_intervals_touch_nothing_is_called_weaker_or_stronger(
    rich: Release, english: Speech
) -> None:
    found = findings.standings(with_scores(rich, impact=(48, 40, 56), fit=(50, 45, 55), goals=(52, 46, 58)))

    assert findings.lowest(found, english) == "No dimension is clearly weaker than the others."
    assert findings.highest(found, english) == "No dimension is clearly stronger than the others."


def test_a_dimension_where_lower_is_better_is_compared_on_its_good_side(
    plain: Release, english: Speech
) -> None:
    found = findings.standings(with_scores(plain, impact=(20, 18, 22), fit=(50, 48, 52)))

    assert findings.highest(found, english) == (
        "Strongest: Visibility of business impact (20.0, where lower is better)."
    )


@pytest.mark.parametrize(
    ("mean", "low", "high", "word"),
    [
        (65, 60.0, 70, "above 60"),
        (63, 59.9, 66, "too near 60"),
        (58, 56, 60.0, "too near 60"),
        (57, 54, 59.9, "below 60"),
    ],
)
def test_the_core_pair_is_above_or_below_the_line_only_if_its_interval_is(
    rich: Release, english: Speech, mean: float, low: float, high: float, word: str
) -> None:
    (sentence,) = findings.core(findings.standings(with_scores(rich, impact=(mean, low, high))), english)

    assert word in sentence


def test_a_level_that_is_held_back_says_by_what(rich: Release, english: Speech) -> None:
    held = replace(rich, maturity=MaturityResult("level", 66.4, 3, 4, ("goals",)))

    sentences = findings.level(held, english)

    assert sentences[0].startswith("The organisation stands at level 3 of 5, “Goals named”.")
    assert sentences[1] == (
        "Its mean of 66.4 alone would be level 4; it is held back by: Strategy and goal alignment."
    )


@pytest.mark.parametrize("status", ["no_maturity_block", "missing_dimensions", "too_few"])
def test_without_a_level_the_reason_is_given(rich: Release, english: Speech, status: str) -> None:
    none = replace(rich, maturity=MaturityResult(status, None, None, None, ()))

    assert findings.level(none, english)[0].startswith("No level:")


def test_decisions_are_the_weakest_three_that_are_not_done_and_those_that_hold_back_come_first(
    rich: Release, english: Speech
) -> None:
    release = with_scores(
        rich, impact=(40, 38, 42), fit=(45, 43, 47), goals=(50, 48, 52), tools=(55, 53, 57), org=(70, 66, 74)
    )
    held = replace(release, maturity=MaturityResult("level", 52, 3, 4, ("goals",)))

    assert [decision.score for decision in findings.decisions(held, english)] == ["50.0", "40.0", "45.0"]


def test_where_every_dimension_is_done_nothing_is_to_decide(rich: Release, english: Speech) -> None:
    assert findings.decisions(with_scores(rich, impact=(70, 65, 75), fit=(80, 75, 85)), english) == ()


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (0.0, "10 % or less"),
        (0.1, "10 % or less"),
        (0.11, "11 %"),
        (0.89, "89 %"),
        (0.9, "90 % or more"),
        (1.0, "90 % or more"),
    ],
)
def test_shares_near_the_ends_are_end_coded(english: Speech, share: float, text: str) -> None:
    assert favourable(share, english).replace("\u00a0", " ") == text


@pytest.mark.parametrize("status", ["continuum", "too_few", "unstable", "too_few_dimensions", "no_spread"])
def test_every_reason_against_profiles_has_its_sentence(plain: Release, english: Speech, status: str) -> None:
    assert findings.profiles(replace(plain.profiles, status=status), english)


def test_made_up_people_are_said_to_be_so_among_the_cautions(
    rich: Release, plain: Release, english: Speech
) -> None:
    assert "made up" in findings.cautions(rich, english)[-1]
    assert "made up" not in " ".join(findings.cautions(plain, english))
