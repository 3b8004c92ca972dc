"""Freezing: the dataset holds every answer once and nothing that leads to a person; then nothing else is left."""

from __future__ import annotations

import json
import sqlite3
import stat
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from scoring import dataset as datasets
from scoring.dataset import Dataset
from scoring.responses import MISSING
from survey.collection import closing, freezing
from survey.errors import CampaignClosed, CollectionError
from survey.store import keyring
from survey.store.ballots import Ballot, BallotBox
from survey.store.published import read_published
from survey.store.register import campaigns, groups, log, released
from tests.survey.collection.conftest import (
    Running,
    Site,
    answers_of,
    make_site,
    number_of,
    thirty_people,
)


def closes_and_freezes(running: Running) -> Dataset:
    site = running.site
    closing.close(site.home, site.register, running.id, who="operator")
    freezing.freeze(site.home, site.register, running.id, who="operator")
    return datasets.read(site.home.dataset(running.id))


def sent_by_24(site: Site) -> Running:
    """Launch for thirty people, of whom twenty-four send, each with answers of their own."""
    running = site.launches(*thirty_people())
    tokens = running.tokens()
    running.send_all(
        [(tokens[str(n)], answers_of(n, say=f"So says Person, p{n}@example.org.")) for n in range(24)]
    )
    return running


@pytest.fixture
def answered(site: Site) -> Running:
    return sent_by_24(site)


@dataclass(frozen=True)
class Frozen:
    """A campaign that was answered, closed and frozen; nobody changes it."""

    running: Running
    dataset: Dataset
    ids_in_the_box: set[str]

    @property
    def path(self) -> Path:
        return self.running.site.home.dataset(self.running.id)


@pytest.fixture(scope="module")
def frozen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Frozen]:
    site = make_site(tmp_path_factory.mktemp("frozen") / "home")
    running = sent_by_24(site)
    with sqlite3.connect(running.paths.ballots) as db:
        ids = {ballot.hex() for (ballot,) in db.execute("SELECT ballot_id FROM responses")}
    yield Frozen(running, closes_and_freezes(running), ids)
    site.register.close()


def test_every_answer_is_in_the_dataset_once(frozen: Frozen) -> None:
    assert sorted(number_of(row) for row in frozen.dataset.responses.answers) == list(range(24))
    assert (frozen.dataset.origin, frozen.dataset.threshold) == ("campaign", 5)


def test_answers_carry_the_stratum_of_the_list(frozen: Frozen) -> None:
    responses = frozen.dataset.responses

    units = {number_of(row): unit for row, unit in zip(responses.answers, responses.units, strict=True)}

    assert {n: "/".join(units[n]) for n in (0, 12, 15, 17, 23)} == {
        0: "Ops/Night",
        12: "Ops",
        15: "Ops",
        17: "Sales",
        23: "Sales",
    }
    assert responses.segments == {"position": (None,) * 24}


def test_head_counts_are_those_of_the_admission_list(frozen: Frozen) -> None:
    assert {"/".join(count.unit): count.invited for count in frozen.dataset.head_counts} == {
        "Ops": 5,
        "Ops/Night": 12,
        "Sales": 13,
    }


def test_comments_stand_in_a_block_of_ten_or_more_without_names_or_addresses(frozen: Frozen) -> None:
    comments = frozen.dataset.comments

    # Ops' five and Sales' seven are too few for a block each: they are shown as the whole's
    assert Counter(comment.block for comment in comments) == {("Ops", "Night"): 12, (): 12}
    assert {comment.text for comment in comments} == {"So says […]."}
    assert {comment.question for comment in comments} == {"say"}


def test_ids_are_new_and_rows_lie_in_their_order(frozen: Frozen) -> None:
    with sqlite3.connect(frozen.path) as db:
        ids = [row[0] for row in db.execute("SELECT response_id FROM responses ORDER BY rowid")]

    assert ids == sorted(ids)
    assert frozen.ids_in_the_box.isdisjoint(ids)
    assert len(set(ids)) == len(frozen.ids_in_the_box) == 24


def test_afterwards_keys_admission_and_ballots_are_gone(frozen: Frozen) -> None:
    site, running = frozen.running.site, frozen.running

    assert not keyring.exist(site.home, running.id)
    assert [path.name for path in running.paths.folder.iterdir()] == ["campaign.json"]
    assert [path.name for path in site.home.datasets.iterdir()] == [f"{running.id}.db"]
    assert read_published(running.paths.published).state == "closed"
    assert site.state(running.id) == "frozen"
    assert stat.S_IMODE(frozen.path.stat().st_mode) == 0o600


def test_released_figures_are_copied_to_the_register(frozen: Frozen) -> None:
    with frozen.running.site.register.reading() as db:
        release = released.read_release(db, frozen.running.id)

    assert release == datasets.read_release(frozen.path)
    assert release is not None
    assert release.facts.responses == 24


def test_no_value_is_in_both_register_and_dataset_but_strata(frozen: Frozen) -> None:
    people = _values(frozen.running.site.home.register, ("participants",))
    dataset = _values(
        frozen.path, ("responses", "comments", "head_counts", "person_scores", "released", "about")
    )

    shared = {value for value in people & dataset if len(str(value)) >= 4}

    with frozen.running.site.register.reading() as db:
        strata = {"/".join(stratum.unit) for stratum in groups.strata_of(db, frozen.running.id)}
    assert len(people) > 100
    assert shared <= strata


def test_what_was_done_is_in_the_log(frozen: Frozen) -> None:
    with frozen.running.site.register.reading() as db:
        done = [(entry.what, entry.detail) for entry in log.entries(db, frozen.running.id)]

    assert done == [("launched", ""), ("closed", ""), ("frozen", "dataset")]


def test_freezing_again_changes_nothing(frozen: Frozen) -> None:
    site, before = frozen.running.site, frozen.path.read_bytes()

    freezing.freeze(site.home, site.register, frozen.running.id, who="operator")

    assert frozen.path.read_bytes() == before


def test_an_open_campaign_is_not_frozen(answered: Running) -> None:
    with pytest.raises(CollectionError, match="Close it first"):
        freezing.freeze(answered.site.home, answered.site.register, answered.id, who="operator")


def test_campaign_012_too_few_answers_make_no_dataset_and_are_destroyed_unread(running: Running) -> None:
    site, tokens = running.site, running.tokens()
    running.send_all([(tokens[str(n)], {"say": "MARKER"}) for n in range(4)])
    closing.close(site.home, site.register, running.id, who="operator")

    frozen = freezing.freeze(site.home, site.register, running.id, who="operator")

    assert (frozen.state, frozen.outcome) == ("frozen", "too_few")
    assert list(site.home.datasets.iterdir()) == []
    assert [path.name for path in running.paths.folder.iterdir()] == ["campaign.json"]
    assert not keyring.exist(site.home, running.id)
    with site.register.reading() as db:
        assert released.read_release(db, running.id) is None


def test_a_dataset_that_lacks_an_answer_destroys_nothing(
    answered: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    site, create = answered.site, datasets.create
    closing.close(site.home, site.register, answered.id, who="operator")

    def forgetful(path: Path, questionnaire, responses, **options) -> None:
        kept = np.arange(len(responses)) > 0
        short = type(responses)(
            responses.answers[kept],
            responses.units[1:],
            {code: values[1:] for code, values in responses.segments.items()},
            {name: column[kept] for name, column in responses.columns.items()},
        )
        create(path, questionnaire, short, **options)

    monkeypatch.setattr(datasets, "create", forgetful)
    with pytest.raises(CollectionError, match="does not hold what the ballot box holds"):
        freezing.freeze(site.home, site.register, answered.id, who="operator")
    monkeypatch.undo()

    assert keyring.exist(site.home, answered.id)
    assert not site.home.dataset(answered.id).exists()
    freezing.freeze(site.home, site.register, answered.id, who="operator")
    assert len(datasets.read(site.home.dataset(answered.id)).responses) == 24


def test_answers_that_the_questionnaire_does_not_know_stop_no_freeze(running: Running) -> None:
    tokens = running.tokens()
    odd = {"see1": 99, "see_2": [1], "no_such_question": 1, "fit1": 3, "position": "manager"}
    running.send_all([(tokens[str(n)], odd if n == 0 else answers_of(n)) for n in range(6)])

    dataset = closes_and_freezes(running)

    [row] = [row for row in dataset.responses.answers.tolist() if row[0] == MISSING]
    assert row == [MISSING, MISSING, 3, MISSING]
    assert dataset.responses.segments["position"] == (None,) * 6  # the list is its source, not the answer


def test_sending_after_closing_is_refused_and_the_answer_is_not_in_the_dataset(answered: Running) -> None:
    site, late = answered.site, answered.tokens()["29"]
    closing.close(site.home, site.register, answered.id, who="operator")

    with pytest.raises(CampaignClosed):
        answered.sends(late, answers_of(29))

    freezing.freeze(site.home, site.register, answered.id, who="operator")
    assert len(datasets.read(site.home.dataset(answered.id)).responses) == 24


def _values(path: Path, tables: tuple[str, ...]) -> set[object]:
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as db:
        return {
            value
            for table in tables
            for row in db.execute(f"SELECT * FROM {table}")  # noqa: S608  our own names
            for value in row
        }


# -- open links and kiosks


def kiosk_site(site: Site, answers: list[tuple[str, dict[str, object]]]) -> Running:
    """Answers at kiosks in units, each with segments that were asked."""
    units = sorted({unit for unit, _ in answers})
    running = site.launches(channel="kiosk", units=tuple((unit, 0) for unit in units))
    with running.opened(durable=False) as (_, box):
        for n, (unit, given) in enumerate(answers):
            box.send(n.to_bytes(16, "big"), units.index(unit), Ballot(given))
    return running


def test_combinations_that_few_respondents_share_are_pooled(site: Site) -> None:
    answers = [("Ops", {"see1": 1, "position": "employee"}) for _ in range(20)]
    answers += [("Ops", {"see1": 2, "position": "manager"}) for _ in range(3)]
    answers += [("Lab", {"see1": 3, "position": "employee"}) for _ in range(4)]
    answers += [("Sales", {"see1": 4, "position": "employee"}) for _ in range(6)]

    dataset = closes_and_freezes(kiosk_site(site, answers))

    people = zip(dataset.responses.units, dataset.responses.segments["position"], strict=True)
    assert Counter(people) == {((), None): 10, (("Ops",), None): 23}
    # Lab's four take in Sales; Ops' three managers would take in its employees, so nobody keeps a position


def test_segments_that_were_asked_are_stored_where_enough_share_them(site: Site) -> None:
    answers = [("Ops", {"see1": 1, "position": "employee"}) for _ in range(12)]
    answers += [("Ops", {"see1": 2, "position": "manager"}) for _ in range(8)]

    dataset = closes_and_freezes(kiosk_site(site, answers))

    assert Counter(dataset.responses.segments["position"]) == {"employee": 12, "manager": 8}


def test_declared_head_counts_of_a_kiosk_stand_in_the_dataset(site: Site) -> None:
    running = site.launches(channel="kiosk", units=(("Ops", 30), ("Sales", 12)))
    with running.opened(durable=False) as (_, box):
        for n in range(12):
            box.send(n.to_bytes(16, "big"), n % 2, Ballot(answers_of(n)))

    dataset = closes_and_freezes(running)

    assert {count.unit: count.invited for count in dataset.head_counts} == {("Ops",): 30, ("Sales",): 12}


def test_the_ballot_box_is_read_only_once_it_is_closed(answered: Running) -> None:
    with pytest.raises(CollectionError):
        freezing.freeze(answered.site.home, answered.site.register, answered.id, who="operator")
    box = BallotBox.open(answered.paths.ballots)
    assert not box.closed
    box.close_file()
    with answered.site.register.reading() as db:
        assert campaigns.get(db, answered.id).outcome is None
    assert json.loads(answered.paths.published.read_text())["state"] == "open"
