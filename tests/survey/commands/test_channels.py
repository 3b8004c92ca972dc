"""`sightline campaign preview` and `poster`: what they write, and what they refuse."""

from __future__ import annotations

import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image

from survey.store.paths import Home
from tests.conftest import Ended

Run = Callable[..., Ended]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sightline: Run) -> Home:
    monkeypatch.setenv("SIGHTLINE_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("SIGHTLINE_ANSWERING_URL", "http://127.0.0.1:8000")
    assert sightline("init").code == 0
    return Home(tmp_path / "home")


@pytest.fixture
def plan(sightline: Run, home: Home, tmp_path: Path) -> Callable[..., str]:
    """Plan a campaign of a channel, and return its id."""

    def planned(channel: str) -> str:
        lists = {"people": tmp_path / "people.csv", "units": tmp_path / "units.csv"}
        lists["people"].write_text(
            "id,email,unit\n" + "".join(f"{n},p{n}@example.org,Ops\n" for n in range(9))
        )
        lists["units"].write_text("unit,invited\nOps/Équipe de nuit,20\nSales,30\n")
        which = "people" if channel == "personal" else "units"
        options = ("--organisation", "Exemple", "--title", "Été 2027", "--closes", "2100-01-25")
        ended = sightline(
            "campaign", "create", "barriers-full", *options, "--channel", channel, f"--{which}", lists[which]
        )
        assert ended.code == 0, ended.err
        return next(line for line in ended.out.splitlines() if "Été 2027" in line)[:13]

    return planned


def read_code(pdf: Path) -> str:
    """Return what a camera reads on the first page of a PDF."""
    import pypdfium2

    page = pypdfium2.PdfDocument(pdf)[0].render(scale=2).to_pil()
    assert isinstance(page, Image.Image)
    return str(zxingcpp.read_barcode(page).text)


def test_a_poster_hangs_for_each_unit_and_language(
    sightline: Run, home: Home, tmp_path: Path, plan: Callable[..., str]
) -> None:
    campaign, folder = plan("open"), tmp_path / "posters"
    sightline("campaign", "open", campaign)

    ended = sightline("campaign", "poster", campaign, "-o", folder)
    links = sightline("campaign", "links", campaign, "-o", tmp_path / "links.csv")

    names = [f"{kind}-{unit}" for unit in ("01-ops-equipe-de-nuit", "02-sales") for kind in ("qr", "poster")]
    assert ended.code == links.code == 0, ended.err
    assert sorted(path.name for path in folder.iterdir()) == sorted(
        file
        for name in names
        for file in ([f"{name}.svg"] if name.startswith("qr") else [f"{name}-en.pdf", f"{name}-fr.pdf"])
    )
    assert ended.out.splitlines() == [
        str(folder / name)
        for unit in ("01-ops-equipe-de-nuit", "02-sales")
        for name in (f"qr-{unit}.svg", f"poster-{unit}-en.pdf", f"poster-{unit}-fr.pdf")
    ]
    written = [line.rsplit(",", 1)[1] for line in (tmp_path / "links.csv").read_text().splitlines()[1:]]
    assert [
        read_code(folder / f"poster-{unit}-fr.pdf") for unit in ("01-ops-equipe-de-nuit", "02-sales")
    ] == written


def test_one_language_can_be_asked_for_and_none_that_is_not_spoken(
    sightline: Run, home: Home, tmp_path: Path, plan: Callable[..., str]
) -> None:
    campaign = plan("kiosk")
    sightline("campaign", "open", campaign)

    one = sightline("campaign", "poster", campaign, "-o", tmp_path / "one", "--lang", "fr")
    other = sightline("campaign", "poster", campaign, "-o", tmp_path / "other", "--lang", "de")

    assert {path.suffix for path in (tmp_path / "one").iterdir()} == {".svg", ".pdf"}
    assert not list((tmp_path / "one").glob("*-en.pdf"))
    assert one.code == 0
    assert other.code == 1
    assert "does not speak 'de'" in other.err
    assert not (tmp_path / "other").exists()


@pytest.mark.parametrize(
    ("channel", "launched", "wrong"), [("personal", True, "personal links"), ("open", False, "draft")]
)
def test_no_poster_is_made_of_personal_links_or_of_a_draft(
    sightline: Run,
    home: Home,
    tmp_path: Path,
    plan: Callable[..., str],
    channel: str,
    launched: bool,
    wrong: str,
) -> None:
    campaign = plan(channel)
    if launched:
        sightline("campaign", "open", campaign)

    ended = sightline("campaign", "poster", campaign, "-o", tmp_path / "posters")

    assert ended.code == 1
    assert wrong in ended.err
    assert not (tmp_path / "posters").exists()


def test_a_preview_is_printed_for_a_draft_and_refused_for_what_is_not_there(
    sightline: Run, home: Home, plan: Callable[..., str]
) -> None:
    campaign = plan("personal")

    shown = sightline("campaign", "preview", campaign)
    missing = sightline("campaign", "preview", "b" * 13)

    assert shown.out.startswith(f"http://127.0.0.1:8000/preview/{campaign}/")
    assert missing.code == 1
    assert "There is no campaign" in missing.err
    for path in (home.run / "previews").iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize("application", ["answering", "office"])
def test_the_web_loads_neither_the_printer_nor_scoring(
    home: Home, application: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SIGHTLINE_OFFICE_URL", "http://127.0.0.1:8001")
    program = (
        f"import sys, survey.wsgi; survey.wsgi.{application}(); "
        "print(sorted({'weasyprint', 'segno', 'sklearn', 'scipy', 'numpy'} & set(sys.modules)))"
    )

    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=120)

    assert ended.stdout == "[]\n", ended.stderr
