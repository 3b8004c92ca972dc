"""Questionnaires as frozen values: `load` one of the library, `read` a file, `parse` a text.

Nothing here knows of answers, people or pages. Files are untrusted: they are read strictly, and all their faults are
told at once (see README.md, the authoring guide).
"""

from __future__ import annotations

from importlib import resources

from questionnaires.bank import banks
from questionnaires.errors import QuestionnaireError
from questionnaires.lint import notes, warnings
from questionnaires.model import Questionnaire
from questionnaires.reader import parse, read
from questionnaires.writer import content_hash, to_yaml

__all__ = [
    "Questionnaire",
    "QuestionnaireError",
    "available",
    "banks",
    "content_hash",
    "load",
    "notes",
    "parse",
    "read",
    "to_yaml",
    "warnings",
]


def available() -> tuple[str, ...]:
    """Return the names of the questionnaires in the library."""
    library = resources.files("questionnaires") / "library"
    return tuple(
        sorted(folder.name for folder in library.iterdir() if (folder / "questionnaire.yaml").is_file())
    )


def load(name: str) -> Questionnaire:
    """Return the questionnaire `name` of the library.

    Raises
    ------
    QuestionnaireError
        When the library has none of that name.
    """
    if name not in available():
        raise QuestionnaireError(
            f"The library has no questionnaire {name!r}.",
            where=name,
            mend=f"Use one of {', '.join(available())}.",
        )
    file = resources.files("questionnaires") / "library" / name / "questionnaire.yaml"
    return parse(file.read_bytes(), name=f"{name}/questionnaire.yaml")
