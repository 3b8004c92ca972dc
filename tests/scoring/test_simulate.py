"""Made-up answers can be given by people, and the truth they were drawn from can be found in them again."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.stats import spearmanr

from questionnaires import load, parse
from questionnaires.answers import asked_answers, checked
from questionnaires.drawing import with_draws
from questionnaires.model import Questionnaire
from questionnaires.questions import BestWorst
from questionnaires.references import taxonomy
from scoring.simulate import CARELESS, Organisation, simulate_organisation
from scoring.simulate_answers import USE
from scoring.simulate_words import GOALS, SENTENCES

FORM = Path(__file__).parents[1] / "fixtures" / "every_type.yaml"


@pytest.fixture(scope="module")
def form() -> Questionnaire:
    return with_draws(replace(parse(FORM.read_bytes()), attention_check=True), 3)


@pytest.fixture(scope="module")
def made(form: Questionnaire) -> Organisation:
    return simulate_organisation(form, people=1_500, seed=5)


def test_made_up_answers_are_ones_that_people_can_give(form: Questionnaire, made: Organisation) -> None:
    for person in made.people[:300]:
        known = {code: value for code, value in person.segments.items() if value is not None}
        assert asked_answers(form, {**known, **person.answers}) == person.answers
        assert {
            code: checked(form, code, answer) for code, answer in person.answers.items()
        } == person.answers


def test_every_question_is_answered_by_many_and_left_out_by_some(
    form: Questionnaire, made: Organisation
) -> None:
    for question in form.questions:
        share = np.mean([question.code in person.answers for person in made.people])
        assert 0.05 < share < 1, question.code
    assert len(made.comments) > 500


def test_same_seed_same_people_and_the_items_do_not_hang_on_the_questions(
    form: Questionnaire, made: Organisation
) -> None:
    again = simulate_organisation(form, people=1_500, seed=5)
    bare = replace(form, questions=(), pages=(replace(form.pages[1], shows=("q1", "q2", "q3")),))
    without = simulate_organisation(bare, people=1_500, seed=5)

    assert again.people == made.people
    assert np.array_equal(without.responses.answers, made.responses.answers)


def test_the_pull_of_options_is_found_in_choices_ranks_and_points(made: Organisation) -> None:
    columns = made.responses.columns
    for question in ("used_for", "barriers", "picks", "shares"):
        pulls = {
            option: pull
            for option, pull in made.truth.pulls[question].items()
            if f"{question}_{option}" in columns and option not in ("none", "dk", "no_proof")
        }

        shares = [np.nanmean(np.minimum(columns[f"{question}_{option}"], 100) > 0) for option in pulls]
        if question == "shares":
            shares = [np.nanmean(columns[f"{question}_{option}"]) for option in pulls]

        assert spearmanr(shares, list(pulls.values())).statistic > 0.9, question


def test_the_pull_of_options_is_found_in_best_minus_worst(form: Questionnaire, made: Organisation) -> None:
    weighed = next(question for question in form.questions if isinstance(question, BestWorst))
    net = dict.fromkeys(range(1, len(weighed.options) + 1), 0)
    for number in range(1, weighed.sets + 1):
        for letter, sign in (("b", 1), ("w", -1)):
            chosen = made.responses.columns[f"weighed_{letter}{number}"]
            for place in net:
                net[place] += sign * int((chosen == place).sum())

    pulls = made.truth.pulls["weighed"]
    seen_by_all = [place for place, option in enumerate(weighed.options, 1) if not option.audience]
    found = [net[place] for place in seen_by_all]
    assert (
        spearmanr(found, [pulls[weighed.options[place - 1].code] for place in seen_by_all]).statistic > 0.99
    )


def test_better_seen_goals_are_found_in_the_goal_block(made: Organisation) -> None:
    goals = list(made.truth.goals)

    means = [
        float(np.nanmean(np.where(column >= 0, column, np.nan)))
        for column in (made.responses.columns[f"see_{goal}"] for goal in goals)
    ]

    assert means == sorted(means, reverse=True)
    assert means[0] - means[-1] > 0.5


@pytest.fixture(scope="module")
def full() -> Organisation:
    return simulate_organisation(load("barriers-full").with_goals(GOALS), people=3_000, seed=8)


def cited(made: Organisation, barrier: str) -> NDArray[np.float64]:
    column = made.responses.columns[f"barriers_{barrier}"]
    return np.where(np.isnan(column), np.nan, column > 0)


def test_barriers_are_cited_as_often_as_the_pulls_and_what_people_lack_say(full: Organisation) -> None:
    # Luce's rule worked anew: the first choice by pull, then the next among the rest; two or three are chosen.
    codes = [code for code in full.truth.pulls["barriers"] if code not in ("other", "none", "dk")]
    codes_shown = [code for code in codes if "employee" in taxonomy().barrier_of[code].audience] + ["other"]
    places = [dimension.code for dimension in load("barriers-full").dimensions]
    lacks = np.zeros((len(full.traits), len(codes_shown)))
    for column, code in enumerate(codes_shown[:-1]):
        trait = full.traits[:, places.index(taxonomy().barrier_of[code].dimension)]
        lacks[:, column] = 5 * (0.5 - trait / 100)
    pulls = np.array([full.truth.pulls["barriers"][code] for code in codes_shown]) + lacks
    staff = np.array([p not in ("manager", "executive") for p in full.responses.segments["position"]])
    staff &= full.profile != CARELESS
    random = np.random.default_rng(0)
    ranks = np.argsort(np.argsort(-(pulls[staff] + random.gumbel(size=pulls[staff].shape))))
    expected = 0.95 * (ranks < random.integers(2, 4, (staff.sum(), 1))).mean(axis=0)

    found = np.array([np.nanmean(cited(full, code)[staff]) for code in codes_shown])

    assert np.abs(found - expected).max() < 0.03
    assert found.max() > 3 * found.min()


def test_who_lacks_a_dimension_cites_its_barriers_and_writes_of_it(full: Organisation) -> None:
    form = load("barriers-full")
    tools = full.traits[:, [d.code for d in form.dimensions].index("tools")]
    low, high = tools < 35, tools > 75

    barrier = cited(full, "tools_missing_poor")
    topics = SENTENCES["en"]["tools"] + SENTENCES["fr"]["tools"]
    wrote = np.array([person.answers.get("open1") in topics for person in full.people])

    assert np.nanmean(barrier[low]) > 3 * np.nanmean(barrier[high])
    assert wrote[low].mean() > 2 * wrote[high].mean()


def test_use_goes_with_what_it_is_made_of(full: Organisation) -> None:
    frequency = full.responses.columns["out_freq"]
    read = ~np.isnan(frequency) & (frequency >= 0) & (full.profile != CARELESS)
    codes = [dimension.code for dimension in load("barriers-full").dimensions]
    design = np.column_stack([np.ones(read.sum()), full.traits[read] / 100])

    # Six points of frequency, 0 to 5: a share of .35 is a slope of 1.75, less what the scale's ends cut off.
    found, unexplained = np.linalg.lstsq(design, frequency[read])[:2]
    variance = unexplained[0] / (len(design) - design.shape[1])
    errors = np.sqrt(variance * np.diag(np.linalg.inv(design.T @ design)))
    true = np.array([5 * USE.get(code, 0.0) for code in codes])

    assert (np.abs(found[1:] - true) < 3 * errors[1:] + 0.1 * true).all()
    assert (errors[1:] < 0.5).all()


def test_few_lead_and_those_who_do_see_everything_brighter(full: Organisation) -> None:
    position = np.array(full.responses.segments["position"])
    shares = {code: (position == code).mean() for code in ("employee", "manager", "executive")}
    means = {code: full.traits[position == code].mean() for code in shares}

    assert shares == pytest.approx({"employee": 0.79, "manager": 0.14, "executive": 0.05}, abs=0.02)
    assert means["executive"] > means["manager"] > means["employee"]


def test_comments_come_in_both_languages_and_stand_in_blocks_of_ten_writers_or_more(
    full: Organisation,
) -> None:
    written = {comment.text for comment in full.comments}

    assert all(
        written & {text for texts in SENTENCES[each].values() for text in texts} for each in ("en", "fr")
    )
    assert len({comment.block for comment in full.comments}) > 5


def test_careless_people_fail_the_check_of_attention(form: Questionnaire, made: Organisation) -> None:
    answered = made.responses.columns["att1"]
    careless = made.profile == -1

    assert np.nanmean(answered[~careless] == 4) > 0.9
    assert np.nanmean(answered[careless & ~np.isnan(answered)] == 4) < 0.6


def test_the_demo_s_people_are_who_they_were_before_there_were_questions() -> None:
    # The first person's first answers as the version before questions of other types made them up.
    made = simulate_organisation(load("barriers-full"), people=60, seed=1)

    assert made.responses.answers[0, :16].tolist() == [4, 5, 3, 3, 3, 1, 2, 3, 3, 4, 2, 2, 1, 1, 1, 1]
