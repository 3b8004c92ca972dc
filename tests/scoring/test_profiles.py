"""Profiles from beginning to end: found where they are, refused where they are not, named by rule."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from questionnaires import load
from questionnaires.model import Questionnaire, Text
from scoring.archetypes import UNCLASSIFIED, archetypes_of, shares_of
from scoring.bootstraps import jaccard, matched
from scoring.card import from_json
from scoring.dimensions import dimension_scores, item_means, percent_of_maximum, scoring_key
from scoring.mixture import posteriors_under
from scoring.naming import named
from scoring.profiles import FoundProfiles, find_profiles
from scoring.quality import screen
from scoring.responses import Responses
from scoring.simulate import CARELESS, Organisation, simulate_organisation

FORM = load("barriers-full")


def found_in(form: Questionnaire, responses: Responses, *, seed: int = 1) -> FoundProfiles:
    key = scoring_key(form)
    percent = percent_of_maximum(responses.points, key)
    scores = dimension_scores(percent, key, item_means(percent))
    left_out = screen(responses.points, key).left_out
    return find_profiles(form, responses, scores, key, left_out, seed=seed, draws=9, bootstraps=20)


@pytest.fixture(scope="module")
def organisation() -> Organisation:
    return simulate_organisation(FORM, people=500, seed=21)


@pytest.fixture(scope="module")
def found(organisation: Organisation) -> FoundProfiles:
    return found_in(FORM, organisation.responses)


def test_the_profiles_that_were_made_up_are_found_and_named_by_rule(found: FoundProfiles) -> None:
    assert found.result.status == "profiles"
    assert [profile.archetype for profile in found.result.profiles] == [
        "sceptic",
        "equipped_no_point",
        "sees_lacks_means",
        "aligned",
    ]
    assert found.result.profiles[0].name == {"en": "Sceptic", "fr": "Sceptique"}


def test_nearly_everybody_is_in_the_profile_they_were_made_from(
    organisation: Organisation, found: FoundProfiles
) -> None:
    story = {3: "p1", 2: "p2", 1: "p3", 0: "p4"}
    attentive = organisation.profile != CARELESS

    right = [
        story[true] == own
        for true, own in zip(organisation.profile, found.profile, strict=True)
        if true in story
    ]

    assert attentive.sum() == len(right)
    assert np.mean(right) > 0.93


def test_shares_add_up_and_lie_within_their_ranges(found: FoundProfiles) -> None:
    profiles = found.result.profiles

    assert sum(profile.share for profile in profiles) == pytest.approx(1)
    assert all(profile.share_low <= profile.share <= profile.share_high for profile in profiles)
    assert all(profile.stability >= 0.6 for profile in profiles)


def test_how_the_number_was_chosen_is_on_record(found: FoundProfiles) -> None:
    choice = found.result.choice

    assert choice is not None
    assert set(choice.stability) == {2, 3, 4, 5}
    assert set(choice.bic) == {1, 2, 3, 4, 5}
    assert min(choice.stability[4]) >= 0.6


def test_the_order_of_the_rows_changes_nothing(organisation: Organisation, found: FoundProfiles) -> None:
    order = np.random.default_rng(8).permutation(len(organisation.responses))
    shuffled = Responses(organisation.responses.answers[order], ())

    again = found_in(FORM, shuffled)

    assert [profile.n for profile in again.result.profiles] == [
        profile.n for profile in found.result.profiles
    ]
    assert again.profile == tuple(found.profile[place] for place in order)


def test_the_card_classifies_as_the_model_it_came_from(found: FoundProfiles) -> None:
    assert found.card is not None
    card = from_json(found.card)

    share, _ = posteriors_under(card.models, card.means)

    assert card.ids == ("p1", "p2", "p3", "p4")
    assert share.argmax(axis=1).tolist() == [0, 1, 2, 3]
    assert share.max(axis=1).min() > 0.9


def test_fewer_than_300_complete_answers_are_not_clustered(organisation: Organisation) -> None:
    few = Responses(organisation.responses.answers[:250], ())

    result = found_in(FORM, few).result

    assert (result.status, result.k, result.profiles) == ("too_few", None, ())
    assert sum(band.share for band in result.bands) == pytest.approx(1)
    assert sum(each.share for each in result.archetypes) == pytest.approx(1)


def test_answers_that_never_differ_have_no_profiles() -> None:
    alike = Responses(np.full((400, 35), 3, dtype=np.int8), ())

    result = find_profiles(
        FORM, alike, np.full((400, 8), 50.0), scoring_key(FORM), np.zeros(400, bool), seed=1
    ).result

    assert result.status == "no_spread"


def test_one_dimension_is_too_few(organisation: Organisation) -> None:
    form = replace(FORM, dimensions=FORM.dimensions[:1], items=FORM.items[:4], maturity=None)
    one = Responses(organisation.responses.answers[:, :4], ())

    assert found_in(form, one).result.status == "too_few_dimensions"


def test_bands_without_levels_are_quarters(organisation: Organisation) -> None:
    few = Responses(organisation.responses.answers[:100], ())

    bands = found_in(replace(FORM, maturity=None), few).result.bands

    assert [(band.start, band.end) for band in bands] == [(0, 25), (25, 50), (50, 75), (75, 100)]


# -- rules and names


@pytest.mark.parametrize(
    ("scores", "unknown", "archetype"),
    [
        ({"impact": 60, "fit": 60}, 0, "aligned"),
        ({"impact": 60, "fit": 59.9}, 0, "sees_lacks_means"),
        ({"impact": 59.9, "fit": 60}, 0, "equipped_no_point"),
        ({"impact": 50, "fit": 50, "will": 60, "tools": 49.9}, 0, "willing_blocked"),
        ({"impact": 50, "fit": 50, "will": 60}, 0, "in_the_dark"),
        ({"impact": 50, "fit": 50, "will": 49.9}, 0, "sceptic"),
        ({"impact": 90, "fit": 90}, 0.5, "in_the_dark"),
        ({"impact": np.nan, "fit": 90}, 0.25, None),
        ({"impact": np.nan, "fit": 90}, 0.75, "in_the_dark"),
    ],
)
def test_each_rule_holds_at_its_border(scores: dict, unknown: float, archetype: str | None) -> None:
    assert FORM.maturity is not None
    full = {d.code: np.array([float(scores.get(d.code, 55))]) for d in FORM.dimensions}

    place = archetypes_of(FORM.maturity.archetypes, full, {("impact", "dk"): np.array([unknown])})[0]

    assert (None if place == UNCLASSIFIED else FORM.maturity.archetypes[place].code) == archetype


def test_shares_are_of_the_classified_and_the_rest_is_counted_apart() -> None:
    assert FORM.maturity is not None

    shares, unclassified = shares_of(FORM.maturity.archetypes, np.array([1, 1, 2, UNCLASSIFIED]))

    assert [round(each.share, 3) for each in shares] == [0, 0.667, 0.333, 0, 0, 0]
    assert unclassified == 0.25


def names(form: Questionnaire, means: list[list[float]]) -> list[str]:
    dimensions = [d.code for d in form.dimensions]
    return [name["en"] for name in named(form, np.array(means), dimensions)[0]]


def test_two_profiles_of_one_archetype_are_told_apart_by_level() -> None:
    assert names(FORM, [[62.0] * 8, [85.0] * 8]) == ["Aligned, level 3", "Aligned, level 5"]


def test_where_even_the_level_is_the_same_a_letter_is_added() -> None:
    assert names(FORM, [[66.0] * 8, [70.0] * 8]) == ["Aligned, level 4 (a)", "Aligned, level 4 (b)"]


def test_without_archetypes_the_questionnaire_s_own_names_are_taken() -> None:
    own = {2: (Text({"en": "Low", "fr": "Bas"}), Text({"en": "High", "fr": "Haut"}))}
    form = replace(FORM, maturity=None, profile_names=own)

    assert names(form, [[30.0] * 8, [70.0] * 8]) == ["Low", "High"]
    assert names(form, [[30.0] * 8, [50.0] * 8, [70.0] * 8])[0] == "Profile 1 of 3"


def test_similarity_of_profiles_is_worked_by_hand() -> None:
    # First: 0 0 0 1; again: 5 people of classes 0 0 1 1: {0,1,2} with {0,1}: 2/3; {3} with {2,3}: 1/2.
    assert jaccard(np.array([0, 0, 0, 1]), np.array([0, 0, 1, 1]), 2).tolist() == [2 / 3, 1 / 2]


def test_profiles_are_matched_by_distance_and_not_by_rank() -> None:
    reference = np.array([[50.0, 50], [51, 20]])
    refit = np.array([[50.5, 21], [50.4, 49]])

    assert matched(refit, reference, np.eye(2)).tolist() == [1, 0]
