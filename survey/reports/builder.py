"""A release -> HTML -> PDF. The only module that knows WeasyPrint.

Texts of questionnaires and units come from outside: the templates escape them, and whatever address one of them might
hold, nothing is fetched but the fonts beside this file. The same release gives the same bytes.
"""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher

from scoring.release import Release
from survey.errors import ReportError
from survey.reports.sections import SECTIONS
from survey.reports.sections.opening import cover
from survey.reports.tagging import scope_headings
from survey.speech import Speech, speech_for

TONES = ("#e3e9ee", "#b4cfe1", "#6ea6cb", "#1f6ea6", "#0a3a5c")
"""From light to dark, for things in an order. Shapes or texts tell them apart as well."""

FONT_SCHEME = "font:"
"""How the stylesheet names a bundled font: font:NAME.ttf."""


class BundledOnly(URLFetcher):  # type: ignore[misc]  # WeasyPrint ships no types
    """Fetches bundled fonts by name, and refuses every other address."""

    def __init__(self) -> None:
        super().__init__(allowed_protocols=("font",), allow_redirects=False)

    def fetch(self, url: str, headers: Any = None) -> Any:  # noqa: ARG002
        """Return a bundled font, or raise ValueError."""
        from weasyprint.urls import URLFetcherResponse

        name = url.removeprefix(FONT_SCHEME)
        if not url.startswith(FONT_SCHEME) or name not in _fonts():
            message = f"Reports fetch nothing but their own fonts, not {url[:80]!r}."
            raise ValueError(message)
        body = (resources.files("survey.reports") / "fonts" / name).read_bytes()
        return URLFetcherResponse(url, body=body, headers={"Content-Type": "font/ttf"})


def build_pdf(release: Release, *, language: str, released_on: date | None = None) -> bytes:
    """Return the report as PDF/UA-1: tagged, with bookmarks, language and embedded fonts.

    Raises
    ------
    ReportError
        When the program or the questionnaire has no texts in `language`.
    """
    return print_pdf(build_html(release, language=language, released_on=released_on))


def print_pdf(html: str) -> bytes:
    """Return HTML as it is printed. The same HTML gives the same bytes; nothing that it names is fetched."""
    fonts, fetcher = FontConfiguration(), BundledOnly()
    document = HTML(string=html, base_url=None, url_fetcher=fetcher)
    style = CSS(string=_stylesheet(), font_config=fonts, url_fetcher=fetcher)
    with _standing_clock():
        pdf: bytes = document.write_pdf(
            stylesheets=[style],
            font_config=fonts,
            pdf_variant="pdf/ua-1",
            pdf_tags=True,
            pdf_identifier=hashlib.sha256(html.encode()).hexdigest()[:32].encode(),
            finisher=scope_headings,
        )
    return pdf


def build_html(release: Release, *, language: str, released_on: date | None = None) -> str:
    """Return the report as the HTML that is printed."""
    speech = speech_for(language, release.questionnaire)
    found = [(section.name, section.values(release, speech)) for section in SECTIONS]
    return (
        _environment(speech)
        .get_template("report.html")
        .render(
            language=language,
            cover=cover(release, speech, released_on),
            sections=[(name, values) for name, values in found if values is not None],
        )
    )


def write_report(release: Release, path: Path, *, language: str, released_on: date | None = None) -> None:
    """Write the report under `path`, replacing what is there; complete or not at all.

    Raises
    ------
    ReportError
        For an unknown language, a folder that cannot be written, or a full disk.
    """
    pdf = build_pdf(release, language=language, released_on=released_on)
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        if not path.parent.stat().st_mode & 0o222:
            raise PermissionError(13, "The folder is read-only")
        with temporary.open("wb") as file:
            file.write(pdf)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except OSError as error:
        raise ReportError(
            f"The report cannot be written ({error.strerror or error}).",
            where=str(path),
            mend="Check the folder, its permissions and the free space of the disk.",
        ) from error
    finally:
        temporary.unlink(missing_ok=True)


@lru_cache
def _fonts() -> frozenset[str]:
    folder = resources.files("survey.reports") / "fonts"
    return frozenset(file.name for file in folder.iterdir() if file.name.endswith(".ttf"))


@lru_cache
def _stylesheet() -> str:
    return (resources.files("survey.reports") / "templates" / "report.css").read_text(encoding="utf-8")


def _environment(speech: Speech) -> Environment:
    environment = Environment(
        loader=PackageLoader("survey.reports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["say"] = speech.say
    environment.globals["TONES"] = TONES
    return environment


@contextmanager
def _standing_clock() -> Iterator[None]:
    """Let fonts be subset at the beginning of time: their date of change would differ at every build."""
    before = os.environ.get("SOURCE_DATE_EPOCH")
    os.environ["SOURCE_DATE_EPOCH"] = "0"
    try:
        yield
    finally:
        if before is None:
            del os.environ["SOURCE_DATE_EPOCH"]
        else:
            os.environ["SOURCE_DATE_EPOCH"] = before
