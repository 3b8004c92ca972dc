"""Themes of comments: found where people write about a few things, told by nobody where they do not."""

from __future__ import annotations

import numpy as np
import pytest

from scoring.comments import LONGEST_EXCERPT, themes_of

FRENCH = {
    "réunions": "réunion réunions agenda horaire visioconférence salle participants ordre jour durée calendrier",
    "formation": "formation formations formateur apprendre exercice pratique débutants module atelier compétences",
    "outils": "outil outils logiciel connexion lent bugs mot passe licence écran version intégration",
}
ENGLISH = {
    "time": "workload deadline hours overtime schedule priorities busy projects pressure calendar rush",
    "managers": "manager managers support trust feedback leader example listening recognition coaching praise",
    "search": "search documents folders findable wiki library archive indexing keywords navigation results",
}
SMALL = {"fr": "il faut plus de {} et les {} pour nous", "en": "we need more {} and the {} for us"}


def comments(topics: dict[str, str], language: str, each: int, *, seed: int = 1) -> list[str]:
    """Return comments in which small words surround five words of one topic, and two of any."""
    random, written = np.random.default_rng(seed), []
    every = " ".join(topics.values()).split()
    for topic in topics.values():
        for _ in range(each):
            words = [*random.choice(topic.split(), 5, replace=False), *random.choice(every, 2)]
            random.shuffle(words)
            written.append(SMALL[language].format(" ".join(words[:4]), " ".join(words[4:])))
    return written


@pytest.mark.parametrize(("topics", "language"), [(FRENCH, "fr"), (ENGLISH, "en")])
def test_what_people_write_about_is_found_again(topics: dict[str, str], language: str) -> None:
    written = comments(topics, language, 40)

    (found,) = themes_of(written, threshold=10, seed=1)

    assert (found.language, found.status, found.n, len(found.themes)) == (language, "themes", 120, 3)
    for theme in found.themes:
        topic = max(topics.values(), key=lambda words: len(set(words.split()) & set(theme.words)))
        assert len(set(topic.split()) & set(theme.words)) >= 5
        assert 30 <= theme.n <= 50
        assert theme.stability > 0.6
    assert sum(theme.n for theme in found.themes) + found.other == found.n


def test_each_language_has_its_own_themes() -> None:
    written = comments(FRENCH, "fr", 30) + comments(ENGLISH, "en", 20)

    french, english = themes_of(written, threshold=10, seed=1)

    assert (french.language, french.n) == ("fr", 90)
    assert (english.language, english.n) == ("en", 60)


def test_excerpts_are_comments_that_speak_of_the_theme_and_words_are_as_people_wrote_them() -> None:
    written = comments(FRENCH, "fr", 40)

    (found,) = themes_of(written, threshold=10, seed=1)

    for theme in found.themes:
        assert len(theme.excerpts) == 3
        assert set(theme.excerpts) <= set(written)
        topic = max(FRENCH.values(), key=lambda words: len(set(words.split()) & set(theme.words)))
        assert all(len(set(topic.split()) & set(excerpt.split())) >= 5 for excerpt in theme.excerpts)
    assert {"réunion", "réunions"} & {word for theme in found.themes for word in theme.words}


def test_a_theme_with_fewer_comments_than_the_threshold_is_not_told() -> None:
    few = comments({"search": ENGLISH["search"]}, "en", 9)
    written = comments({name: ENGLISH[name] for name in ("time", "managers")}, "en", 60) + few

    (found,) = themes_of(written, threshold=10, seed=1)

    assert all(theme.n >= 10 for theme in found.themes)
    assert not {excerpt for theme in found.themes for excerpt in theme.excerpts} & set(few)


def test_words_without_order_make_no_themes() -> None:
    # 200 comments of seven words drawn from sixty: nothing occurs together more than by chance.
    random = np.random.default_rng(4)
    vocabulary = [f"{a}{b}{c}" for a in "bdklm" for b in ("ora", "eti", "unu") for c in "tvrn"]
    written = [
        SMALL["en"].format(" ".join(random.choice(vocabulary, 6, replace=False)), "") for _ in range(200)
    ]

    (found,) = themes_of(written, threshold=10, seed=1)

    assert (found.status, found.themes, found.other) == ("no_themes", (), 200)


def test_people_who_have_nothing_to_say_are_counted_apart() -> None:
    written = [*comments(FRENCH, "fr", 40), "Rien", "néant.", "RAS", "…", "Je ne sais pas"]

    (found, *rest) = themes_of(written, threshold=10, seed=1, default="fr")

    assert (found.n, found.empty) == (120, 5)
    assert rest == []


@pytest.mark.parametrize("n", [0, 1, 19])
def test_too_few_comments_make_no_themes(n: int) -> None:
    found = themes_of(comments(FRENCH, "fr", 40)[:n], threshold=10, seed=1)

    assert [(each.status, each.themes) for each in found] == [("too_few", ())] * min(n, 1)


@pytest.mark.parametrize("text", ["Les réunions sont trop longues", "", "❤❤❤"])
def test_a_hundred_times_the_same_comment_makes_no_themes(text: str) -> None:
    (found,) = themes_of([text] * 100, threshold=10, seed=1)

    assert found.themes == ()


def test_long_comments_are_cut_at_a_word() -> None:
    written = [f"{text} {'encore ' * 60}" for text in comments(FRENCH, "fr", 40)]

    (found,) = themes_of(written, threshold=10, seed=1)

    excerpt = found.themes[0].excerpts[0]
    assert len(excerpt) <= LONGEST_EXCERPT + 2
    assert excerpt.endswith("encore …")


def test_the_same_seed_gives_the_same_themes() -> None:
    written = comments(ENGLISH, "en", 30)

    assert themes_of(written, threshold=10, seed=7) == themes_of(written, threshold=10, seed=7)
