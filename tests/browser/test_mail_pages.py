"""The mail pages in a real browser, without script: axe on every page, and a text written and sent to oneself."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page
from werkzeug.serving import make_server

from questionnaires import parse, to_yaml
from survey.app import create_office_app
from survey.campaigns import mail_operations
from survey.config import Settings
from survey.store.register import (
    Register,
    accounts,
    campaigns,
    mail_rounds,
    organisations,
    outbox,
    participants,
)
from survey.store.register.campaigns import Plan
from tests.survey.collection.conftest import FORM, NOW, thirty_people
from tests.survey.mail_cast import MailServer
from tests.survey.office.conftest import HASH, PASSWORD
from tests.survey.web_cast import install, settings_of

PAGES = ("", "invitation/who", "reminder/who", "invitation/fr", "invitation/fr/preview")
LOOKS: dict[str, dict[str, object]] = {
    "desktop": {"viewport": {"width": 1280, "height": 800}},
    "phone": {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True},
    "dark": {"viewport": {"width": 1280, "height": 800}, "color_scheme": "dark"},
}


@pytest.fixture
def server() -> Iterator[MailServer]:
    server = MailServer()
    server.start()
    yield server
    server.stop()


@pytest.fixture
def mail_url(tmp_path: Path, server: MailServer) -> Iterator[str]:
    """The address of a campaign's mail pages, with a round that is held up and an address that fails."""
    http = make_server("127.0.0.1", 0, lambda *_: [], threaded=True)
    base = f"http://127.0.0.1:{http.server_port}"
    plain = settings_of(tmp_path / "home", OFFICE_URL=base)
    settings = Settings({**plain.environment, **server.settings()})
    install(settings, "Exemple").close()
    http.app = create_office_app(settings)
    register: Register = http.app.extensions["register"]
    campaign = _campaign(register)
    thread = threading.Thread(target=http.serve_forever, daemon=True)
    thread.start()
    yield f"{base}/campaigns/{campaign}/mail/"
    http.shutdown()
    thread.join(timeout=60)
    http.server_close()
    register.close()


def _campaign(register: Register) -> str:
    with register.writing() as db:
        organisation = organisations.find(db, "Exemple").id
        accounts.add(db, organisation, "ana@example.org", "hr", HASH)
        plan = Plan(
            organisation=organisation,
            title="Été 2026",
            questionnaire=to_yaml(parse(FORM, name="FORM")),
            opens=NOW - timedelta(days=1),
            closes=NOW + timedelta(days=20),
        )
        campaign = campaigns.add(db, plan).id
        participants.add(db, campaign, thirty_people())
        each = mail_operations.wish(db, campaign, "invitation", who="ana", now=NOW)
        outbox.fill(db, each)
        outbox.note_failure(db, campaign, participants.of(db, campaign)[0].id, "550 5.1.1")
        mail_rounds.hold_up(db, each.id, "The mail server takes no mail.", NOW)
        mail_operations.wish(db, campaign, "reminder", who="ana", now=NOW, due_at=NOW + timedelta(days=3))
    return campaign


@contextmanager
def signed_in(chromium: Browser, mail_url: str, **options: object) -> Iterator[Page]:
    context = chromium.new_context(locale="fr-FR", **options)  # type: ignore[arg-type]
    page, complaints = context.new_page(), []
    page.set_default_timeout(20_000)
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.goto(mail_url.split("/campaigns/")[0] + "/sign-in")
    page.fill("#email", "ana@example.org")
    page.fill("#password", PASSWORD)
    with page.expect_event("load"):
        page.click("button[type=submit]")
    yield page
    context.close()
    assert [each for each in complaints if not re.search(r"status of 4", each)] == []


@pytest.mark.parametrize("look", LOOKS)
def test_axe_finds_nothing_on_the_mail_pages(chromium: Browser, mail_url: str, look: str) -> None:
    found = {}
    with signed_in(chromium, mail_url, **LOOKS[look]) as page:
        for path in PAGES:
            page.goto(mail_url + path)
            found[path] = [each["id"] for each in Axe().run(page).response["violations"]]
            wide = page.evaluate(
                "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            )
            assert wide <= 0, f"{path} scrolls sideways"

    assert found == {path: [] for path in PAGES}


def test_a_text_is_written_refused_mended_looked_at_and_sent_to_oneself(
    chromium: Browser, mail_url: str, server: MailServer
) -> None:
    with signed_in(chromium, mail_url) as page:
        page.goto(mail_url + "invitation/fr")
        page.fill("#body", "Bonjour {prenom},\n\n{link}")
        with page.expect_event("load"):
            page.click("button.main")
        refused = page.text_content(".problems") or ""
        axe = [each["id"] for each in Axe().run(page).response["violations"]]
        page.fill("#body", "Bonjour {name},\n\n{link}")
        with page.expect_event("load"):
            page.click("button.main")
        with page.expect_event("load"):
            page.click("button[type=submit]")
        told = page.text_content("[role=status]") or ""
        page.goto(page.url.removesuffix("trial") + "preview.html")
        colour = page.evaluate("getComputedStyle(document.querySelector('a.main')).backgroundColor")

    assert "Mot entre accolades inconnu\u00a0: {prenom}." in refused
    assert axe == []
    assert "Envoyé à ana@example.org." in told
    assert server.mails[0].text.startswith("Bonjour Camille Martin,")
    assert colour == "rgb(11, 92, 107)", "the preview has its own style sheet, by its hash"
