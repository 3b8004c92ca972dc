"""`sightline campaign` and `sightline init`: what they say, what they refuse, and that a refusal changes nothing.

Ids are those of tests/bad_inputs.yaml.
"""

from __future__ import annotations

import csv
import io
import os
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from survey.store.paths import Home
from survey.store.register import Register, campaigns, log
from tests.conftest import Ended

Run = Callable[..., Ended]

FORM = "barriers-full"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sightline: Run) -> Home:
    monkeypatch.setenv("SIGHTLINE_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("SIGHTLINE_ANSWERING_URL", "http://127.0.0.1:8000")
    assert sightline("init").code == 0
    return Home(tmp_path / "home")


@pytest.fixture
def people(tmp_path: Path) -> Path:
    path = tmp_path / "people.csv"
    units = ["Ops/Day"] * 12 + ["Ops/Night"] * 11 + ["Sales"] * 9 + ["Lab"] * 3
    lines = [f"{n},p{n}@example.org,Person {n},{unit},fr,old\n" for n, unit in enumerate(units)]
    path.write_text("id,email,name,unit,language,badge\n" + "".join(lines))
    return path


@pytest.fixture
def create(sightline: Run, home: Home, people: Path) -> Run:
    def run(**changes: object) -> Ended:
        options = {"organisation": "Exemple", "title": "Été 2027", "closes": "2100-01-25", "people": people}
        given = {**options, **changes}
        named = [part for name, value in given.items() if value is not None for part in (f"--{name}", value)]
        return sightline("campaign", "create", FORM, *named)

    return run


@pytest.fixture
def draft(create: Run) -> str:
    return create().out.splitlines()[1][:13]


def refused(ended: Ended, wrong: str, mend: str = "") -> None:
    assert ended.code == 1, ended.out
    assert wrong in ended.err
    assert mend in ended.err
    assert "Traceback" not in ended.err


def planned(home: Home) -> list[campaigns.Campaign]:
    register = Register.open(f"sqlite:///{home.register}")
    with register.reading() as db:
        found = campaigns.all_of(db)
    register.close()
    return found


def test_init_makes_everything_privately_and_changes_nothing_when_run_again(
    sightline: Run, home: Home
) -> None:
    keys = [(home.secrets / f"{name}.key").read_text() for name in ("answering", "office")]

    again = sightline("init")

    assert again.out == f"{home.path} is ready.\n"
    assert keys == [(home.secrets / f"{name}.key").read_text() for name in ("answering", "office")]
    assert len(set(keys)) == 2
    assert min(map(len, keys)) >= 32
    for path in (home.path, home.keys, home.secrets, home.campaigns):
        assert stat.S_IMODE(path.stat().st_mode) == 0o700
    for path in (home.register, *home.secrets.iterdir()):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_command_without_an_installation_says_how_to_make_one(
    sightline: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SIGHTLINE_HOME", str(tmp_path / "nowhere"))

    refused(sightline("campaign", "list"), "no installation", "sightline init")
    refused(sightline("worker"), "no installation", "sightline init")

    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a folder to another user")
@pytest.mark.parametrize("command", [("worker",), ("serve",), ("campaign", "list")])
def test_nobody_works_in_an_installation_of_another_user(
    sightline: Run, home: Home, command: tuple[str, ...]
) -> None:
    os.chown(home.path, 12345, -1)

    refused(sightline(*command), "another user (number 12345)", "sudo -u")


def test_a_folder_that_cannot_be_made_is_named(
    sightline: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("SIGHTLINE_HOME", str(tmp_path / "file" / "home"))

    refused(sightline("init"), "cannot be made", "SIGHTLINE_HOME")


def test_creating_a_campaign_shows_dates_with_their_zone_and_what_is_recorded(
    create: Run, home: Home
) -> None:
    ended = create(opens="2099-12-01", timezone="Europe/Paris")

    assert ended.code == 0, ended.err
    assert "2099-12-01 00:00 to 2100-01-26 00:00 (Europe/Paris)" in ended.out
    assert "35 people. As they are, 0 would be alone with their unit and segments;" in ended.out
    assert "3 share them with fewer than 5." in ended.out
    assert "whole unit: kept by 66%" in ended.out
    assert "Not used, never stored: badge." in ended.err
    [campaign] = planned(home)
    assert f"Next: sightline campaign open {campaign.id}" in ended.out
    assert campaign.state == "draft"


def test_a_campaign_goes_from_draft_to_frozen(sightline: Run, home: Home, draft: str) -> None:
    opened = sightline("campaign", "open", draft)
    listed = sightline("campaign", "list", "--org", "Exemple")
    closed = sightline("campaign", "close", draft, "--yes")
    frozen = sightline("campaign", "freeze", draft)

    assert "35 people invited, in 3 groups of 11 or more" in opened.out
    assert listed.out == f"{draft}  open       2100-01-26  Été 2027\n"
    assert closed.code == 0
    assert "Too few people answered" in frozen.out  # campaign_012
    assert [campaign.state for campaign in planned(home)] == ["frozen"]
    refused(sightline("campaign", "open", draft), "frozen", "not opened again")


def test_closing_asks_first(sightline: Run, home: Home, draft: str, monkeypatch: pytest.MonkeyPatch) -> None:
    sightline("campaign", "open", draft)
    monkeypatch.setattr("sys.stdin", io.StringIO())  # nobody answers

    ended = sightline("campaign", "close", draft)

    assert ended.code == 130
    assert [campaign.state for campaign in planned(home)] == ["open"]


def test_a_campaign_is_paused_resumed_and_extended(sightline: Run, home: Home, draft: str) -> None:
    sightline("campaign", "open", draft)

    assert sightline("campaign", "pause", draft).code == 0
    assert sightline("campaign", "resume", draft).code == 0
    extended = sightline("campaign", "extend", draft, "--closes", "2100-06-30")

    assert extended.out == "It closes on 2100-07-01 at 00:00 (UTC).\n"
    refused(sightline("campaign", "extend", draft, "--closes", "2020-01-01"), "cannot be made to close then")


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        pytest.param({"opens": "2100-02-01"}, "before it opens", id="CAMPAIGN-001"),
        pytest.param({"closes": "2100-02-30"}, "is no date", id="CAMPAIGN-002 no such day"),
        pytest.param({"closes": "0000-01-01"}, "is no date", id="CAMPAIGN-002 year 0"),
        pytest.param({"closes": "10000-01-01"}, "is no date", id="CAMPAIGN-002 year 10000"),
        pytest.param({"closes": "9999-12-31"}, "is no date", id="CAMPAIGN-002 the day after the last"),
        pytest.param({"closes": "soon"}, "is no date", id="no date"),
        pytest.param({"timezone": "Mars/Olympus"}, "no time zone", id="no zone"),
        pytest.param({"timezone": "../../etc/passwd"}, "no time zone", id="a path as zone"),
        pytest.param({"threshold": 1}, "5 or more", id="CAMPAIGN-004 1"),
        pytest.param({"threshold": 0}, "5 or more", id="CAMPAIGN-004 0"),
        pytest.param({"threshold": 10**9}, "too high", id="CAMPAIGN-004 10**9"),
        pytest.param({"title": "x" * 10_000}, "is not a title", id="CAMPAIGN-010 long"),
        pytest.param({"title": "   "}, "is not a title", id="CAMPAIGN-010 spaces"),
        pytest.param({"title": "a\nb"}, "is not a title", id="line break in a title"),
        pytest.param({"mode": "confidential"}, "keeps one promise", id="mode"),
        pytest.param({"people": None}, "Nobody is invited", id="no people"),
        pytest.param({"channel": "open"}, "no list of people", id="people at an open link"),
        pytest.param({"people": "/nope.csv"}, "cannot be read", id="CLI-003"),
        pytest.param({"goals": "/nope.yaml"}, "cannot be read", id="CLI-003 goals"),
        pytest.param({"segment": "badge"}, "no column 'badge' that is a segment", id="no segment"),
        pytest.param({"scope": "mars"}, "no scope", id="no scope"),
        pytest.param({"threshold": 40}, "fewer than the threshold", id="fewer people than the threshold"),
    ],
)
def test_a_campaign_that_cannot_be_is_refused_and_nothing_is_kept(
    create: Run, home: Home, changes: dict[str, object], wrong: str
) -> None:
    refused(create(**changes), wrong)

    assert planned(home) == []
    with sqlite3.connect(home.register) as db:
        assert db.execute("SELECT count(*) FROM organisations").fetchone() == (0,)
    db.close()


@pytest.mark.parametrize("threshold", ["-5", "4.5", "many"])
def test_campaign_004_a_threshold_that_is_no_number_of_people(
    create: Run, home: Home, threshold: str
) -> None:
    assert create(threshold=threshold).code in {1, 2}
    assert planned(home) == []


def test_campaign_003_local_times_that_are_skipped_or_come_twice_follow_a_stated_rule(create: Run) -> None:
    skipped = create(opens="2100-03-28T02:30", closes="2100-05-01", timezone="Europe/Paris")
    twice = create(opens="2026-10-25T02:30", timezone="Europe/Paris", title="Again")

    assert "2100-03-28 03:30 to" in skipped.out  # as much later as the clock moves
    assert "2026-10-25 02:30 to" in twice.out


@pytest.mark.parametrize("title", ["Été 🎉", "../../x", "=1+1", "<script>"])
def test_campaign_010_and_011_any_other_title_is_kept_and_names_no_file(
    create: Run, sightline: Run, home: Home, title: str
) -> None:
    campaign = create(title=title).out.splitlines()[1][:13]
    sightline("campaign", "open", campaign)

    assert [found.plan.title for found in planned(home)] == [title]
    assert {path.name for path in home.campaigns.iterdir()} == {campaign}


def test_cli_007_and_008_organisations_are_found_or_asked_for_by_id(
    sightline: Run, create: Run, home: Home
) -> None:
    create(organisation="acme")
    with sqlite3.connect(home.register) as db:
        db.execute("INSERT INTO organisations VALUES ('second', 'acme')")
    db.close()

    refused(sightline("campaign", "list", "--org", "nope"), "no organisation 'nope'", "acme (second)")
    refused(sightline("campaign", "list", "--org", "acme"), "2 organisations", "second")
    refused(create(organisation="acme"), "2 organisations", "second")
    assert sightline("campaign", "list", "--org", "second").out == ""


def test_two_campaigns_of_a_name_belong_to_the_same_organisation(create: Run, home: Home) -> None:
    first, second = create(), create(title="Again")

    assert "Added the organisation Exemple" in first.out
    assert "Added" not in second.out
    assert len({campaign.plan.organisation for campaign in planned(home)}) == 1


@pytest.mark.parametrize("command", ["open", "pause", "resume", "close", "freeze", "credit"])
@pytest.mark.parametrize("campaign", ["abcdefghijkl2", "../../etc", "x"])
def test_a_campaign_that_is_not_there_is_named(
    sightline: Run, home: Home, command: str, campaign: str
) -> None:
    yes = ["--yes"] if command == "close" else []

    refused(sightline("campaign", command, campaign, *yes), campaign[:40])

    assert list(home.campaigns.iterdir()) == []


def test_goals_are_put_into_the_questionnaire(create: Run, home: Home, tmp_path: Path) -> None:
    goals = tmp_path / "goals.yaml"
    goals.write_text(
        'goals:\n  g1: {name: {en: "Shorter delays", fr: "Des délais plus courts"}, weight: 40}\n'
    )

    assert create(goals=goals).code == 0

    [campaign] = planned(home)
    assert "Des délais plus courts" in campaign.plan.questionnaire
    assert "random_seed" in campaign.plan.questionnaire


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "empty"),
        ("goals:\n  g1: {name: {en: A}}\n", "fr"),
        ("goals: {}\n", "names no goal"),
        ("goals:\n  g1: {name: {en: A, fr: B}}\nmore: 1\n", "more"),
        ("goals: &a\n  g1: {name: {en: A, fr: B}}\n", "Write the value out"),
    ],
)
def test_a_bad_file_of_goals_is_refused_with_its_line(
    create: Run, home: Home, tmp_path: Path, text: str, said: str
) -> None:
    goals = tmp_path / "goals.yaml"
    goals.write_text(text)

    ended = create(goals=goals)

    refused(ended, said)
    assert str(goals) in ended.err
    assert planned(home) == []


def test_links_go_into_a_private_file_and_the_log_tells(
    sightline: Run, home: Home, draft: str, tmp_path: Path
) -> None:
    output = tmp_path / "links.csv"
    refused(sightline("campaign", "links", draft, "-o", output, "--yes"), "draft", "from launch to close")
    sightline("campaign", "open", draft)

    ended = sightline("campaign", "links", draft, "-o", output, "--yes")

    assert "Delete it as soon as" in ended.out
    assert stat.S_IMODE(output.stat().st_mode) == 0o600
    with output.open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert len({row["link"] for row in rows}) == 35
    assert all(row["link"].startswith(f"http://127.0.0.1:8000/s/{draft}/") for row in rows)
    register = Register.open(f"sqlite:///{home.register}")
    with register.reading() as db:
        assert "wrote the links into a file" in [entry.what for entry in log.entries(db, draft)]
    register.close()
    refused(sightline("campaign", "links", draft, "-o", output, "--yes"), "exists", "--force")


def test_a_name_that_a_spreadsheet_would_run_is_written_as_text(
    sightline: Run, create: Run, tmp_path: Path
) -> None:
    people = tmp_path / "odd.csv"
    people.write_text("email,name\n" + "".join(f'p{n}@example.org,"=1+{n}"\n' for n in range(6)))
    campaign = create(people=people).out.splitlines()[1][:13]
    sightline("campaign", "open", campaign)

    sightline("campaign", "links", campaign, "-o", tmp_path / "links.csv", "--yes")

    with (tmp_path / "links.csv").open(newline="") as file:
        assert {row["name"][:2] for row in csv.DictReader(file)} == {"'="}


def test_without_a_base_url_no_link_is_written(
    sightline: Run, draft: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sightline("campaign", "open", draft)
    monkeypatch.delenv("SIGHTLINE_ANSWERING_URL")

    refused(sightline("campaign", "links", draft, "-o", tmp_path / "x.csv", "--yes"), "missing", "127.0.0.1")

    assert not (tmp_path / "x.csv").exists()


def test_late_joiners_are_added_to_an_open_campaign(sightline: Run, draft: str, tmp_path: Path) -> None:
    sightline("campaign", "open", draft)
    late = tmp_path / "late.csv"
    late.write_text("email,name,unit\nlate@example.org,Late,Sales\n")

    added = sightline("campaign", "add", draft, "--people", late)
    again = sightline("campaign", "add", draft, "--people", late)

    assert added.out == "Invited 1 more people.\n"
    refused(again, "1 of these people are on the list already", "Leave them out")


def test_an_open_link_has_one_link_for_each_unit(sightline: Run, create: Run, tmp_path: Path) -> None:
    units = tmp_path / "units.csv"
    units.write_text("unit,invited\nOps,30\nSales,12\nLab,2\n")
    campaign = create(people=None, units=units, channel="open").out.splitlines()[1][:13]
    sightline("campaign", "open", campaign)

    ended = sightline("campaign", "links", campaign, "-o", tmp_path / "links.csv")

    assert ended.out.startswith("3 links")


def test_credit_is_given_on_demand(sightline: Run, draft: str) -> None:
    sightline("campaign", "open", draft)

    assert sightline("campaign", "credit", draft).out == "Too few are waiting to be credited together.\n"


def test_two_operations_on_a_campaign_do_not_run_beside_one_another(
    sightline: Run, home: Home, draft: str
) -> None:
    from survey.collection.alone import alone

    with alone(home, draft):
        refused(sightline("campaign", "open", draft), "Another process is working on this campaign")


def test_cli_015_and_016_titles_are_listed_whatever_the_locale_and_a_closed_pipe_is_no_fault(
    sightline: Run, home: Home, draft: str
) -> None:
    program = "from survey.cli import main; main(['campaign', 'list'])"
    plain = {**os.environ, "LC_ALL": "C", "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    pipe = f'{sys.executable} -c "{program}" | head -0'

    listed = subprocess.run([sys.executable, "-c", program], env=plain, capture_output=True, timeout=120)
    piped = subprocess.run(["/bin/bash", "-c", pipe], env=plain, capture_output=True, text=True, timeout=120)

    assert (listed.returncode, listed.stderr) == (0, b"")
    assert "Été 2027" in listed.stdout.decode()  # click writes UTF-8 rather than nothing
    assert piped.stderr == ""


def test_nothing_here_loads_the_web_or_the_scoring_engine_before_it_is_needed() -> None:
    heavy = "{'flask', 'sqlalchemy', 'sklearn', 'numpy', 'huey'}"
    program = f"import sys, survey.cli; print(sorted({heavy} & set(sys.modules)))"

    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=120)

    assert ended.stdout == "[]\n"
