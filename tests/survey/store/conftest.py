"""A campaign's stores with two invited people, Ana and Ben, and both keys."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from survey.store.admission import Admission, AdmissionRow
from survey.store.ballots import BallotBox
from survey.store.keyring import Keys, Token, admission_key, draft_key, make, token_of
from survey.store.paths import CampaignPaths, Home

CAMPAIGN = "abcdefghijkl2"


@dataclass(frozen=True)
class Person:
    """Somebody with a link, as the stores know them."""

    token: Token
    admission_key: bytes
    draft_key: bytes


def person(keys: Keys, name: str) -> Person:
    token = token_of(keys.invite, name)
    return Person(token, admission_key(token), draft_key(keys.answer, token))


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(tmp_path / "home")
    home.make()
    return home


@pytest.fixture
def paths(home: Home) -> CampaignPaths:
    paths = home.campaign(CAMPAIGN)
    paths.folder.mkdir(mode=0o700)
    return paths


@pytest.fixture
def keys(home: Home) -> Keys:
    return make(home, CAMPAIGN)


@pytest.fixture
def ana(keys: Keys) -> Person:
    return person(keys, "ana")


@pytest.fixture
def ben(keys: Keys) -> Person:
    return person(keys, "ben")


@pytest.fixture
def admission(paths: CampaignPaths, ana: Person, ben: Person) -> Iterator[Admission]:
    admission = Admission.create(
        paths.admission, [AdmissionRow(ana.admission_key, 1), AdmissionRow(ben.admission_key, 2)]
    )
    yield admission
    admission.close_file()


@pytest.fixture
def box(paths: CampaignPaths, ana: Person, ben: Person) -> Iterator[BallotBox]:
    box = BallotBox.create(paths.ballots, draft_keys=[ana.draft_key, ben.draft_key])
    yield box
    box.close_file()
