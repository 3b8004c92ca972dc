"""The cast: a small questionnaire, files as people save them, and where the shared real data lie."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import settings

from questionnaires.model import (
    Dimension,
    Item,
    Option,
    Outside,
    Page,
    Point,
    Questionnaire,
    Scale,
    Segment,
    Text,
)
from survey.cli import main

ROOT = Path(__file__).parents[1]

# The gate tries the same examples each time; HYPOTHESIS=explore looks for new ones.
settings.register_profile("gate", derandomize=True, print_blob=True)
settings.register_profile("explore", print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS", "gate"))


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real survey answers and catalogues; tests that need it are skipped where it is not."""
    folder = Path(os.environ.get("SIGHTLINE_SHARED", ROOT.parent / "shared"))
    if not folder.is_dir():
        pytest.skip("the shared data folder is not here: set SIGHTLINE_SHARED to it")
    return folder


AGREE = ["Strongly disagree", "Disagree", "Neither", "Agree", "Strongly agree"]
D_ACCORD = ["Pas du tout d’accord", "Pas d'accord", "Ni l'un ni l'autre", "D'accord", "Tout à fait d'accord"]


def text(en: str, fr: str) -> Text:
    return Text({"en": en, "fr": fr})


@pytest.fixture
def questionnaire() -> Questionnaire:
    points = tuple(Point(n, text(en, fr)) for n, (en, fr) in enumerate(zip(AGREE, D_ACCORD, strict=True), 1))
    outside = (
        Outside("dk", text("I don't know", "Je ne sais pas")),
        Outside("na", text("Does not apply", "Sans objet")),
    )
    items = [("see1", "see"), ("see_2", "see"), ("fit1", "fit"), ("fit2", "fit")]
    return Questionnaire(
        id="small",
        version="1",
        languages=("en", "fr"),
        title=text("Small", "Petit"),
        scales=(Scale("agree5", points, outside),),
        dimensions=(Dimension("see", text("Seeing", "Voir")), Dimension("fit", text("Fit", "Adéquation"))),
        items=tuple(Item(code, dimension, "agree5", text(code, code)) for code, dimension in items),
        pages=(Page("all", tuple(code for code, _ in items)),),
        segments=(
            Segment(
                "position",
                text("Position", "Fonction"),
                (
                    Option("employee", text("Employee", "Salarié")),
                    Option("manager", text("Manager", "Responsable")),
                ),
            ),
        ),
    )


@pytest.fixture
def save(tmp_path: Path) -> Callable[..., Path]:
    """Save text in an encoding, or bytes as they are, as a file of answers."""

    def save_answers(content: str | bytes, *, encoding: str = "utf-8", name: str = "answers.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        return path

    return save_answers


@dataclass(frozen=True)
class Ended:
    """How a command ended: its exit code, and what it printed."""

    code: int
    out: str
    err: str


@pytest.fixture
def sightline(capsys: pytest.CaptureFixture[str]) -> Callable[..., Ended]:
    """Run a command in this process, the way the installed script does."""

    def run(*arguments: object) -> Ended:
        with pytest.raises(SystemExit) as end:
            main([str(argument) for argument in arguments])
        printed = capsys.readouterr()
        return Ended(end.value.code or 0, printed.out, printed.err)  # type: ignore[arg-type]

    return run
