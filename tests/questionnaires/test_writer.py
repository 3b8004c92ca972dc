"""A questionnaire written out reads back as itself, whatever is in it, and its hash is that of its content."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from questionnaires import content_hash, load, parse, to_yaml
from questionnaires.model import (
    Archetype,
    Band,
    Dimension,
    Gate,
    Item,
    Level,
    Maturity,
    Option,
    Outside,
    Page,
    Point,
    Questionnaire,
    Scale,
    Segment,
    SubScore,
    Text,
    Unknown,
)
from questionnaires.questions import TYPES, Writing

FIXTURES = Path(__file__).parents[1] / "fixtures"
LANGUAGES = ("en", "fr", "no")

# Words that YAML takes for something else, and texts of any characters that people see.
TRAPS = (
    *("no", "yes", "on", "y", "true", "null", "~", "012", "1.10", "1:30", "2026-01-01", "- a", "a: b", "# a"),
    *("*a", "&a", "!a", "'", '"', "\\", "|", ">", "%", "@", "`", "...", "---", "a\nb", "a\n\n b"),
    *("{tools}", "{{7*7}}", "<b>", "\u00e9", "\u00a0?", "a\u200cb", "\U0001f642"),
)
SEEN = st.characters(exclude_categories=("Cc", "Cf", "Cs", "Cn", "Zl", "Zp"))
wordings = (
    st.one_of(st.sampled_from(TRAPS), st.text(SEEN, min_size=1, max_size=200)).map(str.strip).filter(bool)
)
texts = st.fixed_dictionaries(dict.fromkeys(LANGUAGES, wordings)).map(Text)
scores = st.one_of(st.integers(1, 99), st.integers(1, 9_999_999).map(lambda n: n / 100_000))
codes = st.sampled_from(["No", "true1", "y", "e5", "A_1"])


@st.composite
def maturities(draw: st.DrawFn, dimensions: tuple[str, ...]) -> Maturity:
    starts = [0, *sorted(draw(st.sets(scores, min_size=1, max_size=4)))]
    band = sorted(draw(st.sets(scores, min_size=2, max_size=2)))
    return Maturity(
        dimensions=dimensions,
        levels=tuple(
            Level(number, start, draw(texts), draw(st.none() | texts))
            for number, start in enumerate(starts, 1)
        ),
        gates=(Gate(draw(st.integers(0, 4)), dimensions),),
        archetypes=(
            Archetype(
                "dark",
                draw(texts),
                unknown=Unknown(dimensions[0], "dk", draw(st.sampled_from([0.5, 0.25, 1]))),
            ),
            Archetype("band", draw(texts), (Band(dimensions, *band), Band(dimensions[:1], band[0]))),
            Archetype("rest", draw(texts), otherwise=True),
        ),
    )


@st.composite
def questionnaires(draw: st.DrawFn) -> Questionnaire:
    lowest = draw(st.integers(0, 74))
    scale = Scale(
        draw(codes),
        tuple(Point(lowest + n, draw(texts)) for n in range(draw(st.integers(2, 4)))),
        (Outside("dk", draw(texts)),),
        draw(st.none() | texts),
    )
    dimensions = (
        Dimension("d1", draw(texts), draw(st.none() | texts), draw(st.sampled_from(["better", "worse"]))),
        Dimension("d2", draw(texts), core_pair=True),
    )
    items = tuple(
        Item(
            *(f"i{n}", dimensions[n % 2].code, scale.code, draw(texts), draw(st.booleans())),
            *(draw(st.just("") | wordings), "", draw(st.just("") | wordings)),
            *(tuple(draw(st.lists(wordings, max_size=2))), ()),
        )
        for n in range(4)
    )
    return Questionnaire(
        id=draw(st.from_regex(r"[a-z][a-z0-9-]{0,39}", fullmatch=True)),
        version=draw(wordings.map(lambda wording: wording[:40].strip()).filter(bool)),
        languages=LANGUAGES,
        title=draw(texts),
        intro=draw(st.none() | texts),
        words=draw(st.dictionaries(st.sampled_from(["tools", "people", "no"]), texts)),
        scales=(scale,),
        dimensions=dimensions,
        items=items,
        pages=(Page("p1", ("i3", "i0"), draw(st.none() | texts)), Page("p2", ("i1", "i2"))),
        segments=(Segment("position", draw(texts), (Option("no", draw(texts)), Option("b", draw(texts)))),),
        sub_scores=(SubScore("s", draw(texts), ("i0", "i2")),),
        maturity=draw(st.none() | maturities(("d1", "d2"))),
        profile_names=draw(st.dictionaries(st.just(2), st.tuples(texts, texts))),
    )


@settings(deadline=None, max_examples=60)
@given(questionnaires())
def test_any_questionnaire_written_out_reads_back_as_itself(questionnaire: Questionnaire) -> None:
    written = to_yaml(questionnaire)

    assert parse(written) == questionnaire
    assert to_yaml(parse(written)) == written


@settings(deadline=None, max_examples=20)
@given(questionnaires())
def test_other_readers_of_yaml_find_the_same_texts(questionnaire: Questionnaire) -> None:
    # R and Datasette read YAML 1.1, where a bare `no` is False.
    found = yaml.safe_load(to_yaml(questionnaire))

    assert found["title"] == dict(questionnaire.title.by_language)
    assert [item["text"] for item in found["items"]] == [
        dict(item.text.by_language) for item in questionnaire.items
    ]


def test_the_hash_does_not_depend_on_the_order_in_which_words_were_declared() -> None:
    found = load("barriers-full")

    turned = replace(found, words=dict(reversed(found.words.items())))

    assert content_hash(turned) == content_hash(found)


def test_a_changed_sentence_changes_one_line_and_the_hash() -> None:
    found = load("barriers-full")
    long = Text({"en": "A long sentence. " * 50, "fr": found.items[0].text.by_language["fr"]})

    changed = replace(found, items=(replace(found.items[0], text=long), *found.items[1:]))

    before, after = to_yaml(found).splitlines(), to_yaml(changed).splitlines()
    assert [old for old, new in zip(before, after, strict=True) if old != new] == [
        '    en: "I can see what {tools} bring to our results."'
    ]
    assert content_hash(changed) != content_hash(found)


def test_a_questionnaire_with_every_type_of_question_reads_back_as_itself() -> None:
    found = parse((FIXTURES / "every_type.yaml").read_bytes())

    assert {type(question) for question in found.questions} == {*TYPES.values()}
    assert parse(to_yaml(found)) == found
    assert content_hash(parse(to_yaml(found))) == content_hash(found)


def test_a_long_text_kept_to_the_length_of_a_short_one_stays_so() -> None:
    form = parse((FIXTURES / "every_type.yaml").read_bytes())
    own_words = next(question for question in form.questions if isinstance(question, Writing))
    short = replace(own_words, long=True, most_characters=200)
    form = replace(form, questions=tuple(short if each is own_words else each for each in form.questions))

    assert parse(to_yaml(form)).question_of[short.code] == short
