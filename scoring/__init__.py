"""From answers to figures that may be shown: `score(path)` does all of it. Parts load when they are first used."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scoring.dataset import Dataset, create, read, read_release
    from scoring.pipeline import score

_HOMES = {
    "Dataset": "scoring.dataset",
    "create": "scoring.dataset",
    "read": "scoring.dataset",
    "read_release": "scoring.dataset",
    "score": "scoring.pipeline",
}

__all__ = ["Dataset", "create", "read", "read_release", "score"]


def __getattr__(name: str) -> object:
    """Load the module of a public name: importing `scoring` alone must not load scikit-learn."""
    if name not in _HOMES:
        message = f"module 'scoring' has no attribute {name!r}"
        raise AttributeError(message)
    return getattr(import_module(_HOMES[name]), name)
