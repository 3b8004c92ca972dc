"""Filling out a survey in a real browser: on a phone, by keyboard alone, with and without script; axe on all pages.

axe's rules are all of WCAG 2.2 A and AA and its best practices; the list of what may fail is empty and stays so.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from questionnaires import load
from survey.store import keyring, previews
from survey.store.ballots import BallotBox
from survey.store.keyring import Token
from survey.store.paths import Home
from survey.store.published import publish_state, read_published
from tests.survey.answering.conftest import IDS

Launch = Callable[..., list[Token]]
PHONE = {"width": 360, "height": 740}
DESKTOP = {"width": 1280, "height": 800}
LOOKS: dict[str, dict[str, object]] = {
    "desktop": {"viewport": DESKTOP},
    "phone": {"viewport": PHONE, "has_touch": True, "is_mobile": True},
    "dark": {"viewport": DESKTOP, "color_scheme": "dark"},
    "forced colours": {"viewport": DESKTOP, "forced_colors": "active"},
    "reduced motion": {"viewport": PHONE, "reduced_motion": "reduce"},
}
ID = IDS["personal"]


@contextmanager
def a_page(chromium: Browser, **options: object) -> Iterator[Page]:
    """A page of a fresh browser; whatever the console or a foreign request complains of fails the test."""
    context = chromium.new_context(locale="fr-FR", **options)  # type: ignore[arg-type]
    page, complaints = context.new_page(), []
    page.set_default_timeout(20_000)
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on(
        "request",
        lambda asked: (
            complaints.append(asked.url) if not re.match(r"http://127\.0\.0\.1|data:", asked.url) else None
        ),
    )
    yield page
    context.close()
    assert [each for each in complaints if not re.search(r"status of (4|503)", each)] == []


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_the_full_form_in_french_on_a_phone_by_keyboard_alone(
    chromium: Browser, base_url: str, launch: Launch, home: Home, script: bool
) -> None:
    token = launch(questionnaire=load("barriers-full"))[0]

    with a_page(chromium, viewport=PHONE, java_script_enabled=script) as page:
        page.goto(f"{base_url}/s/{ID}/{token}")
        assert page.locator("html").get_attribute("lang") == "fr"
        _tab_to(page, "Commencer")
        with page.expect_event("load"):
            page.keyboard.press("Enter")
        pages = 0
        while "/q/" in page.url:
            pages += 1
            _answer_by_keyboard(page)
            assert pages < 40
        assert "Relisez vos réponses" in page.title()
        _tab_to(page, "Envoyer mes réponses")
        with page.expect_event("load"):
            page.keyboard.press("Enter")
        assert "Merci" in page.title()

    box = BallotBox.open(home.campaign(ID).ballots)
    box.close()
    (response,) = box.responses()
    items = {item.code for item in load("barriers-full").items}
    assert {code for code in response.ballot.answers if code in items} == items


def _answer_by_keyboard(page: Page) -> None:
    """Answer every radio group and checkbox list with Tab, Space and arrows, and press Next with Enter."""
    page.locator("h1").wait_for()
    ranked = 0
    for _ in range(300):
        page.keyboard.press("Tab")
        focused = page.evaluate(
            "() => { const e = document.activeElement; "
            "return [e.tagName, e.type || '', e.name || '', e.value || ''] }"
        )
        if focused[:2] == ["INPUT", "radio"] or (
            focused[:2] == ["INPUT", "checkbox"]
            and page.locator(f"input[name='{focused[2]}']:checked").count() < 2
        ):
            page.keyboard.press("Space")
            if page.url.endswith("-order"):  # each choice its own rank: the second 2, the third 3
                for _ in range(ranked):
                    page.keyboard.press("ArrowDown")
                ranked += 1
        elif focused == ["BUTTON", "submit", "go", "next"]:
            with page.expect_event("load"):
                page.keyboard.press("Enter")
            return
    pytest.fail("Next was never reached by keyboard")


def _press_main(page: Page) -> None:
    """Press the main button, and wait for the page that follows."""
    with page.expect_event("load"):
        page.locator("button.main").click()


def _tab_to(page: Page, label: str) -> None:
    for _ in range(200):
        page.keyboard.press("Tab")
        if page.evaluate("() => document.activeElement.textContent.trim()") == label:
            return
    pytest.fail(f"{label} was never reached by keyboard")


def test_what_was_answered_is_saved_before_the_page_is_turned(
    chromium: Browser, base_url: str, launch: Launch, home: Home
) -> None:
    token = launch()[0]

    with a_page(chromium, viewport=PHONE) as page:
        page.goto(f"{base_url}/s/{ID}/{token}")
        page.get_by_role("button", name="Commencer").click()
        page.get_by_label("Beaucoup").check()
        page.locator("#saved", has_text="Enregistré").wait_for()

    draft = BallotBox.open(home.campaign(ID).ballots).draft(
        keyring.draft_key(keyring.read_answer(home, ID), token)
    )
    assert draft is not None
    assert draft.answers == {"use": 2}


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_an_answer_is_taken_back_by_keyboard(
    chromium: Browser, base_url: str, launch: Launch, home: Home, script: bool
) -> None:
    token = launch()[0]

    with a_page(chromium, viewport=PHONE, java_script_enabled=script) as page:
        page.goto(f"{base_url}/s/{ID}/{token}")
        _press_main(page)
        page.get_by_label("Entièrement").check()
        assert not page.locator("#role .take-back").is_visible()
        page.get_by_role("radio", name="Chef").focus()
        page.keyboard.press("Space")
        cross = page.locator("#role .take-back input")
        assert cross.is_visible()
        assert cross.bounding_box()["width"] >= 24  # type: ignore[index]
        page.keyboard.press("ArrowUp")
        page.keyboard.press("ArrowUp")
        assert cross.is_checked()
        assert cross.get_attribute("value") == ""
        _press_main(page)

    draft = BallotBox.open(home.campaign(ID).ballots).draft(
        keyring.draft_key(keyring.read_answer(home, ID), token)
    )
    assert draft is not None
    assert draft.answers == {"use": 3}


@pytest.mark.parametrize("look", LOOKS)
def test_axe_finds_nothing_on_any_page(
    chromium: Browser, base_url: str, launch: Launch, home: Home, look: str
) -> None:
    tokens, link = launch(), launch("open")[0]
    token = tokens[0]
    kiosk = launch("kiosk")[0]
    found: dict[str, list[str]] = {}

    with a_page(chromium, **LOOKS[look]) as page:

        def look_at(name: str) -> None:
            violations = Axe().run(page).response["violations"]
            found[name] = [f"{each['id']}: {each['nodes'][0]['html'][:200]}" for each in violations]

        page.goto(f"{base_url}/s/{ID}/{'a' * 26}")
        look_at("unknown link")
        page.goto(f"{base_url}/s/{ID}/{token}")
        page.locator("summary").click()
        look_at("welcome")
        _press_main(page)
        look_at("single, segment, multiple")
        _press_main(page)
        look_at("what must be answered is missing")
        page.get_by_label("Entièrement").check()
        _press_main(page)
        look_at("matrix")
        page.locator("input[name=q1][value='4']").check()
        _press_main(page)
        look_at("ranking, best and worst")
        for code in ("no_time", "no_use"):
            page.locator(f"input[name=barriers][value={code}]").check()
        _press_main(page)
        look_at("order")
        _press_main(page)
        page.locator("input[name=recommend][value='7']").check()
        look_at("rating, points, numbers, an answer that can be taken back")
        page.locator("input[name=hours]").fill("99")
        _press_main(page)
        look_at("a mistake")
        page.locator("input[name=hours]").fill("9")
        _press_main(page)
        look_at("goals")
        for radio in page.locator("input[value='2'][name$='.rel']").all():
            radio.check()
        _press_main(page)
        look_at("about each goal")
        page.go_back(wait_until="load")
        look_at("back to goals")
        page.goto(f"{base_url}/s/{ID}/q/last")
        look_at("own words")
        page.goto(f"{base_url}/s/{ID}/review")
        look_at("review")
        _press_main(page)
        look_at("thanks")
        for name, start in (("open", f"{IDS['open']}/{link}"), ("kiosk", f"{IDS['kiosk']}/{kiosk}")):
            page.goto(f"{base_url}/s/{start}")
            _press_main(page)
            look_at(f"{name}: a page")
            page.goto(f"{base_url}/s/{IDS[name]}/")
            look_at(f"{name}: welcome")
        published = read_published(home.campaign(ID).published)
        page.goto(f"{base_url}/preview/{ID}/{previews.publish(home, published)}")
        look_at("preview: welcome")
        _press_main(page)
        look_at("preview: a page")
        page.goto(f"{base_url}/preview/{ID}/over")
        look_at("preview: over")
        bert = f"{base_url}/s/{ID}/{tokens[1]}"
        for state in ("paused", "closed"):
            publish_state(home.campaign(ID).published, "open")
            page.goto(bert)
            _press_main(page)
            page.locator("input[name=role][value=other]").check()
            page.locator("input[name='role.text']").fill("Infirmier")
            publish_state(home.campaign(ID).published, state)  # type: ignore[arg-type]
            _press_main(page)
            assert "Infirmier" in page.locator("main").inner_text()
            look_at(f"{state}, with what was written given back")

    assert {name: violations for name, violations in found.items() if violations} == {}
    assert len(found) == 24


@pytest.mark.parametrize("width", [320, 360, 1280])
def test_nothing_runs_over_the_edge_and_targets_are_large_enough(
    chromium: Browser, base_url: str, launch: Launch, width: int
) -> None:
    token = launch(questionnaire=load("barriers-full"))[0]

    with a_page(chromium, viewport={"width": width, "height": 700}) as page:
        page.goto(f"{base_url}/s/{ID}/{token}")
        _press_main(page)

        assert page.evaluate("() => document.documentElement.scrollWidth") <= width
        sizes = page.evaluate(
            "() => [...document.querySelectorAll('.option')].map(e => e.getBoundingClientRect())"
            ".map(r => Math.min(r.width, r.height))"
        )
        assert min(sizes) >= 44
        buttons = page.evaluate(
            "() => [...document.querySelectorAll('button:not(.unseen), a:not(.skip)')]"
            ".map(e => e.getBoundingClientRect()).map(r => Math.min(r.width, r.height))"
        )
        assert min(buttons) >= 24
