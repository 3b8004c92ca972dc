"""Findings behind the gate: nothing small gets out, ends are coded, and what was put in is found again."""

from __future__ import annotations

import json
import math
from dataclasses import fields, replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from questionnaires import load
from questionnaires.model import Questionnaire
from scoring.asked import BarrierAnswers
from scoring.barrier_cells import barrier_cells
from scoring.cells import TOTAL, cells_of
from scoring.dataset import create, read, read_release
from scoring.pipeline import score, score_dataset
from scoring.release import Cell, Release
from scoring.release_findings import BarrierCell, BarriersFound, CodedShare, Findings
from scoring.release_plan import release_plan
from scoring.release_rows import rows_of
from scoring.responses import Responses
from scoring.simulate import Organisation, simulate_organisation
from scoring.simulate_words import GOALS
from scoring.summary import summary
from tests.scoring import attackers, organisations
from tests.scoring.organisations import over_atoms

FORM = load("barriers-full").with_goals(GOALS)
POSITIONS = ("employee", "manager")


@pytest.fixture(scope="module")
def made() -> Organisation:
    return simulate_organisation(FORM, people=280, seed=11)


@pytest.fixture(scope="module")
def wave(made: Organisation, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("wave") / "wave.db"
    create(
        path,
        FORM,
        made.responses,
        head_counts=made.head_counts,
        comments=made.comments,
        origin="simulated",
    )
    return path


@pytest.fixture(scope="module")
def release(wave: Path) -> Release:
    return score(wave)


@pytest.fixture(scope="module")
def findings(release: Release) -> Findings:
    assert release.findings is not None
    return release.findings


def shares_of(cell: BarrierCell) -> list[CodedShare]:
    others = [share for share in (cell.core_pair, cell.nothing, cell.unknown) if share is not None]
    return [barrier.cited for barrier in cell.barriers] + others


def released_barriers(
    random: np.random.Generator, people: organisations.People
) -> tuple[BarriersFound, NDArray[np.intp]]:
    """Return the barriers that these people cite at random, some of them silent, and who was not."""
    n = len(people.units)
    ranks = random.choice([0.0, 0.0, 1.0], (n, 4))
    ranks[random.random(n) < 0.1] = np.nan
    answers = BarrierAnswers(
        "b", ("w", "x", "y", "z"), 4, False, ranks, np.ones((n, 4), dtype=bool), None, None
    )
    responses = Responses(np.zeros((n, 0), np.int8), people.units, people.segments)
    cells = cells_of(
        np.zeros((n, 0)),
        people.units,
        (),
        head_counts=(),
        threshold=5,
        maturity=None,
        segments={"position": people.segments["position"]},
        options={"position": POSITIONS},
    )
    found = barrier_cells(
        answers, responses, list(cells.values()), core_pair=("w",), threshold=5, invited=None, earlier=None
    )
    return found, np.flatnonzero(~np.isnan(ranks[:, 0]))


def shown_of(found: BarriersFound) -> list[BarrierCell]:
    return [cell for cell in found.cells if cell.hidden is None]


# -- nothing small gets out


@pytest.mark.parametrize("first", range(0, 400, 100))
def test_no_sum_over_fewer_than_ten_people_follows_from_the_cells_of_the_barriers(first: int) -> None:
    tried = 0
    for seed in range(first, first + 100):
        random = np.random.default_rng(seed)
        people = organisations.draw(random, most_atoms=11)
        found, asked = released_barriers(random, people)
        names = [cell.name for cell in shown_of(found)]
        if not names:
            continue
        tried += 1
        plan = release_plan(people.units, people.segments, {"position": POSITIONS})
        (rows,), n = over_atoms(plan.rows(names)[:, asked])

        assert len(attackers.algebra(rows, n, 10)) == 0, seed
        assert len(attackers.spreadsheet(rows, n, 10)) == 0, seed
    assert tried > 20


def test_no_cell_of_fewer_than_ten_people_is_told(findings: Findings) -> None:
    for cell in findings.barriers.cells:
        assert (cell.n is None) == (cell.hidden is not None)
        assert cell.n is None or cell.n >= 10
        assert all(share.n >= 10 for share in shares_of(cell))
        assert cell.hidden is None or shares_of(cell) == []
    assert any(cell.hidden for cell in findings.barriers.cells)
    assert all(place.n is None or place.n >= 10 for place in findings.goals.places)
    assert all(theme.n >= 10 for asked in findings.comments.questions for theme in asked.themes)
    assert all(len(block.texts) >= 5 for asked in findings.comments.questions for block in asked.blocks)


def test_shares_stop_short_of_the_ends_and_have_no_interval_there(findings: Findings) -> None:
    shares = [share for cell in findings.barriers.cells for share in shares_of(cell)]

    assert all(0.1 <= share.share <= 0.9 for share in shares)
    assert all((share.low is None) == (share.share in (0.1, 0.9)) for share in shares)
    assert {share.low is None for share in shares} == {True, False}


def test_below_the_total_shares_are_rounded_and_tell_nothing_of_ranks(findings: Findings) -> None:
    total, *parts = shown_of(findings.barriers)

    assert total.name == TOTAL
    assert len(parts) > 3
    for cell in parts:
        assert all(math.isclose(share.share * 20 % 1, 0, abs_tol=1e-6) for share in shares_of(cell))
        assert all(barrier.rank_index is None for barrier in cell.barriers)
    assert any(barrier.rank_index for barrier in total.barriers)


def test_what_only_leaders_were_shown_is_told_of_the_total_alone(findings: Findings) -> None:
    total, *parts = shown_of(findings.barriers)
    for_leaders = {"hard_to_measure", "cost_resources"}

    codes = {barrier.code for barrier in total.barriers}

    assert for_leaders <= codes
    assert all(not for_leaders & {barrier.code for barrier in cell.barriers} for cell in parts)
    assert all(barrier.cited.n < total.n for barrier in total.barriers if barrier.code in for_leaders)


def test_a_goal_that_all_of_a_position_see_alike_is_hidden_for_them(made: Organisation) -> None:
    columns = dict(made.responses.columns)
    leads = np.array(made.responses.segments["position"]) == "manager"
    seen = columns["goal_see_faster"].copy()
    seen[leads & (seen >= 0)] = 4
    changed = replace(made.responses, columns={**columns, "goal_see_faster": seen})

    found = findings_of_people(changed)

    hidden = {p.position: p.hidden for p in found.goals.places if p.goal == "faster"}
    assert hidden["manager"] is not None


def test_a_second_release_leaves_what_the_first_one_said_of_the_same_people(
    made: Organisation, wave: Path, findings: Findings
) -> None:
    first = read_release(wave)
    people = len(made.responses)
    dataset = read(wave)
    fewer = [place for place in range(people) if dataset.responses.units[place] != ("Support", "Legal")]
    smaller = replace(
        dataset,
        response_ids=tuple(dataset.response_ids[place] for place in fewer),
        responses=subset(dataset.responses, fewer),
    )

    again, _, _ = score_dataset(smaller, seed=1, earlier=first)

    before = {cell.name: cell for cell in findings.barriers.cells}
    assert again.findings is not None
    for cell in again.findings.barriers.cells:
        if before[cell.name].hidden is not None:
            assert cell.hidden is not None, cell.name


def subset(responses: Responses, people: list[int]) -> Responses:
    return Responses(
        responses.answers[people],
        tuple(responses.units[place] for place in people),
        {code: tuple(values[place] for place in people) for code, values in responses.segments.items()},
        {name: column[people] for name, column in responses.columns.items()},
    )


def findings_of_people(responses: Responses, form: Questionnaire = FORM, threshold: int = 5) -> Findings:
    from scoring.dataset import Dataset

    ids = tuple(map(str, range(len(responses))))
    dataset = Dataset(form, ids, responses, (), "imported", threshold, "00")
    found = score_dataset(dataset, seed=1)[0].findings
    assert found is not None
    return found


@pytest.mark.parametrize(("flagged", "told"), [(0, True), (3, False), (6, True)])
def test_means_with_and_without_flagged_people_are_told_only_if_these_are_nobody_or_no_small_group(
    made: Organisation, flagged: int, told: bool
) -> None:
    attentive = np.flatnonzero(made.profile >= 0)[:120].tolist()
    kept = subset(made.responses, attentive)
    answers = kept.answers.copy()
    answers[:flagged] = 3  # one answer to all sentences
    columns = {name: column for name, column in kept.columns.items() if name != "drawn_order"}

    found = findings_of_people(replace(kept, answers=answers, columns=columns)).quality

    assert (found.flagged == flagged) == told
    assert bool(found.with_without) == told


# -- what was put in is found again


def test_a_barrier_s_share_is_that_of_the_people_who_answered(made: Organisation, findings: Findings) -> None:
    column = made.responses.columns["barriers_habits"]
    total = findings.barriers.cells[0]

    habits = next(barrier.cited for barrier in total.barriers if barrier.code == "habits")

    assert habits.n == (~np.isnan(column)).sum() == total.n
    assert habits.share == pytest.approx(np.clip(np.nanmean(column > 0) * len(column) / habits.n, 0.1, 0.9))


def test_the_better_seen_goals_stand_higher_on_the_plane(findings: Findings, made: Organisation) -> None:
    seen = {
        place.goal: place.visibility.mean
        for place in findings.goals.places
        if place.position is None and place.visibility is not None
    }

    assert seen["faster"] - seen["newcomers"] > 15
    assert set(seen) == set(made.truth.goals)


def test_gaps_are_those_of_the_positions_that_are_shown(release: Release, findings: Findings) -> None:
    shown = {cell.option: cell for cell in release.segments if cell.segment == "position"}

    for gap in findings.gaps.gaps:
        one, other = (shown[name].scores[gap.dimension].estimate for name in (gap.one, gap.other))
        assert one is not None
        assert other is not None
        assert gap.difference == pytest.approx(one.mean - other.mean)
        assert (gap.n_one, gap.n_other) == (one.n, other.n)
    assert findings.gaps.gaps


def test_what_use_was_made_of_goes_with_it(findings: Findings) -> None:
    assert findings.drivers.found is not None
    goes = {driver.code for driver in findings.drivers.found.drivers if driver.goes_with}
    rows = {(row.hypothesis, row.of, row.among): row.verdict for row in findings.hypotheses.rows}

    assert {"impact", "fit"} <= goes
    assert "part" not in {driver.code for driver in findings.drivers.found.drivers}
    assert rows["H2", ("impact and fit", "frequency"), "everybody"] == "goes_with"


def test_bounds_hold_whatever_those_who_did_not_answer_think(release: Release, findings: Findings) -> None:
    bounds, score_of = findings.non_response.bounds["impact"], release.total.scores["impact"].estimate
    assert score_of is not None
    assert findings.non_response.invited is not None
    rate = score_of.n / findings.non_response.invited

    assert bounds.low == pytest.approx(rate * score_of.mean)
    assert bounds.high == pytest.approx(rate * score_of.mean + 100 * (1 - rate))


def test_comments_are_masked_again(made: Organisation, wave: Path) -> None:
    dataset = read(wave)
    written = replace(
        dataset, comments=tuple(replace(c, text=f"{c.text} jo@example.org") for c in dataset.comments)
    )

    found = score_dataset(written, seed=1)[0].findings

    assert found is not None
    texts = [text for asked in found.comments.questions for block in asked.blocks for text in block.texts]
    assert texts
    assert not any("jo@" in text for text in texts)


# -- what is not there says why


def test_a_questionnaire_that_asks_none_of_it_says_so(questionnaire: Questionnaire) -> None:
    random = np.random.default_rng(0)
    answers = random.integers(1, 6, (60, 4)).astype(np.int8)

    found = findings_of_people(Responses(answers, (("a",),) * 60), questionnaire)

    absent = {kind.name: getattr(found, kind.name).absent for kind in fields(Findings)}
    assert absent == {
        **dict.fromkeys(
            (
                "barriers",
                "best_worst",
                "goals",
                "sub_scores",
                "drivers",
                "what_ifs",
                "hypotheses",
                "comments",
            ),
            "not_asked",
        ),
        "gaps": "no_positions",
        "blind": None,
        "non_response": "no_head_counts",
        "weighting": "no_head_counts",
        "quality": None,
    }


def test_where_everybody_uses_it_alike_nothing_goes_with_use_and_the_reason_is_told(
    made: Organisation,
) -> None:
    columns = {**made.responses.columns, "out_freq": np.full(len(made.responses), 3.0)}

    found = findings_of_people(replace(made.responses, columns=columns))

    assert (found.drivers.absent, found.drivers.found) == ("alike", None)


def test_of_fewer_than_thirty_people_nothing_that_mixes_them_is_told(made: Organisation) -> None:
    found = findings_of_people(subset(made.responses, list(range(29))))

    assert {getattr(found, kind.name).absent for kind in fields(Findings)} == {"few"}


def test_best_worst_sets_are_scored_where_it_is_known_who_saw_what() -> None:
    leaders = load("barriers-full")
    form = replace(leaders, questions=(*leaders.questions, bank_best_worst()))
    pages = (*form.pages, replace(form.pages[0], code="weighing", shows=("barriers_bw",), title=None))
    made = simulate_organisation(replace(form, pages=pages), people=120, seed=2)

    found = findings_of_people(made.responses, replace(form, pages=pages)).best_worst

    assert found.absent is None
    assert found.n is not None
    assert found.n >= 90
    assert len(found.options) >= 18
    assert all(option.score is not None and -100 <= option.score.mean <= 100 for option in found.options)


def bank_best_worst():
    from questionnaires.questions import BestWorst, Ranking

    asked = next(q for q in load("barriers-full").questions if isinstance(q, Ranking))
    options = tuple(option for option in asked.options if not (option.alone or option.other))
    return BestWorst("barriers_bw", asked.text, asked.text, asked.text, options=options)


# -- rows and JSON


def test_findings_come_back_from_the_file_as_they_were_and_again_the_same(
    wave: Path, release: Release
) -> None:
    assert read_release(wave) == release
    assert score(wave) == release


def test_a_file_from_before_there_were_findings_can_be_read(wave: Path, release: Release) -> None:
    from scoring.release_rows import release_of

    names = {kind.name for kind in fields(Findings)}
    rows = [row for row in rows_of(release) if row.measure not in {*names, "cited"}]

    assert release_of(FORM, rows, where="") == replace(release, findings=None)


def test_the_json_has_every_kind_of_finding_with_its_reason(release: Release) -> None:
    found = json.loads(json.dumps(summary(release)))

    assert {kind.name for kind in fields(Findings)} <= set(found)
    assert found["best_worst"]["absent"] == "not_asked"
    assert found["barriers"]["cells"][0]["n"] == release.findings.barriers.cells[0].n


def test_cells_of_the_barriers_are_cells_of_the_release(release: Release, findings: Findings) -> None:
    known: dict[object, Cell] = {
        cell.name: cell for cell in (release.total, *release.units, *release.segments)
    }

    for cell in findings.barriers.cells:
        assert cell.hidden is not None or known[cell.name].hidden is None
