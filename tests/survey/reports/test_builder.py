"""The PDF: tagged, in its language, the same bytes again, fetching nothing, and never half written."""

from __future__ import annotations

import errno
import re
import socket
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from pypdf import PdfReader
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration

from questionnaires.model import Text
from scoring.release import Cell, Release
from survey.errors import ReportError
from survey.reports.builder import BundledOnly, _stylesheet, build_html, build_pdf, print_pdf, write_report
from tests.survey.reports import releases

SECTION_TITLES = [
    "In one minute",
    "The core: is it seen, does it fit?",
    "Where each dimension stands",
    "Maturity, dimension by dimension",
    "Units",
    "Profiles",
    "What to do",
    "Method",
    "Every sentence",
]


def text_of(pdf: bytes) -> str:
    pages = (page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)
    return " ".join(" ".join(pages).replace("\u00a0", " ").replace("\u202f", " ").split())


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
        assert titles == SECTION_TITLES
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
    assert any("Visibility of business impact 44.8 (43.4–46.2)" in alt for alt in figures)


def test_every_heading_of_a_table_says_whether_it_speaks_for_a_column_or_a_row(report: bytes) -> None:
    with pikepdf.open(BytesIO(report)) as pdf:
        scopes = [str(node.A.get("/Scope", "")) for node in tags(pdf) if node.get("/S") == "/TH"]

    assert set(scopes) == {"/Column", "/Row"}
    # Decisions, dimensions, levels, grid, units and the whole, profiles, actions, facts, reliabilities, sentences.
    assert scopes.count("/Row") == 3 + 8 + 5 + 8 + 26 + 4 + 4 + 12 + 8 + 35


@pytest.mark.parametrize("name", ["rich", "continuum", "tiny", "long_texts", "many_units", "marked_up"])
def test_building_complains_of_nothing(name: str, caplog: pytest.LogCaptureFixture) -> None:
    build_pdf(getattr(releases, name)(), language="fr")

    assert caplog.records == []


@pytest.mark.parametrize("name", ["rich", "continuum", "long_texts", "many_units"])
def test_nothing_is_printed_beyond_the_margins_of_a_page(name: str) -> None:
    html = build_html(getattr(releases, name)(), language="fr")
    fonts, fetcher = FontConfiguration(), BundledOnly()
    style = CSS(string=_stylesheet(), font_config=fonts, url_fetcher=fetcher)

    document = HTML(string=html, url_fetcher=fetcher).render(stylesheets=[style], font_config=fonts)

    for page in document.pages:
        edge = page.width - 18 * 96 / 25.4 + 1  # the right margin is 18 mm wide; a pixel for rounding
        beyond = [text for text, right in printed_texts(page._page_box) if right > edge]
        assert beyond == []


def printed_texts(box: Any) -> Iterator[tuple[str, float]]:
    """Yield each piece of text with its right edge, but for the turned headings of the table of units."""
    if getattr(box, "style", None) and box.style["transform"]:
        return
    if hasattr(box, "text"):
        yield box.text, box.position_x + box.width
    for child in getattr(box, "children", ()):
        yield from printed_texts(child)


def test_headers_name_the_title_and_the_section_and_count_the_pages(report: bytes) -> None:
    pages = [page.extract_text() for page in PdfReader(BytesIO(report)).pages]

    assert len(pages) == 10
    assert all(
        "What holds us back?" in text and f"Page {n} of 10" in text
        for n, text in enumerate(pages, 1)
        if n > 1
    )
    assert all(f"·  {title}" in text for title, text in zip(SECTION_TITLES, pages[1:], strict=True))


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


def test_too_few_answers_give_one_page_that_says_so_and_nothing_else(tiny: Release) -> None:
    pdf = build_pdf(tiny, language="en")

    assert len(PdfReader(BytesIO(pdf)).pages) == 1
    found = text_of(pdf)

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

    rows = re.findall(r"<tr>(?:(?!</tr>).)*cell hidden.*?</tr>", html, flags=re.DOTALL)
    assert len(rows) == sum(cell.hidden is not None for cell in rich.units) == 4
    assert not [row for row in rows if re.search(r">[±\s]*\d", row)]
    assert sum(row.count(">a<") for row in rows) == 2 * 8  # few
    assert sum(row.count(">b<") for row in rows) == 2 * 8  # complement


def test_300_units_run_over_pages_with_their_header_repeated(rich: Release) -> None:
    pages = PdfReader(BytesIO(build_pdf(releases.many_units(), language="en"))).pages

    tables = [text for page in pages if "Team 3" in (text := page.extract_text())]
    assert len(tables) >= 8
    assert all("Answers" in table and "Technical means" in table for table in tables)


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
        "FONT:source-sans-3-regular.ttf",
    ],
)
def test_the_fetcher_knows_only_the_bundled_fonts(url: str) -> None:
    with pytest.raises(ValueError, match="fetch nothing but their own fonts"):
        BundledOnly().fetch(url)


RAW = {
    "link rel=attachment": "<link rel=attachment href='{url}'>",
    "link rel=stylesheet": "<link rel=stylesheet href='{url}'>",
    "img": "<img src='{url}' alt='x'>",
    "css url()": "<style>body { background-image: url({url}) }</style>",
    "@import": "<style>@import url({url});</style>",
    "svg image": "<svg xmlns='http://www.w3.org/2000/svg'><title>x</title><image href='{url}'/></svg>",
    "svg use": "<svg xmlns='http://www.w3.org/2000/svg'><title>x</title><use href='{url}#a'/></svg>",
    "object": "<object data='{url}'></object>",
    "embed": "<embed src='{url}'>",
    "iframe": "<iframe src='{url}'></iframe>",
    "font-face": "<style>@font-face { font-family: x; src: url({url}) } p { font-family: x }</style><p>x</p>",
    "list-style": "<style>li { list-style-image: url({url}) }</style><ul><li>x</li></ul>",
    "xlink": "<svg xmlns='http://www.w3.org/2000/svg' xmlns:xlink='http://www.w3.org/1999/xlink'><title>x</title>"
    "<image xlink:href='{url}' width='9' height='9'/></svg>",
    "meta and base": "<base href='{url}'><meta http-equiv=refresh content='0;url={url}'><img src='y.png' alt='x'>",
}


@pytest.mark.parametrize("attack", RAW)
def test_markup_that_reached_the_printer_all_the_same_would_fetch_and_embed_nothing(
    attack: str, listener: tuple[str, list[object]], tmp_path: Path
) -> None:
    url, calls = listener
    canary = tmp_path / "secret.svg"
    canary.write_text("<svg xmlns='http://www.w3.org/2000/svg'><text id='a'>canary-5f1c</text></svg>")

    for address in (url, canary.as_uri()):
        markup = RAW[attack].replace("{url}", address)
        pdf = print_pdf(f"<html lang=en><head><title>t</title></head><body><h1>x</h1>{markup}</body></html>")

        with pikepdf.open(BytesIO(pdf)) as opened:
            assert "/EmbeddedFiles" not in opened.Root.get("/Names", {})
            assert "/AF" not in opened.Root
            streams = b"".join(
                o.read_bytes()
                for o in opened.objects
                if isinstance(o, pikepdf.Stream) and "/FontFile2" not in o
            )
        assert b"canary" not in streams + pdf
        assert "canary" not in text_of(pdf)
    assert calls == []


@pytest.mark.parametrize("language", ["en", "fr"])
def test_texts_that_look_like_markup_are_printed_as_they_are(language: str) -> None:
    found = text_of(build_pdf(releases.marked_up(), language=language))

    for text in releases.MARKUP:
        assert " ".join(text.split()) in found


def test_a_full_disk_leaves_nothing_behind_and_keeps_the_report_that_was_there(
    tiny: Release, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "report.pdf"
    path.write_bytes(b"the report of yesterday")

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("survey.reports.builder.os.fsync", full)
    with pytest.raises(ReportError, match="No space left on device"):
        write_report(tiny, path, language="en")

    assert [file.name for file in tmp_path.iterdir()] == ["report.pdf"]
    assert path.read_bytes() == b"the report of yesterday"


def test_a_report_replaces_the_one_that_was_there(tiny: Release, tmp_path: Path) -> None:
    path = tmp_path / "report.pdf"
    path.write_bytes(b"the report of yesterday")

    write_report(tiny, path, language="en")

    assert path.read_bytes() == build_pdf(tiny, language="en")
    assert [file.name for file in tmp_path.iterdir()] == ["report.pdf"]


def test_the_date_is_printed_and_embedded_only_where_it_is_given(tiny: Release) -> None:
    dated = build_pdf(tiny, language="en", released_on=date(2026, 11, 24))

    assert "24 November 2026" in text_of(dated)
    with pikepdf.open(BytesIO(dated)) as pdf:
        assert "20261124" in str(pdf.docinfo["/CreationDate"])
    with pikepdf.open(BytesIO(build_pdf(tiny, language="en"))) as pdf:
        assert "/CreationDate" not in pdf.docinfo


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
