"""Reading questionnaires: what is understood, and that all faults of a file are told together."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from questionnaires import QuestionnaireError, parse, read, to_yaml, warnings
from questionnaires.model import Condition, Gate, Level, Text

BASE = yaml.safe_load((Path(__file__).parents[1] / "bad_inputs.yaml").read_text(encoding="utf-8"))["bases"][
    "Q"
]


def problems(text: str) -> list[str]:
    """Return every problem of a text as "line N: wrong"."""
    with pytest.raises(QuestionnaireError) as refusal:
        parse(text, name="form.yaml")
    return [f"{p.where.removeprefix('form.yaml, ')}: {p.wrong}" for p in refusal.value.problems]


def test_a_file_becomes_a_questionnaire() -> None:
    found = parse(BASE)

    assert (found.id, found.version, found.languages) == ("mgmt-basics", "1", ("en",))
    assert [point.value for point in found.scales[0].points] == [1, 2, 3, 4, 5]
    assert [(item.code, item.reverse) for item in found.items] == [("q1", False), ("q2", False), ("q3", True)]
    assert found.pages[0].items == ("q1", "q2", "q3")
    assert found.maturity is not None
    assert found.maturity.levels == (Level(1, 0, Text({"en": "Low"})), Level(2, 50, Text({"en": "High"})))


def test_all_faults_of_a_file_are_told_at_once_in_the_order_of_its_lines() -> None:
    text = (
        BASE.replace('scale: agree5, text: {en: "My', 'scale: agre5, text: {en: "My')
        .replace("reverse: true", "reversed: true")
        .replace("from: 50", "from: 150")
        .replace('title: {en: "How are we managed?"}', "title: [a]")
    )

    found = problems(text)

    assert found[0] == "line 5: 'title:' of the questionnaire is a list of 1."
    assert any("uses the scale 'agre5', which the file does not define" in problem for problem in found)
    assert any("has the unknown key 'reversed'" in problem for problem in found)
    assert any("'from:' of a level is 150" in problem for problem in found)
    lines = [int(problem.split(":")[0].removeprefix("line ")) for problem in found]
    assert lines == sorted(lines)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("format: 1", "format: 2", "line 1: The format is 2."),
        ("languages: [en]", "languages: [english]", "line 4: 'english' is not a code"),
        ("id: mgmt-basics", "id: Mgmt", "line 2: 'Mgmt' is not a code"),
        ("reverse: true", "reverse: yes", "is 'yes'"),
        ("reverse: true", "cite: here", "'cite:' of the item 'q3' is 'here'."),
        ("code: q2", "code: Q_1", "The code 'Q_1' is taken"),
        ("code: q2", "code: unit", "The code 'unit' is taken as a column of the dataset."),
        (
            "label: {en: Trust}",
            "label: {en: Trust}\n    higher_is: good",
            "'higher_is:' of the dimension 'trust' is 'good'.",
        ),
        ("label: {en: Trust}", "label: {en: ''}", "'label:' of the dimension 'trust' in 'en' is ''."),
        ("label: {en: Trust}", "label: {en: Trust}\n    label: {en: T}", "The key 'label' stands here twice"),
        (
            "maturity:",
            "pages:\n  - {code: p, items: [q1, q9]}\nmaturity:",
            "The pages name 'q9', which is no item.",
        ),
        ("maturity:", "pages:\n  - {code: p, items: [q1]}\nmaturity:", "No page has q2, q3."),
        ("maturity:", "bank: ../../etc/passwd\nmaturity:", "is not a code"),
        ("maturity:", "bank: nowhere\nmaturity:", "There is no bank 'nowhere'."),
        (
            "maturity:",
            "segments:\n  q1: {label: {en: A}, options: {a: {en: A}}}\nmaturity:",
            "The code 'q1' is taken",
        ),
        ("maturity:", "profiles:\n  3: [{en: A}]\nmaturity:", "The names of 3 profiles are a list of 1."),
        ("  levels:", "  gates: [{above: 1, lowest_of: [goals]}]\n  levels:", "names the dimension 'goals'"),
        (
            '      5: {en: "Strongly agree"}',
            '      7: {en: "Strongly agree"}',
            "The points of the scale 'agree5' are",
        ),
        ("{number: 2, from: 50, to: 100", "{number: 3, from: 50", "Level 3 from 50 follows level 1 from 0."),
    ],
)
def test_each_fault_is_told_in_our_words(old: str, new: str, told: str) -> None:
    assert any(told in problem for problem in problems(BASE.replace(old, new)))


def test_a_misspelt_key_is_answered_with_the_closest_one() -> None:
    with pytest.raises(QuestionnaireError, match="Did you mean 'languages'"):
        parse(BASE.replace("languages:", "langauges:"))


def test_plain_words_stay_words() -> None:
    # YAML 1.1 would make them False, 8, a date and 90.
    found = parse(
        BASE.replace('"My manager keeps promises."', "no").replace('"I can say what I think."', "1:30")
    )

    assert [item.text.in_language("en") for item in found.items[:2]] == ["no", "1:30"]


def test_archetypes_read_as_bands_over_scores() -> None:
    text = BASE.rstrip() + (
        "\n  archetypes:\n    high: {label: {en: High}, when: [{score: trust, from: 60}]}\n"
        "    rest: {label: {en: Rest}, otherwise: true}\n  gates: [{above: 1, lowest_of: [trust]}]\n"
    )

    maturity = parse(text).maturity

    assert maturity is not None
    assert maturity.archetypes[0].when == (Condition(("trust",), 60, None),)
    assert maturity.archetypes[1].otherwise
    assert maturity.gates == (Gate(1, ("trust",)),)


def test_an_outside_answer_that_no_item_offers_cannot_be_asked_for() -> None:
    text = BASE.rstrip() + (
        "\n  archetypes:\n    dark: {label: {en: Dark}, unknown: {dimension: trust, answer: dk, from: 0.5}}\n"
    )

    assert any("asks for 'dk', which 'q1' lacks" in problem for problem in problems(text))


def test_a_file_that_cannot_be_opened_is_refused_with_its_path(tmp_path: Path) -> None:
    with pytest.raises(QuestionnaireError, match="No such file") as refusal:
        read(tmp_path / "none.yaml")

    assert refusal.value.problems[0].where == str(tmp_path / "none.yaml")


def test_words_are_filled_in_once_and_what_they_bring_in_is_not_expanded_again() -> None:
    text = BASE.replace("dimensions:", 'words:\n  tools: {en: "our {odd} tools"}\ndimensions:', 1)
    found = parse(text.replace("My manager keeps promises.", "{Tools} and {tools}, not {other}."))

    assert found.wording(found.items[0].text, "en") == "Our {odd} tools and our {odd} tools, not {other}."
    assert any("{other}" in remark.wrong for remark in warnings(found))


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused_in_our_words(content: bytes) -> None:
    with pytest.raises(QuestionnaireError):
        parse(content)


@settings(deadline=None)
@given(st.integers(0, len(BASE)), st.integers(0, 30), st.text(max_size=12))
def test_any_change_to_a_file_is_read_or_refused_in_our_words(place: int, cut: int, put: str) -> None:
    try:
        found = parse(BASE[:place] + put + BASE[place + cut :])
    except QuestionnaireError:
        return

    assert parse(to_yaml(found)) == found
