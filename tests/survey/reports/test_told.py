"""What the report tells beside scores: rules of its sentences and actions, and every figure against the release."""

from __future__ import annotations

import re
from dataclasses import replace
from io import BytesIO

import pytest
from pypdf import PdfReader

from questionnaires import load
from questionnaires.references import studies
from scoring.dataset import create, read_release
from scoring.pipeline import score
from scoring.release import Release
from scoring.release_findings import (
    BarrierCell,
    BarriersFound,
    Cited,
    CodedShare,
    Driver,
    Drivers,
    DriversFound,
    Findings,
    Gap,
    GapsFound,
)
from scoring.simulate import simulate_organisation
from scoring.simulate_words import GOALS
from survey.reports import findings
from survey.reports.builder import build_html, build_pdf
from survey.reports.plane import Place, across, plane, up
from survey.speech import Speech, speech_for
from tests.survey.reports.releases import estimate


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Release:
    """A made-up wave of the full form with goals, scored and read back from its file."""
    form = load("barriers-full").with_goals(GOALS)
    made = simulate_organisation(form, people=280, seed=3)
    path = tmp_path_factory.mktemp("told") / "wave.db"
    create(
        path, form, made.responses, head_counts=made.head_counts, comments=made.comments, origin="simulated"
    )
    score(path)
    return read_release(path)


def of(release: Release) -> Findings:
    assert release.findings is not None
    return release.findings


def spoken(release: Release, language: str = "en") -> Speech:
    return speech_for(language, release.questionnaire)


def plain(sentences: list[str]) -> str:
    return " ".join(sentences).replace("\u00a0", " ").replace("\u202f", " ")


def citing(release: Release, *shares: tuple[str, float, float, float]) -> Release:
    cited = tuple(Cited(code, CodedShare(400, share, low, high)) for code, share, low, high in shares)
    barriers = BarriersFound(None, "barriers", 3, True, (BarrierCell(release.total.name, 400, None, cited),))
    return replace(release, findings=replace(of(release), barriers=barriers))


# -- sentences


def test_a_barrier_is_cited_most_only_if_no_other_s_interval_touches_its_own(told: Release) -> None:
    apart = citing(told, ("culture", 0.40, 0.36, 0.44), ("habits", 0.30, 0.26, 0.35))
    touching = citing(told, ("culture", 0.40, 0.36, 0.44), ("habits", 0.32, 0.28, 0.36))

    assert plain(findings.obstacles(apart, spoken(told))) == "Cited most: Culture (40 %)."
    assert plain(findings.obstacles(touching, spoken(told))) == (
        "Cited most, and not to be told apart: Culture (40 %) and Habits, resistance to change (32 %)."
    )


def test_where_few_cite_anything_no_barrier_is_named(told: Release) -> None:
    none = replace(Cited("culture", CodedShare(400, 0.1, None, None)))
    barriers = BarriersFound(None, "barriers", 3, True, (BarrierCell(told.total.name, 400, None, (none,)),))

    said = findings.obstacles(replace(told, findings=replace(of(told), barriers=barriers)), spoken(told))

    assert plain(said) == "No barrier is cited by more than 10 % of people."


def gap(difference: float, *, badge: bool) -> Gap:
    return Gap(
        "fit",
        "employee",
        "executive",
        300,
        20,
        difference,
        difference - 8,
        difference + 8,
        0.01,
        0.02,
        0.5,
        badge,
    )


def test_a_gap_without_a_badge_is_never_called_a_difference(told: Release) -> None:
    def said(found: Gap) -> str:
        release = replace(told, findings=replace(of(told), gaps=GapsFound(None, (found,))))
        return plain(findings.gaps(release, spoken(told)))

    assert said(gap(-12.0, badge=True)) == (
        "Needs fit: Executives score 12.0 points more than Employees (4.0 to 20.0)."
    )
    assert said(gap(-7.0, badge=False)) == "No difference between positions is sure enough to be told."


def test_a_goal_is_at_risk_only_if_its_interval_lies_below_the_line(told: Release) -> None:
    def said(mean: float) -> str:
        place = replace(
            of(told).goals.places[0],
            hidden=None,
            visibility=estimate(100, mean, invited=None, sd=10),
            fit=estimate(100, 70, invited=None, sd=10),
        )
        goals = replace(of(told).goals, absent=None, places=(place,))
        return plain(
            findings.goals_at_risk(replace(told, findings=replace(of(told), goals=goals)), spoken(told))
        )

    # The half width is 1.97 * 10 / √100 = 1.97.
    assert "do not see served" in said(58.0)
    assert said(58.1) == "No goal stands clearly below 60 on visibility or fit."


def test_what_goes_with_use_is_never_said_to_cause_it(told: Release) -> None:
    def driver(code: str, share: float, *, goes: bool) -> Driver:
        return Driver(code, share / 2, share, share - 0.05, share + 0.05, 0.4, goes)

    def said(*drivers: Driver) -> str:
        found = DriversFound(None, "out_freq", Drivers(300, 0.5, 500, drivers, ()))
        return plain(
            findings.going_with_use(replace(told, findings=replace(of(told), drivers=found)), spoken(told))
        )

    one = said(driver("impact", 0.6, goes=True), driver("fit", 0.4, goes=True))
    both = said(driver("impact", 0.52, goes=True), driver("fit", 0.48, goes=True))
    none = said(driver("impact", 0.52, goes=False), driver("fit", 0.48, goes=False))

    assert one.endswith("What goes with use most: Visibility of business impact.")
    assert both.endswith("not to be told apart: Visibility of business impact and Needs fit.")
    assert none.endswith("No dimension goes with use more than chance would have it.")
    assert not re.search(r"cause|effect|lead to|because", one + both + none, re.IGNORECASE)


# -- actions


def test_at_most_six_actions_goals_first_and_no_means_without_its_goal(told: Release) -> None:
    chosen = findings.chosen_actions(told, spoken(told))
    steps = [each.action.step for each in chosen]

    assert len(chosen) == 6
    assert steps == sorted(steps, key=["goal", "technical", "organisational", "will"].index)
    with_goal = {each.because for each in chosen if each.action.step == "goal"}
    assert {each.because for each in chosen} == with_goal


def test_an_action_of_a_dimension_that_is_done_is_dropped(told: Release) -> None:
    shares = (("culture", 0.4, 0.36, 0.44), ("no_need_fit", 0.3, 0.26, 0.35))
    release = citing(told, *shares)
    org = release.total.scores["org"]
    done = replace(org, estimate=estimate(250, 65.0, invited=None))
    total = replace(release.total, scores={**release.total.scores, "org": done})

    before = {each.because for each in findings.chosen_actions(release, spoken(told))}
    after = {each.because for each in findings.chosen_actions(replace(release, total=total), spoken(told))}

    assert {"Culture", "Poor match with needs"} <= before
    assert "Culture" not in after
    assert "Poor match with needs" in after


# -- charts


def test_a_place_whose_interval_crosses_the_line_is_hollow_and_everybody_is_a_square() -> None:
    sure = Place("1", "a", "n = 9", 9, (70, 65, 75), (40, 35, 45))
    near = Place("★", "b", "n = 9", 9, (60, 55, 65), (40, 35, 45))

    chart = plane(
        [sure, near], alt="", axes=("across", "up"), corners=("low", "right", "high", "both"), whole="★"
    )

    assert [(dot.hollow, dot.whole) for dot in chart.dots] == [(False, False), (True, True)]
    assert (chart.dots[0].x, chart.dots[0].y) == (round(across(70), 1), round(up(40), 1))
    assert f"M{across(65):.1f} {up(40):.1f}H{across(75):.1f}" in chart.crosses


def test_only_studies_that_clients_may_see_are_marked_each_with_its_base(told: Release) -> None:
    html = build_html(told, language="en")
    hidden = [study for study in studies() if not study.client]

    for study in studies(client=True):
        assert study.base.in_language("en") in html
    assert hidden
    # Sources of actions may be other works; their shares are marked nowhere.
    landmarks = html[html.index("Landmarks") : html.index("Barriers in figures")]
    assert not [study.code for study in hidden if study.title in landmarks]


# -- every figure


def text_of(release: Release, language: str) -> str:
    pages = (page.extract_text() for page in PdfReader(BytesIO(build_pdf(release, language=language))).pages)
    return " ".join(" ".join(pages).replace("\u00a0", " ").replace("\u202f", " ").split())


def rows_expected(release: Release, speech: Speech) -> list[str]:
    """Return the rows of the tables as they must be read, made from the release alone."""
    told, number = of(release), speech.number
    rows = []
    for barrier in told.barriers.cells[0].barriers:
        share = f"{number(100 * barrier.cited.share)} %"
        coded = share if barrier.cited.low is not None else f"≤ {share}"
        name = findings.barrier_name(barrier.code, release, speech)
        rows.append(f"{name} {number(barrier.cited.n)} {coded}")
    for place in findings.goal_places(release):
        assert place.visibility is not None
        assert place.fit is not None
        rows.append(f"{number(place.visibility.mean, 1)} {number(place.visibility.low, 1)}–")
        rows.append(f"{number(place.fit.mean, 1)} {number(place.fit.low, 1)}–{number(place.fit.high, 1)}")
    assert told.drivers.found is not None
    for driver in told.drivers.found.drivers:
        ends = f"{number(100 * driver.share_low)}–{number(100 * driver.share_high)}"
        rows.append(
            f"{speech.dimension(driver.code)} {number(100 * driver.share)} % {ends} {number(driver.correlation, 2)}"
        )
    for row in told.hypotheses.rows:
        if row.value is not None and row.low is not None and row.high is not None:
            digits = 1 if row.statistic == "difference of means" else 2
            rows.append(f"{number(row.n)} {number(row.value, digits)} {number(row.low, digits)}; ")
    for code, bounds in told.non_response.bounds.items():
        score_of = release.total.scores[code].estimate
        assert score_of is not None
        rows.append(f"{number(score_of.mean, 1)} {number(bounds.low, 1)}–{number(bounds.high, 1)}")
    for code, blind in told.blind.dimensions.items():
        rows.append(f"{speech.dimension(code)} {number(blind.mean, 1)} % {number(blind.low, 1)}–")
    return [" ".join(row.replace("\u00a0", " ").replace("\u202f", " ").split()) for row in rows]


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_figure_of_the_tables_is_that_of_the_release(told: Release, language: str) -> None:
    text = text_of(told, language)

    expected = rows_expected(told, spoken(told, language))

    assert len(expected) > 60
    assert [row for row in expected if row not in text] == []


def test_no_sentence_of_the_french_report_is_left_in_english(told: Release) -> None:
    text = text_of(told, "fr")

    english = [
        "What stops",
        "goes with",
        "Employees",
        "may be chance",
        "n = n",
        "Barrier ",
        "95 % interval",
    ]
    assert [word for word in english if word in text] == []


def test_comments_lists_are_not_printed_and_excerpts_are_those_of_the_release(told: Release) -> None:
    html = build_html(told, language="en")
    shown = {excerpt for asked in of(told).comments.questions for t in asked.themes for excerpt in t.excerpts}
    listed = {text for asked in of(told).comments.questions for b in asked.blocks for text in b.texts}

    assert listed
    assert all(text not in html for text in listed - shown if len(text) > 20)


def test_a_release_from_before_there_were_findings_has_the_report_it_had(rich: Release) -> None:
    html = build_html(rich, language="en")

    assert "What stops us" not in html
    assert "What goes with use" not in html
