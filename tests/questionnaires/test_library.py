"""What is shipped: the bank's sentences are those of the domain text, and the full form holds together."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from questionnaires import QuestionnaireError, available, banks, content_hash, load, parse, to_yaml, warnings
from questionnaires import nodes as strict_yaml

GUIDE = Path(__file__).parents[2] / "questionnaires" / "README.md"


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
    assert found.maturity is not None
    assert [(level.number, level.start) for level in found.maturity.levels] == [
        (x["id"], x["min"]) for x in model["levels"]
    ]
    primary = {a["id"]: a["label"] for a in model["archetypes"] if a["kind"] == "primary"}
    assert {a.code: dict(a.label.by_language) for a in found.maturity.archetypes} == primary


def test_a_form_of_an_unknown_name_is_answered_with_those_there_are() -> None:
    with pytest.raises(QuestionnaireError, match="Use one of barriers-full"):
        load("barriers-fool")


def examples() -> list[str]:
    return re.findall(r"```yaml\n(.*?)```", GUIDE.read_text(encoding="utf-8"), flags=re.DOTALL)


def test_every_example_of_the_authoring_guide_is_read() -> None:
    whole, *parts = examples()

    parse(whole)

    for part in parts:
        keys = {line.split(":")[0] for line in part.splitlines() if re.match(r"[a-z_]+:", line)}
        keys |= {"scales", "dimensions"} if "bank" in keys else set()  # the bank brings its own
        rest = "".join(
            block for block in re.split(r"(?m)^(?=[a-z_]+:)", whole) if block.split(":")[0] not in keys
        )
        parse(rest + part)


def test_the_authoring_guide_explains_every_key() -> None:
    from questionnaires.reader import _TOP

    guide = "\n".join(examples())

    assert [key for key in _TOP if f"{key}:" not in guide] == []
    assert str(strict_yaml.LARGEST_BYTES // 1024) in GUIDE.read_text(encoding="utf-8")
