"""The cast of the report tests: releases of made-up organisations, one of each kind that a report must handle."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from questionnaires import load
from questionnaires.model import Questionnaire
from scoring.dataset import Dataset
from scoring.pipeline import score_dataset
from scoring.release import Release
from scoring.responses import Responses
from scoring.simulate import simulate_organisation

FORM = load("barriers-full")


def release_of(form: Questionnaire, *, people: int, seed: int, keep: int | None = None) -> Release:
    """Return the release of a made-up organisation, or of its first `keep` people."""
    made = simulate_organisation(form, people=people, seed=seed)
    responses = made.responses
    if keep is not None:
        segments = {code: values[:keep] for code, values in responses.segments.items()}
        responses = Responses(responses.answers[:keep], responses.units[:keep], segments)
    ids = tuple(f"{n:032x}" for n in range(len(responses)))
    dataset = Dataset(form, ids, responses, made.head_counts, "simulated", 5, "ab" * 32)
    return score_dataset(dataset, seed=seed)[0]


@pytest.fixture(scope="session")
def rich() -> Release:
    """Eight dimensions, four profiles, levels, hidden units."""
    return release_of(FORM, people=400, seed=1)


@pytest.fixture(scope="session")
def small() -> Release:
    """Too few people to look for profiles."""
    return release_of(FORM, people=120, seed=2)


@pytest.fixture(scope="session")
def tiny() -> Release:
    """Fewer people than the threshold."""
    return release_of(FORM, people=400, seed=3, keep=4)


@pytest.fixture(scope="session")
def plain(rich: Release) -> Release:
    """A continuum without levels, one dimension where lower is better, collected elsewhere, invited unknown."""
    dimensions = (
        replace(rich.questionnaire.dimensions[0], higher_is="worse"),
        *rich.questionnaire.dimensions[1:],
    )
    form = replace(rich.questionnaire, maturity=None, dimensions=dimensions)
    profiles = replace(
        rich.profiles, status="continuum", k=None, profiles=(), between_share=None, archetypes=()
    )
    return replace(
        rich,
        questionnaire=form,
        maturity=replace(rich.maturity, status="no_maturity_block", overall=None, held_back_by=()),
        facts=replace(rich.facts, origin="imported", invited=None),
        total=replace(rich.total, invited=None, rate_percent=None),
        profiles=profiles,
    )


@pytest.fixture
def here() -> Path:
    return Path(__file__).parent
