"""A preview: the pages themselves, before anybody is asked, with a store that forgets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask

from questionnaires import to_yaml
from questionnaires.model import Questionnaire
from survey.errors import CollectionError
from survey.invitee import Invitee
from survey.previewing import preview_link
from survey.store import migrations
from survey.store.paths import Home
from survey.store.register import Register, campaigns, organisations, participants
from survey.store.register.campaigns import Campaign, Plan
from tests.survey.answering.conftest import URL, Employee


@pytest.fixture
def register(home: Home) -> Iterator[Register]:
    url = f"sqlite:///{home.register}"
    migrations.upgrade(url)
    register = Register.open(url)
    yield register
    register.close()


@pytest.fixture
def draft(register: Register, every_type: Questionnaire) -> Campaign:
    """A campaign that nobody has launched, with eight people."""
    now = datetime.now(UTC)
    with register.writing() as db:
        plan = Plan(
            organisation=organisations.add(db, "Ateliers <Lumière>").id,
            title="Autumn",
            questionnaire=to_yaml(every_type),
            opens=now + timedelta(days=5),
            closes=now + timedelta(days=20),
        )
        campaign = campaigns.add(db, plan)
        people = [Invitee(f"{n}", f"Person {n}", f"p{n}@example.org", "Sales") for n in range(8)]
        participants.add(db, campaign.id, people)
    return campaign


def link_to(register: Register, home: Home, campaign: Campaign) -> str:
    with register.reading() as db:
        return preview_link(db, home, campaign.id, base_url=URL)


class Trier(Employee):
    """Somebody who tries a campaign out."""

    def __init__(self, app: Flask, link: str) -> None:
        super().__init__(app.test_client(), "")
        self.start = link.removeprefix(URL).rsplit("/", 1)[0]
        self.goes(link.removeprefix(URL))


def files_under(home: Home) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in home.path.rglob("*") if path.is_file()}


def test_a_draft_campaign_is_tried_from_welcome_to_thanks_and_nothing_is_kept(
    app: Flask, register: Register, home: Home, draft: Campaign
) -> None:
    trier = Trier(app, link_to(register, home, draft))
    before = files_under(home)
    pages = [trier.page, trier.presses(f"{trier.start}/start")]

    pages.append(trier.presses(use="3", role="boss"))
    pages.append(trier.presses(q1="4"))
    trier.goes(f"{trier.start}/q/last")
    pages.append(trier.presses(idea="Fewer meetings. " * 100))
    pages.append(trier.goes(f"{trier.start}/review"))
    assert "Fewer meetings." in trier.page.text
    pages.append(trier.presses(f"{trier.start}/send", go="send"))

    assert "Thank you" in trier.title
    assert all("nothing that you answer here is kept" in page.text for page in pages)
    assert files_under(home) == before
    assert not home.campaign(draft.id).folder.exists()
    assert not re.search(r"boss|Fewer", "".join(cookie.value for cookie in trier.client._cookies.values()))


def test_after_send_it_can_be_tried_once_more(
    app: Flask, register: Register, home: Home, draft: Campaign
) -> None:
    trier = Trier(app, link_to(register, home, draft))
    trier.presses(f"{trier.start}/start")
    trier.presses(use="0")
    trier.presses(q1="4")
    trier.goes(f"{trier.start}/review")
    trier.presses(f"{trier.start}/send", go="send")

    trier.presses(f"{trier.start}/leave")

    assert "Begin" in trier.page.text
    assert "Go on where you stopped" not in trier.page.text


def test_it_asks_what_must_be_answered_as_the_campaign_will(
    app: Flask, register: Register, home: Home, draft: Campaign
) -> None:
    trier = Trier(app, link_to(register, home, draft))
    trier.presses(f"{trier.start}/start")

    assert trier.presses().status_code == 422
    trier.goes(f"{trier.start}/review")
    assert trier.presses(f"{trier.start}/send", go="send").status_code == 422


def test_the_notice_is_the_one_that_launching_would_publish(
    app: Flask, register: Register, home: Home, draft: Campaign
) -> None:
    trier = Trier(app, link_to(register, home, draft))

    assert "at least 5 invited people recorded alike" in trier.page.text
    assert "Reminders go to those who have not answered" in trier.page.text


def test_a_link_is_good_for_an_hour(
    app: Flask, register: Register, home: Home, draft: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    trier = Trier(app, link_to(register, home, draft))
    assert trier.opens().status_code == 200

    monkeypatch.setattr("survey.store.previews.GOOD_SECONDS", -1)

    assert trier.opens().status_code == 404
    assert "This preview is over" in trier.page.text


@pytest.mark.parametrize("wrong", ["a" * 50, "x.y.z", "é", "a" * 26])
def test_a_ticket_that_nobody_made_leads_nowhere(
    app: Flask, register: Register, home: Home, draft: Campaign, wrong: str
) -> None:
    link = link_to(register, home, draft)

    trier = Trier(app, f"{link.rsplit('/', 1)[0]}/{wrong}")

    assert trier.page.status_code == 404
    assert Trier(app, f"{URL}/preview/{'b' * 13}/{wrong}").page.text == trier.page.text


def test_the_ticket_of_one_campaign_opens_no_other(
    app: Flask, register: Register, home: Home, draft: Campaign
) -> None:
    ticket = link_to(register, home, draft).rsplit("/", 1)[1]
    with register.writing() as db:
        other = campaigns.add(db, replace(draft.plan, channel="open"))
    link = link_to(register, home, other)

    assert Trier(app, f"{link.rsplit('/', 1)[0]}/{ticket}").page.status_code == 404
    assert Trier(app, link).page.status_code == 200


def test_a_changed_cookie_is_as_good_as_none(
    app: Flask, register: Register, home: Home, draft: Campaign
) -> None:
    trier = Trier(app, link_to(register, home, draft))
    trier.presses(f"{trier.start}/start")
    trier.presses(use="3")

    trier.client.set_cookie("draft0", "eyJzcGVudCI6dHJ1ZX0.forged", domain="127.0.0.1", path=trier.start)

    assert "Go on where you stopped" not in trier.opens().text


def test_a_closed_campaign_has_no_preview(register: Register, home: Home, draft: Campaign) -> None:
    with register.writing() as db:
        for state in ("launching", "open", "closing"):
            campaigns.advance(db, draft.id, state)  # type: ignore[arg-type]

    with pytest.raises(CollectionError, match="nothing left to try"):
        link_to(register, home, draft)
