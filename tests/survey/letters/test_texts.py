"""Texts of mails: what HR may write, what is refused and how, and the mails that come of the program's own."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from questionnaires import load
from survey.answering import notice
from survey.errors import LetterError
from survey.letters.defaults import DEFAULTS
from survey.letters.envelopes import html_of, message_code, text_of
from survey.letters.filling import filled
from survey.letters.occasions import Occasion, moment, promise
from survey.letters.texts import KINDS, WITH_LINK, Kind, LetterText, checked, placeholders_of
from survey.speech import speech_for
from survey.store.published import Notice, PublishedCampaign
from tests.catalogue import Case, cases_of

GOLDEN = Path(__file__).parent / "golden"
LINK = "https://survey.example.org/s/abcdefghijklm/abcdefghijklmnopqrstuvwxyz"

OCCASION = Occasion(
    organisation="Exemple",
    title="Été 2027",
    contact="hr@example.org",
    closes=datetime(2027, 1, 25, 23, 0, tzinfo=UTC),
    zone=ZoneInfo("Europe/Paris"),
    threshold=5,
    minutes=8,
    languages=("en", "fr"),
)

OF_THE_TEXT = [
    case for case in cases_of("email_template") if case.content is not None and "line break" not in case.what
]


def told(text: LetterText, kind: Kind = "invitation") -> str:
    with pytest.raises(LetterError) as refused:
        checked(kind, text, "invitation, en")
    return str(refused.value)


@pytest.mark.parametrize("case", [case for case in OF_THE_TEXT if case.kind == "refuse"], ids=str)
def test_a_bad_text_is_refused_with_what_is_wrong_and_how_to_mend_it(case: Case) -> None:
    assert isinstance(case.content, str)

    said = told(LetterText("Subject", case.content))

    wrong = {
        "EMAIL-001": "Unknown placeholder {nmae}.\n    Known are {name}, {organisation}",
        "EMAIL-003": "${link} has a $ before its brace.\n    Write it without: {link}",
        "EMAIL-010": "There are 5000006 characters; the limit is 10000.\n    Shorten it",
        "EMAIL-011": "Character 1 is U+202E, which turns the direction of writing unseen.\n    Delete it",
    }[case.id]
    assert f"invitation, en, text: {wrong}" in said


@pytest.mark.parametrize("case", [case for case in OF_THE_TEXT if case.kind == "accept"], ids=str)
def test_what_other_programs_would_run_is_text_like_any_other(case: Case) -> None:
    assert isinstance(case.content, str)

    text = checked("invitation", LetterText("Subject", case.content), "")

    letter = OCCASION.letter(text, "en", name="Ana", link=LINK)
    assert " ".join(text_of(letter).split()) == case.content.replace("{link}", LINK)


def test_email_007_a_line_break_in_the_subject_is_refused() -> None:
    [case] = [case for case in cases_of("email_template") if case.id == "EMAIL-007"]
    assert isinstance(case.content, str)

    assert "subject: There is a line break." in told(LetterText(case.content, "{link}"))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (LetterText("Subject", "No way to answer"), "The text has no {link}"),
        (LetterText("Go to {link}", "{link}"), "There is a {link} in the subject."),
        (LetterText("", "{link}"), "Nothing is written here."),
        (LetterText("x" * 151, "{link}"), "There are 151 characters; the limit is 150."),
        (LetterText("Subject", "A\x00 {link}"), "Character 2 is a control character."),
        (LetterText("Subject {prénom}", "{link}"), "Unknown placeholder {prénom}."),
    ],
)
def test_a_text_that_would_not_do_is_refused(text: LetterText, sentence: str) -> None:
    assert sentence in told(text)


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in WITH_LINK])
def test_mails_after_close_have_no_link(kind: Kind) -> None:
    assert "Unknown placeholder {link}." in told(LetterText("Subject", "{link}"), kind)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_programs_own_texts_keep_its_rules(kind: Kind, language: str) -> None:
    text = DEFAULTS[kind][language]

    assert checked(kind, text, "") == text
    if kind in WITH_LINK:
        assert {f"{{{word}}}" in text.subject + text.body for word in placeholders_of(kind)} == {True}
    assert len(text.body.split()) <= 140
    if language == "fr":
        assert not re.search(r" [;:!?»]|« |[\u00a0][;!?]", text.subject + text.body)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_mail_reads_as_it_was_meant(kind: Kind, language: str) -> None:
    """The golden files were read by a person: each line, each space of the French."""
    letter = OCCASION.letter(DEFAULTS[kind][language], language, name="Zoé Martin", link=LINK)

    mail = f"{letter.subject}\n\n{text_of(letter)}"

    assert mail == (GOLDEN / f"{kind}-{language}.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_promise_in_mails_is_the_one_on_the_page(language: str) -> None:
    campaign = PublishedCampaign(
        id="abcdefghijklm",
        organisation="Exemple",
        title="Été",
        questionnaire="",
        languages=("en", "fr"),
        opens=datetime(2027, 1, 1, tzinfo=UTC),
        closes=datetime(2027, 1, 25, tzinfo=UTC),
        state="open",
        channel="personal",
        threshold=7,
        segments="participants",
        strata=(),
        notice=Notice(),
        results_on=date(2027, 2, 1),
    )
    page = notice.promise(campaign, speech_for(language, load("barriers-short")))

    assert promise(language, 7) == " ".join(page)


def test_a_line_without_a_value_for_its_placeholder_is_left_out() -> None:
    text = LetterText("Hello {name}", "Hello {name},\n\nGo on.\nAsk {contact}.")

    letter = filled(text, {"name": "", "contact": ""})

    assert (letter.subject, text_of(letter)) == ("Hello", "Go on.\n")


def test_values_cannot_bend_a_mail() -> None:
    text = LetterText("For {name}", "Dear {name},\n\n{link}")

    letter = filled(text, {"name": "Eve\r\nBcc: x@example.net\u202e {link}", "link": LINK})

    assert letter.subject == "For Eve Bcc: x@example.net {link}"
    assert text_of(letter).count(LINK) == 1
    assert html_of(letter, "en").count(f'href="{LINK}"') == 2


def test_midnight_is_the_last_minute_of_the_day_before() -> None:
    paris = ZoneInfo("Europe/Paris")

    assert moment(datetime(2027, 1, 25, 23, 0, tzinfo=UTC), paris, "fr") == (
        "25 janvier 2027, 23:59 (Europe/Paris)"
    )
    assert moment(datetime(2027, 7, 1, 16, 0, tzinfo=UTC), paris, "en") == "1 July 2027, 18:00 (Europe/Paris)"


def test_the_same_mail_has_the_same_message_id_and_any_other_another() -> None:
    codes = [
        message_code(b"k" * 32, "ana", "reminder", 1),
        message_code(b"k" * 32, "ana", "reminder", 2),
        message_code(b"k" * 32, "ana", "invitation", 1),
        message_code(b"k" * 32, "bo", "reminder", 1),
        message_code(b"l" * 32, "ana", "reminder", 1),
    ]

    assert len(set(codes)) == 5
    assert codes[0] == message_code(b"k" * 32, "ana", "reminder", 1)
