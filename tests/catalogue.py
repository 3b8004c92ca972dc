"""The catalogue of bad input, `bad_inputs.yaml`, as cases that tests are parametrised over."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import dataclass
from pathlib import Path

import yaml

PATH = Path(__file__).parent / "bad_inputs.yaml"


@dataclass(frozen=True)
class Case:
    """One bad (or odd but good) input; `content` is None where `steps` say how to make it."""

    id: str
    what: str
    kind: str
    expected: str
    content: str | bytes | None

    def __str__(self) -> str:
        return f"{self.id} {self.what}"


def cases_of(surface: str) -> list[Case]:
    """Return the cases of a surface that are not void."""
    catalogue = yaml.safe_load(PATH.read_text(encoding="utf-8"))
    names = {**catalogue["bases"], "io": io, "zipfile": zipfile, "json": json}
    return [
        Case(case["id"], case["case"], case["kind"], case["expected"], _content(case, names))
        for case in catalogue["cases"]
        if case["surface"] == surface and "void" not in case
    ]


def ids() -> set[str]:
    """Return the ids of all cases."""
    return {case["id"] for case in yaml.safe_load(PATH.read_text(encoding="utf-8"))["cases"]}


def _content(case: dict, names: dict) -> str | bytes | None:
    if "make_py" in case:
        return eval(case["make_py"], names)  # noqa: S307  the expressions are ours
    return case.get("input")
