"""Signs of sentences that are hard to answer or delicate to ask, and sentences that only look so."""

from __future__ import annotations

import pytest

from questionnaires.sentences import delicate, negation, two_ideas


@pytest.mark.parametrize(
    ("language", "text", "word"),
    [
        ("en", "My manager is fair and competent.", "and"),
        ("en", "I get time or training.", "or"),
        ("en", "I get time as well as training.", "as well as"),
        ("fr", "Ma hiérarchie est juste et compétente.", "et"),
        ("fr", "J'ai du temps ou de l'aide.", "ou"),
        ("fr", "J'ai du temps ainsi que de l'aide.", "ainsi que"),
        ("fr-CA", "J'ai du temps ou de l'aide.", "ou"),
    ],
)
def test_two_ideas_in_one_sentence_are_noticed(language: str, text: str, word: str) -> None:
    assert two_ideas(text, language) == word


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The goals of my team and the goals of other teams go in the same direction."),
        ("en", "Standard work is known."),
        ("fr", "Les objectifs de mon équipe et ceux des autres équipes vont dans le même sens."),
        ("fr", "Mon ou ma responsable m'encourage."),
        ("fr", "Je conseille un outil à un ou une collègue."),
        ("fr", "Je sais où trouver de l'aide."),
        ("de", "Zeit und Hilfe"),
    ],
)
def test_one_idea_is_left_alone(language: str, text: str) -> None:
    assert two_ideas(text, language) == ""


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "I do not see the point."),
        ("en", "I don’t see the point."),
        ("en", "Nobody helps me."),
        ("fr", "Je ne vois pas l'intérêt."),
        ("fr", "Je n’ai guère de temps."),
        ("fr", "Je travaille sans aide."),
    ],
)
def test_a_negation_is_noticed(language: str, text: str) -> None:
    assert negation(text, language)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "It is hard to see what changes."),
        ("en", "I know another note."),
        ("fr", "Ici, on parle plus des outils que des objectifs."),
        ("fr", "Un nouveau pas en avant".replace("pas", "passage")),
        ("fr", "J'aide des personnes de mon niveau."),
    ],
)
def test_the_opposite_in_positive_words_is_no_negation(language: str, text: str) -> None:
    assert negation(text, language) == ""


@pytest.mark.parametrize(
    ("language", "text", "topic"),
    [
        ("en", "My health suffers from work.", "health"),
        ("fr", "Mon travail nuit à ma santé.", "health"),
        ("en", "Are you a union member?", "trade unions"),
        ("fr", "Êtes-vous syndiqué ?", "trade unions"),
        ("en", "My religion is respected.", "religion or belief"),
        ("fr", "Mes croyances sont respectées.", "religion or belief"),
        ("en", "What is your ethnic background?", "origin"),
        ("fr", "Quelle est votre origine ?", "origin"),
        ("fr", "Vos opinions politiques", "politics"),
        ("en", "Your sexual orientation", "sex life"),
    ],
)
def test_special_categories_of_personal_data_are_noticed(language: str, text: str, topic: str) -> None:
    assert delicate(text, language) == topic


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The European Union sets rules; our original policy stands."),
        ("en", "We still have a chance to win the contract."),
        ("fr", "La politique de l'entreprise est claire."),
        ("fr", "Un projet original"),
    ],
)
def test_everyday_words_are_not_delicate(language: str, text: str) -> None:
    assert delicate(text, language) == ""
