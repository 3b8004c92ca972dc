"""The main job on real answers: 2,042 people in 49 companies, from a questionnaire and a CSV file to a PDF.

R's figures (psych 2.2.9, multilevel 2.7) stand in the shared lq2002_reference.json; the tolerances are its README's.
"""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from pypdf import PdfReader

from scoring.dataset import read_release

FORM = Path(__file__).parents[1] / "fixtures" / "lq2002.yaml"
SCALES = ("leadership", "task_significance", "hostility")


@pytest.fixture(scope="module")
def done(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict]:
    """The dataset, imported and scored by the command line, and the JSON it printed."""
    import subprocess
    import sys

    folder = tmp_path_factory.mktemp("lq2002")
    wave = folder / "lq2002.db"
    sightline = [sys.executable, "-c", "from survey.cli import main; main()"]
    answers = shared / "data" / "lq2002.csv"
    imported = subprocess.run(
        [*sightline, "import-responses", FORM, answers, "-o", wave, "--unit", "COMPID"],
        capture_output=True,
        text=True,
        timeout=600,
    )
    assert imported.returncode == 0, imported.stderr
    assert "Dropped, never stored (persons, addresses, times): SUB." in imported.stdout
    scored = subprocess.run(
        [*sightline, "score", wave, "--json"], capture_output=True, text=True, timeout=600
    )
    assert scored.returncode == 0, scored.stderr
    return wave, json.loads(scored.stdout)


@pytest.fixture
def reference(shared: Path) -> dict:
    return json.loads((shared / "data" / "lq2002_reference.json").read_text())["scales"]


@pytest.mark.parametrize("scale", SCALES)
def test_every_figure_is_that_of_r(done: tuple[Path, dict], reference: dict, scale: str) -> None:
    found, expected = done[1]["dimensions"][scale], reference[scale]

    assert found["n"] == expected["n"]
    for name in ("alpha", "icc1", "icc2", "rwgj_mean", "rwgj_median"):
        assert found[name] == pytest.approx(expected[name], abs=1e-6), name
    assert list(found["item_rest"].values()) == pytest.approx(expected["item_rest"], abs=1e-6)
    assert found["omega"] == pytest.approx(expected["omega_total_minres_standardised"], abs=0.005)


def test_all_people_and_companies_are_there(done: tuple[Path, dict]) -> None:
    found = done[1]

    assert found["n"] == 2042
    assert len(found["units"]) == 49
    assert sum(unit["n"] for unit in found["units"]) == 2042
    assert found["facts"]["missing_share"] == 0


def test_the_answers_form_a_continuum_and_people_are_shown_in_bands(done: tuple[Path, dict]) -> None:
    profiles = done[1]["profiles"]

    assert profiles["status"] == "continuum"
    assert profiles["k"] is None
    assert profiles["choice"]["guard_z"] < profiles["choice"]["guard_threshold"]
    assert sum(band["share"] for band in profiles["bands"]) == pytest.approx(1)


def test_without_a_maturity_block_there_is_no_level(done: tuple[Path, dict]) -> None:
    assert done[1]["maturity"]["status"] == "no_maturity_block"
    assert all(dimension["level"] is None for dimension in done[1]["dimensions"].values())


def test_the_same_file_imported_and_scored_again_gives_the_same_numbers(
    done: tuple[Path, dict], shared: Path, tmp_path: Path, sightline
) -> None:
    again = tmp_path / "again.db"
    sightline("import-responses", FORM, shared / "data" / "lq2002.csv", "-o", again, "--unit", "COMPID")

    found = json.loads(sightline("score", again, "--json").out)

    assert without_fingerprint(found) == rounded(without_fingerprint(done[1]))


def without_fingerprint(found: dict) -> dict:
    """Return the figures without the file's own mark, rounded to 12 digits: rows come in another random order."""
    facts = {name: value for name, value in found["facts"].items() if name != "fingerprint"}
    return rounded({**found, "facts": facts})


def rounded(value):
    if isinstance(value, dict):
        return {name: rounded(each) for name, each in value.items()}
    if isinstance(value, list):
        return [rounded(each) for each in value]
    return float(f"{value:.12g}") if isinstance(value, float) else value


@pytest.mark.parametrize(
    ("language", "sentences"),
    [
        ("en", ["The answers form a continuum", "No level:", "Hostility", "2,042 people answered", "Units"]),
        (
            "fr",
            ["Les réponses forment un continuum", "Pas de niveau", "Hostilité", "2 042 personnes", "Unités"],
        ),
    ],
)
def test_the_report_says_so_in_both_languages(
    done: tuple[Path, dict], tmp_path: Path, sightline, language: str, sentences: list[str]
) -> None:
    report = tmp_path / "report.pdf"

    ended = sightline("report", done[0], "-o", report, "--lang", language)

    assert ended.code == 0
    text = " ".join(page.extract_text() for page in PdfReader(report).pages).replace("\u00a0", " ")
    text = " ".join(text.split())
    assert [sentence for sentence in sentences if sentence not in text] == []
    with pikepdf.open(BytesIO(report.read_bytes())) as pdf:
        assert str(pdf.Root.Lang) == language


def test_nothing_of_a_company_below_the_threshold_would_be_shown(done: tuple[Path, dict]) -> None:
    release = read_release(done[0])

    assert all(cell.n is None or cell.n >= release.facts.threshold for cell in release.units)
