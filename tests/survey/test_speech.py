"""Languages: numbers and lists as their readers write them, and a catalogue that is whole."""

from __future__ import annotations

import re
from importlib import resources

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from questionnaires import load
from questionnaires.model import Text
from survey.errors import ReportError
from survey.speech import languages, speech_for

FORM = load("barriers-full")


def sentences_used() -> set[object]:
    folder = str(resources.files("survey"))
    methods = [("**.py", "python"), ("**/templates/**.html", "jinja2")]
    found = extract_from_dir(folder, method_map=methods, keywords={"say": None, "say_many": (1, 2)})
    return {message for _, _, message, _, _ in found}


def catalogue(language: str):
    file = resources.files("survey") / "translations" / language / "LC_MESSAGES" / "messages.po"
    with file.open("rb") as opened:
        return [message for message in read_po(opened) if message.id]


@pytest.mark.parametrize("language", [code for code in languages() if code != "en"])
def test_every_sentence_is_translated_and_none_is_stale(language: str) -> None:
    translated = {message.id for message in catalogue(language) if all(_texts(message.string))}

    assert sentences_used() == translated


@pytest.mark.parametrize("language", [code for code in languages() if code != "en"])
def test_translations_keep_the_values_of_their_sentence(language: str) -> None:
    for message in catalogue(language):
        for source, target in zip(_texts(message.id), _texts(message.string), strict=True):
            assert sorted(re.findall(r"%\(\w+\)s|%%", source)) == sorted(re.findall(r"%\(\w+\)s|%%", target))


def test_french_has_its_no_break_spaces() -> None:
    texts = [text for message in catalogue("fr") for text in _texts(message.string)]

    narrow_missing = [text for text in texts if re.search(r"[ \u00a0]([;?!]|%(?!\())", text)]
    wide_missing = [text for text in texts if re.search(r"[ \u202f][:»]|«[ \u202f]", text)]
    assert narrow_missing == wide_missing == []


def test_french_texts_of_a_questionnaire_get_the_spaces_their_author_could_not_type() -> None:
    french, english = speech_for("fr", FORM), speech_for("en", FORM)
    text = Text({"fr": "Pourquoi ? Ceci : « rien » ; 5 %", "en": "Why ? This : 5 %"})

    assert french.wording(text) == ("Pourquoi\u202f? Ceci\u00a0: «\u00a0rien\u00a0»\u202f; 5\u202f%")
    assert english.wording(text) == "Why ? This : 5 %"


def _texts(string: object) -> tuple[str, ...]:
    return tuple(string) if isinstance(string, (tuple, list)) else (str(string),)


def test_numbers_are_written_as_in_each_language() -> None:
    english, french = speech_for("en", FORM), speech_for("fr", FORM)

    assert (english.number(2042), english.number(54.36, 1)) == ("2,042", "54.4")
    assert (french.number(2042), french.number(54.36, 1)) == ("2\u202f042", "54,4")
    assert french.share(0.274) == "27\u202f%"
    assert english.number(-2.2, 1) == "\u22122.2"


def test_lists_are_joined_as_in_each_language() -> None:
    assert speech_for("en", FORM).listed(["a", "b", "c"]) == "a, b and c"
    assert speech_for("fr", FORM).listed(["a", "b", "c"]) == "a, b et c"


def test_plurals_follow_the_language() -> None:
    one, many = "%(n)s unit of %(all)s is shown.", "%(n)s units of %(all)s are shown."
    french = speech_for("fr", FORM)

    assert french.say_many(one, many, 0, all=3) == "0 unité sur 3 est montrée."
    assert french.say_many(one, many, 2, all=3) == "2 unités sur 3 sont montrées."


def test_a_language_that_nobody_speaks_is_refused_with_those_there_are() -> None:
    with pytest.raises(ReportError, match=r"There is no report in 'de'\.\n    Use one of en, fr\."):
        speech_for("de", FORM)
