"""The same campaign as in collection."""

from __future__ import annotations

from tests.survey.collection.conftest import running, site

__all__ = ["running", "site"]
