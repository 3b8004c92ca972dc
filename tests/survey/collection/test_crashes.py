"""Killed anywhere and run again, an operation ends the same; `make bench` kills at every call, here at some."""

from __future__ import annotations

import shutil
import signal
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from scoring import dataset as datasets
from survey.collection import closing, freezing, launching
from survey.store import keyring
from survey.store.admission import Admission
from survey.store.ballots import BallotBox
from survey.store.paths import Home
from survey.store.register import Register, campaigns, released
from tests.survey.collection.conftest import Running, Site, answers_of, make_site, number_of, thirty_people
from tests.survey.collection.crash import crashing

STEPS = [
    "drafts dropped",
    "head counts saved",
    "dataset written",
    "dataset verified",
    "scored",
    "renamed",
    "outcome noted",
    "keys destroyed",
    "admission.db destroyed",
    "ballots.db destroyed",
]


@dataclass(frozen=True)
class Place:
    """A copy of an installation, to be crashed in."""

    home: Home
    campaign: str

    def opened(self) -> Register:
        return Register.open(f"sqlite:///{self.home.register}")


@pytest.fixture(scope="module")
def answered(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """Twenty-four of thirty have sent, two hold drafts; nothing is credited yet."""
    site = make_site(tmp_path_factory.mktemp("answered") / "home")
    running = site.launches(*thirty_people())
    tokens = running.tokens()
    running.send_all([(tokens[str(n)], answers_of(n, say=f"MARKER {n}")) for n in range(24)])
    yield running
    site.register.close()


@pytest.fixture(scope="module")
def closed(answered: Running, tmp_path_factory: pytest.TempPathFactory) -> Place:
    folder = tmp_path_factory.mktemp("closed") / "home"
    shutil.copytree(answered.site.home.path, folder)
    place = Place(Home(folder), answered.id)
    register = place.opened()
    closing.close(place.home, register, place.campaign, who="operator")
    register.close()
    return place


def copied(place: Place, folder: Path) -> Place:
    shutil.copytree(place.home.path, folder)
    return Place(Home(folder), place.campaign)


def freezes(place: Place) -> None:
    register = place.opened()
    freezing.freeze(place.home, register, place.campaign, who="operator")
    register.close()


def assert_frozen_whole(place: Place) -> None:
    """Assert what every freeze ends in: all answers once, released figures, and nothing else left."""
    dataset = datasets.read(place.home.dataset(place.campaign))
    assert sorted(number_of(row) for row in dataset.responses.answers) == list(range(24))
    assert sorted(comment.text for comment in dataset.comments) == sorted(f"MARKER {n}" for n in range(24))
    assert {"/".join(count.unit): count.invited for count in dataset.head_counts} == {
        "Ops": 5,
        "Ops/Night": 12,
        "Sales": 13,
    }
    register = place.opened()
    with register.reading() as db:
        found = campaigns.get(db, place.campaign)
        assert (found.state, found.outcome) == ("frozen", "dataset")
        assert released.read_release(db, place.campaign) == datasets.read_release(
            place.home.dataset(place.campaign)
        )
    register.close()
    assert [path.name for path in place.home.datasets.iterdir()] == [f"{place.campaign}.db"]
    assert [path.name for path in place.home.campaign(place.campaign).folder.iterdir()] == ["campaign.json"]
    assert list(place.home.keys.iterdir()) == []


@pytest.mark.parametrize("step", STEPS)
def test_a_freeze_that_was_killed_after_a_step_ends_the_same_when_run_again(
    closed: Place, tmp_path: Path, step: str
) -> None:
    place = copied(closed, tmp_path / "home")

    ended, _ = crashing("freeze", place.home.path, place.campaign, step)
    freezes(place)

    assert ended == -signal.SIGKILL
    assert_frozen_whole(place)


@pytest.mark.parametrize("call", [5, 17])
def test_a_freeze_that_was_killed_in_the_middle_of_a_step_ends_the_same(
    closed: Place, tmp_path: Path, call: int
) -> None:
    place = copied(closed, tmp_path / "home")

    ended, _ = crashing("freeze", place.home.path, place.campaign, str(call))
    freezes(place)

    assert ended == -signal.SIGKILL
    assert_frozen_whole(place)


def test_a_freeze_that_was_killed_twice_ends_the_same(closed: Place, tmp_path: Path) -> None:
    place = copied(closed, tmp_path / "home")

    for step in ("dataset written", "keys destroyed"):
        assert crashing("freeze", place.home.path, place.campaign, step)[0] == -signal.SIGKILL
    freezes(place)

    assert_frozen_whole(place)


@pytest.mark.parametrize("call", [3])
def test_a_close_that_was_killed_closes_when_run_again(answered: Running, tmp_path: Path, call: int) -> None:
    place = copied(Place(answered.site.home, answered.id), tmp_path / "home")

    crashing("close", place.home.path, place.campaign, str(call))
    crashing("close", place.home.path, place.campaign, "never")

    box = BallotBox.open(place.home.campaign(place.campaign).ballots)
    assert box.closed
    assert box.count() == 24
    box.close_file()


@pytest.mark.parametrize("call", [2, 4])
def test_a_credit_that_was_killed_loses_nobody(answered: Running, tmp_path: Path, call: int) -> None:
    place = copied(Place(answered.site.home, answered.id), tmp_path / "home")

    crashing("credit", place.home.path, place.campaign, str(call))
    crashing("credit", place.home.path, place.campaign, "never")

    paths = place.home.campaign(place.campaign)
    admission, box = Admission.open(paths.admission), BallotBox.open(paths.ballots)
    assert len(admission.spent()) == 24
    assert box.count() == 24
    admission.close_file()
    box.close_file()


@pytest.mark.parametrize("call", [8, 16])
def test_a_launch_that_was_killed_launches_when_run_again(site: Site, call: int) -> None:
    campaign = site.plans(*thirty_people())

    ended, _ = crashing("launch", site.home.path, campaign, str(call))
    assert ended == -signal.SIGKILL
    launching.launch(site.home, site.register, campaign, who="operator")

    running = Running(site, campaign)
    admission = Admission.open(running.paths.admission)
    assert admission.head_counts() == {0: 5, 1: 12, 2: 13}
    admission.close_file()
    assert keyring.exist(site.home, campaign)
    assert site.state(campaign) == "open"
    assert sorted(path.name for path in running.paths.folder.iterdir()) == [
        "admission.db",
        "admission.lock",
        "ballots.db",
        "ballots.lock",
        "campaign.json",
    ]
    assert running.sends(running.tokens()["7"], answers_of(7)).value == "new"
