"""Whether a changed sentence still asks the same."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questionnaires.rewording import rewording


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("I can see what {tools} bring.", "I can see what {tools} bring"),
        ("{tools} are easy to use.", "{Tools} are easy  to use."),
        ("I don't know", "I don’t know"),
        ("Écrivez « aucun » ici.", "Écrivez «\u00a0aucun\u00a0» ici."),
        ("We share , we learn.", "We share, we learn."),
        ("I recieve help.", "I receive help."),
        ("Our organistation helps.", "Our organisation helps."),
        ("My colleages anwser me.", "My colleagues answer me."),
        ("L'energie du groupe", "L'énergie du groupe"),
        ("I see the the result.", "I see the result."),
        ("mes objectifs proffessionels", "mes objectifs professionnels"),
    ],
)
def test_a_slip_that_was_mended_is_a_typo(before: str, after: str) -> None:
    found = rewording(before, after)

    assert found is not None
    assert found.kind == "typo"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("It is clear to me.", "It is unclear to me."),
        ("I can share.", "I cannot share."),
        ("I often share.", "I never share."),
        ("Nobody helps me.", "Somebody helps me."),
        ("We share every day.", "We share every May."),
        ("Over 10 people", "Over 18 people"),
        ("I trust my manager.", "I trust our manager."),
        ("I use {tools}.", "I use {software}."),
        ("It is legal.", "It is illegal."),
        ("Costs increase.", "Costs decrease."),
        ("I like the tool.", "I like the tools."),
        ("They helped me.", "They help me."),
        ("I am informed.", "Am I informed?"),
        ("You share.", "You share?"),
        ("J'ai le temps ou l'aide.", "J'ai le temps où l'aide."),
        ("It is important.", "It is unimportant."),
        ("I feel safe.", "I feel quite safe."),
        ("Il peut partager.", "Il peut partagé."),
        ("my manager", "our manger"),
    ],
)
def test_what_may_ask_something_else_is_another_wording(before: str, after: str) -> None:
    found = rewording(before, after)

    assert found is not None
    assert found.kind == "wording"


def test_two_words_that_are_both_in_use_are_no_slip() -> None:
    before, after = "I can adapt these tools.", "I can adopt these tools."

    assert rewording(before, after).kind == "typo"
    assert rewording(before, after, used={"adapt", "adopt"}).kind == "wording"


def test_the_reason_names_the_words() -> None:
    assert rewording("I recieve help.", "I receive help.").why == "'recieve' is now 'receive'"


@given(st.text(max_size=40), st.text(max_size=40))
def test_any_two_texts_can_be_compared(before: str, after: str) -> None:
    found = rewording(before, after)

    assert (found is None) == (before == after)


@given(
    st.lists(st.sampled_from(["never", "{tools}", "share", "10", "pas", "more"]), min_size=1, max_size=6),
    st.data(),
)
def test_a_sentence_without_one_of_its_decisive_words_is_another_wording(
    tokens: list[str], data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(tokens) - 1))
    shorter = tokens[:at] + tokens[at + 1 :]
    doubled = (at > 0 and tokens[at] == tokens[at - 1]) or tokens[at : at + 1] == tokens[at + 1 : at + 2]

    found = rewording(" ".join(tokens), " ".join(shorter))

    assert found.kind == ("typo" if doubled else "wording")
