"""The register: constraints with names, states that only go forward, jobs that are wished for once."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from questionnaires import load, to_yaml
from survey.errors import CollectionError, CommandError, ConfigError, StoreError
from survey.invitee import Invitee
from survey.store import migrations
from survey.store.register import Register, campaigns, groups, jobs, log, organisations, participants, tables
from survey.store.register.campaigns import Plan

OPENS = datetime(2027, 1, 4, tzinfo=UTC)


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'register.db'}"


@pytest.fixture
def register(url: str) -> Iterator[Register]:
    migrations.upgrade(url)
    register = Register.open(url)
    yield register
    register.close()


@pytest.fixture
def plan(register: Register) -> Plan:
    with register.writing() as db:
        organisation = organisations.add(db, "Exemple")
    return Plan(
        organisation=organisation.id,
        title="Été",
        questionnaire=to_yaml(load("barriers-full")),
        opens=OPENS,
        closes=OPENS + timedelta(days=21),
    )


def test_the_migrations_make_exactly_the_tables_that_are_declared(register: Register) -> None:
    with register.reading() as db:
        differences = compare_metadata(MigrationContext.configure(db), tables.TABLES)
        made = dict(db.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE type = 'table'").all())

    assert differences == []
    for name, table in tables.TABLES.tables.items():
        constraints = {constraint.name for constraint in table.constraints}
        assert None not in constraints
        assert [constraint for constraint in constraints if constraint not in made[name]] == []


def test_the_register_is_wal_and_durable(register: Register) -> None:
    with register.reading() as db:
        found = [db.exec_driver_sql(f"PRAGMA {name}").scalar() for name in ("journal_mode", "synchronous")]

    assert found == ["wal", 2]


def test_upgrading_again_changes_nothing(register: Register, url: str, tmp_path: Path) -> None:
    before = sorted(path.name for path in tmp_path.iterdir())

    assert migrations.upgrade(url) == migrations.NEWEST

    assert sorted(path.name for path in tmp_path.iterdir()) == before


def test_an_older_register_is_copied_whole_before_it_is_upgraded(
    register: Register, url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with register.writing() as db:
        organisations.add(db, "Exemple")
    before = migrations.NEWEST
    monkeypatch.setattr(migrations, "NEWEST", "9999")

    assert migrations.upgrade(url) == before

    [copy] = tmp_path.glob(f"register.db.{before}.*")
    with sqlite3.connect(copy) as db:
        assert db.execute("SELECT name FROM organisations").fetchall() == [("Exemple",)]


def test_a_newer_register_is_refused_and_not_changed(register: Register, url: str, tmp_path: Path) -> None:
    with register.writing() as db:
        db.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    register.close()
    before = (tmp_path / "register.db").read_bytes()

    for use in (migrations.upgrade, Register.open):
        with pytest.raises(StoreError, match="newer"):
            use(url)

    assert (tmp_path / "register.db").read_bytes() == before


def test_a_register_that_was_not_made_is_not_made_by_opening_it(url: str, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="sightline init"):
        Register.open(url)

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("url", ["", "nonsense", "oracle+nothing://x", "sqlite+nothing:///x"])
def test_a_url_that_names_no_database_is_refused(url: str) -> None:
    with pytest.raises((ConfigError, StoreError)):
        Register(url)


def test_a_campaign_reads_back_as_it_was_planned(register: Register, plan: Plan) -> None:
    whole = replace(
        plan, attributes=("position", "tenure"), welcome={"fr": "Bonjour"}, contact="hr@example.org"
    )

    with register.writing() as db:
        added = campaigns.add(db, whole)

    with register.reading() as db:
        assert campaigns.get(db, added.id).plan == whole
        assert campaigns.all_of(db, plan.organisation) == [added]
        assert campaigns.all_of(db, "another") == []


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"closes": OPENS}, "closes_after_opening"),
        ({"threshold": 4}, "threshold_is_5_or_more"),
        ({"title": ""}, "has_a_title"),
        ({"channel": "pigeon"}, "channel_is_known"),
        ({"organisation": "nobody"}, "FOREIGN KEY"),
    ],
)
def test_what_must_always_hold_is_a_constraint(
    register: Register, plan: Plan, change: dict[str, object], constraint: str
) -> None:
    with pytest.raises(StoreError, match=constraint), register.writing() as db:
        campaigns.add(db, replace(plan, **change))


def test_states_only_go_forward(register: Register, plan: Plan) -> None:
    with register.writing() as db:
        campaign = campaigns.add(db, plan).id
        for state in ("launching", "open", "paused", "open", "closing", "closing"):
            campaigns.advance(db, campaign, state)

        for state in ("open", "draft", "launching"):
            with pytest.raises(CollectionError, match="cannot become"):
                campaigns.advance(db, campaign, state)

        frozen = campaigns.advance(db, campaign, "frozen", outcome="too_few")
        assert (frozen.state, frozen.outcome) == ("frozen", "too_few")
        assert frozen.closed_at is not None
        assert frozen.frozen_at is not None


def test_a_campaign_is_not_frozen_without_saying_what_became_of_it(register: Register, plan: Plan) -> None:
    with register.writing() as db:
        campaign = campaigns.add(db, plan).id
        for state in ("launching", "open", "closing"):
            campaigns.advance(db, campaign, state)

    with pytest.raises(StoreError, match="frozen_has_an_outcome"), register.writing() as db:
        campaigns.advance(db, campaign, "frozen")


def test_people_get_random_ids_and_the_removed_get_no_mail(register: Register, plan: Plan) -> None:
    invitees = [
        Invitee("1", "Ana", "ana@example.org", "Ops", "fr", {"position": "manager"}),
        Invitee("2", "Bo"),
    ]
    with register.writing() as db:
        campaign = campaigns.add(db, plan).id
        participants.add(db, campaign, invitees)
        ana, bo = participants.of(db, campaign)
        participants.remove(db, bo.id)

        assert [ana.invitee, bo.invitee] == invitees
        assert len(ana.id) == 32
        assert participants.of(db, campaign) == [ana]
        assert participants.forget(db, campaign) == 2


def test_one_address_is_invited_once(register: Register, plan: Plan) -> None:
    twice = [Invitee("1", email="a@example.org"), Invitee("2", email="a@example.org")]

    with pytest.raises(StoreError, match="UNIQUE"), register.writing() as db:
        participants.add(db, campaigns.add(db, plan).id, twice)


def test_strata_and_units_read_back_with_their_counts(register: Register, plan: Plan) -> None:
    strata = [groups.Stratum(0, (), {}, 7), groups.Stratum(1, ("Ops", "Night"), {"position": "manager"}, 12)]
    with register.writing() as db:
        campaign = campaigns.add(db, plan).id
        groups.keep_strata(db, campaign, strata)
        groups.keep_strata(db, campaign, strata)
        groups.declare_units(db, campaign, [groups.Unit("Ops/Night", 12)])

        assert groups.strata_of(db, campaign) == strata
        assert groups.units_of(db, campaign) == [groups.Unit("Ops/Night", 12)]


def test_a_job_is_wished_for_once_taken_once_and_put_back_when_its_worker_died(
    register: Register, plan: Plan
) -> None:
    with register.writing() as db:
        campaign = campaigns.add(db, plan).id
        job = jobs.wish(db, "freeze", campaign)

        assert jobs.wish(db, "freeze", campaign) == job
        assert [jobs.begin(db, job.id), jobs.begin(db, job.id)] == [True, False]
        jobs.put_back(db, job.id)
        assert jobs.begin(db, job.id)
        jobs.end(db, job.id)
        assert jobs.undone(db) == []
        done = jobs.get(db, job.id)
        assert done is not None
        assert (done.state, done.attempts) == ("done", 2)
        assert jobs.wish(db, "freeze", campaign).id != job.id


def test_organisations_are_found_by_name_or_id_and_two_of_a_name_by_id_only(register: Register) -> None:
    with register.writing() as db:
        acme, other = organisations.add(db, "acme"), organisations.add(db, "other")

        assert organisations.find(db, "acme") == organisations.find(db, acme.id) == acme
        organisations.add(db, "acme")
        with pytest.raises(CommandError, match=acme.id):
            organisations.find(db, "acme")
        with pytest.raises(CommandError, match="acme") as unknown:
            organisations.find(db, "nope")
        assert other.id in str(unknown.value)


def test_the_log_is_added_to_in_the_transaction_it_tells_of(register: Register) -> None:
    with suppress(ZeroDivisionError), register.writing() as db:
        log.note(db, log.OPERATOR, "launched", "abc")
        _ = 1 / 0
    with register.writing() as db:
        log.note(db, log.OPERATOR, "closed", "abc", "early")
        log.note(db, log.WORKER, "credited", "def")

    with register.reading() as db:
        assert [(entry.who, entry.what, entry.detail) for entry in log.entries(db, "abc")] == [
            ("operator", "closed", "early")
        ]
        assert len(log.entries(db)) == 2


def test_no_table_of_the_register_could_hold_a_token_or_participation(register: Register) -> None:
    file = register.file
    assert file is not None
    with sqlite3.connect(f"file:{file}?mode=ro", uri=True) as db:
        columns = {
            column[1]
            for (table,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
            for column in db.execute(f"PRAGMA table_info({table})")
        }

    assert columns & {"token", "token_hash", "admission_key", "draft_key", "spent", "answered", "ip"} == set()
