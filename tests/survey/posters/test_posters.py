"""Posters and codes: what they say is true of the channel, and a camera that reads them ends at the link."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from io import BytesIO

import numpy as np
import pikepdf
import pypdfium2
import pytest
import zxingcpp
from pypdf import PdfReader

from questionnaires import load
from survey.posters.poster import poster_html, poster_pdf
from survey.posters.qr import QrCode, qr_code, svg
from survey.speech import speech_for
from survey.store.published import Channel, PublishedCampaign

LINK = "https://survey.example.org/s/aaaaaaaaaaaaa/4lcdzyonhlzo5xxtvpjn7ul3jm"
FORM = load("barriers-full")


def campaign_of(channel: Channel, **changes: object) -> PublishedCampaign:
    values: dict[str, object] = {
        "id": "a" * 13,
        "organisation": "Ateliers <Lumière>",
        "title": "Autumn",
        "questionnaire": "",
        "languages": ("en", "fr"),
        "opens": datetime(2026, 11, 1, tzinfo=UTC),
        "closes": datetime(2026, 12, 15, tzinfo=UTC),
        "state": "open",
        "channel": channel,
        "threshold": 5,
        "segments": "asked",
        "strata": (),
    }
    return PublishedCampaign(**{**values, **changes})  # type: ignore[arg-type]


def text_of(pdf: bytes) -> str:
    text = PdfReader(BytesIO(pdf)).pages[0].extract_text()
    return " ".join(text.replace("\u00a0", " ").replace("\u202f", " ").split())


def drawn(code: QrCode) -> np.ndarray:
    """Draw the path of a code, eight pixels a module, as a browser would."""
    modules = np.full((code.size, code.size), 255, dtype=np.uint8)
    for x, y, width in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\d+z", code.path):
        modules[int(y), int(x) : int(x) + int(width)] = 0
    return modules.repeat(8, axis=0).repeat(8, axis=1)


@pytest.mark.parametrize("link", [LINK, "http://127.0.0.1:8000/s/a/b", LINK + "x" * 100])
def test_a_code_reads_as_its_link(link: str) -> None:
    code = qr_code(link)

    read = zxingcpp.read_barcode(drawn(code))

    assert read.text == link
    assert code.path in svg(code)
    assert "style=" not in svg(code)


def test_a_code_still_reads_with_a_stain_on_it() -> None:
    image = drawn(qr_code(LINK))
    middle = image.shape[0] // 2

    image[middle - 40 : middle + 40, middle - 40 : middle + 40] = 90

    assert zxingcpp.read_barcode(image).text == LINK


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_code_on_the_printed_poster_reads_as_the_link(language: str) -> None:
    pdf = poster_pdf(campaign_of("open"), speech_for(language, FORM), link=LINK, unit="")

    page = pypdfium2.PdfDocument(pdf)[0]
    read = zxingcpp.read_barcode(page.render(scale=2).to_pil())

    assert read.text == LINK
    assert [round(side * 25.4 / 72) for side in page.get_size()] == [148, 210]  # A5


@pytest.mark.parametrize(
    ("language", "sentences"),
    [
        (
            "en",
            (
                "Ateliers <Lumière> · Sales / North",
                "What holds us back?",
                "About 8 minutes.",
                "Open until 15 December 2026.",
                "the program cannot know who you are, nor that you answer only once",
                "survey.example.org/s/aaaaaaaaaaaaa/4lcdzyonhlzo5xxtvpjn7ul3jm",
            ),
        ),
        (
            "fr",
            (
                "Ateliers <Lumière> · Sales / North",
                "Qu'est-ce qui nous freine ?",
                "Environ 8 minutes.",
                "Ouverte jusqu'au 15 décembre 2026.",
                "le programme ne peut savoir ni qui vous êtes",
                "Répondez sur votre téléphone",
            ),
        ),
    ],
)
def test_a_poster_says_who_asks_what_how_long_and_until_when(
    language: str, sentences: tuple[str, ...]
) -> None:
    pdf = poster_pdf(campaign_of("open"), speech_for(language, FORM), link=LINK, unit="Sales / North")

    text = text_of(pdf)

    assert [sentence for sentence in sentences if sentence not in text] == []
    with pikepdf.open(BytesIO(pdf)) as opened:
        assert str(opened.Root.Lang) == language
        assert len(opened.pages) == 1
        assert "1" in str(opened.open_metadata().get("pdfuaid:part"))


def test_a_kiosk_is_told_apart_from_a_link_for_everybody() -> None:
    speech = speech_for("en", FORM)

    kiosk = poster_html(
        campaign_of("kiosk"), speech, link=LINK, unit="", now=datetime(2026, 11, 2, tzinfo=UTC)
    )

    assert "This device is shared" in kiosk
    assert "on your phone" not in kiosk


def test_a_poster_that_is_printed_early_says_when_the_survey_opens() -> None:
    now = datetime(2026, 10, 20, tzinfo=UTC)

    html = poster_html(campaign_of("open"), speech_for("en", FORM), link=LINK, unit="", now=now)

    assert "Open from 1 November 2026 to 15 December 2026." in html


def test_names_are_text_and_long_ones_stay_on_one_page() -> None:
    campaign = campaign_of(
        "open",
        organisation="<script>alert(1)</script>" + "Association des Ateliers " * 5,
        origin="simulated",
        results_on=date(2027, 1, 1),
        closes=datetime(2026, 11, 1, tzinfo=UTC) + timedelta(days=90),
    )
    speech = speech_for("fr", FORM)

    html = poster_html(campaign, speech, link=LINK, unit="A / B / C", now=datetime(2026, 11, 2, tzinfo=UTC))
    pdf = poster_pdf(campaign, speech, link=LINK, unit="A / B / C")

    assert "<script>alert" not in html
    assert len(PdfReader(BytesIO(pdf)).pages) == 1
    assert "cette organisation et ses membres sont inventés" in text_of(pdf)
