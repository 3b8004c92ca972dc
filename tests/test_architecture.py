"""The arrows between the parts, and what must never be loaded or read."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCES = [path for part in ("questionnaires", "scoring", "survey") for path in (ROOT / part).rglob("*.py")]


def test_the_import_contracts_are_kept() -> None:
    ended = subprocess.run(
        [Path(sys.executable).with_name("lint-imports")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=300,
    )

    assert ended.returncode == 0, ended.stdout


@pytest.mark.parametrize("package", ["questionnaires", "scoring", "survey"])
def test_importing_a_package_loads_nothing_heavy(package: str) -> None:
    heavy = "{'numpy', 'sklearn', 'scipy', 'weasyprint', 'flask', 'sqlalchemy', 'sqlite_utils'}"
    program = f"import sys, {package}; print(sorted({heavy} & set(sys.modules)))"

    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=120)

    assert ended.stdout == "[]\n"


def test_scoring_runs_without_the_platform(tmp_path: Path) -> None:
    program = "import sys, scoring.pipeline; print(sorted(name for name in sys.modules if name.startswith('survey')))"

    ended = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=120, cwd=tmp_path
    )

    assert ended.stdout == "[]\n"


@pytest.mark.parametrize(
    "forbidden", [r"\bpickle\b", r"\bjoblib\.(dump|load)", r"\byaml\.load\b", r"\beval\(", r"\|\s*safe\b"]
)
def test_nothing_that_runs_what_it_reads_is_used(forbidden: str) -> None:
    texts = SOURCES + list((ROOT / "survey").rglob("*.html"))

    found = [
        path.name
        for path in texts
        if re.search(forbidden, path.read_text(encoding="utf-8").replace("unpickle", ""))
    ]

    assert found == []


def test_no_address_of_a_package_registry_is_pinned() -> None:
    assert "://" not in (ROOT / "constraints.txt").read_text()
