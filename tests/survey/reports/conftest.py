"""The cast of the report tests: releases written by hand, one of each kind that a report must handle."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scoring.release import Release
from tests.survey.reports import releases


@pytest.fixture(scope="session")
def rich() -> Release:
    """Eight dimensions, a level held back, four profiles, 25 units on three depths of which four are hidden."""
    return releases.rich()


@pytest.fixture(scope="session")
def small(rich: Release) -> Release:
    """Too few people to look for profiles; patterns by rule need no clustering."""
    found = replace(rich.profiles, status="too_few", k=None, profiles=(), between_share=None, choice=None)
    return replace(rich, profiles=found)


@pytest.fixture(scope="session")
def tiny() -> Release:
    """Fewer people than the threshold."""
    return releases.tiny()


@pytest.fixture(scope="session")
def plain() -> Release:
    """A continuum without levels, one dimension where lower is better, collected elsewhere, invited unknown."""
    return releases.continuum()
