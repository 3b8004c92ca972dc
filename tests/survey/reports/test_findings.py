"""Sentences of the report: each at the border where it changes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from questionnaires import load
from scoring.release import Estimate, MaturityResult, Release, Score
from survey.reports import findings
from survey.reports.sections.items import favourable
from survey.speech import Speech, speech_for

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
    rich: Release, english: Speech
) -> None:
    first, *others = rich.questionnaire.dimensions
    form = replace(rich.questionnaire, dimensions=(replace(first, higher_is="worse"), *others))
    turned = replace(rich, questionnaire=form)

    found = findings.standings(with_scores(turned, impact=(20, 18, 22), fit=(50, 48, 52)))

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
        (0.0, "≤ 10 %"),
        (0.1, "≤ 10 %"),
        (0.11, "11 %"),
        (0.89, "89 %"),
        (0.9, "≥ 90 %"),
        (1.0, "≥ 90 %"),
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


def test_a_dimension_measured_too_unreliably_is_neither_ranked_nor_put_forward(
    rich: Release, english: Speech
) -> None:
    loose = {**rich.reliability, "goals": replace(rich.reliability["goals"], light="do_not_compare")}
    release = replace(rich, reliability=loose)

    said = findings.what_stands_out(release, english)

    assert "Measured too unreliably to be compared: Strategy and goal alignment." in said
    assert not any("Weakest" in sentence and "Strategy" in sentence for sentence in said)
    assert "Strategy and goal alignment" not in {d.dimension for d in findings.decisions(release, english)}


def test_a_dimension_at_both_ends_is_said_to_have_a_wide_interval(rich: Release, english: Speech) -> None:
    found = findings.standings(with_scores(rich, impact=(40, 38, 42), fit=(50, 41, 59), goals=(60, 58, 62)))

    assert findings.either_end(found, english) == [
        "Named at both ends because the interval is wide: Needs fit."
    ]


@pytest.mark.parametrize(
    ("share", "low", "others_high", "named"),
    [
        (0.40, 0.36, 0.35, True),
        (0.39, 0.36, 0.35, False),  # leads by 9 points only
        (0.40, 0.35, 0.35, False),  # the ranges touch
    ],
)
def test_a_profile_is_the_largest_only_if_it_leads_by_ten_points_and_no_range_touches_its_own(
    rich: Release, english: Speech, share: float, low: float, others_high: float, named: bool
) -> None:
    first, second, *_ = rich.profiles.profiles
    found = replace(
        rich.profiles,
        profiles=(
            replace(first, share=share, share_low=low),
            replace(second, share=0.30, share_high=others_high),
        ),
    )

    assert ("the largest is “Sceptic”" in findings.profiles(found, english)) == named
    assert ("none is clearly the largest" in findings.profiles(found, english)) != named


def test_what_is_left_out_of_the_decisions_by_chance_alone_is_named(rich: Release, english: Speech) -> None:
    scores = {"impact": (40.0, 38.0, 42.0), "fit": (45.0, 43.0, 47.0), "goals": (50.0, 48.0, 52.0)}
    apart = with_scores(rich, **scores, tools=(55, 52.1, 57))
    touching = with_scores(rich, **scores, tools=(55, 52.0, 57))

    assert findings.as_urgent(apart, english) is None
    assert findings.as_urgent(touching, english) == (
        "No less urgent, as far as the answers tell: Technical means (55.0)."
    )


def test_the_rule_of_the_overall_level_is_told(rich: Release, english: Speech) -> None:
    (rule,) = findings.gates(rich, english)

    assert rule == (
        "The overall level is that of the mean of the dimensions, but never more than 1 level above Strategy"
        " and goal alignment; 1 level above the lowest of Visibility of business impact and Needs fit."
    )


@pytest.mark.parametrize(("flagged", "warned"), [(61, False), (62, True), (None, False), (0, False)])
def test_many_careless_answers_are_a_caution(
    rich: Release, english: Speech, flagged: int | None, warned: bool
) -> None:
    # 15 % of 412 is 61.8.
    release = replace(rich, facts=replace(rich.facts, flagged=flagged))

    assert any("careless" in caution for caution in findings.cautions(release, english)) == warned


def page_of(release: Release, language: str) -> str:
    """Return the page of findings as text, with spaces that one can type; `test_speech` looks at the others."""
    speech = speech_for(language, release.questionnaire)
    decisions = [f"{one.dimension}: {one.score}" for one in findings.decisions(release, speech)]
    parts = (
        findings.where_we_stand(release, speech),
        findings.what_stands_out(release, speech),
        [*decisions, findings.as_urgent(release, speech) or ""],
    )
    page = "\n\n".join("\n".join(part) for part in parts) + "\n"
    return page.replace("\u00a0", " ").replace("\u202f", " ")


# Why the golden pages are right, from releases.py. 412 / 520 = 79.2 %. Goals are at level 1, so the gate
# allows level 2, though the mean, 51.0, is level 3. Of the core pair, 46.2 and 59.3 are the upper ends: both
# under 60. Technical means begin at 61.7; only motivation reaches that (63.4). Goals end at 34.8, the next
# begins at 43.4. A unit's scores lie its shift times 0.5, 0.65, ... 1.55 from the whole's: 5 points or more
# on 8 dimensions for shifts of 11, 13 and -14, on 7 for 9 and -9, on 5 for -6; on fewer for Finance, Nantes,
# its Assembly and Patents above the whole and for Sales / France / North below it. The largest profile leads
# by 4 points only. Decisions: goals first, for they hold back, then the lowest; organisational means begin
# (46.9) below the end of leadership (47.4), participation (50.8) does not.
@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_page_of_findings_says_what_the_numbers_allow(rich: Release, language: str) -> None:
    golden = Path(__file__).parent / "golden" / f"findings-{language}.txt"

    assert page_of(rich, language) == golden.read_text(encoding="utf-8")
