"""The demo: a whole organisation from nothing, by the doors that real people use, twice the same."""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import numpy as np
import pytest

from questionnaires import load, to_yaml
from scoring import dataset as datasets
from survey.audit.scene import launched
from survey.audit.verdict import audit
from survey.collection.planning import plan_campaign
from survey.collection.rehearsal import answer, stage
from survey.collection.rehearsal_cast import GOALS
from survey.demo import MARK, Demo, make_demo
from survey.errors import CollectionError
from survey.jobs import is_worked
from survey.store.ballots import BallotBox
from survey.store.published import read_published
from survey.store.register import Register, campaigns, participants
from survey.store.register.campaigns import Plan
from tests.survey.web_cast import install, settings_of

SIGHTLINE = Path(sys.executable).with_name("sightline")
PATIENCE = 300


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    return make_demo(tmp_path_factory.mktemp("demo"), people=400, seed=1)


@pytest.fixture(scope="module")
def dataset(made: Demo) -> datasets.Dataset:
    return datasets.read(made.files[0])


@pytest.fixture
def register(made: Demo) -> Iterator[Register]:
    register = Register.open(made.settings.register_url)
    yield register
    register.close()


def pages_of(report: Path) -> list[str]:
    program = shutil.which("pdftotext")
    assert program is not None, "poppler-utils is missing: see .ci/run"
    ended = subprocess.run(
        [program, "-layout", report, "-"], capture_output=True, text=True, check=True, timeout=120
    )
    return ended.stdout.rstrip("\f").split("\f")


def test_the_demo_ends_with_three_lines_and_the_path_of_a_report(tmp_path: Path, sightline) -> None:
    ended = sightline("demo", "--no-serve", "--people", 60, "--dir", tmp_path / "demo")

    lines = ended.out.splitlines()
    assert ended.code == 0
    assert [line.split(":")[0] for line in lines[:3]] == ["Answers", "Scores (0-100)", "Profiles"]
    assert "the people are made up" in lines[0]
    assert lines[-1] == str(tmp_path / "demo" / "report-fr.pdf")
    assert all(Path(line).is_file() for line in lines[3:])


def test_the_demo_finds_the_profiles_it_made_up(made: Demo) -> None:
    assert [profile.archetype for profile in made.release.profiles.profiles] == [
        "sceptic",
        "equipped_no_point",
        "sees_lacks_means",
        "aligned",
    ]


def test_teams_too_small_to_hide_in_are_known_to_nobody_after_launch(made: Demo, register: Register) -> None:
    with register.reading() as db:
        [first, _] = campaigns.all_of(db)
        teams = [person.invitee.unit for person in participants.of(db, first.id)]
    stored = {
        stratum.unit for stratum in read_published(made.settings.home.campaign(first.id).published).strata
    }

    assert teams.count("Sales/Online") == teams.count("Support/Legal") == 4
    assert not stored & {("Sales", "Online"), ("Support", "Legal")}
    assert ("Sales", "Shops") in stored


def test_people_answer_all_that_the_form_asks_and_some_do_not_know(dataset: datasets.Dataset) -> None:
    columns = dataset.responses.columns
    answered = {name for name, column in columns.items() if not np.isnan(column).all()}

    for of in ("goal_rel_g4", "goal_fit_g1", "barriers", "out_freq", "out_recommend"):
        assert any(name.startswith(of) for name in answered), of
    assert len(dataset.questionnaire.goals) == len(GOALS)
    assert {comment.question for comment in dataset.comments} >= {"open1", "open2"}
    assert dataset.responses.outside.any()
    assert dataset.responses.missing.any()
    assert len(dataset.responses) < sum(count.invited for count in dataset.head_counts) == 400


@pytest.mark.parametrize(("language", "said"), [("en", "made up"), ("fr", "fictives")])
def test_every_page_of_a_report_says_that_its_people_are_made_up(
    made: Demo, language: str, said: str
) -> None:
    [report] = [path for path in made.files if path.name == f"report-{language}.pdf"]

    pages = pages_of(report)

    assert len(pages) > 5
    assert all(said in page for page in pages)


def test_a_second_campaign_stays_open_with_answers_drafts_and_links(made: Demo, register: Register) -> None:
    with register.reading() as db:
        first, second = campaigns.all_of(db)
    box = BallotBox.open(made.settings.home.campaign(second.id).ballots)

    count = box.count()
    box.close_file()

    assert (first.state, second.state) == ("frozen", "open")
    assert 100 < count < 200
    assert [each.invitee.language for each in made.invitations] == ["en", "en", "fr", "fr"]
    assert all(f"/s/{second.id}/" in each.link for each in made.invitations)
    assert second.credited_at is not None


def test_the_finished_demo_is_clean_of_whatever_could_link(made: Demo) -> None:
    home, url = made.settings.home, made.settings.register_url

    verdicts = [audit(home, url, campaign) for campaign in launched(home, url)]

    assert [verdict.state for verdict in verdicts] == ["frozen", "open"]
    assert [finding for verdict in verdicts for finding in verdict.leaks] == []


def test_the_same_seed_makes_the_same_organisation_and_may_be_made_again_in_place(
    tmp_path: Path, sightline
) -> None:
    def three_lines() -> list[str]:
        ended = sightline("demo", "--no-serve", "--people", 60, "--seed", 5, "--dir", tmp_path)
        return ended.out.splitlines()[:3]

    first = three_lines()

    assert three_lines() == first
    assert len(list((tmp_path / "installation" / "datasets").iterdir())) == 1


def test_another_seed_makes_other_people(tmp_path: Path, made: Demo) -> None:
    other = make_demo(tmp_path, people=60, seed=6)

    assert other.release.total.scores != made.release.total.scores


def test_what_is_no_demo_is_not_replaced(tmp_path: Path, sightline) -> None:
    real = tmp_path / "installation" / "register.db"
    real.parent.mkdir()
    real.write_text("somebody's campaigns")

    ended = sightline("demo", "--no-serve", "--dir", tmp_path)

    assert ended.code == 1
    assert "no demo" in ended.err
    assert real.read_text() == "somebody's campaigns"


def test_a_demo_that_is_served_is_not_replaced(made: Demo, sightline) -> None:
    with (made.settings.home.run / "worker.lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        ended = sightline("demo", "--no-serve", "--dir", made.settings.home.path.parent)

    assert ended.code == 1
    assert "being served" in ended.err
    assert (made.settings.home.path / MARK).is_file()
    assert not is_worked(made.settings)


def test_nobody_rehearses_in_the_place_of_real_people(tmp_path: Path) -> None:
    settings = settings_of(tmp_path)
    register = install(settings)
    on = stage(settings.home, register, load("barriers-pulse"), people=40, seed=1)
    now = datetime.now(UTC)
    plan = Plan("Real", "Real", to_yaml(on.questionnaire), now, now + timedelta(days=1))
    real = plan_campaign(register, plan, invitees=on.cast.invitees, who="operator").campaign.id

    with pytest.raises(CollectionError, match="real people"):
        answer(on, real, share=1.0)
    register.close()


class Shown:
    """A running `sightline demo`, read line by line."""

    def __init__(self, folder: Path) -> None:
        self.process = subprocess.Popen(
            [SIGHTLINE, "demo", "--people", "60", "--dir", folder],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
        )
        self.said = ""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.said += line
            if "Ctrl-C" in line:
                return

    def ends(self) -> tuple[int, str, str]:
        self.process.send_signal(signal.SIGINT)
        out, err = self.process.communicate(timeout=PATIENCE)
        return self.process.returncode, out, err


@pytest.fixture
def shown(tmp_path: Path) -> Iterator[Shown]:
    shown = Shown(tmp_path)
    yield shown
    if shown.process.poll() is None:
        shown.process.terminate()
        shown.process.communicate(timeout=PATIENCE)


def test_a_newcomer_opens_a_link_signs_in_reads_the_report_and_stops_in_peace(shown: Shown) -> None:
    links = re.findall(r"http://\S+/s/\S+", shown.said)
    [(office, email, password)] = re.findall(r"(http://\S+)/sign-in +(\S+@\S+) +(\S+)", shown.said)
    reports = [Path(path) for path in re.findall(r"file://(\S+\.pdf)", shown.said)]

    with httpx.Client(follow_redirects=True, timeout=60, headers={"Accept-Language": "fr"}) as employee:
        welcome = employee.get(links[-1])
    with httpx.Client(follow_redirects=True, timeout=60) as hr:
        [token] = re.findall(r'name="csrf_token"[^>]*value="([^"]+)"', hr.get(f"{office}/sign-in").text)
        signed_in = hr.post(
            f"{office}/sign-in", data={"csrf_token": token, "email": email, "password": password}
        )

    assert len(links) == 4
    assert welcome.status_code == 200
    assert "freine" in welcome.text
    assert "inventés" in welcome.text
    assert signed_in.status_code == 200
    assert "What holds us back? (2)" in signed_in.text
    assert all(report.read_bytes().startswith(b"%PDF") for report in reports)
    assert len(reports) == 2
    assert shown.ends() == (0, "Stopped.\n", "")
