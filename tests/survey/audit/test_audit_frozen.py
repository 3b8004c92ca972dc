"""The audit of a frozen campaign: nothing links, not even for who kept both keys and a copy of the stores."""

from __future__ import annotations

import json
import random
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from scoring import dataset as datasets
from survey.audit.scene import scene_of
from survey.audit.verdict import Verdict, audit
from survey.collection import closing, freezing
from survey.store import keyring
from survey.store.paths import Home
from survey.store.register import Register
from tests.survey.audit.test_audit import leaks, sixty_people
from tests.survey.collection.conftest import Running, Site, answers_of, make_site, number_of

Statements = Callable[..., None]


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> tuple[Running, Path]:
    """A frozen campaign of sixty people who all answered, with a copy of everything from just before it closed."""
    folder = tmp_path_factory.mktemp("prepared")
    site = make_site(folder / "home")
    running = site.launches(*sixty_people())
    sent = [(token, answers_of(n, say=f"words of {n}")) for n, token in enumerate(running.tokens().values())]
    random.Random(7).shuffle(sent)  # noqa: S311  no secret
    running.send_all(sent)
    site.register.close()
    shutil.copytree(site.home.path, folder / "copy")
    closing.close(site.home, site.register, running.id, who="operator")
    freezing.freeze(site.home, site.register, running.id, who="operator")
    site.register.close()
    return running, folder / "copy"


@pytest.fixture
def frozen(prepared: tuple[Running, Path], tmp_path: Path) -> Iterator[Running]:
    running, _ = prepared
    shutil.copytree(running.site.home.path, tmp_path / "home")
    home = Home(tmp_path / "home")
    register = Register.open(f"sqlite:///{home.register}")
    yield Running(Site(home, register, running.site.plan), running.id)
    register.close()


def audited(running: Running, **options: Path) -> Verdict:
    return audit(running.site.home, f"sqlite:///{running.site.home.register}", running.id, **options)


@pytest.fixture
def change(frozen: Running) -> Statements:
    """Change the dataset the way a careless freeze would have written it."""

    def run(*statements: str) -> None:
        db = sqlite3.connect(frozen.site.home.dataset(frozen.id), isolation_level=None)
        for statement in statements:
            db.execute(statement)
        db.close()

    return run


def test_a_frozen_campaign_is_clean(frozen: Running) -> None:
    verdict = audited(frozen)

    assert verdict.leaks == ()
    assert verdict.state == "frozen"


def test_a_copy_of_everything_with_both_keys_links_nobody(
    frozen: Running, prepared: tuple[Running, Path]
) -> None:
    _, copy = prepared

    verdict = audited(frozen, earlier=copy)

    assert keyring.exist(Home(copy), frozen.id)
    assert verdict.leaks == ()
    assert any("in the earlier copy" in finding.attack for finding in verdict.findings)


def test_who_answered_what_cannot_be_told_from_the_copy_even_knowing_who_is_who(
    frozen: Running, prepared: tuple[Running, Path]
) -> None:
    """The strongest attacker: both keys, both stores before closing, the dataset; and the truth to check with."""
    _, copy = prepared
    scene = scene_of(Home(copy), f"sqlite:///{copy / 'register.db'}", frozen.id)
    assert scene.ballots is not None
    truth = {who.draft_key: int(who.invitee.reference.removeprefix("staff-")) for who in scene.suspects}
    keys = [row.values[0] for row in scene.ballots.placed("spent_drafts")]
    answers = [row.values[2] for row in scene.ballots.placed("responses")]
    dataset = datasets.read(frozen.site.home.dataset(frozen.id))
    in_dataset = [number_of(row) for row in dataset.responses.answers]

    said = [_number(str(text)) for text in answers]
    hits = sum(truth[key] == number for key, number in zip(keys, said, strict=True))
    by_row = sum(truth[who.draft_key] == n for who, n in zip(scene.suspects, in_dataset, strict=True))

    assert sorted(truth.values()) == sorted(said) == sorted(in_dataset) == list(range(60))
    assert hits <= 6  # luck gives one; seven or more once in 12,000 tries
    assert by_row <= 6


def _number(text: str) -> int:
    answers = json.loads(text)
    return number_of([answers[code] for code in ("see1", "see_2", "fit1", "fit2")])


def test_rows_in_an_order_of_their_own_are_found(frozen: Running, change: Statements) -> None:
    change(
        "CREATE TABLE anew AS SELECT * FROM responses ORDER BY unit",
        "DELETE FROM responses",
        "INSERT INTO responses SELECT * FROM anew",
        "DROP TABLE anew",
    )

    verdict = audited(frozen)

    assert leaks(verdict) == {"order"}
    assert {finding.attack for finding in verdict.leaks} == {
        "rows of the dataset that do not lie in the order of their random ids",
        "people of the register with rows of the dataset",
    }


@pytest.mark.parametrize("share", [1.0, 0.5])
def test_comments_in_the_order_of_the_rows_are_found(frozen: Running, share: float) -> None:
    path = frozen.site.home.dataset(frozen.id)
    draw = random.Random(2)  # noqa: S311  no secret
    with sqlite3.connect(path) as db:
        units = [unit for (unit,) in db.execute("SELECT unit FROM responses ORDER BY response_id")]
        written = [("say", unit, "words") for unit in units if draw.random() < share]
        db.execute("DELETE FROM comments")
        db.executemany("INSERT INTO comments VALUES (?, ?, ?)", written)
    db.close()

    verdict = audited(frozen)

    assert [finding.attack for finding in verdict.leaks] == ["comments with rows of the dataset"]


def test_numbered_responses_are_found(frozen: Running, change: Statements) -> None:
    change("UPDATE responses SET response_id = printf('%032d', rowid)")

    assert leaks(audited(frozen)) == {"ids"}


def test_a_time_in_the_dataset_is_found(frozen: Running, change: Statements) -> None:
    change(
        "ALTER TABLE responses ADD COLUMN submitted TEXT",
        "UPDATE responses SET submitted = '2027-01-05 10:00'",
    )

    assert leaks(audited(frozen)) == {"times"}


def test_people_alone_in_their_group_are_found(frozen: Running, change: Statements) -> None:
    change(
        "UPDATE responses SET unit = 'Lab/One' WHERE response_id = (SELECT min(response_id) FROM responses)"
    )

    assert leaks(audited(frozen)) == {"crowds"}


def test_keys_and_stores_that_outlive_the_campaign_are_found(
    frozen: Running, prepared: tuple[Running, Path]
) -> None:
    _, copy = prepared
    shutil.copytree(copy / "keys", frozen.site.home.keys, dirs_exist_ok=True)
    shutil.copy(copy / "campaigns" / frozen.id / "ballots.db", frozen.paths.ballots)

    found = {finding.attack: finding.hits for finding in audited(frozen).leaks}

    assert found["keys, admission and ballots after freezing"] == 3
    assert found["drafts after closing"] == 60


def test_a_link_in_a_log_is_found_though_no_key_is_left(
    frozen: Running, prepared: tuple[Running, Path]
) -> None:
    running, copy = prepared
    token = keyring.token_of(keyring.read_invite(Home(copy), running.id), "anybody")
    (frozen.site.home.run / "answering.log").write_text(f"GET /s/{frozen.id}/{token} 302\n")

    assert leaks(audited(frozen)) == {"traces"}


def test_a_name_among_the_figures_is_found(frozen: Running, change: Statements) -> None:
    change("UPDATE person_scores SET profile = 'Person Number7'")

    assert leaks(audited(frozen)) == {"values"}
