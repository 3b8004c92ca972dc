"""A whole organisation, made up: answered, scored, reported. Every page of its reports says that nobody is real."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from questionnaires import load
from scoring.dataset import create, read_release
from scoring.pipeline import score
from scoring.release import Release
from scoring.simulate import simulate_organisation
from survey.errors import CommandError
from survey.reports.builder import write_report

QUESTIONNAIRE = "barriers-full"


@dataclass(frozen=True)
class Demo:
    """What was made, and where."""

    release: Release
    files: tuple[Path, ...]


def make_demo(folder: Path, *, people: int, seed: int) -> Demo:
    """Fill `folder` with a dataset and its reports, in place of an earlier demo's.

    Raises
    ------
    SightlineError
        When the folder cannot be made or written.
    """
    questionnaire = load(QUESTIONNAIRE)
    made_up = simulate_organisation(questionnaire, people=people, seed=seed)
    _make(folder)
    dataset = folder / "demo.db"
    create(
        dataset,
        questionnaire,
        made_up.responses,
        head_counts=made_up.head_counts,
        comments=made_up.comments,
        origin="simulated",
        threshold=5,
    )
    score(dataset, seed=seed)
    release = read_release(dataset)
    reports = [folder / f"report-{language}.pdf" for language in questionnaire.languages]
    for language, path in zip(questionnaire.languages, reports, strict=True):
        write_report(release, path, language=language)
    return Demo(release, (dataset, *reports))


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CommandError(
            f"The folder cannot be made ({error.strerror or error}).",
            where=str(folder),
            mend="Choose another with --dir.",
        ) from error
