"""What people draw: orders, goals and best-worst sets are balanced, short lists, the same for the same seed."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import pytest

from questionnaires import content_hash, parse, to_yaml
from questionnaires.designs import balanced
from questionnaires.drawing import (
    ORDERS,
    Drawn,
    draw,
    goal_sets,
    goals_asked,
    option_order,
    page_order,
    sets_asked,
    versions_of,
    with_draws,
)
from questionnaires.model import Goal, Questionnaire, Text
from questionnaires.questions import BestWorst, GoalBlock

FORM = Path(__file__).parents[1] / "fixtures" / "every_type.yaml"


@pytest.fixture(scope="module")
def form() -> Questionnaire:
    return parse(FORM.read_bytes())


def best_worst(form: Questionnaire) -> BestWorst:
    return next(question for question in form.questions if isinstance(question, BestWorst))


# -- order


def test_a_page_has_sixteen_orders_in_which_only_items_move(form: Questionnaire) -> None:
    page = replace(form.pages[1], shows=("use", "q1", "q2", "att1", "q3", "role"))

    orders = [page_order(form, page, Drawn(order=order)) for order in range(ORDERS)]

    assert all(
        set(order) == set(page.shows) and order[0] == "use" and order[-1] == "role" for order in orders
    )
    assert len(set(orders)) > 3
    assert page_order(form, replace(page, random=False), Drawn(order=3)) == page.shows


def test_options_change_places_but_those_that_are_fixed_stay_last(form: Questionnaire) -> None:
    barriers = form.question_of["barriers"]

    orders = [
        [option.code for option in option_order(form, barriers, Drawn(order=order), "manager")]
        for order in range(ORDERS)
    ]

    assert {tuple(order[5:]) for order in orders} == {("other", "none", "dk")}
    assert len({tuple(order) for order in orders}) > 10


def test_who_is_of_no_known_position_sees_what_employees_see(form: Questionnaire) -> None:
    barriers, drawn = form.question_of["picks"], Drawn()

    seen = {
        position: {option.code for option in option_order(form, barriers, drawn, position)}
        for position in ("employee", "manager", "executive", "pnts", "")
    }

    assert "no_proof" in seen["manager"]
    assert seen["manager"] == seen["executive"]
    assert seen["employee"] == seen["pnts"] == seen[""] == seen["manager"] - {"no_proof"}


def test_an_option_of_another_scope_is_not_offered(form: Questionnaire) -> None:
    used_for = form.question_of["used_for"]

    assert "draft" not in {option.code for option in form.options_for(used_for)}
    assert "draft" in {option.code for option in form.with_scope("ai").options_for(used_for)}


def test_an_order_stays_what_it_was_in_every_version_of_the_program(form: Questionnaire) -> None:
    # Worked out apart: echo -n "7 5 sentences q1" | sha256sum, and so on, sorted.
    seeded = replace(form, random_seed=7)

    assert page_order(seeded, form.pages[1], Drawn(order=5)) == ("q3", "q2", "q1", "att1")


# -- goals


def goals(number: int) -> tuple[Goal, ...]:
    return tuple(Goal(f"g{place}", Text({"en": "G", "fr": "G"})) for place in range(number))


@pytest.mark.parametrize("number", range(4, 21))
def test_goals_are_drawn_equally_often_and_pairs_as_evenly_as_a_short_list_can(
    form: Questionnaire, number: int
) -> None:
    sets = goal_sets(form.with_goals(goals(number)))

    shown = Counter(goal for together in sets for goal in together)
    pairs = Counter(pair for together in sets for pair in combinations(sorted(together), 2))
    times = [pairs[pair] for pair in combinations(sorted(shown), 2)]
    assert len(sets) <= 30
    assert {len(set(together)) for together in sets} == {3}
    assert len(shown) == number
    assert max(shown.values()) == min(shown.values())
    assert max(times) - min(times) <= (2 if number == 14 else 1)


@pytest.mark.parametrize("number", [0, 1, 3])
def test_few_goals_are_all_asked(form: Questionnaire, number: int) -> None:
    few = form.with_goals(goals(number))
    block = next(question for question in few.questions if isinstance(question, GoalBlock))

    assert goals_asked(few, block, Drawn(goals=5)) == few.goals


# -- best and worst


@pytest.mark.parametrize(("options", "sets"), [(18, 9), (20, 10)])
def test_a_design_over_the_barriers_shows_each_equally_often_and_pairs_nearly_so(
    options: int, sets: int, record_property: pytest.RecordProperty
) -> None:
    design = balanced(options, size=4, sets=sets, versions=8, seed=1)

    every = [together for version in design for together in version]
    shown = Counter(option for together in every for option in together)
    pairs = Counter(pair for together in every for pair in combinations(sorted(together), 2))
    times = Counter(pairs[pair] for pair in combinations(range(options), 2))
    places = Counter((option, place) for together in every for place, option in enumerate(together))
    print(f"{options} options: shown {set(shown.values())}, pairs {dict(times)}")  # noqa: T201  asked for
    assert set(shown.values()) == {16}
    assert all(
        set(Counter(option for together in version for option in together).values()) == {2}
        for version in design
    )
    assert max(times) - min(times) <= 2
    mean = sum(number * count for number, count in times.items()) / times.total()
    spread = sum(count * (number - mean) ** 2 for number, count in times.items()) / times.total()
    share = mean % 1
    assert spread <= share * (1 - share) + 0.06  # what the evenest whole numbers would have, and a little
    assert {places[option, place] for option in range(options) for place in range(4)} <= {3, 4, 5}


def test_same_seed_same_design_and_another_seed_another_one() -> None:
    first = balanced(12, size=4, sets=6, versions=4, seed=1)
    balanced.cache_clear()

    assert balanced(12, size=4, sets=6, versions=4, seed=1) == first
    assert balanced(12, size=4, sets=6, versions=4, seed=2) != first


def test_a_launched_campaign_keeps_its_seed_and_designs_in_its_text(form: Questionnaire) -> None:
    kept = with_draws(form, 42)

    assert kept.random_seed == 42
    assert [design.positions for design in best_worst(kept).designs] == [
        ("employee",),
        ("manager", "executive"),
    ]
    assert parse(to_yaml(kept)) == kept
    assert content_hash(kept) == content_hash(with_draws(form, 42)) != content_hash(with_draws(form, 43))


def test_people_compare_the_options_of_their_position(form: Questionnaire) -> None:
    kept, question = with_draws(form, 42), best_worst(form)

    for position, options in (("employee", 4), ("executive", 5), ("", 4)):
        seen = {
            option
            for _ in range(60)
            for together in sets_asked(kept, best_worst(kept), draw(kept, position))
            for option in together
        }
        assert len(seen) == options
    assert sets_asked(form, question, Drawn(sets=0)) != sets_asked(form, question, Drawn(sets=1))


def test_drawn_numbers_are_small_and_all_of_them_come(form: Questionnaire) -> None:
    drawn = [draw(form, "manager") for _ in range(2_000)]

    assert {each.order for each in drawn} == set(range(ORDERS))
    assert {each.goals for each in drawn} == set(range(len(goal_sets(form))))
    versions = versions_of(form)
    assert {each.sets for each in drawn} == set(range(versions, 2 * versions))
