"""What is shipped: the bank's sentences are those of the domain text, and the full form holds together."""

from __future__ import annotations

import re
from dataclasses import replace
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
    notes,
    option_parts,
    page_parts,
    parse,
    parts,
    problems,
    question_parts,
    read,
    reader,
    to_yaml,
    warnings,
)
from questionnaires import nodes as strict_yaml
from questionnaires.bank import load_bank
from questionnaires.duration import SECONDS, seconds
from questionnaires.model import Goal, Text
from questionnaires.questions import POSITIONS, TYPES, GoalEntry, Ranking
from questionnaires.references import sources, taxonomy
from questionnaires.wordings import wordings

PACKAGE = Path(__file__).parents[2] / "questionnaires"
GUIDE = PACKAGE / "README.md"


FORMS = {
    "full": "barriers-full",
    "short": "barriers-short",
    "pulse": "barriers-pulse",
    "exec": "barriers-leaders",
}
"""What the domain text calls each form, and its name here."""

SEGMENTS = {
    "dem_level": "position",
    "dem_function": "function",
    "dem_site": "site",
    "dem_tenure": "tenure",
    "dem_desk": "desk",
}


@pytest.fixture(scope="module")
def theirs(shared: Path) -> dict:
    return yaml.safe_load((shared / "domain" / "item_bank.yaml").read_text(encoding="utf-8"))


def test_the_library_has_the_four_forms_and_their_bank() -> None:
    assert set(available()) == set(FORMS.values())
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


@pytest.mark.parametrize("name", available())
def test_every_form_is_clean(name: str) -> None:
    assert warnings(load(name)) == ()


@pytest.mark.parametrize("name", available())
@pytest.mark.parametrize("scope", ["collaboration", "social", "digital_workplace", "ai"])
def test_every_form_is_clean_in_every_scope(name: str, scope: str) -> None:
    chosen = load(name).with_scope(scope)

    assert warnings(chosen) == ()
    assert parse(to_yaml(chosen)) == chosen
    goal = Goal("g1", Text({"en": "Delays", "fr": "Délais"}))
    said = [chosen.wording(each.text, lang, goal=goal) for each in wordings(chosen) for lang in ("en", "fr")]
    assert [text for text in said if "{" in text] == []


def test_one_sentence_is_written_once_and_shared_by_the_forms_that_use_it() -> None:
    bank = {item.code: item for item in load_bank("barriers").items}

    for name in available():
        assert all(item == bank[item.code] for item in load(name).items)
    assert not any("text:" in path.read_text(encoding="utf-8") for path in PACKAGE.glob("library/*/*.yaml"))


def test_the_full_form_gives_the_archetypes_and_levels_that_scoring_uses() -> None:
    full = load("barriers-full")

    assert full.maturity is not None
    assert len(full.maturity.archetypes) == 6
    assert len(full.maturity.levels) == 5
    assert [load(name).maturity for name in available() if name != "barriers-full"] == [None] * 3


def test_the_leaders_form_promises_no_anonymity_and_says_so_first() -> None:
    leaders = load("barriers-leaders")

    assert leaders.intro is not None
    assert "It is not anonymous" in leaders.intro.in_language("en")
    assert "Il n'est pas anonyme" in leaders.intro.in_language("fr")
    assert [name for name in available() if any(isinstance(q, GoalEntry) for q in load(name).questions)] == [
        "barriers-leaders"
    ]


def test_levels_and_archetypes_are_those_of_the_domain_text(shared: Path) -> None:
    model = yaml.safe_load((shared / "domain" / "model.yaml").read_text(encoding="utf-8"))

    maturity = load("barriers-full").maturity

    assert maturity is not None
    assert [(level.number, level.start) for level in maturity.levels] == [
        (x["id"], x["min"]) for x in model["levels"]
    ]
    assert [in_both(level.name) for level in maturity.levels] == [x["name"] for x in model["levels"]]
    assert [level.idea and level.idea.in_language("en") for level in maturity.levels] == [
        x["idea"] for x in model["levels"]
    ]
    primary = {a["id"]: a["label"] for a in model["archetypes"] if a["kind"] == "primary"}
    assert {a.code: dict(a.label.by_language) for a in maturity.archetypes} == primary


# -- item by item


def test_every_sentence_of_the_bank_is_that_of_the_domain_text(theirs: dict) -> None:
    leaders = [{"text": each, **each} for each in theirs["executive_form"]["items"]]
    items = load_bank("barriers").items

    assert len(items) == 45 + 12
    for item, source in zip(items, (*theirs["items"], *leaders), strict=True):
        assert item.code == source["id"]
        assert in_both(item.text) == both(source["text"])
        assert (item.dimension, item.scale, item.reverse) == (
            source["dimension"],
            "agree5",
            source["reverse"],
        )
        assert (item.facet, item.speaks_of) == (source.get("facet", ""), source.get("speaks_of", ""))
        assert (item.construct, list(item.cite), list(item.seed)) == (
            source["construct"],
            source["cite"],
            source["seed"],
        )


def test_scales_dimensions_and_sub_scores_are_those_of_the_domain_text(theirs: dict) -> None:
    bank = load_bank("barriers")
    scales = {scale.code: scale for scale in bank.scales}

    for code, source in theirs["scales"].items():
        found = scales[code]
        assert {point.value: in_both(point.label) for point in found.points} == by_code(source["options"])
        assert {answer.code: in_both(answer.label) for answer in found.outside} == by_code(source["outside"])
        assert (found.prompt and in_both(found.prompt)) == source.get("prompt")
    for dimension, source in zip(bank.dimensions, theirs["dimensions"], strict=True):
        assert (dimension.code, in_both(dimension.label)) == (source["id"], source["label"])
        assert dimension.question is not None
        assert in_both(dimension.question) == source["question"]
        assert dimension.core_pair is source.get("core_pair", False)
    assert {score.code: list(score.items) for score in bank.sub_scores} == theirs["scoring"]["sub_scores"]


def test_scopes_are_those_of_the_domain_text_each_with_what_is_meant(theirs: dict) -> None:
    bank, source = load_bank("barriers"), theirs["placeholders"]

    assert {scope: in_both(said["tools"]) for scope, said in bank.scopes.items()} == source["scopes"]
    assert all(said.keys() == {"tools", "tools_list"} for said in bank.scopes.values())
    assert in_both(bank.words["people_served"]) == both(source["others"]["people_served"])
    assert all(load(name).scope == source["default_scope"] for name in available())


def test_every_question_of_the_bank_is_that_of_the_domain_text(theirs: dict) -> None:
    found = {question.code: question for question in load_bank("barriers").questions}
    sources = {
        **{each["id"]: each for each in (*theirs["outcomes"], *theirs["pulse_only"])},
        **{each["id"]: each for each in theirs["open_questions"]["items"]},
        "barriers": theirs["barrier_question"],
        "barrier_top1": theirs["barrier_question"]["pulse_variant"],
        "att1": theirs["attention_check"],
        "goal_block": {"text": theirs["goal_block"]["lead_in"]},
        "ex_goals": theirs["executive_form"]["goal_entry"],
        **{each["id"]: {"text": each} for each in theirs["executive_form"]["guesses"]["items"]},
        "ex_who": {"text": theirs["executive_form"]["who_leads"], **theirs["executive_form"]["who_leads"]},
        "ex_open": {"text": theirs["executive_form"]["open"]},
    }

    assert found.keys() == {*sources, "barriers_bw"}
    for code, source in sources.items():
        assert in_both(found[code].text) == both(source["text"]), code
        assert list(found[code].cite) == source.get("cite", list(found[code].cite)), code
        if "construct" in source:
            assert found[code].construct == source["construct"], code
        if "seed" in source:
            assert list(found[code].seed) == source["seed"], code
        if "scale" in source:
            assert found[code].scale == source["scale"], code


def test_options_of_questions_are_those_of_the_domain_text(theirs: dict) -> None:
    bank = load_bank("barriers")
    found = {question.code: question for question in bank.questions}
    scales = {scale.code: scale for scale in bank.scales}
    outcomes = {each["id"]: each for each in theirs["outcomes"]}

    for code in ("out_breadth", "out_stage", "out_choice"):
        assert {each.code: in_both(each.label) for each in found[code].options} == by_code(
            outcomes[code]["options"]
        )
    assert {each.code for each in found["out_breadth"].options if each.scopes} == {"draft_ai"}
    assert {each.code for each in found["out_breadth"].options if each.exclusive} == {"none"}
    intent = scales[found["out_intent"].scale]
    told = {
        **{each.value: each.label for each in intent.points},
        **{each.code: each.label for each in intent.outside},
    }
    assert {code: in_both(label) for code, label in told.items()} == by_code(
        outcomes["out_intent"]["options"]
    )
    who = theirs["executive_form"]["who_leads"]["options"]
    assert {each.code: in_both(each.label) for each in found["ex_who"].options} == by_code(who)


def test_goals_are_asked_about_and_entered_as_in_the_domain_text(theirs: dict) -> None:
    found = {question.code: question for question in load_bank("barriers").questions}
    block, source = found["goal_block"], theirs["goal_block"]

    for part, item in zip((block.relevance, *block.items), source["items"], strict=True):
        assert (part.code, part.scale, in_both(part.text)) == (item["id"], item["scale"], item["text"])
        assert (part.construct, list(part.cite), list(part.seed)) == (
            item["construct"],
            item["cite"],
            item["seed"],
        )
    assert (block.most, block.skip_unless_above) == (source["max_goals_asked"], 0)
    entry = {each["id"]: each for each in theirs["executive_form"]["goal_entry"]["per_goal"]}
    assert in_both(found["ex_goals"].weight) == both(entry["ex_goal_weight"])
    for part in found["ex_goals"].parts:
        assert in_both(part.text) == both(entry[part.code])


def test_every_barrier_is_an_option_for_those_who_can_judge_it(theirs: dict) -> None:
    last = theirs["barrier_question"]["fixed_last"]

    for code in ("barriers", "barrier_top1", "barriers_bw"):
        question = next(each for each in load_bank("barriers").questions if each.code == code)
        tail = [] if code == "barriers_bw" else last
        listed = question.options[: len(question.options) - len(tail)]
        assert [each.code for each in listed] == [barrier.code for barrier in taxonomy().barriers]
        for option, barrier in zip(listed, taxonomy().barriers, strict=True):
            assert in_both(option.label) == in_both(barrier.option)
            assert (option.audience or POSITIONS) == barrier.audience
        for option, source in zip(question.options[len(listed) :], tail, strict=True):
            assert (option.code, in_both(option.label)) == (source["id"], both(source))
            assert option.fixed
    full = load("barriers-full")
    sees = [len(full.options_for(full.question_of["barriers"], position)) for position in POSITIONS]
    assert sees == [18 + 3, 20 + 3, 20 + 3]
    assert full.question_of["barriers"].most == theirs["barrier_question"]["max_choices"]


def test_segments_are_those_of_the_domain_text(theirs: dict) -> None:
    found = {segment.code: segment for segment in load_bank("barriers").segments}

    assert [SEGMENTS[each["id"]] for each in theirs["demographics"]["items"]] == list(found)
    for source in theirs["demographics"]["items"]:
        segment = found[SEGMENTS[source["id"]]]
        assert in_both(segment.label) == source["text"]
        assert {option.code for option in segment.options if option.outside} == {"pnts"}
        if "options" in source:
            assert {each.code: in_both(each.label) for each in segment.options} == by_code(source["options"])


@pytest.mark.parametrize("name", FORMS)
def test_each_form_asks_what_the_domain_text_says(name: str, theirs: dict) -> None:
    source, form = theirs["forms"][name], load(FORMS[name])
    blocks = [SEGMENTS.get(block, block) for block in source["blocks"]]

    assert [item.code for item in form.items] == source["items"]
    shown = [code for page in form.pages for code in page.shows]
    assert sorted(shown) == sorted([*source["items"], *blocks])
    asked = [code for code in blocks if code in SEGMENTS.values()]
    # Of leaders the list of participants knows the position: it is not asked, but decides which barriers they see.
    assert [segment.code for segment in form.segments] == (asked or ["position"])
    assert form.segments_asked == tuple(asked)
    assert form.target_minutes == source["target_minutes"]


def test_the_full_form_has_its_pages_in_order(theirs: dict) -> None:
    form = load("barriers-full")
    dimension_of = {item.code: item.dimension for item in form.items}
    shown = [list(dict.fromkeys(dimension_of.get(code, code) for code in page.shows)) for page in form.pages]

    assert shown == [
        ["out_freq", "out_breadth", "out_read", "out_post"],
        ["fit", "tools"],
        ["impact", "goals"],
        ["goal_block"],
        ["org"],
        ["lead"],
        ["will", "part"],
        ["barriers"],
        ["out_recommend", "out_intent", "out_stage", "out_choice"],
        ["open1", "open2"],
        ["position", "function", "site", "tenure"],
    ]
    assert len(theirs["forms"]["full"]["page_order"]) == 1 + len(shown)
    assert all(page.random for page in form.pages if set(page.shows) <= dimension_of.keys())


def test_the_short_form_picks_without_ranking() -> None:
    short, full = (
        load("barriers-short").question_of["barriers"],
        load("barriers-full").question_of["barriers"],
    )

    assert short.rank_text is None
    assert replace(full, rank_text=None) == short


@pytest.mark.parametrize("name", ["full", "short", "pulse"])
def test_people_read_first_what_the_survey_is_about(name: str, theirs: dict) -> None:
    form = load(FORMS[name])

    for language, source in theirs["intro"].items():
        intro = form.intro.in_language(language)
        assert intro.startswith(source.strip())
        assert form.wording(form.intro, language).endswith(
            form.words_in_use["tools_list"].in_language(language) + "."
        )
        assert re.sub(r"\{[^}]*\}\.$", "", intro).endswith(
            re.sub(r"\{[^}]*\}\.$", "", theirs["placeholders"]["scope_definition"][language])
        )


@pytest.mark.parametrize(
    ("name", "with_comments"), [("full", False), ("short", False), ("pulse", True), ("exec", True)]
)
def test_each_form_takes_as_long_as_planned(name: str, with_comments: bool, theirs: dict) -> None:
    assert dict(SECONDS) == theirs["forms"]["time_model"]["seconds"]
    takes = seconds(load(FORMS[name]), with_comments=with_comments)

    assert round(takes) == theirs["forms"][name]["planned_seconds"]


def test_the_full_form_takes_a_minute_more_with_comments(theirs: dict) -> None:
    assert (
        round(seconds(load("barriers-full"), with_comments=True))
        == (theirs["forms"]["full"]["planned_seconds_with_open"])
    )


def both(text: dict) -> dict[str, str]:
    return {code: text[code] for code in ("en", "fr")}


def by_code(options: list[dict]) -> dict:
    return {option.get("id", option.get("value")): both(option) for option in options}


def in_both(text: Text) -> dict[str, str]:
    return dict(text.by_language)


def test_a_form_of_an_unknown_name_is_answered_with_those_there_are() -> None:
    with pytest.raises(QuestionnaireError, match="Use one of barriers-full, barriers-leaders"):
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
        f"{columns.MOST_COLUMNS:,}",
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


def test_every_work_and_claim_that_the_bank_names_is_told() -> None:
    claims = (PACKAGE / "references" / "README.md").read_text(encoding="utf-8")
    items = load_bank("barriers").items

    assert {key for item in items for key in item.cite} <= sources().keys()
    assert [key for item in items for key in item.seed if f"| {key} |" not in claims] == []


def test_a_questionnaire_of_another_field_is_written_from_the_guide_alone() -> None:
    path = Path(__file__).parents[1] / "fixtures" / "canteen.yaml"

    found = read(path)

    assert warnings(found) == notes(found) == ()
    assert len(found.items) + len(found.questions) == 12
    assert found.languages == ("en", "fr")
    assert any(isinstance(question, Ranking) and question.rank_text for question in found.questions)
    assert sum(each.show_if is not None for each in (*found.questions, *found.pages)) == 5
    assert parse(to_yaml(found)) == found
    told = set(re.findall(r"\b([a-z_]+):", "\n".join(examples())))
    codes = {*found.question_of, *(code for options in found.option_of.values() for code in options)}
    named = {*codes, *found.words, "agree4", "meals", "welcome", "wishes"}
    assert keys_in(yaml.safe_load(path.read_text(encoding="utf-8"))) <= told | named


def keys_in(part: object) -> set[str]:
    if isinstance(part, dict):
        words = {key for key in part if isinstance(key, str)}
        return words.union(*(keys_in(each) for each in part.values()))
    return set().union(*(keys_in(each) for each in part)) if isinstance(part, list) else set()
