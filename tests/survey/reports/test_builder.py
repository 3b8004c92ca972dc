"""The PDF: tagged, in its language, the same bytes again, fetching nothing, and never half written."""

from __future__ import annotations

import re
import socket
import threading
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from pypdf import PdfReader

from questionnaires.model import Text
from scoring.release import Cell, Release
from survey.errors import ReportError
from survey.reports.builder import BundledOnly, build_html, build_pdf, write_report


def text_of(pdf: bytes) -> str:
    pages = (page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)
    return " ".join(" ".join(pages).replace("\u00a0", " ").split())


@pytest.fixture(scope="module")
def report(rich: Release) -> bytes:
    return build_pdf(rich, language="en")


def test_the_report_is_tagged_titled_bookmarked_and_says_its_language(report: bytes) -> None:
    with pikepdf.open(BytesIO(report)) as pdf:
        assert bool(pdf.Root.MarkInfo.Marked)
        assert str(pdf.Root.Lang) == "en"
        assert "What holds us back?" in str(pdf.docinfo["/Title"])
        assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
        with pdf.open_outline() as outline:
            titles = [item.title for item in outline.root[0].children]
        assert titles == ["In one minute", "Where each dimension stands", "Profiles", "Units", "Method"]
        assert "1" in str(pdf.open_metadata().get("pdfuaid:part"))


def tags(pdf: pikepdf.Pdf) -> Iterator[pikepdf.Object]:
    waiting = [pdf.Root.StructTreeRoot]
    while waiting:
        node = waiting.pop()
        if not isinstance(node, pikepdf.Dictionary):
            continue
        yield node
        kids = node.get("/K", [])
        waiting += list(kids) if isinstance(kids, pikepdf.Array) else [kids]


def test_every_chart_has_a_description_and_every_table_its_headings(report: bytes) -> None:
    with pikepdf.open(BytesIO(report)) as pdf:
        found = [(str(node.get("/S", "")), node) for node in tags(pdf)]
        kinds = [kind for kind, _ in found]
        figures = [str(node.get("/Alt", "")) for kind, node in found if kind == "/Figure"]
    assert {"/H1", "/H2", "/H3", "/Table", "/TH", "/TD"} <= set(kinds)
    assert figures
    assert all(figures)
    assert any("Visibility of business impact 45" in alt for alt in figures)


def test_every_font_is_embedded_as_a_subset(report: bytes) -> None:
    with pikepdf.open(BytesIO(report)) as pdf:
        fonts = [
            o
            for o in pdf.objects
            if isinstance(o, pikepdf.Dictionary) and o.get("/Type") == "/FontDescriptor"
        ]
        assert fonts
        assert all(re.match(r"/[A-Z]{6}\+", str(font.FontName)) for font in fonts)
        assert all("/FontFile2" in font or "/FontFile3" in font for font in fonts)


def test_the_same_release_gives_the_same_bytes(rich: Release, report: bytes) -> None:
    assert build_pdf(rich, language="en") == report


@pytest.mark.parametrize(
    ("language", "notice"), [("en", "people of this report are made up"), ("fr", "fictives")]
)
def test_made_up_people_are_said_to_be_so_on_every_page(rich: Release, language: str, notice: str) -> None:
    pages = PdfReader(BytesIO(build_pdf(rich, language=language))).pages

    assert all(notice in page.extract_text() for page in pages)


def test_real_people_are_not_called_made_up(plain: Release) -> None:
    assert "made up" not in text_of(build_pdf(plain, language="en"))


def test_a_report_has_a_page_of_findings_before_anything_else(report: bytes) -> None:
    second = PdfReader(BytesIO(report)).pages[1].extract_text()

    assert "In one minute" in second
    assert "What to decide next" in second


def test_the_french_report_has_no_english_left_in_it(rich: Release) -> None:
    found = text_of(build_pdf(rich, language="fr"))

    english = [
        "Answers",
        "Everybody",
        "Weakest",
        "people",
        "Method",
        "Page 2 of",
        "Share",
        "95 % interval",
        "Unit ",
    ]
    assert [word for word in english if word in found] == []
    assert "En une minute" in found


def test_too_few_answers_give_a_report_that_says_so_and_nothing_else(tiny: Release) -> None:
    found = text_of(build_pdf(tiny, language="en"))

    assert "Fewer than 5 people have answered" in found
    assert "In one minute" not in found
    assert "Sales" not in found


def test_a_small_organisation_is_shown_by_rule_and_without_profiles(small: Release) -> None:
    found = text_of(build_pdf(small, language="en"))

    assert "fewer than 300 complete answers" in found
    assert "By rule: visibility and fit" in found


def test_a_continuum_without_levels_says_so(plain: Release) -> None:
    found = text_of(build_pdf(plain, language="en"))

    assert "The answers form a continuum" in found
    assert "No level:" in found
    assert "how many were invited is not known" in found


def test_no_hidden_unit_has_a_number(rich: Release) -> None:
    html = build_html(rich, language="en")

    hidden = [cell for cell in rich.units if cell.hidden]
    assert hidden
    for cell in hidden:
        row = re.search(rf"<tr><th[^>]*>{cell.path[-1]}</th>(.*?)</tr>", html, flags=re.DOTALL)
        assert row is not None
        assert not re.search(r">\d", row[1])


def test_300_units_run_over_pages_with_their_header_repeated(rich: Release) -> None:
    units = tuple(Cell((f"Unit {n}",), 10, None, None, None, rich.total.scores) for n in range(300))

    pages = PdfReader(BytesIO(build_pdf(replace(rich, units=units), language="en"))).pages

    tables = [page.extract_text() for page in pages if "Unit 2" in page.extract_text()]
    assert len(tables) > 3
    assert all("Answers" in table for table in tables)


HOSTILE = [
    "<script>alert(1)</script>",
    "{{7*7}} {% raw %}",
    '<img src="{url}">',
    "<link rel=attachment href='{url}'>",
    "<link rel=stylesheet href='{url}'>",
    "<style>@import url({url})</style>",
    "<style>body{background:url({url})}</style>",
    "<style>@font-face{font-family:x;src:url({url})}*{font-family:x}</style>",
    "<style>li{list-style-image:url({url})}</style>",
    "<svg><image href='{url}'/></svg>",
    "<svg><use xlink:href='{url}#a'/></svg>",
    "<object data='{url}'></object>",
    "<embed src='{url}'>",
    "<iframe src='{url}'></iframe>",
    "<meta http-equiv=refresh content='0;url={url}'>",
    "<base href='{url}'>",
]


@pytest.fixture
def listener() -> Iterator[tuple[str, list[object]]]:
    """A server on this machine that nobody should ever call, and who called it."""
    calls: list[object] = []
    server = socket.create_server(("127.0.0.1", 0))
    server.settimeout(0.2)
    over = threading.Event()

    def wait() -> None:
        while not over.is_set():
            try:
                connection, address = server.accept()
            except TimeoutError:
                continue
            calls.append(address)
            connection.close()

    thread = threading.Thread(target=wait)
    thread.start()
    yield f"http://127.0.0.1:{server.getsockname()[1]}/x.png", calls
    over.set()
    thread.join(timeout=10)
    server.close()


def test_texts_from_outside_stay_texts_and_nothing_is_fetched(
    rich: Release, listener: tuple[str, list[object]], tmp_path: Path
) -> None:
    url, calls = listener
    canary = tmp_path / "secret.txt"
    canary.write_text("canary-5f1c")
    texts = [text.replace("{url}", address) for text in HOSTILE for address in (url, canary.as_uri())]
    items = tuple(
        replace(item, text=Text({"en": texts[place % len(texts)], "fr": "x"}))
        for place, item in enumerate(rich.questionnaire.items)
    )
    units = tuple(Cell((text.replace("/", "|"),), 9, None, None, None, rich.total.scores) for text in texts)
    form = replace(rich.questionnaire, items=items, title=Text({"en": texts[0], "fr": "x"}))

    pdf = build_pdf(replace(rich, questionnaire=form, units=units), language="en")

    assert calls == []
    with pikepdf.open(BytesIO(pdf)) as opened:
        assert "/EmbeddedFiles" not in opened.Root.get("/Names", {})
    assert b"canary-5f1c" not in pdf
    found = text_of(pdf)
    assert "canary-5f1c" not in found
    assert "<script>alert(1)</script>" in found
    assert "{{7*7}}" in found
    assert "49 {% raw" not in found


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "http://127.0.0.1/x",
        "https://example.org/",
        "ftp://example.org/",
        "data:text/plain,x",
        "font:../builder.py",
        "font:LICENSE",
        "font:/etc/passwd",
        "FONT:sightline-sans-regular.ttf",
    ],
)
def test_the_fetcher_knows_only_the_bundled_fonts(url: str) -> None:
    with pytest.raises(ValueError, match="fetch nothing but their own fonts"):
        BundledOnly().fetch(url)


def test_a_report_that_cannot_be_written_leaves_nothing_behind(rich: Release, tmp_path: Path) -> None:
    folder = tmp_path / "gone"

    with pytest.raises(ReportError, match="cannot be written") as refusal:
        write_report(rich, folder / "report.pdf", language="en")

    assert refusal.value.problems[0].where == str(folder / "report.pdf")
    assert list(tmp_path.iterdir()) == []


def test_a_report_of_an_unknown_language_is_refused_before_anything_is_written(
    rich: Release, tmp_path: Path
) -> None:
    with pytest.raises(ReportError, match="no report in 'es'"):
        write_report(rich, tmp_path / "report.pdf", language="es")

    assert list(tmp_path.iterdir()) == []
