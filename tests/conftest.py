"""The cast: where the shared real data lie, and the questionnaire that goes with them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real survey answers and catalogues; tests that need it are skipped where it is not."""
    folder = Path(os.environ.get("SIGHTLINE_SHARED", ROOT.parent / "shared"))
    if not folder.is_dir():
        pytest.skip("the shared data folder is not here: set SIGHTLINE_SHARED to it")
    return folder
