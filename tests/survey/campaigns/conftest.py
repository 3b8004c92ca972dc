"""An office where Ana (hr, Exemple) has a campaign with thirty people, and Zoe (hr, Andere) another one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from werkzeug.test import TestResponse

from questionnaires import parse, to_yaml
from survey.app import create_office_app
from survey.config import Settings
from survey.store.register import Register, campaigns, organisations, participants
from survey.store.register.campaigns import Plan
from tests.survey.collection.conftest import FORM, NOW, thirty_people
from tests.survey.mail_cast import MailServer
from tests.survey.office.conftest import Office, Staff
from tests.survey.web_cast import install, settings_of

__all__ = ["Desk"]


@dataclass(frozen=True)
class Desk:
    """Somebody of the office before the mail pages of one campaign."""

    office: Office
    staff: Staff
    campaign: str

    def path(self, page: str = "") -> str:
        return f"/campaigns/{self.campaign}/mail/{page}"

    def sees(self, page: str = "", *, language: str = "en") -> TestResponse:
        return self.staff.client.get(self.path(page), headers={"Accept-Language": language})

    def posts(self, page: str, language: str = "en", **fields: str) -> TestResponse:
        token = self.staff.token("/")
        return self.staff.client.post(
            self.path(page),
            data={"csrf_token": token, **fields},
            headers={"Accept-Language": language},
        )

    def by(self, email: str) -> Desk:
        """Return the same campaign's pages before somebody else."""
        other = self.office.staff(email)
        other.signs_in()
        return Desk(self.office, other, self.campaign)


@pytest.fixture
def server() -> Iterator[MailServer]:
    server = MailServer()
    server.start()
    yield server
    server.stop()


@pytest.fixture
def desk(tmp_path: Path, server: MailServer) -> Iterator[Desk]:
    plain = settings_of(tmp_path / "home")
    settings = Settings({**plain.environment, **server.settings(), "SIGHTLINE_SMTP_TIMEZONE": "Europe/Paris"})
    install(settings, "Exemple", "Andere").close()
    app = create_office_app(settings)
    register: Register = app.extensions["register"]
    office = Office(settings, register, app)
    office.hires("ana@example.org")
    office.hires("zoe@example.org", organisation="Andere")
    with register.writing() as db:
        plan = Plan(
            organisation=organisations.find(db, "Exemple").id,
            title="Été <b>2026</b>",
            questionnaire=to_yaml(parse(FORM, name="FORM")),
            opens=NOW - timedelta(days=1),
            closes=NOW + timedelta(days=20),
            contact="hr@example.org",
        )
        campaign = campaigns.add(db, plan).id
        participants.add(db, campaign, thirty_people())
    ana = office.staff()
    ana.signs_in()
    yield Desk(office, ana, campaign)
    register.close()
