"""Words of two languages: folded, told apart, and brought to their stems."""

from __future__ import annotations

import pytest

from scoring.words import STEM, STOP_WORDS, content_words, folded, language_of, written_words


def test_elisions_and_possessives_are_cut_off() -> None:
    written = written_words("L'équipe n’a qu'un cœur : c'est l’Œuvre d'Hélène !")

    assert written == ["équipe", "a", "un", "cœur", "est", "œuvre", "hélène"]
    assert written_words("My manager's notes, 3 don't-knows") == [
        "my",
        "manager",
        "notes",
        "don",
        "t",
        "knows",
    ]


def test_words_are_folded_whether_accents_stand_apart_or_not() -> None:
    assert [folded(word) for word in written_words("e\u0301quipe Équipe cœur")] == [
        "equipe",
        "equipe",
        "coeur",
    ]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("We need more time for this", "en"),
        ("Il faut plus de temps pour cela", "fr"),
        ("Teams SharePoint", "fr"),
        ("", "fr"),
    ],
)
def test_the_small_words_tell_the_language(text: str, language: str) -> None:
    assert language_of(map(folded, written_words(text)), default="fr") == language


@pytest.mark.parametrize(
    ("language", "forms"),
    [
        ("en", ["share", "shares", "shared", "sharing"]),
        ("en", ["meeting", "meetings"]),
        ("en", ["policy", "policies"]),
        ("en", ["plan", "plans", "planned", "planning"]),
        ("en", ["process", "processes"]),
        ("fr", ["outil", "outils"]),
        ("fr", ["reunion", "reunions"]),
        ("fr", ["partage", "partager", "partages", "partagee", "partagees"]),
        ("fr", ["journal", "journaux"]),
        ("fr", ["manageur", "manageurs"]),
    ],
)
def test_forms_of_one_word_have_one_stem(language: str, forms: list[str]) -> None:
    assert len({STEM[language](form) for form in forms}) == 1


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("en", "use", "us"),
        ("en", "goal", "gold"),
        ("en", "bring", "bred"),
        ("fr", "but", "bus"),
        ("fr", "cout", "cours"),
    ],
)
def test_different_words_keep_different_stems(language: str, one: str, other: str) -> None:
    assert STEM[language](one) != STEM[language](other)


def test_small_words_carry_no_theme() -> None:
    assert content_words(written_words("Il n'y a pas assez de formation"), "fr") == ["formation"]
    assert content_words(written_words("There is not enough training"), "en") == ["training"]


def test_every_stop_word_is_written_as_tokens_are() -> None:
    for words in STOP_WORDS.values():
        assert [word for word in words if folded(word) != word] == []
