"""What is shipped: the bank's sentences are those of the domain text, and the full form holds together."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from questionnaires import (
    QuestionnaireError,
    available,
    banks,
    columns,
    conditions,
    content_hash,
    design_parts,
    fields,
    head,
    load,
    maturity,
    model,
    option_parts,
    page_parts,
    parse,
    parts,
    problems,
    question_parts,
    reader,
    to_yaml,
    warnings,
)
from questionnaires import nodes as strict_yaml
from questionnaires.model import Text
from questionnaires.questions import TYPES

PACKAGE = Path(__file__).parents[2] / "questionnaires"
GUIDE = PACKAGE / "README.md"
SOURCE = PACKAGE / "library" / "barriers-full" / "SOURCE.md"


def test_the_library_has_the_full_form_and_its_bank() -> None:
    assert available() == ("barriers-full",)
    assert banks() == ("barriers",)


@pytest.mark.parametrize("name", available())
def test_a_questionnaire_written_out_reads_back_as_itself(name: str) -> None:
    found = load(name)

    assert parse(to_yaml(found)) == found
    assert content_hash(parse(to_yaml(found))) == content_hash(found)


def test_the_full_form_has_its_35_sentences_in_eight_dimensions() -> None:
    found = load("barriers-full")

    assert len(found.items) == 35
    assert [d.code for d in found.dimensions] == [
        "impact",
        "fit",
        "goals",
        "tools",
        "org",
        "lead",
        "will",
        "part",
    ]
    assert [len(found.items_of[d.code]) for d in found.dimensions] == [4, 4, 4, 5, 5, 5, 4, 4]
    assert sum(item.reverse for item in found.items) == 7
    assert [d.code for d in found.dimensions if d.core_pair] == ["impact", "fit"]


def test_every_word_in_the_full_form_is_filled_in_both_languages() -> None:
    found = load("barriers-full")

    sentences = [found.wording(item.text, language) for item in found.items for language in found.languages]

    assert not any("{" in sentence for sentence in sentences)
    assert "Nos outils collaboratifs sont faciles à utiliser." in sentences


def test_the_only_remark_on_the_full_form_is_that_participation_has_no_reversed_item() -> None:
    assert [remark.where for remark in warnings(load("barriers-full"))] == ["dimension part"]


def test_sentences_levels_and_labels_are_those_of_the_domain_text(shared: Path) -> None:
    bank = yaml.safe_load((shared / "domain" / "item_bank.yaml").read_text(encoding="utf-8"))
    model = yaml.safe_load((shared / "domain" / "model.yaml").read_text(encoding="utf-8"))
    theirs = {item["id"]: item for item in bank["items"]}

    found = load("barriers-full")

    assert [item.code for item in found.items] == bank["forms"]["full"]["items"]
    for item in found.items:
        source = theirs[item.code]
        assert dict(item.text.by_language) == source["text"]
        assert (item.reverse, item.dimension) == (source["reverse"], source["dimension"])
        assert (list(item.cite), item.construct) == (source["cite"], source["construct"])
        assert (list(item.seed), item.facet, item.speaks_of) == (
            source["seed"],
            source["facet"],
            source["speaks_of"],
        )
    assert found.intro is not None
    assert dict(found.intro.by_language) == {code: text.strip() for code, text in bank["intro"].items()}
    assert {word: dict(text.by_language) for word, text in found.words.items()} == {
        "tools": bank["placeholders"]["scopes"]["collaboration"],
        "people_served": {
            code: bank["placeholders"]["others"]["people_served"][code] for code in ("en", "fr")
        },
    }
    assert [in_both(point.label) for point in found.scales[0].points] == options(
        bank["scales"]["agree5"]["options"]
    )
    assert [in_both(each.label) for each in found.scales[0].outside] == options(
        bank["scales"]["agree5"]["outside"]
    )
    for dimension, source in zip(found.dimensions, bank["dimensions"], strict=True):
        assert (dimension.code, in_both(dimension.label)) == (source["id"], source["label"])
        assert dimension.question is not None
        assert in_both(dimension.question) == source["question"]
    for segment, name in zip(found.segments, ("dem_level", "dem_tenure"), strict=True):
        source = next(each for each in bank["demographics"]["items"] if each["id"] == name)
        assert in_both(segment.label) == source["text"]
        assert [option.code for option in segment.options] == [option["id"] for option in source["options"]]
        assert [in_both(option.label) for option in segment.options] == options(source["options"])
    scores = {score.code: list(score.items) for score in found.sub_scores}
    codes = {item.code for item in found.items}
    assert scores == {
        score: [code for code in items if code in codes]
        for score, items in bank["scoring"]["sub_scores"].items()
    }
    assert found.maturity is not None
    assert [(level.number, level.start) for level in found.maturity.levels] == [
        (x["id"], x["min"]) for x in model["levels"]
    ]
    assert [in_both(level.name) for level in found.maturity.levels] == [x["name"] for x in model["levels"]]
    assert [level.idea and level.idea.in_language("en") for level in found.maturity.levels] == [
        x["idea"] for x in model["levels"]
    ]
    primary = {a["id"]: a["label"] for a in model["archetypes"] if a["kind"] == "primary"}
    assert {a.code: dict(a.label.by_language) for a in found.maturity.archetypes} == primary


def in_both(text: Text) -> dict[str, str]:
    return dict(text.by_language)


def options(theirs: list[dict]) -> list[dict[str, str]]:
    return [{"en": option["en"], "fr": option["fr"]} for option in theirs]


def test_a_form_of_an_unknown_name_is_answered_with_those_there_are() -> None:
    with pytest.raises(QuestionnaireError, match="Use one of barriers-full"):
        load("barriers-fool")


def examples() -> list[str]:
    return re.findall(r"```yaml\n(.*?)```", GUIDE.read_text(encoding="utf-8"), flags=re.DOTALL)


def whole_with(part: str) -> str:
    """Return the first example with the sections of a later one in place of its own, and all of it on pages."""
    written = yaml.safe_load(part)
    keys = written.keys() | (
        {"scales", "dimensions"} if "bank" in written else set()
    )  # the bank brings its own
    rest = "".join(
        block for block in re.split(r"(?m)^(?=[a-z_]+:)", examples()[0]) if block.split(":")[0] not in keys
    )
    if "questions" in written and "pages" not in written:
        shown = [question["code"] for question in written["questions"]]
        part += f"pages:\n  - {{code: all, shows: [goal1, goal2r, {', '.join(shown)}]}}\n"
    return rest + part


@pytest.mark.parametrize("part", ["", *examples()[1:]], ids=lambda part: part[:40])
def test_every_example_of_the_authoring_guide_is_read(part: str) -> None:
    found = parse(whole_with(part) if part else examples()[0])

    assert parse(to_yaml(found)) == found


def test_the_examples_of_the_authoring_guide_have_every_type_of_question() -> None:
    found = [parse(whole_with(part)) for part in examples()[1:]]

    assert {type(question) for each in found for question in each.questions} == {*TYPES.values()}


def test_the_authoring_guide_explains_every_key() -> None:
    keys = {
        *reader.QUESTIONNAIRE,
        *(*parts.SCALE, *parts.DIMENSION, *parts.ITEM, *parts.SEGMENT, *parts.SUB_SCORE, *parts.GOAL_KEYS),
        *(*page_parts.PAGE, *option_parts.OPTION, *question_parts.COMMON, *question_parts.INNER),
        *(key for keys in question_parts.KEYS.values() for key in keys),
        *(*design_parts.DESIGN, *maturity.MATURITY, *maturity.LEVEL, *maturity.GATE),
        *(*maturity.ARCHETYPE, *maturity.BAND, *maturity.UNKNOWN),
    }
    guide = "\n".join(examples())

    assert [key for key in sorted(keys) if not re.search(rf"\b{key}:", guide)] == []
    assert [key for key in question_parts.FROM_BANK if f"`{key}" not in GUIDE.read_text("utf-8")] == []


def test_the_authoring_guide_states_every_limit() -> None:
    guide = GUIDE.read_text(encoding="utf-8")
    limits = [
        *(f"{strict_yaml.LARGEST_BYTES // 1024} KiB", f"{strict_yaml.DEEPEST} levels"),
        *(
            f"{strict_yaml.MOST_NODES:,} values",
            f"{head.MOST_LANGUAGES} languages",
            f"{parts.MOST_ITEMS} items",
        ),
        *(f"{fields.LONGEST_TEXT:,} characters", f"{parts.MOST_POINTS} points", f"{problems.MOST} faults"),
        *(f"0 to {parts.HIGHEST_VALUE}", f"{maturity.MOST_LEVELS} levels of maturity"),
        *(f"{question_parts.MOST_QUESTIONS} questions", f"2 to {option_parts.MOST_OPTIONS} options"),
        *(f"{design_parts.MOST_COMPARED} options", f"{design_parts.MOST_SETS} sets"),
        *(f"{design_parts.MOST_VERSIONS} versions", f"{parts.MOST_GOALS} goals"),
        *(f"{model.LONGEST_GOAL} characters", f"{conditions.LONGEST:,} characters"),
        *(f"nested {conditions.DEEPEST} deep", f"{columns.LONGEST_NAME} characters"),
        *(f"`{column}`" for column in parts.RESERVED),
    ]

    assert [limit for limit in limits if limit not in guide] == []


def test_a_form_may_speak_some_of_its_banks_languages_in_its_own_order() -> None:
    # Texts in other languages would make the written-out form, and so its dataset, unreadable.
    form = (
        'format: 1\nid: x\nversion: "1"\nlanguages: [{0}]\ntitle: {1}\nbank: barriers\nitems: [imp1, fit1]\n'
    )
    english = parse(form.format("en", "T"))
    french_first = parse(form.format("fr, en", "{fr: T, en: T}"))

    assert parse(to_yaml(english)) == english
    assert dict(english.items[0].text.by_language).keys() == {"en"}
    assert french_first.items[0].text.in_language("de").startswith("Je vois")
    assert content_hash(parse(to_yaml(french_first))) == content_hash(french_first)


def test_every_source_that_the_bank_cites_is_told() -> None:
    found, source = load("barriers-full"), SOURCE.read_text(encoding="utf-8")

    assert sorted({key for item in found.items for key in item.cite if f"`{key}`" not in source}) == []
    assert sorted({key for item in found.items for key in item.seed if f"| {key} |" not in source}) == []
