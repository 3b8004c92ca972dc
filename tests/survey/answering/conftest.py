"""The cast of answering: campaigns of each channel with real stores, the application, employees with browsers."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from questionnaires import read, to_yaml
from questionnaires.drawing import with_draws
from questionnaires.model import Questionnaire
from survey.app import create_answering_app
from survey.config import Settings
from survey.store import keyring
from survey.store.admission import Admission, AdmissionRow
from survey.store.ballots import BallotBox
from survey.store.keyring import Token
from survey.store.paths import Home
from survey.store.published import Channel, Notice, PublishedCampaign, Stratum, write_published

IDS = {"personal": "aaaaaaaaaaaaa", "open": "bbbbbbbbbbbbb", "kiosk": "ccccccccccccc"}
SECRET = "q8w7e6r5t4y3u2i1o0" * 2
URL = "http://127.0.0.1:8765"


@pytest.fixture(scope="session")
def every_type() -> Questionnaire:
    return with_draws(read(Path(__file__).parents[2] / "fixtures" / "every_type.yaml"), 7)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    place = Home(tmp_path / "home")
    place.make()
    return place


@pytest.fixture
def settings(home: Home) -> Settings:
    return Settings(
        {
            "SIGHTLINE_HOME": str(home.path),
            "SIGHTLINE_ANSWERING_URL": URL,
            "SIGHTLINE_ANSWERING_SECRET": SECRET,
        }
    )


@pytest.fixture
def launch(home: Home, every_type: Questionnaire) -> Callable[..., list[Token]]:
    """Launch a campaign of a channel, and return the tokens of its links."""

    def launched(channel: Channel = "personal", links: int = 8, **changes: object) -> list[Token]:
        campaign_id = IDS[channel]
        paths, keys = home.campaign(campaign_id), keyring.make(home, campaign_id)
        paths.folder.mkdir()
        tokens = [keyring.token_of(keys.invite, f"person {place}") for place in range(links)]
        Admission.create(paths.admission, [AdmissionRow(keyring.admission_key(t), 0) for t in tokens])
        BallotBox.create(paths.ballots)
        now = datetime.now(UTC)
        published = PublishedCampaign(
            id=campaign_id,
            organisation="Ateliers <Lumière>",
            title="Autumn",
            questionnaire=to_yaml(changes.pop("questionnaire", every_type)),  # type: ignore[arg-type]
            languages=("en", "fr"),
            opens=now - timedelta(days=1),
            closes=now + timedelta(days=20),
            state="open",
            channel=channel,
            threshold=5,
            segments="asked",
            strata=(Stratum(0, ("Sales",), {}),),
            notice=Notice(300, 12, {"unit": 92}, (), "not_answered" if channel == "personal" else "none"),
        )
        write_published(paths.published, replace(published, **changes))
        return tokens

    return launched


@pytest.fixture
def app(settings: Settings) -> Flask:
    made = create_answering_app(settings)
    made.testing = True
    return made


class Employee:
    """Somebody with a browser of their own: opens, answers, presses buttons."""

    def __init__(self, client: FlaskClient, campaign_id: str) -> None:
        self.client = client
        self.start = f"/s/{campaign_id}"
        self.page: TestResponse

    def opens(self, link: str | None = None) -> TestResponse:
        return self.goes(f"{self.start}/{link}" if link else f"{self.start}/")

    def goes(self, path: str) -> TestResponse:
        self.page = self.client.get(path, base_url=URL, follow_redirects=True)
        return self.page

    def begins(self, token: str) -> TestResponse:
        self.opens(token)
        return self.presses(f"{self.start}/start")

    def presses(self, path: str | None = None, go: str = "next", **answers: object) -> TestResponse:
        """Post the form of the page, with its token, as the browser would."""
        data = {
            **dict(re.findall(r'name="(form_token|seen)"[^>]* value="([^"]+)"', self.page.text)),
            "go": go,
        }
        data |= {name.replace("__", "."): value for name, value in answers.items()}  # type: ignore[misc]
        where = path or self.page.request.path
        self.page = self.client.post(where, data=data, base_url=URL, follow_redirects=True)
        return self.page

    @property
    def title(self) -> str:
        return re.search(r"<title>(.*?)</title>", self.page.text, re.DOTALL)[1]  # type: ignore[index]


@pytest.fixture
def employee(app: Flask) -> Callable[..., Employee]:
    return lambda channel="personal": Employee(app.test_client(), IDS[channel])
