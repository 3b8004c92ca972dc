"""A campaign at Exemple: thirty people in three units, answering the small questionnaire."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from questionnaires import to_yaml
from questionnaires.model import Questionnaire
from survey.collection import launching
from survey.invitee import Invitee
from survey.store import keyring, migrations
from survey.store.admission import Admission
from survey.store.ballots import Ballot, BallotBox, Draft, Sent
from survey.store.keyring import admission_key, draft_key
from survey.store.paths import CampaignPaths, Home
from survey.store.register import Register, campaigns, groups, organisations, participants
from survey.store.register.campaigns import Plan

NOW = datetime.now(UTC)


@dataclass(frozen=True)
class Site:
    """An installation with one organisation; the vocabulary of these tests."""

    home: Home
    register: Register
    plan: Plan

    def plans(self, *invitees: Invitee, units: tuple[tuple[str, int], ...] = (), **changes: object) -> str:
        """Put a campaign with these people into the register, and return its id."""
        with self.register.writing() as db:
            campaign = campaigns.add(db, replace(self.plan, **changes)).id
            participants.add(db, campaign, invitees)
            groups.declare_units(db, campaign, [groups.Unit(*unit) for unit in units])
        return campaign

    def launches(self, *invitees: Invitee, **changes: object) -> Running:
        """Plan a campaign and launch it."""
        campaign = self.plans(*invitees, **changes)
        launching.launch(self.home, self.register, campaign, who="operator")
        return Running(self, campaign)

    def state(self, campaign: str) -> str:
        with self.register.reading() as db:
            return campaigns.get(db, campaign).state


@dataclass(frozen=True)
class Running:
    """A launched campaign, answered the way the pages do."""

    site: Site
    id: str

    @property
    def paths(self) -> CampaignPaths:
        return self.site.home.campaign(self.id)

    def tokens(self) -> dict[str, keyring.Token]:
        """Return everybody's token by reference."""
        invite = keyring.read_invite(self.site.home, self.id)
        with self.site.register.reading() as db:
            people = participants.of(db, self.id)
        return {person.invitee.reference: keyring.token_of(invite, person.id) for person in people}

    def sends(self, token: keyring.Token, answers: dict[str, object]) -> Sent:
        """Open the link, send, and note participation afterwards."""
        with self.opened() as (admission, box):
            return self._sends(admission, box, token, answers)

    def send_all(self, answers: Sequence[tuple[keyring.Token, dict[str, object]]]) -> None:
        """Send the answers of many people in this order, each after a draft; faster than a disk would be."""
        answer = keyring.read_answer(self.site.home, self.id)
        with self.opened(durable=False) as (admission, box):
            for token, given in answers:
                box.save_draft(draft_key(answer, token), Draft(given))
                self._sends(admission, box, token, given)

    @contextmanager
    def opened(self, *, durable: bool = True) -> Iterator[tuple[Admission, BallotBox]]:
        admission = Admission.open(self.paths.admission, durable=durable)
        box = BallotBox.open(self.paths.ballots, durable=durable)
        yield admission, box
        box.close_file()
        admission.close_file()

    def _sends(
        self, admission: Admission, box: BallotBox, token: keyring.Token, answers: dict[str, object]
    ) -> Sent:
        stratum = admission.stratum_of(admission_key(token))
        assert stratum is not None
        key = draft_key(keyring.read_answer(self.site.home, self.id), token)
        sent = box.send(key, stratum, Ballot(answers))
        admission.note_pending(admission_key(token))
        return sent


def make_site(folder: Path, questionnaire: Questionnaire) -> Site:
    """Make an installation with one organisation, whose next campaign asks `questionnaire`."""
    home = Home(folder)
    home.make()
    url = f"sqlite:///{home.register}"
    migrations.upgrade(url)
    register = Register.open(url)
    with register.writing() as db:
        organisation = organisations.add(db, "Exemple").id
    plan = Plan(
        organisation=organisation,
        title="Été",
        questionnaire=to_yaml(questionnaire),
        opens=NOW - timedelta(days=1),
        closes=NOW + timedelta(days=20),
    )
    return Site(home, register, plan)


@pytest.fixture
def site(tmp_path: Path, questionnaire: Questionnaire) -> Iterator[Site]:
    site = make_site(tmp_path / "home", questionnaire)
    yield site
    site.register.close()


def thirty_people() -> list[Invitee]:
    """Ops/Night 12, Ops/Day 3, Ops/Dawn 2, Sales 13: Day and Dawn are too small to be told apart."""
    units = ["Ops/Night"] * 12 + ["Ops/Day"] * 3 + ["Ops/Dawn"] * 2 + ["Sales"] * 13
    return [
        Invitee(str(n), f"Person Number{n}", f"p{n}@example.org", unit, "fr", {"position": "employee"})
        for n, unit in enumerate(units)
    ]


@pytest.fixture
def running(site: Site) -> Running:
    return site.launches(*thirty_people())
