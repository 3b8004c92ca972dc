"""Names and addresses are taken out of comments."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.masking import MASK, masked, names_from
from scoring.words import WORD, folded

NAMES = names_from(
    ["Hélène Dupont", "Anne-Marie de la Tour", "Will O'Neil", "Li Wu", "pierre.martin@example.org"]
)


def test_names_come_from_names_and_addresses_without_their_particles() -> None:
    assert {
        "helene", "dupont", "anne", "marie", "tour", "will", "neil", "li", "wu", "pierre", "martin",
    } == NAMES  # fmt: skip


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hélène ne répond jamais", "[…] ne répond jamais"),
        ("helene et DUPONT décident", "[…] et […] décident"),
        ("Demandez à Hélène Dupont.", "Demandez à […]."),
        ("Anne-Marie's team", "[…]'s team"),
        ("l'équipe d'Hélène", "l'équipe d'[…]"),
        ("merci pierre", "merci […]"),
        ("Will said we will see", "[…] said we will see"),
        ("Ask Li; li is a list tag", "Ask […]; li is a list tag"),
        ("La tour est haute, la porte aussi", "La […] est haute, la porte aussi"),
        ("The team is great", "The team is great"),
    ],
)
def test_names_are_masked_and_small_words_only_with_a_capital(text: str, expected: str) -> None:
    assert masked(text, NAMES) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("write to jo.x+y@mail.example.co.uk now", "write to […] now"),
        ("see https://intra.example/u/42?x=1 please", "see […] please"),
        ("voir www.exemple.fr/jean", "voir […]"),
        ("call +33 6 12 34 56 78!", "call […]!"),
        ("ask @jdoe about it", "ask […] about it"),
        ("in 2024, 60 % of 1,200 people on 3.5 days", "in 2024, 60 % of 1,200 people on 3.5 days"),
    ],
)
def test_addresses_links_and_numbers_are_masked_whoever_they_belong_to(text: str, expected: str) -> None:
    assert masked(text, frozenset()) == expected


@given(
    st.text(max_size=80),
    st.sampled_from(["Hélène", "DUPONT", "dupont", "Anne-Marie", "martin"]),
    st.text(max_size=80),
)
def test_a_name_never_gets_through_whatever_stands_around_it(before: str, name: str, after: str) -> None:
    left = masked(f"{before} {name} {after}", NAMES)

    assert not {folded(word) for word in WORD.findall(left)} & {"helene", "dupont", "anne", "marie", "martin"}


def test_masking_twice_changes_nothing_more() -> None:
    once = masked("Hélène Dupont, jo@example.org", NAMES)

    assert once == MASK + ", " + MASK or once == MASK
    assert masked(once, NAMES) == once
