"""What is known about barriers: item by item as it was compiled, and a client sees only what may be shown."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from questionnaires.bank import load_bank
from questionnaires.fields import plain
from questionnaires.references import (
    Action,
    actions,
    cuts,
    maturity_grid,
    sources,
    studies,
    taxonomy,
)
from questionnaires.references.actions import STEPS
from questionnaires.texts import CODE_PATTERN, Text

RENAMED = {"tools_missing_or_poor": "tools_missing_poor"}
"""Codes have 20 characters at most."""

LEFT_OUT = {"01net_2008": "no figure of it is known", "gartner_2024_value": "its only figure was never read"}


@pytest.fixture(scope="module")
def compiled(shared: Path) -> dict:
    return yaml.safe_load((shared / "domain" / "references.yaml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def model(shared: Path) -> dict:
    return yaml.safe_load((shared / "domain" / "model.yaml").read_text(encoding="utf-8"))


def both(text: Text) -> dict[str, str]:
    return dict(text.by_language)


def renamed(by_barrier: dict) -> dict:
    return {RENAMED.get(barrier, barrier): value for barrier, value in by_barrier.items()}


# -- as compiled


def test_every_barrier_of_the_taxonomy_is_there_in_its_order(compiled: dict) -> None:
    barriers = compiled["taxonomy"]["barriers"]

    assert [barrier.code for barrier in taxonomy().barriers] == [
        RENAMED.get(b["id"], b["id"]) for b in barriers
    ]
    for found, expected in zip(taxonomy().barriers, barriers, strict=True):
        assert both(found.label) == expected["label"]
        assert both(found.option) == expected["option"]
        assert both(found.definition) == expected["definition"]
        assert found.dimension == expected["dimension"]
        assert found.second_dimension == expected.get("secondary_dimension", "")
        assert found.core is expected["seed_core"]
        assert found.audience == tuple(expected["audience"])


def test_every_study_whose_figures_were_read_is_there(compiled: dict) -> None:
    expected = {study["id"]: study for study in compiled["references"]}

    assert {study.code for study in studies()} == expected.keys() - LEFT_OUT.keys()
    assert {study["id"] for study in expected.values() if not study["verified"]} == LEFT_OUT.keys()


@pytest.mark.parametrize("code", [study.code for study in studies()])
def test_a_study_stands_as_it_was_compiled(code: str, compiled: dict) -> None:
    (found,) = [study for study in studies() if study.code == code]
    (expected,) = [study for study in compiled["references"] if study["id"] == code]

    assert found.title == expected["title"]
    assert expected["publisher"].startswith(found.publisher)
    assert (found.year, found.n, found.population) == (
        expected["year"],
        expected["sample_size"],
        expected["population"],
    )
    assert found.question == (expected["question"] or "")
    assert found.several_answers is expected["multi_response"]
    assert expected["base"].startswith(found.base.in_language("en"))
    assert found.country.in_language("en").removeprefix("country ") in expected["country"].replace(
        "read", "known"
    )
    assert dict(found.shares) == renamed(expected["results"])
    assert {name: dict(shares) for name, shares in found.groups.items()} == {
        name: renamed(shares) for name, shares in expected.get("results_by_group", {}).items()
    }
    assert found.approximate == tuple(expected.get("approximate", ()))
    assert found.context == tuple(expected.get("context", ()))
    assert found.source == expected["source_url"]
    assert found.reading.get("also", ()) == tuple(expected.get("other_urls", ()))
    assert found.reading.get("sponsor", "") == expected.get("sponsor_interest", "")
    assert found.reading["read_in"] == expected["seen_in"]
    assert found.client is expected["display_default"]
    labels = renamed(expected.get("original_labels", {}))
    assert found.as_published.keys() == labels.keys()
    assert all(labels[barrier].startswith(label) for barrier, label in found.as_published.items())


def test_every_cell_of_the_maturity_grid_stands_as_it_was_compiled(model: dict) -> None:
    grid = {
        dimension: {level: text.in_language("en") for level, text in levels.items()}
        for dimension, levels in maturity_grid().items()
    }

    assert grid == model["grid"]


def test_the_lines_of_charts_are_those_compiled(model: dict) -> None:
    assert (cuts().high, cuts().low) == (model["cuts"]["high"], model["cuts"]["low"])
    assert model["cuts"]["border"].startswith(f"scores from {cuts().near_from:g} to {cuts().near_to:g}")


def test_every_profile_and_its_actions_stand_as_compiled(model: dict) -> None:
    expected = {archetype["id"]: archetype for archetype in model["archetypes"]}

    assert list(actions().for_profile) == list(expected)
    for code, profile in actions().for_profile.items():
        assert both(profile.label) == expected[code]["label"]
        assert profile.overlay is (expected[code]["kind"] == "overlay")
        assert (profile.rule, profile.looks_like) == (expected[code]["rule"], expected[code]["looks_like"])
        assert plainly(profile.actions) == compiled_actions(expected[code]["actions"])


def test_every_action_against_a_barrier_stands_as_compiled(model: dict) -> None:
    found = {code: plainly(each) for code, each in actions().for_barrier.items()}

    assert found == {code: compiled_actions(each) for code, each in renamed(model["barrier_actions"]).items()}


def plainly(found: tuple[Action, ...]) -> list[tuple]:
    return sorted((action.step, action.text.in_language("en"), action.sources) for action in found)


def compiled_actions(expected: list[dict]) -> list[tuple]:
    return sorted((each["step"], each["text"], tuple(each["source"])) for each in expected)


def test_every_source_stands_as_compiled(shared: Path, model: dict) -> None:
    bank = yaml.safe_load((shared / "domain" / "item_bank.yaml").read_text(encoding="utf-8"))
    read = {True: "yes", False: "no", "partly": "part"}
    cited = {code: (entry["ref"], read[entry["seen"]]) for code, entry in bank["citations"].items()}
    extra = {code: (text, "yes") for code, text in model["extra_sources"].items()}

    assert {code: (source.text, source.read) for code, source in sources().items()} == {**cited, **extra}


# -- whole


def test_barriers_levels_and_actions_cover_the_same_dimensions_and_barriers() -> None:
    dimensions = {dimension.code for dimension in load_bank("barriers").dimensions}
    codes = {barrier.code for barrier in taxonomy().barriers}

    assert maturity_grid().keys() == dimensions
    assert {barrier.dimension for barrier in taxonomy().barriers} == dimensions
    assert {barrier.second_dimension for barrier in taxonomy().barriers} <= {*dimensions, ""}
    assert actions().for_barrier.keys() == codes


def test_barriers_may_be_codes_of_options() -> None:
    codes = [barrier.code for barrier in taxonomy().barriers]

    assert all(re.fullmatch(CODE_PATTERN, code) for code in codes)
    assert len({plain(code) for code in codes}) == len(codes)


def test_the_core_pair_is_impact_and_fit() -> None:
    assert [barrier.code for barrier in taxonomy().barriers if barrier.core] == [
        "no_visible_impact",
        "no_need_fit",
    ]


def test_actions_begin_with_the_goal() -> None:
    lists = [profile.actions for profile in actions().for_profile.values()] + list(
        actions().for_barrier.values()
    )

    for each in lists:
        steps = [STEPS.index(action.step) for action in each]
        assert steps[0] == 0
        assert steps == sorted(steps)


def test_every_text_has_its_own_words_in_french() -> None:
    texts = [text for levels in maturity_grid().values() for text in levels.values()]
    texts += [action.text for profile in actions().for_profile.values() for action in profile.actions]
    texts += [action.text for each in actions().for_barrier.values() for action in each]
    texts += [study.caution for study in studies() if study.caution]

    assert len(texts) == 40 + 24 + 60 + 5
    assert all(text.in_language("fr") != text.in_language("en") for text in texts)


def test_figures_are_the_same_in_both_languages() -> None:
    digits = re.compile(r"\d+(?:[.,]\d+)?")
    texts = [action.text for profile in actions().for_profile.values() for action in profile.actions]
    texts += [action.text for each in actions().for_barrier.values() for action in each]
    texts += [study.caution for study in studies() if study.caution]

    for text in texts:
        english = digits.findall(text.in_language("en"))
        assert [figure.replace(",", ".") for figure in digits.findall(text.in_language("fr"))] == english


# -- what a client may read


def test_clients_see_eleven_studies_and_only_what_is_fit_for_them() -> None:
    shown = studies(client=True)

    assert len(shown) == 11
    assert all(study.n >= 100 and study.shares and study.source for study in shown)


def test_the_survey_that_the_source_text_cites_has_words_and_no_figure() -> None:
    assert (
        taxonomy().origin.in_language("en") == "after the barrier survey on 01net cited by B. Duperrin (2008)"
    )
    assert not any("01net" in study.code for study in studies())


READING = [
    "cut",
    "copy read",
    "not read",
    "inferred",
    "presumed",
    "stored",
    "seen in",
    "excerpt",
    "lu sur",
    "coupé",
]


@pytest.mark.parametrize("study", studies(client=True), ids=lambda study: study.code)
@pytest.mark.parametrize("language", ["en", "fr"])
def test_what_a_client_reads_never_says_how_a_figure_was_read(study, language: str) -> None:
    said = study.cited(language) + (study.caution.in_language(language) if study.caution else "")

    assert not [words for words in READING if words in said.replace("partly read", "").lower()]
    assert study.reading.get("reported", "\0") not in said
    assert study.reading.get("note", "\0") not in said


def test_a_study_read_in_part_says_so() -> None:
    by_code = {study.code: study for study in studies()}

    assert by_code["mckinsey_2008"].cited("en") == (
        "McKinsey, Building the Web 2.0 Enterprise (McKinsey Global Survey), 2008. world; n = 1,988;"
        " base: all respondents; partly read"
    )
    assert (
        by_code["mckinsey_2008"]
        .cited("fr")
        .endswith("n = 1\u202f988; base\u00a0: ensemble des répondants; lu en partie")
    )


def test_a_work_read_in_part_says_so() -> None:
    assert sources()["boswell2001"].cited.endswith("Partly read.")
    assert sources()["davis1989"].cited == sources()["davis1989"].text
