"""Reading questionnaires: what is understood, and that all faults of a file are told together."""

from __future__ import annotations

import copy
import json
import time
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from questionnaires import QuestionnaireError, load, parse, read, to_yaml, warnings
from questionnaires.model import Band, Gate, Level, Text

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
    assert found.pages[0].shows == ("q1", "q2", "q3")
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
    assert "line 18: the item 'q1' names the scale 'agre5', which is not under 'scales:'." in found
    assert any("has the unknown key 'reversed'" in problem for problem in found)
    assert any("'from:' of a level is 150" in problem for problem in found)
    lines = [int(problem.split(":")[0].removeprefix("line ")) for problem in found]
    assert lines == sorted(lines)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("format: 1", "format: 2", "line 1: The format is 2."),
        ("languages: [en]", "languages: [english]", "line 4: a language cannot be called 'english'."),
        ("id: mgmt-basics", "id: Mgmt", "line 2: the questionnaire cannot be called 'Mgmt'."),
        ("reverse: true", "reverse: yes", "is 'yes'"),
        ("reverse: true", "cite: here", "'cite:' of the item 'q3' is 'here'."),
        ("code: q2", "code: Q_1", "line 19: The code 'Q_1' is taken: the item in line 18 has 'q1'."),
        (
            "code: q2",
            "code: unit",
            "line 19: the item cannot be called 'unit': a column",
        ),
        (
            "label: {en: Trust}",
            "label: {en: Trust}\n    higher_is: good",
            "'higher_is:' of the dimension 'trust' is 'good'.",
        ),
        ("label: {en: Trust}", "label: {en: ''}", "'label:' of the dimension 'trust' in 'en' is ''."),
        ("label: {en: Trust}", "label: {en: Trust}\n    label: {en: T}", "The key 'label' stands here twice"),
        (
            "maturity:",
            "pages:\n  - {code: p, shows: [q1, q9]}\nmaturity:",
            "a page names the item, question or segment 'q9', which is not under 'items:'",
        ),
        ("maturity:", "pages:\n  - {code: p, shows: [q1]}\nmaturity:", "No page shows q2, q3."),
        ("maturity:", "bank: ../../etc/passwd\nmaturity:", "a bank cannot be called '../../etc/passwd'."),
        ("maturity:", "bank: nowhere\nmaturity:", "There is no bank 'nowhere'."),
        (
            "maturity:",
            "segments:\n  q1: {label: {en: A}, options: {a: {en: A}}}\nmaturity:",
            "line 22: The code 'q1' is taken: the item in line 18 has 'q1'.",
        ),
        ("maturity:", "profiles:\n  3: [{en: A}]\nmaturity:", "The names of 3 profiles are a list of 1."),
        (
            "  levels:",
            "  gates: [{above: 1, lowest_of: [goals]}]\n  levels:",
            "a gate names the dimension 'goals'",
        ),
        (
            '      5: {en: "Strongly agree"}',
            '      7: {en: "Strongly agree"}',
            "The points of the scale 'agree5' are",
        ),
        (
            "{number: 2, from: 50, to: 100",
            "{number: 3, from: 50",
            "Level number 2 of the list has the number 3.",
        ),
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
    assert maturity.archetypes[0].when == (Band(("trust",), 60, None),)
    assert maturity.archetypes[1].otherwise
    assert maturity.gates == (Gate(1, ("trust",)),)


def test_an_outside_answer_that_no_item_offers_cannot_be_asked_for() -> None:
    text = BASE.rstrip() + (
        "\n  archetypes:\n    dark: {label: {en: Dark}, unknown: {dimension: trust, answer: dk, from: 0.5}}\n"
    )

    assert any(
        "asks for the answer 'dk', which not all items of 'trust' offer" in problem
        for problem in problems(text)
    )


def test_a_file_that_cannot_be_opened_is_refused_with_its_path(tmp_path: Path) -> None:
    with pytest.raises(QuestionnaireError, match="No such file") as refusal:
        read(tmp_path / "none.yaml")

    assert refusal.value.problems[0].where == str(tmp_path / "none.yaml")


def test_words_are_filled_in_once_and_what_they_bring_in_is_not_expanded_again() -> None:
    text = BASE.replace("dimensions:", 'words:\n  tools: {en: "our {odd} tools"}\ndimensions:', 1)
    found = parse(text.replace("My manager keeps promises.", "{Tools} and {tools}, not {other}."))

    assert found.wording(found.items[0].text, "en") == "Our {odd} tools and our {odd} tools, not {other}."
    assert any("{other}" in remark.wrong for remark in warnings(found))


def test_a_fault_stands_in_the_line_where_it_is_and_not_in_that_of_its_section() -> None:
    text = BASE.replace(
        "maturity:",
        "pages:\n  - code: one\n    shows:\n      - q1\n      - q2\n      - q9\n  - code: two\n    shows: [q3, q1]\n"
        "sub_scores:\n  some:\n    label: {en: Some}\n    items:\n      - q1\n      - q7\nmaturity:",
    )

    places = "'items:', 'questions:' or 'segments:'"
    assert problems(text) == [
        f"line 26: a page names the item, question or segment 'q9', which is not under {places}.",
        "line 28: 'q1' is on the page 'two' and on the page 'one'.",
        "line 34: the sub-score 'some' names the item 'q7', which is not under 'items:'.",
    ]


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ("pages: [all]", "line 21: a page is 'all'."),
        ("sub_scores: {s: all}", "line 21: the sub-score 's' is 'all'."),
        ("segments: {s: [a]}", "line 21: the segment 's' is a list of 1."),
        (
            "segments: {s: {label: {en: S}, options: {}}}",
            "'options:' of the segment 's' is an empty mapping.",
        ),
        ("words: []", "'words:' of the questionnaire is an empty list."),
        ("profiles: all", "'profiles:' of the questionnaire is 'all'."),
    ],
)
def test_what_has_the_wrong_shape_is_told_and_never_left_out_in_silence(more: str, told: str) -> None:
    assert any(told in problem for problem in problems(BASE.replace("maturity:", f"{more}\nmaturity:")))


@pytest.mark.parametrize(
    ("block", "told"),
    [
        ("gates: [goals]", "a gate is 'goals'."),
        ("archetypes: {a: all}", "the archetype 'a' is 'all'."),
        ("archetypes: {a: {label: {en: A}}}", "Nobody can be the archetype 'a'."),
        ("archetypes: {a: {label: {en: A}, when: [60]}}", "a band of the archetype 'a' is 60."),
        ("archetypes: {a: {label: {en: A}, when: [{score: trust}]}}", "has no bound."),
        (
            "archetypes: {a: {label: {en: A}, when: [{score: trust, from: 60, below: 60}]}}",
            "wants a score from 60 and below 60, which none is.",
        ),
        (
            "archetypes: {a: {label: {en: A}, when: [{score: trust, lowest_of: [trust], from: 60}]}}",
            "has 'score:' and 'lowest_of:'.",
        ),
        (
            "archetypes: {a: {label: {en: A}, otherwise: true}, b: {label: {en: B}, otherwise: true}}",
            "the archetype 'b' takes who is left, and so does 'a'.",
        ),
        (
            "archetypes: {a: {label: {en: A}, unknown: {dimension: trust, answer: dk, from: 0}}}",
            "begins at a share of 0, which everybody reaches.",
        ),
    ],
)
def test_a_maturity_block_that_cannot_work_is_refused(block: str, told: str) -> None:
    assert any(told in problem for problem in problems(BASE.rstrip() + f"\n  {block}\n"))


def test_the_last_level_may_not_end_below_the_top() -> None:
    assert problems(BASE.replace("to: 100", "to: 90")) == [
        "line 24: The last, level 2 (from 50 to 90), has no level above it."
    ]


def test_a_dimension_is_not_called_empty_where_an_items_typing_error_made_it_so() -> None:
    text = BASE.replace("dimension: trust", "dimension: trsut")

    assert not any("has no items" in problem for problem in problems(text))


def test_every_anchor_alias_merge_key_and_tag_of_a_file_is_told_together() -> None:
    text = BASE.replace("{en: Trust}", "&a {en: Trust}").replace(
        "maturity:", "intro: *a\nwords: {<<: {}}\nbank: !x b\nmaturity:"
    )

    assert problems(text) == [
        "line 16: Anchors and aliases are not allowed; this is '&a'.",
        "line 21: Anchors and aliases are not allowed; this is '*a'.",
        "line 22: Merge keys ('<<') are not allowed.",
        "line 23: Tags such as '!x' are not allowed.",
    ]


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_a_byte_that_is_not_utf_8_is_named_with_its_offset_and_line(mark: bytes) -> None:
    content = mark + BASE.replace("promises", "\u00e9t\u00e9").encode().replace(b"t\xc3\xa9", b"t\xe9")

    with pytest.raises(QuestionnaireError, match=f"line 18: .* offset {content.index(0xE9)} .0xe9."):
        parse(content)


def test_a_control_character_is_found_in_its_line_behind_accents_too() -> None:
    text = BASE.replace("My manager", "\u00e9" * 200 + "\x07")

    assert problems(text)[0].startswith("line 18, column ")


@pytest.mark.parametrize("unseen", [r"\r", r"\x85", r"\u202E", r"\u061C", r"\u2028", r"\uFFFF", r"\0"])
def test_unseen_characters_are_refused_when_they_are_written_as_escapes(unseen: str) -> None:
    found = problems(BASE.replace("My manager", f"My {unseen} manager"))

    assert found[0].startswith("line 18: A text holds the unseen character U+")


def test_joiners_that_words_and_emoji_are_written_with_are_kept() -> None:
    persian = "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645 \U0001f469\u200d\U0001f4bb"

    found = parse(BASE.replace("My manager keeps promises.", persian))

    assert found.items[0].text.in_language("en") == persian
    assert parse(to_yaml(found)) == found


@pytest.mark.parametrize(
    ("written", "version"), [("1.10", "1.10"), ("2", "2"), ('"1.0"', "1.0"), ("1e5", "1e5")]
)
def test_a_version_is_kept_as_it_is_written(written: str, version: str) -> None:
    found = parse(BASE.replace('version: "1"', f"version: {written}"))

    assert found.version == version
    assert parse(to_yaml(found)) == found


def test_a_file_of_endless_faults_stops_at_a_hundred_and_says_so() -> None:
    told = problems(BASE + "".join(f"key{n}: 1\n" for n in range(5000)))

    assert len(told) == 101
    assert "more than 100 faults" in told[-1]


LETTERS = "abcdefghijklmnopqrstuvwxyz"
HOSTILE = {
    "many languages times many texts": BASE.replace(
        "[en]", "[" + ", ".join(a + b + c for a in LETTERS for b in LETTERS for c in LETTERS[:10]) + "]"
    ),
    "many unknown keys": BASE + "".join(f"key{n}: 1\n" for n in range(15_000)),
    "a page of many items": BASE
    + "pages: [{code: p, shows: ["
    + ",".join(f"a{n}" for n in range(18_000))
    + "]}]\n",
    "many dimensions": BASE.replace(
        "items:", "".join(f"  d{n}: {{label: {{en: D}}}}\n" for n in range(4_000)) + "items:"
    ),
    "many open brackets": "[" * 200_000,
    "many keys of keys": "? " * 100_000,
    "many anchors": BASE + "".join(f"k{n}: &a{n} 1\n" for n in range(10_000)),
    "one long anchor": "a: &" + "x" * 200_000 + " 1",
    "one long key": BASE + "? " + "x" * 200_000 + "\n: 1\n",
    "a quote that never ends": BASE + 'z: "' + "x\\n" * 60_000,
}


@pytest.mark.parametrize("what", HOSTILE)
def test_a_file_made_to_burn_time_is_refused_at_once(what: str) -> None:
    # The goal is a tenth of a second of processor time; the time-out of this test is ten times as long.
    begun = time.process_time()

    with pytest.raises(QuestionnaireError) as refusal:
        parse(HOSTILE[what])

    assert time.process_time() - begun < 1
    assert len(refusal.value.problems) <= 101


def test_the_largest_questionnaire_is_read_in_reasonable_time() -> None:
    item = '  - {{code: x{0}, dimension: trust, scale: agree5, text: {{en: "{1}"}}}}\n'
    text = BASE.replace("maturity:", "".join(item.format(n, "x" * 790) for n in range(297)) + "maturity:")
    begun = time.process_time()

    found = parse(text)

    assert len(found.items) == 300
    assert 240 * 1024 < len(text) <= 256 * 1024
    assert time.process_time() - begun < 5


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused_in_our_words(content: bytes) -> None:
    with pytest.raises(QuestionnaireError):
        parse(content)


NODES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=5)
    | st.sampled_from(["q1", "trust"]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5) | st.just("en"), inner, max_size=3)
    ),
    max_leaves=5,
)


def places(node: object, here: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """Return the path of every node of a document."""
    inner = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    return [here, *(place for key, each in inner for place in places(each, (*here, key)))]


WHOLE = yaml.safe_load(to_yaml(load("barriers-full"))) | {"profiles": {"2": [{"en": "A", "fr": "A"}] * 2}}


@settings(deadline=None, max_examples=200)
@given(st.sampled_from([place for place in places(WHOLE) if place]), NODES)
def test_any_value_in_any_place_is_read_or_refused_in_our_words(
    place: tuple[str | int, ...], put: object
) -> None:
    document = copy.deepcopy(WHOLE)
    *above, last = place
    node = document
    for key in above:
        node = node[key]
    node[last] = put

    try:
        found = parse(json.dumps(document))
    except QuestionnaireError:
        return

    assert parse(to_yaml(found)) == found


@settings(deadline=None)
@given(st.integers(0, len(BASE)), st.integers(0, 30), st.text(max_size=12))
def test_any_change_to_a_file_is_read_or_refused_in_our_words(place: int, cut: int, put: str) -> None:
    try:
        found = parse(BASE[:place] + put + BASE[place + cut :])
    except QuestionnaireError:
        return

    assert parse(to_yaml(found)) == found
